"""Rules of the description of a data set: VoID, DCAT-AP, counts (publishing.md 10)."""

import json
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, urldefrag

from gjgraph.core.terms import TYPE, NamedNode
from gjgraph.operations.publication_check.deployment import Asked, accepting
from gjgraph.operations.publication_check.dumps import number
from gjgraph.operations.publication_check.graphs import Term
from gjgraph.operations.publication_check.publication import DESCRIBED_AT, RDF_KINDS, Publication
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

RESULTS = "application/sparql-results+json"
NO_ENDPOINT = not_applicable("SPARQL 엔드포인트가 없습니다.", "There is no SPARQL endpoint.")


def lacking(site: Publication, subject: Term, *names: str) -> Iterator[str]:
    """List the properties that a subject has not, any of several separated by a bar."""
    for each in names:
        if not site.description.objects(subject, *each.split("|")):
            yield each.replace("|", " / ")


@rule(
    "void",
    "10",
    Group.DATASET,
    "/.well-known/void에 VoID 설명이 있다",
    "There is a VoID description at /.well-known/void",
)
def void(site: Publication) -> Found:
    """Ask for the description."""
    if site.described.status != 200:
        yield wrong_status(site.described.told, "200", DESCRIBED_AT)
    elif not site.void.of_type("void:Dataset"):
        yield problem("void:Dataset이 없습니다", "has no void:Dataset", DESCRIBED_AT)


@rule("void-dataset", "10", Group.DATASET, "VoID가 데이터 세트를 다 말한다", "VoID tells all of the data set")
def void_dataset(site: Publication) -> Found:
    """Look at what is said of the data set."""
    if not site.dataset:
        yield NO_DATASET
        return
    needed = (
        "dcterms:title",
        "dcterms:description",
        "dcterms:license",
        "void:triples",
        "void:entities",
        "void:dataDump|dcat:distribution",
        "void:uriSpace|void:uriRegexPattern",
        "void:vocabulary",
        "void:exampleResource|void:rootResource",
        "void:feature|dcat:distribution",
    )
    for each in lacking(site, NamedNode(site.dataset), *needed):
        yield problem(f"{each}이(가) 없습니다", f"lacks {each}", site.dataset)


@rule(
    "dcat-catalogue", "10", Group.DATASET, "DCAT-AP의 카탈로그가 있다", "There is a catalogue after DCAT-AP"
)
def dcat_catalogue(site: Publication) -> Found:
    """Look at what DCAT-AP 3 makes mandatory of catalogues."""
    found = site.description.of_type("dcat:Catalog")
    if not found:
        yield problem("dcat:Catalog이 없습니다", "there is no dcat:Catalog")
    for each in found:
        for name in lacking(
            site, each, "dcterms:title", "dcterms:description", "dcterms:publisher", "dcat:dataset"
        ):
            yield problem(f"{name}이(가) 없습니다", f"lacks {name}", str(each))


@rule(
    "dcat-dataset", "10", Group.DATASET, "DCAT-AP의 데이터 세트가 있다", "There is a data set after DCAT-AP"
)
def dcat_dataset(site: Publication) -> Found:
    """Look at what DCAT-AP 3 makes mandatory of data sets, and at what catalogues sort by."""
    found = site.description.of_type("dcat:Dataset")
    if not found:
        yield problem("dcat:Dataset이 없습니다", "there is no dcat:Dataset")
    for each in found:
        needed = ("dcterms:title", "dcterms:description", "dcat:distribution", "dcterms:language")
        for name in lacking(site, each, *needed):
            yield problem(f"{name}이(가) 없습니다", f"lacks {name}", str(each))


@rule(
    "dcat-distributions",
    "10",
    Group.DATASET,
    "배포본마다 주소와 형식이 있고, 라이선스가 밝혀져 있다",
    "Each distribution has an address and a format, and a licence is told",
)
def dcat_distributions(site: Publication) -> Found:
    """Look at the distributions of the data sets."""
    found = {each for _, each in site.description.pairs("dcat:distribution")}
    if not found:
        yield problem("배포본이 없습니다", "there are no distributions")
    # One that has what states no licence, such as the text of a source, can have none.
    licences = ("dcterms:license", "dcterms:rights")
    if found and not any(site.description.objects(each, *licences) for each in found):
        yield problem("라이선스가 없습니다", "no distribution has a licence")
    for each in sorted(found, key=str):
        needed = ["dcat:accessURL"]
        if site.description.objects(each, "dcat:downloadURL"):
            needed += ["dcat:mediaType|dcterms:format", "dcat:byteSize", "spdx:checksum"]
        for name in lacking(site, each, *needed):
            yield problem(f"{name}이(가) 없습니다", f"lacks {name}", str(each))


@rule(
    "dcat-service",
    "10",
    Group.DATASET,
    "SPARQL 엔드포인트가 데이터 서비스로 적혀 있다",
    "The SPARQL endpoint is described as a data service",
    needs_server=True,
)
def dcat_service(site: Publication) -> Found:
    """Look at what DCAT-AP 3 makes mandatory of services."""
    found = site.description.of_type("dcat:DataService")
    if site.endpoint is None and not found:
        yield NO_ENDPOINT
    elif not found:
        yield problem("dcat:DataService가 없습니다", "there is no dcat:DataService")
    for each in found:
        for name in lacking(site, each, "dcterms:title", "dcat:endpointURL", "dcat:servesDataset"):
            yield problem(f"{name}이(가) 없습니다", f"lacks {name}", str(each))


@rule(
    "service-description",
    "10",
    Group.DATASET,
    "엔드포인트가 스스로를 설명한다",
    "The endpoint describes itself",
    needs_server=True,
)
def service_description(site: Publication) -> Found:
    """Ask the endpoint nothing (SPARQL 1.1 Service Description §2)."""
    if site.endpoint is None:
        yield NO_ENDPOINT
        return
    answer = site.deployment.get(site.endpoint, RDF_KINDS)
    graph = site.graph(answer)
    services = graph.of_type("sd:Service")
    if answer.status != 200:
        yield wrong_status(answer.told, "200", site.endpoint)
    elif not services:
        yield problem("sd:Service가 없습니다", "has no sd:Service", site.endpoint)
    for each in services:
        for name in ("sd:endpoint", "sd:supportedLanguage", "sd:resultFormat"):
            if not graph.objects(each, name):
                yield problem(f"{name}이(가) 없습니다", f"lacks {name}", site.endpoint)


@rule(
    "described-addresses",
    "10",
    Group.DATASET,
    "설명에 나오는 주소가 다 있다",
    "Every address in the description is there",
)
def described_addresses(site: Publication) -> Found:
    """Ask for all that the description names and is here."""
    named = {
        urldefrag(term.value).url
        for triple in site.description.triples
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode)
    }
    paths = sorted({path for each in named if (path := site.place(each)) is not None})
    if not paths:
        yield NO_DATASET
    for path, first in zip(paths, site.ask_all(paths, f"{RDF_KINDS}, */*;q=0.1"), strict=True):
        answer = site.follow(path, f"{RDF_KINDS}, */*;q=0.1")[1] if 300 < first.status < 400 else first
        if answer.status not in (200, 410):
            yield wrong_status(answer.told, "200", path)


@rule("counts", "10", Group.DATASET, "적힌 수가 덤프에서 센 수와 같다", "The counts are those of the dump")
def counts(site: Publication) -> Found:
    """Count again what VoID counts."""
    if not site.data.triples:
        yield NO_DATA
        return
    graph, dataset = site.description, NamedNode(site.dataset)
    triples = site.data.triples
    kinds: Counter[Term] = Counter(each.object for each in triples if each.predicate == TYPE)
    properties: Counter[Term] = Counter(each.predicate for each in triples)
    recounted = {
        "void:triples": {len(triples), len(site.dump.quads if site.dump else ())},
        "void:distinctSubjects": {len(site.data.about)},
        "void:distinctObjects": {len(site.data.towards)},
        "void:properties": {len(properties)},
        "void:classes": {len(kinds)},
    }
    said_any = False
    for name, right in recounted.items():
        said = number(graph, dataset, name)
        said_any |= said is not None
        if said is not None and said not in right:
            told = ", ".join(map(str, sorted(right)))
            yield problem(f"{name}: {said} (센 수 {told})", f"{name}: {said} (counted {told})", site.dataset)
    for partition, term, total, found in (
        ("void:classPartition", "void:class", "void:entities", kinds),
        ("void:propertyPartition", "void:property", "void:triples", properties),
    ):
        for part in graph.objects(dataset, partition):
            said = number(graph, part, total)
            for each in graph.objects(part, term):
                if said is not None and said != found.get(each, 0):
                    told = str(found.get(each, 0))
                    yield problem(
                        f"{each}: {said} (센 수 {told})", f"{each}: {said} (counted {told})", site.dataset
                    )
    if not said_any:
        yield problem("수가 하나도 없습니다", "there are no counts", site.dataset)


@rule(
    "counts-endpoint",
    "10",
    Group.DATASET,
    "적힌 수가 엔드포인트에서 센 수와 같다",
    "The counts are those of the endpoint",
    needs_server=True,
)
def counts_endpoint(site: Publication) -> Found:
    """Ask the endpoint how many statements each graph has that the description counts."""
    if site.endpoint is None or not site.dataset:
        yield NO_ENDPOINT
        return
    graph = site.description
    graphs = [each for each in graph.links(site.dataset, "void:subset") if each in site.graph_names]
    queries = {each: f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{each}> {{ ?s ?p ?o }} }}" for each in graphs}
    queries = queries or {site.dataset: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    answers = site.deployment.ask_all(query(site.endpoint, each) for each in queries.values())
    for subject, answer in zip(queries, answers, strict=True):
        said, found = number(graph, NamedNode(subject), "void:triples"), rows(answer.body)
        counted = next((row["n"]["value"] for row in found if "n" in row), answer.told.en)
        if said is not None and str(said) != counted:
            yield problem(f"{said} (센 수 {counted})", f"{said} (counted {counted})", subject)


def query(endpoint: str, text: str) -> Asked:
    """Ask the endpoint a query."""
    return accepting(f"{endpoint}?query={quote(text, safe='')}", RESULTS)


def rows(body: bytes) -> list[dict[str, dict[str, str]]]:
    """Read the rows of an answer; none where it has none."""
    try:
        found = json.loads(body)["results"]["bindings"]
    except (ValueError, KeyError, TypeError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
