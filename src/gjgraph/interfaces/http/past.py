"""What requests ask of git: a few at a time, never on the loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from gjgraph.core.errors import BusyError, UnknownNameError, UnreadableError
from gjgraph.core.terms import Quad
from gjgraph.core.text import Text
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.operations.history import Revision, open_history, revision_of
from gjgraph.operations.undoing import clashes
from gjgraph.storage.public import PublicCommits
from gjgraph.storage.repository import Commit, Repository
from gjgraph.storage.workspace import Workspace

T = TypeVar("T")
AT_ONCE = 2
"""Requests that read the repository at the same time: each takes from the one processor of the server."""
MOST_WAITING = 64
MOST_BYTES = 32_000_000
"""Bytes of files that are read to tell what a commit changed."""
KEPT = 64
LARGEST_KEPT = 5_000
"""Commits whose changes are kept, and the statements of one up to which they are."""


class Past:
    """The repository around a workspace, as requests read it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.waiting = 0
        self.turn = asyncio.Semaphore(AT_ONCE)
        self.kept: dict[str, Revision] = {}
        self.public = PublicCommits()

    async def ask(self, work: Callable[[Repository], T]) -> T:
        """Have something read from the repository."""
        if self.waiting >= MOST_WAITING:
            raise BusyError(
                Text(
                    "변경 이력을 묻는 요청이 너무 많습니다. 잠시 뒤에 다시 하세요.",
                    "Too many ask for the history. Try again in a little while.",
                )
            )
        self.waiting += 1
        try:
            async with self.turn:
                return await asyncio.to_thread(self.read, work)
        except UnknownNameError as error:
            raise ProblemError(404, error.message) from None
        finally:
            self.waiting -= 1

    def read(self, work: Callable[[Repository], T]) -> T:
        """Read with a repository of one's own, as it must be in a thread."""
        try:
            repository = open_history(self.workspace)
        except UnreadableError as error:
            raise ProblemError(404, error.message) from None
        return work(repository)

    def commit(self, repository: Repository, name: str) -> Commit:
        """Find a version that anyone may see by its name; none is the current one."""
        return self.public.find(repository, name or repository.head())

    def ids(self, repository: Repository, *names: str) -> list[str]:
        """Give the ids of versions that anyone may see."""
        return [self.commit(repository, name).id for name in names]

    def revision(self, repository: Repository, commit: Commit) -> Revision:
        """Tell what a commit changed; what was asked lately is known."""
        if commit.id in self.kept:
            return self.kept[commit.id]
        found = revision_of(repository, self.workspace, commit, MOST_BYTES)
        change = found.difference.change
        if len(change.added) + len(change.removed) <= LARGEST_KEPT:
            while len(self.kept) >= KEPT:
                self.kept.pop(next(iter(self.kept)), None)
            self.kept[commit.id] = found
        return found

    def undone(self, repository: Repository, name: str) -> tuple[Revision, list[Quad]]:
        """Find what is to be taken back, and what was changed again since."""
        found = self.revision(repository, self.commit(repository, name))
        return found, clashes(repository, self.workspace, found)
