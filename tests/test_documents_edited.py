"""Documents that change: their tags and dates after an edit, what is retired, and how it was before."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from gjgraph.core.terms import DCTERMS, OWL, SKOS, Literal, NamedNode, Triple
from tests.crawler import Crawl
from tests.editing import Editable, editing, versioned, without_rules
from tests.reading import FORMATS, links_of_header
from tests.storage.repositories import in_memory

BASE = "https://plan.saebom.example/"
GOAL, PASSAGE = f"{BASE}id/saebom/goal", f"{BASE}id/saebom/passage/goal"
TEXT = f"{BASE}graph/saebom/text"
POLICY = f"{BASE}id/saebom/policy/2"
FREE = "http://www.example/"
TURTLE = {"content-type": "text/turtle"}
SYNTAXES = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML,
            "nt": RdfFormat.N_TRIPLES, "trig": RdfFormat.TRIG}  # fmt: skip


@pytest.fixture(scope="module")
def small(saebom: Path) -> Iterator[Editable]:
    """A small plan with its shapes and rules, and a past."""
    with in_memory() as folder:
        root = versioned(Path(shutil.copytree(saebom, folder / "saebom", symlinks=True)))
        with editing(root, "*") as server:
            yield server


@pytest.fixture(scope="module")
def free() -> Iterator[Editable]:
    """A workspace without any rules."""
    things = f"""
        @prefix skos: <{SKOS}> . @base <{FREE}> .
        <id/a> skos:prefLabel "에이"@ko , "A"@en ; skos:related <id/b> .
        <id/b> skos:prefLabel "비"@ko , "B"@en .
        <id/c> skos:prefLabel "시"@ko , "C"@en .
        <id/광주> skos:prefLabel "광주"@ko , "Gwangju"@en ; skos:related <id/a%2Fb> .
        <id/a%2Fb> skos:prefLabel "빗금"@ko , "slash"@en ."""
    with in_memory() as folder:
        root = versioned(without_rules(folder / "free", FREE, {f"{FREE}graph/things": things}))
        with editing(root) as server:
            yield server


@dataclass(frozen=True)
class Seen:
    """What somebody has of a document."""

    tag: str
    modified: str
    body: bytes


def all_documents(server: Editable) -> dict[str, Seen]:
    """Fetch the description of every thing as N-Triples, and its pages in both languages."""
    query = "SELECT DISTINCT ?s { { ?s ?p ?o } UNION { ?x ?y ?s } FILTER (STRSTARTS(STR(?s), STR(</id/>))) }"
    query = query.replace("STR(</id/>)", f'"{BASE}id/"')
    rows = server.http.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    things = {row["s"]["value"].partition("#")[0] for row in rows}
    found = {}
    for thing in things:
        for ending in ("nt", "html", "en.html"):
            path = thing.replace(f"{BASE}id/", "doc/", 1) + f".{ending}"
            answer = server.send("GET", path)
            assert answer.status_code == 200, path
            headers = answer.headers
            found[path] = Seen(headers["etag"], headers.get("last-modified", ""), answer.content)
    return found


def test_an_edit_changes_the_tags_of_what_it_touched_and_no_others(small: Editable) -> None:
    """The tag changes with what is told, and never without; the neighbours tell of the new name."""
    before = all_documents(small)
    edits = [
        f'INSERT DATA {{ <{GOAL}> skos:editorialNote "살펴봄"@ko , "Looked at"@en }}',
        f"""DELETE DATA {{ <{GOAL}> skos:prefLabel "Life within walking distance"@en .
            GRAPH <{TEXT}> {{ <{PASSAGE}> csp:printedForm "Life within walking distance"@en ;
              csp:translation "Goal: life within walking distance"@en }} }} ;
          INSERT DATA {{ <{GOAL}> skos:prefLabel "Life within a walk"@en .
            GRAPH <{TEXT}> {{ <{PASSAGE}> csp:printedForm "Life within a walk"@en ;
              csp:translation "Goal: life within a walk"@en }} }}""",
    ]
    for edit in edits:
        answer = small.update(edit)
        assert answer.status_code == 200, answer.text
        after = all_documents(small)
        assert after.keys() == before.keys()
        changed = {path for path in before if before[path].tag != after[path].tag}
        assert changed == {path for path in before if before[path].body != after[path].body}
        dated = {path for path in before if before[path].modified != after[path].modified}
        assert dated <= changed
        own = GOAL.replace(f"{BASE}id/", "doc/")
        assert {f"{own}.nt", f"{own}.html", f"{own}.en.html"} <= changed
        edited = (GOAL, PASSAGE) if "prefLabel" in edit else (GOAL,)
        about = {
            path for path, seen in before.items() if any(f"<{each}>".encode() in seen.body for each in edited)
        }
        stems = {path.removesuffix(".nt") for path in about}
        assert {re.sub(r"(\.en)?\.(nt|html)$", "", path) for path in changed} <= stems, "nothing unrelated"
        if "prefLabel" in edit:
            assert about <= changed, "all that name it"
            assert len(about) >= 5
        before = after


def test_asked_again_by_its_date(small: Editable) -> None:
    """RFC 9110 §13.1.3: a tag goes before a date, and what is no date is no condition."""
    first = small.send("GET", "/doc/saebom/goal.ttl")
    modified = first.headers["last-modified"]
    cases = {
        modified: 304,
        "Fri, 01 Jan 2100 00:00:00 GMT": 304,
        "Sat, 01 Jan 2000 00:00:00 GMT": 200,
        "yesterday": 200,
        "": 200,
        "Thu, 01 Jan 1970 00:00:00 +9999": 200,
        "Mon, 99 Xxx 99999 99:99:99 GMT": 200,
    }
    for given, status in cases.items():
        assert (
            small.send("GET", "/doc/saebom/goal.ttl", headers={"if-modified-since": given}).status_code
            == status
        ), given
    both = {"if-modified-since": modified, "if-none-match": '"x"'}
    assert small.send("GET", "/doc/saebom/goal.ttl", headers=both).status_code == 200
    both = {"if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT", "if-none-match": first.headers["etag"]}
    assert small.send("GET", "/doc/saebom/goal.ttl", headers=both).status_code == 304
    for name in FORMATS:
        assert small.send("GET", f"/doc/saebom/goal?_format={name}").headers["last-modified"] == modified


def test_what_is_retired_is_told_in_every_format(free: Editable) -> None:
    """410, with the reason and what came after it: to people in their language, to programs as RDF."""
    query = "?reason@ko=%EB%81%9D%EB%82%A8&reason@en=It%20is%20over&successor=c"
    before = free.send("GET", "/doc/a.ttl")
    neighbour = free.send("GET", "/doc/b.ttl")
    assert b"id/a>" in neighbour.content
    retired = free.send("DELETE", f"/doc/a{query}")
    assert retired.status_code == 200, retired.text
    thing, graphs = NamedNode(f"{FREE}id/a"), set()
    for name, (ending, kind) in FORMATS.items():
        ways = [
            free.send("GET", "/doc/a", headers={"accept": kind.partition(";")[0]}),
            free.send("GET", f"/doc/a?_format={name}"),
            free.send("GET", f"/doc/a.{ending}", headers={"accept": "image/png"}),
        ]
        for answer in ways:
            assert (answer.status_code, answer.headers["content-type"]) == (410, kind)
            assert answer.headers["content-location"] == f"/doc/a.{ending}"
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["etag"] == ways[0].headers["etag"]
            assert answer.headers["etag"] != before.headers["etag"]
            relations = {link.rel: link.target for link in links_of_header(answer.headers)}
            assert relations["cite-as"] == thing.value
        if name != "html":
            triples = {quad.triple for quad in pyoxigraph.parse(ways[0].content, format=SYNTAXES[ending])}
            graphs.add(frozenset(map(str, triples)))
            assert Triple(thing, NamedNode(SKOS + "historyNote"), Literal("끝남", language="ko")) in triples
            assert Triple(thing, NamedNode(DCTERMS + "isReplacedBy"), NamedNode(f"{FREE}id/c")) in triples
            assert any(each.predicate.value == OWL + "deprecated" for each in triples)
    assert len(graphs) == 1
    for ending, words in (("html", "끝남"), ("en.html", "It is over")):
        page = free.send("GET", f"/doc/a.{ending}")
        assert page.status_code == 410
        assert words in page.text
        assert f'href="c.{ending}"' in page.text
    led = free.send("GET", "/id/a")
    assert (led.status_code, led.headers["location"]) == (303, "/doc/a")
    again = free.send("GET", "/doc/b.ttl")
    assert b"id/a>" not in again.content
    assert again.headers["etag"] != neighbour.headers["etag"]
    head = free.send("HEAD", "/doc/a.ttl")
    assert (head.status_code, head.content) == (410, b"")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/doc/%EA%B4%91%EC%A3%BC", "/doc/%EA%B4%91%EC%A3%BC.ttl"),
        ("/doc/%ea%b4%91%ec%a3%bc", "/doc/%EA%B4%91%EC%A3%BC.ttl"),
        ("/doc/%EA%B4%91%EC%A3%BC.ttl", "/doc/%EA%B4%91%EC%A3%BC.ttl"),
        ("/doc/a%2Fb", "/doc/a%2Fb.ttl"),
    ],
)
def test_an_address_that_is_not_ascii(free: Editable, path: str, location: str) -> None:
    """An IRI with Korean letters is asked for percent-encoded; a slash that is encoded is another address."""
    answer = free.send("GET", path, headers={"accept": "text/turtle"})
    assert (answer.status_code, answer.headers["content-location"]) == (200, location)
    assert answer.headers["link"].isascii()
    described = [link.target for link in links_of_header(answer.headers) if link.rel == "describedby"]
    assert len(described) == 5
    for target in described:
        assert free.send("GET", target).status_code == 200
    page = free.send("GET", location.replace(".ttl", ".html"))
    for target in re.findall(r'href="([^"#]+)"', page.text):
        if "/" not in target:
            assert free.send("GET", f"/doc/{target}").status_code == 200, target
    assert free.send("GET", "/doc/a/b").status_code == 404


def test_a_version_is_a_site_of_its_own(small: Editable) -> None:
    """Immutable, with its own links; the IRIs are the same as ever, and what came later isn't there."""
    old = small.head()
    note = f'<{POLICY}> skos:editorialNote "판"@ko , "version"@en'
    assert small.update(f"INSERT DATA {{ {note} }}").status_code == 200
    new = small.head()
    assert old != new
    path = "doc/saebom/policy/2"
    told = {}
    for version in (old, new):
        for name, (ending, kind) in FORMATS.items():
            mount = f"/version/{version}/{path}"
            ways = [
                small.send("GET", mount, headers={"accept": kind.partition(";")[0]}),
                small.send("GET", f"{mount}?_format={name}"),
                small.send("GET", f"{mount}.{ending}", headers={"accept": "image/png"}),
            ]
            for answer in ways:
                assert (answer.status_code, answer.headers["content-type"]) == (200, kind), mount
                assert answer.headers["content-location"] == f"{mount}.{ending}"
                # A page is of today's making, whatever it tells of.
                assert name == "html" or "immutable" in answer.headers["cache-control"]
                assert answer.content == ways[0].content
            told[version, name] = ways[0]
            described = [
                each.target for each in links_of_header(ways[0].headers) if each.rel == "describedby"
            ]
            assert described
            assert all(each.startswith(f"{mount}.") for each in described)
        page = told[version, "html"]
        # But for the link that says that this isn't the present.
        leading = re.sub(r'<a rel="latest-version".*?</a>', "", page.text)
        for target in set(re.findall(r'<a [^>]*href="([^"#]*)', leading)):
            if "://" not in target:
                reached = httpx.URL(f"{small.address}version/{version}/{path}").join(target)
                assert reached.path.startswith(f"/version/{version}/"), target
    assert "version" in told[new, "turtle"].text
    assert told[old, "turtle"].headers["etag"] != told[new, "turtle"].headers["etag"]
    assert f"<{POLICY}>" in told[old, "turtle"].text
    assert '"version"@en' in told[new, "ntriples"].text
    assert '"version"@en' not in told[old, "ntriples"].text
    by_parameter = small.send("GET", f"/{path}?version={old}", headers={"accept": "application/n-triples"})
    assert by_parameter.content == told[old, "ntriples"].content
    sent = small.send("GET", f"/{path}?version={old}", headers={"accept": "text/html"})
    assert sent.status_code == 302
    assert sent.headers["location"].startswith(f"/version/{old}/{path}")
    for wrong, status in (("0" * 40, 404), ("none", 404), ("%2e%2e", 404), ("", 404)):
        answer = small.send("GET", f"/version/{wrong}/{path}.ttl")
        assert answer.status_code == status, wrong
        assert answer.headers["access-control-allow-origin"] == "*"
    assert small.send("GET", f"/version/{old}/doc/none").status_code == 404
    assert small.send("GET", f"/version/{old}/{path}?_format=exe").status_code == 406
    assert small.send("PUT", f"/version/{old}/{path}", headers=TURTLE, content=b"").status_code in (403, 405)


def test_another_plan_with_another_base_is_whole(small: Editable) -> None:
    """The same crawler, another base address: nothing is written for one plan."""
    crawl = Crawl(small.address, BASE, nth=20).run("robots.txt")
    # Rules that find nothing fill nothing.
    assert [each for each in crawl.faults if not each.endswith("an empty graph")] == []
    assert len(crawl.documents) > 50
