"""Connections: how large a request's head may be, how long it may take, and how long an answer to be read.

The server library reads heads of any size for any time, and waits for ever for a reader; on the open
internet that is an invitation.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.interfaces.http.clients import network
from gjgraph.interfaces.http.exchange import ABORT, WHOLE
from gjgraph.interfaces.http.problems import CORS, TITLES
from gjgraph.interfaces.http.ready import lines

SWEEP = 0.25
"""Seconds between two looks at all connections."""


class Connection(HttpToolsProtocol):
    """One connection of a client, with the limits of the settings."""

    settings: Settings
    clients: Counter[str]
    """Open connections by client."""
    at_once: Callable[[bytes, Scope], bytes | None]
    """Gives a response that is ready, to be sent before any framework code."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.extensions = {ABORT: transport.abort, WHOLE: self.send_whole}
        self.began = self.loop.time()
        self.head: int | None = 0
        """Bytes of the head so far; `None` from its end to the next request."""
        self.reading = True
        self.ready: bytes | None = None
        self.refused = False
        self.framing = self.body_bytes = 0
        self.writing_since = 0.0
        self.peer = network(self.client[0] if self.client else "")
        self.clients[self.peer] += 1
        many = len(self.connections) > self.settings.connections
        if many or self.clients[self.peer] > self.settings.client_connections:
            refuse = Text("열린 연결이 너무 많습니다.", "Too many connections are open.")
            self.refuse(503 if many else 429, refuse, "connections" if many else "client_connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self.clients[self.peer] -= 1
        if not self.clients[self.peer]:
            del self.clients[self.peer]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.head is not None:
            self.head += len(data)
            if self.head > self.settings.url_kb << 10:
                # A small head with much of the body after it is no large head.
                end = data.find(b"\r\n\r\n")
                if end < 0 or self.head - len(data) + end > self.settings.url_kb << 10:
                    words = Text(
                        f"주소와 헤더가 {self.settings.url_kb} KiB를 넘습니다. 긴 질의는 POST로 보내세요.",
                        f"Address and headers are larger than {self.settings.url_kb} KiB. POST a long query.",
                    )
                    self.refuse(431, words, "url_kb")
                    return
        framing = len(data) if self.head is None else 0
        self.body_bytes = 0
        if not self.refused:
            super().data_received(data)
        # Signs between the chunks of a body, and trailers after it, are no body.
        self.framing = self.framing + framing - self.body_bytes if framing and self.head is None else 0
        if self.framing > self.settings.url_kb << 10:
            self.refuse(431, Text("본문 밖의 글자가 너무 많습니다.", "Too much around the body."), "url_kb")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = self.extensions  # type: ignore[typeddict-item]
        self.reading = True

    def on_headers_complete(self) -> None:
        self.head = None
        hosts = sum(1 for name, _ in self.headers if name == b"host")
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            # RFC 9112 §3.2
            self.refuse(400, Text("Host 헤더이 하나 있어야 합니다.", "There must be one Host header."))
            return
        if (
            self.parser.get_method() == b"GET"
            and (self.cycle is None or self.cycle.response_complete)
            and self.parser.should_keep_alive()
            and self.parser.get_http_version() == "1.1"
        ):
            self.ready = type(self).at_once(self.url, self.scope)  # type: ignore[arg-type]
        if self.ready is None:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.body_bytes += len(body)
        if self.ready is None and not self.refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self.reading = False
        self.head = 0
        if self.refused:
            return
        if self.ready is None:
            super().on_message_complete()
            return
        ready, self.ready = self.ready, None
        self.write(ready)
        self.on_response_complete()

    def send_whole(self, scope: Scope, response: bytes) -> bool:
        """Send a whole response at once; `False` where it must be sent in the library's own way."""
        cycle = self.cycle
        if (
            cycle is None
            or cycle.scope is not scope
            or cycle.response_started
            or cycle.disconnected
            or not cycle.keep_alive
        ):
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        self.write(response)
        cycle.on_response()
        return True

    def write(self, response: bytes) -> None:
        """Write a response in one go, with the headers that every response has."""
        start = response.index(b"\n") + 1
        self.transport.write(response[:start] + lines(self.server_state.default_headers) + response[start:])

    def on_response_complete(self) -> None:
        self.began = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, Text("HTTP 요청이 아닙니다.", "Not an HTTP request that can be read."))

    def refuse(self, status: int, detail: Text, limit: str = "") -> None:
        """Say why there is no answer, and close the connection."""
        self.refused = True
        title = TITLES.get(status, Text("받을 수 없는 요청", "Unacceptable request"))
        content = {
            "type": f"/limits#{limit}" if limit else "about:blank",
            "title": f"{title.ko} · {title.en}",
            "status": status,
            "detail": f"{detail.ko} · {detail.en}",
        }
        body = json.dumps(content, ensure_ascii=False).encode()
        cors = lines([(name.lower().encode(), value.encode()) for name, value in CORS.items()]).decode()
        head = (
            f"HTTP/1.1 {status} {title.en}\r\nContent-Type: application/problem+json\r\n{cors}"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        if not self.transport.is_closing():
            self.transport.write(head.encode() + body)
            self.transport.close()

    def look(self, now: float) -> None:
        """Close the connection where its client takes too long to ask or to read."""
        if self.transport.get_write_buffer_size():
            self.writing_since = self.writing_since or now
            if now - self.writing_since > self.settings.time:
                self.transport.abort()
            return
        self.writing_since = 0.0
        if self.reading and now - self.began > self.settings.request_time:
            words = Text("요청이 제때 끝나지 않았습니다.", "The request wasn't sent in time.")
            self.refuse(408, words, "request_time")
            # Or a reader that takes nothing would keep it open.
            self.loop.call_later(1, self.transport.abort)


def connection_class(settings: Settings, at_once: Callable[[bytes, Scope], bytes | None]) -> type[Connection]:
    """Give the class of connections under some settings."""
    own = {"settings": settings, "clients": Counter(), "at_once": staticmethod(at_once)}
    return type("Connection", (Connection,), own)


def sweep(loop: asyncio.AbstractEventLoop, connections: Callable[[], set[Any]]) -> None:
    """Look at all connections now, and again in a moment."""
    now = loop.time()
    for connection in list(connections()):
        connection.look(now)
    loop.call_later(SWEEP, sweep, loop, connections)


def room_for_connections(wanted: int) -> None:
    """Have the system let this process open as many connections as the settings say."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        needed = wanted + 256
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard) if hard > 0 else needed, hard))
