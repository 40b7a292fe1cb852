"""The working copy as the server holds it: an edit goes in, what comes of it comes out."""

import asyncio
import pickle
import signal
import socket
from typing import Any

from gjgraph.core.errors import BrokenError, BusyError, GjgraphError, LimitError
from gjgraph.core.text import Text
from gjgraph.engine.copy import too_deep, too_large
from gjgraph.engine.messages import LENGTH
from gjgraph.engine.process import EngineProcess, kill

MOST_EDITS = 500
"""Edits that one working copy tries: each takes some of its memory."""


class WorkingCopy:
    """One working copy, from its fork to its end."""

    def __init__(self, engine: EngineProcess, pid: int, pipe: socket.socket) -> None:
        self.engine = engine
        self.pid = pid
        self.pipe = pipe
        self.edits = 0
        self.is_alive = True
        pipe.setblocking(False)

    @classmethod
    async def fork(cls, engine: EngineProcess) -> "WorkingCopy":
        """Have one forked from an engine process."""
        came: asyncio.Future[WorkingCopy] = asyncio.get_running_loop().create_future()

        def copied(pid: int, pipe: socket.socket) -> None:
            copy = cls(engine, pid, pipe)
            if came.done():
                copy.kill()
            else:
                came.set_result(copy)

        try:
            engine.fork_copy(copied)
            return await asyncio.wait_for(came, 10)
        except (OSError, TimeoutError):
            raise lost() from None

    def is_worn(self) -> bool:
        """Tell whether it has tried enough."""
        return self.edits >= MOST_EDITS

    async def ask(self, message: object, seconds: float) -> Any:  # noqa: ANN401
        """Have an edit tried; raises what is wrong with it. LimitError where it takes too long."""
        loop = asyncio.get_running_loop()
        content = pickle.dumps(message)
        self.edits += 1
        try:
            async with asyncio.timeout(seconds):
                await loop.sock_sendall(self.pipe, LENGTH.pack(len(content)) + content)
                (length,) = LENGTH.unpack(await self.receive(LENGTH.size))
                outcome, is_sound = pickle.loads(await self.receive(length))  # noqa: S301
        except TimeoutError:
            self.kill()
            raise LimitError(
                Text(
                    f"편집이 {seconds:g}초 안에 끝나지 않아 멈췄습니다. 바뀐 것은 없습니다. 나누어 보내세요.",
                    f"The edit was stopped: it took more than {seconds:g} s. Nothing was changed; "
                    "send it in parts.",
                ),
                "edit_time",
            ) from None
        except OSError:
            raise await self.died() from None
        except BaseException:
            # Half of a message may be on its way: nobody can use this copy any more.
            self.kill()
            raise
        if not is_sound:
            self.kill()
        if isinstance(outcome, GjgraphError):
            raise outcome
        return outcome

    async def receive(self, length: int) -> bytes:
        """Receive exactly so many bytes."""
        content = bytearray()
        while len(content) < length:
            more = await asyncio.get_running_loop().sock_recv(self.pipe, min(length - len(content), 1 << 20))
            if not more:
                raise ConnectionResetError
            content += more
        return bytes(content)

    async def died(self) -> GjgraphError:
        """Tell from how it died what the edit did."""
        if not self.is_alive:
            return lost()  # it was killed, and is buried once only
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def died(status: int) -> None:
            if not ended.done():
                ended.set_result(status)

        self.engine.deaths[self.pid] = died
        self.close()
        try:
            self.engine.bury(self.pid)
            return cause(await asyncio.wait_for(ended, 2))
        except (OSError, TimeoutError):
            return lost()

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.is_alive:
            self.close()
            try:
                kill(self.pid)
                self.engine.bury(self.pid)
            except OSError:
                pass  # its engine is gone, and so is it

    def close(self) -> None:
        """Use it no more."""
        self.is_alive = False
        self.pipe.close()


def cause(status: int) -> GjgraphError:
    """Tell from how a working copy died what its edit did."""
    ended_by = status & 0x7F
    if ended_by in (signal.SIGSEGV, signal.SIGBUS):
        return too_deep()
    if ended_by == signal.SIGABRT:
        return too_large()
    if ended_by:
        return lost()  # somebody else ended it, and the edit may well be innocent
    return BrokenError(
        Text(
            "서버의 잘못으로 편집을 판단하지 못했습니다. 바뀐 것은 없습니다. 운영자에게 알리세요.",
            "The edit couldn't be judged by a mistake of the server. Nothing was changed; tell the operator.",
        )
    )


def lost() -> BusyError:
    """Say that there is nothing to try edits in."""
    return BusyError(
        Text(
            "지금은 고칠 수 없습니다. 바뀐 것은 없습니다. 잠시 뒤에 다시 보내 주세요.",
            "Nothing can be edited at the moment, and nothing was changed. Send it again in a little while.",
        )
    )
