"""Edits that were accepted become commits: the files that hold the graphs, and words for the log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from pyoxigraph import Store

from gjgraph.core.author import Author
from gjgraph.core.blocks import Blocks
from gjgraph.core.change import Change
from gjgraph.core.errors import LimitError, RefusedError
from gjgraph.core.lines import comments
from gjgraph.core.terms import PREFIXES, DefaultGraph, NamedNode, Quad, Triple
from gjgraph.core.text import Text
from gjgraph.storage.files import read_content
from gjgraph.storage.repository import NewCommit
from gjgraph.storage.workspace import Workspace

KEPT = 64
"""Graphs whose blocks are kept, so that the next edit of theirs is cheap."""
LONGEST_SUBJECT = 72


@dataclass(frozen=True)
class Entry:
    """One edit as it goes into the log."""

    change: Change
    author: Author
    message: str
    way: str
    """How it came: `update`, `graph-store`, `thing`, `file`, `revert`, …"""


class Files:
    """The files of a workspace as a row of edits leaves them.

    `committed` gives a file as the current commit has it: what somebody writes into it by hand meanwhile
    isn't judged, and must not be committed along with an edit.
    """

    def __init__(self, workspace: Workspace, committed: Callable[[PurePosixPath], bytes | None]) -> None:
        self.workspace = workspace
        self.committed = committed
        self.kept: dict[str, Blocks] = {}

    def commits(self, entries: Sequence[Entry], when: datetime) -> list[NewCommit]:
        """Write a commit for each edit, each on what the one before leaves."""
        try:
            return [
                NewCommit(self.files(each.change), each.author, message_of(each, self.workspace), when)
                for each in entries
            ]
        except BaseException:
            self.kept.clear()
            raise

    def forget(self) -> None:
        """Read all files anew: what was written didn't become a commit, or others wrote."""
        self.kept.clear()

    def files(self, change: Change) -> dict[PurePosixPath, bytes | None]:
        """Write the files that a change touches; a graph that is empty has none."""
        found: dict[PurePosixPath, bytes | None] = {}
        for graph in sorted(change.graphs()):
            path = self.workspace.addresses.file_of_graph(graph)
            here = NamedNode(graph)
            blocks = self.blocks(graph, path).apply(
                [quad.triple for quad in change.added if quad.graph_name == here],
                [quad.triple for quad in change.removed if quad.graph_name == here],
            )
            self.kept[graph] = blocks
            content = blocks.text().encode() or None
            limit = self.workspace.max_file_mb
            if content and len(content) > limit * 1_000_000:
                raise LimitError(
                    Text(
                        f"{path}: 파일이 {limit} MB를 넘게 됩니다. 여러 그래프로 나누세요.",
                        f"{path} would be larger than {limit} MB. Split it into several graphs.",
                    ),
                    "max_file_mb",
                )
            found[path] = content
        return found

    def blocks(self, graph: str, path: PurePosixPath) -> Blocks:
        """Give the blocks of a graph's file, read where they aren't known."""
        if graph not in self.kept:
            content = self.committed(path)
            file = self.workspace.root / path
            read = read_content(file, str(path), graph, content) if content else None
            if read and (commented := comments(read.text)):
                listed = ", ".join(map(str, commented[:5]))
                raise RefusedError(
                    Text(
                        f"{path}에 주석이 있습니다({listed}줄). 고치면 사라지므로 고치지 않았습니다. "
                        "주석을 skos:editorialNote로 옮기고 커밋하세요.",
                        f"{path} has comments (lines {listed}), which an edit would lose, so nothing was "
                        "changed. Move them to skos:editorialNote and commit that.",
                    )
                )
            while len(self.kept) >= KEPT:
                del self.kept[next(iter(self.kept))]
            base = self.workspace.addresses.base
            self.kept[graph] = Blocks.of(as_indexed(read.triples) if read else (), base, PREFIXES)
        return self.kept[graph]


def as_indexed(triples: Iterable[Triple]) -> list[Triple]:
    """Give triples as the index has them: there, an integer written `01` is the same as `1`.

    An edit comes from the index, and must find in the file what it takes away.
    """
    store = Store()
    store.bulk_extend(Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in triples)
    return [quad.triple for quad in store]


def message_of(entry: Entry, workspace: Workspace) -> str:
    """Write a commit's message: why, and in its trailer, what programs read."""
    change = entry.change
    paths = sorted(str(workspace.addresses.file_of_graph(graph)) for graph in change.graphs())
    text = entry.message.strip() or default_message(change, paths)
    trailer = {
        "Gjgraph-Added": len(change.added),
        "Gjgraph-Removed": len(change.removed),
        "Gjgraph-Way": entry.way,
    }
    return f"{text}\n\n" + "".join(f"{name}: {value}\n" for name, value in trailer.items())


def default_message(change: Change, paths: Iterable[str]) -> str:
    """Say what an edit does whose author didn't say why."""
    listed = ", ".join(paths)
    counts = f"+{len(change.added)} −{len(change.removed)}"
    subject = f"Edit {listed} ({counts})"
    return subject if len(subject) <= LONGEST_SUBJECT else f"Edit several graphs ({counts})\n\n{listed}"
