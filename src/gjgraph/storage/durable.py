"""Files and folders that are on disk when it counts: what a crash must not take is synchronised first."""

import contextlib
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

TAIL = 65536
"""How many bytes at the end of a log are looked at; a line is shorter."""
AT_ONCE = 200
"""How many files are opened at once to be synchronised."""


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file that isn't there yet; it isn't synchronised."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def synchronise(paths: Iterable[Path]) -> None:
    """Wait until files and folders are on disk."""
    waiting = iter(dict.fromkeys(paths))
    while some := list(islice(waiting, AT_ONCE)):
        with contextlib.ExitStack() as opened:
            handles = []
            for path in some:
                handles.append(handle := os.open(path, os.O_RDONLY | os.O_CLOEXEC))
                opened.callback(os.close, handle)
                if hasattr(os, "posix_fadvise") and path.is_file():
                    # Starts writing all of them before any is waited for, which halves the time.
                    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            for handle in handles:
                os.fsync(handle)


def append_line(path: Path, line: str) -> None:
    """Add a line to a log, unless it is its last; half a line that a crash left is cut off."""
    make_folder(path.parent)
    whole = f"{line}\n".encode()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        start = file.seek(max(0, end - TAIL))
        tail = file.read()
        kept = tail[: tail.rfind(b"\n") + 1]
        if not kept.endswith(whole):
            file.seek(start + len(kept))
            file.write(whole)
            file.truncate()


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that aren't there; what is made is synchronised."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
    synchronise(each.parent for each in missing)
