"""The data set as DCAT-AP 3 describes it: a catalogue, data sets, the files they come in, a service."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from gjgraph.core.terms import DCTERMS, OWL, PREFIXES, TYPE, XSD, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.publication.catalogue.about import PROV, About
from gjgraph.publication.catalogue.dumps import CONCEPTS, DATASET, DERIVED, GZIP, GZIP_TYPE, Measured, Sum
from gjgraph.publication.catalogue.void import both, graph_triples, number, void
from gjgraph.publication.document import Context

DCAT, FOAF = PREFIXES["dcat"], PREFIXES["foaf"]
SPDX, VCARD = "http://spdx.org/rdf/terms#", "http://www.w3.org/2006/vcard/ns#"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
LANGUAGES = {"ko": f"{AUTHORITY}language/KOR", "en": f"{AUTHORITY}language/ENG"}
OTHER_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"
"""Where languages are that the product doesn't write itself, by their codes of two letters."""
PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
SKOS_STANDARD = "http://www.w3.org/TR/skos-reference"
ENDPOINT = "sparql"
NAMES = {
    DERIVED: Text("더해진 것", "What was added"),
    CONCEPTS: Text("SKOS 개념", "SKOS concepts"),
}
DESCRIPTIONS = {
    DERIVED: Text(
        "파일에 적히지 않은 그래프: 온톨로지의 공리에서 규칙이 끌어낸 진술과, 서버가 더한 원문의 글과 내력.",
        "The graphs that no file holds: statements that rules derive from the axioms of the ontology, "
        "and the texts of sources and the history as the software adds them.",
    ),
    CONCEPTS: Text(
        "개념과 개념 체계에 대해 SKOS가 말하는 것만, 끌어낸 상하 관계까지 담은 것.",
        "What SKOS says of the concepts and their schemes and nothing else, derived links included.",
    ),
}


def dcat(name: str) -> NamedNode:
    """Name a term of DCAT."""
    return NamedNode(DCAT + name)


def dct(name: str) -> NamedNode:
    """Name a term of Dublin Core."""
    return NamedNode(DCTERMS + name)


class Catalogue:
    """Describes the data set for catalogues, as it is served at an address."""

    def __init__(
        self,
        about: About,
        languages: Sequence[str],
        dumps: Sequence[Measured],
        context: Context,
        feedback: str,
    ) -> None:
        self.about = about
        self.languages = [language(tag) for tag in languages]
        self.dumps = dumps
        self.context = context
        self.feedback = feedback
        self.address = context.address or about.base

    def node(self, fragment: str) -> NamedNode:
        """Name a thing that the description introduces."""
        return NamedNode(f"{self.about.base}dataset#{quote(fragment)}")

    def at(self, path: str) -> NamedNode:
        """Give the address at which a document is had."""
        return NamedNode(self.address + path)

    def triples(self) -> Iterator[Triple]:
        """Describe the catalogue and all that is in it."""
        yield from self.catalogue()
        yield from self.dataset()
        for part in (DERIVED, CONCEPTS):
            yield from self.part(part)
        for dump in self.dumps:
            yield from self.distributions(dump)
        if not self.context.is_site:
            yield from self.service()
        yield from self.agents()

    def catalogue(self) -> Iterator[Triple]:
        """Describe the catalogue."""
        catalogue, about = self.node("catalog"), self.about
        yield Triple(catalogue, TYPE, dcat("Catalog"))
        yield from both(catalogue, DCTERMS + "title", about.name)
        yield from both(catalogue, DCTERMS + "description", about.description)
        yield Triple(catalogue, NamedNode(FOAF + "homepage"), self.at("dataset.html"))
        yield from self.common(catalogue)
        for part in (DATASET, DERIVED, CONCEPTS):
            yield Triple(catalogue, dcat("dataset"), self.node(part))
        if not self.context.is_site:
            yield Triple(catalogue, dcat("service"), self.node(ENDPOINT))

    def common(self, resource: NamedNode) -> Iterator[Triple]:
        """Say what is so of the catalogue and of the data sets in it."""
        about, context = self.about, self.context
        for each in self.languages:
            yield Triple(resource, dct("language"), each)
        for publisher in about.publishers:
            yield Triple(resource, dct("publisher"), publisher)
        for creator in about.creators:
            yield Triple(resource, dct("creator"), creator)
        for name, moment in (("issued", context.issued), ("modified", context.modified)):
            if moment:
                yield Triple(resource, dct(name), Literal(moment, datatype=NamedNode(XSD + "dateTime")))
        if self.about.licence and resource != self.node(DERIVED):
            yield Triple(resource, dct("license"), self.about.licence)

    def dataset(self) -> Iterator[Triple]:
        """Describe the data set, and where it comes from."""
        dataset, about = self.node(DATASET), self.about
        yield Triple(dataset, TYPE, dcat("Dataset"))
        yield from both(dataset, DCTERMS + "title", about.name)
        yield from both(dataset, DCTERMS + "description", about.description)
        yield Triple(dataset, dct("identifier"), Literal(dataset.value))
        yield Triple(dataset, dcat("landingPage"), self.at("dataset.html"))
        yield from self.common(dataset)
        yield from self.version(dataset)
        for plan in about.plans:
            yield Triple(dataset, NamedNode(FOAF + "primaryTopic"), plan)
        for vocabulary in about.vocabularies:
            yield Triple(dataset, dct("conformsTo"), vocabulary)
            yield Triple(vocabulary, TYPE, dct("Standard"))
        for source in about.sources:
            yield Triple(dataset, NamedNode(PROV + "wasDerivedFrom"), source)
        if activity := about.activity(self.context.version):
            yield Triple(dataset, NamedNode(PROV + "wasGeneratedBy"), activity)
        yield from self.coverage(dataset)
        if self.feedback:
            contact = self.node("contact")
            how = "hasEmail" if self.feedback.startswith("mailto:") else "hasURL"
            yield Triple(dataset, dcat("contactPoint"), contact)
            yield Triple(contact, TYPE, NamedNode(VCARD + "Kind"))
            yield Triple(contact, NamedNode(VCARD + how), NamedNode(self.feedback))

    def version(self, resource: NamedNode) -> Iterator[Triple]:
        """Say which version it is."""
        if self.context.version:
            yield Triple(resource, dcat("version"), Literal(self.context.version))
            yield Triple(resource, NamedNode(OWL + "versionInfo"), Literal(self.context.version))

    def coverage(self, dataset: NamedNode) -> Iterator[Triple]:
        """Say where and when the plans are for."""
        about = self.about
        for place in about.spatial:
            yield Triple(dataset, dct("spatial"), place)
            yield Triple(place, TYPE, dct("Location"))
            yield from both(place, PREFIXES["skos"] + "prefLabel", about.name_of(place))
        for period in about.temporal:
            yield Triple(dataset, dct("temporal"), period)
            yield Triple(period, TYPE, dct("PeriodOfTime"))
            yield from both(period, PREFIXES["skos"] + "prefLabel", about.name_of(period))
            for name, day in zip(("startDate", "endDate"), about.period(period), strict=True):
                if day is not None:
                    yield Triple(period, dcat(name), day)

    def part(self, part: str) -> Iterator[Triple]:
        """Describe what is made of the data set: what was added to it, its concepts."""
        resource, whole, called = self.node(part), self.node(DATASET), self.about.name
        title = Text(f"{called.ko}: {NAMES[part].ko}", f"{called.en}: {NAMES[part].en}")
        yield Triple(resource, TYPE, dcat("Dataset"))
        yield Triple(resource, TYPE, void("Dataset"))
        yield from both(resource, DCTERMS + "title", title)
        yield from both(resource, DCTERMS + "description", DESCRIPTIONS[part])
        yield Triple(resource, dcat("landingPage"), self.at("dataset.html"))
        yield from self.common(resource)
        yield from self.version(resource)
        yield Triple(resource, NamedNode(PROV + "wasDerivedFrom"), whole)
        total = next(each.statements for each in self.dumps if each.dump.part == part)
        yield Triple(resource, void("triples"), number(total))
        if part == CONCEPTS:
            yield Triple(resource, dct("conformsTo"), NamedNode(SKOS_STANDARD))
            yield Triple(NamedNode(SKOS_STANDARD), TYPE, dct("Standard"))
            return
        for graph in self.about.derived:
            yield Triple(resource, void("subset"), NamedNode(graph.iri))
            yield from graph_triples(graph)

    def distributions(self, dump: Measured) -> Iterator[Triple]:
        """Describe a dump, plain and compressed."""
        for ending, summed in (("", dump.plain), (GZIP, dump.compressed)):
            yield from self.distribution(dump, ending, summed)

    def distribution(self, dump: Measured, ending: str, summed: Sum) -> Iterator[Triple]:
        """Describe one file."""
        about, path = dump.dump, dump.dump.path + ending
        node, file = self.node(f"dump-{about.name}{ending}"), self.at(path)
        yield Triple(self.node(about.part), dcat("distribution"), node)
        yield Triple(self.node(about.part), void("dataDump"), file)
        yield Triple(node, TYPE, dcat("Distribution"))
        yield Triple(node, dct("title"), Literal(about.name + ending))
        yield Triple(node, dcat("accessURL"), file)
        yield Triple(node, dcat("downloadURL"), file)
        yield Triple(node, dcat("mediaType"), media_type(about.media_type))
        yield Triple(node, dct("format"), NamedNode(f"{AUTHORITY}file-type/{about.file_type}"))
        if ending:
            yield Triple(node, dcat("compressFormat"), media_type(GZIP_TYPE))
        size = Literal(str(summed.size), datatype=NamedNode(XSD + "nonNegativeInteger"))
        yield Triple(node, dcat("byteSize"), size)
        yield Triple(node, void("triples"), number(dump.statements))
        if self.about.licence and about.part != DERIVED:
            yield Triple(node, dct("license"), self.about.licence)
        checksum = NamedNode(f"{node.value}-sha256")
        yield Triple(node, NamedNode(SPDX + "checksum"), checksum)
        yield Triple(checksum, TYPE, NamedNode(SPDX + "Checksum"))
        yield Triple(checksum, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256"))
        value = Literal(summed.sha256, datatype=NamedNode(XSD + "hexBinary"))
        yield Triple(checksum, NamedNode(SPDX + "checksumValue"), value)

    def service(self) -> Iterator[Triple]:
        """Describe the SPARQL endpoint, and what it gives as a distribution."""
        service, endpoint, called = self.node(ENDPOINT), self.at(ENDPOINT), self.about.name
        yield Triple(service, TYPE, dcat("DataService"))
        yield from both(service, DCTERMS + "title", Text(f"{called.ko}: SPARQL", f"{called.en}: SPARQL"))
        yield Triple(service, dcat("endpointURL"), endpoint)
        yield Triple(service, dcat("endpointDescription"), endpoint)
        yield Triple(service, dct("conformsTo"), NamedNode(PROTOCOL))
        yield Triple(NamedNode(PROTOCOL), TYPE, dct("Standard"))
        for part in (DATASET, DERIVED):
            yield Triple(service, dcat("servesDataset"), self.node(part))
            yield Triple(self.node(part), void("sparqlEndpoint"), endpoint)
        distribution = self.node("distribution-sparql")
        yield Triple(self.node(DATASET), dcat("distribution"), distribution)
        yield Triple(distribution, TYPE, dcat("Distribution"))
        yield Triple(distribution, dct("title"), Literal("SPARQL"))
        yield Triple(distribution, dcat("accessURL"), endpoint)
        yield Triple(distribution, dcat("accessService"), service)
        if self.about.licence:
            yield Triple(distribution, dct("license"), self.about.licence)

    def agents(self) -> Iterator[Triple]:
        """Say what those are called who are named above."""
        for agent in dict.fromkeys((*self.about.publishers, *self.about.creators)):
            yield Triple(agent, TYPE, NamedNode(FOAF + "Agent"))
            yield from both(agent, FOAF + "name", self.about.name_of(agent))


def media_type(name: str) -> NamedNode:
    """Name a media type as IANA lists it."""
    return NamedNode(MEDIA_TYPES + name)


def language(tag: str) -> NamedNode:
    """Name a language by its code."""
    return NamedNode(LANGUAGES.get(tag) or OTHER_LANGUAGES + tag)
