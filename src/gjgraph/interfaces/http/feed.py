"""`/feed`: every change as an event stream that only grows (Linked Data Event Streams, TREE)."""

from threading import Lock

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.terms import DCTERMS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import parse
from gjgraph.interfaces.http.description import SYNTAXES, rdf_as
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import GRAPHS, formats_called, media_type
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import CORS, ProblemError
from gjgraph.operations.history import counts
from gjgraph.operations.provenance import Account, account_of, activity_of, prov, triples_of
from gjgraph.storage.repository import Commit, Repository

LDES, TREE = "https://w3id.org/ldes#", "https://w3id.org/tree#"
PAGE = 100
"""Changes on one page; a page that has as many never changes again."""
LASTING = "public, max-age=31536000, immutable"


class Line:
    """The commits of the feed in their order, kept as far as they are known."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.head = ""
        self.commits: list[Commit] = []

    def follow(self, repository: Repository) -> list[Commit]:
        """Go on to the current commit; begin anew where the history was rewritten."""
        with self.lock:
            if (head := repository.head()) != self.head:
                known = self.commits
                try:
                    self.commits = known + repository.mainline(known[-1].id if known else None)
                except UnknownNameError:
                    self.commits = repository.mainline()
                self.head = head
            return self.commits


def routes(desk: Desk, base: str) -> APIRouter:
    """Build the routes of the feed."""
    router = APIRouter()
    past, line = Past(desk.pages.workspace), Line()

    @router.api_route("/feed", methods=["GET", "HEAD"])
    async def stream(request: Request) -> Response:
        """Tell of the stream, and where its first page is."""
        here = f"{request.base_url}feed"
        return answer(request, [*about(here), view(here)], "no-cache", "")

    @router.api_route("/feed/{number}", methods=["GET", "HEAD"])
    async def page(request: Request, number: str) -> Response:
        """Give a page of the stream, oldest first."""
        place = int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0

        def read(repository: Repository) -> tuple[list[tuple[Account, Commit]], bool, str]:
            commits = line.follow(repository)
            shown = commits[(place - 1) * PAGE : place * PAGE] if place else []
            accounts = [(account_of(repository, past.workspace, each), each) for each in shown]
            return accounts, len(commits) > place * PAGE, line.head

        members, is_full, head = await past.ask(read)
        if not members and place != 1:
            raise ProblemError(
                404,
                Text(f"{number}쪽은 아직 없습니다. 처음은 /feed/1", f"No page {number} yet: see /feed/1."),
            )
        here = f"{request.base_url}feed"
        triples = [*about(here), view(here)]
        node = NamedNode(f"{here}/{place}")
        triples.append(Triple(node, TYPE, NamedNode(TREE + "Node")))
        for account, commit in members:
            member = activity_of(account.commit, base)
            triples.append(Triple(NamedNode(here), NamedNode(TREE + "member"), member))
            triples += triples_of(account, base)
            source = NamedNode(f"{request.base_url}history/{account.commit}")
            triples.append(Triple(member, NamedNode(DCTERMS + "source"), source))
            if (said := counts(commit)) is not None:
                extent = Literal(f"+{said[0]} −{said[1]}")
                triples.append(Triple(member, NamedNode(DCTERMS + "extent"), extent))
        if is_full:
            triples += relation(node, NamedNode(f"{here}/{place + 1}"))
        return answer(request, triples, LASTING if is_full else "no-cache", f"{head}-{place}")

    return router


def about(here: str) -> list[Triple]:
    """Say what the stream is, and by what its members are ordered."""
    stream = NamedNode(here)
    title = (Literal("이 계획이 바뀐 것", language="ko"), Literal("Changes of this plan", language="en"))
    return [
        Triple(stream, TYPE, NamedNode(LDES + "EventStream")),
        *(Triple(stream, NamedNode(DCTERMS + "title"), each) for each in title),
        Triple(stream, NamedNode(LDES + "timestampPath"), prov("endedAtTime")),
    ]


def view(here: str) -> Triple:
    """Say where the first page is."""
    return Triple(NamedNode(here), NamedNode(TREE + "view"), NamedNode(f"{here}/1"))


def relation(node: NamedNode, following: NamedNode) -> list[Triple]:
    """Lead from a page to the next one."""
    link = NamedNode(f"{node.value}#next")
    return [
        Triple(node, NamedNode(TREE + "relation"), link),
        Triple(link, TYPE, NamedNode(TREE + "Relation")),
        Triple(link, NamedNode(TREE + "node"), following),
    ]


def answer(request: Request, triples: list[Triple], cache: str, mark: str) -> Response:
    """Send triples in the format asked for."""
    fields = parse(request.scope["query_string"])
    names = [*fields.get("format", []), *fields.get("_format", [])]
    if names:
        found = [each for name in names for each in formats_called(name) if each in SYNTAXES]
    else:
        accept = ", ".join(request.headers.getlist("accept"))
        # A browser reads Turtle.
        kind = media_type(accept, list(GRAPHS)) or ("text/turtle" if "text/html" in accept else None)
        found = [GRAPHS[kind]] if kind else []
    if not found:
        listed = ", ".join(GRAPHS)
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    headers = {**CORS, "Cache-Control": cache, "Vary": "Accept"}
    if mark:
        headers["ETag"] = tag = f'"{mark}-{found[0]}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    unique = list(dict.fromkeys(triples))
    return rdf_as(found[0], unique, 200, headers)
