"""Old versions of the data, made ready when they are asked: a bounded number, each once.

Each has an engine process and a few workers of its own, under the limits of any query. They give way to
the present: with less of the processor, one being made ready at a time, and the one that wasn't asked
for the longest making room for the next.
"""

import asyncio
import contextlib
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import pyoxigraph

from gjgraph.core.errors import BusyError, GjgraphError, UnreadableError
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.engine.answers import Answers
from gjgraph.engine.pool import Pool
from gjgraph.engine.process import EngineProcess, lower_priority
from gjgraph.engine.refusals import too_many
from gjgraph.operations.old_snapshot import OldFacts, start_old
from gjgraph.storage.checkout import clear
from gjgraph.storage.repository import Repository
from gjgraph.storage.timeline import Found, Timeline, Version
from gjgraph.storage.workspace import Workspace

WORKERS = 2
"""Workers of an old version, of which one client has no more than one for long."""
CACHE_SHARE = 8
"""The part of the present's cache that each old version has."""
LONGEST_START = 120.0
"""Seconds after which an old version that isn't ready never will be."""
REMEMBERED = 60.0
"""Seconds for which a version isn't tried again that can't be read."""
PAUSE = 5.0
"""Seconds after which one is tried again whose process died."""
MOST_REMEMBERED = 64
MOST_READING = 256
"""Requests that wait for the history."""

OFF = Text(
    "이 서버는 옛 판을 보여 주지 않습니다(old_versions 설정이 0).",
    "This server shows no old versions (the setting 'old_versions' is 0).",
)
NO_HISTORY = Text(
    "이 작업 공간은 git 저장소에 있지 않아 옛 판이 없습니다.",
    "This workspace is in no git repository, so it has no old versions.",
)

T = TypeVar("T")


class OldVersion:
    """An old version that is ready."""

    def __init__(self, engine: EngineProcess, settings: Settings, cores: int) -> None:
        self.facts: OldFacts = engine.facts
        few = replace(settings, queries_at_once=min(WORKERS, settings.queries_at_once), client_share=1)
        self.pool = Pool(engine, few, cores)
        self.answers = Answers(self.pool, (settings.cache_mb << 20) // CACHE_SHARE, lasting=True)
        # What another engine writes may be other bytes.
        self.answers.use_version(f"{self.facts.version} {pyoxigraph.__version__}", self.facts.instance)

    def close(self) -> None:
        """End it without waiting for its engine process."""
        self.pool.stop()
        self.pool.engine.is_open = False
        self.pool.loop.run_in_executor(None, self.pool.engine.close)


class Entry:
    """A version that is ready or being made so."""

    def __init__(self, making: "asyncio.Task[OldVersion]") -> None:
        self.making = making
        self.users = 0
        """Requests that wait for it or use it: it isn't thrown away under them."""

    @property
    def ready(self) -> OldVersion | None:
        """What it is once it's ready."""
        if not self.making.done() or self.making.cancelled() or self.making.exception():
            return None
        return self.making.result()


class Versions:
    """The versions of a workspace: finds them by name, and has the old ones answer."""

    def __init__(self, workspace: Workspace, settings: Settings, cores: int) -> None:
        self.workspace = workspace
        self.settings = settings
        self.cores = cores
        self.loop = asyncio.get_running_loop()
        self.entries: OrderedDict[str, Entry] = OrderedDict()
        self.starting: EngineProcess | None = None
        self.failed: OrderedDict[str, tuple[float, GjgraphError]] = OrderedDict()
        """What was wrong with a version, and until when it isn't tried again."""
        self.waiting: Counter[str] = Counter()
        """Requests that wait for a version to be ready, by client."""
        self.count: Counter[str] = Counter()
        """What happened, for the metrics."""
        # One thread, since what reads the repository isn't for several.
        self.reader = ThreadPoolExecutor(1, "history")
        self.timeline, self.absent = opened(workspace) if settings.old_versions else (None, OFF)
        """What reads the history; or why there is none."""
        self.reading = 0
        if self.timeline:
            self.reader.submit(clear)

    # Finding

    async def named(self, name: str, served: str) -> Found:
        """Find the version that a commit id, a tag or a date names; `served` is what is served now."""
        return await self.read(lambda timeline: timeline.named(name, served))

    async def at(self, moment: datetime, served: str) -> Found | None:
        """Find the version of a point in time; `None` where there is none at all."""
        return await self.read(lambda timeline: timeline.at(moment, served))

    async def all(self) -> list[Version]:
        """List the versions, oldest first."""
        return await self.read(lambda timeline: timeline.all())

    async def read(self, ask: Callable[[Timeline], T]) -> T:
        """Ask the repository, off the loop; UnreadableError where there is none."""
        if self.timeline is None:
            raise UnreadableError(self.absent or OFF)
        if self.reading >= MOST_READING:
            raise not_now("queries_waiting")
        self.reading += 1
        try:
            return await self.loop.run_in_executor(self.reader, ask, self.timeline)
        finally:
            self.reading -= 1

    # Asking

    @contextlib.asynccontextmanager
    async def using(self, version: Version, client: str) -> AsyncIterator[OldVersion]:
        """Have an old version answer; it is made ready if it isn't."""
        entry = self.entries.get(version.id) or self.begin(version)
        self.entries.move_to_end(version.id)
        entry.users += 1
        try:
            yield entry.ready or await self.wait(entry, client)
        finally:
            entry.users -= 1

    async def wait(self, entry: Entry, client: str) -> OldVersion:
        """Wait until a version is ready; no longer than for a query."""
        if self.waiting[client] >= self.settings.client_waiting:
            raise too_many()
        if self.waiting.total() >= max(1, self.settings.queries_waiting):
            raise not_now("queries_waiting")
        self.waiting[client] += 1
        try:
            async with asyncio.timeout(self.settings.time):
                return await asyncio.shield(entry.making)
        except TimeoutError:
            raise not_now("time") from None
        finally:
            self.waiting[client] -= 1
            if not self.waiting[client]:
                del self.waiting[client]

    def begin(self, version: Version) -> Entry:
        """Begin to make a version ready; BusyError where there is no room for it now."""
        if version.id in self.failed:
            until, error = self.failed[version.id]
            if self.loop.time() < until:
                raise error
            del self.failed[version.id]
        if any(not entry.making.done() for entry in self.entries.values()):
            self.count["refused"] += 1
            raise not_now("old_versions")
        if len(self.entries) >= self.settings.old_versions:
            idle = next((name for name, entry in self.entries.items() if not entry.users), None)
            if idle is None:
                self.count["refused"] += 1
                raise not_now("old_versions")
            self.drop(idle)
        self.count["builds"] += 1
        making = self.loop.create_task(self.make(version))
        # Whoever waited may be gone when it fails.
        making.add_done_callback(lambda done: done.cancelled() or done.exception())
        self.entries[version.id] = entry = Entry(making)
        return entry

    async def make(self, version: Version) -> OldVersion:
        """Make a version ready."""
        engine = self.starting = start_old(self.workspace, self.settings.memory_mb, version.id)
        alarm = self.loop.call_later(LONGEST_START, engine.process.kill)
        try:
            lower_priority(engine.process.pid)
            await asyncio.to_thread(engine.wait)
            made = OldVersion(engine, self.settings, self.cores)
        except GjgraphError as error:
            self.count["failures"] += 1
            self.entries.pop(version.id, None)
            # What it told is wrong with the version; where it told nothing, it may do better next time.
            told = isinstance(engine.facts, Text)
            wrong = unusable(version, error) if told else died(version)
            self.failed[version.id] = (self.loop.time() + (REMEMBERED if told else PAUSE), wrong)
            if len(self.failed) > MOST_REMEMBERED:
                self.failed.popitem(last=False)
            raise wrong from None
        finally:
            alarm.cancel()
            self.starting = None
        made.pool.lost = lambda: self.drop(version.id)
        return made

    def drop(self, name: str) -> None:
        """Do without a version from now on."""
        if (entry := self.entries.pop(name, None)) and (ready := entry.ready):
            ready.close()

    def ready(self) -> list[OldVersion]:
        """List the versions that are ready."""
        return [ready for entry in self.entries.values() if (ready := entry.ready)]

    def close(self) -> None:
        """End all of them, when the server ends."""
        if self.starting:
            self.starting.process.kill()
        for old in self.ready():
            old.pool.close()
        self.entries.clear()
        self.reader.shutdown(wait=False, cancel_futures=True)


def opened(workspace: Workspace) -> tuple[Timeline | None, Text | None]:
    """Open the history of a workspace, or say why there is none."""
    try:
        repository = Repository.open(workspace.root)
    except GjgraphError as error:
        return None, error.message
    return (Timeline(repository), None) if repository else (None, NO_HISTORY)


def not_now(limit: str) -> BusyError:
    """Say that an old version isn't to be had now."""
    return BusyError(
        Text(
            "옛 판을 읽는 중이거나 다른 옛 판들이 쓰이고 있습니다. 잠시 뒤에 다시 물어 주세요.",
            "The old version is still being read, or others are in use. Ask again in a little while.",
        ),
        limit,
    )


def died(version: Version) -> BusyError:
    """Say that an old version couldn't be made ready."""
    return BusyError(
        Text(
            f"{version.id[:12]} 판을 읽던 프로세스가 멈췄습니다. 잠시 뒤에 다시 물어 주세요.",
            f"The process that read version {version.id[:12]} stopped. Ask again in a little while.",
        )
    )


def unusable(version: Version, error: GjgraphError) -> UnreadableError:
    """Say that a version is there but can't be served."""
    return UnreadableError(
        Text(
            f"{version.id[:12]} 판은 읽을 수 없습니다. 다른 판을 고르세요. 까닭: {error.message.ko}",
            f"Version {version.id[:12]} can't be read; choose another one. {error.message.en}",
        )
    )
