"""A workspace as it was: the files of a commit, for as long as they are read."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.storage.checkout import checked_out
from gjgraph.storage.repository import Repository
from gjgraph.storage.workspace import Workspace, open_workspace


@contextlib.contextmanager
def at_version(root: Path, name: str) -> Iterator[Workspace]:
    """Open the workspace of a commit, a tag, a branch or a date; its files are gone in the end."""
    repository = Repository.open(root)
    if repository is None:
        raise UnreadableError(
            Text(
                f"{root}: git 저장소에 있지 않아 옛 판이 없습니다.",
                f"{root} is in no git repository, so it has no old versions.",
            )
        )
    with checked_out(repository, repository.resolve(name).id) as folder:
        try:
            yield open_workspace(folder)
        except UnreadableError as error:
            # Where its files were for a moment is nothing to tell.
            ko, en = (words.replace(f"{folder}/", "").replace(f"{folder}", name) for words in error.message)
            raise UnreadableError(Text(ko, en)) from None
