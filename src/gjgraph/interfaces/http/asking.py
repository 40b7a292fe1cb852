"""Read what a request asks: SPARQL 1.1 Protocol §2, with limits on what is read at all."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from gjgraph.core.forms import MOST_FIELDS, form_fields
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.engine.preview import PREVIEW
from gjgraph.interfaces.http.negotiation import OFFERED, formats_called, formats_for
from gjgraph.interfaces.http.problems import ProblemError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ESCAPED = re.compile(
    rb"(?:%[89A-Fa-f][0-9A-Fa-f])+|%(?:2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])"
)
"""What means the same without being escaped: what isn't ASCII, letters and digits, and `-._~`."""

Fields = dict[str, list[str]]
"""What the parameters of a request say, those of its address and those of its form."""


@dataclass(frozen=True)
class Asked:
    """What a request asks."""

    query: str
    formats: tuple[str, ...]
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Wished:
    """What a request wants changed: an update in a form, or in a body that wasn't read yet."""

    fields: Fields
    is_form: bool


async def read_asked(scope: Scope, receive: Receive, settings: Settings) -> Asked | Wished | None:
    """Read a query in any of the three ways to ask; `None` where a bare GET asks for nothing."""
    fields = parse(scope["query_string"])
    accept = b", ".join([value for name, value in scope["headers"] if name == b"accept"])
    if scope["method"] == "POST":
        request = Request(scope, receive)
        kind = kind_of(request, (QUERY, FORM, UPDATE))
        if kind == UPDATE:
            return Wished(fields, is_form=False)
        body = await read_body(request, settings.request_kb, "request_kb")
        if kind == QUERY:
            fields["query"] = [utf8(body), *fields.get("query", [])]
        else:
            given = parse(body)
            join(fields, given)
            if "update" in given:
                return Wished(fields, is_form=True)
    elif not fields:
        return None
    if "update" in fields:
        raise ProblemError(
            400,
            Text(
                "업데이트는 주소가 아니라 POST의 본문으로 보냅니다.",
                "An update isn't sent in the address but as the body of a POST.",
            ),
        )
    if len(fields.get("query", [])) != 1:
        if (
            scope["method"] != "POST"
            and "query" not in fields
            and set(fields) <= {"lang", "format", "_format", "version"}
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


def kind_of(request: Request, known: Sequence[str]) -> str:
    """Give the media type of a body, one of those that are known, in UTF-8."""
    given, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = given.strip().lower()
    if kind not in known:
        listed = ", ".join(known)
        raise ProblemError(
            415,
            Text(
                f"본문의 형식은 다음 가운데 하나여야 합니다: {listed}", f"The body must be one of: {listed}"
            ),
        )
    charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip('" ')
    if charset not in ("", "utf-8", "utf8"):
        raise ProblemError(415, Text("본문은 UTF-8이어야 합니다.", "The body must be UTF-8."))
    return kind


def join(fields: Fields, more: Fields) -> None:
    """Add further fields to some."""
    for name, values in more.items():
        fields.setdefault(name, []).extend(values)


def wanted_formats(fields: Fields, accept: str | None) -> tuple[str, ...]:
    """Find the formats that are asked for, by name or by the Accept header."""
    names = tuple(fields.get("format", []) + fields.get("_format", []))
    found = named_formats(names) if names else formats_for(accept)
    if not found:
        listed = ", ".join(OFFERED)
        if names:
            raise ProblemError(
                406,
                Text(
                    f"모르는 형식 ‘{names[0]}’. 쓸 수 있는 것: json, xml, csv, tsv, turtle 등. "
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
    return next(filter(None, ((PREVIEW,) if name == PREVIEW else formats_called(name) for name in names)), ())


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
                f"timeout은 0초보다 길고 {settings.time:g}초를 넘지 않아야 합니다. 준 것: {given[0]}",
                f"timeout must be seconds, more than 0 and at most {settings.time:g}; given: {given[0]}",
            ),
            limit="time",
        )
    return seconds


async def read_body(request: Request, kilobytes: int, limit: str) -> bytes:
    """Read a body that is no larger than the setting `limit` says."""
    most, large = kilobytes << 10, too_large(kilobytes, limit)
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


def too_large(kilobytes: int, limit: str) -> ProblemError:
    """Say that a body is too large."""
    return ProblemError(
        413,
        Text(
            f"요청 본문이 {kilobytes:,} KiB를 넘습니다.",
            f"The body of the request is larger than {kilobytes:,} KiB.",
        ),
        {"Connection": "close"},
        limit=limit,
    )


def parse(text: bytes, most: int = MOST_FIELDS) -> Fields:
    """Read form fields; percent-encoded bytes must be UTF-8."""
    try:
        return form_fields(text, most)
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


def whole_number(fields: Mapping[str, list[str]], name: str, default: int, most: int) -> int:
    """Read a whole number from 1 to `most`."""
    given = fields.get(name, [str(default)])[0]
    if not given.isascii() or not given.isdecimal() or len(given) > 9 or not 1 <= int(given) <= most:
        raise ProblemError(
            400,
            Text(
                f"{name}에는 1부터 {most:,}까지의 수를 주어야 합니다. 준 것: {given}",
                f"{name} must be 1 to {most:,}; given: {given}",
            ),
        )
    return int(given)


def iri_path(raw: bytes) -> str:
    """Give the path of an IRI from that of a URI (RFC 3987 §3.2, RFC 3986 §6.2.2.2)."""
    return ESCAPED.sub(lambda escapes: unquote_to_bytes(escapes[0]), raw).decode("utf-8", "replace")
