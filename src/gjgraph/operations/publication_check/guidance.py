"""Rules of what helps to use the data: examples, interface, citation, contact (publishing.md 13, 14)."""

import json
import re
from collections.abc import Iterator

from gjgraph.core.terms import Literal, NamedNode
from gjgraph.operations.publication_check.dataset import NO_ENDPOINT, query, rows
from gjgraph.operations.publication_check.deployment import accepting
from gjgraph.operations.publication_check.markup import Reference
from gjgraph.operations.publication_check.publication import RDF_KINDS, Publication
from gjgraph.operations.publication_check.results import (
    NO_DATASET,
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)

EXAMPLES, OPENAPI = ".well-known/sparql-examples", "openapi.json"
FORMS = ("sh:select", "sh:ask", "sh:construct", "sh:describe")
GRAPH_RESULTS = ", ".join(["application/sparql-results+json", RDF_KINDS])
PLACEHOLDER = re.compile(
    r"(?:[a-z0-9-]+\.)*example\.(?:com|org|net)\b|\blocalhost\b|\b127\.0\.0\.1\b|\blorem ipsum\b"
    r"|\bTODO\b|\bFIXME\b|\bTBD\b|\bCHANGEME\b|\byour[-_ ]?(?:name|domain|server)\b",
)
CITATIONS = {
    "BibTeX": (("application/x-bibtex", "text/x-bibtex"), (".bib",)),
    "CSL-JSON": (("application/vnd.citationstyles.csl+json",), (".csl.json", "csl.json")),
}
CITATION = re.compile(r"cit(?:e|ation)[^/]*\.txt$")
STABLE = re.compile(r"stabilit|persisten|안정성|안정적|지속성|바뀌지", re.IGNORECASE)
FEEDBACK = re.compile(r"feedback|contact|의견|문의|알려 주", re.IGNORECASE)

AUDIT = "audit"
"""The keyword of an example query that asks for what is wrong."""


def examples(site: Publication) -> list[tuple[str, str]]:
    """Read the example queries: IRI and text."""
    graph = site.described_in(EXAMPLES)
    return [
        (str(subject)[1:-1], text.value) for subject, text in graph.pairs(*FORMS) if isinstance(text, Literal)
    ]


def audits(site: Publication) -> set[str]:
    """Name the examples that ask for what is wrong: with luck, nothing is."""
    pairs = site.described_in(EXAMPLES).pairs("schema:keywords")
    return {
        str(subject)[1:-1] for subject, word in pairs if isinstance(word, Literal) and word.value == AUDIT
    }


@rule(
    "examples",
    "13",
    Group.DATASET,
    "예제 질의가 /.well-known/sparql-examples에 있다",
    "Example queries are at /.well-known/sparql-examples",
)
def example_queries(site: Publication) -> Found:
    """Read the examples."""
    _, answer = site.follow(EXAMPLES, RDF_KINDS)
    if answer.status != 200:
        yield wrong_status(answer.told, "200", EXAMPLES)
        return
    graph = site.graph(answer)
    if not graph.of_type("sh:SPARQLExecutable"):
        yield problem("sh:SPARQLExecutable이 없습니다", "there is no sh:SPARQLExecutable", EXAMPLES)
    for each in graph.of_type("sh:SPARQLExecutable"):
        if not graph.objects(each, *FORMS):
            yield problem("질의가 없습니다", "has no query", str(each))
        if not graph.objects(each, "rdfs:comment", "rdfs:label"):
            yield problem("설명이 없습니다", "has no comment", str(each))


@rule(
    "examples-run",
    "13",
    Group.DATASET,
    "예제 질의가 행을 돌려준다",
    "Each example query returns rows",
    needs_server=True,
)
def examples_run(site: Publication) -> Found:
    """Ask the endpoint each example."""
    found = examples(site)
    if site.endpoint is None:
        yield NO_ENDPOINT
        return
    if not found:
        yield not_applicable("예제 질의가 없습니다.", "There are no example queries.")
    excused = audits(site)
    requests = [query(site.endpoint, text) for _, text in found]
    requests = [accepting(each.path, GRAPH_RESULTS) for each in requests]
    for (name, _), answer in zip(found, site.deployment.ask_all(requests), strict=True):
        if answer.status != 200:
            yield wrong_status(answer.told, "200", name)
        elif name not in excused and not (
            rows(answer.body) or b'"boolean"' in answer.body or site.graph(answer)
        ):
            yield problem("행이 없습니다", "returns no rows", name)


@rule(
    "openapi",
    "14",
    Group.DATASET,
    "OpenAPI 설명이 있다",
    "There is an OpenAPI description",
    needs_server=True,
)
def openapi(site: Publication) -> Found:
    """Read the description of the interface, and ask for what needs no parameters."""
    answer = site.deployment.get(OPENAPI)
    if answer.status != 200:
        yield wrong_status(answer.told, "200", OPENAPI)
        return
    try:
        data = json.loads(answer.body)
        paths = data["paths"]
        told = (data["openapi"], data["info"]["title"])
    except (ValueError, KeyError, TypeError):
        yield problem("OpenAPI가 아닙니다", "isn't OpenAPI", OPENAPI)
        return
    if not str(told[0]).startswith("3."):
        yield problem("OpenAPI 3이 아닙니다", "isn't OpenAPI 3", OPENAPI)
    for path, methods in paths.items():
        needed = [each for each in methods.get("get", {}).get("parameters", []) if each.get("required")]
        if "get" not in methods or "{" in path or needed:
            continue
        status = site.follow(path.lstrip("/"), "*/*")[1].status
        if not 200 <= status < 500 or status == 404:
            yield problem(f"{path}: {status}", f"{path}: {status}", OPENAPI)


def references(site: Publication) -> Iterator[tuple[str, Reference]]:
    """Go through all links of the page about the data set, and of the others."""
    first = [site.landing] if site.landing else []
    for path in dict.fromkeys([*first, *site.pages]):
        page = site.pages.get(path or "")
        if page:
            for each in (*page.links, *page.anchors):
                yield path or "", each


@rule(
    "citation",
    "14",
    Group.DATASET,
    "인용하는 법이 있다 (글, BibTeX, CSL-JSON)",
    "It is told how to cite it (text, BibTeX, CSL-JSON)",
)
def citation(site: Publication) -> Found:
    """Look for the ways to cite, and read them."""
    if not site.dataset:
        yield NO_DATASET
        return
    in_words = site.description.objects(site.dataset, "dcterms:bibliographicCitation", "schema:citation")
    if not in_words and not any(CITATION.search(each.href) for _, each in references(site)):
        yield problem(
            "인용할 글이 없습니다 (dcterms:bibliographicCitation)",
            "there is no citation as a text (dcterms:bibliographicCitation)",
            site.dataset,
        )
    for name, (kinds, endings) in CITATIONS.items():
        paths = [
            there
            for path, each in references(site)
            if each.attributes.get("type") in kinds or each.href.endswith(endings) or each.text == name
            if (there := site.local(each.href, path)) is not None
        ]
        if not paths:
            yield problem(f"{name} 파일이 없습니다", f"there is no {name}", site.dataset)
            continue
        answer = site.deployment.get(paths[0])
        if answer.status != 200:
            yield wrong_status(answer.told, "200", paths[0])
        elif not is_citation(name, answer.text):
            yield problem(f"{name} 형식으로 읽을 수 없습니다", f"can't be read as {name}", paths[0])


def is_citation(name: str, text: str) -> bool:
    """Tell whether a text is a citation in a format."""
    if name == "BibTeX":
        return bool(re.match(r"\s*@\w+\s*\{", text)) and "title" in text
    try:
        data = json.loads(text)
    except ValueError:
        return False
    entries = data if isinstance(data, list) else [data]
    return bool(entries) and all(
        isinstance(each, dict) and "title" in each and "type" in each for each in entries
    )


@rule("stability", "14", Group.DATASET, "무엇이 바뀌지 않는지 적혀 있다", "It is told what will not change")
def stability(site: Publication) -> Found:
    """Look for a statement on stability, by link or by heading, in the pages."""
    if not site.pages:
        yield NO_DATASET
    elif not any(STABLE.search(f"{each.href} {each.text}") for _, each in references(site)) and not any(
        STABLE.search(page.text) for page in site.pages.values()
    ):
        yield problem("안정성에 대한 말이 없습니다", "there is nothing on stability", site.landing or "")


@rule("feedback", "14", Group.DATASET, "의견을 보낼 곳이 있다", "There is an address for feedback")
def feedback(site: Publication) -> Found:
    """Look for a contact in the description, or for a link to one in the pages."""
    if not site.dataset:
        yield NO_DATASET
        return
    graph = site.description
    contacts = graph.objects(site.dataset, "dcat:contactPoint", "foaf:mbox", "schema:contactPoint")
    reachable = [
        each
        for each in contacts
        if graph.objects(each, "vcard:hasEmail", "vcard:hasURL", "vcard:hasTelephone")
        or (isinstance(each, NamedNode) and not each.value.startswith(site.base))
    ]
    linked = any(
        each.href.startswith(("mailto:", "http"))
        and ("help" in each.rel or FEEDBACK.search(f"{each.text} {each.href}"))
        for _, each in references(site)
    )
    if not reachable and not linked:
        yield problem("의견을 보낼 곳이 없습니다", "there is no address for feedback", site.dataset)


@rule(
    "placeholders",
    "10",
    Group.DATASET,
    "남은 자리표시가 없다 (example.org, localhost, TODO)",
    "No placeholder is left (example.org, localhost, TODO)",
)
def placeholders(site: Publication) -> Found:
    """Look for words that stand for others, in the description, the data and the pages."""
    own = (site.base, site.deployment.address)
    for name, graph in (("VoID", site.description), ("dump", site.data)):
        for triple in graph.triples:
            for term in (triple.subject, triple.object):
                text = term.value if isinstance(term, NamedNode | Literal) else ""
                if found := placeholder(text, own):
                    yield problem(f"{found}", f"{found}", f"{name}: {text[:80]}")
    for path, page in site.pages.items():
        texts = (page.text, *(each.href for each in (*page.anchors, *page.links)))
        if found := next((word for each in texts if (word := placeholder(each, own))), ""):
            yield problem(f"{found}", f"{found}", path)


def placeholder(text: str, own: tuple[str, ...]) -> str:
    """Find a placeholder in a text, addresses of the publication itself left out."""
    for each in own:
        text = text.replace(each, "").replace(each.rstrip("/"), "")
    found = PLACEHOLDER.search(text)
    return found[0] if found else ""
