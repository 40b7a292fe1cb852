"""A server under attack: raw bytes to and from its sockets, and a watch on its processes by /proc."""

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from tests.conftest import ROOT

HOST = "127.0.0.1"
T = TypeVar("T")
SETTLE = 2.0
"""Seconds after which nothing may be left of what a query used."""
QUERY = "application/sparql-query"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
"""A join of everything with everything: endless for all that matters."""
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"
"""Burns a worker, and gives nothing before its end."""


@dataclass(frozen=True)
class Reply:
    """What came back on a connection: one response as its bytes stood, taken apart."""

    raw: bytes
    status: int
    """0 where no response came."""
    headers: Mapping[str, str]
    body: bytes
    whole: bool
    """Whether the response ends as its head says that it ends."""
    closed: bool
    """Whether the server closed the connection, or broke it off."""
    seconds: float

    @property
    def outcome(self) -> str:
        """The status; `aborted` where it breaks off, `closed` or `open` where there is none."""
        if self.status:
            return str(self.status) if self.whole else "aborted"
        return "closed" if self.closed else "open"


def parsed(raw: bytes, closed: bool, seconds: float, head_only: bool = False) -> Reply:
    """Take the first response of what came apart (RFC 9112 §6, §7)."""
    head, found, rest = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = re.match(r"HTTP/1\.[01] (\d{3}) ", first)
    if not found or not status:
        return Reply(raw, 0, {}, b"", False, closed, seconds)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    number = int(status[1])
    if number < 200:
        return parsed(rest, closed, seconds, head_only)
    if head_only or number in (204, 304):
        body, whole = b"", True
    elif headers.get("transfer-encoding") == "chunked":
        body, whole = unchunked(rest)
    elif "content-length" in headers:
        length = int(headers["content-length"])
        body, whole = rest[:length], len(rest) >= length
    else:
        # Without either, the end of the connection is the end of the answer: nobody could tell.
        body, whole = rest, closed
    return Reply(raw, number, headers, body, whole, closed, seconds)


def unchunked(content: bytes) -> tuple[bytes, bool]:
    """Put chunks together, and tell whether the last one has come."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = content.find(b"\r\n", place)
        if end < 0:
            return b"".join(parts), False
        size = int(content[place:end], 16)
        if size == 0:
            return b"".join(parts), content[end : end + 4] == b"\r\n\r\n"
        chunk = content[end + 2 : end + 2 + size]
        parts.append(chunk)
        place = end + 2 + size + 2
        if place > len(content):
            return b"".join(parts), False


def request(
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    version: str = "1.1",
) -> bytes:
    """Write a request; `Host` and, with a body, `Content-Length` are added where they aren't given."""
    lines = {"Host": "localhost", **({"Content-Length": str(len(body))} if body else {}), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {target} HTTP/{version}\r\n{head}\r\n".encode("latin-1") + body


def post(query: str | bytes, **headers: str) -> bytes:
    """Write a query as a POST of its text."""
    content = query.encode() if isinstance(query, str) else query
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request("POST", "/sparql", {"Content-Type": QUERY, **named}, content)


def get(query: str, *, version: str = "1.1", more: str = "", **headers: str) -> bytes:
    """Write a query as a GET."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request("GET", f"/sparql?query={quote(query, safe='')}{more}", named, version=version)


@dataclass
class Running:
    """A server process, and all that is asked of it and about it."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    queries_at_once: int
    asked: int = field(default=0)

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}/"

    def connect(self, source: str = HOST, timeout: float = 10, receive: int = 0) -> socket.socket:
        """Open a connection from an address of the loopback network."""
        opened = socket.socket()
        try:
            opened.settimeout(timeout)
            if receive:
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
            opened.bind((source, 0))
            opened.connect((HOST, self.port))
        except BaseException:
            opened.close()
            raise
        return opened

    def talk(
        self, content: bytes | Iterable[bytes], *, source: str = HOST, timeout: float = 10, method: str = ""
    ) -> Reply:
        """Send, and read one response at the same time, until it is whole or the connection ends."""
        with self.connect(source) as opened:
            return exchange(opened, content, timeout, method == "HEAD" or content_is_head(content))

    def ask(self, source: str = HOST) -> Reply:
        """Ask a small question that nobody asked before, on a connection of its own."""
        self.asked += 1
        reply = self.talk(get(f'ASK {{ VALUES ?n {{ "{os.getpid()}-{self.asked}" }} }}'), source=source)
        assert reply.outcome == "200", reply
        assert b"true" in reply.body
        return reply

    def answers_within(self, seconds: float, source: str = HOST) -> None:
        """See that a small question is answered in time: the best of three, as the machine has others."""
        took = []
        for _ in range(3):
            took.append(self.ask(source).seconds)
            if took[-1] <= seconds:
                return
        raise AssertionError(f"an ASK took {took}")

    # Its processes

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def engine(self) -> int:
        """The engine process: its first, and but for a moment its only child."""
        return children(self.pid)[-1]

    def workers(self) -> list[int]:
        """The query workers."""
        return [pid for engine in children(self.pid) for pid in children(engine)]

    def all(self) -> list[int]:
        """The server and all below it."""
        return [self.pid, *children(self.pid), *self.workers()]

    def burning(self, within: float = 5) -> int:
        """Find the worker that burns the processor."""
        before = {pid: cpu(pid) for pid in self.workers()}
        until = time.monotonic() + within
        while time.monotonic() < until:
            time.sleep(0.05)
            for pid in self.workers():
                if cpu(pid) - before.setdefault(pid, cpu(pid)) > 0.1:
                    return pid
        raise AssertionError("no worker burns the processor")

    def used(self, seconds: float) -> float:
        """Measure the processor time that the workers use in a while."""
        before = {pid: cpu(pid) for pid in self.workers()}
        time.sleep(seconds)
        return sum(cpu(pid) - before.get(pid, 0.0) for pid in self.workers())

    def idle_within(self, seconds: float) -> None:
        """See that the workers' processor time stops."""
        until = time.monotonic() + seconds
        while (used := self.used(0.1)) > 0.02:
            assert time.monotonic() < until, f"workers still use {used} s of 0.1 s"

    def settled(self, within: float = SETTLE) -> None:
        """See that no process is left over: one engine, no more workers than set, none dead, none busy."""
        eventually(self.unsettled, lambda problem: not problem, within)

    def unsettled(self) -> str:
        """Tell what is left over; nothing where all is as it should be."""
        engines = children(self.pid)
        workers = self.workers()
        states = {pid: state(pid) for pid in (*engines, *workers)}
        if len(engines) != 1:
            return f"engines: {engines}"
        if not 0 < len(workers) <= self.queries_at_once:
            return f"workers: {workers}"
        if set(states.values()) - {"S"}:
            return f"states: {states}"
        return ""

    def files(self) -> int:
        """Count the open files of the server."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))  # noqa: PTH208


def content_is_head(content: bytes | Iterable[bytes]) -> bool:
    """Tell whether a request is a HEAD, whose response has no body."""
    return isinstance(content, bytes) and content.startswith(b"HEAD ")


def exchange(
    opened: socket.socket, content: bytes | Iterable[bytes], timeout: float = 10, head_only: bool = False
) -> Reply:
    """Send and read on an open connection; one that reads nothing before all is sent would be stuck."""
    pieces = iter((content,)) if isinstance(content, bytes) else iter(content)
    began = time.monotonic()
    opened.setblocking(False)
    poll = select.poll()
    waiting, came, closed, sending = b"", bytearray(), False, True
    while (left := began + timeout - time.monotonic()) > 0:
        if sending and not waiting:
            waiting = next(pieces, b"")
            sending = bool(waiting)
        poll.register(opened, select.POLLIN | (select.POLLOUT if waiting else 0))
        ready = poll.poll(left * 1000)
        if ready and ready[0][1] & select.POLLOUT:
            try:
                waiting = waiting[opened.send(waiting[: 1 << 16]) :]
            except BlockingIOError:
                pass
            except OSError:
                # The server has closed; what it said before is still to be read.
                waiting, sending = b"", False
        if ready and ready[0][1] & ~select.POLLOUT:
            try:
                more = opened.recv(1 << 20)
            except BlockingIOError:
                continue
            except OSError:
                more = b""
            if not more:
                closed = True
                break
            came += more
            if may_be_whole(came) and parsed(bytes(came), False, 0, head_only).whole:
                break
    return parsed(bytes(came), closed, time.monotonic() - began, head_only)


def may_be_whole(came: bytearray) -> bool:
    """Tell whether it is worth to take apart what came; a long answer comes in many pieces."""
    return len(came) < 1 << 16 or came.endswith(b"0\r\n\r\n") or came.find(b"chunked\r\n", 0, 2000) < 0


@contextmanager
def running(*flags: str, at: Path = ROOT, **environment: str) -> Iterator[Running]:
    """Serve a workspace on a free port; ends it as a service manager does, and sees that all of it ends."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GJGRAPH_")}
    program = str(Path(sys.executable).with_name("gjgraph"))
    command = [program, "--lang", "en", "serve", "--port", "0", *flags]
    at_once = int(flags[flags.index("--queries-at-once") + 1]) if "--queries-at-once" in flags else 8
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        with (
            log.open("wb") as errors,
            subprocess.Popen(
                command, cwd=at, env=own | environment, stdout=subprocess.PIPE, stderr=errors, text=True
            ) as process,
        ):
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            assert found, line + log.read_text(encoding="utf-8")
            server = Running(process, int(found[1]), log, at_once)
            try:
                yield server
            finally:
                left = server.all() if process.poll() is None else []
                process.terminate()
                try:
                    code = process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
            # A test that ended it itself looks at how it ended.
            assert code == 0 or not left, log.read_text(encoding="utf-8")
            eventually(lambda: [pid for pid in left if alive(pid)], lambda living: not living, SETTLE)


@contextmanager
def started(server: Running, content: bytes, source: str = HOST, receive: int = 0) -> Iterator[socket.socket]:
    """Send a request whose answer is not awaited."""
    with server.connect(source, receive=receive) as opened:
        opened.sendall(content)
        yield opened


def eventually(look: Callable[[], T], good: Callable[[T], object], within: float) -> T:
    """Look again and again until what is seen is good; it must be in time."""
    until = time.monotonic() + within
    while not good(seen := look()):
        assert time.monotonic() < until, f"after {within} s: {seen}"
        time.sleep(0.02)
    return seen


def stat(pid: int) -> list[str]:
    """Read what the kernel says of a process, from its state on; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def state(pid: int) -> str:
    """The letter of its state: `R` runs, `S` sleeps, `Z` is dead and not waited for; empty when gone."""
    return (stat(pid) or [""])[0]


def alive(pid: int) -> bool:
    return state(pid) not in ("", "Z", "X")


def cpu(pid: int) -> float:
    """The processor time that a process has used, in seconds."""
    fields = stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started, the oldest first."""
    found: set[int] = set()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= {int(child) for child in (task / "children").read_text(encoding="ascii").split()}
    return sorted(found)


def memory(pid: int, figure: str = "VmRSS") -> int:
    """The memory that a process has, in bytes; `VmHWM` is the most that it had since `forget_peak`."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(rf"{figure}:\s+(\d+) kB", lines)
    assert found
    return int(found[1]) << 10


def forget_peak(pid: int) -> None:
    """Have the kernel count the most memory of a process anew (proc(5), `clear_refs`)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def kill(pid: int) -> None:
    """End one process at once, as the kernel does when memory runs out."""
    os.kill(pid, signal.SIGKILL)
