"""The history of a workspace, as git has it: which commits there are, and what they changed."""

import contextlib
import re
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from heapq import heapify, heappop, heappush
from itertools import count, dropwhile, islice
from pathlib import Path, PurePosixPath

import pygit2
from pygit2.enums import DiffOption

from gjgraph.core.errors import UnknownNameError, UnreadableError
from gjgraph.core.text import Text
from gjgraph.storage.commit import Commit, as_commit
from gjgraph.storage.objects import Objects
from gjgraph.storage.workspace import GRAPH_FOLDERS, SETTINGS_FILE

FOLDERS = (*GRAPH_FOLDERS, "queries")
ID = re.compile(r"[0-9a-f]{7,40}", re.ASCII)
FileChange = tuple[PurePosixPath, bytes | None, bytes | None]
"""A file's path, and its content before and after; `None` where there was no such file."""


class History:
    """The commits of the git repository around a workspace; nothing here writes.

    Not for several threads at once: each needs its own.
    """

    def __init__(self, git: pygit2.Repository, root: Path, staging: Path, objects: Path) -> None:
        self.git = git
        self.root = root
        self.prefix = PurePosixPath(root.relative_to(Path(git.workdir).resolve()).as_posix())
        self.objects = Objects(git, objects, staging)

    def head(self) -> str:
        """Give the id of the current commit; empty where nothing is committed yet."""
        if self.git.head_is_unborn:
            return ""
        return str(self.git.head.target)

    def resolve(self, name: str) -> Commit:
        """Find a commit by its id (seven letters do), a tag, a branch, or a date.

        A date or time means the last commit up to then on the current branch, a bare date its end in
        UTC. None of git's other ways to name a commit is known here.
        """
        found = self.named(name)
        if found is None and (moment := moment_of(name)):
            for commit in self.line():
                if commit.commit_time <= moment.timestamp():
                    found = commit
                    break
        if found is None:
            raise unknown_version(name)
        return as_commit(found)

    def named(self, name: str) -> pygit2.Commit | None:
        """Find a commit by its id, a tag or a branch."""
        if ID.fullmatch(name):
            with contextlib.suppress(KeyError, ValueError):
                return self.git[name].peel(pygit2.Commit)
        for kind in ("tags", "heads"):
            with contextlib.suppress(KeyError, ValueError, pygit2.GitError):
                return self.git.lookup_reference(f"refs/{kind}/{name}").peel(pygit2.Commit)
        return None

    def line(self, head: str | None = None) -> Iterator[pygit2.Commit]:
        """Walk from a commit, by default the current one, back to the first, on the side of its branch."""
        following = head or self.head()
        while following:
            commit = self.commit_at(following)
            yield commit
            following = str(commit.parent_ids[0]) if self.parents(commit) else ""

    def parents(self, commit: pygit2.Commit) -> list[pygit2.Commit]:
        """Give a commit's parents; the library gives none where a shallow clone ends."""
        return [self.commit_at(str(each)) for each in commit.parent_ids]

    def commit_at(self, name: str) -> pygit2.Commit:
        """Read a commit by its full id."""
        try:
            return self.git[name].peel(pygit2.Commit)
        except (KeyError, ValueError, pygit2.GitError):
            raise UnreadableError(
                Text(
                    f"커밋 {name}을(를) 읽을 수 없습니다. ‘git fsck’로 확인하세요.",
                    f"Commit {name} can't be read. Look at the repository with 'git fsck'.",
                )
            ) from None

    @property
    def is_shallow(self) -> bool:
        """Tell whether the history was cut off when it was cloned."""
        return bool(self.git.is_shallow)

    def is_ancestor(self, name: str) -> bool:
        """Tell whether a commit, by its full id, is the current one or one before it."""
        head = self.head()
        try:
            return name == head or bool(head and self.git.descendant_of(head, name))
        except (KeyError, ValueError, pygit2.GitError):
            return False

    def tree(self) -> str | None:
        """Give the id of the current commit's tree; `None` where nothing is committed yet."""
        head = self.head()
        return str(self.commit_at(head).tree_id) if head else None

    def log(
        self,
        path: PurePosixPath | None = None,
        since: str | None = None,
        limit: int | None = None,
        before: str | None = None,
        head: str | None = None,
    ) -> Iterator[Commit]:
        """List the commits that changed the workspace's graph files, newest first.

        Or one file or folder of it. `since` is a commit that is known already, with all before it;
        `before` is one of the list, which goes on after it; `head` is the id of the commit to begin with
        in place of the current one. A merge is listed where its result differs from all that was merged;
        what was merged is listed as it is.
        """
        paths = [path] if path is not None else [PurePosixPath(folder) for folder in GRAPH_FOLDERS]
        return islice(self.touching(paths, since, before, head or self.head()), limit)

    def touching(
        self, paths: list[PurePosixPath], since: str | None, before: str | None, head: str
    ) -> Iterator[Commit]:
        """Walk the commits that changed one of some paths."""
        if not head:
            return
        known = None if since is None else self.resolve(since).id
        walk = self.walk(head, known)
        if before is not None:
            last = self.resolve(before).id
            walk = islice(dropwhile(lambda commit: str(commit.id) != last, walk), 1, None)
        for commit in walk:
            parents: list[pygit2.Commit | None] = [*self.parents(commit)] or [None]
            if all(self.differ(parent, commit, paths) for parent in parents):
                yield as_commit(commit)

    def walk(self, head: str, known: str | None) -> Iterator[pygit2.Commit]:
        """Walk back from a commit, newest first, without those that are known and all before them.

        Done here, since the library's walk reads the whole history first, or else gets commits of the
        same second out of order.
        """
        starts = [self.commit_at(name) for name in {head, known or head}]
        places = count()
        queue = [(-commit.commit_time, next(places), commit) for commit in starts]
        heapify(queue)
        seen = {commit.id for commit in starts}
        hidden = {commit.id for commit in starts if str(commit.id) == known}
        wanted = seen - hidden
        while wanted:
            commit = heappop(queue)[-1]
            wanted.discard(commit.id)
            is_hidden = commit.id in hidden
            for parent in self.parents(commit):
                if is_hidden:
                    hidden.add(parent.id)
                    wanted.discard(parent.id)
                if parent.id not in seen:
                    seen.add(parent.id)
                    heappush(queue, (-parent.commit_time, next(places), parent))
                    if not is_hidden:
                        wanted.add(parent.id)
            if not is_hidden:
                yield commit

    def differ(self, old: pygit2.Commit | None, new: pygit2.Commit, paths: list[PurePosixPath]) -> bool:
        """Tell whether two commits have different graph files at one of some paths."""
        for path in paths:
            before, after = self.object_at(old, path), self.object_at(new, path)
            if (before and before.id) == (after and after.id):
                continue
            if not (isinstance(before, pygit2.Tree) or isinstance(after, pygit2.Tree)):
                return True
            if any(True for _ in changed_files(as_tree(before), as_tree(after))):
                return True
        return False

    def object_at(self, commit: pygit2.Commit | None, path: PurePosixPath) -> pygit2.Object | None:
        """Find the tree or the blob at a path of the workspace."""
        if commit is None:
            return None
        found: pygit2.Object = commit.tree
        for part in (self.prefix / path).parts:
            if not isinstance(found, pygit2.Tree) or part not in found:
                return None
            found = found[part]
        return found

    def parent(self, commit: Commit) -> str | None:
        """Give the version that a commit was made on; `None` for the first, or where a shallow clone ends."""
        return commit.parents[0] if commit.parents else None

    def mainline(self, since: str | None = None, head: str | None = None) -> list[Commit]:
        """List the commits on the side of the current branch that changed graph files, oldest first.

        What a branch brought counts as done by the commit that merged it: so what comes later is
        always added at the end. `since` is a commit of the list, which isn't listed again;
        UnknownNameError where it is none of it any more. `head` is the id of the last one in place of the
        current one.
        """
        paths = [PurePosixPath(folder) for folder in GRAPH_FOLDERS]
        found = []
        for commit in self.line(head):
            if str(commit.id) == since:
                break
            parents = self.parents(commit)
            if self.differ(parents[0] if parents else None, commit, paths):
                found.append(as_commit(commit))
        else:
            if since is not None:
                raise UnknownNameError(
                    Text(f"{since}은(는) 이 가지에 없습니다.", f"{since} is no part of this branch.")
                )
        return found[::-1]

    def changed(self, old: str | None, new: str) -> list[FileChange]:
        """List the graph files that differ between two commits, by path; `None` is before the first."""
        return list(self.changes(old, new))

    def changes(self, old: str | None, new: str) -> Iterator[FileChange]:
        """Go through the graph files that differ between two commits, by path, and read them one by one."""
        for path, *blobs in self.changed_blobs(old, new):
            was, now = (self.objects.read(blob)[1] if blob else None for blob in blobs)
            yield path, was, now

    def changed_paths(self, old: str | None, new: str) -> list[PurePosixPath]:
        """List the graph files that differ between two commits, without reading them."""
        return [path for path, *_ in self.changed_blobs(old, new)]

    def changed_blobs(self, old: str | None, new: str) -> list[tuple[PurePosixPath, str | None, str | None]]:
        """List the graph files that differ between two commits, with the ids of their contents."""
        before = None if old is None else self.commit_at(self.resolve(old).id)
        after = self.commit_at(self.resolve(new).id)
        found = []
        for folder in GRAPH_FOLDERS:
            sides = [as_tree(self.object_at(each, PurePosixPath(folder))) for each in (before, after)]
            found += [(PurePosixPath(folder) / path, was, now) for path, was, now in changed_files(*sides)]
        return sorted(found, key=lambda change: change[0])

    def file_at(self, commit: str, path: PurePosixPath) -> bytes | None:
        """Read a file as it was at a commit; `None` where there was none."""
        found = self.object_at(self.commit_at(self.resolve(commit).id), path)
        return found.data if isinstance(found, pygit2.Blob) else None

    def export(self, commit: str, into: Path) -> None:
        """Write the settings, the ontology, the data and the queries of a commit into a folder.

        Links and submodules are left out: they could lead anywhere.
        """
        found = self.commit_at(self.resolve(commit).id)
        for name in (SETTINGS_FILE, *FOLDERS):
            if (top := self.object_at(found, PurePosixPath(name))) is not None:
                self.export_object(top, into / name)

    def export_object(self, found: pygit2.Object, path: Path) -> None:
        """Write a blob or a tree."""
        if isinstance(found, pygit2.Blob):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found.data)
        elif isinstance(found, pygit2.Tree):
            for entry in found:
                name = str(entry.name)
                if "/" in name or name in ("", ".", ".."):
                    raise UnreadableError(
                        Text(
                            f"이 커밋에는 이름이 잘못된 파일이 있습니다: {name!r}",
                            f"This commit has a file with an impossible name: {name!r}",
                        )
                    )
                if stat.S_IFMT(entry.filemode) in (stat.S_IFREG, stat.S_IFDIR):
                    self.export_object(entry, path / name)


def changed_files(
    old: pygit2.Tree | None, new: pygit2.Tree | None
) -> Iterator[tuple[str, str | None, str | None]]:
    """List the Turtle files that differ between two trees, with the ids of their blobs; links are none."""
    if old is None or new is None:
        some = new if old is None else old
        if some is None:
            return
        # Both ways round, so that what a diff calls added stays so.
        diff = some.diff_to_tree(flags=DiffOption.SKIP_BINARY_CHECK, swap=old is None)
    else:
        diff = old.diff_to_tree(new, flags=DiffOption.SKIP_BINARY_CHECK)
    for delta in diff.deltas:
        sides = [
            str(side.id) if stat.S_ISREG(side.mode) and side.path.endswith(".ttl") else None
            for side in (delta.old_file, delta.new_file)
        ]
        if sides[0] != sides[1]:
            yield delta.new_file.path or delta.old_file.path, sides[0], sides[1]


def as_tree(found: pygit2.Object | None) -> pygit2.Tree | None:
    """Give a folder, and nothing for a file of that name."""
    return found if isinstance(found, pygit2.Tree) else None


def unknown_version(name: str) -> UnknownNameError:
    """Say that there is no such version, and how one is named."""
    return UnknownNameError(
        Text(
            f"‘{name}’에 맞는 판이 없습니다. 쓸 수 있는 것: 커밋 번호(7자 이상), 태그, 가지, "
            "날짜(2026-01-31).",
            f"There is no version '{name}'. Give a commit id (7 letters or more), a tag, a branch "
            "or a date (2026-01-31).",
        )
    )


def moment_of(text: str) -> datetime | None:
    """Read a date, as its end in UTC, or a point in time, in UTC where it names no zone."""
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(text)
        return datetime.combine(day, time.max, UTC)
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
