"""Turtle written in blocks says what Turtle written whole says, whatever was changed before."""

import random
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjgraph.core.blocks import Blocks
from gjgraph.core.terms import PREFIXES, BlankNode, Literal, NamedNode, Triple
from gjgraph.core.turtle import has_blank_nodes, write
from tests.core.graphs import BASE, NAMESPACES, graphs, iris, literals, triple_terms

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("ontology", "data") for path in (ROOT / folder).rglob("*.ttl"))
PLAN = "https://plan.example/"
named = st.lists(
    st.builds(
        Triple, iris, iris, iris | literals | triple_terms.filter(lambda t: not has_blank_nodes(of(t)))
    ),
    max_size=8,
)


def of(term: Triple) -> Triple:
    """Say something of a triple term."""
    return Triple(NamedNode(BASE), NamedNode(BASE), term)


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_edits_of_a_real_file(path: Path) -> None:
    rng = random.Random(path.stem)  # noqa: S311
    triples = set(read(path))
    blocks = Blocks.of(triples, PLAN, PREFIXES)
    assert blocks.text() == write(triples, PLAN, PREFIXES)
    pool = sorted(triples, key=str)
    for _ in range(4):
        removed = set(rng.sample(pool, min(3, len(pool))))
        if rng.random() < 0.5:
            subject = rng.choice(pool).subject
            removed |= {triple for triple in pool if triple.subject == subject}
        some = rng.sample(pool, 3)
        added = {Triple(some[0].subject, some[1].predicate, some[2].object)}
        added.add(
            Triple(
                NamedNode(f"{PLAN}new/{rng.random()}"), some[1].predicate, Literal("새 것\n", language="ko")
            )
        )
        triples = (triples - removed) | added
        blocks = blocks.apply(added, removed)
        assert blocks.text() == write(triples, PLAN, PREFIXES)


@settings(max_examples=150, deadline=None)
@given(named, st.lists(st.tuples(named, st.lists(st.integers(0, 99), max_size=4)), max_size=4))
def test_edits_of_graphs_without_blank_nodes(
    first: list[Triple], edits: list[tuple[list[Triple], list[int]]]
) -> None:
    triples = set(first)
    blocks = Blocks.of(first, BASE, NAMESPACES)
    for added, places in edits:
        there = sorted(triples, key=str)
        removed = {there[place % len(there)] for place in places if there}
        triples = (triples - removed) | set(added)
        blocks = blocks.apply(added, removed)
        assert blocks.text() == write(triples, BASE, NAMESPACES)


@settings(max_examples=100, deadline=None)
@given(graphs, graphs, st.booleans())
def test_edits_of_graphs_with_blank_nodes(first: list[Triple], more: list[Triple], takes: bool) -> None:
    blocks = Blocks.of(first, BASE, NAMESPACES).apply(more, first if takes else ())
    expected = set(more) if takes else {*first, *more}
    assert blocks.text() == write(expected, BASE, NAMESPACES)


def test_an_edit_can_be_taken_back() -> None:
    plain = Triple(NamedNode(BASE + "a"), NamedNode(BASE + "b"), Literal("c"))
    blank = Triple(NamedNode(BASE + "a"), NamedNode(BASE + "b"), BlankNode("c"))
    before = Blocks.of([plain], BASE, NAMESPACES)
    text = before.text()
    after = before.apply([blank], [plain])
    assert after.text() == write([blank], BASE, NAMESPACES)
    assert after.apply([plain], [blank]).text() == text
    assert before.text() == text
    assert before.apply([], [plain]).text() == ""
