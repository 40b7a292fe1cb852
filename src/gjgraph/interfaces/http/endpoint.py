"""`/sparql`: the SPARQL 1.1 Protocol, without any framework on the way of what is asked often."""

import time
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gjgraph.engine.query import Options, Query
from gjgraph.interfaces.http.asking import FORM, QUERY, UPDATE, Wished, read_asked
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.exchange import Desk, Exchange, Page, Ready
from gjgraph.interfaces.http.federation import Federation
from gjgraph.interfaces.http.memento import MEMENTO
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import ProblemError, unknown_method
from gjgraph.interfaces.http.updates import update

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
MOST_READY = 4096
LARGEST_URL = 8192

Key = tuple[bytes, ...]


class Endpoint:
    """Answers SPARQL queries over HTTP."""

    def __init__(self, desk: Desk, federation: Federation, bare: Callable[[Request], Response]) -> None:
        self.desk = desk
        self.answers = desk.answers
        self.settings = desk.settings
        self.pages = desk.pages
        self.journal = desk.journal
        self.federation = federation
        self.bare = bare
        self.ready: dict[Key, Ready] = {}
        self.keys: dict[Query, list[Key]] = {}
        desk.answers.dropped = self.forget

    def at_once(self, url: bytes, scope: Scope) -> bytes | None:
        """Give a whole response, from the headers on, to a GET whose answer is ready; else `None`.

        `scope` needs no more than the client and the headers.
        """
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if len(headers) != len(scope["headers"]) or b"accept-datetime" in headers:
            return None
        began = time.perf_counter()
        ready = self.ready.get(key_of(url, headers))
        if ready is None:
            return None
        self.answers.hits += 1
        match = headers.get(b"if-none-match", b"")
        same = ready.etag in match or match == b"*"
        self.journal.request(
            client_of(scope, self.settings),
            "GET",
            "/sparql",
            304 if same else 200,
            0 if same else ready.size,
            time.perf_counter() - began,
            "hit",
        )
        return ready.not_modified if same else ready.whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request step by step."""
        began = time.perf_counter()
        exchange = Exchange(self.desk, scope, receive, send)
        await exchange.run(self.respond(exchange))
        self.journal.request(
            exchange.client,
            scope["method"],
            "/sparql",
            exchange.status,
            exchange.size,
            time.perf_counter() - began,
            exchange.cache,
        )

    async def respond(self, exchange: Exchange) -> None:
        """Answer a request, or raise what is wrong with it."""
        method = exchange.scope["method"]
        if method == "OPTIONS":
            taken = [QUERY, FORM, *([UPDATE] if self.desk.editor else [])]
            await exchange.say(preflight(METHODS, post=taken))
            return
        if method not in ("GET", "HEAD", "POST"):
            raise ProblemError(405, unknown_method(method, "/sparql"), {"Allow": ", ".join(METHODS)})
        asked = await read_asked(exchange.scope, exchange.receive, self.settings)
        if asked is None:
            await exchange.say(self.bare(exchange.request))
            return
        if isinstance(asked, Wished):
            form = asked.fields if asked.is_form else None
            await exchange.say(await update(self.desk, exchange.request, form))
            return
        exchange.query = asked.query
        # What a federated answer says may be another thing in a minute: it is not kept.
        text = await self.federation.resolve(asked.query, asked.seconds)
        options = Options(
            formats=asked.formats,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
        )
        page = Page(lambda body, reader: self.pages.answer(body, asked.query, reader))
        ready = await exchange.deliver(text, options, asked.seconds, page, keep=text == asked.query)
        scope = exchange.scope
        # A version may be named by a tag, which may mean another one in a minute.
        if ready and method == "GET" and MEMENTO not in scope:
            url = scope["raw_path"] + b"?" + scope["query_string"]
            headers: dict[bytes, bytes] = dict(scope["headers"])
            if len(url) < LARGEST_URL and len(headers) == len(scope["headers"]):
                self.remember(key_of(url, headers), *ready)

    def remember(self, key: Key, query: Query, ready: Ready) -> None:
        """Have a response ready for the next time, for as long as its answer is kept."""
        if query in self.answers.kept and len(self.ready) < MOST_READY:
            self.ready[key] = ready
            self.keys.setdefault(query, []).append(key)

    def forget(self, query: Query) -> None:
        """Have the responses to a query ready no longer."""
        for key in self.keys.pop(query, ()):
            self.ready.pop(key, None)


def key_of(url: bytes, headers: Mapping[bytes, bytes]) -> Key:
    """Give what a response to a GET depends on."""
    get = headers.get
    return url, get(b"accept", b""), get(b"accept-encoding", b""), get(b"accept-language", b"")
