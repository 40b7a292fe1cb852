"""What an edit changes, told so that people recognise it: graph by graph, things by their names."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from gjgraph.core.change import Change
from gjgraph.core.errors import GjgraphError
from gjgraph.core.terms import LABELS, PREFIXES, XSD, Literal, NamedNode, Quad
from gjgraph.core.text import Language
from gjgraph.engine.query import Options, Query, limited
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.publication.things.names import OTHER_NAMES
from gjgraph.publication.things.saying import worded
from gjgraph.publication.things.standard_terms import STANDARD_NAMES

MOST_LISTED = 2000
"""Quads of each kind that are listed; the rest is counted."""
MOST_NAMED = 500
"""Things that are called by their names."""

Names = dict[str, dict[str, str]]
"""What things are called, by their IRIs and by language."""


class Named:
    """What an edit is about, by name."""

    def __init__(self, names: Names, reader: Language, base: str, present: frozenset[str]) -> None:
        self.names = names
        self.reader = reader
        self.base = base
        self.present = present
        """The things that have a name in the data as they are now."""

    def has_name(self, term: object) -> bool:
        """Tell whether a thing is called anything but by its address."""
        return isinstance(term, NamedNode) and bool(self.names.get(term.value))

    def is_text(self, term: Literal) -> bool:
        """Tell whether a literal is something said, and no number, date or the like."""
        return bool(term.language) or term.datatype.value == f"{XSD}string"

    def of(self, term: object) -> str:
        """Give a term for reading: a thing by its name, else by a short form of its address."""
        if isinstance(term, Literal):
            # As the thing's own page writes it.
            return worded(term, self.reader)
        if not isinstance(term, NamedNode):
            return str(term)
        known = self.names.get(term.value, {})
        standard = STANDARD_NAMES.get(term.value) or OTHER_NAMES.get(term.value)
        if not known and standard:
            return standard.in_language(self.reader)
        return known.get(self.reader) or next(iter(known.values()), "") or self.short(term.value)

    def short(self, iri: str) -> str:
        """Shorten an address to what a reader can recognise it by."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri.removeprefix(self.base).removeprefix("id/")


async def named(desk: Desk, change: Change, reader: Language, client: str) -> Named:
    """Find what the things and graphs of a change are called: as it says itself, else as the data does."""
    quads = sorted(change.removed | change.added, key=str)
    terms = [term for quad in quads for term in (quad.subject, quad.object, quad.predicate)]
    graphs = [NamedNode(graph) for graph in sorted(change.graphs())]
    things = dict.fromkeys(term for term in [*graphs, *terms] if isinstance(term, NamedNode))
    names: Names = {}
    for predicate in LABELS:
        for quad in [*change.added, *change.removed]:
            if quad.predicate == predicate and isinstance(quad.object, Literal):
                called = names.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
                called.setdefault(quad.object.language or "en", quad.object.value)
    # Those first that the change doesn't name itself.
    asked = sorted(things, key=lambda thing: thing.value in names)[:MOST_NAMED]
    base = desk.pages.workspace.addresses.base
    text = (
        "SELECT ?thing ?rank ?label { "
        f"VALUES ?thing {{ {' '.join(map(str, asked))} }} "
        f"VALUES (?rank ?is) {{ {' '.join(f'({rank} {each})' for rank, each in enumerate(LABELS))} }} "
        "?thing ?is ?label } ORDER BY ?rank"
    )
    settings = desk.settings
    options = limited(Options(formats=("json",)), False, settings.rows, settings.answer_mb << 20)
    try:
        answer = await desk.answers.get(Query(text, options), client, settings.time, lambda leave: None)
    except GjgraphError:
        return Named(names, reader, base, frozenset())  # then by their addresses
    rows = json.loads(answer.body)["results"]["bindings"] if answer.stream is None else []
    for row in rows:
        if row["label"]["type"] == "literal":
            called = names.setdefault(row["thing"]["value"], {})
            called.setdefault(row["label"].get("xml:lang", "en"), row["label"]["value"])
    return Named(names, reader, base, frozenset(row["thing"]["value"] for row in rows))


def by_graph(change: Change, shown: Named) -> list[dict[str, Any]]:
    """List what a change adds and removes, graph by graph."""
    return [
        {
            "graph": graph,
            "added": statements((quad for quad in change.added if is_in(quad, graph)), shown),
            "removed": statements((quad for quad in change.removed if is_in(quad, graph)), shown),
        }
        for graph in sorted(change.graphs())
    ]


def is_in(quad: Quad, graph: str) -> bool:
    """Tell whether a quad stands in a graph."""
    return quad.graph_name == NamedNode(graph)


def statements(quads: Iterable[Quad], shown: Named) -> list[dict[str, Any]]:
    """List statements: the terms as N-Triples, and for reading."""
    first = islice(sorted(quads, key=lambda quad: str(quad.triple)), MOST_LISTED)
    return [
        {
            "subject": str(quad.subject),
            "predicate": str(quad.predicate),
            "object": str(quad.object),
            "labels": [shown.of(quad.subject), shown.of(quad.predicate), shown.of(quad.object)],
        }
        for quad in first
    ]
