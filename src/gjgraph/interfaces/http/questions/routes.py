"""`/questions`: the ready questions as REST, each with typed parameters."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.header import QueryFile
from gjgraph.core.parameters import unknown_parameter
from gjgraph.core.text import Language, Text
from gjgraph.core.words import VARIABLE
from gjgraph.engine.jobs import Answer
from gjgraph.engine.query import Options
from gjgraph.engine.worker import DISPLAY
from gjgraph.interfaces.http.asking import Fields, parse, wanted_time, whole_number
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.documents import Documents
from gjgraph.interfaces.http.exchange import Answering, Desk, Page
from gjgraph.interfaces.http.negotiation import HTML
from gjgraph.interfaces.http.problems import CORS, ProblemError, html
from gjgraph.interfaces.http.questions.choices import ChoiceFinder, terms
from gjgraph.interfaces.http.questions.formats import (
    LIST_ENDINGS,
    parted,
    reader_of,
    suffix,
    wanted,
    wanted_list,
    whereabouts,
)
from gjgraph.interfaces.http.questions.pages import QuestionPage, problems_of, reached
from gjgraph.interfaces.http.sparql.description import endpoint_of
from gjgraph.operations.ask import find_question
from gjgraph.publication.answers.form import is_empty
from gjgraph.publication.answers.gallery import kind_of
from gjgraph.publication.answers.picture import iris
from gjgraph.publication.document import RDF_FORMATS
from gjgraph.publication.examples import form_of
from gjgraph.publication.questions import GRAPHS, LIST

RESERVED = frozenset({"format", "_format", "lang", "page", "per_page", "timeout", "bom", "version", "sort"})
"""What a request may say besides the question's own parameters."""
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
        "themes": [{"ko": theme.name.ko, "en": theme.name.en} for theme in question.themes],
        "answer": kind_of(question),
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


def routes(desk: Desk, base: str, documents: Documents) -> APIRouter:
    """Build the routes of the questions."""
    router = APIRouter()
    finder = ChoiceFinder(desk, base)

    @router.api_route("/questions", methods=["GET", "HEAD"])
    @router.api_route("/questions.{ending}", methods=["GET", "HEAD"])
    async def questions(request: Request, ending: str = "") -> Response:
        """List the questions: a page, what programs need to ask them, or their descriptions."""
        if ending and ending not in LIST_ENDINGS:
            raise HTTPException(404)
        form = wanted_list(request, ending)
        if form == HTML:
            return html(desk.pages.questions(reader_of(request, ending)), headers=CORS)
        if form in RDF_FORMATS:
            return described(documents, request, LIST, form)
        listed = [about(each, str(request.base_url)) for each in desk.pages.facts.questions.values()]
        return JSONResponse(listed, headers={"Vary": "Accept, Accept-Language"})

    @router.api_route("/questions/{name}", methods=["GET", "HEAD"])
    async def question(request: Request, name: str) -> Response:
        """Answer a question; a program that wants RDF gets its description, or the graph that answers it."""
        stem, ending = parted(name)
        known = desk.pages.facts.questions
        try:
            asked = find_question(known, stem, "/questions")
        except UnknownNameError as error:
            raise ProblemError(404, error.message) from None
        fields = parse(request.scope["query_string"])
        formats = wanted(fields, request.headers.get("accept"), ending)
        if formats[0] == DISPLAY:
            return await page(request, asked, fields, formats, ending)
        given = checked(asked, fields)
        if formats[0] in RDF_FORMATS and form_of(asked) not in GRAPHS:
            return described(documents, request, f"{LIST}/{asked.name}", formats[0])
        return answering(desk, base, request, asked, given, formats, ending, None)

    async def page(
        request: Request, asked: QueryFile, fields: Fields, formats: tuple[str, ...], ending: str
    ) -> Response:
        """Answer with a page: its form, and the answer, or what is wrong with what the form was given."""
        names = {parameter.name: parameter for parameter in asked.parameters}
        given = {
            name: values[0]
            for name, values in fields.items()
            if name in names and (values[0] or is_empty(names[name], values[0]))
        }
        choices = await finder.find(asked, client_of(request.scope, desk.settings))
        reader, address = reader_of(request, ending), reached(request, base)
        writer = QuestionPage(desk.pages, asked, fields, given, choices, reader, address)
        if problems := problems_of(asked, fields, RESERVED, base, choices):
            return html(writer.refuse(problems), 400, {**CORS, "Cache-Control": "no-store"})
        return answering(desk, base, request, asked, given, formats, ending, writer)

    return router


def described(documents: Documents, request: Request, path: str, form: str) -> Response:
    """Answer with a description in one of the RDF formats, which says where questions can be asked."""
    endpoint_of(request)
    return documents.answer(request, f"{path}.{RDF_FORMATS[form][0]}", depends_on_address=True)


def checked(asked: QueryFile, fields: Fields) -> dict[str, str]:
    """Give the parameters of a question that fields have; ProblemError where one can't be."""
    known = {parameter.name: parameter for parameter in asked.parameters}
    given: dict[str, str] = {}
    for name, values in fields.items():
        if name not in known and name not in RESERVED:
            raise ProblemError(400, unknown_parameter(asked, name, "").message)
        if name in known and len(values) > 1:
            raise ProblemError(400, Text(f"{name}을(를) 한 번만 주세요.", f"Give {name} just once."))
        if name in known and is_empty(known[name], values[0]):
            raise ProblemError(
                400,
                Text(
                    f"{name}의 값이 비어 있습니다. 값을 주거나 아예 빼세요.",
                    f"{name} is empty: give it a value, or leave it out.",
                ),
            )
        # An empty field of a form is a parameter that isn't given, where nothing stands for it.
        if name in known and values[0]:
            given[name] = values[0]
    return given


def answering(
    desk: Desk,
    base: str,
    request: Request,
    asked: QueryFile,
    given: Mapping[str, str],
    formats: tuple[str, ...],
    ending: str,
    writer: QuestionPage | None,
) -> Response:
    """Give the response that answers a question; `writer` writes the page, where it is one."""
    fields = parse(request.scope["query_string"])
    known = {parameter.name: parameter for parameter in asked.parameters}
    reader = reader_of(request, ending)
    skip, count, page = wanted_part(fields, formats)
    order = wanted_order(asked, fields)
    options = Options(
        formats=formats,
        parameters=bound(asked, given, base),
        without=tuple(known),
        skip=skip,
        count=count,
        order=order,
        reader=reader if order else "ko",
        columns=iris(asked.shown_as, base) if writer else (),
    )
    size = count or PER_PAGE

    def links(total: int) -> dict[str, str]:
        return page_links(request.url.path, fields, page, size, total)

    def more(answer: Answer) -> Mapping[str, str]:
        headers = {
            "Content-Disposition": f'inline; filename="{asked.name}.{suffix(answer.format)}"',
            "Content-Location": whereabouts(asked, fields, answer.format, reader),
        }
        if count is not None and form_of(asked) == "select":
            total = answer.head.total
            headers |= {"Link": link_header(links(total)), "X-Total-Count": str(total)}
        return headers

    def write(body: bytes, _: Language) -> str:
        if writer is None:
            return ""
        total = json.loads(body)["total"]
        return writer.write(body, links(total) if form_of(asked) == "select" else {})

    # What programs are told to fetch has the address in it.
    variant = request.scope["query_string"].decode("latin-1") + (writer.address if writer else "")
    seconds = wanted_time(fields.get("timeout", []), desk.settings)
    # What a header says in brackets would look like a blank node, which is another one each time.
    return Answering(desk, asked.query, options, seconds, Page(write, variant, reader), more)


def bound(asked: QueryFile, given: Mapping[str, str], base: str) -> tuple[tuple[str, str, str], ...]:
    """Make terms of what was given, and of the defaults of what wasn't, as options have them."""
    try:
        return terms(asked, given, base)
    except UnknownNameError as error:
        raise ProblemError(400, error.message) from None


def wanted_order(asked: QueryFile, fields: Fields) -> str:
    """Find the column that rows are to be sorted by, `-` before it for the other way round."""
    order = fields.get("sort", [""])[0]
    if order and (form_of(asked) != "select" or order.removeprefix("-") not in VARIABLE.findall(asked.query)):
        raise ProblemError(
            400,
            Text(f"sort: 그런 열이 없습니다: {order[:60]}", f"sort: there is no such column: {order[:60]}"),
        )
    return order


def wanted_part(fields: Fields, formats: tuple[str, ...]) -> tuple[int, int | None, int]:
    """Find the rows asked for: how many not, how many, the number of the page.

    A program that doesn't ask for pages gets the whole: half an answer must not look like one.
    """
    if not fields.get("page") and not fields.get("per_page") and formats[0] != DISPLAY:
        return 0, None, 1
    page = whole_number(fields, "page", 1, MOST_PAGES)
    count = whole_number(fields, "per_page", PER_PAGE, MOST_PER_PAGE)
    return (page - 1) * count, count, page


def page_links(path: str, fields: Fields, page: int, count: int, total: int) -> dict[str, str]:
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
