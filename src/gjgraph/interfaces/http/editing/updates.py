"""SPARQL Update over HTTP (SPARQL 1.1 Protocol §2.2), by `/update` and by the endpoint of the queries."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.edits import Update
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import FORM, UPDATE, Fields, join, kind_of, parse, utf8
from gjgraph.interfaces.http.bodies import read_whole
from gjgraph.interfaces.http.editing.edits import Wanted, take
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import ProblemError, unknown_method

WAY = "update"


def routes(desk: Desk) -> APIRouter:
    """Build the route that takes updates and nothing else."""
    router = APIRouter()

    @router.api_route("/update", methods=["GET", "HEAD", "POST", "OPTIONS"])
    async def updates(request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight(["POST"], post=[UPDATE, FORM])
        if request.method != "POST":
            raise ProblemError(405, unknown_method(request.method, "/update"), {"Allow": "OPTIONS, POST"})
        return await update(desk, request)

    return router


async def update(desk: Desk, request: Request, form: Fields | None = None) -> Response:
    """Take an update; `form` are the fields of one that was read already, those of its address among them."""

    async def read() -> Wanted:
        if form is not None:
            return wanted(form)
        fields = parse(request.scope["query_string"])
        kind = kind_of(request, (UPDATE, FORM))
        body = await read_whole(request, desk.settings)
        # What is in the address is no update (§2.2): it must be the body, or in it.
        in_address = fields.pop("update", [])
        if kind == FORM:
            join(fields, parse(body))
        else:
            fields["update"] = [utf8(body)]
        if in_address:
            fields.setdefault("update", []).extend(in_address)
        return wanted(fields)

    return await take(desk, request, WAY, read)


def wanted(fields: Fields) -> Wanted:
    """Read an update of fields."""
    if len(fields.get("update", [])) != 1 or "query" in fields:
        raise ProblemError(
            400,
            Text(
                "update 매개변수 하나를 본문에 주세요. query와 함께 줄 수 없습니다.",
                "Give one parameter 'update' in the body, and no 'query' beside it.",
            ),
        )
    (text,) = fields["update"]
    using = tuple(fields.get("using-graph-uri", ())), tuple(fields.get("using-named-graph-uri", ()))
    return Wanted(Update(text, *using), fields, text=text)
