"""The commands that edit with no server: `edit`, `commit` and `revert`."""

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from gjgraph.core.edits import Rejected, Update
from gjgraph.core.errors import ConflictError, UnreadableError
from gjgraph.core.header import full_iri
from gjgraph.core.text import Text
from gjgraph.interfaces.cli.commands import CURRENT_LANGUAGE, read_text, say, workspace
from gjgraph.interfaces.cli.history import named, names_now, said
from gjgraph.interfaces.cli.reports import as_text, summary
from gjgraph.operations.history import Difference, open_history, revision_of
from gjgraph.storage.workspace import Workspace

if TYPE_CHECKING:
    from gjgraph.operations.editing_here import Outcome

MOST_SHOWN = 40
"""Statements that are shown of an edit; "gjgraph diff" shows all."""


@click.command()
@click.argument("file", type=click.Path(allow_dash=True), default="-")
@click.option("--message", "-m", default="", help="Why, for the history.")
@click.option("--dry-run", is_flag=True, help="Judge it, and leave all as it is.")
@click.option("--graph", help="The graph that it is meant for, where it names none (gwangju/m7, or an IRI).")
def edit(file: str, message: str, dry_run: bool, graph: str | None) -> int:
    """Change the plan by a SPARQL Update from FILE or standard input.

    It is judged by the same shapes and checks as any other edit, and committed if it leaves the plan
    whole. Exit code: 0 done, 1 it would break the plan (nothing is changed), 2 it can't be done.
    """
    # Imported here: what judges takes longer to load than most commands to run.
    from gjgraph.operations.editing_here import edit_here  # noqa: PLC0415

    place = workspace()
    text = read_text(file)
    author = open_history(place).author()
    base = place.addresses.base
    within = None
    if graph is not None:
        known = ("graph/", "ontology/", "<")
        within = full_iri(graph if graph.startswith(known) or ":" in graph else f"graph/{graph}", base)
    outcome = edit_here(place, Update(text, within=within), author, message, "update", dry_run)
    return tell(place, outcome, dry_run)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--message", "-m", default="", help="Why, for the history.")
@click.option("--dry-run", is_flag=True, help="Judge it, and leave all as it is.")
def commit(files: tuple[Path, ...], message: str, dry_run: bool) -> int:
    """Commit what was edited by hand: FILES, or all that the workspace is made of.

    Judges what was changed, puts graphs into canonical form and commits them. What is staged in git for
    other files stays staged. Exit code: 0 done, 1 it would break the plan, 2 it can't be done.
    """
    # Imported here: what judges takes longer to load than most commands to run.
    from gjgraph.operations.editing_here import commit_here  # noqa: PLC0415

    place = workspace()
    named: list[PurePosixPath] = []
    for path in files:
        if not path.absolute().is_relative_to(place.root):
            raise UnreadableError(
                Text(
                    f"{path}: 작업 공간 {place.root} 밖에 있습니다.",
                    f"{path} is outside the workspace {place.root}.",
                )
            )
        named.append(place.relative(path))
    author = open_history(place).author()
    return tell(place, commit_here(place, named, author, message, dry_run), dry_run)


@click.command()
@click.argument("version", metavar="COMMIT")
@click.option("--message", "-m", default="", help="Why; otherwise what is taken back.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
def revert(version: str, message: str, dry_run: bool) -> int:
    """Take a commit back, by a new one: an edit like any other, judged by the same shapes and checks.

    Exit code: 0 done, 1 it would break the plan, 2 it can't be done (the same place changed again since).
    """
    # Imported here: what judges takes longer to load than most commands to run.
    from gjgraph.operations.editing_here import edit_here  # noqa: PLC0415
    from gjgraph.operations.undoing import clash_message, clashes, reverting  # noqa: PLC0415

    place = workspace()
    repository = open_history(place)
    undone = revision_of(repository, place, named(repository, version))
    edit, default = reverting(undone)
    if found := clashes(repository, place, undone):
        name = names_now(place, undone.difference.change, undone.difference)
        raise ConflictError(clash_message(found, name))
    author = repository.author()
    return tell(place, edit_here(place, edit, author, message or default, "revert", dry_run), dry_run)


def tell(place: Workspace, outcome: "Outcome", dry_run: bool) -> int:
    """Tell what became of an edit: what differs, what is wrong with it, and the commit."""
    for each in outcome.said:
        click.echo(say(each), err=True)
    verdict = outcome.verdict
    change = verdict.change
    for text in said(Difference(change), names_now(place, change), place.addresses.base, MOST_SHOWN):
        click.echo(text)
    click.echo(as_text(verdict.report, CURRENT_LANGUAGE.get(), place.addresses.base), nl=False, err=True)
    if isinstance(verdict, Rejected):
        click.echo(say(summary(verdict.report)), err=True)
        done = Text("받아들이지 않았습니다. 바뀐 것은 없습니다.", "Refused: nothing was changed.")
    elif outcome.commit:
        done = Text(f"커밋: {outcome.commit[:10]}", f"committed as {outcome.commit[:10]}")
    elif dry_run:
        done = Text("받아들일 수 있습니다. 해 보기만 했습니다.", "It would be accepted. Nothing was changed.")
    else:
        done = Text("바뀔 것이 없습니다.", "There is nothing to change.")
    click.echo(say(done), err=True)
    return verdict.report.exit_code
