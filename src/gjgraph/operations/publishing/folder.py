"""The folder that a publication is built in: first all that the old one has, then what is different.

Both have the same files then, as hard links, so it costs no room, and the old one stays as it is. What
stands there already from the time before is used: only where it differs is there anything to do.
"""

# ruff: noqa: PTH102, PTH103, PTH106, PTH108, PTH120 - thousands of files: making a Path of each takes longer than the call.

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.operations.publishing.record import RECORD, FileState
from gjgraph.publication.document import digest


class Folder:
    """A folder that is being built in place of an old one."""

    def __init__(self, new: Path, old: Path, known: Mapping[str, FileState]) -> None:
        self.new = new
        self.old = old
        self.known = known
        """The files of the old one as they were written."""
        self.taken: set[str] = set()
        """Those of them that are here, as they were written."""
        self.made: set[str] = set()
        """Folders that are there."""

    def take_over(self) -> list[str]:
        """Have all files of the old folder, what others have put there too; list those that were changed."""
        places = {unquote(place): place for place in self.known}
        changed = []
        folders = [""]
        while folders:
            within = folders.pop()
            here = entries(f"{self.new}/{within}")
            for name, entry in entries(f"{self.old}/{within}").items():
                mine = here.pop(name, None)
                path = within + name
                if path == RECORD:
                    continue  # it is written anew
                if entry.is_dir(follow_symlinks=False):
                    if mine is None or not mine.is_dir(follow_symlinks=False):
                        remove(mine)
                        os.mkdir(f"{self.new}/{path}")
                    folders.append(f"{path}/")
                    continue
                place = places.pop(path, None)
                is_changed = place is not None and not is_as(entry.path, self.known[place])
                if is_changed:
                    changed.append(str(place))
                if mine is not None and not is_changed and mine.inode() == entry.inode():
                    continue
                remove(mine)
                if not is_changed:
                    self.link(entry, path)
            for mine in here.values():
                remove(mine)
        return [*changed, *places.values()]

    def link(self, entry: "os.DirEntry[str]", path: str) -> None:
        """Have a file of the old folder."""
        try:
            os.link(entry.path, f"{self.new}/{path}", follow_symlinks=False)
        except OSError as error:
            raise unlinkable(path, error) from None

    def is_whole(self) -> bool:
        """Tell whether the old folder has all files as they were written."""
        try:
            return all(is_as(f"{self.old}/{unquote(place)}", known) for place, known in self.known.items())
        except OSError:
            return False

    def save(self, place: str, body: bytes) -> FileState:
        """Write a file, unless it is here as it is to be."""
        named = digest(body)
        if place in self.taken:
            known = self.known[place]
            if known.digest == named:
                return known
        path = self.path(place)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            try:
                handle = os.open(path, flags, 0o644)
            except FileExistsError:
                # Never written over: the old folder has the same file.
                os.unlink(path)
                handle = os.open(path, flags, 0o644)
            try:
                rest = memoryview(body)
                while rest:
                    rest = rest[os.write(handle, rest) :]
                return FileState(len(body), os.fstat(handle).st_mtime_ns, named)
            finally:
                os.close(handle)
        except OSError as error:
            raise unwritable(place, error) from None

    def remove(self, places: Iterable[str]) -> None:
        """Remove files that were taken over, and the folders that are empty then."""
        for place in self.taken.intersection(places):
            self.taken.discard(place)
            path = self.path(place)
            os.unlink(path)
            with contextlib.suppress(OSError):
                while (path := os.path.dirname(path)) != str(self.new):
                    os.rmdir(path)
                    self.made.clear()

    def path(self, place: str) -> str:
        """Give where a file is, its folder made; a file is named as a request for it is decoded."""
        try:
            folder, _, name = unquote(place, errors="strict").rpartition("/")
        except UnicodeDecodeError:
            raise unwritable(place) from None
        if folder not in self.made:
            parts = folder.split("/") if folder else []
            if not all(map(is_name, parts)):
                raise unwritable(place)
            try:
                os.makedirs(f"{self.new}/{folder}", exist_ok=True)
            except OSError as error:
                raise unwritable(place, error) from None
            self.made.add(folder)
        if not is_name(name):
            raise unwritable(place)
        return f"{self.new}/{folder}/{name}" if folder else f"{self.new}/{name}"


def entries(folder: str) -> dict[str, "os.DirEntry[str]"]:
    """Give what is in a folder, by name; nothing where there is none."""
    try:
        with os.scandir(folder) as found:
            return {entry.name: entry for entry in found}
    except FileNotFoundError:
        return {}


def remove(entry: "os.DirEntry[str] | None") -> None:
    """Remove a file, or a folder with all that is in it."""
    if entry is None:
        return
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path)
    else:
        os.unlink(entry.path)


def is_name(part: str) -> bool:
    """Tell whether a part of an address can be the name of a file or a folder."""
    return part not in ("", ".", "..") and "\0" not in part and "/" not in part


def is_as(path: str, known: FileState) -> bool:
    """Tell whether a file is as it was written."""
    now = os.lstat(path)
    return (now.st_size, now.st_mtime_ns) == (known.size, known.time)


def unwritable(place: str, error: OSError | None = None) -> UnreadableError:
    """Say that a file can't be written, and why."""
    if error is None:
        reason = Text("파일의 이름이 될 수 없는 주소입니다", "its address can't be the name of a file")
    elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
        reason = Text("다른 문서가 같은 자리에 있습니다", "another document has its place")
    else:
        said = os.strerror(error.errno or 0)
        reason = Text(said, said)
    return UnreadableError(
        Text(
            f"{place}: 쓸 수 없습니다. {reason.ko}. 바뀐 것은 없습니다.",
            f"{place} can't be written: {reason.en}. Nothing was changed.",
        )
    )


def unlinkable(place: str, error: OSError) -> UnreadableError:
    """Say that the old folder's files can't be linked."""
    reason = os.strerror(error.errno or 0)
    return UnreadableError(
        Text(
            f"{place}: 이어받을 수 없습니다({reason}). 하드 링크가 되는 파일 시스템에 펴내거나, 빈 폴더에 "
            "펴내세요. 바뀐 것은 없습니다.",
            f"{place} can't be taken over ({reason}). Publish on a file system with hard links, or into an "
            "empty folder. Nothing was changed.",
        )
    )
