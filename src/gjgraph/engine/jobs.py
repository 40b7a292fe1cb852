"""Queries that are being answered, and what comes of them: an answer whole, or a stream of it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple, Protocol

from gjgraph.core.errors import GjgraphError
from gjgraph.core.text import Text
from gjgraph.engine.query import GZIP, VOLATILE, Query, packed
from gjgraph.engine.results import FORMAT_NAMES

BUFFER = 1 << 20
"""Bytes of an answer that the server holds for a reader who is slower than the worker."""


class Holder(Protocol):
    """Who has a job: a worker, whose output can be held up."""

    jobs: "deque[Job]"

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def kill(self) -> None: ...

    def take_back(self, jobs: "list[Job]", now: float) -> None: ...


class StoppedError(GjgraphError):
    """A query that its client or the operator stopped."""

    def __init__(self, message: Text, is_by_operator: bool) -> None:
        super().__init__(message)
        self.is_by_operator = is_by_operator

    @classmethod
    def by_client(cls) -> "StoppedError":
        """The client left: nobody reads what is said of it."""
        return cls(Text("접속이 끊겼습니다.", "The client left."), False)

    @classmethod
    def by_operator(cls) -> "StoppedError":
        """The operator stopped it."""
        return cls(Text("운영자가 질의를 멈췄습니다.", "The operator stopped the query."), True)


class Stream:
    """The chunks of an answer that is longer than what the server buffers."""

    def __init__(self, worker: Holder) -> None:
        self.worker = worker
        self.chunks: deque[bytes] = deque()
        self.held = 0
        self.ended = False
        self.error: GjgraphError | None = None
        self.more = asyncio.Event()

    def push(self, chunk: bytes) -> None:
        """Take a chunk from the worker; the worker waits while the reader is behind."""
        if self.ended:
            return
        self.chunks.append(chunk)
        self.held += len(chunk)
        if self.held > BUFFER:
            self.worker.pause()
        self.more.set()

    def end(self, error: GjgraphError | None = None) -> None:
        """Say that there is no more, and whether the answer is whole."""
        self.ended, self.error = True, error
        self.more.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the chunks as they come; raises where the answer can't be made whole."""
        while True:
            while self.chunks and not self.error:
                chunk = self.chunks.popleft()
                self.held -= len(chunk)
                if self.held <= BUFFER // 2:
                    self.worker.resume()
                yield chunk
            if self.error:
                raise self.error
            if self.ended:
                return
            self.more.clear()
            await self.more.wait()


class Head(NamedTuple):
    """What a worker says of an answer before its bytes."""

    flags: int
    format: int
    """The format's place in `FORMAT_NAMES`."""
    total: int
    """The rows of the whole, where only a part was asked for."""


class Answer:
    """An answer: its whole body, or its beginning and a stream of the rest."""

    __slots__ = ("body", "format", "gzip", "head", "instance", "job", "stream", "volatile")

    def __init__(self, head: Head, instance: str, body: bytes) -> None:
        self.job: Job | None = None
        """What goes on; set where there is a stream."""
        self.head = head
        self.format = FORMAT_NAMES[head.format] if head.format < len(FORMAT_NAMES) else ""
        self.gzip = bool(head.flags & GZIP)
        self.volatile = bool(head.flags & VOLATILE)
        self.instance = instance
        """The index that it was computed on."""
        self.body = body
        self.stream: Stream | None = None


class Job:
    """A query that is being answered, and those who wait for it."""

    def __init__(self, number: int, query: Query, client: str, seconds: float, now: float) -> None:
        self.number = number
        self.query = query
        self.client = client
        self.seconds = seconds
        self.deadline = now + seconds
        self.asked = now
        self.content = packed(number, query)
        self.waiters: list[asyncio.Future[Answer]] = []
        self.watchers: list[Callable[[], None]] = []
        self.parts: list[bytes] = []
        self.held = 0
        self.stream: Stream | None = None
        self.worker: Holder | None = None
        self.instance = ""
        """The index that it is answered on."""
        self.over = False
        self.retries = 3
        self.finished: Callable[[Job, Answer | None], None] | None = None

    def resolve(self, answer: Answer) -> None:
        """Give the answer to all who wait."""
        for waiter in self.close(answer):
            waiter.set_result(answer)

    def fail(self, error: GjgraphError) -> None:
        """Tell all who wait why there is no answer, or no more of it."""
        if self.stream and not self.stream.ended:
            self.stream.end(error)
        if self.over:
            return
        for waiter in self.close(None):
            waiter.set_exception(error)

    def is_open(self) -> bool:
        """Tell whether anybody is still to be told something."""
        return not self.over or (self.stream is not None and not self.stream.ended)

    def close(self, answer: Answer | None) -> list[asyncio.Future[Answer]]:
        """Be over, and give those who still wait."""
        self.over = True
        if self.finished:
            self.finished(self, answer)
        waiting = [waiter for waiter in self.waiters if not waiter.done()]
        # These refer to the job in turn: so that it is freed at once, and not by a collection.
        self.finished = None
        self.waiters.clear()
        if answer is None or answer.stream is None:
            self.watchers.clear()
        return waiting
