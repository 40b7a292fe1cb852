"""One request for an answer, and its response: negotiated, tagged, streamed, whole or broken off."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gjgraph.core.errors import GjgraphError
from gjgraph.core.settings import Settings
from gjgraph.core.text import Language
from gjgraph.engine.answers import Answers
from gjgraph.engine.jobs import Answer, StoppedError
from gjgraph.engine.preview import PREVIEW
from gjgraph.engine.query import Options, Query, limited
from gjgraph.engine.worker import DISPLAY
from gjgraph.interfaces.http.access import Access
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.guesses import Guesses
from gjgraph.interfaces.http.journal import Journal
from gjgraph.interfaces.http.memento import provenance
from gjgraph.interfaces.http.negotiation import content_type, language, takes_gzip
from gjgraph.interfaces.http.pages import Pages
from gjgraph.interfaces.http.problems import CORS, html, problem, status_of
from gjgraph.interfaces.http.ready import Headers, Ready, lines
from gjgraph.interfaces.http.told import Told
from gjgraph.operations.editing import Editor
from gjgraph.operations.versions import Versions

ALWAYS = [
    *((name.lower().encode(), value.encode()) for name, value in CORS.items()),
    (b"vary", b"Accept, Accept-Datetime, Accept-Encoding, Accept-Language"),
    (b"x-content-type-options", b"nosniff"),
]
PATHS = ("/sparql", "/sparql/")
"""Where the endpoint is."""
EMPTY: Message = {"type": "http.response.body", "body": b""}
ABORT = "gjgraph.abort"
"""The extension of the ASGI scope that breaks a connection off."""
WHOLE = "gjgraph.whole"
"""The extension that sends a whole response in one write, which saves a third of what sending costs."""

SENT = "gjgraph.sent"
"""Where the scope has the status and the size of what an exchange sent, for the log."""


@dataclass(frozen=True)
class Desk:
    """What every exchange needs."""

    answers: Answers
    settings: Settings
    pages: Pages
    journal: Journal
    editor: Editor | None = None
    """Who takes edits; nobody where editing is off."""
    access: Access | None = None
    versions: Versions | None = None
    """Where old versions are; `None` where there is nothing but the present."""
    guesses: Guesses = field(default_factory=Guesses)
    """Guesses at the operator's token."""
    told: Told = field(default_factory=Told)
    """What the documents told in which version."""


@dataclass(frozen=True)
class Page:
    """How an answer is written for a browser, from what the format of pages gives."""

    write: Callable[[bytes, Language], str]
    variant: str = ""
    """What else the page depends on."""
    reader: Language | None = None
    """Whose language it is in; by default that of the one who asks."""
    source: str = DISPLAY
    """The format that it is made of."""


class Exchange:
    """One request and its response."""

    def __init__(self, desk: Desk, scope: Scope, receive: Receive, send: Send) -> None:
        self.desk = desk
        self.scope = scope
        self.receive = receive
        self.send = send
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.client = client_of(scope, desk.settings)
        self.status = 0
        self.size = 0
        self.cache = "miss"
        self.query: str | None = None
        self.watching: asyncio.Task[None] | None = None

    @cached_property
    def request(self) -> Request:
        """The request as the framework has it, made only where it is needed."""
        return Request(self.scope, self.receive)

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Respond, whatever happens."""
        began = time.perf_counter()
        outcome = "answered"
        try:
            await work
        except GjgraphError as error:
            stopped = isinstance(error, StoppedError)
            left = isinstance(error, StoppedError) and not error.is_by_operator
            outcome = (
                "client left" if left else "stopped by the operator" if stopped else f"{status_of(error)}"
            )
            if self.status or left:
                # Part of the answer is out: nobody may take it for the whole.
                await self.abort()
            else:
                await self.say(problem(self.request, error, self.desk.pages, self.query))
        finally:
            if self.watching:
                self.watching.cancel()
            self.scope[SENT] = (self.status, self.size, self.cache)
        if self.query is not None:
            self.desk.journal.slow_query(self.client, self.query, time.perf_counter() - began, outcome)

    async def deliver(
        self,
        text: str,
        options: Options,
        seconds: float,
        page: Page,
        more: Mapping[str, str] | Callable[[Answer], Mapping[str, str]] | None = None,
        keep: bool = True,
    ) -> tuple[Query, Ready] | None:
        """Answer a query; gives what may be sent again as it is.

        `more` are further headers, or make them of the answer. `keep` is false where the answer
        depends on more than the data.
        """
        settings = self.desk.settings
        is_page = options.formats[0] == DISPLAY
        gzip = not is_page and takes_gzip(self.headers.get(b"accept-encoding", b"").decode("latin-1"))
        if is_page:
            options = replace(options, formats=(page.source,))
        query = Query(text, limited(options, gzip, settings.rows, settings.answer_mb << 20))
        reader = (page.reader or self.reader()) if is_page else "ko"
        etag = self.desk.answers.etag(query, reader + page.variant if is_page else "").encode()
        instance = self.desk.answers.instance
        lasting, links = self.provenance(instance, is_page)
        unchanged: Headers = [(b"etag", etag), (b"cache-control", lasting), *ALWAYS]
        if keep and etag in self.headers.get(b"if-none-match", b"") and self.scope["method"] != "POST":
            await self.start(304, [*unchanged, *links])
            await self.send(EMPTY)
            return None
        known = query in self.desk.answers.kept
        if known or (query, seconds) in self.desk.answers.running:
            self.cache = "hit" if known else "shared"
        answer = await self.desk.answers.get(query, self.client, seconds, self.watch)
        # Where the data was read anew meanwhile, the tag is that of another answer.
        keep = keep and not answer.volatile and answer.instance == instance
        if keep and self.headers.get(b"if-none-match") == b"*" and self.scope["method"] != "POST":
            self.stop(answer)
            await self.start(304, [*unchanged, *links])
            await self.send(EMPTY)
            return None
        lasting, links = self.provenance(answer.instance, is_page)
        headers: Headers = [
            *([(b"etag", etag)] if keep else []),
            (b"cache-control", lasting if keep else b"no-store"),
            *ALWAYS,
        ]
        further = dict(links)
        for name, value in (more(answer) if callable(more) else more or {}).items():
            before = further.get(name.lower().encode())
            # What a header lists may stand in one line (RFC 9110 §5.3).
            further[name.lower().encode()] = b", ".join([*([before] if before else []), value.encode()])
        headers += further.items()
        if is_page:
            await self.say(await self.written(page, query, answer, headers, reader))
            return None
        kind = PREVIEW if options.formats[0] == PREVIEW else answer.format
        headers.append((b"content-type", content_type(kind).encode()))
        if answer.gzip:
            headers.append((b"content-encoding", b"gzip"))
        if answer.stream is not None:
            await self.stream(query, answer, headers, seconds)
            return None
        headers.append((b"content-length", str(len(answer.body)).encode()))
        self.size = len(answer.body)
        send_whole = self.scope.get("extensions", {}).get(WHOLE)
        content = b"HTTP/1.1 200 OK\r\n" + lines(headers) + b"\r\n"
        if self.scope["method"] != "HEAD":
            content += answer.body
        if send_whole is not None and send_whole(self.scope, content):
            self.status = 200
        else:
            await self.start(200, headers)
            await self.send({"type": "http.response.body", "body": answer.body})
        # What is asked for the first time may be the last; the second time, it is made ready.
        return (query, Ready(headers, etag, answer.body, PATHS[0])) if keep and known else None

    async def written(
        self, page: Page, query: Query, answer: Answer, headers: Headers, reader: Language
    ) -> Response:
        """Write a page; what it is made of comes in pieces where the texts are long."""
        body = b"".join([chunk async for chunk in self.desk.answers.whole(query, answer)])
        own = {name.decode().title(): value.decode() for name, value in headers}
        return html(page.write(body, reader), 200, own)

    def provenance(self, instance: str, is_page: bool) -> tuple[bytes, Headers]:
        """Tell how long an answer is right, and which version it is of; a page is of today's making."""
        lasting, links = provenance(self.scope, instance, self.desk.versions is not None)
        return b"no-cache" if is_page else lasting, links

    async def stream(self, query: Query, answer: Answer, headers: Headers, seconds: float) -> None:
        """Send an answer as it is made; one that can't be made whole ends in an aborted transfer."""
        if self.request.method == "HEAD":
            self.stop(answer)
            await self.start(200, headers)
            await self.send(EMPTY)
            return
        if self.scope["http_version"] == "1.0":
            # Without chunks, the end of the transfer is the end of the answer: it must be whole.
            body = b"".join([chunk async for chunk in self.desk.answers.whole(query, answer)])
            await self.start(200, [*headers, (b"content-length", str(len(body)).encode())])
            await self.send({"type": "http.response.body", "body": body})
            return
        await self.start(200, headers)
        try:
            async with asyncio.timeout(seconds):
                async for chunk in self.desk.answers.whole(query, answer):
                    self.size += len(chunk)
                    await self.send({"type": "http.response.body", "body": chunk, "more_body": True})
        except TimeoutError:
            self.stop(answer)
            await self.abort()
            return
        await self.send(EMPTY)

    def stop(self, answer: Answer) -> None:
        """Stop what still makes an answer."""
        if answer.job:
            self.desk.answers.engine.cancel(answer.job, StoppedError.by_client())

    def reader(self) -> Language:
        """Give the language of the one who asks."""
        return language(self.request.query_params.get("lang"), self.request.headers.get("accept-language"))

    def watch(self, leave: Callable[[], None]) -> None:
        """Look whether the reader is still there, now that the query takes long."""

        async def wait() -> None:
            while (await self.receive())["type"] != "http.disconnect":
                pass
            leave()

        self.watching = asyncio.get_running_loop().create_task(wait())

    async def start(self, status: int, headers: Headers) -> None:
        """Send the head of the response."""
        self.status = status
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    async def say(self, response: Response) -> None:
        """Send a response that is whole already."""
        self.status = response.status_code
        self.size = len(response.body)
        await response(self.scope, self.receive, self.send)

    async def abort(self) -> None:
        """Break the connection off, so that no client takes what it has for the whole."""
        self.status = self.status or 499
        abort: Callable[[], Any] | None = self.scope.get("extensions", {}).get(ABORT)
        if abort:
            abort()
            # The server learns of it in the next round of the loop.
            await asyncio.sleep(0)
            await asyncio.sleep(0)


class Answering(Response):
    """A response of the framework that is an exchange: what a route gives back for a query to answer."""

    def __init__(
        self,
        desk: Desk,
        text: str,
        options: Options,
        seconds: float,
        page: Page,
        more: Mapping[str, str] | Callable[[Answer], Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.parts = (text, options, seconds, page, more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(self.desk, scope, receive, send)
        exchange.query = self.parts[0]
        text, options, seconds, page, more = self.parts

        async def work() -> None:
            await exchange.deliver(text, options, seconds, page, more)

        await exchange.run(work())
