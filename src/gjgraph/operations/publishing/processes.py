"""Processes beside this one, for what can be done at the same time: forked where only one thread runs."""

import contextlib
import gc
import os
import selectors
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from gjgraph.core.errors import BrokenError, GjgraphError
from gjgraph.core.text import Text
from gjgraph.engine.messages import receive_message, send_message

BATCH = 25
"""Results that a process tells of at once."""
WORTH_FORKING = 20
"""Items from which on several processes are faster than one."""
PLACE = struct.Struct("II")
PLACES = 2_000
"""Places that fit into a pipe, whatever the system: 16 KiB."""
Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Have a process do some work; what is given waits for it, and gives what came of it."""
    pipe, pid = forked(lambda: iter([work()]))
    try:
        yield lambda: next(receive_all([pipe]))
    finally:
        end({pipe: pid})


def each_in_processes(
    items: Sequence[Item], work: Callable[[Item], Result], jobs: int
) -> Iterator[list[Result]]:
    """Do some work for each item, in other processes where there are enough; give results as they come."""
    if jobs < 2 or len(items) < WORTH_FORKING:
        yield from ([work(item)] for item in items)
        return
    # So that no collection in a child touches, and so copies, what is shared.
    gc.freeze()
    children: dict[socket.socket, int] = {}
    queue = queue_of(len(items))
    try:
        for _ in range(jobs):
            pipe, pid = forked(lambda: batches(taken(items, queue), work))
            children[pipe] = pid
        os.close(queue)
        queue = -1
        yield from receive_all(children)
    finally:
        if queue >= 0:
            os.close(queue)
        end(children)
        gc.unfreeze()


def queue_of(count: int) -> int:
    """Fill a pipe with the places of items, from which each process takes the next when it is free."""
    reading, writing = os.pipe()
    step = -(-count // PLACES) or 1
    try:
        os.write(writing, b"".join(PLACE.pack(place, step) for place in range(0, count, step)))
    finally:
        os.close(writing)
    return reading


def taken(items: Sequence[Item], queue: int) -> Iterator[Item]:
    """Take items from a queue until it is empty."""
    while record := os.read(queue, PLACE.size):
        place, count = PLACE.unpack(record)
        yield from items[place : place + count]


def batches(items: Iterable[Item], work: Callable[[Item], Result]) -> Iterator[list[Result]]:
    """Do some work for each item, and give several results at once."""
    done: list[Result] = []
    for item in items:
        done.append(work(item))
        if len(done) == BATCH:
            yield done
            done = []
    yield done


def forked(results: Callable[[], Iterator[Any]]) -> tuple[socket.socket, int]:
    """Fork a process that sends results; give the pipe that they come from, and the process."""
    mine, theirs = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        mine.close()
        be_child(theirs, results)
    theirs.close()
    return mine, pid


def be_child(pipe: socket.socket, results: Callable[[], Iterator[Any]]) -> None:
    """Send results as a child, and end."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for result in results():
            send_message(pipe, (result,))
        send_message(pipe, None)
        code = 0
    except GjgraphError as error:
        send_message(pipe, error)
    except BrokenPipeError:
        pass  # whoever wanted it is gone
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def receive_all(pipes: Iterable[socket.socket]) -> Iterator[Any]:
    """Receive what processes send, until all are done; raises what one of them has raised."""
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                try:
                    message = receive_message(key.fileobj)  # type: ignore[arg-type]
                except EOFError:
                    raise BrokenError(
                        Text(
                            "쓰던 프로세스가 죽었습니다. 메모리가 모자라지 않은지 보세요.",
                            "A process that wrote has died: was memory short?",
                        )
                    ) from None
                if isinstance(message, GjgraphError):
                    raise message
                if message is None:
                    selector.unregister(key.fileobj)
                else:
                    yield message[0]


def end(children: dict[socket.socket, int]) -> None:
    """End processes, whether they are done or not."""
    for pipe, pid in children.items():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        pipe.close()
