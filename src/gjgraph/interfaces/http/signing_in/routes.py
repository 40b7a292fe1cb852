"""`/edit/sign-in`: editors show their token once, and edit in forms until they sign out or it is over."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.text import Text
from gjgraph.interfaces.http.access import Access
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.interfaces.http.signing_in.sessions import (
    EDITOR,
    READING,
    address_of,
    read_form,
    reader_of,
    require_same_origin,
    see_other,
    sign_in_page,
)
from gjgraph.storage.tokens import Token

WAY = "sign-in"
ENDED = Text(
    "로그인이 끝났습니다. 토큰의 기한이 지났거나 토큰이 취소되었습니다. 새 토큰은 운영자에게 받습니다.",
    "You are signed out: your token is over or was revoked. The operator gives you a new one.",
)


@dataclass(frozen=True)
class SignedOut:
    """Nobody is signed in who may edit."""

    reason: Text
    has_ended: bool
    """Whether somebody was signed in, whose token doesn't count any more."""

    def sign_in(self, onward: str) -> str:
        """Give the address of the page where one signs in, to go on at an address below `/edit`."""
        return EDITOR.sign_in(EDITOR.onward(onward), has_ended=self.has_ended)

    def response(self, request: Request) -> Response:
        """Lead to where one signs in, and from there back."""
        return see_other(self.sign_in(address_of(request)))


async def editor_of(desk: Desk, request: Request, way: str) -> Token | SignedOut:
    """Find who is signed in to edit; a problem where nobody can be, or where another site sent a form.

    To be asked by all routes below `/edit`, and before anything of a body is read. A page that is only
    read answers `SignedOut` with its `response`; a form that was sent is shown again with what was typed.
    """
    access = opened(desk)
    if request.method not in READING:
        require_same_origin(request)
    secret = EDITOR.secret(request)
    if not secret and request.method in READING:
        return SignedOut(Text("먼저 로그인하세요.", "Sign in first."), has_ended=False)
    try:
        return await access.recognise(request.scope, way, secret)
    except ProblemError as error:
        if error.status != 401:
            raise
        return SignedOut(error.message, has_ended=bool(secret))


def opened(desk: Desk) -> Access:
    """Give who decides on who may edit; a problem where nobody may."""
    if desk.access is None or not desk.settings.editing:
        raise ProblemError(
            403,
            Text(
                "이 서버에서는 고치기가 꺼져 있습니다. 운영자가 ‘gjgraph serve --editing true’로 켜고, "
                '‘gjgraph token add "이름 <메일>"’로 편집자마다 토큰을 만들어 줍니다.',
                "Editing is off on this server. The operator turns it on by 'gjgraph serve --editing true', "
                "and gives each editor a token by 'gjgraph token add \"NAME <MAIL>\"'.",
            ),
        )
    return desk.access


def routes(desk: Desk) -> APIRouter:
    """Build the routes by which editors sign in and out."""
    router = APIRouter()

    @router.api_route("/edit/sign-in", methods=["GET", "HEAD"])
    async def ask(request: Request) -> Response:
        """Ask for the token; who is signed in already goes on."""
        asked = request.query_params
        onward = EDITOR.onward(asked.get("next", ""))
        opened(desk)
        if asked.get("ended"):
            return sign_in_page(desk, EDITOR, request, onward, ProblemError(200, ENDED))
        if isinstance(await editor_of(desk, request, WAY), Token):
            return see_other(onward)
        return sign_in_page(desk, EDITOR, request, onward)

    @router.post("/edit/sign-in")
    async def enter(request: Request) -> Response:
        """Sign in whoever has a token that counts."""
        access = opened(desk)
        fields = await read_form(request, desk.settings)
        onward = EDITOR.onward(fields.get("next", [""])[-1])
        secret = fields.get("token", [""])[-1].strip()
        try:
            await access.recognise(request.scope, WAY, secret)
        except ProblemError as error:
            none = ProblemError(400, Text("토큰을 넣으세요.", "Enter your token."))
            return sign_in_page(desk, EDITOR, request, onward, error if secret else none)
        response = see_other(onward)
        EDITOR.begin(response, request, desk.settings, secret)
        return response

    @router.post("/edit/sign-out")
    async def leave(request: Request) -> Response:
        """Sign out."""
        fields = await read_form(request, desk.settings)
        response = see_other(f"/edit/sign-in?lang={reader_of(request, fields)}")
        EDITOR.end(response, request, desk.settings)
        return response

    return router
