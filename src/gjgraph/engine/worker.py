"""A worker: a forked snapshot of the index that answers queries and can do nothing else.

It holds one pipe and no other file, may open none, and lives under limits that the kernel keeps. What
goes wrong in it (a parser's stack that overflows, memory that runs out) ends this process only.
"""

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import time
import zlib
from collections import deque
from functools import partial
from typing import Any, Protocol

from gjgraph.core.change import Change
from gjgraph.core.errors import BrokenError, GjgraphError, LimitError
from gjgraph.core.sparql import is_volatile
from gjgraph.core.terms import Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.engine.display import Labels, Naming, choices, display
from gjgraph.engine.index import Index
from gjgraph.engine.preview import PREVIEW, preview
from gjgraph.engine.query import (
    CHANGE,
    FAILED,
    GZIP,
    LAST,
    REPLY,
    REQUEST,
    VOLATILE,
    Options,
    unpacked_options,
)
from gjgraph.engine.results import FORMAT_NAMES, Format, part, write, writer
from gjgraph.engine.sorting import sorted_rows

PIPE = 0
"""The worker's one file descriptor."""
CHUNK = 64 << 10
WORTH_COMPRESSING = 1024
CPU_RESERVE = 600
"""Seconds of processor time after which the kernel ends a worker that its server forgot."""
DISPLAY = "display"
"""The format of the pages of questions: not for programs, so not among the others."""
NONE = 255
DOCUMENT = "document"
"""The format of documents: the text says what is wanted, and is no query."""
CHOICES = "choices"
"""The format of what a parameter can take."""
LONG = 0.001
"""Seconds of a query after which its answer doesn't wait for others."""


class Publish(Naming, Protocol):
    """What knows what the index publishes: how things are called, and their documents."""

    def __call__(self, wanted: str) -> bytes:
        """Write what a text asks for."""


def confined(pipe: socket.socket, memory: int) -> socket.socket:
    """Give up every power but one pipe, and give that; `memory` is in bytes, beyond what is there now.

    On macOS the kernel doesn't keep the limit of memory.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(pipe.fileno(), PIPE)
    pipe.detach()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            pages = int(statm.read().split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    os.closerange(PIPE + 1, os.sysconf("SC_OPEN_MAX"))
    # The pipe is number 0, so with room for one there is room for no other file and no socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (PIPE + 1, PIPE + 1))
    return socket.socket(fileno=PIPE)


def serve(index: Index, pipe: socket.socket, memory: int, publish: Publish | None = None) -> None:
    """Answer what comes through the pipe, until it is closed. Never returns."""
    try:
        own = confined(pipe, memory)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_RESERVE, CPU_RESERVE))
        gc.disable()
        Worker(index, own, publish).run()
    except BaseException:
        os._exit(1)
    os._exit(0)


class Worker:
    """Takes requests off the pipe in their order, and writes the answers to it."""

    def __init__(self, index: Index, pipe: socket.socket, publish: Publish | None = None) -> None:
        self.index = index
        self.publish = publish
        self.naming: Naming = publish or Labels(index)
        self.pipe = pipe
        self.replies = Replies(pipe)
        self.slow = True
        self.buffer = bytearray()
        self.requests: deque[tuple[int, bytes, bytes]] = deque()

    def run(self) -> None:
        """Answer one request after the other; return when the server closes the pipe."""
        while True:
            # Looked at after a query that took its time: what waits behind a slow one is taken back.
            if not self.requests or (self.slow and select.select([self.pipe], [], [], 0)[0]):
                self.replies.flush()
                received = self.pipe.recv(CHUNK)
                if not received:
                    return
                self.buffer += received
                self.take()
            else:
                number, text, options = self.requests.popleft()
                if number == CHANGE:
                    self.index.change(Change.from_bytes(text, options))
                    continue
                began = time.perf_counter()
                self.answer(number, text.decode(), unpacked_options(options))
                self.slow = time.perf_counter() - began > LONG
                if self.slow:
                    self.replies.flush()

    def take(self) -> None:
        """Read the whole requests that have come, dropping those that were taken back."""
        start = 0
        while len(self.buffer) >= start + REQUEST.size:
            number, query, options = REQUEST.unpack_from(self.buffer, start)
            middle = start + REQUEST.size + query
            end = middle + options
            if len(self.buffer) < end:
                break
            if options or number == CHANGE:
                text = bytes(self.buffer[start + REQUEST.size : middle])
                self.requests.append((number, text, bytes(self.buffer[middle:end])))
            else:
                kept = deque(each for each in self.requests if each[0] != number)
                if len(kept) < len(self.requests):
                    self.replies.write(REPLY.pack(number, LAST, NONE, 0, 0))
                self.requests = kept
            start = end
        del self.buffer[:start]

    def answer(self, number: int, text: str, options: Options) -> None:
        """Evaluate one query and write what it gives, or why it gives nothing."""
        reply = Reply(self.replies, number, options)
        try:
            self.evaluate(text, options, reply)
            reply.finish()
        except GjgraphError as error:
            reply.fail(reply.limit or error)
        except MemoryError:
            reply.fail(LimitError(Text("", ""), "memory_mb"))
        except BrokenPipeError:
            raise
        except Exception as error:
            # What the writers raise passes through the store, which makes errors of its own of it.
            reply.fail(
                reply.limit
                or BrokenError(
                    Text(f"답을 쓰지 못했습니다: {error}", f"The answer can't be written: {error}")
                )
            )

    def evaluate(self, text: str, options: Options, reply: "Reply") -> None:
        """Evaluate a query and write its answer."""
        if options.formats[0] == DOCUMENT and self.publish:
            reply.write(self.publish(text))
            return
        parameters = {
            name: Literal(value, datatype=NamedNode(datatype)) if datatype else NamedNode(value)
            for name, value, datatype in options.parameters
        }
        answer = self.index.query(text, parameters, options.default_graphs, options.named_graphs)
        shown = options.formats[0]
        if shown == CHOICES:
            reply.start(None, is_volatile(text))
            reply.write(choices(answer, options.columns, self.naming, self.index.base))
            return
        chosen = None if shown in (DISPLAY, PREVIEW) else writer(answer, options.formats)
        reply.start(chosen, is_volatile(text))
        order = partial(
            sorted_rows,
            column=options.order,
            reader=options.reader,
            naming=self.naming,
        )
        answer, reply.total = part(
            answer, options.without, options.skip, options.count, order if options.order else None
        )
        if shown == PREVIEW:
            reply.write(preview(answer, self.index))
        elif chosen is None:
            reply.write(display(answer, self.naming, reply.total, options.columns))
        else:
            write(answer, chosen, reply, reply.counted)  # type: ignore[arg-type]


class Replies:
    """The pipe as it is written to: small answers to what was asked at once go together."""

    def __init__(self, pipe: socket.socket) -> None:
        self.pipe = pipe
        self.parts: list[bytes] = []
        self.held = 0

    def write(self, data: bytes) -> None:
        """Write now, or with what comes next."""
        self.parts.append(data)
        self.held += len(data)
        if self.held >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self.parts:
            self.pipe.sendall(b"".join(self.parts))
            self.parts.clear()
            self.held = 0


class Reply:
    """The answer to one request on its way into the pipe: counted, cut in chunks, compressed."""

    def __init__(self, pipe: Replies, number: int, options: Options) -> None:
        self.pipe = pipe
        self.number = number
        self.options = options
        self.flags = 0
        self.format = NONE
        self.parts: list[bytes] = []
        self.held = 0
        self.size = 0
        self.rows = 0
        self.total = 0
        self.limit: LimitError | None = None
        self.compressor: Any = None

    def start(self, chosen: Format | None, volatile: bool) -> None:
        """Say what kind of answer it is."""
        if chosen:
            self.format = FORMAT_NAMES.index(chosen.name)
        self.flags = VOLATILE if volatile else 0

    def counted(self, more: int) -> None:
        """Count rows, and stop at the limit."""
        self.rows += more
        if self.rows > self.options.rows:
            self.stop("rows")

    def stop(self, limit: str) -> None:
        """Stop writing: an answer that isn't whole is none."""
        self.limit = LimitError(Text("", ""), limit)
        raise self.limit

    def write(self, data: Any) -> int:  # noqa: ANN401
        self.size += len(data)
        if self.size > self.options.size:
            self.stop("answer_mb")
        self.parts.append(bytes(data))
        self.held += len(data)
        if self.held >= CHUNK:
            if self.options.gzip and self.compressor is None:
                self.compress()
            self.send(0)
        return len(data)

    def flush(self) -> None:
        """Be a binary file for the writers; `finish` sends what is held."""

    def compress(self) -> None:
        """Begin to compress: what is held, and all that follows."""
        self.compressor = zlib.compressobj(5, wbits=31)
        self.flags |= GZIP

    def finish(self) -> None:
        """Send the end of the answer."""
        if self.options.gzip and self.compressor is None and self.held >= WORTH_COMPRESSING:
            self.compress()
        self.send(LAST)

    def send(self, flag: int) -> None:
        """Send what is held, in pieces that the server can take at a time."""
        content = b"".join(self.parts)
        self.parts.clear()
        self.held = 0
        if self.compressor is not None:
            content = self.compressor.compress(content) + (self.compressor.flush() if flag else b"")
            if not content and not flag:
                return
        place = 0
        while True:
            piece = content[place : place + CHUNK] if len(content) > CHUNK else content
            place += CHUNK
            done = place >= len(content)
            head = REPLY.pack(
                self.number, self.flags | (flag if done else 0), self.format, self.total, len(piece)
            )
            self.pipe.write(head + piece)
            if done:
                return

    def fail(self, error: GjgraphError) -> None:
        """Say why there is no answer."""
        about = {
            "kind": type(error).__name__,
            "message": list(error.message),
            "limit": getattr(error, "limit", ""),
            "line": getattr(error, "line", 0),
            "column": getattr(error, "column", 0),
        }
        with contextlib.suppress(MemoryError):
            self.parts.clear()
            content = json.dumps(about).encode()
            self.pipe.write(REPLY.pack(self.number, LAST | FAILED, NONE, 0, len(content)) + content)
