"""An answer for people: its first rows, things by their names."""

import itertools
import json

from pyoxigraph import QueryBoolean

from gjgraph.core.terms import LABELS, Literal, NamedNode
from gjgraph.engine.index import Answer, Index, Term, rows
from gjgraph.engine.results import columns

MOST = 1000
"""What a page shows of a longer answer; the whole is a click away."""


def display(answer: Answer, index: Index, total: int = 0) -> bytes:
    """Give an answer as JSON for a page: columns, rows of cells, whether there is more, and `total`.

    A cell is its text in Korean, in English, and the IRI of the thing it names, where it is one.
    """
    if isinstance(answer, QueryBoolean):
        return json.dumps({"truth": bool(answer), "total": 0}).encode()
    found = list(itertools.islice(rows(answer), MOST + 1))
    shown = [[cell(term, index) for term in row] for row in found[:MOST]]
    names = columns(answer) or ["subject", "predicate", "object"]
    return json.dumps({"columns": names, "rows": shown, "more": len(found) > MOST, "total": total}).encode()


def cell(term: Term | None, index: Index) -> list[str]:
    """Write one term for readers of both languages."""
    if term is None:
        return ["", "", ""]
    if isinstance(term, NamedNode):
        found = labels(term, index)
        short = term.value.removeprefix(index.base).removeprefix("id/")
        korean, english = found.get("ko"), found.get("en")
        return [korean or english or short, english or korean or short, term.value]
    text = getattr(term, "value", str(term))
    return [text, text, ""]


def labels(thing: NamedNode, index: Index) -> dict[str, str]:
    """Find what people call a thing, by language."""
    found: dict[str, str] = {}
    for predicate in LABELS:
        for quad in index.store.quads_for_pattern(thing, predicate, None):
            if isinstance(quad.object, Literal):
                found.setdefault(quad.object.language or "en", quad.object.value)
    return found
