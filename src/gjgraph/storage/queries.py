"""The query files of a workspace."""

from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.header import QueryFile, parse_header
from gjgraph.core.text import Text
from gjgraph.storage.workspace import Workspace


def read_queries(workspace: Workspace, kind: str) -> dict[str, QueryFile]:
    """Read all queries of a kind (`questions`, `checks`, `rules`, `views`) by name."""
    return {path.stem: read_query(path) for path in workspace.query_files(kind)}


def read_query(path: Path) -> QueryFile:
    """Read one query file and its header."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(
            Text(f"{path}: 읽을 수 없습니다: {error}", f"{path}: can't be read: {error}")
        ) from None
    return parse_header(path.stem, text)
