"""The beginning of an answer, for people: each term as it is, and what the things are called."""

import itertools
import json

from pyoxigraph import QueryBoolean

from gjgraph.core.terms import XSD, BlankNode, Literal, NamedNode
from gjgraph.engine.display import MOST, labels
from gjgraph.engine.index import Answer, Index, Term, rows
from gjgraph.engine.results import columns

PREVIEW = "preview"
"""The format: what a page shows of an answer, as JSON."""
MEDIA_TYPE = "application/json"
TRIPLE = ["subject", "predicate", "object"]
"""What the columns of a graph are called."""


def preview(answer: Answer, index: Index) -> bytes:
    """Give the first rows of an answer as JSON.

    `columns`, `rows` of terms (`null` where nothing is bound), `names` by IRI and language, and whether
    there is `more`; `graph` tells a graph from a table. Of a yes or no, `truth` alone.
    """
    if isinstance(answer, QueryBoolean):
        return json.dumps({"truth": bool(answer)}).encode()
    found = list(itertools.islice(rows(answer), MOST + 1))
    names = columns(answer)
    content = {
        "columns": names or TRIPLE,
        "rows": [[written(term) for term in row] for row in found[:MOST]],
        "names": names_in(found[:MOST], index),
        "more": len(found) > MOST,
        "graph": not names,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def written(term: Term | None) -> dict[str, str] | None:
    """Write one term: what kind it is, its value, and its language or datatype where that says more."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return {"kind": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"kind": "bnode", "value": f"_:{term.value}"}
    if not isinstance(term, Literal):
        return {"kind": "triple", "value": str(term)}
    if term.language:
        return {"kind": "literal", "value": term.value, "lang": term.language}
    if term.datatype.value == f"{XSD}string":
        return {"kind": "literal", "value": term.value}
    return {"kind": "literal", "value": term.value, "type": term.datatype.value}


def names_in(found: list[list[Term | None]], index: Index) -> dict[str, dict[str, str]]:
    """Find what people call the things of some rows, by language."""
    things = {term for row in found for term in row if isinstance(term, NamedNode)}
    called = {thing.value: labels(thing, index) for thing in things}
    return {iri: names for iri, names in sorted(called.items()) if names}
