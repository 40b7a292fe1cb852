"""Rules of descriptions: what a reader needs to understand a thing, in one answer (publishing.md 7)."""

from collections.abc import Iterator

from gjgraph.core.terms import LABELS, NamedNode
from gjgraph.operations.publication_check.graphs import Graph
from gjgraph.operations.publication_check.markup import header_links
from gjgraph.operations.publication_check.publication import RDF_KINDS, Publication, Thing
from gjgraph.operations.publication_check.results import (
    NO_DOCUMENTS,
    Found,
    Group,
    at_least_one,
    not_applicable,
    problem,
    rule,
)

LABEL_NAMES = ("skos:prefLabel", "rdfs:label", "dcterms:title", "sh:name", "schema:name", "foaf:name")
PAGES = 50
"""Pages of a long description that are read."""


def described(site: Publication) -> Iterator[tuple[Thing, str, Graph]]:
    """Go through things with the graph of the document that tells of each."""
    there = [thing for thing in site.things if thing.document]
    answers = site.ask_all([thing.document or "" for thing in there], RDF_KINDS)
    for thing, answer in zip(there, answers, strict=True):
        yield thing, thing.document or "", site.graph(answer)


@rule(
    "subject",
    "7",
    Group.DESCRIPTIONS,
    "물은 주소가 답의 주어다",
    "The IRI asked for is a subject of the answer",
)
def subject(site: Publication) -> Found:
    """Look for each thing in its document."""
    for thing, _, graph in at_least_one(described(site), NO_DOCUMENTS):
        if NamedNode(thing.iri) not in graph.about:
            yield problem("답의 주어가 아닙니다", "isn't a subject of the answer", thing.iri)


@rule(
    "statements",
    "7",
    Group.DESCRIPTIONS,
    "덤프가 사물에 대해 말하는 것이 다 있다",
    "All that the dump says of a thing is there",
)
def statements(site: Publication) -> Found:
    """Compare the document with the dump: blank nodes aside, nothing may be missing."""
    for thing, path, graph in at_least_one(described(site), NO_DOCUMENTS):
        whole = whole_description(site, path, graph)
        said = {each for each in site.data.triples if each.subject == NamedNode(thing.iri)}
        missing = [each for each in said if "_:" not in str(each) and each not in whole.triples]
        if missing:
            count, one = len(missing), str(missing[0].predicate)
            yield problem(f"{count}개가 빠졌습니다: {one}", f"lacks {count}: {one}", thing.iri)


def whole_description(site: Publication, path: str, graph: Graph) -> Graph:
    """Put the pages of a long description together."""
    triples, here = set(graph.triples), path
    for _ in range(PAGES):
        answer = site.deployment.get(here, RDF_KINDS)
        there = next(
            (each.href for each in header_links(answer.headers.get("link", "")) if "next" in each.rel), None
        )
        next_path = None if there is None else site.place(there, here)
        if next_path is None:
            break
        here = next_path
        triples |= site.graph(site.deployment.get(here, RDF_KINDS)).triples
    return Graph(triples)


@rule(
    "object-labels",
    "7",
    Group.DESCRIPTIONS,
    "목적어의 이름이 있다",
    "The labels of the objects are there",
)
def object_labels(site: Publication) -> Found:
    """Look for a label of each object that has one in the dump."""
    for thing, _, graph in at_least_one(described(site), NO_DOCUMENTS):
        for said in graph.about.get(NamedNode(thing.iri), {}).values():
            for each in said:
                known = isinstance(each, NamedNode) and site.data.objects(each, *LABEL_NAMES)
                if known and not graph.objects(each, *LABEL_NAMES):
                    yield problem(f"{each}의 이름이 없습니다", f"has no label of {each}", thing.iri)


@rule(
    "incoming-links",
    "7",
    Group.DESCRIPTIONS,
    "그것을 가리키는 것도 있다",
    "Incoming links are there",
)
def incoming_links(site: Publication) -> Found:
    """Look for what leads to each thing, where the dump has anything that does."""
    linked = (
        (node, known, graph)
        for thing, _, graph in described(site)
        for node in [NamedNode(thing.iri)]
        if (known := {each.subject for each in site.data.towards.get(node, ()) if each.subject != node})
    )
    nothing = not_applicable("서로 가리키는 사물이 없습니다.", "No thing leads to another.")
    for node, known, graph in at_least_one(linked, nothing):
        if not known & {each.subject for each in graph.towards.get(node, ())}:
            yield problem("가리키는 것이 없습니다", "has no incoming link", node.value)


@rule(
    "own-label",
    "7",
    Group.DESCRIPTIONS,
    "사물에 이름이 있다",
    "A thing has a label",
)
def own_label(site: Publication) -> Found:
    """Look for the name of each thing that has one in the dump."""
    named = (
        (thing.iri, graph)
        for thing, _, graph in described(site)
        if any(site.data.about.get(NamedNode(thing.iri), {}).get(each.value) for each in LABELS)
    )
    nothing = not_applicable("이름이 있는 사물이 없습니다.", "No thing has a label.")
    for iri, graph in at_least_one(named, nothing):
        if not graph.objects(iri, *LABEL_NAMES):
            yield problem("이름이 없습니다", "has no label", iri)


@rule(
    "licence-told",
    "7",
    Group.DESCRIPTIONS,
    "문서가 라이선스를 말한다",
    "A document tells its licence",
)
def licence_told(site: Publication) -> Found:
    """Look for a licence in the graph of each document."""
    for _, path, graph in at_least_one(described(site), NO_DOCUMENTS):
        if not any(
            isinstance(each, NamedNode)
            for _, each in graph.pairs("dcterms:license", "dcterms:rights", "cc:license", "schema:license")
        ):
            yield problem("라이선스가 없습니다", "has no licence", path)


@rule(
    "document-told",
    "7",
    Group.DESCRIPTIONS,
    "문서와 사물을 가려 말하고, 데이터 세트로 이끈다",
    "Document and thing are told apart, and the data set is named",
)
def document_told(site: Publication) -> Found:
    """Look for what a document says of itself."""
    for thing, path, graph in at_least_one(described(site), NO_DOCUMENTS):
        if not any(
            each == NamedNode(thing.iri)
            for _, each in graph.pairs("foaf:primaryTopic", "foaf:topic", "schema:about", "schema:mainEntity")
        ):
            yield problem(
                "문서가 무엇에 대한 것인지 말하지 않습니다", "the document doesn't say what it is about", path
            )
        elif not any(
            each == NamedNode(site.dataset)
            for _, each in graph.pairs("void:inDataset", "dcterms:isPartOf", "schema:isPartOf")
        ):
            yield problem("데이터 세트를 말하지 않습니다", "doesn't name the data set", path)


@rule(
    "long-descriptions",
    "7",
    Group.DESCRIPTIONS,
    "긴 설명은 쪽으로 나뉘고, 다음 쪽이 있다",
    "A long description has pages, and the next one is there",
    needs_server=True,
)
def long_descriptions(site: Publication) -> Found:
    """Follow the links to next pages."""
    found = False
    for path in site.documents:
        answer = site.deployment.get(path, RDF_KINDS)
        for link in header_links(answer.headers.get("link", "")):
            if link.rel & {"next", "prev"}:
                found = True
                there = site.place(link.href, path)
                status = site.deployment.get(there, RDF_KINDS).status if there is not None else 0
                if status != 200:
                    yield problem(f"{link.href}: {status}", f"{link.href}: {status}", path)
    if not found:
        yield not_applicable("긴 설명이 없습니다.", "No description is long.")
