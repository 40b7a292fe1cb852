"""The ontologies of an index: which there are, where each is declared and told of, and its terms."""

from collections import defaultdict
from dataclasses import dataclass

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import DCTERMS, OWL, PREFIXES, RDF, SH, SKOS, TYPE, NamedNode, Quad, Triple
from gjgraph.engine.index import Index
from gjgraph.publication.links import document_path

ONTOLOGY, VERSION_IRI = NamedNode(OWL + "Ontology"), NamedNode(OWL + "versionIRI")
RDFS = PREFIXES["rdfs"]
CLASSES = {OWL + "Class", RDFS + "Class"}
KINDS = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
PROPERTIES = {*(OWL + kind for kind in KINDS), RDF + "Property"}
SCHEME, IN_SCHEME = SKOS + "ConceptScheme", NamedNode(SKOS + "inScheme")
SHAPES = {SH + "NodeShape", SH + "PropertyShape"}
LICENCE = DCTERMS + "license"


@dataclass(frozen=True)
class Ontology:
    """An ontology, by the graph that declares it."""

    iri: str
    graph: str
    version: str
    """The IRI of its version, where it has one."""

    @property
    def place(self) -> str:
        """Its IRI as that of a document: without `#`."""
        return self.iri.partition("#")[0]


def ontologies(index: Index) -> list[Ontology]:
    """Find the ontologies, sorted by address; of several graphs that declare one, the first."""
    found: dict[str, Ontology] = {}
    quads = index.store.quads_for_pattern(None, TYPE, ONTOLOGY, None)
    declared = {
        (quad.subject.value, quad.graph_name.value)
        for quad in quads
        if is_stated(quad) and isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode)
    }
    for iri, graph in sorted(declared):
        versions = index.store.quads_for_pattern(NamedNode(iri), VERSION_IRI, None, NamedNode(graph))
        known = sorted(quad.object.value for quad in versions if isinstance(quad.object, NamedNode))
        found.setdefault(iri, Ontology(iri, graph, known[-1] if known else ""))
    return list(found.values())


def copies(index: Index) -> dict[str, str]:
    """Tell in which document of ours the ontologies stand whose own address isn't ours."""
    return {
        each.place: document_path(each.graph, index.base) or ""
        for each in ontologies(index)
        if not each.iri.startswith(index.base) and each.graph.startswith(index.base)
    }


class Terms:
    """What a graph declares, by what it is; one that rules fill declares nothing."""

    def __init__(self, index: Index, graph: str) -> None:
        self.graph = graph
        facts: dict[str, list[Triple]] = defaultdict(list)
        types: dict[str, set[str]] = defaultdict(set)
        for quad in () if is_derived(graph) else index.quads(graph):
            if isinstance(quad.subject, NamedNode):
                facts[quad.subject.value].append(quad.triple)
                if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                    types[quad.subject.value].add(quad.object.value)
        self.types = types
        self.classes = {iri for iri in facts if types[iri] & CLASSES}
        self.properties = {iri for iri in facts if types[iri] & PROPERTIES}
        self.schemes = {iri for iri in facts if SCHEME in types[iri]}
        self.shapes = {iri for iri in facts if types[iri] & SHAPES}
        in_scheme = index.store.quads_for_pattern(None, IN_SCHEME, None, NamedNode(graph))
        self.concepts = {
            quad.subject.value
            for quad in in_scheme
            if isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object.value in self.schemes
        }
        own = self.classes | self.properties | self.schemes | self.concepts | self.shapes
        self.heads = {iri for iri in facts if ONTOLOGY.value in types[iri]}
        self.others = {iri: facts[iri] for iri in facts.keys() - own - self.heads - {graph}}

    @property
    def is_vocabulary(self) -> bool:
        """Tell whether it declares any terms."""
        return bool(self.classes or self.properties or self.schemes)

    def anchors(self, *places: str) -> set[str]:
        """Name all that the page at some addresses has an anchor for."""
        named = {*self.classes, *self.properties, *self.schemes, *self.concepts, *self.shapes, *self.others}
        return {iri for iri in named if iri.partition("#")[0] in places and iri.partition("#")[2]}


def linked(index: Index, iri: str, predicate: str) -> set[str]:
    """Find what a term is linked to, as somebody states it and no rule."""
    found = index.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, None)
    return {quad.object.value for quad in found if is_stated(quad) and isinstance(quad.object, NamedNode)}


def linking(index: Index, predicate: str, iri: str) -> set[str]:
    """Find what is linked to a term, as somebody states it and no rule."""
    found = index.store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), None)
    return {quad.subject.value for quad in found if is_stated(quad) and isinstance(quad.subject, NamedNode)}


def is_stated(quad: Quad) -> bool:
    """Tell whether a quad stands in a graph that no rule fills."""
    graph = quad.graph_name
    return isinstance(graph, NamedNode) and not is_derived(graph.value)


def licences(index: Index, *declaring: str) -> tuple[str, ...]:
    """Tell which licences some IRIs are under."""
    return tuple(sorted({each for iri in declaring for each in linked(index, iri, LICENCE)}))


def types(index: Index, iri: str) -> tuple[str, ...]:
    """Tell which classes something is stated to be of."""
    return tuple(sorted(linked(index, iri, TYPE.value)))
