"""`/operator`: who runs the server sees what it does, stops queries and revokes tokens."""

import hashlib
import hmac

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.errors import GjgraphError, UnknownNameError
from gjgraph.core.text import Text
from gjgraph.engine.pool import Pool
from gjgraph.interfaces.http.access import came_in_clear, in_clear
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.operator.figures import Figures
from gjgraph.interfaces.http.operator.health import is_same, no_operator, stop_query
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import ProblemError, status_of
from gjgraph.interfaces.http.signing_in.sessions import (
    OPERATOR,
    address_of,
    private,
    read_form,
    reader_of,
    see_other,
    sign_in_page,
)
from gjgraph.storage.audit import of_token
from gjgraph.storage.tokens import Token

SECONDS = ("10", "60")
"""How often the page may be had anew by itself."""


def routes(desk: Desk, pool: Pool, past: Past) -> APIRouter:
    """Build the operator's routes in a browser."""
    router = APIRouter()
    office = Office(desk)
    figures = Figures(desk, pool, past)

    @router.api_route("/operator", methods=["GET", "HEAD"])
    async def look(request: Request) -> Response:
        """Show what the server does."""
        if not office.is_in(request):
            return office.to_sign_in(request)
        reader = reader_of(request)
        every = request.query_params.get("refresh", "")
        every = every if every in SECONDS else ""
        page = desk.pages.page(
            "operator.html",
            reader,
            **await figures.all(reader),
            every=every,
            choices=SECONDS,
            elsewhere=f"/operator?lang={'en' if reader == 'ko' else 'ko'}",
        )
        response = private(page)
        if every:
            response.headers["Refresh"] = every
        return response

    @router.api_route("/operator/sign-in", methods=["GET", "HEAD"])
    async def ask(request: Request) -> Response:
        """Ask for the operator's token; who is signed in already goes on."""
        onward = OPERATOR.onward(request.query_params.get("next", ""))
        return see_other(onward) if office.is_in(request) else sign_in_page(desk, OPERATOR, request, onward)

    @router.post("/operator/sign-in")
    async def enter(request: Request) -> Response:
        """Sign in whoever has the operator's token."""
        return await office.enter(request)

    @router.post("/operator/sign-out")
    async def leave(request: Request) -> Response:
        """Sign out."""
        fields = await read_form(request, desk.settings)
        response = see_other(f"/operator/sign-in?lang={reader_of(request, fields)}")
        OPERATOR.end(response, request, desk.settings)
        return response

    @router.post("/operator/queries/{number}/stop")
    async def stop(request: Request, number: str) -> Response:
        """Stop a query; one that is over is stopped already."""
        fields = await read_form(request, desk.settings)
        if not office.is_in(request):
            return see_other(OPERATOR.sign_in(f"/operator?lang={reader_of(request, fields)}"))
        try:
            stop_query(desk, pool, number)
        except ProblemError as error:
            if status_of(error) != 404:
                raise
        return see_other(f"/operator?lang={reader_of(request, fields)}#queries")

    @router.api_route("/operator/tokens/{name}/revoke", methods=["GET", "HEAD"])
    async def confirm(request: Request, name: str) -> Response:
        """Ask whether a token is to be taken away."""
        if not office.is_in(request):
            return office.to_sign_in(request)
        reader = reader_of(request)
        page = desk.pages.page(
            "operator_revoke.html",
            reader,
            token=office.token(name),
            elsewhere=f"/operator/tokens/{name}/revoke?lang={'en' if reader == 'ko' else 'ko'}",
        )
        return private(page)

    @router.post("/operator/tokens/{name}/revoke")
    async def revoke(request: Request, name: str) -> Response:
        """Take a token away."""
        fields = await read_form(request, desk.settings)
        if not office.is_in(request):
            reader = reader_of(request, fields)
            return see_other(OPERATOR.sign_in(f"/operator/tokens/{name}/revoke?lang={reader}"))
        office.revoke(request, name)
        return see_other(f"/operator?lang={reader_of(request, fields)}#tokens")

    return router


class Office:
    """Knows the operator."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def mark(self) -> str:
        """What the operator's cookie holds: it shows that its holder knew the token, and isn't the token.

        The token may be any text, which a cookie may not; and it may be of use elsewhere.
        """
        token = self.desk.settings.operator_token
        if not token:
            raise no_operator()
        return hmac.new(token.encode(), b"gjgraph operator's session", hashlib.sha256).hexdigest()

    def is_in(self, request: Request) -> bool:
        """Tell whether the operator is signed in; a problem where nobody is the operator."""
        given = OPERATOR.secret(request).encode("utf-8", "replace")
        is_right = hmac.compare_digest(given, self.mark.encode())
        if came_in_clear(request.scope, self.desk.settings):
            raise in_clear()
        return is_right

    def to_sign_in(self, request: Request) -> Response:
        """Lead to where the operator signs in, and from there back."""
        return see_other(OPERATOR.sign_in(address_of(request)))

    async def enter(self, request: Request) -> Response:
        """Sign in whoever has the token; guesses are slowed down."""
        mark, settings = self.mark, self.desk.settings
        if came_in_clear(request.scope, settings):
            raise in_clear()
        fields = await read_form(request, settings)
        onward = OPERATOR.onward(fields.get("next", [""])[-1])
        given = fields.get("token", [""])[-1].strip()
        if is_same(given.encode("utf-8", "replace"), settings.operator_token):
            response = see_other(onward)
            OPERATOR.begin(response, request, settings, mark)
            return response
        client = client_of(request.scope, settings)
        self.desk.journal.write(event="operator-denied", client=client)
        try:
            await self.desk.guesses.slow_down(client)
        except ProblemError as error:
            return sign_in_page(self.desk, OPERATOR, request, onward, error)
        wrong = Text("운영자 토큰이 아닙니다.", "This isn't the operator's token.")
        return sign_in_page(self.desk, OPERATOR, request, onward, ProblemError(401, wrong))

    def token(self, name: str) -> Token:
        """Find a token by its name; a problem where there is none."""
        access = self.desk.access
        found = next((each for each in access.tokens.list() if each.id == name), None) if access else None
        if found is None:
            raise ProblemError(
                404,
                Text(
                    "그런 토큰이 없습니다. 이미 취소되었을 수 있습니다.",
                    "There is no such token; it may be revoked already.",
                ),
            )
        return found

    def revoke(self, request: Request, name: str) -> None:
        """Take a token away; one that is gone is revoked already."""
        access = self.desk.access
        if access is None:
            return
        try:
            self.token(name)
            gone = access.tokens.revoke(name)
        except GjgraphError as error:
            if isinstance(error, UnknownNameError) or status_of(error) == 404:
                return
            raise
        client = client_of(request.scope, self.desk.settings)
        for each in gone:
            access.audit.note("token-revoked", **of_token(each), client=client, way="operator")
