"""Read what a request asks: SPARQL 1.1 Protocol §2.1, with limits on what is read at all."""

from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from gjgraph.core.forms import form_fields
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.interfaces.http.negotiation import OFFERED, formats_called, formats_for
from gjgraph.interfaces.http.problems import ProblemError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True)
class Asked:
    """What a request asks."""

    query: str
    formats: tuple[str, ...]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float = 0.0


async def read_asked(scope: Scope, receive: Receive, settings: Settings) -> Asked | None:
    """Read a query in any of the three ways to ask; `None` where a bare GET asks for nothing."""
    fields = parse(scope["query_string"])
    accept = b", ".join([value for name, value in scope["headers"] if name == b"accept"])
    if scope["method"] == "POST":
        request = Request(scope, receive)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (QUERY, FORM):
            if kind == UPDATE:
                raise no_updates()
            message = Text(f"본문은 {FORM}이나 {QUERY}여야 합니다.", f"The body must be {FORM} or {QUERY}.")
            raise ProblemError(415, message)
        charset = request.headers.get("content-type", "").lower().partition("charset=")[2]
        charset = charset.partition(";")[0].strip('" ')
        if charset not in ("", "utf-8", "utf8"):
            raise ProblemError(415, Text("본문은 UTF-8이어야 합니다.", "The body must be UTF-8."))
        body = await read_body(request, settings)
        if kind == QUERY:
            fields["query"] = [utf8(body), *fields.get("query", [])]
        else:
            for name, values in parse(body).items():
                fields.setdefault(name, []).extend(values)
    elif not fields:
        return None
    if "update" in fields:
        raise no_updates()
    if len(fields.get("query", [])) != 1:
        if (
            scope["method"] != "POST"
            and "query" not in fields
            and set(fields) <= {"lang", "format", "_format"}
        ):
            return None
        raise ProblemError(
            400, Text("query 매개변수를 하나 주세요.", "Give one parameter 'query' with a SPARQL query.")
        )
    return Asked(
        query=fields["query"][0],
        formats=wanted_formats(fields, accept.decode("latin-1")),
        default_graphs=tuple(fields.get("default-graph-uri", [])),
        named_graphs=tuple(fields.get("named-graph-uri", [])),
        seconds=wanted_time(fields.get("timeout", []), settings),
    )


def wanted_formats(fields: dict[str, list[str]], accept: str | None) -> tuple[str, ...]:
    """Find the formats that are asked for, by name or by the Accept header."""
    names = tuple(fields.get("format", []) + fields.get("_format", []))
    found = named_formats(names) if names else formats_for(accept)
    if not found:
        listed = ", ".join(OFFERED)
        if names:
            raise ProblemError(
                406,
                Text(
                    f"모르는 형식 ‘{names[0]}’. 쓸 수 있는 것: json, xml, csv, tsv, turtle 따위. "
                    f"미디어 형식: {listed}",
                    f"Unknown format '{names[0]}'; there are json, xml, csv, tsv, turtle and more; "
                    f"media types: {listed}",
                ),
            )
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    return found


@lru_cache(maxsize=64)
def named_formats(names: tuple[str, ...]) -> tuple[str, ...]:
    """Find the first of some formats that is known; clients send many names for one."""
    return next(filter(None, map(formats_called, names)), ())


def wanted_time(given: list[str], settings: Settings) -> float:
    """Read how long a client wants to wait; no longer than the server lets it."""
    if not given:
        return settings.time
    try:
        seconds = float(given[0])
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= settings.time:
        raise ProblemError(
            400,
            Text(
                f"timeout은 0보다 크고 {settings.time:g}를 넘지 않는 초여야 합니다. 준 것: {given[0]}",
                f"timeout must be seconds, more than 0 and at most {settings.time:g}; given: {given[0]}",
            ),
            limit="time",
        )
    return seconds


def no_updates() -> ProblemError:
    """Say that nothing can be changed here."""
    return ProblemError(
        403,
        Text(
            "여기서는 묻기만 할 수 있고, 고칠 수는 없습니다.",
            "Here the data can be asked, and not changed: updates are not accepted.",
        ),
    )


async def read_body(request: Request, settings: Settings) -> bytes:
    """Read a body that is no larger than it may be."""
    most = settings.request_kb << 10
    large = ProblemError(
        413,
        Text(
            f"요청 본문이 {settings.request_kb:,} KiB를 넘습니다.",
            f"The body of the request is larger than {settings.request_kb:,} KiB.",
        ),
        {"Connection": "close"},
        limit="request_kb",
    )
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise large
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise large
    except ClientDisconnect:
        raise ProblemError(
            400, Text("요청이 중간에 끊겼습니다.", "The request ended in the middle.")
        ) from None
    return bytes(body)


def parse(text: bytes) -> dict[str, list[str]]:
    """Read form fields; percent-encoded bytes must be UTF-8."""
    try:
        return form_fields(text)
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
