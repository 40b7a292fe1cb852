"""Graphs by the SPARQL 1.1 Graph Store HTTP Protocol: by a graph's own address and by `/store`."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.text import Text
from gjgraph.engine.query import Options
from gjgraph.interfaces.http.asking import iri_path, parse, wanted_time
from gjgraph.interfaces.http.documents import Documents
from gjgraph.interfaces.http.editing.graphs import WRITING, create, options, write
from gjgraph.interfaces.http.exchange import Answering, Desk, Page
from gjgraph.interfaces.http.negotiation import GRAPHS, HTML, formats_called, media_type
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.publication.document import MEDIA_TYPES
from gjgraph.storage.queries import read_view

VIEW = "whole-graph"
OWN = ("graph", "ontology")
"""The first parts of the paths that graphs have under the base address, but for those that rules fill."""
READING = ("GET", "HEAD")
ONLY_GRAPHS = frozenset(("nquads", "n3"))
"""Formats that a graph is sent in as the answer to a query; documents have none of them."""
METHODS = [*READING, *WRITING, "OPTIONS"]


def routes(desk: Desk, base: str, documents: Documents) -> APIRouter:
    """Build the routes of the graph store."""
    router = APIRouter()
    view = read_view(desk.pages.workspace, VIEW).text

    @router.api_route("/store", methods=METHODS)
    async def indirect(request: Request) -> Response:
        """Read or write the graph that a parameter names (§4.2)."""
        fields = parse(request.scope["query_string"])
        graphs, default = fields.get("graph", []), fields.get("default", [])
        if request.method == "OPTIONS":
            return options(desk)
        if request.method == "POST" and not graphs and not default:
            return await create(desk, request)
        if len(graphs) + len(default) != 1:
            raise ProblemError(
                400,
                Text(
                    "graph=주소나 default 가운데 하나를 주세요. 모든 그래프의 목록: /sparql",
                    "Give either graph=ADDRESS or default. All graphs are listed at /sparql.",
                ),
            )
        graph = graphs[0] if graphs else None
        return read(request, graph) if request.method in READING else await write(desk, request, graph)

    for name in OWN:

        @router.api_route(f"/{name}/{{path:path}}", methods=METHODS)
        async def direct(request: Request) -> Response:
            """Read or write the graph whose address this is (§4.1)."""
            if request.method == "OPTIONS":
                return options(desk)
            path = iri_path(request.scope["raw_path"]).lstrip("/")
            if request.method in READING:
                return own(request, path)
            return await write(desk, request, base + path)

    @router.api_route("/derived/{path:path}", methods=["GET", "HEAD"])
    async def derived(request: Request) -> Response:
        """Read a graph that a rule fills; nobody writes it."""
        return own(request, iri_path(request.scope["raw_path"]).lstrip("/"))

    def own(request: Request, path: str) -> Response:
        """Give a graph at its own address: its document, but for formats that only graphs have."""
        fields = parse(request.scope["query_string"])
        names = [*fields.get("_format", []), *fields.get("format", [])]
        formats = next(filter(None, map(formats_called, names)), ())
        if not names:
            kind = media_type(request.headers.get("accept"), [HTML, *MEDIA_TYPES.values(), *GRAPHS])
            formats = (GRAPHS[kind],) if kind in GRAPHS else ()
        if set(formats) & ONLY_GRAPHS:
            return read(request, base + path)
        return documents.answer(request, path)

    def read(request: Request, graph: str | None) -> Response:
        known = dict(desk.pages.facts.contents.graphs)
        if graph is not None and graph not in known:
            raise ProblemError(
                404, Text(f"<{graph}>: 그런 그래프가 없습니다.", f"<{graph}>: there is no such graph.")
            )
        fields = parse(request.scope["query_string"])
        names = [*fields.get("format", []), *fields.get("_format", [])]
        formats = next(filter(None, map(formats_called, names)), ())
        if not names:
            kind = media_type(request.headers.get("accept"), list(GRAPHS))
            # A browser that comes by the address of a graph reads Turtle.
            if kind is None and "text/html" in request.headers.get("accept", ""):
                kind = "text/turtle"
            formats = (GRAPHS[kind],) if kind else ()
        formats = tuple(each for each in formats if each in GRAPHS.values())
        if not formats:
            listed = ", ".join(GRAPHS)
            raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
        options = Options(formats=formats, default_graphs=(graph,) if graph else ())
        seconds = wanted_time(fields.get("timeout", []), desk.settings)
        return Answering(desk, view, options, seconds, Page(lambda body, reader: ""))

    return router
