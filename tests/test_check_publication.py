"""The check of publications: what is right passes, each fault is found, and nothing hostile breaks it."""

import gzip
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gjgraph.core.text import Text
from gjgraph.operations.publication_check import deployment as deployments
from gjgraph.operations.publication_check.check import Verdict, check
from gjgraph.operations.publication_check.deployment import Live, deployment
from gjgraph.operations.publication_check.graphs import read, shape, triples_of, unpacked
from gjgraph.operations.publication_check.markup import header_links, read_page
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import RULES, Failed, Group, NotApplicable, Passed, Result
from tests.conftest import ROOT, run
from tests.editing import versioned
from tests.servers import serving
from tests.small_publication import BASE, CC_BY, Fault, Host, Reply, Request, Small, Turn, hosting

SITE = "http://directory.invalid/"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A small publication as files."""
    return Small(SITE, is_site=True).write(tmp_path / "site")


def judged(place: str | Path, most: int = 3) -> Verdict:
    with deployment(str(place)) as there:
        return check(Publication(there, most=most))


def failures(verdict: Verdict) -> dict[str, list[str]]:
    """Name the rules that failed, with the reasons."""
    return {
        each.rule.id: [f"{one.where}: {one.reason.en}" for one in each.result.problems]
        for each in verdict.judged
        if isinstance(each.result, Failed)
    }


def inapplicable(verdict: Verdict) -> dict[str, Text]:
    return {
        each.rule.id: each.result.reason for each in verdict.judged if isinstance(each.result, NotApplicable)
    }


# What is right


def test_a_publication_without_a_fault_passes_every_rule(host: Host) -> None:
    verdict = judged(host.serve(), most=50)
    assert failures(verdict) == {}
    assert list(inapplicable(verdict)) == ["canonical-iris"]
    assert verdict.score().percent == 100


def test_the_same_as_files_passes_every_rule_that_needs_no_server(files: Path) -> None:
    verdict = judged(files, most=50)
    assert failures(verdict) == {}
    without = {each.id for each in RULES.values() if each.needs_server}
    assert set(inapplicable(verdict)) == {*without, "canonical-iris"}
    assert ".htaccess" in inapplicable(verdict)["vary"].en


# Each fault is found


def headers(**changed: str | None) -> Turn:
    """Change headers of every answer; `None` takes one away."""

    def turn(request: Request, reply: Reply) -> None:
        for name, value in changed.items():
            header = name.replace("_", "-")
            reply.headers.pop(header, None)
            if value is not None:
                reply.headers[header] = value

    return turn


def at(pattern: str, status: int = 404, body: bytes | None = None, method: str = "", **changed: str) -> Turn:
    """Answer otherwise at some paths."""

    def turn(request: Request, reply: Reply) -> Reply | None:
        if not re.fullmatch(pattern, request.path) or (method and request.method != method):
            return None
        given = {name.replace("_", "-"): value for name, value in changed.items()}
        return Reply(status, reply.headers | given, reply.body if body is None else body)

    return turn


def when(is_so: Callable[[Request, Reply], object], turn: Callable[[Request, Reply], Reply | None]) -> Turn:
    """Answer otherwise under a condition."""
    return lambda request, reply: turn(request, reply) if is_so(request, reply) else None


def sends(status: int, body: bytes = b"", **changed: str) -> Turn:
    """Answer always the same."""
    return lambda request, reply: Reply(
        status, {name.replace("_", "-"): value for name, value in changed.items()}, body
    )


def format_ignored(request: Request, reply: Reply) -> Reply | None:
    if "_format" in request.query and reply.status == 200:
        return Reply(200, reply.headers | {"Content-Type": "text/html"}, reply.body)
    return None


def without_ending(request: Request) -> bool:
    return "." not in request.path


def links(old: str, new: str) -> Turn:
    """Replace something in the Link header, and in the page."""

    def turn(request: Request, reply: Reply) -> None:
        if "Link" in reply.headers:
            reply.headers["Link"] = reply.headers["Link"].replace(old, new)
            if reply.headers["Content-Type"].startswith("text/html"):
                reply.body = reply.body.replace(old.encode(), new.encode())

    return turn


def body(old: bytes, new: bytes, pattern: str = ".*") -> Turn:
    """Replace something in the bodies at some paths."""

    def turn(request: Request, reply: Reply) -> None:
        if re.fullmatch(pattern, request.path):
            reply.body = reply.body.replace(old, new)

    return turn


def is_rdf(reply: Reply) -> bool:
    return reply.headers.get("Content-Type", "").startswith("text/turtle")


DOC = r"doc/[^.]*"
PAGE_FAULTS = {
    "html-lang": Fault(page=(r'<html lang="\w+">', "<html>")),
    "html-title": Fault(page=("<title>.*?</title>", "<title>Small</title>")),
    "html-description": Fault(page=('<meta name="description"[^>]*>', "")),
    "html-canonical": Fault(
        page=(rf'rel="canonical" href="{BASE}', 'rel="canonical" href="https://elsewhere.gov/')
    ),
    "html-hreflang": Fault(page=(r'(<html lang="en">.*?)<link rel="alternate" hreflang="ko"[^>]*>', r"\1")),
    "html-switch": Fault(page=(r'<nav><a href="[^"]*"', '<nav><a href="index.html"')),
    "html-jsonld": Fault(page=(r"https://schema\.org", "https://vocab.gov")),
    "html-no-other-hosts": Fault(
        page=("</head>", '<link rel="stylesheet" href="https://fonts.gov/a.css"></head>')
    ),
    "html-one-h1": Fault(page=("</main>", "<h1>Twice</h1></main>")),
    "html-without-script": Fault(page=("<main>.*</main>", '<main><h1>x</h1><div id="app"></div></main>')),
    "html-handlers": Fault(page=("<main>", '<main onclick="run()">')),
    "html-accessible": Fault(page=('<label for="q">', "<label>")),
    "html-images": Fault(page=(' alt="표"', "")),
    "html-links": Fault(page=("</main>", '<a href="gone.html">gone</a></main>')),
    "signposting-html": Fault(page=('<link rel="cite-as"[^>]*>', "")),
    "fair-search": Fault(page=('"@type": "Dataset"', '"@type": "WebPage"')),
    "fair-metadata-linked": Fault(page=(r'<link rel="(alternate|describedby)" type="[^"]*"[^>]*>', "")),
    "stability": Fault(page=("무엇이 바뀌지 않는지 · Stability", "")),
    "citation": Fault(page=(r'<a href="[^"]*cite\.csl\.json">CSL-JSON</a>', "")),
    "ontology-page": Fault(page=('<h2 id="Step">', "<h2>")),
}
DATA_FAULTS = {
    "fair-identifier": Fault(data=("<id/step-1> a", "<id/step.php> a")),
    "fair-linked": Fault(data=("http://www.wikidata.org/entity/Q4503831", "id/step-2")),
    "skos-language-tags": Fault(data=('"시작"@ko', '"시작"')),
    "skos-languages": Fault(data=(', "First step"@en', "")),
    "skos-pref-label": Fault(data=('"First step"@en', '"First step"@en, "Step one"@en')),
    "skos-label-types": Fault(data=('skos:altLabel "시작"@ko', 'skos:altLabel "첫 걸음"@ko')),
    "skos-orphans": Fault(
        data=("<id/plan> a", "<id/alone> a skos:Concept ; skos:inScheme <id/plan> . <id/plan> a")
    ),
    "skos-cycles": Fault(data=('skos:notation "1"', "skos:broader <id/step-1>")),
    "skos-redundant": Fault(data=("skos:related <id/step-2>", "skos:broader <id/step-2>")),
    "skos-reflexive": Fault(data=("skos:related <id/step-2>", "skos:related <id/step-1>")),
    "skos-related": Fault(data=("skos:related <id/step-2>", "skos:related <id/goal>")),
    "skos-matches": Fault(
        data=(
            "skos:exactMatch",
            "skos:broadMatch <http://www.wikidata.org/entity/Q4503831> ; skos:exactMatch",
        )
    ),
    "skos-unreachable": Fault(
        data=("skos:related <id/step-2> ;", "skos:narrower <id/low> ; "),
        words=("w:Step a", "<id/low> a skos:Concept . <id/lower> skos:broader <id/lowest> . w:Step a"),
    ),
    "skos-top-concepts": Fault(
        data=("skos:topConceptOf <id/plan>", "skos:topConceptOf <id/plan> ; skos:broader <id/step-1>")
    ),
    "skos-notations": Fault(data=('"02"', '"01"')),
    "skos-documented": Fault(
        data=('skos:definition "처음 할 것."@ko, "What comes first."@en', 'skos:prefLabel "First"@de')
    ),
    "skos-in-scheme": Fault(data=("skos:inScheme <id/plan>", "skos:inScheme <id/other>")),
    "ontology-title": Fault(words=('dcterms:title "작은 어휘"@ko, "Small vocabulary"@en ;', "")),
    "ontology-description": Fault(
        words=('dcterms:description "한 클래스와 한 속성."@ko, "One class and one property."@en ;', "")
    ),
    "ontology-licence": Fault(words=(f"dcterms:license <{CC_BY}> ;", "")),
    "ontology-creator": Fault(words=("dcterms:creator <id/plan> ;", "")),
    "ontology-created": Fault(words=('dcterms:created "2026-01-01"^^xsd:date ;', "")),
    "ontology-modified": Fault(words=('dcterms:modified "2026-02-01"^^xsd:date ;', "")),
    "ontology-version-info": Fault(words=('owl:versionInfo "1" ;', "")),
    "ontology-citation": Fault(words=("dcterms:bibliographicCitation", "rdfs:comment")),
    "ontology-version": Fault(words=("owl:versionIRI <words/1> ;", "owl:versionIRI <words/2> ;")),
    "ontology-prefix": Fault(words=("vann:preferredNamespacePrefix", "rdfs:comment")),
    "ontology-labels": Fault(words=('rdfs:label "걸음"@ko, "Step"@en', 'rdfs:label "걸음"@ko')),
    "ontology-definitions": Fault(words=('skos:definition "할 것."@ko, ', "skos:definition ")),
    "ontology-domain-range": Fault(words=("rdfs:domain w:Step ;", "")),
    "ontology-is-defined-by": Fault(
        words=("rdfs:subClassOf skos:Concept ; rdfs:isDefinedBy <words>", "rdfs:subClassOf skos:Concept")
    ),
    "ontology-reuse": Fault(words=("rdfs:subClassOf skos:Concept", "rdfs:seeAlso skos:Concept")),
    "placeholders": Fault(data=("What is to be.", "TODO")),
}
VOID_FAULTS = {
    "void-dataset": Fault(void=("void:entities 6 ;", "")),
    "dcat-catalogue": Fault(void=("dcterms:publisher <id/plan> ; dcat:dataset", "dcat:dataset")),
    "dcat-dataset": Fault(void=("dcterms:language", "dcterms:relation")),
    "dcat-distributions": Fault(void=("dcat:mediaType", "dcterms:relation")),
    "dcat-service": Fault(void=("dcat:servesDataset", "dcterms:relation")),
    "described-addresses": Fault(void=("void:exampleResource <id/goal>", "void:exampleResource <id/gone>")),
    "counts": Fault(void=("void:distinctSubjects ", "void:distinctSubjects 1")),
    "counts-endpoint": Fault(
        void=("graph/one> a void:Dataset ; void:triples ", "graph/one> a void:Dataset ; void:triples 1")
    ),
    "dumps-checksum": Fault(void=('spdx:checksumValue "', 'spdx:checksumValue "0')),
    "dumps-count": Fault(void=("void:triples ", "void:triples 1")),
    "licence": Fault(void=(f"dcterms:license <{CC_BY}>", 'dcterms:license "CC BY"')),
    "provenance": Fault(void=("prov:wasDerivedFrom", "dcterms:relation")),
    "feedback": Fault(void=("vcard:hasURL", "dcterms:relation")),
    "fair-core-metadata": Fault(void=("dcterms:identifier", "rdfs:comment")),
    "fair-licence": Fault(void=(CC_BY, "https://small.gov/licence")),
    "fair-provenance": Fault(void=("prov:wasDerivedFrom", "dcterms:relation")),
    "fair-standard": Fault(void=("void:Dataset, dcat:Dataset", "void:Dataset")),
    "fair-protocol": Fault(
        void=("dcat:downloadURL <http", "dcat:downloadURL <ftp://small.gov/all.ttl> ; dcterms:relation <http")
    ),
    "fair-data-identifier": Fault(
        void=("dcat:downloadURL", "dcterms:relation", "void:dataDump", "dcterms:relation")
    ),
    "version-addresses": Fault(void=("<version/1/dataset>", "<version/2/dataset>")),
}
FILE_FAULTS = {
    "dumps-parse": Fault(files={"dumps/all.ttl": ("<", "<<")}),
    "dumps-same": Fault(files={"dumps/all.ttl": ("Goal", "Other goal")}),
    "sitemap": Fault(files={"sitemap.xml": ("doc/goal.", "doc/gaol.")}),
    "sitemap-dates": Fault(files={"sitemap.xml": ("2026-03-01", "2026-03-02")}),
    "robots": Fault(files={"robots.txt": ("Allow: /", "Disallow: /")}),
    "change-feed": Fault(files={"feed/1.ttl": ("tree:member", "tree:remember")}),
    "examples": Fault(files={".well-known/sparql-examples": ("rdfs:comment", "rdfs:seeAlso")}),
    "examples-run": Fault(files={".well-known/sparql-examples": ("skos:broader ", "skos:narrower ")}),
    "openapi": Fault(files={"openapi.json": ("/robots.txt", "/gone")}),
    "signposting-linkset": Fault(files={"linkset.json": ("linkset", "links")}),
}
ANSWER_FAULTS: dict[str, Turn] = {
    "thing-303": at("id/goal", 302),
    "document-200": at("doc/goal", 500),
    "document-extensions": at(r"doc/goal\.rdf"),
    "minted-resolve": at("graph/words"),
    "unknown-404": when(
        lambda request, reply: reply.status == 404,
        sends(200, b"<h1>Not found</h1>", Content_Type="text/html"),
    ),
    "odd-paths": when(lambda request, reply: "passwd" in request.path, sends(500)),
    "retired-410": at("doc/old", 200),
    "accept-formats": when(
        lambda request, reply: request.headers.get("accept") == "application/trig", sends(406)
    ),
    "format-parameter": format_ignored,
    "formats-parse": body(b" a ", b" is ", DOC + r"\.ttl"),
    "formats-isomorphic": body(b"Goal", b"Gaol", r"doc/goal\.nt"),
    "accept-preferences": when(
        lambda request, reply: "q=0.9" in request.headers.get("accept", ""),
        sends(200, b"x", Content_Type="text/html"),
    ),
    "accept-nothing": when(
        lambda request, reply: request.headers.get("accept", "*/*") == "*/*" and without_ending(request),
        sends(200, Content_Type="text/turtle"),
    ),
    "extension-wins": when(
        lambda request, reply: request.path.endswith(".ttl") and request.headers.get("accept") == "text/html",
        sends(200, Content_Type="text/html"),
    ),
    "unsupported-406": when(lambda request, reply: reply.status == 406, sends(406, b"no")),
    "malformed-accept": when(lambda request, reply: request.headers.get("accept") == ";;;", sends(500)),
    "vary": headers(Vary="Accept"),
    "content-location": headers(Content_Location="/doc/plan.html"),
    "etag": headers(ETag='W/"1"'),
    "last-modified": headers(Last_Modified="Fri, 01 Jan 2100 00:00:00 GMT"),
    "not-modified-etag": when(lambda request, reply: "if-none-match" in request.headers, sends(200)),
    "not-modified-date": when(lambda request, reply: "if-modified-since" in request.headers, sends(200)),
    "head": when(lambda request, reply: request.method == "HEAD", headers(ETag='"other"')),
    "options": when(lambda request, reply: request.method == "OPTIONS", sends(405)),
    "cors": when(lambda request, reply: reply.status == 303, headers(Access_Control_Allow_Origin=None)),
    "cors-exposed": headers(Access_Control_Expose_Headers="ETag"),
    "compression": when(
        lambda request, reply: reply.headers.get("Content-Encoding") == "gzip", sends(200, b"plain")
    ),
    "charset": when(
        lambda request, reply: "html" in reply.headers.get("Content-Type", ""),
        headers(Content_Type="text/html; charset=euc-kr"),
    ),
    "accept-language": body(b'<html lang="en"', b'<html lang="ko"', DOC),
    "subject": body(b"id/goal>", b"id/gaol>", "doc/goal"),
    "statements": body(b"What is to be", b"What was", "doc/goal"),
    "object-labels": body(b"prefLabel", b"hiddenLabel", "doc/step-1"),
    "incoming-links": at("doc/goal", 200, f'<{BASE}id/goal> <http://a.gov/b> "c" .'.encode()),
    "own-label": body(b"prefLabel", b"hiddenLabel", "doc/goal"),
    "licence-told": body(b"/license", b"/licence", DOC),
    "document-told": body(b"primaryTopic", b"topic_interest", DOC),
    "long-descriptions": at("doc/plan~2"),
    "html-policy": headers(Content_Security_Policy=None),
    "void": at(r"\.well-known/void"),
    "service-description": at("sparql", 200, b""),
    "ontology-address": at("words", 200, Content_Location=""),
    "ontology-defined": body(b"words#of", b"words#off", "words"),
    "fair-content": at(r"dumps/all\.nq", 200, Content_Type="text/html"),
    "signposting-header": links('rel="linkset"', 'rel="index"'),
    "signposting-cite-as": links("/id/goal>", "/doc/goal>"),
    "signposting-type": links("https://schema.org/AboutPage", "https://vocab.gov/Page"),
    "signposting-describedby": links(
        'rel="describedby"; type="text/turtle"', 'rel="describedby"; type="text/csv"'
    ),
    "signposting-license": links(CC_BY, "https://small.gov/licence"),
    "signposting-collection": at("dataset.html"),
}


FAULTS = {
    **PAGE_FAULTS,
    **DATA_FAULTS,
    **VOID_FAULTS,
    **FILE_FAULTS,
    **{name: Fault(answer=turn) for name, turn in ANSWER_FAULTS.items()},
}


def result(place: str, rule: str, base: str | None = None, canonical: bool = False) -> Result:
    with deployment(place) as there:
        return RULES[rule].judge(Publication(there, base, 3, canonical))


@pytest.mark.parametrize("name", [each for each in RULES if each != "canonical-iris"])
def test_each_rule_finds_the_fault_that_breaks_it(name: str, host: Host) -> None:
    # A rule with no fault here is one that nobody has seen to fail.
    fault = FAULTS[name]
    address = host.serve(replace(fault))
    found = result(address, name, BASE)
    assert isinstance(found, Failed), found
    assert found.problems[0].reason.ko
    assert found.problems[0].reason.en
    assert "can't be judged" not in found.problems[0].reason.en


def test_every_rule_has_an_id_a_title_in_both_languages_and_a_group_with_a_name() -> None:
    assert len(RULES) > 100
    for each in RULES.values():
        assert re.search("[가-힣]|Accept-Language", each.title.ko), each.id
        assert not re.search("[가-힣]", each.title.en), each.id
        assert each.group.text.ko
        assert each.number
    assert {each.group for each in RULES.values()} == set(Group)


def test_canonical_addresses_are_asked_only_where_that_is_wanted(host: Host) -> None:
    with hosting() as canonical:
        asked: list[str] = []

        def note(request: Request, reply: Reply) -> None:
            asked.append(request.path)

        base = canonical.address
        canonical.serve(Fault(answer=note))
        address = host.serve(Fault(data=("<id/plan> a", f"<{base}id/a> a <{base}C> . <id/plan> a")))
        assert isinstance(result(address, "canonical-iris", base), NotApplicable)
        assert asked == []
        found = result(address, "canonical-iris", base, canonical=True)
        assert isinstance(found, Failed)
        assert "404" in found.problems[0].reason.en
        assert asked == ["id/a"]
        canonical.serve(Fault(answer=lambda request, reply: Reply(302, {"Location": f"{address}doc/goal"})))
        assert result(address, "canonical-iris", base, canonical=True) == Passed()


def test_no_other_host_is_asked_anything(host: Host) -> None:
    with hosting() as other:
        asked: list[str] = []

        def note(request: Request, reply: Reply) -> None:
            asked.append(request.path)

        other.serve(Fault(answer=note))
        there = other.address

        def lead_away(request: Request, reply: Reply) -> None:
            if request.path == "id/step-1":
                reply.headers["Location"] = f"{there}doc/step-1"
            for path in ("linkset.json", "dataset.html"):
                links(f"</{path}>", f"<{there}{path}>")(request, reply)

        fault = Fault(
            void=(
                f"{host.address}dumps/all.ttl",
                f"{there}dumps/all.ttl",
                f"{host.address}sparql",
                f"{there}sparql",
            ),
            page=("</main>", f'<a href="{there}x">x</a><img src="{there}i.png" alt=""></main>'),
            files={"sitemap.xml": (f"{host.address}doc/goal.html", f"{there}doc/goal.html")},
            answer=lead_away,
        )
        verdict = judged(host.serve(fault))
        assert asked == []
        assert {"thing-303", "sitemap", "html-no-other-hosts"} <= set(failures(verdict))


# What is hostile

RUBBISH = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00<\x80" * 50,
    "a list": b"[1, {}, null]",
    "tags": b"<!doctype html><a href='http://[bad'>"
    + b"<b>" * 3000
    + b"<a href='//[::'><link rel=alternate hreflang=en href='http://[x'>",
    "entities": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>',
}


@pytest.mark.parametrize("name", RUBBISH)
def test_a_deployment_of_rubbish_is_judged_and_breaks_nothing(name: str, host: Host) -> None:
    def turn(request: Request, reply: Reply) -> Reply:
        kind = request.headers.get("accept", "text/html").partition(",")[0]
        return Reply(
            200,
            {"Content-Type": kind, "Link": '<>; rel="next", <http://[>; rel="describedby"'},
            RUBBISH[name],
        )

    with deployment(host.serve(Fault(answer=turn))) as there:
        verdict = check(Publication(there, BASE, most=2))
    assert verdict.score().failed > 20


def test_rubbish_where_only_the_description_is_sound_breaks_nothing(host: Host) -> None:
    def turn(request: Request, reply: Reply) -> Reply | None:
        if request.path.startswith((".well-known/void", "dumps/", "id/")):
            return None
        return Reply(200, reply.headers, RUBBISH["tags"])

    assert "formats-parse" in failures(judged(host.serve(Fault(answer=turn)), most=2))


def test_redirects_that_go_round_end(host: Host) -> None:
    def turn(request: Request, reply: Reply) -> Reply | None:
        if request.path.startswith(("doc/", "words")):
            return Reply(303, {"Location": f"/{request.path}"})
        return None

    found = failures(judged(host.serve(Fault(answer=turn)), most=2))
    assert "303" in found["document-200"][0]


def served(content: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve raw bytes on a port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)

        def accept() -> None:
            while True:
                try:
                    talking, _ = listening.accept()
                except OSError:
                    return
                with talking:
                    try:
                        talking.recv(65536)
                        content(talking)
                    except OSError:
                        continue

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"


def endless(talking: socket.socket) -> None:
    talking.sendall(HEAD + b"\r\n")
    while True:
        talking.sendall(b"x" * 65536)


def bomb(talking: socket.socket) -> None:
    packed = gzip.compress(b"\0" * (8 << 20))
    talking.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)


def dripping(talking: socket.socket) -> None:
    talking.sendall(HEAD + b"\r\n")
    while True:
        talking.sendall(b"x")
        time.sleep(0.02)


RAW = {
    "endless": (endless, "larger than"),
    "gzip bomb": (bomb, "larger than"),
    "dripping": (dripping, "not answered within"),
    "no HTTP": (lambda talking: talking.sendall(b"\0\0 hello\r\n\r\n"), "no answer"),
    "closed at once": (lambda talking: None, "no answer"),
    "broken off": (lambda talking: talking.sendall(HEAD + b"Content-Length: 99\r\n\r\nx"), "no answer"),
    "unknown coding": (
        lambda talking: talking.sendall(HEAD + b"Content-Encoding: zzz\r\n\r\nx"),
        "compressed",
    ),
    "wrong coding": (
        lambda talking: talking.sendall(HEAD + b"Content-Encoding: gzip\r\n\r\nplain"),
        "compressed",
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_an_answer_has_bounds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployments, "LARGEST", 1 << 20)
    monkeypatch.setattr(deployments, "LONGEST", 0.3)
    content, reason = RAW[name]
    for address in served(content):
        with Live(address) as there:
            answer = there.get("")
        assert answer.status == 0
        assert reason in answer.told.en
        assert answer.told.ko


def test_a_graph_of_blank_nodes_that_is_hard_to_tell_apart_takes_no_time() -> None:
    def complete(size: int) -> bytes:
        return "".join(
            f"_:n{one} <a:p> _:n{other} .\n" for one in range(size) for other in range(size)
        ).encode()

    first, second = (read(complete(size), "application/n-triples", BASE) for size in (24, 24))
    assert not isinstance(first, Text)
    assert not isinstance(second, Text)
    assert shape(triples_of(first)) == shape(triples_of(second))
    third = read(complete(23), "application/n-triples", BASE)
    assert not isinstance(third, Text)
    assert shape(triples_of(first)) != shape(triples_of(third))


def test_graphs_are_compared_whatever_their_blank_nodes_are_called() -> None:
    texts = (
        b"_:a <a:p> _:b . _:b <a:q> '1' . <a:s> <a:p> _:a .",
        b"_:x <a:p> _:y . _:y <a:q> '1' . <a:s> <a:p> _:x .",
        b"_:x <a:p> _:y . _:y <a:q> '1' . <a:s> <a:p> _:y .",
    )
    shapes = []
    for text in texts:
        quads = read(text, "text/turtle", BASE)
        assert not isinstance(quads, Text)
        shapes.append(shape(triples_of(quads)))
    assert shapes[0] == shapes[1] != shapes[2]


def test_a_compressed_dump_is_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unpacked(gzip.compress(b"<a:a> <a:b> <a:c> .")) == b"<a:a> <a:b> <a:c> ."
    assert isinstance(unpacked(gzip.compress(b"a")[:-6]), Text)
    monkeypatch.setattr("gjgraph.operations.publication_check.graphs.LARGEST", 1 << 16)
    assert isinstance(unpacked(gzip.compress(b"\0" * (1 << 20))), Text)


def test_files_outside_of_the_directory_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    (site / "out.html").symlink_to(tmp_path / "secret.html")
    there = deployment(str(site))
    for path in ("../secret.html", "%2e%2e/secret.html", "out.html", "/../secret", "a\0b", "x" * 5000):
        assert there.get(path).status == 404, path


def test_pages_are_read_as_a_program_sees_them() -> None:
    page = read_page(
        '<!DOCTYPE html><html lang=ko><title>A &amp; B</title><body style="background:url(//a.gov/x.png)">'
        '<script>"</p>"</script><label>Q <input name=q></label><input name=r>'
        '<a href="#x"><img alt="y" src=z></a>'
    )
    assert (page.lang, page.title, page.text) == ("ko", "A & B", "Q")
    assert page.loaded == ["//a.gov/x.png", "z"]
    assert [each["name"] for each in page.fields] == ["r"]
    assert page.anchors[0].has_image


def test_link_headers_are_read() -> None:
    found = header_links('<a,b>; rel="next prev"; title="x, <y>", </c>; rel=license, nonsense, <d>')
    assert [(each.href, each.rel) for each in found] == [
        ("a,b", {"next", "prev"}),
        ("/c", {"license"}),
        ("d", set()),
    ]
    assert found[0].attributes["title"] == "x, <y>"


# The command


def test_the_command_prints_a_table_and_ends_by_what_it_found(host: Host) -> None:
    right = run("check-publication", host.serve(), "--only", "skos", "--only", "fair")
    assert (right.code, right.err) == (0, "")
    assert "One preferred label per language (S14) [skos-pref-label]" in right.out
    assert right.out.splitlines()[-1] == "26 passed, 0 failed, 0 not applicable: score 100 %"
    wrong = run("check-publication", host.serve(DATA_FAULTS["skos-languages"]), "--only", "skos", lang="ko")
    assert wrong.code == 1
    assert re.search(r"같은 언어의 이름이 있다 .*실패 .*id/step-1: 없는 언어: en", wrong.out)
    assert re.fullmatch(r"통과 \d+, 실패 1, 해당 없음 0: 점수 9\d\.?\d* %", wrong.out.splitlines()[-1])


def test_the_command_tells_programs_in_json(files: Path) -> None:
    told = run("check-publication", str(files), "--format", "json", "--only", "http", "--only", "html")
    assert told.code == 0
    data = json.loads(told.out)
    assert (data["base"], data["failed"], data["score"]) == (BASE, 0, 100)
    assert set(data["groups"]) == {"http", "html"}
    by = {each["id"]: each for each in data["rules"]}
    assert by["vary"]["result"] == "not applicable"
    assert "헤더" in by["vary"]["reason"]["ko"]
    assert by["html-lang"]["result"] == "passed"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("http://127.0.0.1:9/", "no answer"),
        ("{tmp}", "--base"),
        ("{tmp}/none", "no such folder"),
        ("http://", "not an address"),
    ],
)
def test_what_cannot_be_judged_ends_with_2(place: str, said: str, tmp_path: Path) -> None:
    ran = run("check-publication", place.replace("{tmp}", str(tmp_path)))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("gjgraph: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


# Ours


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """The plan as its publisher has it, who says where feedback goes: that nobody else can know."""
    root = tmp_path / "plan"
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    settings = (ROOT / "gjgraph.toml").read_text(encoding="utf-8")
    asked = '[publish]\nfeedback = "mailto:plan@gwangju.test"\n'
    (root / "gjgraph.toml").write_text(f"{settings}\n{asked}", encoding="utf-8")
    return versioned(root)


def test_the_live_server_passes_every_rule(told: Path) -> None:
    with serving(told) as address:
        verdict = judged(address, most=8)
    assert failures(verdict) == {}
    assert verdict.score().percent == 100


def test_the_static_site_passes_every_rule_that_needs_no_server(told: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    published = run("publish", str(site), at=told)
    assert published.code == 0, published.err
    verdict = judged(site, most=8)
    assert failures(verdict) == {}
    assert verdict.score().percent == 100


def test_the_plan_as_it_is_here_lacks_nothing_but_an_address_for_feedback(published: Path) -> None:
    assert set(failures(judged(published, most=3))) == {"feedback"}
