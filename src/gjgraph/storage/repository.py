"""The git repository around a workspace: the files are the truth, and git is the memory.

Hooks aren't run, and nothing is signed: whoever commits here has been judged by the gate already.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path, PurePosixPath

import pygit2

from gjgraph.core.author import Author
from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.storage.commit import Commit, NewCommit
from gjgraph.storage.commits import Commits, Places
from gjgraph.storage.failures import telling
from gjgraph.storage.history import FileChange, History
from gjgraph.storage.locks import FileLock
from gjgraph.storage.working import WorkingTree

__all__ = ["Author", "Commit", "FileChange", "NewCommit", "Repository"]

WAIT = 10.0
"""How many seconds an edit waits for another one."""


class Repository(History):
    """The git repository around a workspace, read and written."""

    @classmethod
    def open(cls, root: Path) -> "Repository | None":
        """Open the repository that a workspace is part of; `None` if it is part of none.

        A repository that ignores the workspace's folder is none of its own.
        """
        root = root.resolve()
        with telling():
            found = pygit2.discover_repository(str(root))
            if found is None:
                return None
            git = pygit2.Repository(found)
            if git.is_bare:
                raise UnreadableError(
                    Text(
                        f"{found}: 작업 폴더가 없는 git 저장소(bare)입니다. ‘git clone’한 폴더에서 쓰세요.",
                        f"{found} is a bare repository. Work in a clone of it.",
                    )
                )
            workdir = Path(git.workdir).resolve()
            if not root.is_relative_to(workdir):
                return None
            if root != workdir and git.path_is_ignored(f"{root.relative_to(workdir).as_posix()}/"):
                return None
            return cls(git, root, workdir)

    def __init__(self, git: pygit2.Repository, root: Path, workdir: Path) -> None:
        own = Path(git.path)
        pointer = own / "commondir"
        shared = own / pointer.read_text().strip() if pointer.is_file() else own
        self.places = Places(own, shared.resolve())
        super().__init__(git, root, self.places.staging, self.places.shared / "objects")
        self.files = WorkingTree(git, workdir, own / "index", self.objects)

    def author(self) -> Author:
        """Give the one who works here, as git is told: `user.name` and `user.email`."""
        with telling():
            config = self.git.config
            known = [
                str(config[key] or "").strip() if key in config else "" for key in ("user.name", "user.email")
            ]
        if not all(known):
            raise UnreadableError(
                Text(
                    "누가 고치는지 git이 모릅니다. ‘git config user.name 이름’과 ‘git config user.email "
                    "메일’로 정하세요.",
                    "git doesn't know who edits: set 'git config user.name NAME' and "
                    "'git config user.email MAIL'.",
                )
            )
        return Author(*known)

    @cached_property
    def folder(self) -> Path:
        """The folder for what is the product's own and in no commit: tokens, the journal, the locks."""
        with telling():
            self.places.folder.mkdir(mode=0o700, exist_ok=True)
        return self.places.folder

    @cached_property
    def edit_lock(self) -> FileLock:
        """The lock of the one process that edits."""
        return FileLock(self.folder / "edit.lock")

    @cached_property
    def server_lock(self) -> FileLock:
        """The lock of the one server that edits."""
        return FileLock(self.folder / "serve.lock")

    @cached_property
    def commits(self) -> Commits:
        """What makes commits."""
        return Commits(self, self.places, self.files, self.edit_lock)

    def lock(self, wait: float = WAIT) -> AbstractContextManager[None]:
        """Keep all others from editing meanwhile; `BusyError` where they take too long.

        Who holds it already may take it again.
        """
        return self.edit_lock.held(wait)

    def serve_lock(self) -> bool:
        """Become the one server that edits, for as long as this process lives; or tell that there is one."""
        with telling():
            return self.server_lock.take(0)

    def server(self) -> int:
        """Give the process that became the server that edits last; 0 if there was none."""
        return self.server_lock.holder()

    def commit(self, commits: Sequence[NewCommit], expected: str) -> list[str]:
        """Make commits, one on the other, on the version they were made for; and give their ids.

        `MovedError` where that isn't the current one any more; `RefusedError` where a file was edited by
        hand. Any error means that nothing was committed, but for one that says so: `CommittedError`,
        where the disk failed in the very moment.
        """
        if not commits:
            return []
        with self.lock(), telling():
            return self.commits.make(commits, expected)

    def recover(self) -> list[Text]:
        """Let the files follow a commit that was interrupted, remove what it left; and say what was done.

        A server calls it as it starts; it does nothing where nothing was interrupted.
        """
        with self.lock(), telling():
            said = self.commits.settle()
            return said + [
                Text(
                    f"멈춘 커밋이 남긴 파일을 지움: {name}",
                    f"Removed a file that a killed commit left: {name}",
                )
                for name in self.files.clear(self.prefix)
            ]

    def differs(self, paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
        """List those of some files that aren't as the current commit has them."""
        with telling():
            tree = self.tree()
            return [
                path
                for path in paths
                if not self.files.holds(self.prefix / path, self.objects.blob(tree, self.prefix / path))
            ]

    def uncommitted(self) -> list[PurePosixPath]:
        """List the files of the workspace that aren't as the current commit has them, or are new to it."""
        with telling():
            names = self.files.uncommitted(self.tree(), self.prefix)
            return sorted(name.relative_to(self.prefix) for name in names)
