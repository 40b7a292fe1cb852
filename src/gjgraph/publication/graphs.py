"""The documents of named graphs: what each states, and in words what it is."""

from collections.abc import Iterator
from functools import cached_property

from gjgraph.core.addresses import is_derived
from gjgraph.core.text import Language
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Link, Written
from gjgraph.publication.graph_page import GraphPage
from gjgraph.publication.graph_text import GraphText
from gjgraph.publication.links import THING
from gjgraph.publication.pages import Pages
from gjgraph.publication.signposts import signposts
from gjgraph.publication.vocabularies.ontologies import licences, ontologies, types


class Graphs(Family):
    """The documents of the named graphs whose address is ours."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.index = pages.index
        self.last: GraphDocument | None = None
        """The one that was asked for last: mostly the next is the same in another format."""

    def document(self, path: str) -> "GraphDocument | None":
        """Find the document of a graph."""
        graph = self.index.base + path
        if graph not in self.index.counts or path.startswith(THING) or "#" in path:
            return None
        if self.last is None or self.last.path != path or self.last.text.changes != self.index.changes:
            self.last = GraphDocument(self.pages, path, graph)
        return self.last

    def forget(self) -> None:
        self.last = None

    def paths(self) -> Iterator[str]:
        """List the documents."""
        base = self.index.base
        for graph in self.index.counts:
            path = graph.removeprefix(base)
            if path != graph and not path.startswith(THING) and "#" not in path:
                yield path


class GraphDocument(Document):
    """A named graph: as RDF, exactly its statements (as the Graph Store Protocol has it)."""

    is_local = True

    def __init__(self, pages: Pages, path: str, graph: str) -> None:
        self.pages = pages
        self.path = path
        self.graph = graph
        self.text = GraphText(pages.index, graph)

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        if form == HTML:
            page = GraphPage(self.pages, self, language, self.text)
            values = {"licences": self.licences, "links": self.links, **page.values()}
            body = self.pages.page("graph.html", self, language, context, **values).encode()
        else:
            body = self.text.written(form)
        return Written(
            200,
            body,
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            self.text.digest,
            self.links,
            tuple(self.formats),
        )

    @cached_property
    def licences(self) -> tuple[str, ...]:
        """Under which licences it is: its own, else that of the ontology that it declares."""
        index = self.pages.index
        declared = [each.iri for each in ontologies(index) if each.graph == self.graph]
        return () if is_derived(self.graph) else licences(index, self.graph, *declared)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Typed links (Signposting, level 2)."""
        return signposts(self, self.graph, types(self.pages.index, self.graph), self.licences)
