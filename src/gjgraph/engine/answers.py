"""Answers by version: each is computed once, kept while there is room, and known by its ETag.

An answer depends on the query, its options and the version of the data, and on nothing else, unless it
calls a function such as NOW or RAND: so what is kept under those three is right by construction.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from gjgraph import __version__
from gjgraph.engine.jobs import Answer, Job, StoppedError
from gjgraph.engine.query import Query, packed_options

LARGEST_SHARE = 8
"""An answer is kept if it takes no more than this part of the room."""

Watch = Callable[[Callable[[], None]], None]
"""Is called when a query takes long; calls what it is given when the reader has left."""


class Engine(Protocol):
    """What answers queries: the pool of workers, or anything else with the same face."""

    def submit(self, query: Query, client: str, seconds: float) -> Job: ...

    def cancel(self, job: Job, error: StoppedError) -> None: ...


class Answers:
    """The cache before an engine; `room` is in bytes.

    Where answers are `lasting`, their tags are the same for every index of the version. Such a tag is
    weak: rows that nobody put in order may come in another one (RFC 9110 §8.8.1).
    """

    def __init__(self, engine: Engine, room: int, lasting: bool = False) -> None:
        self.engine = engine
        self.room = room
        self.lasting = lasting
        self.used = 0
        self.version = ""
        self.instance = ""
        self.kept: OrderedDict[Query, Answer] = OrderedDict()
        self.dropped: Callable[[Query], None] = lambda query: None
        """Is told which query's answer isn't kept any more."""
        self.running: dict[tuple[Query, float], Job] = {}
        self.hits = 0
        self.misses = 0
        self.shared = 0

    def use_version(self, version: str, instance: str) -> None:
        """Forget what was computed at another version.

        `instance` tells one index from another of the same version: where a query asks for no order,
        theirs may differ, and a strong entity tag stands for the very bytes.
        """
        self.version = version
        self.instance = instance
        while self.kept:
            self.drop()
        self.running.clear()

    async def get(self, query: Query, client: str, seconds: float, watch: Watch) -> Answer:
        """Answer a query: from the cache, with those who asked the same at the same time, or anew."""
        if (known := self.kept.get(query)) is not None:
            self.kept.move_to_end(query)
            self.hits += 1
            return known
        key = (query, seconds)
        if key in self.running:
            self.shared += 1
            job = self.running[key]
        else:
            self.misses += 1
            self.running[key] = job = self.engine.submit(query, client, seconds)
            job.finished = self.finish
        waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        job.waiters.append(waiter)
        first = len(job.waiters) == 1

        def leave() -> None:
            if not waiter.done():
                waiter.set_exception(StoppedError.by_client())
            if waiter in job.waiters:
                job.waiters.remove(waiter)
            if not job.waiters and not job.over:
                self.engine.cancel(job, StoppedError.by_client())

        job.watchers.append(lambda: watch(leave))
        answer = await waiter
        if answer.stream is None or first:
            return answer
        # Too long to be shared: the one who asked first has the stream.
        job = self.engine.submit(query, client, seconds)
        job.waiters.append(waiter := asyncio.get_running_loop().create_future())
        own = job
        job.watchers.append(lambda: watch(lambda: self.engine.cancel(own, StoppedError.by_client())))
        return await waiter

    def finish(self, job: Job, answer: Answer | None) -> None:
        """Keep an answer that is whole."""
        key = (job.query, job.seconds)
        if self.running.get(key) is job:
            del self.running[key]
        if answer is not None and answer.stream is None:
            self.keep(job.query, answer)

    def keep(self, query: Query, answer: Answer) -> None:
        """Keep an answer, and let the ones go that weren't asked for the longest."""
        size = cost(query, answer)
        if answer.volatile or answer.instance != self.instance or size > self.room // LARGEST_SHARE:
            return
        if query not in self.kept:
            self.kept[query] = answer
            self.used += size
            while self.used > self.room:
                self.drop()

    def drop(self) -> None:
        """Let the answer go that wasn't asked for the longest."""
        query, answer = self.kept.popitem(last=False)
        self.used -= cost(query, answer)
        self.dropped(query)

    async def whole(self, query: Query, answer: Answer) -> AsyncIterator[bytes]:
        """Give a long answer piece by piece, and keep it if it turns out to fit after all."""
        if answer.stream is None:
            yield answer.body
            return
        parts, size = [answer.body], len(answer.body)
        yield answer.body
        async for chunk in answer.stream:
            size += len(chunk)
            if size <= self.room // LARGEST_SHARE:
                parts.append(chunk)
            yield chunk
        if size <= self.room // LARGEST_SHARE and not answer.volatile:
            self.keep(query, Answer(answer.head, answer.instance, b"".join(parts)))

    def etag(self, query: Query, variant: str = "") -> str:
        """Give the entity tag of an answer without computing it (RFC 9110 §8.8.3).

        It begins with the instance: so an edit can rest on any answer of that version.
        """
        known = f"{__version__}\0{self.instance}\0{self.version}\0{variant}\0{query.text}\0".encode()
        digest = hashlib.blake2b(known + packed_options(query.options), digest_size=12)
        return f'{"W/" if self.lasting else ""}"{self.instance}-{digest.hexdigest()}"'


def cost(query: Query, answer: Answer) -> int:
    """Estimate the bytes that a kept answer takes."""
    return len(answer.body) + 2 * len(query.text) + 2048
