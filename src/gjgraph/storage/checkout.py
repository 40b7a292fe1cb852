"""A version's files for as long as they are read: a folder that goes away, whatever happens."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from gjgraph.storage.failures import telling
from gjgraph.storage.history import History

PREFIX = "gjgraph-version-"
YOUNG = 60.0
"""Seconds in which a folder may not have its lock yet."""


@contextlib.contextmanager
def checked_out(history: History, commit: str) -> Iterator[Path]:
    """Have the files of a commit in a folder of their own, which is removed in the end.

    The folder is locked meanwhile, so that `clear` knows which ones a killed process left.
    """
    with telling(), tempfile.TemporaryDirectory(prefix=PREFIX) as name, lock(Path(name)):
        history.export(commit, Path(name))
        yield Path(name)


def clear() -> None:
    """Remove the folders that killed processes of this user left."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if status.st_uid == os.getuid() and time.time() - status.st_mtime > YOUNG:
                # Whoever reads it has locked it: then this fails.
                with lock(path):
                    shutil.rmtree(path)


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Lock a folder; BlockingIOError where somebody else did. Without effect on Windows."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415

    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(folder)
