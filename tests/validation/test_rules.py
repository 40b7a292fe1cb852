"""What follows from an edit is what follows from scratch."""

from pathlib import Path

import pytest

from gjgraph.core.change import Change
from gjgraph.core.terms import DefaultGraph, Literal, NamedNode, Quad, Triple
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import load
from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace, open_workspace
from gjgraph.validation.rules import Following, Rules
from tests.validation.edits import Editor, named

UP, DOWN = "x:up", "x:down"
RULES = {
    "x:derived/inverse": "CONSTRUCT { ?o <x:down> ?s } WHERE { ?s <x:up> ?o }",
    "x:derived/far": "CONSTRUCT { ?a <x:above> ?c } "
    "WHERE { { ?a <x:up> ?c } UNION { ?a <x:above> ?b . ?b <x:above> ?c } }",
}


def rules_of(workspace: Workspace) -> dict[str, str]:
    return {
        workspace.addresses.derived_graph(name): rule.text
        for name, rule in read_queries(workspace, "rules").items()
    }


def union(index: Index) -> set[Triple]:
    return {quad.triple for quad in named(index)}


def from_scratch(index: Index, rules: dict[str, str]) -> set[Triple]:
    fresh = Index(index.base)
    fresh.store.extend(quad for quad in named(index) if quad.graph_name.value not in rules)  # type: ignore[union-attr]
    fresh.derive(rules)
    return union(fresh)


def follow(index: Index, rules: Rules, change: Change) -> Change:
    """Make an edit and follow it; what is said to have changed must be what did."""
    before = named(index)
    index.apply_change(change)
    derived = rules.follow(index, change)
    assert derived.graphs() <= set(rules.rules)
    assert named(index) == (before - change.removed - derived.removed) | change.added | derived.added
    index.settle(change.then(derived))
    return derived


@pytest.mark.parametrize("is_merged", [False, True])
def test_after_random_edits_the_same_follows_as_from_scratch(saebom: Path, is_merged: bool) -> None:
    workspace = open_workspace(saebom)
    index = load(workspace).index
    if is_merged:
        index.store_union()
    texts = rules_of(workspace)
    rules, editor = Rules(texts), Editor(index, 1 + is_merged)
    assert rules.is_local
    for _ in range(60):
        follow(index, rules, editor.edit())
        assert union(index) == from_scratch(index, texts)
        assert not [
            quad
            for quad in named(index)
            if quad.graph_name.value in texts and index.copies(quad.triple) > 1  # type: ignore[union-attr]
        ]
        assert index.size == len(union(index))
        if index.is_merged:
            stored = index.store.quads_for_pattern(None, None, None, DefaultGraph())
            assert {quad.triple for quad in stored} == union(index)


def test_following_additions_alone_is_not_enough(saebom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = open_workspace(saebom)
    index = load(workspace).index
    texts = rules_of(workspace)
    rules, editor = Rules(texts), Editor(index, 1)
    monkeypatch.setattr(Following, "take_away", lambda self, change: None)
    for _ in range(30):
        follow(index, rules, editor.edit())
    assert union(index) != from_scratch(index, texts)


def quad(subject: str, predicate: str, object_: str, graph: str = "x:graph") -> Quad:
    return Quad(NamedNode(f"x:{subject}"), NamedNode(predicate), NamedNode(f"x:{object_}"), NamedNode(graph))


def made(*quads: Quad, rules: dict[str, str] = RULES) -> tuple[Index, Rules]:
    index = Index("x:")
    index.apply_change(Change(frozenset(quads)))
    index.derive(rules)
    index.merge(len({each.triple for each in quads}))
    return index, Rules(rules)


def test_what_supports_only_itself_is_gone() -> None:
    """In a circle each step follows from the others: none may keep the circle up."""
    circle = [quad("a", UP, "b"), quad("b", UP, "c"), quad("c", UP, "a")]
    index, rules = made(*circle)
    assert index.counts["x:derived/far"] == 9
    follow(index, rules, Change(removed=frozenset(circle[:1])))
    assert union(index) == from_scratch(index, RULES)
    assert index.counts["x:derived/far"] == 3


def test_what_follows_in_another_way_stays() -> None:
    index, rules = made(quad("a", UP, "b"), quad("b", UP, "c"), quad("a", UP, "c"))
    derived = follow(index, rules, Change(removed=frozenset([quad("a", UP, "c")])))
    assert quad("a", "x:above", "c").triple in union(index)
    assert {each.triple for each in derived.removed} == {quad("c", DOWN, "a").triple}


def test_what_is_asserted_is_no_longer_derived_and_the_other_way_round() -> None:
    index, rules = made(quad("a", UP, "b"))
    asserted = Change(frozenset([quad("b", DOWN, "a")]))
    derived = follow(index, rules, asserted)
    assert derived == Change(removed=frozenset([quad("b", DOWN, "a", "x:derived/inverse")]))
    assert follow(index, rules, asserted.inverse()) == derived.inverse()


def test_a_triple_that_another_graph_still_has_takes_nothing_away() -> None:
    index, rules = made(quad("a", UP, "b"), quad("a", UP, "b", "x:other"))
    assert not follow(index, rules, Change(removed=frozenset([quad("a", UP, "b")])))


def test_a_literal_is_no_subject_of_what_follows() -> None:
    index, rules = made()
    said = Quad(NamedNode("x:a"), NamedNode(UP), Literal("b"), NamedNode("x:graph"))
    change = Change(frozenset([said]))
    derived = follow(index, rules, change)
    assert {each.predicate.value for each in derived.added} == {"x:above"}


@pytest.mark.parametrize(
    "rule",
    [
        "CONSTRUCT { ?b <x:down> ?a } WHERE { ?a <x:up>+ ?b }",
        "CONSTRUCT { ?b <x:down> ?a } WHERE { ?a <x:up> ?b FILTER (?a != ?b) }",
    ],
)
def test_a_rule_that_cannot_be_followed_is_applied_from_scratch(rule: str) -> None:
    texts = {"x:derived/down": rule}
    index, rules = made(quad("a", UP, "b"), quad("b", UP, "c"), rules=texts)
    follow(index, rules, Change(frozenset([quad("c", UP, "d")]), frozenset([quad("a", UP, "b")])))
    assert union(index) == from_scratch(index, texts)
