"""One thing: `/id/…` is the thing itself, `/doc/…` what is said of it, to be read and to be edited."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.terms import DCTERMS, LABELS, OWL, SKOS, XSD, Literal, NamedNode, Triple
from gjgraph.core.text import Language, Text
from gjgraph.engine.query import Options, Query, limited
from gjgraph.interfaces.http.asking import UPDATE, parse, wanted_formats, wanted_time
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.description import rdf
from gjgraph.interfaces.http.exchange import Answering, Desk, Page
from gjgraph.interfaces.http.graph_store import iri_path
from gjgraph.interfaces.http.negotiation import language, prefers_html
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import CORS, TITLES, ProblemError, html
from gjgraph.interfaces.http.thing_edits import WRITING, State, write

READING = ("GET", "HEAD")
GRAPH = "graph/retired"
"""The graph of the tombstones, after the base address."""
DEPRECATED, NOTE = NamedNode(OWL + "deprecated"), NamedNode(SKOS + "historyNote")
SUCCESSOR = NamedNode(DCTERMS + "isReplacedBy")
TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


def routes(desk: Desk, base: str) -> APIRouter:
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
        try:
            about = NamedNode(f"{base}id/{path}")
        except ValueError:
            raise unknown(f"{base}id/{path}") from None

        async def look(thing: NamedNode) -> State:
            return await state(desk, base, thing, client_of(request.scope, desk.settings))

        if request.method not in READING:
            return await write(desk, request, about, look)
        found = await look(about)
        if found.stone:
            return gone(desk, request, about, found.stone)
        if not found.is_there:
            raise unknown(about.value)
        return read(desk, request, about)

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


def read(desk: Desk, request: Request, thing: NamedNode) -> Response:
    """Give what is said of a thing, and what leads to it."""
    fields = parse(request.scope["query_string"])
    text = (
        f"CONSTRUCT {{ {thing} ?p ?o . ?s ?q {thing} }} {{ {{ {thing} ?p ?o }} UNION {{ ?s ?q {thing} }} }}"
    )
    accept = ", ".join(request.headers.getlist("accept"))
    options = Options(formats=wanted_formats(fields, accept))
    seconds = wanted_time(fields.get("timeout", []), desk.settings)

    def page(body: bytes, reader: Language) -> str:
        return desk.pages.thing(json.loads(body), thing.value, reader)

    return Answering(desk, text, options, seconds, Page(page, "thing"))


def gone(desk: Desk, request: Request, thing: NamedNode, stone: tuple[Triple, ...]) -> Response:
    """Say why a thing was retired, and what came after it."""
    headers = {**CORS, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
    fields = parse(request.scope["query_string"])
    names = fields.get("format") or fields.get("_format") or []
    is_page = prefers_html(", ".join(request.headers.getlist("accept"))) and not names
    if is_page or "html" in names:
        reader = language(fields.get("lang", [""])[0], request.headers.get("accept-language"))

        def said(predicate: NamedNode) -> dict[str, str]:
            found = [each.object for each in stone if each.predicate == predicate]
            return {each.language or "": each.value for each in found if isinstance(each, Literal)}

        labels, reasons = said(LABELS[1]), said(NOTE)
        successors = [each.object.value for each in stone if each.predicate == SUCCESSOR]  # type: ignore[union-attr]
        page = desk.pages.retired(
            best(labels, reader) or thing.value, best(reasons, reader), successors, TITLES[410], reader
        )
        return html(page, 410, headers)
    response = rdf(request, list(stone))
    response.status_code = 410
    response.headers.update(headers)
    return response


def best(texts: dict[str, str], reader: Language) -> str:
    """Give the text in a reader's language, else in any."""
    return texts.get(reader) or next(iter(texts.values()), "")
