"""The engine process as the server holds it: start it, have workers forked, have the dead buried."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from gjgraph.core.change import Change
from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.engine.forks import BURY, CHANGE, COPY, DONE, FORK, ORDER
from gjgraph.engine.messages import receive_message

Arrived = Callable[[int, socket.socket, int], None]
"""Takes a worker: its process, its pipe and the number of its version."""
Copied = Callable[[int, socket.socket], None] | None
Buried = Callable[[int, int], None]


class EngineProcess:
    """A process that holds one version of the index.

    Its program is the `main` of a module, run with the number of its socket and then `arguments`.
    `facts` is what it told when it was ready.
    """

    def __init__(self, module: str, arguments: Sequence[str]) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            # In a session of its own: Ctrl+C is for the server, which then lets what runs finish.
            self.process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-c",
                    f"from {module} import main; main()",
                    str(theirs.fileno()),
                    *arguments,
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.facts: Any = None
        self.ordered: deque[int] = deque()
        """The number of the version that each worker will have which was ordered and hasn't come."""
        self.number = 0
        """Counts the versions that this process went through."""
        self.copied: Copied = None
        self.deaths: dict[int, Callable[[int], object]] = {}
        """Who wants to know how a process ended, if not the pool."""
        self.is_open = True

    def wait(self) -> None:
        """Wait until the index is built; raises what the engine process couldn't do."""
        try:
            self.facts = receive_message(self.control)
        except EOFError:
            self.close()
            raise UnreadableError(
                Text("엔진 프로세스가 시작하다 끝났습니다.", "The engine process ended while it started.")
            ) from None
        if isinstance(self.facts, Text):
            self.close()
            raise UnreadableError(self.facts)
        self.control.setblocking(False)

    @property
    def forking(self) -> int:
        """Count the workers that were ordered and haven't come."""
        return len(self.ordered)

    def fork(self) -> None:
        """Order a worker; it comes by `read`."""
        self.control.send(ORDER.pack(FORK, 0))
        self.ordered.append(self.number)

    def fork_copy(self, copied: Callable[[int, socket.socket], None]) -> None:
        """Order a working copy; OSError where the process is gone."""
        self.control.send(ORDER.pack(COPY, 0))
        self.copied = copied

    def change(self, change: Change) -> None:
        """Have the index go to the next version; what is forked from now on has it."""
        with tempfile.TemporaryFile() as file:
            # A file, and not the socket: there is room for any change, and no need to wait.
            pickle.dump(change.to_bytes(), file)
            file.flush()
            file.seek(0)
            socket.send_fds(self.control, [ORDER.pack(CHANGE, 0)], [file.fileno()])
        self.number += 1

    def bury(self, pid: int) -> None:
        """Order that a dead worker is waited for; until then, no other process has its number."""
        self.control.send(ORDER.pack(BURY, pid))

    def read(self, arrived: Arrived, buried: Buried) -> bool:
        """Take one message of the engine process, if there is one; `False` where the process is gone."""
        try:
            content, files, _, _ = socket.recv_fds(self.control, DONE.size, 1)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if len(content) < DONE.size:
            return False
        order, pid, status = DONE.unpack(content)
        if order == FORK:
            arrived(pid, socket.socket(fileno=files[0]), self.ordered.popleft())
        elif order == COPY and self.copied:
            self.copied(pid, socket.socket(fileno=files[0]))
        else:
            told = self.deaths.pop(pid, None)
            if told:
                told(status)
            else:
                buried(pid, status)
        return True

    def close(self) -> None:
        """End the process, and its workers with it."""
        self.is_open = False
        self.control.close()
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def kill(pid: int) -> None:
    """End a worker at once, whatever it does."""
    os.kill(pid, signal.SIGKILL)


def lower_priority(pid: int) -> None:
    """Let a worker with a long query give way to the short ones."""
    os.setpriority(os.PRIO_PROCESS, pid, 10)
