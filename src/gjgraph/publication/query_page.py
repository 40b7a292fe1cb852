"""The page that answers SPARQL in the browser, and the parts that it is made of.

The engine is Oxigraph, compiled for browsers; it asks the dumps, so it works where there are only files.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from gjgraph.core.errors import UnreadableError
from gjgraph.core.header import QueryFile
from gjgraph.core.terms import LABELS, PREFIXES
from gjgraph.core.text import Language, Text
from gjgraph.publication.catalogue.dumps import DUMPS, GZIP, Dump
from gjgraph.publication.catalogue.known import Survey
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Written, digest
from gjgraph.publication.examples import standalone
from gjgraph.publication.file import File
from gjgraph.publication.pages import Pages

PATH = "query"
FOLDER = "browser/"
PARTS = Path(__file__).parent / "browser"
JAVASCRIPT, WASM = "text/javascript", "application/wasm"
OWN = {"query.js": JAVASCRIPT, "engine.js": JAVASCRIPT}
BUILT = {"oxigraph.js": JAVASCRIPT, "oxigraph_bg.wasm": WASM}
"""What comes from npm, and is put there when the project is set up."""
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
"""What the page may load: its own parts and the dumps, from where it is itself."""
FIRST = "SELECT ?class (COUNT(*) AS ?count) {\n  ?thing a ?class\n}\nGROUP BY ?class\nORDER BY DESC(?count)\n"
"""What stands there before anybody has asked."""
WORDS = {
    "loading": Text("자료를 받는 중…", "Fetching the data…"),
    "asking": Text("묻는 중…", "Asking…"),
    "stopped": Text("멈추었습니다.", "Stopped."),
    "broken": Text("질의 엔진이 멈추었습니다.", "The engine broke down."),
    "wrong": Text("{line}줄 {column}칸:", "Line {line}, column {column}:"),
    "answered": Text("{count} ({time}ms)", "{count} ({time} ms)"),
    "rows": Text("{count}행 ({time}ms)", "Rows: {count} ({time} ms)"),
    "first": Text("처음 {count}행만 보입니다.", "The first {count} are shown."),
    "yes": Text("예", "Yes"),
    "no": Text("아니요", "No"),
}


class QueryPages(Family):
    """The page, and its parts; there is none where the parts haven't been built."""

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile], survey: Survey) -> None:
        self.writer = pages
        self.questions = questions
        self.survey = survey
        # Read now: a worker can open no file.
        self.parts = read_parts() if not missing_parts() else {}

    def document(self, path: str) -> "QueryPage | Part | None":
        """Find the page, or a part of it."""
        if path == PATH and self.parts:
            return QueryPage(self)
        name = path.removeprefix(FOLDER) if path.startswith(FOLDER) else ""
        return Part(path, (OWN | BUILT)[name], self.parts[name]) if name in self.parts else None

    def paths(self) -> Iterator[str]:
        """List the page and its parts."""
        if self.parts:
            yield PATH
        yield from (FOLDER + name for name in self.parts)


class QueryPage(Document):
    """The page, in Korean and in English."""

    path = PATH
    formats = (HTML,)

    def __init__(self, family: QueryPages) -> None:
        self.family = family

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it."""
        body = self.page(language, context).encode()
        return Written(
            200,
            body,
            MEDIA_TYPES[HTML],
            self.path,
            self.place(form, language),
            digest("\n".join((*self.texts.values(), str(self.size)))),
            formats=tuple(self.formats),
            policy=POLICY,
        )

    def page(self, language: Language, context: Context) -> str:
        """Fill the template."""
        asked = sorted(self.family.questions.values(), key=lambda each: each.summary.in_language(language))
        base = self.family.writer.index.base
        about = {
            "base": base,
            "dumps": self.dumps,
            "labels": [each.value for each in LABELS],
            "lang": language,
            "prefixes": PREFIXES,
            "questions": self.texts,
            "words": {name: text.in_language(language) for name, text in WORDS.items()},
        }
        return self.family.writer.page(
            "query.html",
            self,
            language,
            context,
            about=about,
            dumps=self.dumps,
            engine_size=in_words(sum(map(len, self.family.parts.values()))),
            first=FIRST,
            policy=POLICY,
            questions=asked,
            script=f"{FOLDER}query.js",
            size=in_words(self.size),
        )

    @property
    def dumps(self) -> list[str]:
        """The paths of the dumps that have all graphs between them."""
        return [dump.path + GZIP for dump in DUMPS if is_loaded(dump)]

    @cached_property
    def size(self) -> int:
        """The bytes of those dumps."""
        return sum(each.compressed.size for each in self.family.survey.now().dumps if is_loaded(each.dump))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The ready questions as queries that need no parameters."""
        base = self.family.writer.index.base
        return {name: standalone(each, base) for name, each in sorted(self.family.questions.items())}


class Part(File):
    """A part of the page: a module, or the engine."""

    is_local = True

    def __init__(self, path: str, media_type: str, content: bytes) -> None:
        super().__init__(path)
        self.media_type = media_type
        self.content = content

    def body(self, context: Context) -> bytes:
        """Give it as it is."""
        return self.content


def is_loaded(dump: Dump) -> bool:
    """Tell whether the page loads a dump."""
    return dump.media_type == "application/n-quads"


def in_words(size: int) -> str:
    """Write a number of bytes for readers."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def missing_parts() -> list[str]:
    """List the parts that haven't been built."""
    return [name for name in BUILT if not (PARTS / name).is_file()]


def read_parts() -> dict[str, bytes]:
    """Read the parts of the page."""
    return {name: (PARTS / name).read_bytes() for name in (*OWN, *BUILT)}


def require_parts() -> None:
    """Say so where parts haven't been built."""
    if missing := missing_parts():
        names = ", ".join(missing)
        raise UnreadableError(
            Text(
                f"질의 페이지의 부품이 없습니다: {names}. ‘make setup’으로 만드세요(npm이 필요합니다).",
                f"Parts of the query page are missing: {names}. 'make setup' makes them (it needs npm).",
            )
        )
