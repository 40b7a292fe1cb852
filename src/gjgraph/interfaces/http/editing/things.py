"""Editing one thing: what is said of it is replaced or changed, or it is retired with a reason."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import pyoxigraph
from fastapi.responses import Response
from pyoxigraph import RdfFormat
from starlette.requests import Request

from gjgraph.core.edits import Retirement, ThingEdit, Update
from gjgraph.core.terms import NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import FORM, UPDATE, Fields, join, kind_of, parse, utf8
from gjgraph.interfaces.http.bodies import read_rdf, read_whole
from gjgraph.interfaces.http.editing.edits import Wanted, nothing, take
from gjgraph.interfaces.http.editing.graphs import check
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.problems import ProblemError

WAY = "thing"
WRITING = ("PUT", "PATCH", "DELETE")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
LONGEST_REASON = 2000


@dataclass(frozen=True)
class State:
    """What there is of a thing."""

    is_there: bool
    stone: tuple[Triple, ...] = ()
    """What is left of a thing that was retired."""


Look = Callable[[NamedNode], Awaitable[State]]


async def write(desk: Desk, request: Request, thing: NamedNode, look: Look) -> Response:
    """Replace what is said of a thing, change it, or retire the thing."""
    iri = thing.value

    async def read() -> Wanted:
        fields = parse(request.scope["query_string"])
        found = await look(thing)
        if found.stone:
            raise ProblemError(
                410,
                Text(
                    f"<{iri}>은(는) 폐지되었습니다. 되살리려면 폐지한 커밋을 되돌리세요.",
                    f"<{iri}> was retired. To have it again, revert the commit that retired it.",
                ),
            )
        if request.method == "PUT":
            return await replacement(desk, request, thing, fields, found.is_there)
        missing = Wanted(Update(""), thing=iri, is_there=False)
        if not found.is_there and not request.headers.get("if-match"):
            raise ProblemError(404, nothing(missing))
        if request.method == "PATCH":
            kind_of(request, [UPDATE])
            text = utf8(await read_whole(request, desk.settings))
            return Wanted(Update(text, about=iri), fields, thing=iri, is_there=found.is_there, text=text)
        if request.headers.get("content-type"):
            kind_of(request, [FORM])
            join(fields, parse(await read_whole(request, desk.settings)))
        successor = await successor_of(fields, thing, look)
        edit = Retirement(iri, reasons(fields, request.headers.get("content-language", "")), successor)
        return Wanted(edit, fields, thing=iri, is_there=found.is_there)

    return await take(desk, request, WAY, read)


async def replacement(
    desk: Desk, request: Request, thing: NamedNode, fields: Fields, is_there: bool
) -> Wanted:
    """Read what is to be said of a thing."""
    graph = next(iter(fields.get("graph", [])), None)
    check(graph)
    content, form = await read_rdf(request, desk.settings, thing.value, None)
    join(fields, form)
    subjects = {str(quad.subject) for quad in pyoxigraph.parse(content, format=RdfFormat.N_TRIPLES)}
    if beyond := sorted(subjects - {str(thing)}):
        raise ProblemError(
            400,
            Text(
                f"{thing}에 대한 진술만 보낼 수 있습니다. 다른 것에 대한 진술: {beyond[0]}",
                f"Only statements about {thing} can be sent here; there are some about {beyond[0]}.",
            ),
        )
    if not subjects:
        raise ProblemError(
            400,
            Text(
                "진술이 없습니다. 폐지하려면 DELETE에 reason을 주세요.",
                "There is no statement. To retire the thing, DELETE it with a reason.",
            ),
        )
    return Wanted(ThingEdit(thing.value, content, graph), fields, thing=thing.value, is_there=is_there)


def reasons(fields: Fields, header: str) -> tuple[tuple[str, str], ...]:
    """Read why a thing is retired: `reason@ko`, `reason@en`, or `reason` in the language that is told."""
    found = []
    for name, values in fields.items():
        word, _, tag = name.partition("@")
        if word != "reason":
            continue
        tag = tag or fields.get("lang", [header.partition(",")[0].strip()])[-1]
        if not LANGUAGE.fullmatch(tag):
            raise ProblemError(
                400,
                Text(
                    "이유의 언어를 알 수 없습니다. reason@ko, reason@en처럼 적거나 lang을 주세요.",
                    "What language is the reason in? Write reason@ko or reason@en, or give lang.",
                ),
            )
        found += [(each.strip(), tag.lower()) for each in values if each.strip()]
    if not found or any(len(text) > LONGEST_REASON for text, _ in found):
        raise ProblemError(
            400,
            Text(
                f"왜 폐지하는지 reason에 적으세요({LONGEST_REASON:,}자까지). 그 글이 묘비로 남습니다.",
                f"Say in 'reason' why it is retired, in up to {LONGEST_REASON:,} letters: that stays.",
            ),
        )
    return tuple(found)


async def successor_of(fields: Fields, thing: NamedNode, look: Look) -> str | None:
    """Read what comes after a thing; what is meant to be here must be."""
    given = fields.get("successor", [""])[-1]
    if not given:
        return None
    try:
        successor = NamedNode(urljoin(thing.value, given))
        is_own = successor.value.startswith(thing.value.partition("/id/")[0] + "/id/")
        found = await look(successor) if is_own else None
    except ValueError:
        found, successor = None, thing
    if successor == thing or (found and (found.stone or not found.is_there)):
        raise ProblemError(
            400,
            Text(
                f"successor는 다른 것의 주소여야 하고, 여기 것이면 있어야 합니다. 준 것: {given}",
                f"successor must be the address of another thing, which must be there; given: {given}",
            ),
        )
    return successor.value
