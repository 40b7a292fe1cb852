"""Replace a whole folder at once: whoever looks sees the old one or the new one, never half of either.

The new folder is built beside the old one, in `.NAME.publishing`, and the replaced one stays there: what
builds the next one finds most of it done. Where the system can exchange two folders in one step (Linux,
macOS), that is done; elsewhere the old one is moved aside for a moment. What a killed process left there is
put right by the next one.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gjgraph.core.errors import BusyError, UnreadableError
from gjgraph.core.text import Text

WAIT = 5.0
"""Seconds to wait for another process that replaces the same folder."""
PAUSE = 0.05
AT_CWD = -100 if sys.platform == "linux" else -2
EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2), and RENAME_SWAP of renameatx_np(2) likewise."""
UNSUPPORTED = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


class Replacement:
    """A folder that takes the place of another one."""

    def __init__(self, target: Path, staging: Path) -> None:
        self.target = target
        """What is replaced; it need not be there."""
        self.staging = staging
        self.new = staging / "new"
        """Where the new folder is built; at first, what was replaced or half built before is there."""
        self.old = staging / "old"
        """Where the old one is for a moment, where two folders can't be exchanged."""

    def prepare(self) -> None:
        """Put back what a killed process had moved aside, and have a place to build in."""
        if self.old.is_dir():
            if self.target.exists():
                shutil.rmtree(self.old)
            else:
                self.old.rename(self.target)
        self.new.mkdir(exist_ok=True)
        # So that git, where the folder is in a repository, leaves it alone.
        (self.staging / ".gitignore").write_text("*\n", encoding="utf-8")

    def commit(self) -> None:
        """Let the new folder take the old one's place, once all of it is on disk."""
        synchronise_file_system(self.new)
        try:
            if not self.target.exists() or not any(self.target.iterdir()):
                self.new.rename(self.target)
            elif not exchange(self.new, self.target):
                self.target.rename(self.old)
                self.new.rename(self.target)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise UnreadableError(
                Text(
                    f"{self.target}: 폴더를 통째로 바꿀 수 없습니다({reason}). 마운트한 자리라면 "
                    "그 안의 폴더를 주세요. 바뀐 것은 없습니다.",
                    f"{self.target} can't be replaced as a whole ({reason}). If something is mounted there, "
                    "name a folder inside it. Nothing was changed.",
                )
            ) from None
        synchronise_folder(self.target.parent)
        if self.old.is_dir():
            self.old.rename(self.new)


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Replacement]:
    """Prepare to replace a folder, alone; where that fails, what was built is gone in the end."""
    staging = target.with_name(f".{target.name}.publishing")
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(staging):
        replacement = Replacement(target, staging)
        is_done = False
        try:
            replacement.prepare()
            yield replacement
            is_done = replacement.new.is_dir() and target.is_dir()
        finally:
            if replacement.old.is_dir() and not target.exists():
                replacement.old.rename(target)
            if not is_done:
                shutil.rmtree(staging, ignore_errors=True)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make a folder, and be the only process that works in it."""
    # Imported here: not every system has it, and only this needs it.
    import fcntl  # noqa: PLC0415

    end = time.monotonic() + WAIT
    while True:
        folder.mkdir(exist_ok=True)
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue  # another process has just finished
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # It may have been removed by the one that had the lock.
            if folder.exists() and os.path.samestat(os.fstat(handle), folder.stat()):
                break
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(handle)
                raise BusyError(
                    Text(
                        f"다른 프로세스가 이 폴더에 펴내고 있습니다({folder}). 끝나면 다시 하세요.",
                        f"Another process is publishing there ({folder}). Try again when it is done.",
                    )
                ) from None
            time.sleep(PAUSE)
        os.close(handle)
    try:
        yield
    finally:
        os.close(handle)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; tell whether the system can."""
    library = ctypes.CDLL(None, use_errno=True)
    rename = getattr(library, "renameat2" if sys.platform == "linux" else "renameatx_np", None)
    if rename is None:
        return False
    if rename(AT_CWD, os.fsencode(one), AT_CWD, os.fsencode(other), EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def synchronise_file_system(folder: Path) -> None:
    """Wait until all that was written to a folder's file system is on disk: once, and not for each file."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


def synchronise_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
