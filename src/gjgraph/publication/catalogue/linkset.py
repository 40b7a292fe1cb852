"""The typed links of the data set, of its graphs and plans in one document (RFC 9264)."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from gjgraph.core.terms import NamedNode
from gjgraph.publication.catalogue.about import About
from gjgraph.publication.catalogue.dumps import DUMPS, GZIP, GZIP_TYPE
from gjgraph.publication.document import HTML, MEDIA_TYPES, RDF_FORMATS, Context, Document
from gjgraph.publication.links import document_path, quoted

PATH = "linkset.json"
MEDIA_TYPE = "application/linkset+json"
ABOUT_PAGE, DATASET_TYPE = "https://schema.org/AboutPage", "https://schema.org/Dataset"

Find = Callable[[str], Document | None]
Target = dict[str, str]


class Linkset:
    """Collects the links; `find` gives the document of a path."""

    def __init__(self, about: About, context: Context, find: Find) -> None:
        self.about = about
        self.context = context
        self.find = find
        self.address = context.address or about.base

    def text(self) -> str:
        """Write them."""
        iris = [each.iri for each in self.about.graphs] + [each.value for each in self.about.plans]
        contexts = [self.dataset(iris), *(self.part(iri) for iri in iris)]
        return json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1) + "\n"

    def dataset(self, iris: Iterable[str]) -> dict[str, Any]:
        """Give the links of the data set as a whole."""
        dumps = [
            {"href": self.at(dump.path + ending), "type": kind}
            for dump in DUMPS
            for ending, kind in (("", dump.media_type), (GZIP, GZIP_TYPE))
        ]
        links: dict[str, Any] = {
            "anchor": self.page("dataset"),
            "cite-as": [{"href": f"{self.about.base}dataset#dataset"}],
            "type": [{"href": ABOUT_PAGE}, {"href": DATASET_TYPE}],
            "describedby": [
                *self.described(self.find("dataset")),
                {"href": self.at(".well-known/void"), "type": "text/turtle"},
            ],
            "item": [*dumps, *({"href": self.anchor(iri)} for iri in iris)],
        }
        if self.about.licence:
            links["license"] = [{"href": self.about.licence.value}]
        if not self.context.is_site:
            links["service"] = [{"href": self.at("sparql")}]
        return links

    def part(self, iri: str) -> dict[str, Any]:
        """Give the links of a graph or a plan."""
        links: dict[str, Any] = {
            "anchor": self.anchor(iri),
            "cite-as": [{"href": iri}],
            "collection": [{"href": self.page("dataset")}],
        }
        if described := self.described(self.found(iri)):
            links["describedby"] = described
        if licences := self.licences(iri):
            links["license"] = [{"href": each.value} for each in licences]
        return links

    def licences(self, iri: str) -> list[NamedNode]:
        """Find the licences of a graph, or of the graphs in which a plan stands."""
        about = self.about
        graphs = {iri, *about.graphs_of(NamedNode(iri))} if NamedNode(iri) in about.plans else {iri}
        found = {each for graph in about.graphs if graph.iri in graphs for each in graph.licences}
        return sorted(found, key=lambda each: each.value)

    def described(self, document: Document | None) -> list[Target]:
        """List the descriptions of what a document is about."""
        if document is None:
            return []
        forms = [form for form in document.formats if form in RDF_FORMATS]
        return [{"href": self.at(document.place(form, "ko")), "type": MEDIA_TYPES[form]} for form in forms]

    def found(self, iri: str) -> Document | None:
        """Find the document about something of ours."""
        path = document_path(iri, self.about.base)
        return None if path is None else self.find(path)

    def anchor(self, iri: str) -> str:
        """Give the address of the document about something, its own where it has none."""
        document = self.found(iri)
        return self.page(document.path) if document else iri

    def page(self, path: str) -> str:
        """Give the address at which a document is asked for; a file where there is nothing else."""
        return self.at(f"{path}.{HTML}" if self.context.is_site else path)

    def at(self, path: str) -> str:
        """Give the address of a path."""
        return self.address + quoted(path)
