"""The page that answers SPARQL in the browser.

The engine is Oxigraph, compiled for browsers; it asks the dumps, so it works where there are only files.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from gjgraph.core.header import QueryFile
from gjgraph.core.terms import LABELS, PREFIXES
from gjgraph.core.text import Language, Text
from gjgraph.engine.syntax import REASONS
from gjgraph.publication import editor
from gjgraph.publication.catalogue.dumps import DUMPS, GZIP, Dump
from gjgraph.publication.catalogue.known import Survey
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Written, digest
from gjgraph.publication.links import relative
from gjgraph.publication.pages import PAGE_POLICY, Pages
from gjgraph.publication.parts import FOLDER, Parts, missing_parts

PATH = "query"
ENGINE = ("engine.js", "oxigraph.js", "oxigraph_bg.wasm")
"""The parts that evaluate queries."""
POLICY = PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'")
"""What the page may load: as any, and the engine."""
FIRST = "SELECT ?class (COUNT(*) AS ?count) {\n  ?thing a ?class\n}\nGROUP BY ?class\nORDER BY DESC(?count)\n"
"""What stands there before anybody has asked."""
WORDS = {
    "loading": Text("자료를 받는 중…", "Fetching the data…"),
    "asking": Text("묻는 중…", "Asking…"),
    "stopped": Text("멈추었습니다.", "Stopped."),
    "broken": Text("질의 엔진이 멈추었습니다.", "The engine broke down."),
    "wrong": Text(
        "{line}줄 {column}칸 근처에서 SPARQL 문법에 맞지 않습니다",
        "Not SPARQL near line {line}, column {column}",
    ),
    "answered": Text("{count} ({time}ms)", "{count} ({time} ms)"),
    "rows": Text("{count}행 ({time}ms)", "Rows: {count} ({time} ms)"),
    "first": Text("처음 {count}행만 보입니다.", "The first {count} are shown."),
}


class QueryPages(Family):
    """The one page; there is none where its parts haven't been built."""

    def __init__(
        self, pages: Pages, questions: Mapping[str, QueryFile], survey: Survey, parts: Parts
    ) -> None:
        self.writer = pages
        self.questions = questions
        self.survey = survey
        self.parts = parts
        self.is_built = not missing_parts()

    def document(self, path: str) -> "QueryPage | None":
        """Find the page."""
        return QueryPage(self) if path == PATH and self.is_built else None

    def paths(self) -> Iterator[str]:
        """List the page."""
        if self.is_built:
            yield PATH

    @property
    def engine_size(self) -> int:
        """The bytes of the engine."""
        return sum(len(self.parts.found[FOLDER + name]) for name in ENGINE)


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
            digest("\n".join((*self.names(), str(self.size)))),
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
            "facts": relative(self.place(HTML, language), editor.PATH),
            "reasons": {said: text.in_language(language) for said, text in REASONS.items()},
            "words": {
                **editor.words(language),
                **{name: text.in_language(language) for name, text in WORDS.items()},
            },
        }
        return self.family.writer.page(
            "query.html",
            self,
            language,
            context,
            about=about,
            dumps=self.dumps,
            engine_size=in_words(self.family.engine_size),
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

    def names(self) -> Iterator[str]:
        """Give what the page says of the questions."""
        for name, each in sorted(self.family.questions.items()):
            yield from (name, each.summary.ko, each.summary.en)


def is_loaded(dump: Dump) -> bool:
    """Tell whether the page loads a dump."""
    return dump.media_type == "application/n-quads"


def in_words(size: int) -> str:
    """Write a number of bytes for readers."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
