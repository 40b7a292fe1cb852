"""Triples as a response, in any syntax of RDF."""

from collections.abc import Mapping, Sequence

import pyoxigraph
from fastapi.responses import Response
from pyoxigraph import RdfFormat

from gjgraph.core.terms import Triple
from gjgraph.engine.results import used_prefixes
from gjgraph.interfaces.http.negotiation import content_type

SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "n3": RdfFormat.N3,
}


def rdf_as(
    name: str,
    triples: Sequence[Triple],
    status: int,
    headers: Mapping[str, str],
    prefixes: Mapping[str, str] | None = None,
) -> Response:
    """Send triples in a syntax, with prefixes beside those that all know."""
    content = pyoxigraph.serialize(
        triples, format=SYNTAXES[name], prefixes={**used_prefixes(triples), **(prefixes or {})}
    )
    return Response(content, status, headers, content_type(name))
