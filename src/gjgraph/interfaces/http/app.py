"""The HTTP face: SPARQL at `/sparql`, a front page at `/`.

Thin on purpose: queries run in this process, without limits, and on loopback by default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from gjgraph.core.errors import GjgraphError, UnknownNameError
from gjgraph.core.text import Text
from gjgraph.engine.results import FORMAT_NAMES, media_types, serialise
from gjgraph.interfaces.http.negotiation import language, media_type
from gjgraph.interfaces.http.pages import Pages
from gjgraph.operations.dataset import Dataset

HTML = "text/html"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
SYNONYMS = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml"}
TITLES = {
    400: Text("잘못된 요청", "Bad request"),
    404: Text("찾을 수 없음", "Not found"),
    405: Text("쓸 수 없는 메서드", "Method not allowed"),
    406: Text("그 형식으로는 답할 수 없음", "Not acceptable"),
    415: Text("알 수 없는 본문 형식", "Unsupported media type"),
}


class ProblemError(Exception):
    """A request that can't be answered, as problem details (RFC 9457)."""

    def __init__(self, status: int, detail: Text) -> None:
        super().__init__(detail.en)
        self.status = status
        self.detail = detail


def make_app(dataset: Dataset) -> FastAPI:
    """Build the application over a dataset."""
    app = FastAPI(title="gjgraph", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.pages = pages = Pages(dataset)

    @app.get("/")
    async def front(request: Request) -> Response:
        reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
        return html(pages.front(reader))

    @app.api_route("/sparql", methods=["GET", "POST"])
    async def sparql(request: Request) -> Response:
        asked = await read_request(request)
        return await run_in_threadpool(answer_or_problem, asked, request)

    def answer_or_problem(asked: Asked, request: Request) -> Response:
        # Whatever goes wrong is told here: an exception that left this thread would carry the
        # unfinished answer with it, which another thread must not even let go of.
        try:
            return answer(asked, request)
        except ProblemError as error:
            return problem_response(request, error.status, error.detail)
        except GjgraphError as error:
            return refusal(request, error)

    def answer(asked: Asked, request: Request) -> Response:
        # Evaluated and written in one thread: an answer can't be carried to another one.
        found = dataset.index.query(
            asked.query, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs
        )
        offered = media_types(found)
        wanted = asked.format
        if wanted is None:
            accept = request.headers.get("accept")
            chosen = media_type(accept, [*offered, HTML, "application/json"])
            if chosen is None:
                names = ", ".join([*offered, HTML])
                raise ProblemError(406, Text(f"쓸 수 있는 형식: {names}", f"Available: {names}"))
            if chosen == HTML:
                reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
                return html(pages.answer(found, asked.query, reader))
            wanted = offered.get(chosen, "jsonld" if "text/turtle" in offered else "json")
        content = serialise(found, wanted)
        types = {name: kind for kind, name in offered.items()}
        return Response(content, media_type=types[wanted], headers={"Vary": "Accept, Accept-Language"})

    @app.exception_handler(ProblemError)
    async def problem(request: Request, error: ProblemError) -> Response:
        return problem_response(request, error.status, error.detail)

    @app.exception_handler(GjgraphError)
    async def refused(request: Request, error: GjgraphError) -> Response:
        return refusal(request, error)

    @app.exception_handler(HTTPException)
    async def missing(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        detail = Text(f"{path}: 여기에는 없습니다. 처음은 /", f"{path}: nothing here. Begin at /")
        if error.status_code == 405:
            detail = Text(
                f"{path}에는 {request.method}를 쓸 수 없습니다.", f"{request.method} can't be used on {path}."
            )
        return problem_response(request, error.status_code, detail, error.headers)

    return app


def refusal(request: Request, error: GjgraphError) -> Response:
    """Map what the operations refuse to a status."""
    status = 406 if isinstance(error, UnknownNameError) else 400
    return problem_response(request, status, error.message)


def html(content: str, status: int = 200, more: Mapping[str, str] | None = None) -> Response:
    """Send a page; nothing in it may come from another host."""
    return Response(
        content,
        status,
        media_type=HTML,
        headers={
            "Vary": "Accept, Accept-Language",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
            "X-Content-Type-Options": "nosniff",
            **(more or {}),
        },
    )


def problem_response(
    request: Request, status: int, detail: Text, headers: Mapping[str, str] | None = None
) -> Response:
    """Say what is wrong in the reader's language."""
    reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
    title = TITLES.get(status, Text("오류", "Error"))
    # A browser names HTML; a program that takes anything gets what it can read.
    if HTML in request.headers.get("accept", ""):
        pages: Pages = request.app.state.pages
        query = request.query_params.get("query")
        page = pages.problem(title, detail, query, reader)
        return html(page, status, headers)
    content = {
        "type": "about:blank",
        "title": title.in_language(reader),
        "status": status,
        "detail": detail.in_language(reader),
    }
    return JSONResponse(content, status, headers=headers, media_type="application/problem+json")


@dataclass(frozen=True)
class Asked:
    """What a request asks (SPARQL 1.1 Protocol §2.1)."""

    query: str
    format: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


async def read_request(request: Request) -> Asked:
    """Read a request in any of the three ways to ask."""
    fields = parse(request.url.query)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = utf8(await request.body())
        if kind == QUERY:
            fields["query"] = [body, *fields.get("query", [])]
        elif kind == FORM:
            for name, values in parse(body).items():
                fields.setdefault(name, []).extend(values)
        else:
            message = Text(f"본문은 {FORM}이나 {QUERY}여야 합니다.", f"The body must be {FORM} or {QUERY}.")
            raise ProblemError(415, message)
    if len(fields.get("query", [])) != 1:
        raise ProblemError(
            400,
            Text("query 매개변수를 하나 주세요.", "Give one parameter 'query' with a SPARQL query."),
        )
    return Asked(
        query=fields["query"][0],
        format=format_name(fields.get("format", [])),
        default_graphs=tuple(fields.get("default-graph-uri", [])),
        named_graphs=tuple(fields.get("named-graph-uri", [])),
    )


def format_name(wanted: list[str]) -> str | None:
    """Find the first format asked for by name that is known; clients have many names for one."""
    known = {name: name for name in FORMAT_NAMES} | SYNONYMS
    for name in wanted:
        if found := known.get(name.lower().replace("-", "").replace("+", "")):
            return found
    if wanted:
        names = ", ".join(FORMAT_NAMES)
        message = Text(
            f"모르는 형식 ‘{wanted[0]}’. 쓸 수 있는 것: {names}",
            f"Unknown format '{wanted[0]}'; known: {names}",
        )
        raise ProblemError(406, message)
    return None


def parse(text: str) -> dict[str, list[str]]:
    """Read form fields; percent-encoded bytes must be UTF-8."""
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=50)
    except UnicodeDecodeError:
        raise ProblemError(
            400, Text("매개변수가 UTF-8이 아닙니다.", "The parameters are not UTF-8.")
        ) from None
    except ValueError:
        raise ProblemError(400, Text("매개변수가 너무 많습니다.", "There are too many parameters.")) from None


def utf8(body: bytes) -> str:
    """Read a body as UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise ProblemError(400, Text("본문이 UTF-8이 아닙니다.", "The body is not UTF-8.")) from None
