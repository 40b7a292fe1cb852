"""The history of a workspace in statements: what was added and removed, when, by whom and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from gjgraph.core.blank_nodes import comparable
from gjgraph.core.change import Change
from gjgraph.core.errors import LimitError, UnknownNameError, UnreadableError
from gjgraph.core.terms import LABELS, Literal, NamedNode, Quad, Triple
from gjgraph.core.text import Text
from gjgraph.storage.files import ENCODING, SYNTAX, read_content
from gjgraph.storage.repository import Commit, FileChange, Repository
from gjgraph.storage.workspace import Workspace

ADDED, REMOVED, WAY = "Gjgraph-Added", "Gjgraph-Removed", "Gjgraph-Way"
WAYS = {
    "form": Text("편집 화면에서", "in a form"),
    "update": Text("SPARQL 업데이트로", "by a SPARQL update"),
    "thing": Text("항목의 주소에 보내서", "by sending an entry to its address"),
    "graph-store": Text("그래프를 올려서", "by sending a graph"),
    "revert": Text("되돌리기로", "by taking a change back"),
}
BY_FILES = Text("파일을 고친 커밋으로", "in files, committed with git")


@dataclass(frozen=True)
class Unread:
    """A file that can't be read as it was at one of two versions."""

    file: str
    is_old: bool
    reason: Text


@dataclass(frozen=True)
class Difference:
    """What differs between two versions."""

    change: Change = field(default_factory=Change)
    files: tuple[str, ...] = ()
    """The graph files that differ, even where their statements are the same."""
    unread: tuple[Unread, ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict)
    """What the files of the two versions call the things that the change is about."""


@dataclass(frozen=True)
class Revision:
    """A commit, and what it changed."""

    commit: Commit
    parent: str | None
    difference: Difference


@dataclass(frozen=True)
class Blamed:
    """A statement that stands, and the commit that it comes from, as far as git knows."""

    quad: Quad
    commit: Commit | None


def open_history(workspace: Workspace) -> Repository:
    """Open the repository that has the history of a workspace."""
    repository = Repository.open(workspace.root)
    if repository is None:
        raise UnreadableError(
            Text(
                f"{workspace.root}: git 저장소가 아니어서 변경 이력이 없습니다. "
                "‘git init’ 뒤에 ‘gjgraph commit’.",
                f"{workspace.root} is in no git repository, so it has no history. "
                "'git init', then 'gjgraph commit'.",
            )
        )
    return repository


def difference(
    repository: Repository, workspace: Workspace, old: str | None, new: str, most_bytes: int = 0
) -> Difference:
    """Tell what differs between any two versions; `None` is the empty one before the first.

    LimitError where more than `most_bytes` of files would have to be read (0: no limit).
    """
    return of_files(workspace, bounded(repository.changes(old, new), most_bytes))


def revision(repository: Repository, workspace: Workspace, name: str, most_bytes: int = 0) -> Revision:
    """Tell what one commit changed; a merge, what it brought to the branch that it was made on."""
    return revision_of(repository, workspace, repository.resolve(name), most_bytes)


def revision_of(
    repository: Repository, workspace: Workspace, commit: Commit, most_bytes: int = 0
) -> Revision:
    """Tell what a commit changed that was found already."""
    parent = repository.parent(commit)
    return Revision(commit, parent, difference(repository, workspace, parent, commit.id, most_bytes))


def since_commit(repository: Repository, workspace: Workspace, old: str | None = None) -> Difference:
    """Tell how the files of the workspace differ from a version, by default the current one."""
    version = repository.resolve(old).id if old else repository.head()
    return of_files(workspace, working_files(repository, workspace, version))


def working_files(repository: Repository, workspace: Workspace, version: str) -> Iterator[FileChange]:
    """Go through the graph files that aren't as a version has them; an empty version has none."""
    paths = set(repository.uncommitted())
    head = repository.head()
    if version and version != head:
        paths |= set(repository.changed_paths(version, head))
    for path in sorted(paths):
        if workspace.holds(workspace.root / path):
            before = repository.file_at(version, path) if version else None
            now = read_working(workspace.root / path)
            if before != now:
                yield path, before, now


def read_working(path: Path) -> bytes | None:
    """Read a file as it lies there; none where there is no plain one."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def bounded(changes: Iterable[FileChange], most_bytes: int) -> Iterator[FileChange]:
    """Pass on files until they are too many to read."""
    read = 0
    for change in changes:
        read += sum(len(content or b"") for content in change[1:])
        if most_bytes and read > most_bytes:
            raise LimitError(
                Text(
                    f"{most_bytes / 1e6:.0f} MB가 넘는 파일이 바뀌어 진술로 보일 수 없습니다. "
                    "명령줄의 ‘gjgraph diff’에는 한도가 없습니다.",
                    f"More than {most_bytes / 1e6:.0f} MB of files differ: too much to show as statements. "
                    "'gjgraph diff' on the command line has no limit.",
                ),
                "history",
            )
        yield change


def of_files(workspace: Workspace, changes: Iterable[FileChange]) -> Difference:
    """Tell what differs between two contents of some files."""
    added: set[Quad] = set()
    removed: set[Quad] = set()
    files, unread = [], []
    labels: list[Triple] = []
    for path, old, new in changes:
        files.append(str(path))
        sides = [triples_of(workspace, path, content) for content in (old, new)]
        faults = [
            Unread(str(path), place == 0, side) for place, side in enumerate(sides) if isinstance(side, Text)
        ]
        if faults:
            # What can't be read can't be compared: all of the other side would look new, or gone.
            unread += faults
            continue
        before, after = (side for side in sides if not isinstance(side, Text))
        graph = NamedNode(workspace.addresses.graph_of_file(path))
        added |= {in_graph(triple, graph) for triple in after - before}
        removed |= {in_graph(triple, graph) for triple in before - after}
        labels += [triple for triple in [*after, *before] if triple.predicate in LABELS]
    change = Change(frozenset(added), frozenset(removed))
    return Difference(change, tuple(files), tuple(unread), names_of(labels, things_in(change)))


def triples_of(workspace: Workspace, path: PurePosixPath, content: bytes | None) -> frozenset[Triple] | Text:
    """Read a file's content as a graph whose blank nodes can be compared, or say why it can't be."""
    if content is None:
        return frozenset()
    graph = workspace.addresses.graph_of_file(path)
    read = read_content(workspace.root / path, str(path), graph, content)
    for fault in read.faults:
        if fault.source == SYNTAX or (fault.source == ENCODING and not read.text):
            line = fault.place.line
            return Text(f"{line}행: {fault.message.ko}", f"line {line}: {fault.message.en}")
    return comparable(read.triples)


def in_graph(triple: Triple, graph: NamedNode) -> Quad:
    """Put a triple into a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def things_in(change: Change) -> set[str]:
    """Name all that a change speaks of."""
    return {
        term.value
        for quad in change.added | change.removed
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, NamedNode)
    }


def names_of(labels: Iterable[Triple], things: Iterable[str]) -> dict[str, Text]:
    """Give what labels call some things; the first of two counts."""
    wanted = set(things)
    found: dict[str, dict[str, str]] = {}
    for triple in sorted(labels, key=lambda each: LABELS.index(each.predicate)):
        thing, label = getattr(triple.subject, "value", ""), triple.object
        if thing in wanted and isinstance(label, Literal):
            found.setdefault(thing, {}).setdefault(label.language or "en", label.value)
    return {
        thing: Text(by.get("ko") or by.get("en") or "", by.get("en") or by.get("ko") or "")
        for thing, by in found.items()
        if "ko" in by or "en" in by
    }


def way_of(commit: Commit) -> Text:
    """Tell in what way a commit was made; one that doesn't say was made with git."""
    said = commit.trailers.get(WAY)
    return BY_FILES if said is None else WAYS.get(said, Text(said, said))


def counts(commit: Commit) -> tuple[int, int] | None:
    """Give how many statements a commit added and removed, as its message says; `None` where it doesn't."""
    said = [commit.trailers.get(name, "") for name in (ADDED, REMOVED)]
    if all(each.isascii() and each.isdecimal() and len(each) < 12 for each in said):
        return int(said[0]), int(said[1])
    return None


# One thing


def about(whole: Change, thing: str) -> tuple[Change, Change]:
    """Give the part of a change that speaks of a thing, and the part that leads to it."""
    node = NamedNode(thing)
    return tuple(  # type: ignore[return-value]
        Change(*(frozenset(filter(is_part, quads)) for quads in (whole.added, whole.removed)))
        for is_part in (
            lambda quad: quad.subject == node,
            lambda quad: quad.subject != node and quad.object == node,
        )
    )


def revisions_of_thing(
    repository: Repository,
    workspace: Workspace,
    thing: str,
    commits: Iterable[Commit],
) -> Iterator[Revision]:
    """Pick the commits that changed what is said of a thing or leads to it, and cut them to that."""
    name = last_part(thing)
    for commit in commits:
        parents: list[str | None] = [
            str(each.id) for each in repository.parents(repository.commit_at(commit.id))
        ] or [None]
        sides = []
        for parent in parents:
            changes = repository.changes(parent, commit.id)
            sides.append(of_files(workspace, [each for each in changes if may_concern(*each[1:], name)]))
        # Of a merge, what it found on one of its sides is in the commits of that side.
        whole = Change(
            frozenset.intersection(*(each.change.added for each in sides)),
            frozenset.intersection(*(each.change.removed for each in sides)),
        )
        own, towards = about(whole, thing)
        if own or towards or sides[0].unread:
            part = Change(own.added | towards.added, own.removed | towards.removed)
            yield Revision(commit, parents[0], replace(sides[0], change=part))


def blame(repository: Repository, workspace: Workspace, thing: str) -> list[Blamed]:
    """Tell of each statement about a thing, as last committed, which commit it comes from."""
    head = repository.head()
    name, node = last_part(thing), NamedNode(thing)
    holding = [each for each in repository.changes(None, head) if name in (each[2] or b"")] if head else []
    waiting = {quad for quad in of_files(workspace, holding).change.added if quad.subject == node}
    if not waiting:
        raise UnknownNameError(
            Text(
                f"<{thing}>에 대해 커밋된 진술이 없습니다. 예전 것은 ‘gjgraph log {thing}’.",
                f"No statement about <{thing}> is committed. For what was: 'gjgraph log {thing}'.",
            )
        )
    found = []
    for each in revisions_of_thing(repository, workspace, thing, repository.log()):
        own = waiting & each.difference.change.added
        found += [Blamed(quad, each.commit) for quad in own]
        waiting -= own
        if not waiting:
            break
    return found + [Blamed(quad, None) for quad in waiting]


def last_part(iri: str) -> bytes:
    """Give the part of an IRI that a file has in whatever way it writes it."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2].encode()


def may_concern(old: bytes | None, new: bytes | None, name: bytes) -> bool:
    """Tell whether a file's change may be one of the statements about a thing, without parsing it.

    A thing is named where its block begins, so from there on to the end of what differs it must stand.
    """
    old, new = old or b"", new or b""
    if any(b"'''" in each or b"\\u" in each for each in (old, new)):
        return True
    start, end = common_start(old, new), common_end(old, new)
    block = block_start(old, start)
    return any(name in each[block : line_end(each, max(start, len(each) - end))] for each in (old, new))


def common_start(old: bytes, new: bytes) -> int:
    """Count the bytes that two contents begin with in common."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(old: bytes, new: bytes) -> int:
    """Count the bytes that two contents end with in common."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def block_start(content: bytes, place: int) -> int:
    """Find where the block begins that a place is in: after a full stop and an empty line, in no string."""
    while (place := content.rfind(b".\n\n", 0, place)) >= 0:
        if content.count(b'"""', 0, place) % 2 == 0:
            return place
    return 0


def line_end(content: bytes, place: int) -> int:
    """Find the end of the line that a place is in."""
    found = content.find(b"\n", place)
    return len(content) if found < 0 else found
