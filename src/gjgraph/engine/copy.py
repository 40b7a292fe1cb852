"""The working copy: a forked process with the whole dataset, in which edits are tried.

Like a worker it holds one pipe and can open nothing. An edit that is accepted stays applied, so that the
next one is tried on it; what is refused leaves no trace.
"""

import gc
import os
import socket
from collections.abc import Callable
from typing import Any

from gjgraph.core.errors import GjgraphError, LimitError, QueryError
from gjgraph.core.text import Text
from gjgraph.engine.messages import receive_message, send_message
from gjgraph.engine.worker import confined

Judge = Callable[[Any], Any]
"""Takes what somebody wants done, and gives what comes of it; raises a GjgraphError."""


def serve(judge: Judge, pipe: socket.socket, memory: int) -> None:
    """Try what comes through the pipe, until it is closed. Never returns."""
    try:
        own = confined(pipe, memory)
        gc.freeze()
        while True:
            asked = receive_message(own)
            send_message(own, outcome(judge, asked))
    except BaseException:
        os._exit(1)


def outcome(judge: Judge, asked: Any) -> tuple[Any, bool]:  # noqa: ANN401
    """Give what comes of an edit, or why nothing does; and whether the copy is as sound as before.

    Where an edit was cut off anywhere, a part of it may be left.
    """
    try:
        return judge(asked), True
    except GjgraphError as error:
        return error, True
    except MemoryError:
        return too_large(), False
    except RecursionError:
        return too_deep(), False


def too_large() -> LimitError:
    """Say that an edit ran out of memory."""
    return LimitError(
        Text(
            "편집이 메모리를 한도보다 많이 써서 멈췄습니다. 바뀐 것은 없습니다. 나누어 보내세요.",
            "The edit was stopped: it needs more memory than it may have. Nothing was changed; send it in "
            "parts.",
        ),
        "memory_mb",
    )


def too_deep() -> QueryError:
    """Say that an edit ran out of stack."""
    return QueryError(
        Text(
            "편집이 너무 깊이 겹쳐 있습니다. 바뀐 것은 없습니다. 더 얕게 쓰세요.",
            "The edit is nested too deeply. Nothing was changed; write it flatter.",
        )
    )
