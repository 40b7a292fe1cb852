"""The query files of a workspace."""

from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.header import QueryFile, parse_header
from gjgraph.core.text import Text
from gjgraph.core.words import Words, parse_words, with_words
from gjgraph.storage.workspace import Workspace


def read_queries(workspace: Workspace, kind: str) -> dict[str, QueryFile]:
    """Read all queries of a kind (`questions`, `checks`, `rules`, `views`) by name."""
    words = read_words(workspace)
    return {path.stem: with_words(read_query(path), words) for path in workspace.query_files(kind)}


def read_words(workspace: Workspace) -> Words:
    """Read the words that the queries share; there needn't be any."""
    path = workspace.words_file
    return parse_words(str(path), read(path)) if path.is_file() else Words()


def read_view(workspace: Workspace, name: str) -> QueryFile:
    """Read one of the queries that the product itself needs, which every workspace has."""
    path = workspace.root / "queries" / "views" / f"{name}.rq"
    if not path.is_file():
        raise UnreadableError(
            Text(
                f"{path}: 이 질의가 있어야 합니다. ‘gjgraph init’이 새 작업 공간에 넣는 것을 복사하세요.",
                f"{path} is missing. Copy it from a new workspace, as 'gjgraph init' makes it.",
            )
        )
    return read_query(path)


def read_query(path: Path) -> QueryFile:
    """Read one query file and its header."""
    return parse_header(path.stem, read(path))


def read(path: Path) -> str:
    """Read a file of text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(
            Text(f"{path}: 읽을 수 없습니다: {error}", f"{path}: can't be read: {error}")
        ) from None
