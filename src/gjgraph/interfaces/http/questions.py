"""`/questions`: the ready questions as REST, each with typed parameters."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.header import QueryFile
from gjgraph.core.sparql import tokens
from gjgraph.core.terms import Literal
from gjgraph.core.text import Language, Text
from gjgraph.engine.jobs import Answer
from gjgraph.engine.query import Options
from gjgraph.engine.worker import DISPLAY
from gjgraph.interfaces.http.asking import parse, wanted_time, whole_number
from gjgraph.interfaces.http.exchange import Answering, Desk, Page
from gjgraph.interfaces.http.negotiation import HTML, formats_called, language, media_type
from gjgraph.interfaces.http.problems import CORS, ProblemError, html
from gjgraph.operations.ask import bind_all, find_question, unknown_parameter

ENDINGS = ("csv", "json", "xlsx", "html", "tsv", "xml", "srj", "ttl", "nt", "rdf", "jsonld")
OFFERED = {
    "application/json": "objects",
    "application/sparql-results+json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/sparql-results+xml": "xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    HTML: DISPLAY,
}
GRAPHS = ("turtle", "jsonld", "ntriples", "rdfxml")
RESERVED = frozenset({"format", "_format", "lang", "page", "per_page", "timeout", "bom", "version"})
"""What a request may say besides the question's own parameters."""
FORMS = ("select", "ask", "construct", "describe")
PER_PAGE = 100
MOST_PER_PAGE = 10_000
MOST_PAGES = 1_000_000


def about(question: QueryFile, address: str) -> dict[str, object]:
    """Tell a program what a question is and how it is asked."""
    return {
        "name": question.name,
        "id": question.id,
        "summary": {"ko": question.summary.ko, "en": question.summary.en},
        "tags": list(question.tags),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "description": {"ko": parameter.description.ko, "en": parameter.description.en},
                "default": parameter.default,
            }
            for parameter in question.parameters
        ],
        "href": f"{address}questions/{question.name}",
    }


def routes(desk: Desk, base: str) -> APIRouter:
    """Build the routes of the questions."""
    router = APIRouter()

    @router.api_route("/questions", methods=["GET", "HEAD"])
    async def questions(request: Request) -> Response:
        reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
        name = request.query_params.get("format") or request.query_params.get("_format")
        kinds = {"json": "application/json", "html": HTML}
        kind = kinds.get(name) if name else media_type(request.headers.get("accept"), [*kinds.values()])
        if kind is None:
            raise ProblemError(406, Text("쓸 수 있는 형식: JSON, HTML", "Available: JSON, HTML"))
        if kind == HTML:
            return html(desk.pages.questions(reader), headers=CORS)
        listed = [about(each, str(request.base_url)) for each in desk.pages.facts.questions.values()]
        return JSONResponse(listed, headers={"Vary": "Accept, Accept-Language"})

    @router.api_route("/questions/{name}", methods=["GET", "HEAD"])
    async def question(request: Request, name: str) -> Response:
        stem, _, ending = name.rpartition(".")
        if ending not in ENDINGS:
            stem, ending = name, ""
        known = desk.pages.facts.questions
        try:
            asked = find_question(known, stem, "/questions")
        except UnknownNameError as error:
            raise ProblemError(404, error.message) from None
        return answering(desk, base, request, asked, ending)

    return router


def answering(desk: Desk, base: str, request: Request, asked: QueryFile, ending: str) -> Response:
    """Check what is asked, and give the response that answers it."""
    fields = parse(request.scope["query_string"])
    known = {parameter.name: parameter for parameter in asked.parameters}
    given: dict[str, str] = {}
    for name, values in fields.items():
        if name not in known and name not in RESERVED:
            raise ProblemError(400, unknown_parameter(asked, name, "").message)
        if name in known and len(values) > 1:
            raise ProblemError(400, Text(f"{name}을(를) 한 번만 주세요.", f"Give {name} just once."))
        # An empty field of a form is a parameter that isn't given.
        if name in known and values[0]:
            given[name] = values[0]
    formats = wanted(fields, request.headers.get("accept"), ending)
    skip, count, page = wanted_part(fields, formats)
    options = Options(
        formats=formats,
        parameters=bound(asked, given, base),
        without=tuple(known),
        skip=skip,
        count=count,
    )
    size = count or PER_PAGE

    def links(total: int) -> dict[str, str]:
        return page_links(request.url.path, fields, page, size, total)

    def more(answer: Answer) -> Mapping[str, str]:
        headers = {"Content-Disposition": f'inline; filename="{asked.name}.{suffix(answer.format)}"'}
        if count is not None and asked_form(asked) == "select":
            total = answer.head.total
            headers |= {"Link": link_header(links(total)), "X-Total-Count": str(total)}
        return headers

    def write(body: bytes, reader: Language) -> str:
        shown = {**{name: each.default or "" for name, each in known.items()}, **given}
        answer = json.loads(body)
        pages = links(answer["total"]) if asked_form(asked) == "select" else {}
        here = [(name, value) for name, values in fields.items() if name != "lang" for value in values]
        other = f"{request.url.path}?{urlencode([*here, ('lang', 'en' if reader == 'ko' else 'ko')])}"
        return desk.pages.question(answer, asked, shown, exports(asked, given, reader), pages, other, reader)

    variant = request.scope["query_string"].decode("latin-1")
    seconds = wanted_time(fields.get("timeout", []), desk.settings)
    return Answering(desk, asked.text, options, seconds, Page(write, variant), more)


def asked_form(asked: QueryFile) -> str:
    """Give the form of a question: `select`, `ask`, `construct` or `describe`."""
    return next((token.word for token in tokens(asked.text) if token.word in FORMS), "select")


def exports(asked: QueryFile, given: Mapping[str, str], reader: Language) -> dict[str, str]:
    """Give the ways to take an answer along: what they are called, and where they are."""
    if asked_form(asked) in ("construct", "describe"):
        offered = {"Turtle": "turtle", "JSON-LD": "jsonld", "RDF/XML": "rdfxml", "N-Triples": "ntriples"}
    else:
        sheet = "스프레드시트 CSV" if reader == "ko" else "CSV for a spreadsheet"
        offered = {sheet: "spreadsheet", "XLSX": "xlsx", "CSV": "csv", "JSON": "json", "SPARQL JSON": "srj"}
    return {
        label: f"/questions/{asked.name}?{urlencode([*given.items(), ('format', name)])}"
        for label, name in offered.items()
    }


def bound(asked: QueryFile, given: Mapping[str, str], base: str) -> tuple[tuple[str, str, str], ...]:
    """Make terms of what was given, and of the defaults of what wasn't, as options have them."""
    try:
        terms = bind_all(asked, given, base)
    except UnknownNameError as error:
        raise ProblemError(400, error.message) from None
    return tuple(
        (name, term.value, term.datatype.value if isinstance(term, Literal) else "")
        for name, term in terms.items()
    )


def wanted(fields: Mapping[str, list[str]], accept: str | None, ending: str) -> tuple[str, ...]:
    """Find the format asked for: by ending, by name, by the Accept header."""
    names = [*([ending] if ending else []), *fields.get("format", []), *fields.get("_format", [])]
    for name in names:
        if name == "json":
            return ("objects", "jsonld")
        if name == "srj":
            return ("json", "jsonld")
        if name == "csv" and fields.get("bom", ["0"])[0] not in ("", "0", "false"):
            return ("spreadsheet",)
        if found := formats_called(name):
            return found
    kind = None if names else media_type(accept, [*OFFERED, "text/turtle", "application/ld+json"])
    if kind is None:
        listed = ", ".join(OFFERED)
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    if kind == "text/csv" and fields.get("bom", ["0"])[0] not in ("", "0", "false"):
        return ("spreadsheet",)
    if kind == "application/json" and "json" in (accept or ""):
        return ("objects", "jsonld")
    return (OFFERED[kind], *GRAPHS) if kind in OFFERED else tuple(formats_called(kind))


def wanted_part(fields: Mapping[str, list[str]], formats: tuple[str, ...]) -> tuple[int, int | None, int]:
    """Find the rows asked for: how many not, how many, the number of the page.

    A program that doesn't ask for pages gets the whole: half an answer must not look like one.
    """
    if not fields.get("page") and not fields.get("per_page") and formats[0] != DISPLAY:
        return 0, None, 1
    page = whole_number(fields, "page", 1, MOST_PAGES)
    count = whole_number(fields, "per_page", PER_PAGE, MOST_PER_PAGE)
    return (page - 1) * count, count, page


def page_links(
    path: str, fields: Mapping[str, list[str]], page: int, count: int, total: int
) -> dict[str, str]:
    """Give the addresses of the first, the previous, the next and the last page (RFC 8288)."""
    last = max(1, -(-total // count))
    pages = {"first": 1, "prev": min(page - 1, last), "next": page + 1, "last": last}
    others = [(name, value) for name, values in fields.items() if name != "page" for value in values]
    return {
        name: f"{path}?{urlencode([*others, ('page', number)])}"
        for name, number in pages.items()
        if 1 <= number <= last
    }


def link_header(links: Mapping[str, str]) -> str:
    """Write links as a header."""
    return ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())


def suffix(format_name: str) -> str:
    """Give the ending of a file in a format."""
    return {"objects": "json", "spreadsheet": "csv", "turtle": "ttl", "": "html"}.get(
        format_name, format_name
    )
