"""Locks between processes: one that edits at a time, and git's own locks, taken as git takes them.

A lock file of git is made here as a hard link to the lock of edits. So the one that a killed process left
behind is known for ours by what it is, whenever nobody holds the lock of edits; any other belongs to
another program, and is respected.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from gjgraph.core.errors import BusyError
from gjgraph.core.text import Text
from gjgraph.storage.durable import make_folder

PAUSE = 0.01
HELD: set[int] = set()
"""The locks this process holds; a forked child must not keep them alive."""


def forget_locks() -> None:
    """Close the locks in a forked child, where they stay its parent's."""
    for handle in HELD:
        os.close(handle)
    HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_locks)


class FileLock:
    """An exclusive lock between processes and threads; it ends with its process, however that ends.

    One thread may take it several times over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.thread = threading.RLock()
        self.depth = 0
        self.handle = -1

    def take(self, wait: float) -> bool:
        """Take the lock, and tell whether that was possible in so many seconds."""
        end = time.monotonic() + wait
        if not self.thread.acquire(timeout=wait):
            return False
        if self.depth or self.take_file(end):
            self.depth += 1
            return True
        self.thread.release()
        return False

    def take_file(self, end: float) -> bool:
        """Take the lock between processes."""
        # Imported here: only where the product edits there is need of it.
        import fcntl  # noqa: PLC0415

        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= end:
                    os.close(handle)
                    return False
                time.sleep(PAUSE)
                continue
            except BaseException:
                os.close(handle)
                raise
            # As wide as any, so that nothing need be cut off, which takes the disk's time.
            os.pwrite(handle, f"{os.getpid():<10}\n".encode(), 0)
            HELD.add(handle)
            self.handle = handle
            return True

    def release(self) -> None:
        """Give the lock back."""
        self.depth -= 1
        if not self.depth:
            HELD.discard(self.handle)
            os.close(self.handle)
            self.handle = -1
        self.thread.release()

    def holder(self) -> int:
        """Tell the process that took it last; 0 if nobody knows."""
        try:
            return int(self.path.read_bytes() or b"0")
        except (OSError, ValueError):
            return 0

    def is_linked(self) -> bool:
        """Tell whether git's locks are held by this one, or were when a process was killed."""
        return self.path.stat().st_nlink > 1

    @contextlib.contextmanager
    def held(self, wait: float) -> Iterator[None]:
        """Hold the lock; `BusyError` where another process has it for longer than `wait` seconds."""
        if not self.take(wait):
            holder = self.holder()
            raise BusyError(
                Text(
                    f"다른 프로세스({holder})가 편집하고 있습니다. 잠시 뒤에 다시 하세요.",
                    f"Another process ({holder}) is editing. Try again in a moment.",
                )
            )
        try:
            yield
        finally:
            self.release()


@contextlib.contextmanager
def git_lock(path: Path, ours: Path, wait: float) -> Iterator[None]:
    """Hold the lock that keeps git from changing a file; `ours` is the lock of edits, which is held."""
    lock = path.with_name(path.name + ".lock")
    make_folder(lock.parent)
    end = time.monotonic() + wait
    while True:
        try:
            os.link(ours, lock)
            break
        except FileExistsError:
            if time.monotonic() >= end:
                raise BusyError(
                    Text(
                        f"git이 저장소를 쓰고 있습니다({lock}). 끝나기를 기다리세요. "
                        "도는 git이 없으면 그 파일을 지우세요.",
                        f"git is at work in the repository ({lock}). Wait until it is done; "
                        "if no git is running, delete that file.",
                    )
                ) from None
            time.sleep(PAUSE)
    try:
        yield
    finally:
        # Where it can't be removed now, it is known for ours later.
        with contextlib.suppress(OSError):
            lock.unlink()
