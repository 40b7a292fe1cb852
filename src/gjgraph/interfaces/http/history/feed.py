"""`/feed`: every change as an event stream that only grows, negotiated and by extension."""

from threading import Lock

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import Request

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.asking import parse
from gjgraph.interfaces.http.documents import accepted, called, not_acceptable
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.history.telling import reader_of
from gjgraph.interfaces.http.negotiation import content_type
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import CORS, ProblemError, html
from gjgraph.interfaces.http.questions.formats import ENGLISH
from gjgraph.operations.feed import Feed, FeedPage
from gjgraph.publication.document import HTML, MEDIA_TYPES, RDF_FORMATS
from gjgraph.publication.history_page import HistoryPages
from gjgraph.publication.links import page_path
from gjgraph.storage.repository import Commit, Repository

LASTING = "public, max-age=31536000, immutable"
ENDINGS = {ENGLISH: HTML, "html": HTML, **{ending: form for form, (ending, _, _) in RDF_FORMATS.items()}}
"""The format of each extension."""
Read = tuple[FeedPage, int]
"""A page, and how many there are."""


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


def routes(desk: Desk) -> APIRouter:
    """Build the routes of the feed."""
    router = APIRouter()
    past, line = Past(desk.pages.workspace), Line()
    pages = HistoryPages(desk.pages.workspace)

    async def answer(request: Request, number: int, ending: str) -> Response:
        """Answer with a page, or with the stream, which has no number."""
        form, reader = wanted(request, ending)
        feed = Feed(past.workspace, address_of(request))

        def read(repository: Repository) -> Read:
            commits = line.follow(repository)
            count = feed.pages(commits)
            if number > count:
                raise unknown(number)
            # A page for people has nothing of what changed.
            shown = [] if form == HTML else commits
            return (feed.page(repository, shown, number) if number else feed.whole()), count

        page, count = await past.ask(read)
        if form == HTML:
            return send(form, page, pages.feed(page.path, number, count, reader), reader)
        return send(form, page, page.write(form))

    @router.api_route("/feed", methods=["GET", "HEAD"])
    @router.api_route("/feed.{ending}", methods=["GET", "HEAD"])
    async def stream(request: Request, ending: str = "") -> Response:
        """Tell of the stream, and where its first page is."""
        return await answer(request, 0, ending)

    @router.api_route("/feed/{name}", methods=["GET", "HEAD"])
    async def page(request: Request, name: str) -> Response:
        """Give a page of the stream, oldest first."""
        number, _, ending = name.partition(".")
        if not (number.isascii() and number.isdecimal() and len(number) < 9 and int(number)):
            raise unknown(number)
        return await answer(request, int(number), ending)

    return router


def wanted(request: Request, ending: str) -> tuple[str, Language]:
    """Find the format and the language asked for; an extension says both."""
    fields = parse(request.scope["query_string"])
    if ending:
        if ending not in ENDINGS:
            raise HTTPException(404)
        return ENDINGS[ending], "en" if ending == ENGLISH else "ko"
    names = [*fields.get("_format", []), *fields.get("format", [])]
    found = called(tuple(names)) if names else accepted(", ".join(request.headers.getlist("accept")))
    if not found:
        raise not_acceptable(tuple(MEDIA_TYPES))
    return found[0], reader_of(request, fields)


def address_of(request: Request) -> str:
    """Give the address of the site as this client reached it."""
    address = str(request.base_url)
    try:
        return NamedNode(address).value
    except ValueError:
        raise ProblemError(
            400, Text("Host 헤더이 주소가 아닙니다.", "The Host header is no address.")
        ) from None


def unknown(number: object) -> ProblemError:
    """Say that there is no such page."""
    return ProblemError(
        404, Text(f"{number}쪽은 아직 없습니다. 처음은 /feed/1", f"No page {number} yet: see /feed/1.")
    )


def send(form: str, page: FeedPage, body: bytes, reader: Language = "ko") -> Response:
    """Send a page as it was written; a full one lasts."""
    is_page = form == HTML
    place = page_path(page.path, reader) if is_page else f"{page.path}.{RDF_FORMATS[form][0]}"
    headers = {
        **CORS,
        "Cache-Control": LASTING if page.is_full and not is_page else "no-cache",
        "Vary": "Accept, Accept-Language",
        "Content-Location": f"/{place}",
    }
    if is_page:
        return html(body.decode(), headers={**headers, "Content-Language": reader})
    return Response(body, headers=headers, media_type=content_type(form))
