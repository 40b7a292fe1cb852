"""The documents of vocabularies: each ontology's at its own address, and at that of its current version."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from gjgraph.core.terms import DCTERMS, OWL, PREFIXES, TYPE, NamedNode
from gjgraph.core.text import Language
from gjgraph.engine.index import Term
from gjgraph.publication.document import Context, Link
from gjgraph.publication.links import document_path
from gjgraph.publication.pages import Pages
from gjgraph.publication.signposts import signposts
from gjgraph.publication.vocabularies.ontologies import (
    RDFS,
    Ontology,
    copies,
    is_stated,
    licences,
    ontologies,
    types,
)
from gjgraph.publication.vocabularies.vocabulary_page import DEFINITIONS, NOTES, VocabularyPage
from gjgraph.publication.vocabularies.wording import Wording
from gjgraph.publication.whole_graph import WholeGraph, WholeGraphs

VANN = PREFIXES["vann"]
DESCRIPTIONS = tuple(reversed(DEFINITIONS))
"""Where a whole is described, in the order in which people read it."""
ORDER = {
    iri: place
    for place, iri in enumerate(
        [
            OWL + "versionInfo",
            OWL + "versionIRI",
            PREFIXES["bibo"] + "status",
            VANN + "preferredNamespacePrefix",
            VANN + "preferredNamespaceUri",
            DCTERMS + "license",
            DCTERMS + "creator",
            DCTERMS + "publisher",
            DCTERMS + "created",
            DCTERMS + "issued",
            DCTERMS + "modified",
            DCTERMS + "bibliographicCitation",
        ]
    )
}
"""The order of the details."""
SAID_ELSEWHERE = {TYPE.value, DCTERMS + "title", RDFS + "label", *DEFINITIONS, *NOTES}
"""What isn't in the table of an ontology's details, since the page says it in another place."""


class Vocabularies(WholeGraphs["VocabularyDocument"]):
    """The documents of the ontologies whose address is ours."""

    def places(self) -> Iterator[tuple[str, Ontology]]:
        """Give the paths of the documents, with what each is about.

        An ontology that is called as its graph is has the graph's document.
        """
        base, graphs = self.index.base, self.index.counts
        for each in ontologies(self.index):
            for iri in (each.place, each.version):
                if iri.startswith(base) and iri not in graphs:
                    yield document_path(iri, base) or "", each

    def document(self, path: str) -> "VocabularyDocument | None":
        """Find the document of an ontology or of its current version."""
        found = next((each for place, each in self.places() if place == path), None)
        return self.kept(path, lambda: VocabularyDocument(self.pages, path, found)) if found else None

    def paths(self) -> Iterator[str]:
        """List the documents."""
        yield from (path for path, _ in self.places())


class VocabularyDocument(WholeGraph):
    """What an ontology declares: as RDF, the graph that declares it."""

    def __init__(self, pages: Pages, path: str, ontology: Ontology) -> None:
        super().__init__(pages, path, ontology.graph)
        self.ontology = ontology

    def page(self, language: Language, context: Context) -> str:
        """Write the page."""
        index, ontology = self.pages.index, self.ontology
        terms = self.text.terms
        wording = Wording(self.pages, self, language, terms.anchors(ontology.place), copies(index))
        head = head_of(wording, [ontology.iri])
        return self.pages.page(
            "vocabulary.html",
            self,
            language,
            context,
            called=wording.label(ontology.iri),
            iri=ontology.iri,
            graph=document_path(ontology.graph, index.base),
            licences=licences(index, ontology.iri),
            links=self.links,
            summary=next((text for text, _ in head.texts), ""),
            head=head,
            page=VocabularyPage(wording, terms).values(),
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Typed links (Signposting, level 2); a version's document leads to the ontology's (RFC 5829)."""
        index, ontology = self.pages.index, self.ontology
        about = index.base + self.path if self.is_version else ontology.iri
        found = signposts(self, about, types(index, ontology.iri), licences(index, ontology.iri))
        latest = document_path(ontology.place, index.base) if self.is_version else None
        return (*found, Link(latest, "latest-version")) if latest else found

    @property
    def is_version(self) -> bool:
        """Tell whether this is the document of a version."""
        return self.pages.index.base + self.path == self.ontology.version


@dataclass(frozen=True)
class Head:
    """What is said of an ontology, or of a graph, itself."""

    texts: list[tuple[str, str]]
    notes: list[tuple[str, str]]
    details: list[tuple[str, list[Markup]]]
    """Everything else: a property, and its values."""


def head_of(wording: Wording, iris: Iterable[str]) -> Head:
    """Put what is said of an ontology, or of a graph that declares one, for a page."""
    known = sorted(set(iris))
    found: dict[str, set[Term]] = defaultdict(set)
    for iri in known:
        for quad in filter(
            is_stated, wording.index.store.quads_for_pattern(NamedNode(iri), None, None, None)
        ):
            if quad.predicate.value not in SAID_ELSEWHERE:
                found[quad.predicate.value].add(quad.object)
    return Head(
        [text for each in DESCRIPTIONS for iri in known for text in wording.texts(iri, each)],
        [text for each in NOTES for iri in known for text in wording.texts(iri, each)],
        [
            (wording.label(predicate), [wording.written(each) for each in sorted(found[predicate], key=str)])
            for predicate in sorted(found, key=lambda each: (ORDER.get(each, len(ORDER)), each))
        ],
    )
