"""The commands for history: `log`, `diff`, `blame`."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import click

from gjgraph.core import patch
from gjgraph.core.change import Change
from gjgraph.core.header import full_iri
from gjgraph.core.terms import LABELS
from gjgraph.core.text import Text, printable
from gjgraph.interfaces.cli.commands import say, workspace
from gjgraph.operations.history import (
    Difference,
    Revision,
    Unread,
    counts,
    difference,
    names_of,
    open_history,
    revision_of,
    revisions_of_thing,
    since_commit,
    things_in,
)
from gjgraph.operations.history import (
    blame as blamed,
)
from gjgraph.operations.statements import Naming, Statement, naming, statements
from gjgraph.storage.files import read_graphs
from gjgraph.storage.repository import Commit, Repository
from gjgraph.storage.workspace import Workspace

NOW = "%Y-%m-%d %H:%M"


def names_now(place: Workspace, change: Change, more: Difference | None = None) -> Naming:
    """Name things as the workspace calls them now; what it doesn't know, as the change or its files do."""
    labels = [triple for file in read_graphs(place) for triple in file.triples if triple.predicate in LABELS]
    own = [quad.triple for quad in [*change.added, *change.removed] if quad.predicate in LABELS]
    things = things_in(change)
    known = [names_of(labels, things), names_of(own, things), dict(more.names if more else {})]
    return naming(*(each.get for each in known), base=place.addresses.base)


def said(found: Difference, name: Naming, base: str, most: int | None = None) -> Iterator[str]:
    """Write a difference: a heading for each thing, a line for each statement; then what can't be read."""
    last = ("", "")
    listed = statements(found.change, name)
    for each in listed[:most]:
        graph, subject = str(each.quad.graph_name), str(each.quad.subject)
        if (graph, subject) != last:
            yield printable(f"{say(each.subject)}  {subject.replace(f'<{base}', '<')}")
            last = (graph, subject)
        yield line(each)
    if most is not None and (more := len(listed) - most) > 0:
        yield say(Text(f"  … 외 {more:,}건", f"  … and {more:,} more"))
    yield from (unread_line(each) for each in found.unread)


def line(each: Statement) -> str:
    """Write a statement as a line under its thing."""
    return printable(f"  {'+' if each.is_added else '−'} {say(each.predicate)}: {say(each.object)}")


def unread_line(each: Unread) -> str:
    """Say that a file can't be compared."""
    when = Text("예전", "old") if each.is_old else Text("새", "new")
    return say(
        Text(
            f"  ? {each.file}: {when.ko} 판을 읽을 수 없어 견주지 못했습니다. {each.reason.ko}",
            f"  ? {each.file}: can't be compared, as its {when.en} version can't be read. {each.reason.en}",
        )
    )


def head_line(commit: Commit, size: tuple[int, int] | None) -> str:
    """Write a commit as one line: which, when, how much, who, why."""
    much = f"+{size[0]} −{size[1]}" if size else ""
    when = commit.when.strftime(NOW)
    return printable(f"{commit.id[:10]}  {when}  {much:<9}  {commit.author.name}: {commit.subject}")


def as_data(each: Statement) -> dict[str, Any]:
    """Write a statement for programs."""
    return {
        "graph": str(each.quad.graph_name)[1:-1],
        "subject": str(each.quad.subject),
        "predicate": str(each.quad.predicate),
        "object": str(each.quad.object),
        "text": {"ko": each.text.ko, "en": each.text.en},
    }


def difference_data(found: Difference, name: Naming) -> dict[str, Any]:
    """Write a difference for programs."""
    listed = statements(found.change, name)
    return {
        "files": list(found.files),
        "added": [as_data(each) for each in listed if each.is_added],
        "removed": [as_data(each) for each in listed if not each.is_added],
        "unread": [
            {"file": each.file, "old": each.is_old, "reason": {"ko": each.reason.ko, "en": each.reason.en}}
            for each in found.unread
        ],
    }


def commit_data(commit: Commit, size: tuple[int, int] | None) -> dict[str, Any]:
    """Write a commit for programs."""
    return {
        "id": commit.id,
        "parents": list(commit.parents),
        "author": {"name": commit.author.name, "mail": commit.author.mail},
        "when": commit.when.isoformat(),
        "subject": commit.subject,
        "body": commit.body,
        "trailers": commit.trailers,
        "added": size[0] if size else None,
        "removed": size[1] if size else None,
    }


def written(data: object) -> str:
    """Write data as JSON."""
    return json.dumps(data, ensure_ascii=False, indent=2)


@click.command()
@click.argument("what", metavar="[THING|FILE]", required=False)
@click.option("--since", help="Only what came after this version: a commit, tag, branch or date.")
@click.option("--before", help="Go on after this commit of the list.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Commits at most.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def log(what: str | None, since: str | None, before: str | None, limit: int, form: str) -> None:
    """List who changed what when and why, newest first: all of it, one thing, or one file.

    THING is an address as answers show it (gwangju/m7/goal); with it, the statements are listed that
    speak of it or lead to it.
    """
    place = workspace()
    repository = open_history(place)
    path = file_of(place, what)
    thing = full_iri(what, place.addresses.base) if what and path is None else None
    since, before = (each and named(repository, each).id for each in (since, before))
    # One more than is shown tells whether there are more.
    commits = repository.log(path, since, None if thing else limit + 1, before)
    listed = data = None
    if thing:
        found = []
        for each in revisions_of_thing(repository, place, thing, commits):
            found.append(each)
            if len(found) > limit:
                break
        listed, data = thing_log(place, found[:limit])
        shown: list[Commit] = [each.commit for each in found]
    else:
        shown = list(commits)
        sizes = [size_of(repository, place, each) for each in shown[:limit]]
        listed = [head_line(each, size) for each, size in zip(shown, sizes, strict=False)]
        data = [commit_data(each, size) for each, size in zip(shown, sizes, strict=False)]
    click.echo(written(data) if form == "json" else "\n".join(listed), nl=bool(listed) or form == "json")
    if len(shown) > limit:
        last = shown[limit - 1].id[:10]
        click.echo(say(Text(f"(더 있음: --before {last})", f"(more: --before {last})")), err=True)
    elif not shown:
        click.echo(say(Text("해당하는 커밋이 없습니다.", "No such commit.")), err=True)


def thing_log(place: Workspace, found: list[Revision]) -> tuple[list[str], list[dict[str, Any]]]:
    """Write the history of a thing: its commits, each with its statements."""
    whole = Change(
        frozenset().union(*(each.difference.change.added for each in found)),
        frozenset().union(*(each.difference.change.removed for each in found)),
    )
    now = names_now(place, whole)
    lines, data = [], []
    for each in found:
        size = (len(each.difference.change.added), len(each.difference.change.removed))
        lines += [head_line(each.commit, size), *said(each.difference, now, place.addresses.base)]
        data.append(commit_data(each.commit, size) | {"difference": difference_data(each.difference, now)})
    return lines, data


def size_of(repository: Repository, place: Workspace, commit: Commit) -> tuple[int, int]:
    """Count what a commit changed, where its message doesn't say."""
    if said := counts(commit):
        return said
    change = revision_of(repository, place, commit).difference.change
    return len(change.added), len(change.removed)


def named(repository: Repository, name: str) -> Commit:
    """Find a version by any of its names; on the command line, HEAD is one."""
    return repository.resolve(repository.head() or name if name == "HEAD" else name)


def file_of(place: Workspace, what: str | None) -> PurePosixPath | None:
    """Give the file that is meant, as it lies in the workspace; nothing where a thing is."""
    if what is None or what.startswith("<"):
        return None
    for path in (Path(what), place.root / what):
        if path.exists() and path.absolute().is_relative_to(place.root):
            return place.relative(path)
    return PurePosixPath(what) if what.endswith(".ttl") else None


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "patch"]), default="text", show_default=True
)
def diff(old: str | None, new: str | None, form: str) -> None:
    """Tell what statements differ between two versions: commits, tags, branches or dates.

    With one version, between that and the files as they lie there; with none, between the current
    commit and the files. "patch" is RDF Patch.
    """
    place = workspace()
    repository = open_history(place)
    if old and new:
        found = difference(repository, place, named(repository, old).id, named(repository, new).id)
    else:
        found = since_commit(repository, place, old and named(repository, old).id)
    if form == "patch":
        click.echo(patch.write(found.change), nl=False)
        for each in found.unread:
            click.echo(unread_line(each), err=True)
        return
    name = names_now(place, found.change, found)
    if form == "json":
        click.echo(written(difference_data(found, name)))
        return
    for text in said(found, name, place.addresses.base):
        click.echo(text)
    if not found.change and not found.unread:
        click.echo(say(Text("진술은 같습니다.", "No statement differs.")), err=True)


@click.command()
@click.argument("thing")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def blame(thing: str, form: str) -> None:
    """Tell of each statement about a thing which commit it comes from."""
    place = workspace()
    repository = open_history(place)
    found = blamed(repository, place, full_iri(thing, place.addresses.base))
    change = Change(frozenset(each.quad for each in found))
    by = {each.quad: each.commit for each in found}
    listed = statements(change, names_now(place, change))
    if form == "json":
        data = [
            as_data(each) | {"commit": commit.id if (commit := by[each.quad]) else None} for each in listed
        ]
        click.echo(written(data))
        return
    width = max(len(commit.author.name) if commit else 1 for commit in by.values())
    for each in listed:
        commit = by[each.quad]
        who = (
            f"{commit.id[:10]}  {commit.when:%Y-%m-%d}  {commit.author.name:<{width}}" if commit else "?" * 10
        )
        click.echo(printable(f"{who}  {say(each.predicate)}: {say(each.object)}"))
