"""`/edit`: what somebody who is signed in may change, and where to begin."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.sessions import private, reader_of
from gjgraph.interfaces.http.signing_in import SignedOut, editor_of


def routes(desk: Desk) -> APIRouter:
    """Build the route of the editor's first page."""
    router = APIRouter()

    @router.api_route("/edit", methods=["GET", "HEAD"])
    async def home(request: Request) -> Response:
        """Tell an editor what may be changed."""
        token = await editor_of(desk, request, "home")
        if isinstance(token, SignedOut):
            return token.response(request)
        return private(desk.pages.page("edit_home.html", reader_of(request), token=token))

    return router
