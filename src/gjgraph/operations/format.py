"""Format: every graph file in its one canonical form."""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from gjgraph.core.encoding import decode
from gjgraph.core.lines import comments
from gjgraph.core.report import Fault, Place, Severity
from gjgraph.core.terms import PREFIXES
from gjgraph.core.text import Text
from gjgraph.core.turtle import write
from gjgraph.storage.files import ENCODING, read_bytes, syntax_fault
from gjgraph.storage.workspace import Workspace
from gjgraph.storage.write import replace_file


@dataclass(frozen=True)
class Formatted:
    """What became of one file: its canonical bytes where they differ, or why it can't be formatted."""

    path: Path
    name: str
    content: bytes | None = None
    """The canonical content, where the file has another."""
    mended: tuple[Text, ...] = ()
    """What was wrong with the bytes, apart from the layout."""
    fault: Fault | None = None


def formatted(workspace: Workspace, path: Path, *, drop_comments: bool = False) -> Formatted:
    """Give the canonical form of a Turtle file; the file isn't touched.

    The canonical form of a graph has no comments, so a file that has some is refused, unless they
    are to be dropped.
    """
    name = str(workspace.relative(path)) if workspace.holds(path) else str(path)
    data = read_bytes(path, name, workspace.max_file_mb)
    if isinstance(data, Fault):
        return Formatted(path, name, fault=data)
    decoded = decode(data)
    if decoded is None:
        message = Text(
            "UTF-8도 CP949도 UTF-16도 아니어서 고칠 수 없습니다. 편집기에서 UTF-8로 저장하세요.",
            "Neither UTF-8 nor CP949 nor UTF-16, so it can't be mended. Save it as UTF-8 in your editor.",
        )
        return Formatted(path, name, fault=Fault(Severity.UNREADABLE, message, ENCODING, Place(name, 1)))
    try:
        quads = list(pyoxigraph.parse(decoded.text.encode(), format=pyoxigraph.RdfFormat.TURTLE))
    except SyntaxError as error:
        return Formatted(path, name, fault=syntax_fault(name, error))
    if not drop_comments and (commented := comments(decoded.text)):
        lines = ", ".join(map(str, commented[:5])) + (", …" if len(commented) > 5 else "")
        message = Text(
            f"주석이 있습니다({lines}줄). 표준 형식에는 주석이 없습니다. skos:editorialNote로 옮기거나, "
            "버리려면 --drop-comments를 주세요.",
            f"There are comments (lines {lines}), and canonical form has none. Move them to "
            "skos:editorialNote, or give --drop-comments to lose them.",
        )
        return Formatted(
            path, name, fault=Fault(Severity.VIOLATION, message, "comments", Place(name, commented[0]))
        )
    text = write((quad.triple for quad in quads), workspace.addresses.base, PREFIXES).encode()
    flaws = tuple(flaw.message for flaw in decoded.flaws)
    return Formatted(path, name, None if text == data else text, flaws)


def apply(result: Formatted) -> None:
    """Write the canonical form in the file's place."""
    if result.content is not None:
        replace_file(result.path, result.content)
