"""The documents of named graphs: what each states, and in words what it is."""

from collections.abc import Iterator
from functools import cached_property

from gjgraph.core.addresses import is_derived
from gjgraph.core.text import Language
from gjgraph.publication.document import Context, Link
from gjgraph.publication.graph_page import GraphPage
from gjgraph.publication.links import THING
from gjgraph.publication.signposts import signposts
from gjgraph.publication.vocabularies.ontologies import licences, ontologies, types
from gjgraph.publication.whole_graph import WholeGraph, WholeGraphs


class Graphs(WholeGraphs["GraphDocument"]):
    """The documents of the named graphs whose address is ours."""

    def document(self, path: str) -> "GraphDocument | None":
        """Find the document of a graph."""
        graph = self.index.base + path
        if graph not in self.index.counts or path.startswith(THING) or "#" in path:
            return None
        return self.kept(path, lambda: GraphDocument(self.pages, path, graph))

    def paths(self) -> Iterator[str]:
        """List the documents."""
        base = self.index.base
        for graph in self.index.counts:
            path = graph.removeprefix(base)
            if path != graph and not path.startswith(THING) and "#" not in path:
                yield path


class GraphDocument(WholeGraph):
    """A named graph at its own address."""

    def page(self, language: Language, context: Context) -> str:
        """Write the page."""
        page = GraphPage(self.pages, self, language, self.text)
        values = {"licences": self.licences, "links": self.links, **page.values()}
        return self.pages.page("graph.html", self, language, context, **values)

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
