"""The engine process: one thread that holds the index and forks workers from it.

It does what the server asks through one socket: fork a worker or a working copy and hand over its pipe,
bury a dead one, go to the next version. When the server goes, so does it, and its children with it.
"""

import gc
import os
import pickle
import signal
import socket
import struct
import sys

from gjgraph.core.change import Change
from gjgraph.engine import copy, worker
from gjgraph.engine.copy import Judge
from gjgraph.engine.index import Index
from gjgraph.engine.worker import Publish

FORK = b"F"
COPY = b"C"
BURY = b"B"
CHANGE = b"V"
ORDER = struct.Struct(">cI")
"""An order and the process it is about."""
DONE = struct.Struct(">cIi")
"""The order, the process, and how it ended (as `waitpid` says)."""


def hold(
    index: Index,
    control: socket.socket,
    memory: int,
    judge: Judge | None = None,
    publish: Publish | None = None,
) -> None:
    """Fork, bury and change as the server orders, until it closes the socket.

    `judge` is what a working copy does with an edit; without it, none is forked. `publish` is what a
    worker does with a document that is asked for.
    """
    gc.collect()
    gc.freeze()  # so that no collection in a worker touches, and so copies, what is shared
    workers: set[int] = set()
    try:
        while True:
            content, files, _, _ = socket.recv_fds(control, ORDER.size, 1)
            order, pid = ORDER.unpack(content)  # orders are small: one is never cut
            if order in (FORK, COPY):
                mine, theirs = socket.socketpair()
                pid = os.fork()
                if pid == 0:
                    die_with_parent()
                    if order == COPY and judge:
                        copy.serve(judge, mine, memory)
                    worker.serve(index, mine, memory, publish)
                mine.close()
                workers.add(pid)
                socket.send_fds(control, [DONE.pack(order, pid, 0)], [theirs.fileno()])
                theirs.close()
            elif order == CHANGE:
                with os.fdopen(files[0], "rb") as file:
                    index.change(Change.from_bytes(*pickle.load(file)))  # noqa: S301
            else:
                status = os.waitpid(pid, 0)[1]
                workers.discard(pid)
                control.sendall(DONE.pack(BURY, pid, status))
    except (EOFError, OSError, struct.error):
        for pid in workers:
            os.kill(pid, signal.SIGKILL)


def die_with_parent() -> None:
    """Ask the kernel to end this process with the engine, even if that is killed. Linux only."""
    if sys.platform == "linux":
        set_death_signal(1, signal.SIGKILL)


if sys.platform == "linux":
    import ctypes

    set_death_signal = ctypes.CDLL(None).prctl
    """prctl(2); 1 is PR_SET_PDEATHSIG."""
