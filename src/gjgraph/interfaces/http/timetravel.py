"""Time travel: a request that names a version, or a point in time, is answered from that version.

Memento's pattern 1.1 (RFC 7089 §4.1.1): the resource is its own TimeGate and redirects to the address
of the memento. So a link to an answer names its version, and every cache on the way can keep it, even
one that knows nothing of Accept-Datetime. A POST has no address to be sent to: it is answered at once.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gjgraph.core.errors import GjgraphError, UnknownNameError, UnreadableError
from gjgraph.core.text import Text
from gjgraph.interfaces.http.app import Front
from gjgraph.interfaces.http.asking import FORM, parse
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.documents import MOUNT
from gjgraph.interfaces.http.exchange import PATHS, Desk
from gjgraph.interfaces.http.memento import (
    LINK_FORMAT,
    LINKED,
    MEMENTO,
    READING,
    STAYS,
    Memento,
    address_of,
    moment_wanted,
    names_version,
    provenance,
    quoted,
    timemap,
    with_version,
    without_version,
)
from gjgraph.interfaces.http.pages import Pages
from gjgraph.interfaces.http.problems import CORS, ProblemError, problem, unknown_method
from gjgraph.operations.versions import OldVersion, Versions
from gjgraph.storage.timeline import Found

TIMEMAP = "timemap"
MOUNTED = "version"
"""The first part of the paths below which an old version is."""


ANSWERING = ("", "sparql", "store", "questions")
"""The first parts of the paths of what is asked, and of the front page."""
DATED = ("/doc/", "/graph/")
"""What the paths of documents begin with whose changes are known by date, those too that are gone."""


class TimeTravel:
    """The application with all its versions: the present one answers what names no other."""

    def __init__(self, front: Front, versions: Versions) -> None:
        self.front = front
        self.desk = front.desk
        self.versions = versions
        self.fronts: WeakKeyDictionary[OldVersion, Front] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["path"][1:].partition("/")[0]
        if first == MOUNTED:
            await self.mounted(scope, receive, send)
            return
        if first == TIMEMAP:
            await self.say(scope, receive, send, self.timemap)
            return
        method = scope["method"]
        if first in STAYS or method == "OPTIONS":
            await self.front(scope, receive, send)
            return
        if (
            may_name_version(scope["query_string"])
            or has_date(scope)
            or (method == "POST" and is_form(scope))
        ):
            await self.travel(scope, receive, send)
        else:
            await self.front(scope, receive, send)

    async def mounted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is asked below `/version/NAME/`, where the whole site is as it was in that version."""
        _, _, name, *rest = scope["raw_path"].split(b"/", 3)
        if not name or scope["method"] not in READING:
            await self.front(scope, receive, send)
            return
        mount = f"/{MOUNTED}/{quoted(name).decode()}"
        if not rest:
            # The version itself can't be sent; what it holds begins here.
            page = next((each for each in (".en.html", ".html") if mount.endswith(each)), "")
            first = f"{mount.removesuffix(page)}/{f'index{page}' if page else ''}"
            response = Response(status_code=303, headers={**CORS, "Location": first})
            await self.send(scope, receive, send, response)
            return
        path = b"/" + rest[0]
        query = b"&".join(part for part in (scope["query_string"], b"version=" + name) if part)
        below = {
            "raw_path": path,
            "path": unquote(path.decode("latin-1")),
            "query_string": query,
            MOUNT: mount,
        }
        await self.travel({**scope, **below}, receive, send)

    async def travel(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may be about another version."""
        method = scope["method"]
        try:
            fields: Sequence[bytes] = scope["query_string"].split(b"&")
            if method == "POST" and is_form(scope):
                body, receive = await peek(receive, self.desk.settings.request_kb << 10)
                fields = [*fields, *body.split(b"&")]
            named = versions_in(fields)
            dates = [value for name, value in scope["headers"] if name == b"accept-datetime"]
            if named:
                await self.to_version(named, scope, receive, send)
            elif dates and not self.versions.absent and (method in READING or is_query(scope)):
                await self.to_date(dates, scope, receive, send)
            else:
                await self.front(scope, receive, send)
        except GjgraphError as error:
            await self.refuse(scope, receive, send, error)

    async def to_version(self, named: list[str], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the version that is named."""
        if len(named) > 1:
            raise ProblemError(400, Text("version을 한 번만 주세요.", "Give 'version' just once."))
        if scope["method"] not in READING and not is_query(scope):
            raise ProblemError(
                405,
                Text(
                    "옛 판은 읽기만 할 수 있습니다. 고치려면 version 없이 보내세요.",
                    "An old version can only be read. To edit, leave out 'version'.",
                ),
                {"Allow": "GET, HEAD, OPTIONS"},
            )
        found = await self.find(lambda served: self.versions.named(named[0], served))
        await self.answer(found, named[0] == found.version.id, scope, receive, send)

    async def to_date(self, dates: list[bytes], scope: Scope, receive: Receive, send: Send) -> None:
        """Send a reader on to the version of a point in time; answer a POST from it."""
        moment = moment_wanted(dates[0]) if len(dates) == 1 else None
        if moment is None:
            raise ProblemError(
                400,
                Text(
                    "Accept-Datetime은 ‘Sat, 31 Jan 2026 09:00:00 GMT’ 꼴이어야 합니다.",
                    "Accept-Datetime must be a date such as 'Sat, 31 Jan 2026 09:00:00 GMT'.",
                ),
            )
        try:
            found = await self.find(lambda served: self.at(moment, served))
        except UnknownNameError:
            # Nothing is committed yet: the present is all there is.
            await self.front(scope, receive, send)
            return
        if scope["method"] not in READING:
            await self.answer(found, False, scope, receive, send)
            return
        original = without_version(scope)
        links = provenance({**scope, MEMENTO: memento(found, "", False, original)}, "", True)[1]
        headers = {name.decode(): value.decode() for name, value in links if name == b"link"}
        await self.send(
            scope,
            receive,
            send,
            Response(
                status_code=302,
                headers={
                    **CORS,
                    **headers,
                    "Location": with_version(original, found.version.id).decode(),
                    "Vary": "Accept-Datetime",
                    "Cache-Control": "no-cache",
                },
            ),
        )

    async def at(self, moment: datetime, served: str) -> Found:
        """Find the version of a point in time."""
        found = await self.versions.at(moment, served)
        if found is None:
            raise UnknownNameError(Text("아직 판이 없습니다.", "There are no versions yet."))
        return found

    async def find(self, look: Callable[[str], Awaitable[Found]]) -> Found:
        """Find a version, and whether it is the one that is served at present."""
        while True:
            served = self.desk.pages.facts.version
            found = await look(served)
            if self.desk.pages.facts.version == served:
                return found

    async def answer(self, found: Found, lasts: bool, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from a version, the present one or an old one."""
        original = without_version(scope)
        if scope["path"].startswith("/questions"):
            # There, `next` is the next page; the TimeMap has the versions.
            found = replace(found, neighbours={})
        if found.is_served:
            scope[MEMENTO] = memento(found, self.desk.answers.instance, lasts, original)
            await self.front(scope, receive, marked(send, scope))
            return
        async with self.versions.using(found.version, client_of(scope, self.desk.settings)) as old:
            scope[MEMENTO] = memento(found, old.facts.instance, lasts, original)
            await self.front_of(old)(scope, receive, marked(send, scope))

    def front_of(self, old: OldVersion) -> Front:
        """Give the application over an old version, made when it is first asked."""
        if old not in self.fronts:
            present = self.desk.pages
            # What a page is made with is the product's own, and of today.
            workspace = replace(old.facts.workspace, root=present.workspace.root)
            pages = Pages(workspace, self.desk.settings, old.facts, old.facts.version)
            desk = Desk(old.answers, self.desk.settings, pages, self.desk.journal, versions=self.versions)
            self.fronts[old] = Front(desk, old.pool)
        return self.fronts[old]

    # What is said of versions

    async def timemap(self, request: Request) -> Response:
        """List the versions of a resource: `/timemap` and then its address (RFC 7089 §5)."""
        if request.method not in READING:
            raise ProblemError(405, unknown_method(request.method, "/timemap"), {"Allow": "GET, HEAD"})
        address = address_of(request.scope).removeprefix(b"/" + TIMEMAP.encode())
        page, _, rest = address[1:].partition(b"/")
        number = int(page) if page.isdigit() and len(page) < 9 else None
        original = address if number is None else b"/" + rest
        resource = original[1:].partition(b"?")[0].partition(b"/")[0].decode("latin-1")
        is_there = not self.versions.absent and original[:1] == b"/" and resource not in STAYS
        is_there = is_there and len(original) <= LINKED and await self.is_there(request, original)
        listed = timemap(original, await self.versions.all(), number) if is_there else None
        if listed is None:
            raise ProblemError(
                404,
                Text(
                    "판의 목록은 /timemap 뒤에 여기 있는 주소를 붙여 받습니다. 이를테면 /timemap/sparql",
                    "Versions are listed at /timemap followed by an address that is here, such as "
                    "/timemap/sparql.",
                ),
            )
        return Response(listed, headers={**CORS, "Cache-Control": "no-cache"}, media_type=LINK_FORMAT)

    async def is_there(self, request: Request, address: bytes) -> bool:
        """Tell whether a document is at an address, or was; what answers queries always is."""
        path, _, query = address.partition(b"?")
        plain = unquote(path.decode("latin-1"))
        if plain[1:].partition("/")[0] in ANSWERING:
            return True
        if plain.startswith(DATED) and self.desk.pages.facts.dates.of(plain[1:]):
            return True
        found: list[int] = []

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.append(message["status"])

        asked = {"method": "HEAD", "raw_path": path, "path": plain, "query_string": query}
        kept = [(name, value) for name, value in request.scope["headers"] if name == b"host"]
        await self.front.pages({**request.scope, **asked, "headers": kept}, request.receive, note)
        return found[:1] != [404]

    async def say(
        self, scope: Scope, receive: Receive, send: Send, work: Callable[[Request], Awaitable[Response]]
    ) -> None:
        """Send what some work gives, or what is wrong."""
        request = Request(scope, receive)
        try:
            response = await work(request)
        except GjgraphError as error:
            await self.refuse(scope, receive, send, error)
            return
        await self.send(scope, receive, send, response)

    async def refuse(self, scope: Scope, receive: Receive, send: Send, error: GjgraphError) -> None:
        """Say what is wrong with a request."""
        if isinstance(error, UnknownNameError | UnreadableError):
            error = ProblemError(404, error.message)
        # A query stays in its form, so that it can be asked of another version.
        query = queried(scope["query_string"]) if scope["path"] in PATHS else None
        told = problem(Request(scope, receive), error, self.desk.pages, query)
        await self.send(scope, receive, send, told)

    async def send(self, scope: Scope, receive: Receive, send: Send, response: Response) -> None:
        """Send a response, and count it."""
        began = time.perf_counter()
        await response(scope, receive, send)
        first = scope["path"][1:].partition("/")[0]
        size = len(response.body) if scope["method"] != "HEAD" else 0
        seconds = time.perf_counter() - began
        client = client_of(scope, self.desk.settings)
        self.desk.journal.request(client, scope["method"], f"/{first}", response.status_code, size, seconds)


def memento(found: Found, instance: str, lasts: bool, original: bytes) -> Memento:
    """Tell an answer what it is of."""
    return Memento(found.version, instance, lasts, found.neighbours, original)


def marked(send: Send, scope: Scope) -> Send:
    """Say of every answer which version it is of, also of those that are no answer to a query."""

    async def mark(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = list(message["headers"])
            if not any(name == b"memento-datetime" for name, _ in headers):
                more = provenance(scope, scope[MEMENTO].instance, True)[1]
                message = {**message, "headers": [*headers, *more]}
        await send(message)

    return mark


def may_name_version(query: bytes) -> bool:
    """Tell whether a query string may name a version; most name none, and to find out must cost little."""
    return b"version" in query or (b"%" in query and any(map(names_version, query.split(b"&"))))


def queried(text: bytes) -> str | None:
    """Give the query that an address has, where that can be read."""
    try:
        return next(iter(parse(text).get("query", [])), None)
    except ProblemError:
        return None


def has_date(scope: Scope) -> bool:
    """Tell whether a request wants a point in time."""
    return any(name == b"accept-datetime" for name, _ in scope["headers"])


def is_query(scope: Scope) -> bool:
    """Tell whether a request may be a query in the body of a POST."""
    return scope["method"] == "POST" and scope["path"] in PATHS


def is_form(scope: Scope) -> bool:
    """Tell whether a request brings a form that may have a query."""
    kinds = (value for name, value in scope["headers"] if name == b"content-type")
    return is_query(scope) and any(kind.strip().lower().startswith(FORM.encode()) for kind in kinds)


async def peek(receive: Receive, most: int) -> tuple[bytes, Receive]:
    """Read a body, and have it read again; of one that is too large, only the part that says so."""
    messages: list[Message] = []
    size, more = 0, True
    while more and size <= most:
        messages.append(message := await receive())
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    waiting = iter(messages)

    async def again() -> Message:
        return next(waiting, None) or await receive()

    return b"".join(message.get("body", b"") for message in messages) if size <= most else b"", again


def versions_in(fields: Sequence[bytes]) -> list[str]:
    """Give the versions that a request names; an empty field of a form names none."""
    return [value for part in fields if names_version(part) for value in parse(part)["version"] if value]
