"""One thing: `/id/…` is the thing itself, `/doc/…` what is said of it, to be read and to be edited."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.terms import DCTERMS, OWL, SKOS, XSD, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.engine.query import Options, Query, limited
from gjgraph.interfaces.http.asking import UPDATE, iri_path
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.documents import Documents
from gjgraph.interfaces.http.editing.things import WRITING, State, write
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import CORS, ProblemError

READING = ("GET", "HEAD")
GRAPH = "graph/retired"
"""The graph of the tombstones, after the base address."""
DEPRECATED, NOTE = NamedNode(OWL + "deprecated"), NamedNode(SKOS + "historyNote")
SUCCESSOR = NamedNode(DCTERMS + "isReplacedBy")
TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


def routes(desk: Desk, base: str, documents: Documents) -> APIRouter:
    """Build the routes of things."""
    router = APIRouter()

    @router.api_route("/id/{path:path}", methods=[*READING, "OPTIONS"])
    async def thing(request: Request) -> Response:
        """Lead from a thing to what is said of it: a thing can't be sent."""
        if request.method == "OPTIONS":
            return preflight(READING)
        query = request.scope["query_string"].decode("latin-1")
        path = request.scope["raw_path"].decode("latin-1").removeprefix("/id/")
        headers = {"Location": f"/doc/{path}" + (f"?{query}" if query else ""), **CORS}
        return Response(status_code=303, headers=headers)

    @router.api_route("/doc/{path:path}", methods=[*READING, *WRITING, "OPTIONS"])
    async def document(request: Request) -> Response:
        """Read what is said of a thing, or edit it."""
        path = iri_path(request.scope["raw_path"]).removeprefix("/doc/")
        if request.method == "OPTIONS":
            if desk.editor is None:
                return preflight(READING)
            return preflight([*READING, *WRITING], patch=[UPDATE])
        if request.method in READING:
            return documents.answer(request, f"doc/{path}")
        try:
            about = NamedNode(f"{base}id/{path}")
        except ValueError:
            raise unknown(f"{base}id/{path}") from None

        async def look(thing: NamedNode) -> State:
            return await state(desk, base, thing, client_of(request.scope, desk.settings))

        return await write(desk, request, about, look)

    return router


def unknown(iri: str) -> ProblemError:
    """Say that there is no such thing."""
    return ProblemError(404, Text(f"<{iri}>: 그런 것이 없습니다.", f"<{iri}>: there is no such thing."))


async def state(desk: Desk, base: str, thing: NamedNode, client: str) -> State:
    """Look whether a thing is there, or was."""
    retired = NamedNode(base + GRAPH)
    text = (
        f"SELECT ?p ?o {{ {{ GRAPH {retired} {{ {thing} {DEPRECATED} true ; ?p ?o }} }} UNION "
        f"{{ {{ SELECT (1 AS ?there) {{ {thing} ?any ?said }} LIMIT 1 }} }} }}"
    )
    settings = desk.settings
    options = limited(Options(formats=("json",)), False, settings.rows, settings.answer_mb << 20)
    answer = await desk.answers.get(Query(text, options), client, settings.time, lambda leave: None)
    rows = json.loads(answer.body)["results"]["bindings"]
    stone = tuple(Triple(thing, NamedNode(row["p"]["value"]), term(row["o"])) for row in rows if "p" in row)
    return State(bool(rows), stone)


def term(said: dict[str, str]) -> Any:  # noqa: ANN401
    """Read a term of a tombstone, as SPARQL's JSON has it."""
    if said["type"] == "uri":
        return NamedNode(said["value"])
    if "xml:lang" in said:
        return Literal(said["value"], language=said["xml:lang"])
    return Literal(said["value"], datatype=NamedNode(said.get("datatype", XSD + "string")))
