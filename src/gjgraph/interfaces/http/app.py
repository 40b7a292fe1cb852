"""The HTTP face: what asks a lot goes to the endpoint, all else through the framework."""

import time

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gjgraph.core.errors import GjgraphError
from gjgraph.core.text import Text
from gjgraph.engine.pool import Pool
from gjgraph.interfaces.http import search, things
from gjgraph.interfaces.http.asking import iri_path
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.conditional import Conditional
from gjgraph.interfaces.http.documents import Documents
from gjgraph.interfaces.http.editing import home, updates
from gjgraph.interfaces.http.exchange import PATHS, SENT, Desk
from gjgraph.interfaces.http.forms import plans, retiring
from gjgraph.interfaces.http.forms import routes as forms
from gjgraph.interfaces.http.history import feed, reverting
from gjgraph.interfaces.http.history import routes as history
from gjgraph.interfaces.http.openapi.document import document, real_examples
from gjgraph.interfaces.http.operator import health
from gjgraph.interfaces.http.operator import routes as operator
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import CORS, ProblemError, problem, unknown_method
from gjgraph.interfaces.http.questions import routes as questions
from gjgraph.interfaces.http.ready import ReadyResponses
from gjgraph.interfaces.http.signing_in import routes as signing_in
from gjgraph.interfaces.http.sparql import description, graph_store
from gjgraph.interfaces.http.sparql.endpoint import Endpoint
from gjgraph.interfaces.http.sparql.federation import Federation

ALLOW = [(name.lower().encode(), value.encode()) for name, value in CORS.items()]
ROUTES = (
    *("questions", "store", "graph", "ontology", "derived", "update", "id", "doc", "history", "feed"),
    *("search", "reconcile", "edit", "operator"),
    *("health", "limits", "metrics", "queries"),
)
"""The first parts of paths that are counted by name; any other is counted as one."""
SIGNED_IN = ("edit", "operator")
"""The first parts of paths below which one is signed in: nothing there is for pages of other sites."""
UNFRAMED = (b"x-frame-options", b"DENY")
"""Nor does any of it, problems included, stand in a frame of theirs."""


class Front:
    """The application that the server runs."""

    def __init__(self, desk: Desk, pool: Pool) -> None:
        self.desk = desk
        base = desk.pages.workspace.addresses.base
        federation = Federation(desk.settings.federation, base)
        self.ready = ReadyResponses(desk.answers, desk.settings, desk.journal)
        self.endpoint = Endpoint(
            desk, self.ready, federation, lambda request: description.bare(desk, request)
        )
        self.pages: ASGIApp = Conditional(framework(desk, pool, base, Documents(desk, self.ready)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in PATHS:
            await self.endpoint(scope, receive, send)
            return
        began = time.perf_counter()
        first = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        status = size = 0

        async def count(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if first in SIGNED_IN:
                    kept = [each for each in headers if not each[0].startswith(b"access-control-")]
                    message["headers"] = [*kept, UNFRAMED]
                elif not any(name == ALLOW[0][0] for name, _ in headers):
                    message["headers"] = [*headers, *ALLOW]
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        await self.pages(scope, receive, count)
        status, size, cache = scope.get(SENT, (status, size, ""))
        self.desk.journal.request(
            client_of(scope, self.desk.settings),
            scope["method"],
            f"/{first}" if first in ROUTES or not first else "other",
            status,
            size,
            time.perf_counter() - began,
            cache,
        )


def framework(desk: Desk, pool: Pool, base: str, documents: Documents) -> FastAPI:
    """Build the part of the application that is routed by the framework."""
    app = FastAPI(title="gjgraph", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health.routes(desk, pool))
    app.include_router(questions.routes(desk, base, documents))
    app.include_router(search.routes(desk, documents))
    app.include_router(graph_store.routes(desk, base, documents))
    app.include_router(updates.routes(desk))
    past = Past(desk.pages.workspace)
    app.include_router(operator.routes(desk, pool, past))
    app.include_router(signing_in.routes(desk))
    app.include_router(home.routes(desk, past))
    app.include_router(reverting.routes(desk, past))
    of_things = forms.Forms(desk, base, past)
    app.include_router(retiring.routes(of_things))
    app.include_router(plans.routes(of_things))
    app.include_router(forms.routes(of_things))

    @app.api_route("/openapi.json", methods=["GET", "HEAD"])
    async def openapi() -> Response:
        return JSONResponse(document(desk, base, await real_examples(desk, base)))

    # Before those of documents: the history of a thing is one of them by its address.
    app.include_router(history.routes(desk, base, past))
    app.include_router(feed.routes(desk))
    app.include_router(things.routes(desk, base, documents))
    app.include_router(description.routes(desk, base))
    app.include_router(site_routes(documents))

    @app.exception_handler(GjgraphError)
    async def refused(request: Request, error: GjgraphError) -> Response:
        return problem(request, error, desk.pages)

    @app.exception_handler(HTTPException)
    async def missing(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        allowed = {"Allow": f"{(error.headers or {}).get('Allow', 'GET, HEAD')}, OPTIONS"}
        if error.status_code == 405 and request.method == "OPTIONS":
            return preflight(allowed["Allow"].split(", "))
        detail = Text(f"{path} 주소에는 아무것도 없습니다.", f"{path}: nothing here.")
        if error.status_code == 405:
            raised = ProblemError(405, unknown_method(request.method, path), allowed)
        else:
            raised = ProblemError(error.status_code, detail)
        return problem(request, raised, desk.pages)

    return app


def site_routes(documents: Documents) -> APIRouter:
    """Build the route of all documents that have none of their own; to be asked last."""
    router = APIRouter()

    @router.api_route("/{path:path}", methods=["GET", "HEAD", "OPTIONS"])
    async def page(request: Request) -> Response:
        """Answer with whatever the site has at a path."""
        if request.method == "OPTIONS":
            return preflight(["GET", "HEAD"])
        path = iri_path(request.scope["raw_path"]).removeprefix("/")
        return documents.answer(request, path, depends_on_address=True)

    return router
