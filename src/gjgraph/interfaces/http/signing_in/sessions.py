"""Being signed in, in a browser: a cookie for the pages below one path, and forms that only these pages send.

The cookie holds what shows that its holder may: so a token that is revoked, or over, signs its holder out,
and a restart of the server signs out nobody.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.settings import Settings
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.access import came_over_tls
from gjgraph.interfaces.http.asking import FORM, Fields, kind_of, parse, read_body
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import language
from gjgraph.interfaces.http.problems import ProblemError, html
from gjgraph.publication.pages import PAGE_POLICY

READING = ("GET", "HEAD")
PRIVATE = {
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
    # No other page may show one of these in a frame, and have its reader press what isn't seen.
    "Content-Security-Policy": f"{PAGE_POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
"""The headers of a page that is for one reader only."""
ANSWERED = {**PRIVATE, "Cache-Control": "private, no-cache"}
"""Those of a form that was sent and is shown again: Back leads to what a browser kept of it, or nowhere."""


@dataclass(frozen=True)
class Session:
    """Where one is signed in: the pages below a path, which alone get the cookie."""

    cookie: str
    path: str

    def secret(self, request: Request) -> str:
        """Give what a request's cookie holds; empty where there is none."""
        return request.cookies.get(self.cookie, "")

    def begin(self, response: Response, request: Request, settings: Settings, secret: str) -> None:
        """Have the browser keep who is signed in until it is closed."""
        response.set_cookie(
            self.cookie,
            secret,
            path=self.path,
            secure=came_over_tls(request.scope, settings),
            httponly=True,
            samesite="strict",
        )

    def end(self, response: Response, request: Request, settings: Settings) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            self.cookie,
            path=self.path,
            secure=came_over_tls(request.scope, settings),
            httponly=True,
            samesite="strict",
        )

    def onward(self, given: str) -> str:
        """Give where to go on after signing in: what was wanted, if it is one of these pages."""
        try:
            parts = urlsplit(given)
        except ValueError:
            return self.path
        steps = unquote(parts.path).split("/")
        is_plain = given.isascii() and given.isprintable() and "\\" not in given
        is_plain = is_plain and not {".", ".."} & set(steps)
        is_below = not (parts.scheme or parts.netloc) and steps[:2] == ["", self.path[1:]]
        return given if is_plain and is_below and steps[2:3] != ["sign-in"] else self.path

    def sign_in(self, onward: str, *, has_ended: bool = False) -> str:
        """Give the address of the page where one signs in, to go on from there."""
        ended = "&ended=1" if has_ended else ""
        return f"{self.path}/sign-in?next={quote(onward, safe='/')}{ended}"


EDITOR = Session("gjgraph-editor", "/edit")
OPERATOR = Session("gjgraph-operator", "/operator")


def address_of(request: Request) -> str:
    """Give the address of a request within the site, as it can be followed again."""
    query = request.scope["query_string"].decode("latin-1")
    return quote(request.scope["path"]) + (f"?{query}" if query else "")


def require_same_origin(request: Request) -> None:
    """Refuse a form that a page of another site sends in the name of whoever is signed in here.

    Browsers say where a request comes from, by `Sec-Fetch-Site` (over TLS or on this machine) and by
    `Origin`; what says neither is no browser's form, and programs have tokens in headers.
    """
    site = request.headers.get("sec-fetch-site", "").lower()
    if site:
        is_ours = site in ("same-origin", "none")
    else:
        origin = request.headers.get("origin", "").lower()
        scheme, _, named = origin.partition("://")
        is_ours = scheme in ("http", "https") and named == request.headers.get("host", "").lower() != ""
    if not is_ours:
        raise ProblemError(
            403,
            Text(
                "이 사이트의 화면에서 보낸 양식이 아니어서 받지 않았습니다. 바뀐 것은 없습니다. "
                "화면을 다시 열어 보내세요. 프로그램에서는 토큰을 헤더로 보냅니다.",
                "This form wasn't sent from a page of this site, so it wasn't taken and nothing was changed. "
                "Open the page anew and send it from there. Programs send the token as a header.",
            ),
        )


async def read_form(request: Request, settings: Settings) -> Fields:
    """Read a form that a page of this site sends."""
    require_same_origin(request)
    kind_of(request, (FORM,))
    return parse(await read_body(request, settings.request_kb, "request_kb"))


def reader_of(request: Request, fields: Fields | None = None) -> Language:
    """Give the language of the one who asks, as a form or the address says, or else the browser."""
    asked = (fields or {}).get("lang", [""])[-1] or request.query_params.get("lang")
    # Where one signs in, it is that of the page one comes from.
    asked = asked or language_of_address(request.query_params.get("next", ""))
    return language(asked, request.headers.get("accept-language"))


def language_of_address(address: str) -> str:
    """Give the language that an address asks for; empty where it says none."""
    return dict(parse_qsl(address.partition("#")[0].partition("?")[2])).get("lang", "")


def sign_in_page(
    desk: Desk, session: Session, request: Request, onward: str, wrong: ProblemError | None = None
) -> Response:
    """Show the form by which one signs in, with what was wrong."""
    reader = reader_of(request)
    page = desk.pages.page(
        "sign_in.html",
        reader,
        session=session,
        onward=onward,
        wrong=wrong and wrong.message,
        elsewhere=f"{session.sign_in(onward)}&lang={'en' if reader == 'ko' else 'ko'}",
        # A browser keeps the cookie to itself when the link that was followed is another site's.
        is_from_elsewhere=request.headers.get("sec-fetch-site", "") == "cross-site",
    )
    response = private(page, wrong.status if wrong else 200)
    if wrong and "Retry-After" in wrong.headers:
        response.headers["Retry-After"] = wrong.headers["Retry-After"]
    return response


def private(page: str, status: int = 200) -> Response:
    """Send a page that is for one reader only."""
    return html(page, status, PRIVATE)


def answered(page: str, status: int) -> Response:
    """Send a form again, which was sent: its reader's browser may keep it, and nobody else."""
    return html(page, status, ANSWERED)


def see_other(location: str) -> Response:
    """Lead on after a form was sent."""
    return Response(status_code=303, headers={"Location": location, "Cache-Control": "no-store"})
