"""Rules of FAIR data, as F-UJI has them: what a machine finds out about the data set by itself."""

import ipaddress
import json
import re
from urllib.parse import urlsplit

from gjgraph.core.terms import NamedNode
from gjgraph.operations.publication_check.graphs import SYNTAXES
from gjgraph.operations.publication_check.markup import Page, read_page
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import (
    NO_DATA,
    NO_DATASET,
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES

TECHNICAL = re.compile(r"\.(?:php|asp|aspx|jsp|cgi|html?|ttl|rdf)$|;jsessionid", re.IGNORECASE)
LICENCES = (
    "creativecommons.org/",
    "spdx.org/licenses/",
    "opendatacommons.org/",
    "opensource.org/",
    "gnu.org/licenses/",
    "kogl.or.kr/",
    "data.europa.eu/eli/",
    "nationalarchives.gov.uk/doc/open-government-licence",
    "publications.europa.eu/resource/authority/licence/",
    "apache.org/licenses/",
    "rightsstatements.org/",
)
"""Where licences are that machines know."""
NO_LANDING = not_applicable("데이터 세트의 페이지가 없습니다.", "The data set has no page.")


@rule(
    "fair-identifier",
    "F1",
    Group.FAIR,
    "식별자가 오래 갈 모양이다",
    "The identifiers have a form that can last",
)
def fair_identifier(site: Publication) -> Found:
    """Look at what in an address tells how it is served today: that changes."""
    for iri in [site.base, *site.all_things]:
        parts = urlsplit(iri)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or parts.query or TECHNICAL.search(parts.path):
            yield problem("기술이 드러나는 주소입니다", "an address that tells of its technique", iri)
        elif parts.port or is_number(host) or "." not in host:
            yield problem("이름이 아닌 호스트입니다", "the host isn't one by name", iri)


def is_number(host: str) -> bool:
    """Tell whether a host is given by number."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@rule("fair-core-metadata", "F2", Group.FAIR, "핵심 메타데이터가 있다", "The core metadata are there")
def fair_core_metadata(site: Publication) -> Found:
    """Look for what F-UJI's F2-01M asks for."""
    if not site.dataset:
        yield NO_DATASET
        return
    needed = (
        ("dcterms:creator", "dcterms:publisher"),
        ("dcterms:title",),
        ("dcterms:description",),
        ("dcterms:identifier",),
        ("dcterms:issued", "dcterms:created", "dcterms:modified"),
        ("dcterms:subject", "dcat:keyword", "dcat:theme", "dcterms:conformsTo"),
    )
    for names in needed:
        if not site.description.objects(site.dataset, *names):
            listed = " / ".join(names)
            yield problem(f"{listed}이(가) 없습니다", f"lacks {listed}", site.dataset)


def landing(site: Publication) -> Page | None:
    """Read the page about the data set."""
    if site.landing is None:
        return None
    answer = site.follow(site.landing, MEDIA_TYPES[HTML])[1]
    return read_page(answer.text) if answer.status == 200 and answer.kind == MEDIA_TYPES[HTML] else None


@rule(
    "fair-data-identifier",
    "F3",
    Group.FAIR,
    "메타데이터가 데이터 파일을 가리킨다",
    "The metadata lead to the data",
)
def fair_data_identifier(site: Publication) -> Found:
    """Look for the addresses of the files."""
    if not site.dataset:
        yield NO_DATASET
    elif not site.dumps:
        yield problem("데이터 파일의 주소가 없습니다", "has no address of a data file", site.dataset)


@rule(
    "fair-search",
    "F4",
    Group.FAIR,
    "검색 엔진이 데이터 세트를 안다 (schema.org Dataset)",
    "Search engines can tell that it is a data set (schema.org Dataset)",
)
def fair_search(site: Publication) -> Found:
    """Look for schema:Dataset in the page about the data set."""
    page = landing(site)
    if page is None:
        yield NO_LANDING
        return
    needed = ("name", "description", "license", "url", "distribution")
    for _, text in [each for each in page.scripts if each[0] == "application/ld+json"]:
        for entry in entries(text):
            if "Dataset" in json.dumps(entry.get("@type", "")):
                for name in needed:
                    if not entry.get(name) and not entry.get(f"schema:{name}"):
                        yield problem(f"{name}이(가) 없습니다", f"lacks {name}", site.landing or "")
                return
    yield problem("schema.org의 Dataset이 없습니다", "has no Dataset of schema.org", site.landing or "")


def entries(text: str) -> list[dict[str, object]]:
    """Read the things that a piece of JSON-LD describes."""
    try:
        data = json.loads(text)
    except ValueError:
        return []
    found = data if isinstance(data, list) else [data]
    found = [each for one in found if isinstance(one, dict) for each in one.get("@graph", [one])]
    return [each for each in found if isinstance(each, dict)]


@rule(
    "fair-metadata-linked",
    "F4",
    Group.FAIR,
    "페이지가 메타데이터의 RDF를 가리킨다",
    "The page links to its metadata in RDF",
)
def fair_metadata_linked(site: Publication) -> Found:
    """Look for links to RDF in the page about the data set, and follow them."""
    page = landing(site)
    if page is None:
        yield NO_LANDING
        return
    there = [
        each for each in page.linked("alternate", "describedby") if each.attributes.get("type") in SYNTAXES
    ]
    if not there:
        yield problem("RDF로 가는 링크가 없습니다", "has no link to RDF", site.landing or "")
    for each in there:
        path = site.local(each.href, site.landing or "")
        answer = site.follow(path, each.attributes["type"])[1] if path is not None else None
        if answer is not None and (answer.status != 200 or not site.graph(answer)):
            yield wrong_status(answer.told, "200", each.href)


@rule(
    "fair-protocol",
    "A1",
    Group.FAIR,
    "데이터를 표준 프로토콜로 받는다",
    "The data are had by a standard protocol",
)
def fair_protocol(site: Publication) -> Found:
    """Look at the addresses of the files."""
    if not site.dumps:
        yield NO_DATA
    for dump in site.dumps:
        if urlsplit(dump.address).scheme not in ("http", "https"):
            yield problem("http(s)가 아닙니다", "isn't http(s)", dump.address)


@rule("fair-linked", "I3", Group.FAIR, "다른 데이터 세트와 이어진다", "It is linked with other data sets")
def fair_linked(site: Publication) -> Found:
    """Look for links to things of others, in the data or in the description."""
    if not site.data.triples:
        yield NO_DATA
        return
    names = (
        "owl:sameAs",
        "skos:exactMatch",
        "skos:closeMatch",
        "skos:broadMatch",
        "skos:narrowMatch",
        "skos:relatedMatch",
        "rdfs:seeAlso",
        "dcterms:relation",
        "dcterms:source",
        "schema:sameAs",
    )
    outwards = [each for _, each in site.data.pairs(*names) if isinstance(each, NamedNode)]
    if not any(not each.value.startswith(site.base) for each in outwards):
        yield problem(
            "다른 데이터 세트로 가는 링크가 없습니다", "has no link to another data set", site.dataset
        )


@rule(
    "fair-content",
    "R1",
    Group.FAIR,
    "파일의 크기와 형식이 적힌 대로다",
    "Size and type of the files are as they are told",
)
def fair_content(site: Publication) -> Found:
    """Compare what the description says of files with what they are."""
    there = [each for each in site.dumps if each.answer is not None and each.answer.status == 200]
    if not there:
        yield NO_DATA
    for dump in there:
        kind = dump.answer.kind if dump.answer else ""
        if kind not in (dump.kind, "application/gzip", "application/octet-stream"):
            yield problem(f"{dump.kind} 대신 {kind}", f"{kind} for {dump.kind}", dump.address)


@rule(
    "fair-licence",
    "R1.1",
    Group.FAIR,
    "라이선스가 기계도 아는 것이다",
    "The licence is one that machines know",
)
def fair_licence(site: Publication) -> Found:
    """Look whether the licence is a standard one."""
    own = site.description.links(site.dataset, "dcterms:license") if site.dataset else []
    if not own:
        yield problem("라이선스의 주소가 없습니다", "has no licence IRI", site.dataset)
    for each in own:
        if not any(known in each for known in LICENCES):
            yield problem("모르는 라이선스입니다", "isn't a known licence", each)


@rule(
    "fair-provenance",
    "R1.2",
    Group.FAIR,
    "누가 언제 만들고 고쳤는지 안다",
    "It is known who made it, when, and when it changed",
)
def fair_provenance(site: Publication) -> Found:
    """Look for people and dates."""
    if not site.dataset:
        yield NO_DATASET
        return
    for names in (
        ("dcterms:creator", "dcterms:publisher", "prov:wasAttributedTo"),
        ("dcterms:modified", "dcterms:created", "dcterms:issued"),
        ("dcterms:source", "prov:wasDerivedFrom", "prov:wasGeneratedBy"),
    ):
        if not site.description.objects(site.dataset, *names):
            listed = " / ".join(names)
            yield problem(f"{listed}이(가) 없습니다", f"lacks {listed}", site.dataset)


@rule("fair-standard", "R1.3", Group.FAIR, "분야의 표준 어휘로 적혀 있다", "Community standards are used")
def fair_standard(site: Publication) -> Found:
    """Look whether the description is in DCAT, and tells its vocabularies or standards."""
    if not site.dataset:
        yield NO_DATASET
    elif NamedNode(site.dataset) not in site.description.of_type("dcat:Dataset"):
        yield problem("dcat:Dataset이 아닙니다", "isn't a dcat:Dataset", site.dataset)
    elif not site.description.objects(site.dataset, "dcterms:conformsTo", "void:vocabulary"):
        yield problem("어휘도 표준도 말하지 않습니다", "names no vocabulary or standard", site.dataset)
