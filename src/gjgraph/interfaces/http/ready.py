"""Responses that are ready: sent again as they are, before any framework code, while the answers are kept."""

import time
from collections.abc import Mapping

from starlette.types import Scope

from gjgraph.core.settings import Settings
from gjgraph.engine.answers import Answers
from gjgraph.engine.query import Query
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.journal import Journal

MOST_READY = 4096
LARGEST_URL = 8192

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, ...]
KEPT = frozenset(
    (
        b"etag",
        b"vary",
        b"cache-control",
        b"access-control-allow-origin",
        b"access-control-expose-headers",
        b"content-location",
        b"last-modified",
    )
)
"""What a 304 says too (RFC 9110 §15.4.5)."""
ELSEWHERE = frozenset((b"accept-datetime", b"if-modified-since"))
"""Headers by which another answer may be due; they take the long way."""


class Ready:
    """A response that can be sent as it is: as bytes, from its headers on."""

    __slots__ = ("etag", "not_modified", "route", "size", "whole")

    def __init__(self, headers: Headers, etag: bytes, body: bytes, route: str) -> None:
        same = [(name, value) for name, value in headers if name in KEPT]
        self.whole = b"HTTP/1.1 200 OK\r\n" + lines(headers) + b"\r\n" + body
        self.not_modified = b"HTTP/1.1 304 Not Modified\r\n" + lines(same) + b"\r\n"
        self.etag = etag
        self.size = len(body)
        self.route = route


def lines(headers: Headers) -> bytes:
    """Write headers as lines."""
    return b"".join([name + b": " + value + b"\r\n" for name, value in headers])


class ReadyResponses:
    """The responses that are ready, by what they depend on."""

    def __init__(self, answers: Answers, settings: Settings, journal: Journal) -> None:
        self.answers = answers
        self.settings = settings
        self.journal = journal
        self.ready: dict[Key, Ready] = {}
        self.keys: dict[Query, list[Key]] = {}
        answers.dropped = self.forget

    def at_once(self, url: bytes, scope: Scope) -> bytes | None:
        """Give a whole response, from the headers on, to a GET whose answer is ready; else `None`.

        `scope` needs no more than the client and the headers.
        """
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if len(headers) != len(scope["headers"]) or not headers.keys().isdisjoint(ELSEWHERE):
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
            ready.route,
            304 if same else 200,
            0 if same else ready.size,
            time.perf_counter() - began,
            "hit",
        )
        return ready.not_modified if same else ready.whole

    def remember(self, scope: Scope, query: Query, ready: Ready) -> None:
        """Have a response ready for the next time, for as long as its answer is kept."""
        url = scope["raw_path"]
        if scope["query_string"]:
            url += b"?" + scope["query_string"]
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if (
            scope["method"] == "GET"
            and len(url) < LARGEST_URL
            and len(headers) == len(scope["headers"])
            and query in self.answers.kept
            and len(self.ready) < MOST_READY
        ):
            key = key_of(url, headers)
            if key not in self.ready:
                self.keys.setdefault(query, []).append(key)
            self.ready[key] = ready

    def forget(self, query: Query) -> None:
        """Have the responses to a query ready no longer."""
        for key in self.keys.pop(query, ()):
            self.ready.pop(key, None)


def key_of(url: bytes, headers: Mapping[bytes, bytes]) -> Key:
    """Give what a response to a GET depends on."""
    get = headers.get
    return url, get(b"accept", b""), get(b"accept-encoding", b""), get(b"accept-language", b"")
