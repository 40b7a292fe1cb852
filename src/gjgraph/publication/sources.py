"""The page at `source`: the document that the plan is written in, annotated; of several, a list."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from gjgraph.core.text import Language, Text
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Written, digest
from gjgraph.publication.pages import Pages
from gjgraph.publication.things.annotation import Coverage
from gjgraph.publication.things.naming import Naming
from gjgraph.publication.things.source_page import SourcePage
from gjgraph.publication.things.texts import documents
from gjgraph.publication.things.tree import Tree

PATH = "source"
SUMMARY = Text(
    "계획이 적힌 글을 인쇄된 그대로 보고, 구절마다 그것이 된 것을 찾아갑니다.",
    "The text that the plan is written in, as printed; each passage leads to what it became.",
)


class Sources(Family):
    """The page about the source documents; it is there even where there are none, and says so."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def document(self, path: str) -> "Source | None":
        """Find it."""
        return Source(self.pages) if path == PATH else None

    def paths(self) -> Iterator[str]:
        """List the one page."""
        yield PATH


@dataclass(frozen=True)
class Listed:
    """One of several documents."""

    link: Markup
    coverage: Coverage
    passages: int
    has_text: bool


class Source(Document):
    """The page."""

    path = PATH
    formats = (HTML,)
    is_local = True

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it."""
        body = self.html(language, context).encode()
        told = body if language == "ko" else self.html("ko", context).encode()
        return Written(
            200,
            body,
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            digest(told),
            formats=self.formats,
        )

    def html(self, language: Language, context: Context) -> str:
        """Write the page in a language."""
        names = self.pages.names
        tree = Tree(self.pages.index, names)
        naming = Naming(names, tree, language, lambda iri: self.pages.href(iri, self, language))
        found = documents(self.pages.index)
        pages = [SourcePage(each, self.pages.texts(names), naming) for each in found]
        return self.pages.page(
            "source.html",
            self,
            language,
            context,
            summary=SUMMARY.in_language(language),
            only=pages[0] if len(pages) == 1 else None,
            about=naming.link(found[0].value) if len(pages) == 1 else "",
            called=naming.words(found[0]) if len(pages) == 1 else "",
            called_tag=names.of(found[0].value).tag(language) if len(pages) == 1 else "",
            sources=[self.listed(each, naming) for each in pages] if len(pages) > 1 else [],
        )

    def listed(self, page: SourcePage, naming: Naming) -> Listed:
        """Say of one of several how much of it there is."""
        return Listed(
            naming.link(page.document.value), page.coverage(), len(page.placed), page.text is not None
        )
