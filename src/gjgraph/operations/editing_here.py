"""Editing from the command line, with no server: judged by the same gate, committed in the same way.

A server that edits the same workspace sees the new commit by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from gjgraph.core.author import Author
from gjgraph.core.change import Change
from gjgraph.core.edits import Accepted, Edit, Judged, Rejected
from gjgraph.core.errors import RefusedError
from gjgraph.core.report import Fault, Report
from gjgraph.core.text import Text
from gjgraph.operations.changed import judge_versions
from gjgraph.operations.commits import Entry, Files, message_of
from gjgraph.operations.dataset import load
from gjgraph.operations.format import apply, formatted
from gjgraph.operations.gate import Gate
from gjgraph.operations.history import of_files, open_history, read_working
from gjgraph.operations.proposals import Proposal
from gjgraph.storage.repository import NewCommit, Repository
from gjgraph.storage.workspace import SETTINGS_FILE, Workspace

MOST_NAMED = 5


@dataclass(frozen=True)
class Outcome:
    """What became of an edit."""

    verdict: Judged
    commit: str = ""
    """The id of its commit; empty where nothing was committed."""
    said: tuple[Text, ...] = ()
    """What was put right before."""


@contextmanager
def editing(workspace: Workspace) -> Iterator[tuple[Repository, tuple[Text, ...]]]:
    """Be the only one that edits, after what an interrupted commit left was put right."""
    repository = open_history(workspace)
    with repository.lock():
        yield repository, tuple(repository.recover())


def edit_here(
    workspace: Workspace, edit: Edit, author: Author, message: str, way: str, dry_run: bool = False
) -> Outcome:
    """Judge an edit, and if it is accepted, commit it; `dry_run` only judges."""
    with editing(workspace) as (repository, said):
        if not dry_run:
            refuse_uncommitted(repository)
        head = repository.head()
        verdict = Gate(load(workspace)).try_edit(Proposal(edit, is_kept=not dry_run)).verdict
        if dry_run or not isinstance(verdict, Accepted) or not verdict.change:
            return Outcome(verdict, said=said)
        entry = Entry(verdict.change, author, message, way)
        files = Files(workspace, lambda path: repository.file_at(head, path))
        made = files.commits([entry], datetime.now(UTC).astimezone())
        return Outcome(verdict, repository.commit(made, head)[-1], said)


def refuse_uncommitted(repository: Repository) -> None:
    """Refuse to commit on top of what isn't committed: the edit would be judged on that as well."""
    edited = repository.uncommitted()
    if not edited:
        return
    listed = ", ".join(map(str, edited[:MOST_NAMED])) + (", …" if len(edited) > MOST_NAMED else "")
    raise RefusedError(
        Text(
            f"커밋하지 않은 수정이 있습니다: {listed}. ‘gjgraph commit’으로 커밋하거나 되돌리세요.",
            f"There are changes that aren't committed: {listed}. Commit them ('gjgraph commit') or take "
            "them back.",
        )
    )


def commit_here(
    workspace: Workspace, files: list[PurePosixPath], author: Author, message: str, dry_run: bool = False
) -> Outcome:
    """Judge what was edited by hand, put it into canonical form and commit it.

    `files` are the files to commit, all that were edited where none is named. The other ones are judged
    as the current commit has them, and stay as they lie there.
    """
    with editing(workspace) as (repository, said):
        edited = repository.uncommitted()
        chosen = edited if not files else [path for path in edited if path in set(files)]
        refuse_unknown(files, edited)
        contents, faults = canonical(workspace, chosen)
        if faults:
            return Outcome(Rejected(Change(), Report(tuple(faults), len(chosen))), said=said)
        head = repository.head()
        whole = of_files(
            workspace,
            (
                (path, repository.file_at(head, path) if head else None, content)
                for path, content in contents.items()
                if workspace.holds(workspace.root / path)
            ),
        )
        report = judge_versions(workspace, repository, contents, edited, whole)
        verdict: Judged = (
            Accepted(whole.change, report) if report.conforms else Rejected(whole.change, report)
        )
        if dry_run or not chosen or not report.conforms:
            return Outcome(verdict, said=said)
        for path in chosen:
            if workspace.holds(workspace.root / path) and contents[path] is not None:
                apply(formatted(workspace, workspace.root / path))
        text = message.strip() or (
            "" if whole.change else f"Change {', '.join(map(str, chosen[:MOST_NAMED]))}"
        )
        entry = Entry(whole.change, author, text, "file")
        commit = NewCommit(contents, author, message_of(entry, workspace), datetime.now(UTC).astimezone())
        return Outcome(verdict, commit=repository.commit([commit], head)[-1], said=said)


def refuse_unknown(files: list[PurePosixPath], edited: list[PurePosixPath]) -> None:
    """Refuse to commit a file that is as it was."""
    for path in files:
        if path not in set(edited):
            raise RefusedError(
                Text(
                    f"{path}: 커밋할 것이 없습니다. 바뀌지 않았거나, data/·ontology/·queries/·"
                    f"{SETTINGS_FILE}이 아닙니다.",
                    f"{path}: nothing to commit. It isn't changed, or it is none of data/, ontology/, "
                    f"queries/ and {SETTINGS_FILE}.",
                )
            )


def canonical(
    workspace: Workspace, paths: list[PurePosixPath]
) -> tuple[dict[PurePosixPath, bytes | None], list[Fault]]:
    """Give files as they are to be committed, graphs in canonical form; and what keeps some from it."""
    contents: dict[PurePosixPath, bytes | None] = {}
    faults = []
    for path in paths:
        file = workspace.root / path
        content = read_working(file)
        if content is not None and workspace.holds(file):
            result = formatted(workspace, file)
            if result.fault:
                faults.append(result.fault)
            content = content if result.content is None else result.content
        contents[path] = content
    return contents, faults
