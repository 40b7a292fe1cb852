"""Documents that are a named graph: as RDF exactly its statements, as a page what it is, in words."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from gjgraph.core.text import Language
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Link, Written
from gjgraph.publication.graph_text import GraphText
from gjgraph.publication.pages import Pages


class WholeGraph(Document):
    """A named graph, as the Graph Store Protocol has it."""

    is_local = True

    def __init__(self, pages: Pages, path: str, graph: str) -> None:
        self.pages = pages
        self.path = path
        self.graph = graph
        self.text = GraphText(pages.index, graph)

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        return Written(
            200,
            self.page(language, context).encode() if form == HTML else self.text.written(form),
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            self.text.digest,
            self.links,
            tuple(self.formats),
        )

    @abstractmethod
    def page(self, language: Language, context: Context) -> str:
        """Write the page."""

    @property
    @abstractmethod
    def links(self) -> tuple[Link, ...]:
        """Typed links."""


Kept = TypeVar("Kept", bound=WholeGraph)


class WholeGraphs(Family, Generic[Kept]):
    """Documents of which the last is kept: mostly the next that is asked for is it in another format."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.index = pages.index
        self.last: Kept | None = None

    def kept(self, path: str, make: Callable[[], Kept]) -> Kept:
        """Give the document at a path, made where it isn't the one that is kept, or the index has changed."""
        if self.last is None or self.last.path != path or self.last.text.changes != self.index.changes:
            self.last = make()
        return self.last

    def forget(self) -> None:
        self.last = None
