"""`/sparql`: the SPARQL 1.1 Protocol, without any framework on the way of what is asked often."""

import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gjgraph.engine.preview import PREVIEW
from gjgraph.engine.query import Options
from gjgraph.interfaces.http.asking import FORM, QUERY, UPDATE, Wished, read_asked
from gjgraph.interfaces.http.conditional import Conditional
from gjgraph.interfaces.http.editing.updates import update
from gjgraph.interfaces.http.exchange import Desk, Exchange, Page
from gjgraph.interfaces.http.memento import MEMENTO
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import ProblemError, unknown_method
from gjgraph.interfaces.http.ready import ReadyResponses
from gjgraph.interfaces.http.sparql.federation import Federation

METHODS = ("GET", "HEAD", "OPTIONS", "POST")


class Endpoint:
    """Answers SPARQL queries over HTTP."""

    def __init__(
        self, desk: Desk, ready: ReadyResponses, federation: Federation, bare: Callable[[Request], Response]
    ) -> None:
        self.desk = desk
        self.answers = desk.answers
        self.settings = desk.settings
        self.pages = desk.pages
        self.journal = desk.journal
        self.federation = federation
        self.bare = bare
        self.ready = ready

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
            described = self.bare(exchange.request)
            exchange.status, exchange.size = described.status_code, len(described.body)
            await Conditional(described)(exchange.scope, exchange.receive, exchange.send)
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
        page = Page(lambda body, reader: self.pages.answer(body, asked.query, reader), source=PREVIEW)
        ready = await exchange.deliver(text, options, asked.seconds, page, keep=text == asked.query)
        scope = exchange.scope
        # A version may be named by a tag, which may mean another one in a minute.
        if ready and MEMENTO not in scope:
            self.ready.remember(scope, *ready)
