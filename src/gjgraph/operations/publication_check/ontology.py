"""Rules of an ontology, as FOOPS! has them: addresses, metadata, documentation of every term."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urldefrag

from gjgraph.core.terms import Literal, NamedNode
from gjgraph.operations.publication_check.graphs import Graph, Term
from gjgraph.operations.publication_check.markup import read_page
from gjgraph.operations.publication_check.publication import RDF_KINDS, Publication
from gjgraph.operations.publication_check.results import (
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES

NO_ONTOLOGY = not_applicable("여기에 온톨로지가 없습니다.", "There is no ontology here.")
TERMS = ("owl:Class", "rdfs:Class", "rdf:Property", "owl:ObjectProperty", "owl:DatatypeProperty")
PROPERTIES = ("rdf:Property", "owl:ObjectProperty", "owl:DatatypeProperty")
DEFINITIONS = ("skos:definition", "rdfs:comment", "dcterms:description")
METADATA = {
    "ontology-title": ("제목", "a title", ("dcterms:title", "rdfs:label")),
    "ontology-description": ("설명", "a description", ("dcterms:description", "rdfs:comment")),
    "ontology-licence": ("라이선스", "a licence", ("dcterms:license", "cc:license")),
    "ontology-creator": ("만든 이", "a creator", ("dcterms:creator", "schema:creator", "foaf:maker")),
    "ontology-created": ("만든 날", "a date of creation", ("dcterms:created", "dcterms:issued")),
    "ontology-modified": ("고친 날", "a date of change", ("dcterms:modified",)),
    "ontology-version-info": ("판의 이름", "a version", ("owl:versionInfo",)),
    "ontology-citation": ("인용하는 법", "a citation", ("dcterms:bibliographicCitation",)),
}
Find = Callable[[Publication], Found]


class Vocabulary:
    """The ontology of a publication: its IRI, namespace, terms."""

    def __init__(self, iri: str, path: str, graph: Graph) -> None:
        self.iri = iri
        self.path = path
        self.graph = graph
        stated = [
            each.value
            for each in graph.objects(iri, "vann:preferredNamespaceUri")
            if isinstance(each, Literal | NamedNode)
        ]
        self.namespace = stated[0] if stated else iri if iri.endswith(("#", "/")) else f"{iri}#"

    def terms(self, *kinds: str) -> list[str]:
        """List the terms of the ontology's own namespace."""
        found = (str(each)[1:-1] for each in self.graph.of_type(*kinds))
        return [each for each in found if each.startswith(self.namespace)]


def ontologies(site: Publication) -> list[Vocabulary]:
    """Find the ontologies that are published here and have terms."""
    named = [each for _, each in site.description.pairs("void:vocabulary")]
    # Where the description names none, whatever says that it is an ontology: shapes and alignments do too.
    named = [each for each in named if is_of(site, each)] or site.data.of_type("owl:Ontology")
    found: dict[str, Vocabulary] = {}
    for each in named:
        if not isinstance(each, NamedNode) or not is_of(site, each):
            continue
        path = site.place(each.value) or ""
        graph = Graph(site.described_in(path).triples | site.data.triples)
        iris = {str(one)[1:-1] for one in graph.of_type("owl:Ontology")}
        iri = next(
            (one for one in (each.value, urldefrag(each.value).url, f"{each.value}#") if one in iris), None
        )
        known = Vocabulary(iri, path, graph) if iri else None
        # A shapes graph says that it is an ontology as well, and may have a class: it is no vocabulary.
        if known and known.terms(*TERMS) and not known.terms("sh:NodeShape", "sh:PropertyShape"):
            found.setdefault(urldefrag(known.iri).url, known)
    return list(found.values())


def is_of(site: Publication, term: Term) -> bool:
    """Tell whether a term is an IRI of the publication."""
    return isinstance(term, NamedNode) and term.value.startswith(site.base)


def of_each(find: Callable[[Publication, Vocabulary], Found]) -> Find:
    """Judge every ontology by a rule."""

    @wraps(find)
    def judged(site: Publication) -> Found:
        found = site.once("ontologies", lambda: ontologies(site))
        if not found:
            yield NO_ONTOLOGY
        for each in found:
            yield from find(site, each)

    return judged


@rule(
    "ontology-address",
    "Addresses",
    Group.ONTOLOGY,
    "온톨로지가 제 이름공간에서 200으로 답한다",
    "The ontology answers at its namespace with 200",
)
@of_each
def ontology_address(site: Publication, ontology: Vocabulary) -> Found:
    """Ask for the ontology in HTML and in RDF."""
    for kind in (MEDIA_TYPES[HTML], *(MEDIA_TYPES[each] for each in ("turtle", "jsonld", "rdfxml"))):
        answer = site.deployment.get(ontology.path, kind)
        if answer.status != 200:
            yield wrong_status(answer.told, "200", f"{ontology.iri} ({kind})")
        elif answer.kind != kind:
            yield problem(f"{kind} 대신 {answer.kind}", f"{answer.kind} for {kind}", ontology.iri)
        elif not answer.headers.get("content-location"):
            yield problem("Content-Location이 없습니다", "no Content-Location", f"{ontology.iri} ({kind})")


@rule(
    "ontology-page",
    "Ontology",
    Group.ONTOLOGY,
    "모든 용어가 문서 페이지에 있고, 제 자리가 있다",
    "Every term is on the documentation page, at an anchor of its own",
)
@of_each
def ontology_page(site: Publication, ontology: Vocabulary) -> Found:
    """Look for the terms in the page, so that each hash IRI leads to its place."""
    page = read_page(site.follow(ontology.path, MEDIA_TYPES[HTML])[1].text)
    for term in ontology.terms(*TERMS):
        if "#" in term and term.partition("#")[2] not in page.ids:
            yield problem("페이지에 자리가 없습니다", "has no place in the page", term)


@rule(
    "ontology-defined",
    "Ontology",
    Group.ONTOLOGY,
    "용어의 주소를 물으면 그 용어가 답에 있다",
    "The answer at a term's address defines it",
)
@of_each
def ontology_defined(site: Publication, ontology: Vocabulary) -> Found:
    """Look for each term in the RDF that its own address gives."""
    for term in ontology.terms(*TERMS):
        path = site.place(term) or ""
        if NamedNode(term) not in site.described_in(path).about:
            yield problem("답에 없습니다", "isn't in the answer", term)


@rule(
    "ontology-version",
    "Ontology",
    Group.ONTOLOGY,
    "판의 주소가 있고, 답한다",
    "There is a version IRI, and it resolves",
)
@of_each
def ontology_version(site: Publication, ontology: Vocabulary) -> Found:
    """Ask for the version IRI."""
    versions = ontology.graph.links(ontology.iri, "owl:versionIRI")
    if not versions:
        yield problem("owl:versionIRI가 없습니다", "has no owl:versionIRI", ontology.iri)
    for each in versions:
        path = site.place(each)
        if path is None:
            continue
        for kind in (RDF_KINDS, MEDIA_TYPES[HTML]):
            answer = site.follow(path, kind)[1]
            if answer.status != 200:
                yield wrong_status(answer.told, "200", each)


@rule(
    "ontology-prefix",
    "Ontology",
    Group.ONTOLOGY,
    "권하는 접두어와 이름공간을 말한다",
    "The preferred prefix and namespace are told",
)
@of_each
def ontology_prefix(site: Publication, ontology: Vocabulary) -> Found:
    """Look at the terms of VANN: the namespace has to be that of the ontology."""
    for name in ("vann:preferredNamespacePrefix", "vann:preferredNamespaceUri"):
        if not ontology.graph.objects(ontology.iri, name):
            yield problem(f"{name}이(가) 없습니다", f"lacks {name}", ontology.iri)
    if urldefrag(ontology.namespace).url.rstrip("/") != urldefrag(ontology.iri).url.rstrip("/"):
        yield problem(
            f"이름공간이 다릅니다: {ontology.namespace}",
            f"another namespace: {ontology.namespace}",
            ontology.iri,
        )


def metadata(name: str) -> None:
    """Make a rule that an ontology says something of itself."""
    ko, en, names = METADATA[name]

    @rule(name, "Ontology", Group.ONTOLOGY, f"온톨로지에 {ko}이(가) 있다", f"The ontology has {en}")
    @of_each
    def find(site: Publication, ontology: Vocabulary) -> Found:
        if not ontology.graph.objects(ontology.iri, *names):
            listed = " / ".join(names)
            yield problem(f"{listed}이(가) 없습니다", f"lacks {listed}", ontology.iri)


for each_id in METADATA:
    metadata(each_id)


def languages(ontology: Vocabulary) -> set[str]:
    """Tell in which languages the ontology speaks of itself and its terms."""
    graph = ontology.graph
    return {
        language
        for subject in (ontology.iri, *ontology.terms(*TERMS))
        for language in graph.languages(subject, "rdfs:label", "skos:prefLabel", "dcterms:title")
    } - {""}


def worded(ontology: Vocabulary, names: tuple[str, ...]) -> Found:
    """Look for words on every term in every language."""
    wanted = languages(ontology)
    for term in ontology.terms(*TERMS):
        found = ontology.graph.languages(term, *names)
        if missing := wanted - found if wanted else {"-"} - ({"-"} if found else set()):
            listed = ", ".join(sorted(missing))
            yield problem(f"없는 언어: {listed}", f"missing in {listed}", term)


@rule(
    "ontology-labels",
    "Ontology",
    Group.ONTOLOGY,
    "모든 용어에 모든 언어의 이름이 있다",
    "Every term has a label in every language",
)
@of_each
def ontology_labels(site: Publication, ontology: Vocabulary) -> Found:
    """Look at the labels."""
    yield from worded(ontology, ("rdfs:label", "skos:prefLabel"))


@rule(
    "ontology-definitions",
    "Ontology",
    Group.ONTOLOGY,
    "모든 용어에 모든 언어의 정의가 있다",
    "Every term has a definition in every language",
)
@of_each
def ontology_definitions(site: Publication, ontology: Vocabulary) -> Found:
    """Look at the definitions."""
    yield from worded(ontology, DEFINITIONS)


@rule(
    "ontology-domain-range",
    "Ontology",
    Group.ONTOLOGY,
    "모든 속성에 정의역과 치역이 있다",
    "Every property has a domain and a range",
)
@of_each
def ontology_domain_range(site: Publication, ontology: Vocabulary) -> Found:
    """Look at the properties."""
    for term in ontology.terms(*PROPERTIES):
        for name in ("rdfs:domain", "rdfs:range"):
            if not ontology.graph.objects(term, name, name.replace("rdfs:", "schema:") + "Includes"):
                yield problem(f"{name}이(가) 없습니다", f"lacks {name}", term)


@rule(
    "ontology-is-defined-by",
    "Ontology",
    Group.ONTOLOGY,
    "모든 용어가 어느 온톨로지의 것인지 말한다",
    "Every term says which ontology defines it",
)
@of_each
def ontology_is_defined_by(site: Publication, ontology: Vocabulary) -> Found:
    """Look at rdfs:isDefinedBy."""
    for term in ontology.terms(*TERMS):
        if not ontology.graph.links(term, "rdfs:isDefinedBy"):
            yield problem("rdfs:isDefinedBy가 없습니다", "lacks rdfs:isDefinedBy", term)


@rule(
    "ontology-reuse", "Ontology", Group.ONTOLOGY, "다른 어휘를 다시 쓴다", "Other vocabularies are used again"
)
@of_each
def ontology_reuse(site: Publication, ontology: Vocabulary) -> Found:
    """Look whether anything descends from a term of somebody else."""
    above = [
        each.value
        for _, each in ontology.graph.pairs(
            "rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass", "skos:closeMatch"
        )
        if isinstance(each, NamedNode)
    ]
    own = ("http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#", ontology.namespace)
    if not any(not each.startswith(own) for each in above):
        yield problem("다른 어휘와 이어지지 않습니다", "descends from no other vocabulary", ontology.iri)
