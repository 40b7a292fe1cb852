"""The workers as the server sees them: who answers what, for how long, and what happens when one dies.

A few queries are queued at each worker, which halves the cost of waking it. Nobody waits behind a
stranger for that: what is queued behind a query that turns out to be slow is taken back and given to
another worker. A query that is over its time is ended by killing its worker.
"""

import asyncio
import itertools
import json
import signal
import socket
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from gjgraph.core.change import Change
from gjgraph.core.errors import (
    BrokenError,
    ForbiddenError,
    GjgraphError,
    LimitError,
    QueryError,
    UnknownNameError,
)
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.engine.jobs import BUFFER, Answer, Head, Job, Stream
from gjgraph.engine.process import EngineProcess, kill, lower_priority
from gjgraph.engine.query import FAILED, LAST, REPLY, Query, packed_change, taken_back
from gjgraph.engine.refusals import busy, cause, gone, over_limit, too_many

QUEUE = 16
"""Queries at one worker, the one that it answers included."""
TICK = 0.01
SLOW = 0.02
"""Seconds after which a query is slow: nothing waits behind it any more."""
SHORT = 0.0005
"""Seconds of an average query up to which one worker is kept busy before another is woken."""
PACE_SHARE = 0.05
"""The weight of the last query in the average."""
LONG = 0.1
"""Seconds after which a slow query gives way to others, and its reader is watched."""
MOST_CHANGES = 500
"""Versions that a worker goes through: each takes some of its memory."""
LOST = 0.25
"""Seconds that a worker has to drop what was taken back, before it is taken to be at it."""

Kinds = {kind.__name__: kind for kind in (QueryError, UnknownNameError, ForbiddenError, BrokenError)}


class Worker(asyncio.Protocol):
    """One worker process, by its pipe."""

    def __init__(self, pool: "Pool", engine: EngineProcess, pid: int, number: int) -> None:
        self.pool = pool
        self.engine = engine
        self.instance: str = engine.facts.instance
        """The index that it has, once what was written to it is read."""
        self.number = number
        """The number of that index's version."""
        self.changes = 0
        self.pid = pid
        self.jobs: deque[Job] = deque()
        self.dropped: dict[int, float] = {}
        """What was taken back, and when; until the worker says that it dropped it."""
        self.since = 0.0
        """When it began with the first of its jobs."""
        self.slow = False
        self.lowered = False
        self.retiring = False
        self.alive = True
        self.killed = False
        self.served = 0
        self.rest = b""
        self.paused = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.pool.arrived(self)

    def data_received(self, data: bytes) -> None:
        if self.rest:
            data = self.rest + data
        place, end = 0, len(data)
        while end - place >= REPLY.size:
            number, flags, form, total, length = REPLY.unpack_from(data, place)
            stop = place + REPLY.size + length
            if stop > end:
                break
            self.pool.replied(self, number, Head(flags, form, total), data[place + REPLY.size : stop])
            place = stop
        self.rest = data[place:] if place < end else b""

    def connection_lost(self, exc: Exception | None) -> None:
        self.alive = False
        self.pool.died(self)

    def is_free(self) -> bool:
        """Tell whether it takes another job."""
        return not (self.slow or self.retiring or self.dropped or self.killed) and len(self.jobs) < QUEUE

    def give(self, job: Job, now: float) -> None:
        """Queue a job at it."""
        if not self.jobs:
            self.since = now
        self.jobs.append(job)
        job.worker = self
        job.instance = self.instance
        self.transport.write(job.content)

    def change(self, content: bytes, number: int, instance: str) -> None:
        """Have it go to the next version: what it has been given is answered on the one before."""
        self.transport.write(content)
        self.number, self.instance = number, instance
        self.changes += 1
        if self.changes >= MOST_CHANGES:
            self.retiring = True

    def take_back(self, jobs: list[Job], now: float) -> None:
        """Take back jobs that it hasn't begun."""
        for job in jobs:
            self.jobs.remove(job)
            job.worker = None
            self.dropped[job.number] = now
            self.transport.write(taken_back(job.number))

    def pause(self) -> None:
        """Stop reading its answer; it stops writing when the pipe is full."""
        if not (self.paused or self.killed) and self.alive:
            self.paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        """Go on reading."""
        if self.paused and self.alive:
            self.paused = False
            self.transport.resume_reading()

    def kill(self) -> None:
        """End it, and with it what it does."""
        if self.alive and not self.killed:
            self.killed = True
            kill(self.pid)
            self.resume()  # or its end would never be read


class Pool:
    """Gives queries to workers and keeps the limits that need a clock."""

    def __init__(self, engine: EngineProcess, settings: Settings, cores: int) -> None:
        self.loop = asyncio.get_running_loop()
        self.engine = engine
        self.changes: dict[int, bytes] = {}
        """What leads to each version, while workers are on their way that haven't got it."""
        self.settings = settings
        self.lanes = max(2, min(cores, settings.queries_at_once))
        """Workers for short queries; one with a slow query doesn't count."""
        self.workers: list[Worker] = []
        self.waiting: deque[Job] = deque()
        self.jobs: dict[int, Job] = {}
        self.victims: dict[int, Job | None] = {}
        """Dead workers by process number, and what they were at when they died."""
        self.numbers = itertools.cycle(range(1, 1 << 32))
        self.connecting = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.ticking = False
        self.pace = 0.0
        """Seconds that a query takes at present, on the average of the last ones."""
        self.lost: Callable[[], None] = lambda: None
        self.count: Counter[str] = Counter()
        """What happened, for the metrics."""
        self.attach(engine)

    # The engine process

    def attach(self, engine: EngineProcess) -> None:
        """Have workers of an engine process, and none of an earlier one."""
        before, self.engine = self.engine, engine
        self.changes.clear()
        self.loop.add_reader(engine.control, self.read, engine)
        for worker in list(self.workers):
            worker.retiring = True
            self.retire(worker)
        self.restock()
        if before is not engine:
            self.let_go(before)

    def read(self, engine: EngineProcess) -> None:
        """Take a message of an engine process."""

        def arrived(pid: int, pipe: socket.socket, number: int) -> None:
            self.connect(engine, pid, pipe, number)

        if engine.is_open and not engine.read(arrived, self.buried):
            self.loop.remove_reader(engine.control)
            engine.ordered.clear()  # they won't come
            for worker in list(self.workers):
                if worker.engine is engine:
                    worker.kill()
            if engine is self.engine:
                self.lost()

    def change(self, change: Change, facts: Any) -> None:  # noqa: ANN401
        """Go to the next version, of which `facts` tell: whatever is asked from now on is answered on it.

        Every worker takes the change in its turn, behind the queries that it was given before.
        """
        engine = self.engine
        engine.change(change)
        engine.facts, instance = facts, facts.instance
        content = packed_change(change)
        if self.spawning:
            self.changes[engine.number] = content
        else:
            self.changes.clear()
        for worker in list(self.workers):
            if worker.engine is engine and worker.alive and not worker.killed:
                worker.change(content, engine.number, instance)
                self.retire(worker)
        self.restock()

    def let_go(self, engine: EngineProcess) -> None:
        """End an engine process that isn't the current one, once none of its workers is left."""
        has_workers = any(worker.engine is engine for worker in self.workers)
        if engine is self.engine or not engine.is_open or engine.forking or has_workers:
            return
        self.loop.remove_reader(engine.control)
        engine.is_open = False
        self.loop.run_in_executor(None, engine.close)

    def is_ready(self) -> bool:
        """Tell whether there is a worker to answer, or about to be."""
        return bool(self.workers or self.spawning)

    def restock(self) -> None:
        """Have as many workers for short queries as there should be, whether anything waits or not."""
        short = sum(1 for worker in self.workers if not (worker.slow or worker.killed or worker.retiring))
        total = sum(1 for worker in self.workers if not worker.killed)
        while short + self.spawning < self.lanes and total + self.spawning < self.settings.queries_at_once:
            try:
                self.engine.fork()
            except OSError:
                return

    @property
    def spawning(self) -> int:
        """Count the workers that are on their way."""
        return self.engine.forking + self.connecting

    def connect(self, engine: EngineProcess, pid: int, pipe: socket.socket, number: int) -> None:
        """Take over the pipe of a worker that was forked."""

        async def connect() -> None:
            try:
                await self.loop.create_unix_connection(lambda: Worker(self, engine, pid, number), sock=pipe)
            except OSError:
                pipe.close()
                self.bury(engine, pid, None)
            finally:
                self.connecting -= 1

        pipe.setblocking(False)
        self.connecting += 1
        task = self.loop.create_task(connect())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def arrived(self, worker: Worker) -> None:
        """Begin to use a worker."""
        worker.retiring = worker.engine is not self.engine
        if not worker.retiring:
            for number in range(worker.number + 1, self.engine.number + 1):
                worker.change(self.changes[number], number, self.engine.facts.instance)
        self.workers.append(worker)
        self.retire(worker)
        self.dispatch()

    def retire(self, worker: Worker) -> None:
        """Let a worker go that should, once it has nothing to do."""
        if worker.retiring and worker.alive and not (worker.jobs or worker.dropped):
            worker.transport.close()

    def died(self, worker: Worker) -> None:
        """Do without a worker: what it was at is to blame, what waited there is innocent."""
        if worker in self.workers:
            self.workers.remove(worker)
        victim = worker.jobs.popleft() if worker.jobs else None
        if victim and self.loop.time() - worker.since > LONG:
            victim.retries = 0
        for job in reversed(worker.jobs):
            job.worker = None
            self.waiting.appendleft(job)
        worker.jobs.clear()
        if not worker.retiring or victim:
            self.count["restarts"] += 1
        self.bury(worker.engine, worker.pid, victim)
        self.let_go(worker.engine)
        self.restock()
        self.dispatch()

    def bury(self, engine: EngineProcess, pid: int, victim: Job | None) -> None:
        """Have a dead worker waited for, and learn how it died."""
        try:
            engine.bury(pid)
            self.victims[pid] = victim
        except OSError:
            if victim:
                self.end(victim, gone())

    def buried(self, pid: int, status: int) -> None:
        """Learn how a worker died, and tell its client what to make of it."""
        victim = self.victims.pop(pid, None)
        if victim is None:
            return
        if status & 0x7F in (0, signal.SIGKILL) and victim.retries and not (victim.stream or victim.over):
            # Somebody else ended the worker, most likely before it had begun with this.
            victim.retries -= 1
            victim.worker = None
            victim.parts.clear()
            victim.held = 0
            self.waiting.appendleft(victim)
            self.dispatch()
            return
        self.end(victim, cause(status))

    # Queries

    def submit(self, query: Query, client: str, seconds: float) -> Job:
        """Take on a query; BusyError where too many wait already."""
        now = self.loop.time()
        if len(self.waiting) >= self.settings.queries_waiting or not self.is_ready():
            self.dispatch()
            if len(self.waiting) >= self.settings.queries_waiting or not self.is_ready():
                self.count["refused"] += 1
                raise busy("queries_waiting")
        if self.waiting:
            mine = sum(1 for job in self.waiting if job.client == client)
            if mine >= self.settings.client_waiting:
                self.count["refused"] += 1
                raise too_many()
        job = Job(next(self.numbers), query, client, seconds, now)
        self.jobs[job.number] = job
        self.waiting.append(job)
        self.dispatch()
        if not self.ticking:
            self.ticking = True
            self.loop.call_later(TICK, self.tick)
        return job

    def cancel(self, job: Job, error: GjgraphError) -> None:
        """Stop a query wherever it is, and free what it uses at once."""
        worker = job.worker
        if worker is None:
            if job in self.waiting:
                self.waiting.remove(job)
        elif worker.jobs and worker.jobs[0] is job:
            worker.kill()
        elif job in worker.jobs:
            worker.take_back([job], self.loop.time())
        self.end(job, error)

    def end(self, job: Job, error: GjgraphError | None = None) -> None:
        """Be done with a query; once it is, what comes later of it (its worker's death) is nothing new."""
        self.jobs.pop(job.number, None)
        if error and job.is_open():
            if isinstance(error, LimitError):
                self.count[f"limit:{error.limit}"] += 1
            job.fail(error)

    def dispatch(self) -> None:
        """Give what waits to workers that have room."""
        while self.waiting:
            job = self.next_job()
            if job is None:
                return
            best: Worker | None = None
            for worker in self.workers:
                if worker.is_free() and (best is None or self.suits(worker, best)):
                    best = worker
            if best is None:
                self.restock()
                return
            self.waiting.remove(job)
            if not job.over:
                best.give(job, self.loop.time())

    def suits(self, worker: Worker, other: Worker) -> bool:
        """Tell which of two workers with room is to have the next query.

        Where queries are short, waking a worker costs more than they do: the busier one has it.
        """
        if self.pace < SHORT:
            return len(worker.jobs) > len(other.jobs)
        return len(worker.jobs) < len(other.jobs)

    def next_job(self) -> Job | None:
        """Find the first that waits whose client doesn't run too many slow queries already."""
        if not any(worker.slow for worker in self.workers):
            return self.waiting[0]
        slow = Counter(worker.jobs[0].client for worker in self.workers if worker.slow and worker.jobs)
        return next((job for job in self.waiting if slow[job.client] < self.settings.client_share), None)

    def replied(self, worker: Worker, number: int, head: Head, content: bytes) -> None:
        """Take a piece of an answer."""
        flags = head.flags
        if not worker.jobs or worker.jobs[0].number != number:
            # Taken back: dropped in time, or it had begun with it.
            if flags & LAST:
                worker.dropped.pop(number, None)
                self.retire(worker)
                self.dispatch()
            return
        job = worker.jobs[0]
        if not flags & LAST:
            self.partly(worker, job, head, content)
            return
        worker.jobs.popleft()
        now = self.loop.time()
        self.pace += (now - worker.since - self.pace) * PACE_SHARE
        worker.since = now
        worker.slow = False
        worker.served += 1
        if worker.lowered or worker.served >= self.settings.worker_queries:
            # Its priority can't be raised again.
            worker.retiring = True
        if flags & FAILED:
            self.end(job, self.failure(content))
        elif job.stream:
            job.stream.push(content)
            job.stream.end()
            self.end(job)
        else:
            if job.parts:
                job.parts.append(content)
                content = b"".join(job.parts)
            self.jobs.pop(number, None)
            job.resolve(Answer(head, job.instance, content))
        if worker.retiring:
            self.retire(worker)
        if self.waiting:
            self.dispatch()

    def partly(self, worker: Worker, job: Job, head: Head, content: bytes) -> None:
        """Take a piece that isn't the last: buffered at first, then handed on as it comes."""
        if job.stream:
            job.stream.push(content)
            return
        job.parts.append(content)
        job.held += len(content)
        if job.held > BUFFER:
            answer = Answer(head, job.instance, b"".join(job.parts))
            job.parts.clear()
            answer.stream = job.stream = Stream(worker)
            answer.job = job
            job.resolve(answer)

    def failure(self, content: bytes) -> GjgraphError:
        """Read why a worker gave no answer."""
        about = json.loads(content)
        message = Text(*about["message"])
        if about["limit"]:
            return over_limit(about["limit"], self.settings)
        if about["kind"] == "QueryError":
            return QueryError(message, about["line"], about["column"])
        return Kinds.get(about["kind"], QueryError)(message)

    def tick(self) -> None:
        """Look after what takes long."""
        now = self.loop.time()
        for job in [job for job in self.waiting if now >= job.deadline]:
            self.waiting.remove(job)
            self.end(job, over_limit("time", self.settings, job.seconds))
        for worker in list(self.workers):
            self.look_after(worker, now)
        self.dispatch()
        if self.jobs or any(worker.dropped for worker in self.workers):
            self.loop.call_later(TICK, self.tick)
        else:
            self.ticking = False

    def look_after(self, worker: Worker, now: float) -> None:
        """Keep the clock on one worker."""
        if worker.killed:
            return
        if worker.dropped and not worker.jobs and now - max(worker.since, *worker.dropped.values()) > LOST:
            worker.kill()
            return
        if not worker.jobs:
            return
        job, age = worker.jobs[0], now - worker.since
        if now >= job.deadline:
            worker.kill()
            self.end(job, over_limit("time", self.settings, job.seconds))
            return
        if age > SLOW and not worker.slow:
            worker.slow = True
        if worker.slow and len(worker.jobs) > 1:
            behind = list(worker.jobs)[1:]
            worker.take_back(behind, now)
            self.waiting.extendleft(reversed(behind))
        if age > LONG and not worker.lowered:
            worker.lowered = True
            lower_priority(worker.pid)
        if now - job.asked > LONG and job.watchers:
            watchers, job.watchers = job.watchers, []
            for watch in watchers:
                watch()

    async def drain(self, seconds: float) -> None:
        """Wait until nothing runs any more, but no longer than so many seconds."""
        until = time.monotonic() + seconds
        while self.jobs and time.monotonic() < until:
            await asyncio.sleep(0.02)

    def stop(self) -> None:
        """End all workers, and with them what they do; the engine process is left to be closed."""
        self.lost = lambda: None
        self.loop.remove_reader(self.engine.control)
        for job in list(self.jobs.values()):
            self.cancel(job, gone())
        for worker in self.workers:
            worker.kill()

    def close(self) -> None:
        """End all workers and the engine process."""
        self.stop()
        self.engine.close()
