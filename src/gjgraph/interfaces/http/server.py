"""The server process: connections, the pool of workers, and their life together."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
import uvloop

from gjgraph.core.change import Change
from gjgraph.core.errors import GjgraphError
from gjgraph.core.settings import Settings
from gjgraph.core.text import Text
from gjgraph.engine.answers import Answers
from gjgraph.engine.pool import Pool
from gjgraph.engine.process import EngineProcess
from gjgraph.interfaces.http.access import Access
from gjgraph.interfaces.http.app import Front
from gjgraph.interfaces.http.connection import connection_class, room_for_connections, sweep
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.journal import FLUSH, Journal
from gjgraph.interfaces.http.pages import Pages
from gjgraph.interfaces.http.timetravel import TimeTravel
from gjgraph.operations.editing import Editor
from gjgraph.operations.snapshots import Facts, start
from gjgraph.operations.versions import Versions
from gjgraph.storage.audit import Audit
from gjgraph.storage.repository import Repository
from gjgraph.storage.tokens import Tokens
from gjgraph.storage.workspace import Workspace

KEEP_ALIVE = 75
"""Seconds that an idle connection stays open for its next request."""
RESTART = 1.0
"""Seconds between two attempts to have an engine process again."""
COLLECT_AFTER = 20_000
"""Objects made and not freed after which the interpreter looks for cycles."""


class Server(uvicorn.Server):
    """The HTTP server; signals are handled by `Process`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Process:
    """One server over one workspace, from its start to its end."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        engine: EngineProcess,
        repository: Repository | None = None,
    ) -> None:
        self.workspace = workspace
        self.settings = settings
        self.loop = asyncio.get_running_loop()
        self.journal = Journal(settings.access_log, settings.slow)
        self.pool = Pool(engine, settings, os.cpu_count() or 1)
        self.versions = Versions(workspace, settings, os.cpu_count() or 1)
        self.answers = Answers(self.pool, settings.cache_mb << 20)
        self.answers.use_version(engine.facts.version, engine.facts.instance)
        self.pages = Pages(workspace, settings, engine.facts)
        self.pages.has_history = Repository.open(workspace.root) is not None
        self.tasks: set[asyncio.Task[None]] = set()
        self.editor: Editor | None = None
        self.access: Access | None = None
        if repository:
            tokens, audit = Tokens(repository.folder), Audit(repository.folder)
            self.access = Access(tokens, audit, settings)
            limits = (settings.edit_time, settings.edits_waiting)
            self.editor = Editor(
                workspace, repository, lambda: self.pool.engine, self.publish, self.read_anew, limits
            )
        self.reloading = self.editor.writing if self.editor else asyncio.Lock()
        """One at a time: the last to begin is the last to be served."""

    async def run(self, listener: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until told to stop; then let what runs finish."""
        desk = Desk(
            self.answers,
            self.settings,
            self.pages,
            self.journal,
            self.editor,
            self.access,
            None if self.versions.absent else self.versions,
        )
        front = Front(desk, self.pool)
        server = Server(
            uvicorn.Config(
                TimeTravel(front, self.versions),
                http=connection_class(self.settings, front.ready.at_once),
                ws="none",
                lifespan="off",
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=True,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=int(self.settings.time) + 1,
                backlog=2048,
            )
        )
        self.pool.lost = lambda: self.background(self.revive())
        for name in (signal.SIGINT, signal.SIGTERM):
            self.loop.add_signal_handler(name, lambda: setattr(server, "should_exit", True))
        self.loop.add_signal_handler(signal.SIGHUP, lambda: self.background(self.reload()))
        if self.editor:
            self.background(self.editor.run())
        self.flush()
        sweep(self.loop, lambda: server.server_state.connections)
        ready()
        try:
            await server.serve(sockets=[listener])
            await self.pool.drain(self.settings.time)
        finally:
            self.versions.close()
            self.pool.close()
            self.journal.flush()

    def background(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Do something beside the requests."""
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def flush(self) -> None:
        """Write the log from time to time."""
        self.journal.flush()
        self.loop.call_later(FLUSH, self.flush)

    async def reload(self) -> None:
        """Serve the workspace as it is now, between two commits."""
        async with self.reloading:
            await self.read_anew()

    async def read_anew(self) -> Text | None:
        """Read the workspace as it is now, and serve that; where it can't be read, say why and go on."""
        try:
            engine = start(self.workspace, self.settings.memory_mb, self.settings.editing)
            await asyncio.to_thread(engine.wait)
        except GjgraphError as error:
            self.journal.write(event="reload-failed", reason=error.message.en, reason_ko=error.message.ko)
            return error.message
        except OSError as error:
            reason = error.strerror or str(error)
            self.journal.write(event="reload-failed", reason=reason)
            return Text(reason, reason)
        self.pages.facts = engine.facts
        self.pool.attach(engine)
        self.answers.use_version(engine.facts.version, engine.facts.instance)
        if self.editor:
            self.editor.use_version()
        self.journal.write(event="reloaded", version=engine.facts.version)
        return None

    def publish(self, change: Change, facts: Facts) -> None:
        """Serve the next version from now on."""
        self.pool.change(change, facts)
        self.pages.facts = facts
        self.answers.use_version(facts.version, facts.instance)

    async def revive(self) -> None:
        """Have an engine process again after it was lost."""
        self.journal.write(event="engine-lost")
        engine = self.pool.engine
        while self.pool.engine is engine:
            async with self.reloading:
                # An edit may have been waiting for the same, and first.
                if self.pool.engine is engine:
                    await self.read_anew()
            await asyncio.sleep(RESTART)


def run(
    workspace: Workspace,
    settings: Settings,
    engine: EngineProcess,
    listener: socket.socket,
    ready: Callable[[], None],
    repository: Repository | None = None,
) -> None:
    """Serve until told to stop. `engine` must be ready; `ready` is called when requests are answered.

    Edits go to `repository`; without one, nothing can be edited.
    """
    room_for_connections(settings.connections)
    # What was loaded stays: no collection needs to look at it. Little else is made of cycles.
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)

    async def main() -> None:
        await Process(workspace, settings, engine, repository).run(listener, ready)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
