"""Writing graphs: PUT, POST, PATCH and DELETE of the SPARQL 1.1 Graph Store HTTP Protocol (§5.3 to §5.7)."""

import secrets

from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.addresses import is_derived
from gjgraph.core.edits import GraphEdit, Update
from gjgraph.core.errors import ForbiddenError
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import UPDATE, Fields, join, kind_of, parse, utf8
from gjgraph.interfaces.http.bodies import MULTIPART, SYNTAXES, read_rdf, read_whole
from gjgraph.interfaces.http.editing.edits import Wanted, nothing, take
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import ProblemError

WAY = "graph-store"
WRITING = ("PUT", "POST", "PATCH", "DELETE")
NEW = "graph/new/"
"""Where graphs are made that were given no address, after the base address."""


def options(desk: Desk) -> Response:
    """Say what can be done with a graph."""
    if desk.editor is None:
        return preflight(["GET", "HEAD"])
    return preflight(["GET", "HEAD", *WRITING], post=[*SYNTAXES, MULTIPART], patch=[UPDATE])


async def write(desk: Desk, request: Request, graph: str | None) -> Response:
    """Replace a graph, add to it, change it, or delete it; `None` is the default graph."""
    base = desk.pages.workspace.addresses.base
    settings = desk.settings

    async def read() -> Wanted:
        check(graph)
        known = dict(desk.pages.facts.contents.graphs)
        fields = parse(request.scope["query_string"])
        is_there = graph is None or graph in known
        if request.method == "DELETE":
            wanted = Wanted(GraphEdit(graph, None), fields, graph, is_there=is_there)
            if not is_there and not request.headers.get("if-match"):
                raise ProblemError(404, nothing(wanted))
            return wanted
        if request.method == "PATCH":
            kind_of(request, [UPDATE])
            text = utf8(await read_whole(request, settings))
            edit = Update(text, within=graph or desk.pages.workspace.home_graph)
            return Wanted(edit, fields, graph, is_there=is_there, text=text)
        content, form = await read_rdf(request, settings, graph or base, graph)
        join(fields, form)
        adds = request.method == "POST"
        return Wanted(GraphEdit(graph, content, adds), fields, graph, is_there=is_there)

    return await take(desk, request, WAY, read, graph or "")


async def create(desk: Desk, request: Request) -> Response:
    """Make a new graph of what is posted to the store itself (§5.5); its address is in the answer."""
    graph = f"{desk.pages.workspace.addresses.base}{NEW}{secrets.token_hex(8)}"

    async def read() -> Wanted:
        fields: Fields = parse(request.scope["query_string"])
        content, form = await read_rdf(request, desk.settings, graph, graph)
        join(fields, form)
        return Wanted(GraphEdit(graph, content), fields, graph, is_there=False)

    return await take(desk, request, WAY, read, graph)


def check(graph: str | None) -> None:
    """Refuse to write what can't be a graph of its own."""
    if graph is None:
        return
    try:
        NamedNode(graph)
    except ValueError:
        raise ProblemError(
            400, Text(f"graph가 절대 IRI가 아닙니다: {graph}", f"graph is no absolute IRI: {graph}")
        ) from None
    if is_derived(graph):
        raise ForbiddenError(
            Text(
                f"<{graph}>는 규칙이 채우므로 고칠 수 없습니다. 바탕이 되는 진술을 고치세요.",
                f"<{graph}> is filled by rules and can't be edited: edit what it follows from.",
            )
        )
