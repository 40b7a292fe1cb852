"""What pages have in a browser: the stylesheet, the fonts, modules, and the engine that answers SPARQL."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.publication.document import Context, Family
from gjgraph.publication.file import File

FOLDER = "browser/"
PLACE = Path(__file__).parent / "browser"
TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
"""The media types of parts, by extension; any other file is none."""
FONTS = "fonts/pretendard.css"
EDITOR = "yasqe.js"
BUILT = ("oxigraph.js", "oxigraph_bg.wasm", EDITOR, "yasqe.css", FONTS)
"""What comes from npm, and is put there when the project is set up."""


class Parts(Family):
    """The parts, as they were when the site was made."""

    def __init__(self) -> None:
        # Read now: a worker can open no file.
        self.found = {FOLDER + name: content for name, content in read_parts().items()}

    def document(self, path: str) -> "Part | None":
        """Find a part."""
        return Part(path, self.found[path]) if path in self.found else None

    def paths(self) -> Iterator[str]:
        """List the parts."""
        yield from self.found


class Part(File):
    """One part, as it is."""

    is_local = True

    def __init__(self, path: str, content: bytes) -> None:
        super().__init__(path)
        self.media_type = TYPES[Path(path).suffix]
        self.content = content

    def body(self, context: Context) -> bytes:
        """Give it as it is."""
        return self.content


def read_parts() -> dict[str, bytes]:
    """Read the parts, by their paths below the folder."""
    found = (each for each in sorted(PLACE.rglob("*")) if each.suffix in TYPES and each.is_file())
    return {each.relative_to(PLACE).as_posix(): each.read_bytes() for each in found}


def missing_parts() -> list[str]:
    """List the parts that haven't been built."""
    return [name for name in BUILT if not (PLACE / name).is_file()]


@lru_cache(maxsize=1)
def has_fonts() -> bool:
    """Tell whether there are fonts; without them a page has those of its reader."""
    return (PLACE / FONTS).is_file()


def require_parts() -> None:
    """Say so where parts haven't been built."""
    if missing := missing_parts():
        names = ", ".join(missing)
        raise UnreadableError(
            Text(
                f"페이지의 부품이 없습니다: {names}. ‘make setup’으로 만드세요(npm이 필요합니다).",
                f"Parts of the pages are missing: {names}. 'make setup' makes them (it needs npm).",
            )
        )
