"""Answers as bytes: the W3C formats for result sets and for graphs."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.terms import PREFIXES
from gjgraph.core.text import Text
from gjgraph.engine.index import FAILURES, Answer, failed


@dataclass(frozen=True)
class ResultFormat:
    """One way to write a result set or a yes or no."""

    name: str
    media_type: str
    syntax: QueryResultsFormat

    def write(self, answer: QuerySolutions | QueryBoolean) -> bytes:
        return answer.serialize(format=self.syntax) or b""


@dataclass(frozen=True)
class GraphFormat:
    """One way to write a graph."""

    name: str
    media_type: str
    syntax: RdfFormat

    def write(self, answer: QueryTriples) -> bytes:
        triples = list(answer)
        terms = {
            str(term) for triple in triples for term in (triple.subject, triple.predicate, triple.object)
        }
        used = {
            name: iri for name, iri in PREFIXES.items() if any(term.startswith("<" + iri) for term in terms)
        }
        return pyoxigraph.serialize(triples, format=self.syntax, prefixes=used) or b""


RESULT_FORMATS = [
    ResultFormat("json", "application/sparql-results+json", QueryResultsFormat.JSON),
    ResultFormat("xml", "application/sparql-results+xml", QueryResultsFormat.XML),
    ResultFormat("csv", "text/csv", QueryResultsFormat.CSV),
    ResultFormat("tsv", "text/tab-separated-values", QueryResultsFormat.TSV),
]
GRAPH_FORMATS = [
    GraphFormat("turtle", "text/turtle", RdfFormat.TURTLE),
    GraphFormat("ntriples", "application/n-triples", RdfFormat.N_TRIPLES),
    GraphFormat("rdfxml", "application/rdf+xml", RdfFormat.RDF_XML),
    GraphFormat("jsonld", "application/ld+json", RdfFormat.JSON_LD),
]
FORMAT_NAMES = [*(each.name for each in RESULT_FORMATS), *(each.name for each in GRAPH_FORMATS)]


def media_types(answer: Answer) -> dict[str, str]:
    """Map the media types that an answer can be written in to the names of their formats."""
    formats = GRAPH_FORMATS if isinstance(answer, QueryTriples) else RESULT_FORMATS
    return {each.media_type: each.name for each in formats}


def serialise(answer: Answer, name: str) -> bytes:
    """Write an answer in a named format.

    Raises UnknownNameError where the answer is of another kind than the format, and QueryError
    where evaluation fails on the way.
    """
    try:
        if isinstance(answer, QueryTriples):
            for graph_format in GRAPH_FORMATS:
                if graph_format.name == name:
                    return graph_format.write(answer)
        else:
            for result_format in RESULT_FORMATS:
                if result_format.name == name:
                    return result_format.write(answer)
    except FAILURES as error:
        raise failed(error) from None
    names = ", ".join(media_types(answer).values())
    raise UnknownNameError(
        Text(
            f"이 답은 {name} 형식으로 쓸 수 없습니다. 쓸 수 있는 형식: {names}",
            f"This answer can't be written as {name}; it can be as: {names}",
        )
    )


def without_columns(answer: Answer, names: Collection[str]) -> Answer:
    """Leave columns out of a result set; any other answer stays as it is."""
    if not names or not isinstance(answer, QuerySolutions):
        return answer
    table = json.loads(serialise(answer, "json"))
    table["head"]["vars"] = [name for name in table["head"]["vars"] if name not in names]
    for row in table["results"]["bindings"]:
        for name in names:
            row.pop(name, None)
    return pyoxigraph.parse_query_results(json.dumps(table), format=QueryResultsFormat.JSON)
