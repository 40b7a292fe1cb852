"""The history in statements: what differs between versions, what it says of a thing, and the way back."""

import os
import random
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pyoxigraph
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat

from gjgraph.core import patch
from gjgraph.core.author import Author
from gjgraph.core.blank_nodes import comparable
from gjgraph.core.change import Change
from gjgraph.core.errors import LimitError, RefusedError, UnknownNameError, UnreadableError
from gjgraph.core.terms import PREFIXES, Literal, NamedNode, Quad, Triple
from gjgraph.core.turtle import write
from gjgraph.operations.history import (
    about,
    blame,
    difference,
    last_part,
    may_concern,
    of_files,
    open_history,
    revision,
    revision_of,
    revisions_of_thing,
    since_commit,
)
from gjgraph.operations.provenance import accounts_of, history_graph, last_change
from gjgraph.operations.statements import naming, statements
from gjgraph.operations.undoing import clashes, reverting
from gjgraph.storage.repository import NewCommit, Repository
from gjgraph.storage.workspace import Workspace, open_workspace

BASE = "https://plan.example/"
SETTINGS = f'base = "{BASE}"\nhome = "a"\n'
START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = (Author("홍길동", "hong@plan.example"), Author("Kim", "kim@plan.example"))
THINGS = [f"{BASE}id/{name}" for name in ("t/1", "t/12", "t/2#part", "goal", "t/정책", "Goal")]
VALUES = (
    "첫째",
    "two\n\n<id/t/1>\n    a <id/goal> .\n\n",
    'say """ three',
    "# four",
    "five . \n\nsix",
    "id/goal",
)
FILES = ("data/a.ttl", "data/b/c.ttl", "ontology/o.ttl", "data/_other/urn%3ax.ttl")
SEEDS = range(3)
NOTE = "http://www.w3.org/2004/02/skos/core#note"


@dataclass(frozen=True)
class Kept:
    """A workspace with a history."""

    workspace: Workspace
    repository: Repository
    ids: list[str]


def git(root: Path, *arguments: str) -> str:
    """Run git as somebody does by hand."""
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "손"), ("EMAIL", "hand@plan.example"))
    }
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        env={**os.environ, **who},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def begun(root: Path) -> Kept:
    """Begin a workspace that has nothing but its settings."""
    (root / "gjgraph.toml").write_text(SETTINGS, encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    workspace = open_workspace(root)
    return Kept(workspace, open_history(workspace), [])


def commit(kept: Kept, files: dict[str, str | None], message: str = "바꿈") -> str:
    """Commit files as the product does, a minute after the last commit."""
    number = len(kept.ids)
    content = {PurePosixPath(name): None if text is None else text.encode() for name, text in files.items()}
    made = NewCommit(content, PEOPLE[number % 2], message, START + timedelta(minutes=number))
    kept.ids.extend(kept.repository.commit([made], kept.repository.head()))
    return kept.ids[-1]


def turtle(triples: set[Triple], style: int) -> str:
    """Write a graph in canonical form, or as somebody might by hand."""
    if style == 0:
        return write(triples, BASE, PREFIXES)
    lines = "".join(f"{triple} .\n" for triple in sorted(triples, key=str))
    if style == 1:
        return lines
    shapes = "@prefix s: <http://www.w3.org/2004/02/skos/core#> . # by hand\n\n"
    return shapes + lines.replace(f"<{NOTE}>", "\n\ns:note").replace("\\n", "\\u000A")


def invented(kept: Kept, seed: int, count: int = 14) -> None:
    """Make a history of edits, renamings and deletions, of files in all manners of writing."""
    chance = random.Random(seed)  # noqa: S311
    graphs: dict[str, set[Triple]] = {}
    for _ in range(count):
        files: dict[str, str | None] = {}
        for name in chance.sample(
            ["data/a.ttl", "data/b/c.ttl", "ontology/o.ttl", "data/_other/urn%3ax.ttl"], 2
        ):
            graph = graphs.setdefault(name, set())
            for _ in range(chance.randint(1, 5)):
                subject = NamedNode(chance.choice(THINGS))
                value = (
                    NamedNode(chance.choice(THINGS))
                    if chance.random() < 0.4
                    else Literal(chance.choice(VALUES), language=chance.choice(["ko", "en"]))
                )
                graph ^= {
                    Triple(subject, NamedNode(chance.choice([NOTE, PREFIXES["skos"] + "prefLabel"])), value)
                }
            gone = not graph or chance.random() < 0.1
            if gone:
                graph.clear()
            files[name] = None if gone else turtle(graph, chance.choice([0, 0, 0, 1, 2]))
        commit(kept, files, chance.choice(["왜", "Why\n\nBecause", ""]) or "x")


@pytest.fixture(params=SEEDS)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    made = begun(tmp_path)
    invented(made, request.param)
    return made


def values(quads: Iterable[Quad]) -> set[str]:
    """Give the texts that statements say."""
    return {getattr(quad.object, "value", "") for quad in quads}


def quads_at(kept: Kept, version: str) -> set[Quad]:
    """Read a version as git has it, by nothing of what is tested."""
    found = set()
    listed = git(kept.workspace.root, "-c", "core.quotePath=false", "ls-tree", "-rz", "--name-only", version)
    for name in filter(lambda name: name.endswith(".ttl"), listed.split("\0")):
        graph = NamedNode(kept.workspace.addresses.graph_of_file(PurePosixPath(name)))
        text = subprocess.run(
            ["git", "-C", str(kept.workspace.root), "show", f"{version}:{name}"],
            capture_output=True,
            check=True,
        ).stdout
        for quad in pyoxigraph.parse(text, format=RdfFormat.TURTLE):
            found.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    return found


def applied(text: str, quads: set[Quad]) -> set[Quad]:
    """Apply an RDF Patch, as its specification says."""
    found, is_open = set(quads), False
    for line in filter(None, text.split("\n")):
        code, _, rest = line.partition(" ")
        if code in ("TX", "TC"):
            is_open = code == "TX"
        elif code in ("A", "D"):
            assert is_open
            (quad,) = pyoxigraph.parse(rest.encode(), format=RdfFormat.N_QUADS)
            (found.add if code == "A" else found.remove)(quad)
        else:
            assert code == "H"
            assert not is_open
    assert not is_open
    return found


def test_a_patch_leads_from_any_version_to_any_other(kept: Kept) -> None:
    versions = {name: quads_at(kept, name) for name in kept.ids}
    for old in kept.ids[::3]:
        for new in kept.ids:
            found = difference(kept.repository, kept.workspace, old, new)
            text = patch.write(found.change, f"{BASE}version/{new}", f"{BASE}version/{old}")
            assert applied(text, versions[old]) == versions[new]
            assert not found.unread


def test_differences_go_back_and_on(kept: Kept) -> None:
    def between(old: str, new: str) -> Change:
        return difference(kept.repository, kept.workspace, old, new).change

    first, *_, middle, last = kept.ids
    assert between(first, last) == between(last, first).inverse()
    assert between(first, middle).then(between(middle, last)) == between(first, last)
    whole = Change()
    for name in kept.ids:
        whole = whole.then(revision(kept.repository, kept.workspace, name).difference.change)
    assert whole.added == frozenset(quads_at(kept, last))
    assert not whole.removed


def test_a_thing_has_all_its_commits_and_no_other(kept: Kept) -> None:
    for thing in THINGS:
        expected = {}
        for each in kept.repository.log():
            parts = about(revision_of(kept.repository, kept.workspace, each).difference.change, thing)
            if any(parts):
                expected[each.id] = Change(
                    parts[0].added | parts[1].added, parts[0].removed | parts[1].removed
                )
        found = {
            each.commit.id: each.difference.change
            for each in revisions_of_thing(kept.repository, kept.workspace, thing, kept.repository.log())
        }
        assert found == expected


def test_what_a_file_never_says_isnt_parsed(kept: Kept) -> None:
    """The history of a thing must not cost parsing the whole history."""
    passed = total = 0
    for name in kept.ids[1:]:
        commit_at = kept.repository.resolve(name)
        for _, old, new in kept.repository.changes(kept.repository.parent(commit_at), name):
            total += 1
            passed += may_concern(old, new, last_part(f"{BASE}id/never-said")) and b"\\u" not in (
                old or b""
            ) + (new or b"")
    assert total
    assert not passed


def test_blame_names_the_commit_that_a_statement_came_with(kept: Kept) -> None:
    now = quads_at(kept, kept.ids[-1])
    for thing in THINGS:
        own = {quad for quad in now if quad.subject == NamedNode(thing)}
        if not own:
            with pytest.raises(UnknownNameError):
                blame(kept.repository, kept.workspace, thing)
            continue
        found = blame(kept.repository, kept.workspace, thing)
        assert {each.quad for each in found} == own
        for each in found:
            assert each.commit
            assert each.commit.id in kept.ids
            place = kept.ids.index(each.commit.id)
            assert all(each.quad in quads_at(kept, name) for name in kept.ids[place:])
            assert place == 0 or each.quad not in quads_at(kept, kept.ids[place - 1])


def test_pages_of_the_log_are_the_log(kept: Kept) -> None:
    whole = [each.id for each in kept.repository.log()]
    for size in (1, 3, 5):
        pages: list[str] = []
        while part := [
            each.id for each in kept.repository.log(limit=size, before=pages[-1] if pages else None)
        ]:
            pages += part
        assert pages == whole
    assert [each.id for each in kept.repository.log(since=whole[4], before=whole[1])] == whole[2:4]


def test_taking_back_twice_is_as_before(kept: Kept) -> None:
    undone = revision(kept.repository, kept.workspace, kept.ids[-1])
    if not undone.difference.change:
        with pytest.raises(RefusedError):
            reverting(undone)
        return
    edit, message = reverting(undone)
    assert Change.from_bytes(edit.added, edit.removed) == undone.difference.change.inverse()
    assert kept.ids[-1] in message
    assert clashes(kept.repository, kept.workspace, undone) == []


def test_what_changed_again_since_is_named(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    line = '<https://plan.example/id/{}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{}"@ko .\n'
    commit(kept, {"data/a.ttl": line.format("x", "하나")})
    second = commit(kept, {"data/a.ttl": line.format("x", "둘") + line.format("y", "그대로")})
    commit(kept, {"data/a.ttl": line.format("x", "셋") + line.format("y", "그대로")})
    undone = revision(kept.repository, kept.workspace, second)
    assert values(clashes(kept.repository, kept.workspace, undone)) == {"둘"}
    commit(kept, {"data/a.ttl": line.format("x", "하나") + line.format("y", "그대로")})
    assert values(clashes(kept.repository, kept.workspace, undone)) == {"둘", "하나"}


BLANK = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://plan.example/s> sh:property [ sh:path <https://plan.example/p> ; sh:minCount {} ] ,
    [ sh:path ( <https://plan.example/q> <https://plan.example/r> ) ; sh:maxCount 1 ] ,
    [ sh:path ( <https://plan.example/q> <https://plan.example/r> ) ; sh:maxCount 1 ] .
_:loop sh:node _:other . _:other sh:node _:loop .
"""


def canonical(quads: set[Quad]) -> Dataset:
    """Name blank nodes by the standard's own algorithm, so that isomorphic graphs are equal."""
    found = Dataset(quads)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def test_only_what_changed_differs_among_blank_nodes(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    names = [commit(kept, {"ontology/shapes/s.ttl": BLANK.format(number)}) for number in (1, 2)]
    change = difference(kept.repository, kept.workspace, names[0], names[1]).change
    # One node is another: what leads to it, and its two statements.
    assert (len(change.added), len(change.removed)) == (3, 3)
    first = of_files(kept.workspace, kept.repository.changes(None, names[0])).change.added
    assert canonical(set(first)) == canonical(quads_at(kept, names[0]))
    then = applied(patch.write(change), set(first))
    assert canonical(then) == canonical(quads_at(kept, names[1]))
    with pytest.raises(RefusedError, match="blank nodes"):
        reverting(revision(kept.repository, kept.workspace, names[1]))


def test_equal_blank_nodes_are_told_apart_by_where_they_hang() -> None:
    lines = [f'<urn:s{number}> <urn:p> [ <urn:q> "same" ] .' for number in range(6)]
    whole, *others = (
        comparable(quad.triple for quad in pyoxigraph.parse(text.encode(), format=RdfFormat.TURTLE))
        for text in (" ".join(lines), *(" ".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines))))
    )
    for number, other in enumerate(others):
        assert other < whole
        assert {str(each.subject) for each in whole - other if "urn:p" in str(each)} == {f"<urn:s{number}>"}


def test_names_of_blank_nodes_dont_depend_on_the_file() -> None:
    text = BLANK.format(1).encode()
    one, other = (
        [quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True)]
        for _ in range(2)
    )
    assert set(one) != set(other)
    assert comparable(one) == comparable(reversed(other))
    assert len(comparable(one)) == len(set(one))


def test_files_that_cant_be_read_are_told(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    good = f'<{THINGS[0]}> <{NOTE}> "a" .\n'
    names = [
        commit(kept, {"data/a.ttl": good, "data/b.ttl": good}),
        commit(kept, {"data/a.ttl": "no Turtle", "data/b.ttl": good + f'<{THINGS[0]}> <{NOTE}> "b" .\n'}),
        commit(kept, {"data/a.ttl": good}),
    ]
    broken, mended = (revision(kept.repository, kept.workspace, name).difference for name in names[1:])
    assert [(each.file, each.is_old) for each in broken.unread] == [("data/a.ttl", False)]
    assert [(each.file, each.is_old) for each in mended.unread] == [("data/a.ttl", True)]
    assert broken.files == ("data/a.ttl", "data/b.ttl")
    assert (len(broken.change.added), len(mended.change.added)) == (1, 0)
    with pytest.raises(RefusedError, match="can't be read as it was"):
        reverting(revision(kept.repository, kept.workspace, names[1]))
    found = blame(kept.repository, kept.workspace, THINGS[0])
    assert values(each.quad for each in found) == {"a", "b"}


def test_a_merge_is_what_it_brought(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    first = commit(kept, {"data/a.ttl": f'<{THINGS[0]}> <{NOTE}> "a" .\n'})
    git(tmp_path, "checkout", "--quiet", "-b", "side")
    side = commit(kept, {"data/side.ttl": f'<{THINGS[0]}> <{NOTE}> "side" .\n'})
    git(tmp_path, "checkout", "--quiet", "main")
    kept.ids.append("")  # a minute later
    mine = commit(kept, {"data/b.ttl": f'<{THINGS[0]}> <{NOTE}> "mine" .\n'})
    git(tmp_path, "merge", "--quiet", "--no-ff", "--message=Merge", "side")
    merge = git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "README.md").write_text("no graph", encoding="utf-8")
    git(tmp_path, "add", "README.md")
    git(tmp_path, "commit", "--quiet", "--message=read me")
    repository = open_history(kept.workspace)
    brought = revision(repository, kept.workspace, merge)
    assert values(brought.difference.change.added) == {"side"}
    assert [each.id for each in repository.mainline()] == [first, mine, merge]
    assert [each.id for each in repository.mainline(mine)] == [merge]
    with pytest.raises(UnknownNameError):
        repository.mainline(side)
    by: dict[str, str] = {}
    for each in blame(repository, kept.workspace, THINGS[0]):
        assert each.commit
        by |= dict.fromkeys(values([each.quad]), each.commit.id)
    assert by == {"a": first, "side": side, "mine": mine}
    assert last_change(repository, repository.head()) == merge
    accounts = {each.commit: each for each in accounts_of(repository, kept.workspace)}
    assert {each.id for each in repository.mainline()} <= accounts.keys()
    assert merge not in {each.commit for each in accounts_of(repository, kept.workspace, mine)}
    assert accounts[mine].parent == accounts[side].parent == first
    assert accounts[merge].parent == mine
    assert accounts[first].parent is None
    mails = [str(quad) for quad in history_graph(kept.workspace, accounts.values()) if "@plan" in str(quad)]
    assert mails == []


def test_the_working_files_against_any_version(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    first = commit(kept, {"data/a.ttl": f'<{THINGS[0]}> <{NOTE}> "a" .\n'})
    commit(kept, {"data/b.ttl": f'<{THINGS[0]}> <{NOTE}> "b" .\n'})
    (tmp_path / "data/a.ttl").unlink()
    (tmp_path / "data/c.ttl").write_text(f'<{THINGS[0]}> <{NOTE}> "c" .\n', encoding="utf-8")

    def signs(old: str | None) -> set[str]:
        change = since_commit(kept.repository, kept.workspace, old).change
        return {f"+{each}" for each in values(change.added)} | {f"-{each}" for each in values(change.removed)}

    assert signs(None) == {"-a", "+c"}
    assert signs(first) == {"-a", "+b", "+c"}


def test_too_much_is_refused_and_no_repository_said(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    name = commit(kept, {"data/a.ttl": f'<{THINGS[0]}> <{NOTE}> "a" .\n'})
    with pytest.raises(LimitError):
        difference(kept.repository, kept.workspace, None, name, most_bytes=10)
    with pytest.raises(UnreadableError, match="no history"):
        open_history(Workspace(Path("/"), kept.workspace.addresses, kept.workspace.name, "a"))


def test_statements_are_told_by_name(tmp_path: Path) -> None:
    kept = begun(tmp_path)
    label = PREFIXES["skos"] + "prefLabel"
    first = commit(kept, {"data/a.ttl": f'<{THINGS[3]}> <{label}> "목표"@ko , "Goal"@en .\n'})
    second = commit(kept, {"data/a.ttl": f"<{THINGS[0]}> <{NOTE}> <{THINGS[3]}> .\n"})
    found = difference(kept.repository, kept.workspace, first, second)
    listed = statements(found.change, naming(dict(found.names).get, base=BASE))
    assert [(each.is_added, each.text.ko, each.text.en) for each in listed] == [
        (False, "목표 · skos:prefLabel · “목표” (ko)", "Goal · skos:prefLabel · “목표” (ko)"),
        (False, "목표 · skos:prefLabel · “Goal” (en)", "Goal · skos:prefLabel · “Goal” (en)"),
        (True, "t/1 · skos:note · 목표", "t/1 · skos:note · Goal"),
    ]
