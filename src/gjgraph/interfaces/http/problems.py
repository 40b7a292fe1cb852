"""What is wrong with a request, as problem details (RFC 9457): the one place where errors get a status."""

import unicodedata
from collections.abc import Mapping

from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph.core.errors import (
    BrokenError,
    BusyError,
    CommittedError,
    ConflictError,
    ForbiddenError,
    GjgraphError,
    LimitError,
    MovedError,
    QueryError,
    RefusedError,
    UnknownNameError,
    UnreadableError,
)
from gjgraph.core.text import Text, with_particles
from gjgraph.engine.jobs import StoppedError
from gjgraph.interfaces.http.negotiation import HTML, language, prefers_html
from gjgraph.interfaces.http.pages import Pages
from gjgraph.publication.pages import PAGE_POLICY

TITLES = {
    400: Text("잘못된 요청", "Bad request"),
    401: Text("토큰이 필요함", "Authentication needed"),
    403: Text("허용되지 않음", "Forbidden"),
    404: Text("찾을 수 없음", "Not found"),
    405: Text("쓸 수 없는 메서드", "Method not allowed"),
    406: Text("그 형식으로는 답할 수 없음", "Not acceptable"),
    408: Text("요청이 끝나지 않음", "Request timeout"),
    409: Text("지금의 판과 맞지 않음", "Conflict"),
    410: Text("폐지됨", "Gone"),
    411: Text("길이를 알 수 없음", "Length required"),
    412: Text("조건에 맞지 않음", "Precondition failed"),
    413: Text("너무 큰 요청", "Request too large"),
    415: Text("알 수 없는 본문 형식", "Unsupported media type"),
    422: Text("받아들일 수 없는 편집", "Unacceptable edit"),
    429: Text("너무 많은 질의", "Too many queries"),
    431: Text("너무 긴 주소나 헤더", "Request header fields too large"),
    500: Text("서버의 잘못", "A mistake of the server"),
    502: Text("다른 서버가 답하지 않음", "Another server doesn't answer"),
    503: Text("지금은 답할 수 없음", "Not available now"),
    504: Text("시간이 다 됨", "Out of time"),
    507: Text("한도를 넘음", "Over a limit"),
}
REJECTED = 422
"""The status of an edit that would break the plan."""
LIMIT_STATUS = {"time": 504, "edit_time": 504, "request_kb": 413, "edit_mb": 413, "max_file_mb": 413}
RETRY_AFTER = 2
"""Seconds after which it makes sense to ask again."""
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Content-Location, Link, "
    "Retry-After, Allow, X-Total-Count, Content-Disposition, "
    "Gjgraph-Version, Memento-Datetime, Location, Server-Timing, WWW-Authenticate, Accept-Post, Accept-Patch",
}


class ProblemError(GjgraphError):
    """A request that can't be answered, with its status."""

    def __init__(
        self,
        status: int,
        detail: Text,
        headers: Mapping[str, str] | None = None,
        limit: str = "",
        more: Mapping[str, object] | None = None,
        onward: tuple[str, Text] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})
        self.limit = limit
        self.more = dict(more or {})
        """What else a program is told (RFC 9457 §3.2)."""
        self.onward = onward
        """Where to go on, for whoever reads it as a page: an address within the site, and what is there."""


def status_of(error: GjgraphError) -> int:
    """Give the status of what went wrong."""
    match error:
        case ProblemError():
            return error.status
        case UnknownNameError():
            return 406
        case ForbiddenError():
            return 403
        case ConflictError() | MovedError() | RefusedError():
            return 409
        case BrokenError() | CommittedError() | UnreadableError():
            return 500
        case LimitError():
            return LIMIT_STATUS.get(error.limit, 507)
        case StoppedError():
            return 503
        case BusyError():
            return 429 if error.share else 503
    return 400


def problem(request: Request, error: GjgraphError, pages: Pages, query: str | None = None) -> Response:
    """Say what is wrong in the reader's language: to a program as JSON, in a browser as a page."""
    reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
    status = status_of(error)
    message = Text(with_particles(error.message.ko), error.message.en)
    title = TITLES.get(status, Text("오류", "Error"))
    headers = {**CORS, "Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(RETRY_AFTER)
    if isinstance(error, ProblemError):
        headers |= error.headers
    more = error.more if isinstance(error, ProblemError) else {}
    if isinstance(error, QueryError) and error.line:
        more = place(query or "", error.line, error.column)
    limit = getattr(error, "limit", "")
    # A browser names HTML; a program that takes anything gets what it can read.
    if prefers_html(", ".join(request.headers.getlist("accept"))):
        path = request.url.path
        back = path if path.startswith("/questions/") else ""
        onward = error.onward if isinstance(error, ProblemError) else None
        page = pages.problem(
            title, message, query, more, limit, back, reader, is_lost=status == 404, onward=onward
        )
        return html(page, status, headers)
    content: dict[str, object] = {
        "type": f"/limits#{limit}" if limit else "about:blank",
        "title": title.in_language(reader),
        "status": status,
        "detail": message.in_language(reader),
    }
    return JSONResponse(content | more, status, headers=headers, media_type="application/problem+json")


def place(text: str, line: int, column: int) -> dict[str, object]:
    """Tell a program where a text goes wrong."""
    return {"line": line, "column": column, "pointer": excerpt(text, line, column)}


def excerpt(query: str, line: int, column: int) -> str:
    """Show the line where a query goes wrong, with a caret under the place."""
    # Lines and columns are those of the text as it was read: composed, without a byte order mark.
    lines = unicodedata.normalize("NFC", query.removeprefix("\ufeff")).split("\n")
    if line > len(lines):
        return ""
    text = lines[line - 1].rstrip("\r")
    before = text[: column - 1]
    start = max(0, len(before) - 60)
    gap = "".join("\t" if letter == "\t" else " " * width(letter) for letter in before[start:])
    return f"{text[start : start + 100]}\n{gap}^"


def width(letter: str) -> int:
    """Give the columns that a letter takes: Korean two, a combining mark none."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def html(content: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Send a page; nothing in it may come from another host."""
    return Response(
        content,
        status,
        media_type=HTML,
        headers={
            "Vary": "Accept, Accept-Language",
            "Content-Security-Policy": PAGE_POLICY,
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )


def unknown_method(method: str, path: str) -> Text:
    """Say that a method can't be used on a path."""
    return Text(f"{path}에는 {method} 메서드를 쓸 수 없습니다.", f"{method} can't be used on {path}.")
