"""Rules of addresses: what each IRI answers, and what an address answers that nobody minted."""

from gjgraph.core.terms import NamedNode
from gjgraph.operations.publication_check.deployment import Asked, on_the_web
from gjgraph.operations.publication_check.publication import RDF_KINDS, Publication, spread
from gjgraph.operations.publication_check.results import (
    NO_DATA,
    NO_DOCUMENTS,
    NO_THINGS,
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import ENDINGS, HTML, MEDIA_TYPES

UNKNOWN = "no-such-thing-9f3a7c"
ODD = (
    "doc/%00",
    "doc/%ff%fe",
    "doc/%ED%95%9C%EA%B8%80",
    "doc/%3Cscript%3E",
    "doc/%22%3E",
    "doc/..%2f..%2fetc/passwd",
    "doc/../../../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "doc//x",
    "doc/x%zz",
    "doc/" + "x" * 6000,
    "id/" + "%EA%B0%80" * 500,
    "doc/x.ttl.exe",
)
"""Paths that no publication has: each is to be told so, and nothing may break."""
CANONICAL_SAMPLE = 5


@rule(
    "thing-303",
    "Addresses",
    Group.ADDRESSES,
    "사물의 주소는 303으로 그 문서에 이른다",
    "A thing's address leads to its document with 303",
)
def thing_303(site: Publication) -> Found:
    """Ask the address of each thing."""
    if not site.things:
        yield NO_THINGS
    for thing in site.things:
        if site.deployment.answers and thing.answer.status != 303:
            yield wrong_status(thing.answer.told, "303", thing.iri)
        elif thing.document is None:
            there = thing.answer.headers.get("location", "") or thing.answer.told.en
            yield problem(f"문서에 이르지 않습니다: {there}", f"leads to no document: {there}", thing.iri)
        elif thing.document == thing.path:
            yield problem("사물과 문서의 주소가 같습니다", "thing and document have one address", thing.iri)


@rule(
    "document-200",
    "Addresses",
    Group.ADDRESSES,
    "그 문서는 200으로 답한다",
    "The document answers with 200",
)
def document_200(site: Publication) -> Found:
    """Ask for the documents of things, in HTML and in Turtle."""
    documents = [thing.document for thing in site.things if thing.document]
    if not documents:
        yield NO_DOCUMENTS
    for form in (HTML, "turtle"):
        for path, answer in zip(documents, site.ask_all(documents, MEDIA_TYPES[form]), strict=True):
            if answer.status != 200:
                yield wrong_status(answer.told, "200", path)


@rule(
    "document-extensions",
    "2",
    Group.ADDRESSES,
    "문서는 확장자마다 그 형식으로 있다",
    "A document is there in each format by its extension",
)
def document_extensions(site: Publication) -> Found:
    """Ask for the documents of things by each extension."""
    documents = [thing.document for thing in site.things if thing.document]
    if not documents:
        yield NO_DOCUMENTS
    asked = [(form, site.by_ending(path, form)) for path in documents for form in ENDINGS]
    for (form, request), answer in zip(
        asked, site.deployment.ask_all(each for _, each in asked), strict=True
    ):
        if answer.status != 200:
            yield wrong_status(answer.told, "200", request.path)
        elif answer.kind != MEDIA_TYPES[form]:
            yield problem(f"형식이 {answer.kind}", f"comes as {answer.kind}", request.path)


@rule(
    "minted-resolve",
    "1",
    Group.ADDRESSES,
    "데이터가 쓰는 모든 주소가 답한다",
    "Every IRI that the data mint resolves",
)
def minted_resolve(site: Publication) -> Found:
    """Ask the address of whatever the data speak of under the base."""
    minted = spread(site.minted, site.most * 3)
    if not minted:
        yield NO_DATA
    paths = [site.place(each) or "" for each in minted]
    for iri, path, first in zip(minted, paths, site.ask_all(paths, MEDIA_TYPES[HTML]), strict=True):
        answer = site.follow(path, MEDIA_TYPES[HTML])[1] if 300 < first.status < 400 else first
        if answer.status == 406:
            answer = site.follow(path, RDF_KINDS)[1]
        if answer.status not in (200, 410):
            yield wrong_status(answer.told, "200", iri)


@rule(
    "unknown-404",
    "1",
    Group.ADDRESSES,
    "모르는 주소는 404로 답한다",
    "An unknown address answers with 404",
    needs_server=True,
)
def unknown_404(site: Publication) -> Found:
    """Ask for what isn't there."""
    for path in (UNKNOWN, f"doc/{UNKNOWN}", f"doc/{UNKNOWN}.ttl", f"id/{UNKNOWN}", f"{UNKNOWN}/a/b.html"):
        for accept in (MEDIA_TYPES[HTML], MEDIA_TYPES["turtle"]):
            answer = site.follow(path, accept)[1]
            if answer.status != 404:
                yield wrong_status(answer.told, "404", path)


@rule(
    "odd-paths",
    "1",
    Group.ADDRESSES,
    "이상한 주소에도 4xx로 답하고, 고장 나지 않는다",
    "An odd address is refused with 4xx, and nothing breaks",
    needs_server=True,
)
def odd_paths(site: Publication) -> Found:
    """Ask for paths that are encoded, overlong, dotted or no text at all."""
    for answer in site.deployment.ask_all(Asked(path) for path in ODD):
        path = answer.asked.path
        if 300 < answer.status < 400:
            answer = site.follow(path)[1]  # noqa: PLW2901
        if not 400 <= answer.status < 500:
            yield wrong_status(answer.told, "4xx", path[:60])


@rule(
    "retired-410",
    "1",
    Group.ADDRESSES,
    "폐지된 것은 410으로, 설명과 뒤를 이은 것을 말한다",
    "What is retired answers with 410, and tells what it was and what came after",
    needs_server=True,
)
def retired_410(site: Publication) -> Found:
    """Ask for the documents of what is marked as deprecated."""
    if not site.retired:
        yield not_applicable("폐지된 것이 없습니다.", "Nothing is retired.")
    for iri in spread(site.retired, site.most):
        _, answer = site.follow(site.place(iri) or "", RDF_KINDS)
        if answer.status != 410:
            yield wrong_status(answer.told, "410", iri)
            continue
        told = site.graph(answer)
        if NamedNode(iri) not in told.about:
            yield problem("설명이 없습니다", "has no description", iri)
        for successor in site.data.links(iri, "dcterms:isReplacedBy"):
            if successor not in told.links(iri, "dcterms:isReplacedBy"):
                yield problem(
                    f"뒤를 이은 {successor}을(를) 말하지 않습니다", f"doesn't tell of {successor}", iri
                )


@rule(
    "version-addresses",
    "Addresses",
    Group.ADDRESSES,
    "버전의 주소가 있고, 바뀌지 않는다고 말한다",
    "Versions have addresses, and say that they never change",
    needs_server=True,
)
def version_addresses(site: Publication) -> Found:
    """Ask for the versions that the description of the data set names."""
    versions = site.description.links(site.dataset, *VERSIONS) if site.dataset else []
    paths = [path for each in versions if (path := site.place(each)) is not None]
    if not paths:
        yield not_applicable("설명이 버전의 주소를 말하지 않습니다.", "The description names no versions.")
    for path in spread(paths, site.most):
        _, answer = site.follow(path, RDF_KINDS)
        if answer.status != 200:
            yield wrong_status(answer.told, "200", path)
        elif "immutable" not in answer.headers.get("cache-control", ""):
            yield problem("Cache-Control: immutable이 없습니다", "no Cache-Control: immutable", path)


VERSIONS = (
    "dcterms:hasVersion",
    "dcat:hasVersion",
    "dcat:hasCurrentVersion",
    "pav:hasVersion",
    "owl:versionIRI",
)


@rule(
    "canonical-iris",
    "Addresses",
    Group.ADDRESSES,
    "데이터의 주소가 그 호스트에서 답한다",
    "The IRIs resolve at their own host",
)
def canonical_iris(site: Publication) -> Found:
    """Ask the canonical IRIs themselves, on the open web; only where that is wanted."""
    host = site.base.split("/")[2]
    if not site.canonical:
        yield not_applicable(
            f"{host}에는 묻지 않았습니다: 그 주소들은 여기에 물었습니다. 묻게 하려면 --canonical",
            f"{host} itself was not asked: its IRIs were asked here. --canonical asks it",
        )
        return
    for iri in spread(site.all_things, CANONICAL_SAMPLE) or [site.base]:
        answer = on_the_web(iri, MEDIA_TYPES[HTML])
        if answer.status != 200:
            yield wrong_status(answer.told, "200", iri)
