"""A version's files for as long as they are read: a folder that goes away, whatever happens."""

import contextlib
import fcntl
import os
import shutil
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
    with telling(), tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            history.export(commit, Path(name))
            yield Path(name)
        finally:
            os.close(folder)


def clear() -> None:
    """Remove the folders that killed processes of this user left."""
    for entry in os.scandir(tempfile.gettempdir()):
        with contextlib.suppress(OSError):
            if not entry.name.startswith(PREFIX) or not entry.is_dir(follow_symlinks=False):
                continue
            status = entry.stat(follow_symlinks=False)
            if status.st_uid == os.getuid() and time.time() - status.st_mtime > YOUNG and is_free(entry.path):
                shutil.rmtree(entry.path)


def is_free(path: str) -> bool:
    """Tell whether nobody holds the lock of a folder."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(folder)
    return True
