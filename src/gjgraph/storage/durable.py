"""Files and folders that are on disk when it counts: what a crash must not take is synchronised first."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Thread

TAIL = 65536
"""How many bytes at the end of a log are looked at; a line is shorter."""
AT_ONCE = 16
"""How many files are synchronised at the same time."""


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file that isn't there yet; it isn't synchronised."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def synchronise(paths: Iterable[Path]) -> None:
    """Wait until files and folders are on disk.

    All at once: a disk answers many in the time that it takes for one or two.
    """
    different = list(dict.fromkeys(paths))
    waiting = iter(different)
    failures: list[OSError] = []

    def work() -> None:
        for path in waiting:
            try:
                synchronise_one(path)
            except OSError as error:
                failures.append(error)

    threads = [Thread(target=work) for _ in range(min(AT_ONCE, len(different)) - 1)]
    # No pool, which takes no more work once the interpreter is ending, be it in the midst of a commit.
    started = []
    for thread in threads:
        with contextlib.suppress(RuntimeError):
            thread.start()
            started.append(thread)
    work()
    for thread in started:
        thread.join()
    if failures:
        raise failures[0]


def synchronise_one(path: Path) -> None:
    """Wait until a file or a folder is on disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
