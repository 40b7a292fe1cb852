"""The engine process: one thread that holds the index and forks workers from it.

It does what the server asks through one socket: fork a worker and hand over its pipe, bury a dead one.
When the server goes, so does it, and its workers with it.
"""

import gc
import os
import pickle
import signal
import socket
import struct
import sys
from typing import Any

from gjgraph.engine import worker
from gjgraph.engine.index import Index

FORK = b"F"
BURY = b"B"
ORDER = struct.Struct(">cI")
"""An order and the process it is about."""
DONE = struct.Struct(">cIi")
"""The order, the process, and how it ended (as `waitpid` says)."""
LENGTH = struct.Struct(">I")


def send_message(control: socket.socket, message: Any) -> None:  # noqa: ANN401
    """Send the first message, of which there is just one: what was loaded, or why it wasn't."""
    content = pickle.dumps(message)
    control.sendall(LENGTH.pack(len(content)) + content)


def receive_message(control: socket.socket) -> Any:  # noqa: ANN401
    """Receive the first message; EOFError where the engine died before it."""
    (length,) = LENGTH.unpack(receive(control, LENGTH.size))
    return pickle.loads(receive(control, length))  # noqa: S301


def receive(control: socket.socket, length: int) -> bytes:
    """Receive exactly so many bytes."""
    content = b""
    while len(content) < length:
        more = control.recv(length - len(content))
        if not more:
            raise EOFError
        content += more
    return content


def hold(index: Index, control: socket.socket, memory: int) -> None:
    """Fork and bury workers as the server orders, until it closes the socket."""
    gc.collect()
    gc.freeze()  # so that no collection in a worker touches, and so copies, what is shared
    workers: set[int] = set()
    try:
        while True:
            order, pid = ORDER.unpack(receive(control, ORDER.size))
            if order == FORK:
                mine, theirs = socket.socketpair()
                pid = os.fork()
                if pid == 0:
                    die_with_parent()
                    worker.serve(index, mine, memory)
                mine.close()
                workers.add(pid)
                socket.send_fds(control, [DONE.pack(FORK, pid, 0)], [theirs.fileno()])
                theirs.close()
            else:
                status = os.waitpid(pid, 0)[1]
                workers.discard(pid)
                control.sendall(DONE.pack(BURY, pid, status))
    except (EOFError, OSError):
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
