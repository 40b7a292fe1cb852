"""The files of a working tree and git's index of them: what they hold, and how they follow a commit."""

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import pygit2
from pygit2.enums import FileMode

from gjgraph.core.errors import RefusedError, UnreadableError
from gjgraph.core.text import Text
from gjgraph.storage.durable import make_folder, write_whole
from gjgraph.storage.history import FOLDERS
from gjgraph.storage.objects import Objects, object_id
from gjgraph.storage.workspace import SETTINGS_FILE

TEMPORARY = re.compile(r"\..+\.edit\.new")
NOT_A_FILE = "not a file"
MTIME = 3
"""Where in a stamp the time of writing is."""


class WorkingTree:
    """The files around a repository; paths are relative to its top."""

    def __init__(self, git: pygit2.Repository, root: Path, index: Path, objects: Objects) -> None:
        self.git = git
        self.root = root
        self.index = index
        self.objects = objects

    def blob(self, name: str | PurePosixPath) -> str | None:
        """Give the id that a file's content has as a blob, to the letter; `None` if there is no file."""
        path = self.root / name
        try:
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                return object_id("blob", os.fsencode(path.readlink()))
            return object_id("blob", path.read_bytes()) if stat.S_ISREG(status.st_mode) else NOT_A_FILE
        except (FileNotFoundError, NotADirectoryError):
            return None

    def holds(self, name: str | PurePosixPath, blob: str | None) -> bool:
        """Tell whether a file has a content, be it with the line ends that git was told to put there."""
        found = self.blob(name)
        if found == blob:
            return True
        if found in (None, NOT_A_FILE) or blob is None:
            return False
        with contextlib.suppress(pygit2.GitError, OSError):
            return str(self.git.hashfile(str(name))) == blob
        return False

    def uncommitted(self, tree: str | None, prefix: PurePosixPath) -> Iterator[PurePosixPath]:
        """List the files of a workspace that aren't as a tree has them, or are new to it."""
        known: dict[PurePosixPath, str] = {}
        for top in (SETTINGS_FILE, *FOLDERS):
            known |= self.objects.files(tree, prefix / top)
        yield from (name for name, blob in known.items() if not self.holds(name, blob))
        for path in self.names(prefix):
            if path not in known and not self.git.path_is_ignored(str(path)):
                yield path

    def names(self, prefix: PurePosixPath) -> Iterator[PurePosixPath]:
        """Walk the files of a workspace; links aren't followed."""
        if (self.root / prefix / SETTINGS_FILE).exists():
            yield prefix / SETTINGS_FILE
        for top in FOLDERS:
            for folder, folders, names in os.walk(self.root / prefix / top):
                here = Path(folder)
                links = [name for name in folders if (here / name).is_symlink()]
                for name in (*names, *links):
                    yield PurePosixPath((here / name).relative_to(self.root).as_posix())

    def temporary(self, name: str) -> Path:
        """Name the file that is to become another one."""
        path = self.root / name
        return path.with_name(f".{path.name}.edit.new")

    def stage(self, name: str, content: bytes) -> Path:
        """Write a file's new content beside it."""
        path, temporary = self.root / name, self.temporary(name)
        make_folder(path.parent)
        temporary.unlink(missing_ok=True)
        write_whole(temporary, content, 0o666)
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        return temporary

    def put(self, name: str, blob: str | None) -> None:
        """Let what was written beside a file take its place, or remove the file."""
        path = self.root / name
        if blob is not None:
            self.temporary(name).replace(path)
            return
        path.unlink(missing_ok=True)
        self.tidy(path)

    def discard(self, name: str) -> None:
        """Remove what was written beside a file and isn't to take its place."""
        temporary = self.temporary(name)
        with contextlib.suppress(NotADirectoryError):
            temporary.unlink(missing_ok=True)
        self.tidy(temporary)

    def tidy(self, path: Path) -> None:
        """Remove the folders that have no files left, as git does; the workspace's own stay."""
        with contextlib.suppress(OSError):
            while path.parent.name not in FOLDERS and path.parent != self.root:
                path = path.parent
                path.rmdir()

    def folder(self, name: str) -> Path:
        """Give the folder that knows whether a file is there."""
        return next(folder for folder in (self.root / name).parents if folder.is_dir())

    def clear(self, prefix: PurePosixPath) -> list[PurePosixPath]:
        """Remove what a killed process left beside the files of a workspace."""
        found = [name for name in self.names(prefix) if TEMPORARY.fullmatch(name.name)]
        for name in found:
            (self.root / name).unlink()
            self.tidy(self.root / name)
        return found

    def demand_plain(self, name: PurePosixPath) -> None:
        """Refuse a path that leads out of the working tree, into git's own folder or through a link."""
        folders = [self.root / folder for folder in name.parents]
        inside = (
            name.parts and not name.is_absolute() and not {"..", ".git"} & {p.lower() for p in name.parts}
        )
        if not inside or any(folder.is_symlink() for folder in folders[:-1]) or "\0" in str(name):
            raise RefusedError(
                Text(f"{name}: 여기에는 쓸 수 없습니다.", f"{name}: this can't be written to."),
            )

    # --- The index

    def stamp(self) -> tuple[int, ...]:
        """Give what is different for an index that was replaced."""
        try:
            status = self.index.stat()
        except FileNotFoundError:
            return ()
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns

    def indexed(self, target: Path, names: Iterable[str]) -> dict[str, str | None]:
        """Give the blobs that the index has for files; it is copied to `target` for that."""
        with self.reading():
            index = self.copy_index(target)
            return {name: str(index[name].id) if name in index else None for name in names}

    def copy_index(self, target: Path) -> pygit2.Index:
        """Copy the index, and read the copy."""
        target.unlink(missing_ok=True)
        # Made before there is a file: where one can't be read, the library fails to clear up after itself.
        index = pygit2.Index(str(target))
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(self.index, target)
            index.read()
        return index

    def stage_index(self, target: Path, blobs: Mapping[str, str | None], tree: str | None) -> tuple[int, ...]:
        """Write an index that has other blobs, and give the stamp of the index it was made from.

        Nothing is said of the files' times, so that git looks at their content once.
        """
        stamp = self.stamp()
        with self.reading():
            index = self.copy_index(target)
            if not stamp and tree is not None:
                index.read_tree(self.git[tree].peel(pygit2.Tree))
            for name, blob in blobs.items():
                old = index[name].mode if name in index else FileMode.BLOB
                if blob is not None:
                    mode = old if old == FileMode.BLOB_EXECUTABLE else FileMode.BLOB
                    index.add(pygit2.IndexEntry(name, pygit2.Oid(hex=blob), mode))
                elif name in index:
                    index.remove(name)
        index.write()
        if stamp:
            # git mistrusts what it saw of a file in the second in which the index was written. Were the
            # index any younger, an edit by hand in that second would be hidden from git for ever.
            os.utime(target, ns=(stamp[MTIME], stamp[MTIME]))
        return stamp

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Tell of an index that can't be read."""
        try:
            yield
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise UnreadableError(
                Text(
                    f"{self.index}: git 색인을 읽을 수 없습니다({error}). 지우고 ‘git reset’.",
                    f"{self.index}: the index of git can't be read ({error}). Delete it, then 'git reset'.",
                )
            ) from None
