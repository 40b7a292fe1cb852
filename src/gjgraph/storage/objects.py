"""The objects of a git repository: read with libgit2, written so that power can fail at any moment.

libgit2 gives an object its name before its content is on disk, and takes an object that is there for a
good one; after a power failure both together make commits that can't be read. So objects are written
here: content first, synchronised, then the name, as git itself does it. Filters never come near them.
"""

import hashlib
import os
import re
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import pygit2

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text

FILE, RUNNABLE, FOLDER, SUBMODULE = 0o100644, 0o100755, 0o040000, 0o160000
ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
KEPT = 32
"""How many trees are kept in memory."""
Entries = dict[bytes, tuple[int, str]]
"""A tree: names, each with its mode and the id of its object."""


class Objects:
    """The objects there are, and the new ones of one commit, which come into being together."""

    def __init__(self, git: pygit2.Repository, folder: Path, staging: Path) -> None:
        self.git = git
        self.folder = folder
        self.staging = staging
        self.new: dict[str, tuple[str, bytes]] = {}
        self.trees: dict[str, Entries] = {}
        """Trees that were read lately."""

    def read(self, name: str) -> tuple[str, bytes]:
        """Read an object: its kind and its content."""
        if name in self.new:
            return self.new[name]
        try:
            kind, content = self.git.odb.read(name)
        except (KeyError, ValueError, pygit2.GitError):
            raise UnreadableError(
                Text(
                    f"git 객체 {name}이(가) 없거나 망가졌습니다. ‘git fsck’로 보고 백업에서 되살리세요.",
                    f"Git object {name} is missing or broken. See 'git fsck', and restore it from a backup.",
                )
            ) from None
        return kind.name.lower(), content

    def add(self, kind: str, content: bytes) -> str:
        """Prepare an object, and give its id; it comes into being with `write`."""
        name = object_id(kind, content)
        self.new[name] = (kind, content)
        return name

    def entries(self, tree: str | None) -> Entries:
        """Read a tree; that of nothing is empty."""
        if tree is None:
            return {}
        if tree in self.trees:
            return self.trees[tree]
        kind, content = self.read(tree)
        if kind != "tree":
            raise broken_object(tree)
        if len(self.trees) >= KEPT:
            self.trees.clear()
        found = {name: (int(mode, 8), blob.hex()) for mode, name, blob in ENTRY.findall(content)}
        self.trees[tree] = found
        return found

    def find(self, tree: str | None, path: Iterable[str]) -> tuple[int, str] | None:
        """Find what lies at a path of a tree: its mode and its id."""
        found: tuple[int, str] | None = (FOLDER, tree) if tree else None
        for part in path:
            if found is None or not stat.S_ISDIR(found[0]):
                return None
            found = self.entries(found[1]).get(os.fsencode(part))
        return found

    def blob(self, tree: str | None, path: PurePosixPath) -> str | None:
        """Give the id of the file at a path of a tree; `None` if there is none."""
        found = self.find(tree, path.parts)
        return None if found is None or found[0] == FOLDER else found[1]

    def files(self, tree: str | None, path: PurePosixPath) -> dict[PurePosixPath, str]:
        """List the files at a path of a tree and under it, with their blobs."""
        found = self.find(tree, path.parts)
        return {} if found is None else dict(self.under(path, *found))

    def under(self, path: PurePosixPath, mode: int, name: str) -> Iterator[tuple[PurePosixPath, str]]:
        """Walk the files that a tree, or a blob, at a path comes to; submodules are none."""
        if mode == FOLDER:
            for inside, entry in self.entries(name).items():
                yield from self.under(path / os.fsdecode(inside), *entry)
        elif mode != SUBMODULE:
            yield path, name

    def edit(self, tree: str | None, changes: Mapping[tuple[str, ...], str | None]) -> str | None:
        """Put blobs at paths of a tree, or take away what is there; `None` if nothing is left."""
        entries = dict(self.entries(tree))
        inside: dict[bytes, dict[tuple[str, ...], str | None]] = {}
        for (first, *rest), blob in changes.items():
            name = os.fsencode(first)
            if rest:
                inside.setdefault(name, {})[tuple(rest)] = blob
            elif blob is None:
                entries.pop(name, None)
            else:
                mode = entries.get(name, (FILE, ""))[0]
                entries[name] = (mode if mode == RUNNABLE else FILE, blob)
        for name, deeper in inside.items():
            mode, old = entries.get(name, (0, None))
            new = self.edit(old if stat.S_ISDIR(mode) else None, deeper)
            entries.pop(name, None)
            if new is not None:
                entries[name] = (FOLDER, new)
        if not entries:
            return None
        made = self.add("tree", tree_content(entries))
        self.trees[made] = entries
        return made

    def write(self) -> tuple[list[tuple[Path, Path]], list[Path]]:
        """Write the new objects under temporary names, and give which names they are to get.

        Also what is there already under its own name and still has to be synchronised: an earlier
        attempt may have left it.
        """
        names, there = [], []
        for name, (kind, content) in self.new.items():
            path = self.folder / name[:2] / name[2:]
            if self.is_whole(name):
                if path.exists():
                    there.append(path)
                continue
            temporary = self.staging / name
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), "wb") as file:
                file.write(zlib.compress(header(kind, content) + content, 1))
            names.append((temporary, path))
        return names, there

    def is_whole(self, name: str) -> bool:
        """Tell whether an object is there and can be read."""
        try:
            self.git.odb.read(name)
        except (KeyError, pygit2.GitError):
            return False
        return True


def header(kind: str, content: bytes) -> bytes:
    """Give what stands before an object's content."""
    return f"{kind} {len(content)}\0".encode()


def object_id(kind: str, content: bytes) -> str:
    """Give the id of an object."""
    return hashlib.sha1(header(kind, content) + content, usedforsecurity=False).hexdigest()


def tree_content(entries: Entries) -> bytes:
    """Write a tree; folders sort as if their names ended with a slash."""
    ordered = sorted(entries.items(), key=lambda entry: entry[0] + b"/" * (entry[1][0] == FOLDER))
    return b"".join(b"%o %s\0" % (mode, name) + bytes.fromhex(blob) for name, (mode, blob) in ordered)


def broken_object(name: str) -> UnreadableError:
    """Say that an object isn't what it should be."""
    return UnreadableError(
        Text(
            f"git 객체 {name}의 종류가 다릅니다. ‘git fsck’로 확인하세요.",
            f"Git object {name} is of another kind than it should be. Look at it with 'git fsck'.",
        )
    )
