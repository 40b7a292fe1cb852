"""When what each document tells last changed, as the history has it."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyoxigraph

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.terms import NamedNode, Quad
from gjgraph.engine.index import Index
from gjgraph.operations.history import block_start, common_end, common_start, in_graph, of_files
from gjgraph.publication.things.touched import touched
from gjgraph.storage.history import FileChange
from gjgraph.storage.repository import Commit, Repository
from gjgraph.storage.workspace import Workspace

FILE = "dates.json"
"""Where what is known of the history so far is kept, beside the tokens."""
FORM = 1
"""Counts the ways in which dates were found; what another way found is found anew."""


@dataclass
class Dates:
    """What is known of the dates of documents, as xsd:dateTime in UTC."""

    modified: dict[str, str] = field(default_factory=dict)
    """By the path of the document."""
    latest: str = ""
    """When anything last changed."""
    issued: str = ""
    """When the data first came to be; empty where the history doesn't go back that far."""

    def of(self, path: str) -> str:
        """Tell when a document last changed; the path may have an extension.

        What tells of the data as a whole changes with any of it.
        """
        if not path.startswith(("doc/", "graph/")):
            return self.latest
        for each in (path, path.rpartition(".")[0], path.rpartition(".")[0].removesuffix(".en")):
            if found := self.modified.get(each.partition("~")[0]):
                return found
        return ""

    def follow(self, paths: frozenset[str], when: datetime) -> None:
        """Note that documents changed now."""
        self.latest = written(when)
        self.modified.update(dict.fromkeys(paths, self.latest))
        self.issued = self.issued or self.latest


def written(when: datetime) -> str:
    """Write a point in time as xsd:dateTime in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def dates_of(repository: Repository, workspace: Workspace, index: Index, head: str | None = None) -> Dates:
    """Find the dates of documents in the history up to a commit, the current one if none is given.

    What was found is kept in the repository's own folder, so that the next time only what is new is read.
    """
    head = head or repository.head()
    known, since = recall(repository) if head == repository.head() else (Dates(), None)
    found = Dates()
    commits = []
    with contextlib.suppress(UnknownNameError):
        commits = list(repository.log(since=since, head=head))
    oldest = commits[-1].id if commits else ""
    for commit in commits:
        when = written(commit.when)
        found.latest = found.latest or when
        if commit.id == oldest and since is None and repository.is_shallow:
            break  # what came before it isn't here: nobody knows when what it has came to be
        for path in touched(index, changed_quads(repository, workspace, commit)):
            found.modified.setdefault(path, when)
        if commit.id == oldest and since is None:
            found.issued = when
    found = Dates(
        {**known.modified, **found.modified}, found.latest or known.latest, found.issued or known.issued
    )
    if head == repository.head() and (commits or since is None):
        keep(repository, found, head)
    return found


def changed_quads(repository: Repository, workspace: Workspace, commit: Commit) -> Iterator[Quad]:
    """Go through the quads that a commit added or removed."""
    for change in repository.changes(repository.parent(commit), commit.id):
        yield from differing_quads(workspace, change)


def differing_quads(workspace: Workspace, change: FileChange) -> Iterator[Quad]:
    """Go through the quads that differ between two contents of a file; only what differs is read."""
    path, old, new = change
    sides = [side or b"" for side in (old, new)]
    start, end = common_start(*sides), common_end(*sides)
    graph = NamedNode(workspace.addresses.graph_of_file(path))
    try:
        before, after = (part_of(side, start, end, workspace.addresses.base) for side in sides)
    except (SyntaxError, ValueError):
        whole = of_files(workspace, [change]).change
        yield from whole.added | whole.removed
        return
    for triple in before ^ after:
        yield in_graph(triple, graph)


def part_of(content: bytes, start: int, end: int, base: str) -> frozenset[pyoxigraph.Triple]:
    """Read the blocks of a file's content from what stands at `start` to what stands `end` before its end."""
    first = block_start(content, min(start, len(content)))
    last = content.find(b".\n\n", max(start, len(content) - end))
    last = len(content) if last < 0 else last + 2
    head = b"".join(line for line in content[:first].splitlines(True) if line.startswith((b"@", b"PREFIX")))
    text = head + content[first:last].removeprefix(b".\n\n")
    quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE, base_iri=base)
    return frozenset(quad.triple for quad in quads)


def recall(repository: Repository) -> tuple[Dates, str | None]:
    """Read what was found before, and up to which commit; nothing where that isn't of this history."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads((repository.folder / FILE).read_text(encoding="utf-8"))
        if content["form"] == FORM and repository.is_ancestor(content["head"]):
            return Dates(content["modified"], content["latest"], content["issued"]), content["head"]
    return Dates(), None


def keep(repository: Repository, dates: Dates, head: str) -> None:
    """Keep what was found; where that can't be, it is found again."""
    content = {
        "form": FORM,
        "head": head,
        "modified": dates.modified,
        "latest": dates.latest,
        "issued": dates.issued,
    }
    path = repository.folder / FILE
    with contextlib.suppress(OSError):
        new = path.with_suffix(".new")
        new.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        new.replace(path)
