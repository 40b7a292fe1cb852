"""The engine process as the server holds it: start it, have workers forked, have the dead buried."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.engine.forks import BURY, DONE, FORK, ORDER, receive_message

Arrived = Callable[[int, socket.socket], None]
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
        self.forking = 0
        """Workers that were ordered and haven't come."""
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

    def fork(self) -> None:
        """Order a worker; it comes by `read`."""
        self.control.send(ORDER.pack(FORK, 0))
        self.forking += 1

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
            self.forking -= 1
            arrived(pid, socket.socket(fileno=files[0]))
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
