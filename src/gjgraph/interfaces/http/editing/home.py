"""`/edit`: what somebody who is signed in may change, where to begin, and what became of it lately."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.author import Author
from gjgraph.core.change import Change
from gjgraph.core.terms import TYPE, NamedNode, Quad
from gjgraph.interfaces.http.changes.graphs import named
from gjgraph.interfaces.http.changes.things import link
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.signing_in.routes import SignedOut, editor_of
from gjgraph.interfaces.http.signing_in.sessions import private, reader_of
from gjgraph.operations.history import counts
from gjgraph.operations.history_files import entry
from gjgraph.publication.history_page import Change as Entered
from gjgraph.publication.links import THING, quoted
from gjgraph.storage.repository import Repository

MOST_WALKED = 500
"""Commits that are looked through for an editor's own."""
MOST_OWN = 10


def routes(desk: Desk, past: Past) -> APIRouter:
    """Build the route of the editor's first page."""
    router = APIRouter()
    workspace = desk.pages.workspace
    base = workspace.addresses.base

    @router.api_route("/edit", methods=["GET", "HEAD"])
    async def home(request: Request) -> Response:
        """Tell an editor what may be changed."""
        token = await editor_of(desk, request, "home")
        if isinstance(token, SignedOut):
            return token.response(request)
        reader = reader_of(request)
        known = desk.pages.facts.contents.graphs
        graphs = [NamedNode(each) for each, _ in known if token.may(each, base)]
        mentioned = Change(frozenset(Quad(each, TYPE, each, each) for each in graphs))
        names = await named(desk, mentioned, reader, client_of(request.scope, desk.settings))
        page = desk.pages.page(
            "edit_home.html",
            reader,
            token=token,
            graphs=[(names.of(each), link(each, names)) for each in graphs],
            plans=[
                (each.name, f"/edit/{quoted(each.iri.removeprefix(base + THING))}?lang={reader}")
                for each in desk.pages.facts.contents.plans
                if each.iri.startswith(base + THING)
            ],
            commits=await past.ask(lambda repository: own(repository, token.author, reader)),
            elsewhere=f"/edit?lang={'en' if reader == 'ko' else 'ko'}",
        )
        return private(page)

    return router


def own(repository: Repository, author: Author, reader: str) -> list[Entered]:
    """List the last commits of somebody."""
    found = [each for each in repository.log(limit=MOST_WALKED) if each.author == author]
    return [entry(each, counts(each), f"/history/{each.id}?lang={reader}") for each in found[:MOST_OWN]]
