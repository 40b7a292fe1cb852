"""The documents that a change concerns: every one that tells something else after it, at least."""

import random
from pathlib import Path

import pytest

from gjgraph.core.change import Change
from gjgraph.core.terms import CSP, LABELS, SKOS, Literal, NamedNode, Quad
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import load, rules_of
from gjgraph.publication.document import Context, Wanted
from gjgraph.publication.site import Site
from gjgraph.publication.things.touched import touched
from gjgraph.storage.workspace import open_workspace
from gjgraph.validation.rules import Rules

CONTEXT = Context()


def told(site: Site) -> dict[str, bytes]:
    """Write what the documents of all things tell."""
    things = (path for path in site.paths() if path.startswith("doc/"))
    return {path: site.write(Wanted(path, ("ntriples",), context=CONTEXT)).body for path in things}


def edits(index: Index, rng: random.Random, count: int) -> list[Change]:
    """Make up edits: a label that is another, a link that leads elsewhere, an order, a statement gone."""
    quads = sorted(
        (
            quad
            for quad in index.store.quads_for_pattern(None, None, None, None)
            if isinstance(quad.graph_name, NamedNode) and "/graph/" in quad.graph_name.value
        ),
        key=str,
    )
    labels = [quad for quad in quads if quad.predicate in LABELS]
    links = [quad for quad in quads if isinstance(quad.object, NamedNode) and "/id/" in quad.object.value]
    orders = [quad for quad in quads if quad.predicate.value in (CSP + "ordinal", SKOS + "notation")]
    made = []
    for number in range(count):
        quad = rng.choice((labels, links, orders, quads)[number % 4])
        term = quad.object
        other: set[Quad] = set()
        if number % 4 == 1:
            term = rng.choice(links).object
        elif isinstance(term, Literal) and term.language:
            term = Literal(f"{term.value} {number}", language=term.language)
        elif isinstance(term, Literal):
            term = Literal("77", datatype=term.datatype)
        if term != quad.object:
            other = {Quad(quad.subject, quad.predicate, term, quad.graph_name)}
        made.append(Change(frozenset(other), frozenset({quad})))
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_tells_something_else_is_named(saebom: Path, seed: int) -> None:
    dataset = load(open_workspace(saebom))
    index, rules = dataset.index, Rules(rules_of(dataset.workspace))
    site = Site(dataset.workspace, index, {})
    before, silent = told(site), 0
    for change in edits(index, random.Random(seed), 12):  # noqa: S311
        index.apply_change(change)
        whole = change.then(rules.follow(index, change))
        index.settle(whole)
        named = touched(index, whole.added | whole.removed)
        after = told(site)
        differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert differing, change
        assert differing <= named, (change, differing - named)
        silent += len(before.keys() - named)
        index.change(whole.inverse())
    assert silent > 12 * len(before) / 2, "most documents have nothing to do with an edit"
    assert told(site) == before
