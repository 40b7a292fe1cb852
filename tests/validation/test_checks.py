"""A check judged near an edit says what it says when it is judged whole."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from gjgraph.core.change import Change
from gjgraph.core.header import QueryFile, parse_header
from gjgraph.core.terms import SKOS, BlankNode, Literal, NamedNode, Quad, Triple
from gjgraph.engine.index import Index, Row
from gjgraph.operations.dataset import build, load
from gjgraph.storage.files import read_graphs
from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace, open_workspace
from gjgraph.validation import checks as checks_module
from gjgraph.validation.checks import Checks
from gjgraph.validation.rules import Rules
from gjgraph.validation.view import Node, Term, View
from tests.mutants import mutants, mutate, plan_of
from tests.validation.edits import Editor

LABEL = NamedNode(SKOS + "prefLabel")
Rows = Counter[tuple[tuple[str, str], ...]]

MANY = 1_000_000
"""Triples in all: so many that no change is a large one."""


def counted(rows: Iterable[Row]) -> Rows:
    return Counter(tuple(sorted((name, str(term)) for name, term in row.items())) for row in rows)


class Followed:
    """The rows of every check, kept up to date from edit to edit by what each affects."""

    def __init__(self, index: Index, workspace: Workspace, checks: Mapping[str, QueryFile]) -> None:
        self.index = index
        self.checks = Checks(checks)
        self.texts = {name: check.text for name, check in checks.items()}
        self.rules = Rules(
            {
                workspace.addresses.derived_graph(name): rule.text
                for name, rule in read_queries(workspace, "rules").items()
            }
        )
        self.rows = {name: index.select(text) for name, text in self.texts.items()}
        self.moved = Counter[str]()

    def apply(self, change: Change) -> Change:
        """Make an edit; give it with what follows."""
        self.index.apply_change(change)
        whole = change.then(self.rules.follow(self.index, change))
        self.index.settle(whole)
        return whole

    def differing(self, change: Change) -> list[str]:
        """Name the checks whose rows aren't what they are when judged whole."""
        whole = self.apply(change)
        affected = self.affected(whole)
        found = []
        for name, text in self.texts.items():
            foci = affected.get(name, set())
            kept = [] if foci is None else [row for row in self.rows[name] if row["focus"] not in foci]
            near = self.checks.rows(self.index, name, foci) if name in affected else []
            full = self.index.select(text)
            if counted(kept + near) != counted(full):
                found.append(name)
            self.moved[name] += counted(full) != counted(self.rows[name])
            self.rows[name] = full
        return found

    def affected(self, whole: Change) -> dict[str, set[Term] | None]:
        both = View(self.index.store, more=[quad.triple for quad in whole.removed])
        return self.checks.affected(both, whole, MANY)


class Ends(Followed):
    """What others take for affected: the subjects and objects of the changed triples, and no more."""

    def affected(self, whole: Change) -> dict[str, set[Term] | None]:
        quads = whole.added | whole.removed
        ends: set[Term] = {term for quad in quads for term in (quad.subject, quad.object)}
        return dict.fromkeys(self.texts, ends)


@pytest.fixture(scope="module")
def small(saebom: Path) -> Workspace:
    return open_workspace(saebom)


def test_each_check_that_comes_with_a_workspace_is_judged_near_an_edit(workspace: Workspace) -> None:
    told = Checks(read_queries(workspace, "checks")).explain()
    assert len(told) == 53
    assert [each.name for each in told if not each.is_local] == []


@pytest.mark.parametrize("seed", range(3))
def test_after_random_edits_near_and_whole_are_the_same(small: Workspace, seed: int) -> None:
    index = load(small).index
    followed = Followed(index, small, read_queries(small, "checks"))
    editor = Editor(index, seed)
    assert [followed.differing(editor.edit()) for _ in range(60)] == [[]] * 60
    assert len(followed.moved) > 15  # the edits do change what checks say


def test_taking_the_ends_of_changed_triples_for_affected_is_not_enough(small: Workspace) -> None:
    index = load(small).index
    followed = Ends(index, small, read_queries(small, "checks"))
    editor = Editor(index, 0)
    assert any(followed.differing(editor.edit()) for _ in range(60))


def test_after_an_edit_of_the_real_plan_near_and_whole_are_the_same(workspace: Workspace) -> None:
    """A mutant of each way, there and back."""
    files = read_graphs(workspace)
    ways = {way: element for _, element, way in mutants(plan_of(files))}
    index = build(workspace, files).index
    followed = Followed(index, workspace, read_queries(workspace, "checks"))
    graph = NamedNode(workspace.home_graph)
    before = plan_of(files).triples
    for way, element in sorted(ways.items()):
        after = plan_of(mutate(files, element, way)).triples
        change = Change(quads(after - before, graph), quads(before - after, graph))
        whole = followed.apply(change)
        affected = followed.affected(whole)
        for name, text in followed.texts.items():
            near = followed.checks.rows(index, name, affected[name]) if name in affected else []
            assert counted(near) == counted(index.select(text)), (way, name)  # the plan itself has no rows
        followed.apply(change.inverse())


def quads(triples: Iterable[Triple], graph: NamedNode) -> frozenset[Quad]:
    return frozenset(Quad(each.subject, each.predicate, each.object, graph) for each in triples)


def label_change(index: Index) -> Change:
    strategy = NamedNode(index.base + "id/gwangju/m7/strategy/1-1")
    old = next(
        quad
        for quad in index.store.quads_for_pattern(strategy, LABEL, None, None)
        if isinstance(quad.object, Literal) and quad.object.language == "ko"
    )
    new = Quad(strategy, LABEL, Literal("다른 이름", language="ko"), old.graph_name)
    return Change(frozenset([new]), frozenset([old]))


def test_a_changed_label_has_a_few_checks_ask_of_one_thing(workspace: Workspace) -> None:
    index = load(workspace).index
    checks = Checks(read_queries(workspace, "checks"))
    change = label_change(index)
    index.change(change)
    affected = checks.affected(View(index.store, more=[quad.triple for quad in change.removed]), change, MANY)
    assert "label-not-in-source" in affected
    assert len(affected) < 15
    assert all(foci is not None and len(foci) <= 5 for foci in affected.values())
    assert checks.affected(View(index.store), Change(), MANY) == {}


def check(text: str, name: str = "check") -> dict[str, QueryFile]:
    header = "#+ summary: {ko: 규칙, en: Rule}\n"
    return {name: parse_header(name, header + text)}


def index_of(*triples: tuple[str, str, str]) -> Index:
    index = Index("http://example.org/")
    made = {Triple(NamedNode(f"x:{s}"), NamedNode(f"x:{p}"), NamedNode(f"x:{o}")) for s, p, o in triples}
    index.add("x:graph", made)
    return index


def test_a_check_that_cannot_be_told_is_judged_whole_and_says_why() -> None:
    checks = Checks(check("SELECT ?focus { ?focus <x:p> ?y . ?a <x:q> ?b }"))
    index = index_of(("a", "p", "b"), ("c", "q", "d"))
    (told,) = checks.explain()
    assert not told.is_local
    assert "isn't joined" in told.reason.en
    change = Change(
        added=frozenset([Quad(NamedNode("x:z"), NamedNode("x:r"), NamedNode("x:z"), NamedNode("x:g"))])
    )
    assert checks.affected(View(index.store), change, MANY) == {"check": None}
    assert len(checks.rows(index, "check", None)) == 1


def test_an_edit_that_reaches_too_much_has_a_check_judged_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = Checks(check("SELECT ?focus { ?focus <x:in> ?room . ?room <x:is> ?open }"))
    index = index_of(*((f"a{number}", "in", "room") for number in range(10)), ("room", "is", "open"))
    change = Change(added=frozenset(index.store.quads_for_pattern(NamedNode("x:room"), None, None, None)))
    (foci,) = checks.affected(View(index.store), change, MANY).values()
    assert foci is not None
    assert len(foci) == 10
    for limit in ("MOST_FOCI", "MOST_STEPS"):
        with monkeypatch.context() as patch:
            patch.setattr(checks_module, limit, 5)
            assert checks.affected(View(index.store), change, MANY) == {"check": None}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?focus ?y { ?focus <x:p> ?y }",
        "SELECT ?focus ?y { SELECT ?focus ?y { ?focus <x:p> ?y } }",
        "SELECT ?focus ?y { { ?focus <x:p> ?y } UNION { ?y <x:q> ?focus } }",
        "SELECT ?focus (COUNT(?y) AS ?n) { ?focus <x:p> ?y } GROUP BY ?focus",
        "SELECT ?focus ?n { { SELECT ?focus (COUNT(?y) AS ?n) { ?focus <x:p> ?y } GROUP BY ?focus } }",
        "SELECT ?focus ?n { ?focus <x:p> ?y { SELECT ?y (COUNT(?z) AS ?n) { ?z <x:p> ?y } GROUP BY ?y } }",
        "SELECT ?focus ?y { ?focus <x:p> ?y . OPTIONAL { { ?focus <x:q> ?z } } FILTER (!BOUND(?z)) }",
        "SELECT ?focus ?y { ?focus <x:p> ?y . MINUS { { ?focus <x:q> ?y } } }",
        "SELECT ?focus ?y { ?focus <x:p> ?y . FILTER NOT EXISTS { { ?z <x:q> ?focus } } }",
        "SELECT ?focus ?y { VALUES (?y ?z) { (<x:b> UNDEF) } ?focus <x:p> ?y GRAPH ?g { ?focus <x:p> ?y } }",
        "SELECT ?focus ?y { ?focus <x:p> ?y } # ?focus {",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_rows_of_some_focus_nodes_are_those_of_all_that_are_theirs(text: str, size: int) -> None:
    """One or many at a time, wherever the query has its patterns."""
    index = index_of(
        ("a", "p", "b"), ("a", "p", "c"), ("b", "p", "b"), ("d", "p", "b"), ("b", "q", "a"), ("d", "q", "b")
    )
    checks = Checks(check(text))
    foci: set[Term] = {NamedNode(f"x:{name}") for name in [*"ab"[:size], *map(str, range(2, size))]}
    whole = index.select(text)
    assert counted(checks.rows(index, "check", foci)) == counted(row for row in whole if row["focus"] in foci)
    assert counted(checks.rows(index, "check", None)) == counted(whole)


def test_a_focus_node_that_a_query_cannot_name_is_found_all_the_same() -> None:
    """A blank node, and an address whose letters aren't composed."""
    index = Index("http://example.org/")
    odd: list[Node] = [BlankNode("a"), NamedNode("x:\u1100\u1161")]
    index.add("x:graph", {Triple(each, NamedNode("x:p"), NamedNode("x:a")) for each in odd})
    checks = Checks(check("SELECT ?focus { ?focus <x:p> ?y }"))
    for each in odd:
        assert checks.rows(index, "check", {each}) == [{"focus": each}]
