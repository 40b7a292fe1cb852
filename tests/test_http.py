"""The endpoint, as real clients meet it: a real server process, real sockets."""

import csv
import gzip
import http.client
import io
import json
import re
import socket
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic
from SPARQLWrapper import CSV, JSON, TURTLE, SPARQLWrapper

from tests.conftest import ROOT
from tests.servers import serving

POLICIES = """
SELECT ?n ?p { ?x a csp:Policy ; csp:ordinal ?n ; skos:prefLabel ?p FILTER(LANG(?p) = 'ko') } ORDER BY ?n
"""
TERMS = """
SELECT * { VALUES (?number ?term ?other) {
  (1 <http://e.example/한글?a=b&c> "광주, \\"빛고을\\"\\n<b>&amp;</b>"@ko) (2 "=1+1" UNDEF) (3 UNDEF UNDEF)
  (4 1.50 "") (5 true "\\t탭")
  (6 "2026-07-01"^^xsd:date "e\\u0301") (7 "٣" "😀𠀀") (8 "a"@en-US ",;\\r\\n") } }
ORDER BY ?number
"""
SERVICE = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
GRAPH = "CONSTRUCT WHERE { ?x a csp:Policy ; skos:prefLabel ?label }"
ASK = "ASK { ?x skos:prefLabel '풍요로운 광주'@ko }"
CROSS = "SELECT (COUNT(*) AS ?count) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JSON_TYPE, XML_TYPE = "application/sparql-results+json", "application/sparql-results+xml"
CSV_TYPE, TSV_TYPE = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE_TYPE, HTML_TYPE = "text/turtle; charset=utf-8", "text/html; charset=utf-8"
PROBLEM = "application/problem+json"
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the plan on a free port, and stop it afterwards."""
    with serving() as address:
        yield address


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    """A client that says nothing of what it wants unless a test has it say so."""
    with httpx.Client(base_url=server, timeout=20) as client:
        for name in ("accept", "accept-encoding"):
            del client.headers[name]
        yield client


def ask(client: httpx.Client, query: str, accept: str = "", **fields: str) -> httpx.Response:
    """GET an answer."""
    headers = {"accept": accept} if accept else {}
    return client.get("sparql", params={"query": query, **fields}, headers=headers)


def figures(client: httpx.Client) -> dict[str, float]:
    """Read how many answers came from the cache, were computed, and were shared."""
    text = client.get("metrics").text
    found = re.findall(r'^gjgraph_cache_total\{outcome="(\w+)"\} (\S+)$', text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def grown(client: httpx.Client, before: dict[str, float]) -> dict[str, int]:
    """Tell by how much the figures grew, the ones that did."""
    after = figures(client)
    return {name: int(after[name] - before[name]) for name in after if after[name] != before[name]}


def test_the_issues_own_request(server: str) -> None:
    """`curl --data-urlencode 'query=…'` gives the twenty strategies in order."""
    query = (ROOT / "queries/questions/strategies-in-order.rq").read_text(encoding="utf-8")
    command = ["curl", "-sf", "--data-urlencode", f"query={query}", f"{server}sparql"]
    answer = subprocess.run(command, capture_output=True, check=True).stdout
    rows = httpx.Response(200, content=answer).json()["results"]["bindings"]
    expected = (ROOT / "tests/questions/strategies-in-order.tsv").read_text(encoding="utf-8").splitlines()
    assert [[row[name]["value"] for name in ("policy", "number", "strategy")] for row in rows] == [
        line.split("\t") for line in expected[1:]
    ]


# Formats

Cell = tuple[str, str, str, str]
"""Kind, value, datatype, language of a term."""
Table = list[dict[str, Cell]]
XSD = "http://www.w3.org/2001/XMLSchema#"


def from_json(body: bytes) -> Table:
    """Read SPARQL 1.1 Query Results JSON."""
    return [
        {
            name: (cell["type"], cell["value"], cell.get("datatype", ""), cell.get("xml:lang", ""))
            for name, cell in row.items()
        }
        for row in json.loads(body)["results"]["bindings"]
    ]


def from_xml(body: bytes) -> Table:
    """Read SPARQL Query Results XML."""
    table = []
    for row in ElementTree.fromstring(body).iter(f"{RESULTS}result"):  # noqa: S314
        cells = {}
        for binding in row:
            (term,) = binding
            kind = term.tag.removeprefix(RESULTS)
            cells[binding.attrib["name"]] = (
                kind,
                term.text or "",
                term.get("datatype", ""),
                term.get(XML_LANG, ""),
            )
        table.append(cells)
    return table


def from_csv(body: bytes) -> list[list[str]]:
    """Read SPARQL 1.1 Query Results CSV, lines ended as RFC 4180 says."""
    text = body.decode()
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def from_tsv(body: bytes) -> Table:
    """Read SPARQL 1.1 Query Results TSV: each cell is a term as Turtle writes it."""
    head, *lines = body.decode().removesuffix("\n").split("\n")
    table = []
    for line in lines:
        cells = {}
        for name, cell in zip(head.split("\t"), line.split("\t"), strict=True):
            if not cell:
                continue
            term = next(
                iter(rdflib.Graph().parse(data=f"<urn:s> <urn:p> {cell} .", format="turtle").objects())
            )
            if isinstance(term, rdflib.Literal):
                kind = str(term.datatype or "").removesuffix(f"{XSD}string")
                cells[name[1:]] = ("literal", str(term), kind, str(term.language or ""))
            else:
                cells[name[1:]] = ("uri", str(term), "", "")
        table.append(cells)
    return table


def as_json(client: httpx.Client, query: str) -> Table:
    """Give the JSON answer, which all others are compared with."""
    return from_json(ask(client, query, JSON_TYPE).content)


TABLE_NAMES = [
    ("json", JSON_TYPE),
    ("xml", XML_TYPE),
    ("csv", CSV_TYPE),
    ("tsv", TSV_TYPE),
]
TABLE_ACCEPTS = [
    (JSON_TYPE, JSON_TYPE),
    ("application/json", JSON_TYPE),
    (XML_TYPE, XML_TYPE),
    ("application/xml", XML_TYPE),
    ("text/csv", CSV_TYPE),
    ("text/tab-separated-values", TSV_TYPE),
]


@pytest.mark.parametrize("query", [POLICIES, TERMS])
@pytest.mark.parametrize(
    ("how", "asked", "kind"),
    [
        *(("accept", accept, kind) for accept, kind in TABLE_ACCEPTS),
        *((field, name, kind) for field in ("format", "_format") for name, kind in TABLE_NAMES),
        *(("format", accept, kind) for accept, kind in TABLE_ACCEPTS),
        ("format", "JSON", JSON_TYPE),
    ],
)
def test_every_result_format_says_the_same(
    client: httpx.Client, query: str, how: str, asked: str, kind: str
) -> None:
    fields = {} if how == "accept" else {how: asked}
    response = ask(client, query, asked if how == "accept" else "text/turtle, image/png", **fields)
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    assert int(response.headers["content-length"]) == len(response.content)
    assert "Accept" in response.headers["vary"]
    expected = as_json(client, query)
    assert expected
    if kind == JSON_TYPE:
        assert from_json(response.content) == expected
    elif kind == XML_TYPE:
        # XML 1.0 §2.11: a reader makes LF of each CR LF that isn't escaped; so it must be.
        assert from_xml(response.content) == expected
    elif kind == TSV_TYPE:
        assert numbers(from_tsv(response.content)) == numbers(expected)
    else:
        head, *rows = from_csv(response.content)
        assert rows == [[row[name][1] if name in row else "" for name in head] for row in expected]


def numbers(table: Table) -> Table:
    """Leave out how a number is written: 1.50 and 1.5 are the same in TSV's short form."""
    return [
        {
            name: (kind, str(float(value)) if datatype == f"{XSD}decimal" else value, datatype, language)
            for name, (kind, value, datatype, language) in row.items()
        }
        for row in table
    ]


@pytest.mark.parametrize(
    ("name", "kind", "yes"),
    [
        ("json", JSON_TYPE, '{"head":{},"boolean":true}'),
        ("xml", XML_TYPE, "<boolean>true</boolean>"),
        ("csv", CSV_TYPE, "true"),
        ("tsv", TSV_TYPE, "true"),
        ("html", HTML_TYPE, "<!DOCTYPE html>"),
    ],
)
def test_a_yes_in_every_format(client: httpx.Client, name: str, kind: str, yes: str) -> None:
    response = ask(client, ASK, format=name)
    assert response.headers["content-type"] == kind
    assert yes in response.text


GRAPH_FORMATS = [
    ("turtle", "text/turtle", TURTLE_TYPE, "turtle"),
    ("ttl", "text/turtle", TURTLE_TYPE, "turtle"),
    ("ntriples", "application/n-triples", "application/n-triples", "nt"),
    ("nt", "application/n-triples", "application/n-triples", "nt"),
    ("n-triples", "application/n-triples", "application/n-triples", "nt"),
    ("rdfxml", "application/rdf+xml", "application/rdf+xml", "xml"),
    ("rdf", "application/rdf+xml", "application/rdf+xml", "xml"),
    ("xml", "application/xml", "application/rdf+xml", "xml"),
    ("jsonld", "application/ld+json", "application/ld+json", "json-ld"),
    ("json-ld", "application/ld+json", "application/ld+json", "json-ld"),
    ("json", "application/json", "application/ld+json", "json-ld"),
    ("trig", "application/trig", "application/trig", "trig"),
    ("nquads", "application/n-quads", "application/n-quads", "nquads"),
    ("nq", "application/n-quads", "application/n-quads", "nquads"),
    ("n3", "text/n3", "text/n3; charset=utf-8", "n3"),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("how", ["accept", "format", "_format", "media type"])
@pytest.mark.parametrize(("name", "accept", "kind", "parser"), GRAPH_FORMATS)
def test_every_graph_format_says_the_same(
    client: httpx.Client, how: str, name: str, accept: str, kind: str, parser: str
) -> None:
    fields = {"format": name, "_format": name, "media type": accept}
    if how == "accept":
        response = ask(client, GRAPH, accept)
    else:
        field = "format" if how == "media type" else how
        response = ask(client, GRAPH, "image/png", **{field: fields[how]})
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    rows = as_json(client, "SELECT ?x ?label { ?x a csp:Policy ; skos:prefLabel ?label }")
    graph = rdflib.Graph()
    if parser in ("trig", "nquads"):
        for s, p, o, _ in rdflib.Dataset().parse(data=response.text, format=parser).quads():
            graph.add((s, p, o))
    else:
        graph.parse(data=response.text, format=parser)
    assert len(graph) == 15
    labels = {(str(s), str(o), o.language) for s, o in graph.subject_objects(rdflib.SKOS.prefLabel)}  # type: ignore[attr-defined]
    assert labels == {(row["x"][1], row["label"][1], row["label"][3]) for row in rows}
    plain = rdflib.Graph().parse(data=ask(client, GRAPH).text, format="turtle")
    assert isomorphic(graph, plain)


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", JSON_TYPE, TURTLE_TYPE),
        ("*/*", JSON_TYPE, TURTLE_TYPE),
        ("*", JSON_TYPE, TURTLE_TYPE),
        ("application/*", JSON_TYPE, "application/n-triples"),
        ("text/*", CSV_TYPE, TURTLE_TYPE),
        ("text/csv;q=0.5, text/tab-separated-values", TSV_TYPE, ""),
        ("text/csv;q=0.500,text/tab-separated-values;q=0.501", TSV_TYPE, ""),
        ("text/csv, text/tab-separated-values", CSV_TYPE, ""),
        ("text/turtle, text/csv", CSV_TYPE, TURTLE_TYPE),
        (f"{XML_TYPE}, application/rdf+xml", XML_TYPE, "application/rdf+xml"),
        (f"{JSON_TYPE};q=0, */*", XML_TYPE, TURTLE_TYPE),
        ("text/csv;q=0, text/*", TSV_TYPE, TURTLE_TYPE),
        ("*/*;q=0.1, text/csv;q=0.9", CSV_TYPE, TURTLE_TYPE),
        ("image/png, */*;q=0.1", JSON_TYPE, TURTLE_TYPE),
        ("Text/CSV", CSV_TYPE, ""),
        ("text/csv; charset=utf-8", CSV_TYPE, ""),
        ("text/csv ; q=0.3 , application/json ; q=0.2", CSV_TYPE, "application/ld+json"),
        ("text/turtle;q=0.9,application/ld+json", "", "application/ld+json"),
        (",text/csv,", CSV_TYPE, ""),
        ("text/html", HTML_TYPE, HTML_TYPE),
        (BROWSER, HTML_TYPE, HTML_TYPE),
        ("text/html;q=0.1, text/csv, text/turtle", CSV_TYPE, TURTLE_TYPE),
        ("image/png", "", ""),
        ("text/csv;q=0", "", ""),
        ("*/*;q=0", "", ""),
        ("nonsense", "", ""),
        ("nonsense, text/csv", "", ""),
    ],
)
def test_accept(client: httpx.Client, accept: str, table: str, graph: str) -> None:
    """RFC 9110 §12.5.1: the best that the client takes; 406 that lists what there is, where none will do."""
    for query, expected in ((POLICIES, table), (GRAPH, graph)):
        response = ask(client, query, accept)
        if expected:
            assert (response.status_code, response.headers["content-type"]) == (200, expected)
        else:
            assert (response.status_code, response.headers["content-type"]) == (406, PROBLEM)
            listed = response.json()["detail"]
            assert ("text/csv" in listed and "text/turtle" in listed) or re.search(
                r"\b(csv|turtle)\b", listed
            )


@pytest.mark.parametrize(
    ("query", "name"),
    [
        *((POLICIES, name) for name in ("turtle", "jsonld", "rdfxml", "nt", "trig")),
        *((GRAPH, name) for name in ("csv", "tsv", "xlsx")),
        *((query, name) for query in (POLICIES, GRAPH) for name in ("exe", "", "json;", "../csv", "형식")),
    ],
)
def test_a_format_that_will_not_do(client: httpx.Client, query: str, name: str) -> None:
    response = ask(client, query, format=name)
    assert response.status_code == 406
    assert response.headers["content-type"] == PROBLEM
    listed = response.json()["detail"]
    assert ("csv" in listed and "turtle" in listed) or ("csv" in listed) != ("turtle" in listed)


def test_several_accept_headers_are_one_list(server: str) -> None:
    """RFC 9110 §5.3: a list may be sent in several lines."""
    lines = ["Accept: image/png;q=0.9", "Accept: text/csv"]
    status, headers, _ = exchange(server, get(f"/sparql?{urlencode({'query': POLICIES})}", *lines))[0]
    assert (status, headers["content-type"]) == (200, CSV_TYPE)


# What is asked and how


def send(client: httpx.Client, how: str, query: str) -> httpx.Response:
    """Ask in one of the three ways (SPARQL 1.1 Protocol §2.1)."""
    if how == "get":
        return client.get("sparql", params={"query": query})
    if how == "form":
        return client.post("sparql", data={"query": query})
    headers = {"content-type": "application/sparql-query"}
    return client.post("sparql", content=query.encode("utf-8", "surrogatepass"), headers=headers)


WAYS = ["get", "form", "direct"]


@pytest.mark.parametrize("how", WAYS)
def test_the_three_ways_to_ask(client: httpx.Client, how: str) -> None:
    """SPARQL 1.1 Protocol §2.1: query by GET, by POST with a form, by POST directly."""
    assert send(client, how, ASK).json()["boolean"] is True


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/sparql-query", b"ASK {}", 200),
        ("application/sparql-query; charset=utf-8", b"ASK {}", 200),
        ('application/sparql-query;charset="UTF-8"', b"ASK {}", 200),
        ("Application/SPARQL-Query ; Charset=UTF-8", b"ASK {}", 200),
        ("application/sparql-query; charset=utf-8; version=1.2", b"ASK {}", 200),
        ("application/sparql-query; version=1.2", b"ASK {}", 200),
        ("application/x-www-form-urlencoded", b"query=ASK+{}", 200),
        ("application/x-www-form-urlencoded; charset=UTF-8", b"query=ASK+{}", 200),
        ("application/x-www-form-urlencoded", b"query=ASK%20%7B%7D&default-graph-uri=http://a.example/", 200),
        ("application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16"), 415),
        ("application/sparql-query; charset=euc-kr", "ASK { ?s ?p '광주' }".encode("cp949"), 415),
        ("application/sparql-query", "ASK { ?s ?p '광주' }".encode("cp949"), 400),
        ("application/sparql-query", b"\xff\xfeA\0S\0K\0", 400),
        ("application/sparql-query", b"", 400),
        ("application/sparql-query", b"query=ASK{}", 400),
        ("application/x-www-form-urlencoded", b"ASK {}", 400),
        ("application/x-www-form-urlencoded", b"", 400),
        ("application/x-www-form-urlencoded", b"query=ASK+{}&query=ASK+{}", 400),
        ("application/x-www-form-urlencoded", b"query=%FF", 400),
        ("application/x-www-form-urlencoded", b"update=CLEAR+ALL", 403),
        ("application/sparql-update", b"CLEAR ALL", 403),
        ("text/plain", b"ASK {}", 415),
        ("application/json", b'{"query": "ASK {}"}', 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/sparql-queryx", b"ASK {}", 415),
        ("", b"ASK {}", 415),
        ("\xff", b"ASK {}", 415),
    ],
)
def test_bodies_by_media_type(client: httpx.Client, kind: str, body: bytes, status: int) -> None:
    """SPARQL 1.1 Protocol §2.1.2 and §2.1.3; a query is UTF-8."""
    headers = [(b"content-type", kind.encode("latin-1"))] if kind else []
    response = client.post("sparql", content=body, headers=headers)
    assert response.status_code == status, response.text
    if status != 200:
        assert response.headers["content-type"] == PROBLEM


def test_a_direct_post_may_name_the_dataset_in_its_address(client: httpx.Client) -> None:
    sdg = "https://w3id.org/gjgraph/graph/gwangju/sdg"
    headers = {"content-type": "application/sparql-query", "accept": "text/csv"}
    query = "SELECT (COUNT(*) AS ?count) { ?relation a csp:Relation }"
    response = client.post("sparql", params={"default-graph-uri": sdg}, content=query, headers=headers)
    assert response.text == "count\r\n17\r\n"
    both = client.post("sparql", params={"query": "ASK {}"}, content=query, headers=headers)
    assert both.status_code == 400


def test_the_dataset_may_be_named(client: httpx.Client) -> None:
    """SPARQL 1.1 Protocol §2.1.4: `default-graph-uri` and `named-graph-uri`."""
    sdg = "https://w3id.org/gjgraph/graph/gwangju/sdg"
    relations = "SELECT (COUNT(*) AS ?count) { ?relation a csp:Relation }"

    def counted(query: str, **fields: str) -> int:
        return int(ask(client, query, format="csv", **fields).text.splitlines()[1])

    assert counted(relations) > counted(relations, **{"default-graph-uri": sdg}) == 17
    assert counted(relations, **{"named-graph-uri": sdg}) == 0
    inside = relations.replace("{", "{ GRAPH ?graph {").replace("}", "} }")
    assert counted(inside, **{"named-graph-uri": sdg}) == 17
    assert counted(relations, **{"default-graph-uri": "https://nowhere.example/"}) == 0
    assert counted(relations.replace("{", f"FROM <{sdg}> {{", 1)) == 17


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("%22100%2525%22", "100%25"),
        ("%22100%25%22", "100%"),
        ("%22100%%22", "100%"),
        ("%22a+b%22", "a b"),
        ("%22a%2Bb%22", "a+b"),
        ("%22a%252Bb%22", "a%2Bb"),
        ("%22%EA%B4%91%EC%A3%BC%22", "광주"),
        ("%22a%26b%3Dc%23%22", "a&b=c#"),
        ("%22a;b%22", "a;b"),
        ("%22%5Cu0041%22", "A"),
        ("%22%F0%9F%98%80%22", "😀"),
        ("%22%F0%A0%80%80%22", "𠀀"),
    ],
)
def test_percent_encoding_is_undone_once(server: str, raw: str, value: str) -> None:
    path = f"/sparql?query=SELECT+({raw}+AS+?x)+{{}}"
    status, _, body = exchange(server, get(path, "Accept: application/json"))[0]
    assert status == 200, body
    assert from_json(body)[0]["x"][1] == value
    kind = "Content-Type: application/x-www-form-urlencoded"
    content = path.partition("?")[2].encode()
    length = f"Content-Length: {len(content)}"
    posted = exchange(server, get("/sparql", kind, length, method="POST") + content)[0]
    assert posted[2] == body


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("ASK%FF{}", 400),
        ("ASK%ED%A0%80{}", 400),
        ("ASK%C0%80{}", 400),
        ("ASK+{+?s+?p+%22%ED%A0%BD%ED%B8%80%22+}", 400),
        ("ASK+{+?s+?p+%22%5CuD800%22+}", 400),
        ("ASK%00{}", 400),
        ("%00", 400),
        ("%EF%BB%BFASK+{}", 200),
        ("ASK+{+?s+?p+%22a%00b%22+}", 200),
        ("ASK+{}%00", 400),
    ],
)
def test_bytes_that_are_no_text(server: str, raw: str, status: int) -> None:
    """Invalid UTF-8, lone surrogates, NUL, a byte order mark: answered or refused, never a crash."""
    found = exchange(server, get(f"/sparql?query={raw}"))[0]
    assert found[0] == status, found
    if status == 400:
        assert found[1]["content-type"] == PROBLEM


@pytest.mark.parametrize("how", WAYS)
def test_a_decomposed_query_finds_composed_labels(client: httpx.Client, how: str) -> None:
    """A Mac's NFD Korean in a query is the NFC of the labels (README: text is read in composed form)."""
    decomposed = unicodedata.normalize("NFD", ASK)
    assert decomposed != ASK
    assert send(client, how, decomposed).json()["boolean"] is True


@pytest.mark.parametrize("name", ["json", "csv", "tsv", "xml"])
@pytest.mark.parametrize("character", ["\\u0000", "\\u0001", "\\u001F", "\\uFFFE", "\\r"])
def test_control_characters_come_back_or_are_refused(client: httpx.Client, name: str, character: str) -> None:
    """XML 1.0 §2.2 has no NUL: such an answer is refused as XML, and never ill-formed."""
    response = ask(client, f'SELECT ("a{character}b" AS ?x) {{}}', format=name)
    if name == "xml":
        assert response.status_code != 200 or from_xml(response.content)
    elif name == "json":
        value = from_json(response.content)[0]["x"][1]
        assert value == f"a{json.loads(chr(34) + character + chr(34))}b"
    else:
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('VERSION "1.2" SELECT (1 AS ?x) {}', [["1"]]),
        ('SELECT (LANGDIR("a"@ko--ltr) AS ?x) {}', [["ltr"]]),
        ('SELECT (LANG("a"@ko--ltr) AS ?x) {}', [["ko"]]),
        ("SELECT (isTRIPLE(<<( <urn:a> <urn:b> 1 )>>) AS ?x) {}", [["true"]]),
        ("SELECT ?x { BIND(<<( <urn:a> <urn:b> 1 )>> AS ?t) BIND(OBJECT(?t) AS ?x) }", [["1"]]),
        ('SELECT (STRLANGDIR("a", "ko", "rtl") AS ?l) (hasLANGDIR(?l) AS ?x) {}', [["a", "true"]]),
    ],
)
def test_sparql_12(client: httpx.Client, query: str, rows: list[list[str]]) -> None:
    """SPARQL 1.2 as far as the engine has it: triple terms, VERSION, directional language tags."""
    assert from_csv(ask(client, query, "text/csv").content)[1:] == rows


def test_triple_terms_in_the_formats(client: httpx.Client) -> None:
    """SPARQL 1.2 Query Results JSON §3.2.2: a triple is an object of subject, predicate, object."""
    query = "SELECT (<<( <urn:a> <urn:b> 1 )>> AS ?t) {}"
    cell = ask(client, query, JSON_TYPE).json()["results"]["bindings"][0]["t"]
    assert cell["type"] == "triple"
    assert cell["value"]["object"]["value"] == "1"
    assert "<triple>" in ask(client, query, XML_TYPE).text


@pytest.mark.parametrize("given", ["1", "0.5", "30", "1e1", "30.0", "2"])
def test_a_client_may_wait_less(client: httpx.Client, given: str) -> None:
    assert ask(client, ASK, timeout=given).status_code == 200


@pytest.mark.parametrize("given", ["0", "-1", "31", "nan", "inf", "1e400", "", "abc", "1s", "0x1"])
def test_a_timeout_that_is_none(client: httpx.Client, given: str) -> None:
    response = ask(client, ASK, timeout=given)
    assert response.status_code == 400
    assert response.json()["type"] == "/limits#time"
    assert "30" in response.json()["detail"]


def test_a_query_is_over_when_its_client_says(client: httpx.Client) -> None:
    began = time.monotonic()
    response = ask(client, CROSS, timeout="0.5")
    assert response.status_code == 504
    assert response.json()["type"] == "/limits#time"
    assert "0.5 s" in response.json()["detail"] or "0.5초" in response.json()["detail"]
    assert time.monotonic() - began < 1.2


def test_a_client_library_that_others_wrote(server: str) -> None:
    client = SPARQLWrapper(f"{server}sparql")
    client.setQuery("PREFIX csp: <https://w3id.org/gjgraph/csp#> SELECT ?x { ?x a csp:Strategy }")
    client.setReturnFormat(JSON)
    found = client.queryAndConvert()
    assert isinstance(found, dict)
    assert len(found["results"]["bindings"]) == 20
    client.setReturnFormat(CSV)
    table = client.queryAndConvert()
    assert isinstance(table, bytes)
    assert table.count(b"\n") == 21
    client.setMethod("POST")
    client.setReturnFormat(TURTLE)
    client.setQuery("PREFIX csp: <https://w3id.org/gjgraph/csp#> CONSTRUCT WHERE { ?x a csp:Strategy }")
    content = client.queryAndConvert()
    assert isinstance(content, bytes)
    assert len(rdflib.Graph().parse(data=content, format="turtle")) == 20


def test_rdflibs_own_client(server: str) -> None:
    graph = rdflib.Graph("SPARQLStore")
    graph.open(f"{server}sparql")
    found = graph.query("SELECT ?x { ?x a <https://w3id.org/gjgraph/csp#Strategy> }")
    assert len(list(found)) == 20


# What a bare request gives


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("path", ["sparql", "sparql/", "sparql?"])
@pytest.mark.parametrize("accept", ["", "*/*", "application/rdf+xml", "application/ld+json", "text/turtle"])
def test_a_program_that_asks_nothing_gets_the_service_description(
    client: httpx.Client, path: str, accept: str
) -> None:
    """SPARQL 1.1 Service Description §2."""
    response = client.get(path, headers={"accept": accept} if accept else {})
    assert response.status_code == 200
    kind = response.headers["content-type"].partition(";")[0]
    assert kind == (accept if "/" in accept.strip("*/") else "text/turtle")
    found = rdflib.Graph().parse(data=response.text, format=kind)
    service = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#Service")
    assert len(list(found.subjects(rdflib.RDF.type, service))) == 1


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("sparql", BROWSER, "ko"),
        ("sparql?lang=en", BROWSER, "en"),
        ("sparql?format=html&lang=en", "", "en"),
        ("sparql/", "text/html", "ko"),
    ],
)
def test_a_browser_that_asks_nothing_gets_the_form(
    client: httpx.Client, path: str, accept: str, language: str
) -> None:
    response = client.get(path, headers={"accept": accept} if accept else {})
    assert response.headers["content-type"] == HTML_TYPE
    assert f'<html lang="{language}">' in response.text
    assert '<form action="/sparql"' in response.text
    assert re.search(r'<textarea id="query"[^>]* name="query"', response.text)
    assert "<script>" not in response.text
    assert '<button type="submit"' in response.text


def test_a_bare_request_that_takes_neither(client: httpx.Client) -> None:
    response = client.get("sparql", headers={"accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.json()["detail"]


# Headers


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (f"sparql?{urlencode({'query': POLICIES})}", ""),
        (f"sparql?{urlencode({'query': POLICIES})}", "text/csv"),
        (f"sparql?{urlencode({'query': POLICIES})}", BROWSER),
        (f"sparql?{urlencode({'query': GRAPH})}", "text/turtle"),
        (f"sparql?{urlencode({'query': 'SELECT (RAND() AS ?x) {}'})}", "text/csv"),
        (f"sparql?{urlencode({'query': 'SELECT * {'})}", ""),
        (f"sparql?{urlencode({'query': POLICIES, 'format': 'exe'})}", ""),
        ("sparql", ""),
        ("sparql", BROWSER),
        ("", ""),
        ("health", ""),
        ("limits", ""),
        ("nowhere", ""),
        ("store?default", "text/turtle"),
        ("graph/gwangju/m7", ""),
        ("store?graph=urn:none", ""),
        ("questions", ""),
        (".well-known/sparql-examples", ""),
        ("openapi.json", ""),
    ],
)
def test_head_is_get_without_the_body(client: httpx.Client, path: str, accept: str) -> None:
    """RFC 9110 §9.3.2: the same header fields as for a GET."""
    headers = {"accept": accept} if accept else {}

    def fields(response: httpx.Response) -> dict[str, str]:
        left = ("date", "transfer-encoding", "connection")
        found = {name: value for name, value in response.headers.items() if name not in left}
        if "RAND" in path or "default" in path:
            # Known only when the answer is made: another one each time, or sent as it is made.
            found.pop("content-length", "")
        return found

    for _ in range(3):  # cold, from the cache, made ready
        got = client.get(path, headers=headers)
        head = client.head(path, headers=headers)
        assert head.content == b""
        assert (head.status_code, fields(head)) == (got.status_code, fields(got))


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("sparql", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("sparql/", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("store", {"GET", "HEAD", "OPTIONS"}),
        ("questions", {"GET", "HEAD", "OPTIONS"}),
        ("health", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_options(client: httpx.Client, path: str, methods: set[str]) -> None:
    response = client.options(path)
    assert response.status_code in (200, 204)
    assert response.content == b""
    assert set(re.split(", *", response.headers["allow"])) == methods
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "method", "wanted"),
    [
        ("sparql", "POST", "content-type"),
        ("sparql", "POST", "content-type, if-none-match"),
        ("sparql", "GET", "accept"),
        ("store", "GET", "accept"),
        ("questions/goal", "GET", "accept, if-none-match"),
    ],
)
def test_preflight(client: httpx.Client, path: str, method: str, wanted: str) -> None:
    """Fetch §3.3.2: a page of another host asks whether it may."""
    headers = {
        "origin": "https://app.example",
        "access-control-request-method": method,
        "access-control-request-headers": wanted,
    }
    response = client.options(path, headers=headers)
    assert response.status_code in (200, 204)
    assert response.headers["access-control-allow-origin"] == "*"
    assert method in response.headers["access-control-allow-methods"]
    allowed = response.headers["access-control-allow-headers"].lower()
    assert allowed == "*" or all(name in allowed for name in re.split(", *", wanted))


@pytest.mark.parametrize("origin", ["", "https://app.example"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"sparql?{urlencode({'query': POLICIES})}", 200),
        ("GET", "sparql", 200),
        ("GET", "sparql?query=SELECT", 400),
        ("GET", "sparql?query=ASK{}&format=exe", 406),
        ("GET", "sparql?query=ASK{}&timeout=0", 400),
        ("GET", f"sparql?{urlencode({'query': SERVICE})}", 403),
        ("POST", "sparql", 415),
        ("DELETE", "sparql", 405),
        ("GET", f"sparql?{urlencode({'query': CROSS, 'timeout': '0.2'})}", 504),
        ("GET", "store?graph=urn:none", 404),
        ("GET", "store?default", 200),
        ("PUT", "store?default", 403),
        ("PUT", "questions", 405),
        ("GET", "graph/gwangju/m7", 200),
        ("GET", "questions/none", 404),
        ("GET", "questions/goal", 200),
        ("GET", "nowhere", 404),
        ("GET", "queries", 403),
    ],
)
def test_every_answer_may_be_read_by_pages_of_other_hosts(
    client: httpx.Client, method: str, path: str, status: int, origin: str
) -> None:
    """Errors too: else a page could not say what is wrong."""
    response = client.request(method, path, headers={"origin": origin} if origin else {})
    assert response.status_code == status
    if origin or path.startswith("sparql"):
        assert response.headers.get_list("access-control-allow-origin") == ["*"]
        assert "etag" in response.headers["access-control-expose-headers"].lower()


@pytest.mark.parametrize(
    ("accept", "packed"),
    [
        ("", False),
        ("identity", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("*;q=0, gzip", True),
        ("br", False),
        ("gzip;q=x", False),
    ],
)
def test_compression(client: httpx.Client, accept: str, packed: bool) -> None:
    """RFC 9110 §12.5.3: compressed where the client takes it, and the same when unpacked."""
    query = "SELECT ?s ?p ?o { ?s a csp:Strategy ; ?p ?o } ORDER BY ?s ?p ?o"
    plain = ask(client, query)
    headers = {"accept-encoding": accept} if accept else {}
    for _ in range(3):
        with client.stream("GET", "sparql", params={"query": query}, headers=headers) as response:
            body = b"".join(response.iter_raw())
        assert response.headers.get("content-encoding") == ("gzip" if packed else None)
        assert (gzip.decompress(body) if packed else body) == plain.content
        assert int(response.headers["content-length"]) == len(body)
        assert "Accept-Encoding" in response.headers["vary"]
        assert (response.headers["etag"] == plain.headers["etag"]) is not packed


def test_a_long_answer_is_compressed_on_its_way(client: httpx.Client) -> None:
    query = "SELECT * { ?s ?p ?o }"
    plain = ask(client, query, "text/csv")
    headers = {"accept-encoding": "gzip", "accept": "text/csv"}
    with client.stream("GET", "sparql", params={"query": query}, headers=headers) as response:
        body = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == plain.content
    assert len(body) < len(plain.content) / 3
    assert plain.text.count("\r\n") > 10_000


# Answers by version


@pytest.mark.parametrize("accept", ["", "text/csv", XML_TYPE, BROWSER])
def test_an_answer_is_asked_for_again_by_its_tag(client: httpx.Client, accept: str) -> None:
    """RFC 9110 §13.1.2: `If-None-Match` gives 304 without a body, as often as it is asked."""
    first = ask(client, POLICIES, accept)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]+-[0-9a-f]+"', tag)
    assert first.headers["cache-control"] == "no-cache"
    for condition in (tag, f'"other", {tag}', f"{tag},W/{tag}", f"W/{tag}", tag, tag, "*"):
        headers = {"if-none-match": condition, **({"accept": accept} if accept else {})}
        again = client.get("sparql", params={"query": POLICIES}, headers=headers)
        assert (again.status_code, again.content) == (304, b""), condition
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-cache"
        assert again.headers["vary"] == first.headers["vary"]
        assert again.headers["access-control-allow-origin"] == "*"
    for condition in ('"other"', tag.strip('"'), '""', "nonsense"):
        headers = {"if-none-match": condition, **({"accept": accept} if accept else {})}
        again = client.get("sparql", params={"query": POLICIES}, headers=headers)
        assert (again.status_code, again.content) == (200, first.content), condition


def test_not_modified_needs_no_evaluation(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?never_asked_before) { ?s ?p ?o }"
    tag = client.head("sparql", params={"query": query}).headers["etag"]
    before = figures(client)
    for _ in range(3):
        headers = {"if-none-match": tag}
        assert client.get("sparql", params={"query": query}, headers=headers).status_code == 304
    assert grown(client, before).get("miss", 0) == 0


def test_every_other_request_has_another_tag(client: httpx.Client) -> None:
    sdg = "https://w3id.org/gjgraph/graph/gwangju/sdg"
    requests: list[tuple[dict[str, str], dict[str, str]]] = [
        ({"query": POLICIES}, {}),
        ({"query": POLICIES + " "}, {}),
        ({"query": POLICIES}, {"accept": "text/csv"}),
        ({"query": POLICIES}, {"accept": "text/tab-separated-values"}),
        ({"query": POLICIES}, {"accept": XML_TYPE}),
        ({"query": POLICIES}, {"accept-encoding": "gzip"}),
        ({"query": POLICIES}, {"accept": BROWSER, "accept-language": "ko"}),
        ({"query": POLICIES}, {"accept": BROWSER, "accept-language": "en"}),
        ({"query": POLICIES, "default-graph-uri": sdg}, {}),
        ({"query": POLICIES, "named-graph-uri": sdg}, {}),
    ]
    tags = [
        client.get("sparql", params=fields, headers=headers).headers["etag"] for fields, headers in requests
    ]
    assert len(set(tags)) == len(tags)


def test_a_post_is_answered_whole(client: httpx.Client) -> None:
    """RFC 9110 §13.1.2: for a method other than GET and HEAD, a match is no 304."""
    tag = ask(client, ASK).headers["etag"]
    response = client.post("sparql", data={"query": ASK}, headers={"if-none-match": tag})
    assert response.status_code in (200, 412)
    assert response.status_code == 412 or response.json()["boolean"] is True


FOREVER_NEW = [
    "SELECT (NOW() AS ?x) {}",
    "SELECT (RAND() AS ?x) {}",
    "SELECT (UUID() AS ?x) {}",
    "SELECT (STRUUID() AS ?x) {}",
    "SELECT (BNODE() AS ?x) {}",
    "SELECT (sTrUuId ( ) AS ?x) {}",
    "SELECT ('#' AS ?a) (RAND() AS ?x) {}",
    "SELECT ?x { ?a a csp:Policy BIND(RAND() AS ?x) } ORDER BY ?a",
    "SELECT (?y<RAND()&&2>1 AS ?z) (STRUUID() AS ?x) {BIND(1 AS ?y)}",
    "CONSTRUCT { <urn:a> <urn:b> ?x } WHERE { BIND(STRUUID() AS ?x) }",
]


@pytest.mark.parametrize("query", FOREVER_NEW)
@pytest.mark.parametrize("accept", ["", BROWSER])
def test_an_answer_that_changes_is_never_kept(client: httpx.Client, query: str, accept: str) -> None:
    before = figures(client)
    bodies = set()
    for _ in range(4):
        response = ask(client, query, accept)
        assert response.status_code == 200
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"
        bodies.add(response.content)
        time.sleep(0.002)
    assert len(bodies) == 4
    assert "hit" not in grown(client, before)


def test_one_that_changes_is_seen_among_less_than_signs(client: httpx.Client) -> None:
    """`?y<RAND()&&2>1` is two comparisons, though `<RAND()&&2>` could be an IRI by its signs."""
    query = "SELECT (?y<RAND()&&2>1 AS ?x) {BIND(0.5 AS ?y)}"
    response = ask(client, query)
    assert "etag" not in response.headers
    assert len({ask(client, query).content for _ in range(30)}) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ('NOW()' AS ?x) {}",
        "SELECT (1 AS ?x) {} # RAND()",
        "SELECT (1 AS ?now) (2 AS ?rand) {}",
        "SELECT ('a'@now AS ?x) {}",
        "ASK { <http://e.example/UUID> ?p <#now> }",
        "PREFIX now: <http://e.example/> ASK { now:rand ?p ?o }",
        'SELECT ("""\'NOW()""" AS ?x) {}',
    ],
)
def test_an_answer_that_only_seems_to_change_is_kept(client: httpx.Client, query: str) -> None:
    first = ask(client, query)
    assert first.headers["etag"]
    before = figures(client)
    assert ask(client, query).content == first.content
    assert grown(client, before) == {"hit": 1}


STABLE = [
    POLICIES,
    TERMS,
    GRAPH,
    ASK,
    "SELECT ?s ?p ?o { ?s ?p ?o FILTER(ISIRI(?s)) } ORDER BY STR(?s) ?p STR(?o) LANG(?o) LIMIT 500",
    "SELECT * { ?strategy skos:broader ?policy . ?policy skos:prefLabel ?label } ORDER BY ?strategy ?label",
    "SELECT ?s ?o { ?s skos:broader ?o }",
    "SELECT ?graph { GRAPH ?graph { } }",
    "CONSTRUCT WHERE { ?s a csp:Strategy ; ?p ?o }",
    "SELECT * { ?shape <http://www.w3.org/ns/shacl#property> ?node }",
]


@pytest.mark.parametrize("query", STABLE)
def test_cold_or_from_the_cache_an_answer_is_the_same(client: httpx.Client, query: str) -> None:
    cold = ask(client, f"{query} # again")
    bodies = {ask(client, f"{query} # again").content for _ in range(3)}
    posted = client.post("sparql", data={"query": f"{query} # again"})
    assert bodies | {posted.content} == {cold.content}
    with serving(cache_mb=0) as other, httpx.Client(base_url=other) as uncached:
        answers = [uncached.get("sparql", params={"query": f"{query} # again"}) for _ in range(3)]
        assert figures(uncached)["hit"] == 0
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("query", STABLE)
def test_two_servers_with_one_tag_have_one_answer(
    client: httpx.Client, another: httpx.Client, query: str
) -> None:
    """RFC 9110 §8.8.1: equal strong tags stand for equal bytes, on whatever server."""
    one, two = ask(client, query), ask(another, query)
    assert one.headers["etag"] != two.headers["etag"] or one.content == two.content
    if "ORDER BY" in query:
        assert one.content == two.content


@pytest.fixture(scope="module")
def another() -> Iterator[httpx.Client]:
    """A second server of the same plan."""
    with serving() as address, httpx.Client(base_url=address, timeout=20) as client:
        for name in ("accept", "accept-encoding"):
            del client.headers[name]
        yield client


def test_what_many_ask_at_once_is_computed_once(server: str, client: httpx.Client) -> None:
    """Cold, slow, by twelve connections: one evaluation."""
    query = "SELECT (COUNT(*) AS ?count) { ?a a ?x . ?b a ?x . FILTER(STR(?a) < STR(?b)) } # asked by many"
    before = figures(client)
    start = threading.Barrier(12)
    found: list[bytes] = []

    def one() -> None:
        start.wait()
        found.append(
            httpx.get(f"{server}sparql", params={"query": query, "format": "csv"}, timeout=30).content
        )

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 1
    counted = grown(client, before)
    assert counted["miss"] == 1
    assert counted.get("shared", 0) + counted.get("hit", 0) == 11


# What is wrong


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "detail"),
    [
        ("GET", "sparql?a=b", {}, 400, "Give one parameter 'query'"),
        ("GET", "sparql", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "Give one parameter"),
        ("GET", "sparql", {"params": {"query": "SELECT * { ?s ?p"}}, 400, "Not SPARQL: line 1"),
        ("GET", "sparql", {"params": {"query": ""}}, 400, "Not SPARQL"),
        ("GET", "sparql", {"params": {"query": " \n"}}, 400, "Not SPARQL"),
        ("GET", "sparql", {"params": {"query": "ASK {} ASK {}"}}, 400, "Not SPARQL"),
        ("GET", "sparql", {"params": {"query": "INSERT DATA { <a> <b> 1 }"}}, 400, "Not SPARQL"),
        (
            "GET",
            "sparql",
            {"params": {"query": POLICIES}, "headers": {"accept": "image/png"}},
            406,
            "Available:",
        ),
        (
            "GET",
            "sparql",
            {"params": {"query": POLICIES}, "headers": {"accept": "nonsense"}},
            406,
            "Available:",
        ),
        ("GET", "sparql", {"params": {"query": POLICIES, "format": "exe"}}, 406, "Unknown format 'exe'"),
        (
            "GET",
            "sparql",
            {"params": {"query": POLICIES, "format": "turtle"}},
            406,
            "it can be written as: json",
        ),
        ("GET", "sparql", {"params": {"query": GRAPH, "format": "csv"}}, 406, "it can be written as: turtle"),
        ("GET", "sparql", {"params": {"query": SERVICE}}, 403, "SERVICE"),
        (
            "GET",
            "sparql",
            {"params": {"query": "PREFIX : <http://127.0.0.1:1/> SELECT * { SERVICE:x { ?s ?p ?o } }"}},
            403,
            "SERVICE",
        ),
        ("GET", "sparql", {"params": {"query": "SELECT * { SERVICE <http://[> { } }"}}, 403, "SERVICE"),
        ("GET", "sparql", {"params": {"query": "SELECT * { SERVICE <http://a.example/> {"}}, 403, "SERVICE"),
        (
            "GET",
            "sparql",
            {"params": {"query": "SELECT * FROM <http://127.0.0.1:1/> {}"}},
            400,
            "no such graph here",
        ),
        (
            "GET",
            "sparql",
            {"params": {"query": POLICIES, "default-graph-uri": "a b"}},
            400,
            "can't be evaluated",
        ),
        ("GET", "sparql", {"params": {"update": "CLEAR ALL"}}, 400, "as the body of a POST"),
        ("POST", "sparql", {"data": {"update": "CLEAR ALL"}}, 403, "editing is off"),
        ("POST", "update", {"data": {"update": "CLEAR ALL"}}, 403, "editing is off"),
        ("DELETE", "doc/gwangju/m7", {}, 403, "editing is off"),
        ("GET", "sparql?" + "a=b&" * 299, {}, 400, "too many parameters"),
        ("GET", "sparql?query=%FF", {}, 400, "not UTF-8"),
        ("POST", "sparql", {"content": b"ASK {}", "headers": {"content-type": "text/plain"}}, 415, "must be"),
        (
            "POST",
            "sparql",
            {"content": b"\xff", "headers": {"content-type": "application/sparql-query"}},
            400,
            "not UTF-8",
        ),
        (
            "POST",
            "sparql",
            {"content": b"#" * (1025 << 10), "headers": {"content-type": "application/sparql-query"}},
            413,
            "larger than 1,024 KiB",
        ),
        ("PUT", "sparql", {}, 405, "PUT can't be used on /sparql"),
        ("PATCH", "sparql/", {}, 405, "PATCH can't be used on /sparql"),
        ("POST", "store?default", {}, 403, "editing is off"),
        ("POST", "questions", {}, 405, "POST can't be used on /questions"),
        ("GET", "store", {}, 400, "graph=ADDRESS or default"),
        ("GET", "store?default&graph=urn:x", {}, 400, "graph=ADDRESS or default"),
        ("GET", "store?graph=urn:none", {}, 404, "<urn:none>: there is no such graph"),
        ("GET", "store?default&format=csv", {}, 406, "Available: text/turtle"),
        ("GET", "graph/none", {}, 404, "there is no such graph"),
        ("GET", "nothing/here", {}, 404, "/nothing/here: nothing here"),
        ("GET", "%2e%2e/%2e%2e/etc/passwd", {}, 404, "nothing here"),
    ],
)
def test_problems(
    server: str, method: str, path: str, sent: dict[str, object], status: int, detail: str
) -> None:
    """Whatever is wrong is told as problem details (RFC 9457), in the reader's language."""
    sent = dict(sent)
    headers = {"accept-language": "en", **sent.pop("headers", {})}  # type: ignore[dict-item]
    response = httpx.request(method, server + path, headers=headers, **sent)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["status"] == status
    assert response.json()["title"]
    assert detail in response.json()["detail"]
    korean = httpx.request(method, server + path, headers={**headers, "accept-language": "ko"}, **sent)  # type: ignore[arg-type]
    assert re.search("[가-힣]", korean.json()["detail"])


def width(text: str) -> int:
    """Tell how many columns of a terminal a text takes, decomposed letters as one."""
    shown = unicodedata.normalize("NFC", text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in shown)


@pytest.mark.parametrize(
    ("query", "line", "before"),
    [
        ("SELECT * { ?s ?p ) }", 1, "SELECT * { ?s ?p "),
        ("SELECT *\n{ ?s ?p ) }", 2, "{ ?s ?p "),
        ("SELECT *\r\n{ ?s ?p ) }", 2, "{ ?s ?p "),
        ("# 광주의 정책\nSELECT * { ?s ?p ) }", 2, "SELECT * { ?s ?p "),
        ("SELECT * { ?정책 ?p ) }", 1, "SELECT * { ?정책 ?p "),
        (
            "SELECT *\n{ ?s ?이름 '광주, 한국 미래로!' ; ?값 ) }",
            2,
            "{ ?s ?이름 '광주, 한국 미래로!' ; ?값 ",
        ),
        ("SELECT *\n{\t?s ?이름 ) }", 2, "{\t?s ?이름 "),
        ("SELECT * { ?s ?p '→ “é” …' ; ?q ) }", 1, "SELECT * { ?s ?p '→ “é” …' ; ?q "),
        ("SELECT * { ?s ?p '😀' ; ?q ) }", 1, "SELECT * { ?s ?p '😀' ; ?q "),
        ("\ufeffSELECT * { ?s ?p ) }", 1, "SELECT * { ?s ?p "),
        (unicodedata.normalize("NFD", "SELECT * { ?s ?이름 ) }"), 1, "SELECT * { ?s ?이름 "),
        ("SELECT * { ?s ?p " + "'광주', " * 40 + ") }", 1, "SELECT * { ?s ?p " + "'광주', " * 40),
    ],
)
@pytest.mark.parametrize("how", WAYS)
def test_a_syntax_error_is_pointed_at(
    client: httpx.Client, query: str, line: int, before: str, how: str
) -> None:
    """Line, column, and the line itself with a caret under the place, Korean letters two columns wide."""
    problem = send(client, how, query).json()
    assert problem["status"] == 400
    assert (problem["line"], problem["column"]) == (line, len(before) + 1)
    shown, caret = problem["pointer"].split("\n")
    place = width(caret.removesuffix("^"))
    assert caret.strip() == "^"
    assert caret.count("\t") == (before.count("\t") if len(before) < 60 else 0)
    found, rest = "", shown
    while width(found) < place:
        found, rest = found + rest[0], rest[1:]
    # Letters of a decomposed syllable belong to what is before the place.
    while rest and unicodedata.normalize("NFC", found + rest[0]) != unicodedata.normalize(
        "NFC", found
    ) + unicodedata.normalize("NFC", rest[0]):
        found, rest = found + rest[0], rest[1:]
    assert width(found) == place
    assert rest == ") }"
    assert unicodedata.normalize("NFC", before).endswith(unicodedata.normalize("NFC", found).lstrip("\ufeff"))


def test_a_syntax_error_says_what_is_missing(client: httpx.Client) -> None:
    problem = client.get(
        "sparql", params={"query": "SELECT * { ?s ?p ?o "}, headers={"accept-language": "en"}
    ).json()
    assert problem["detail"].endswith("‘{’ at line 1, column 10 isn't closed with ‘}’")
    assert problem["type"] == "about:blank"


# Pages


def test_a_browser_keeps_the_query_that_was_wrong(client: httpx.Client) -> None:
    query = "SELECT * {\n ?s </textarea> }"
    headers = {"accept": BROWSER, "accept-language": "en"}
    response = client.get("sparql", params={"query": query}, headers=headers)
    assert response.status_code == 400
    assert response.headers["content-type"] == HTML_TYPE
    assert "<p>Not SPARQL: line 2" in response.text
    assert "?s &lt;/textarea&gt; }</textarea>" in response.text
    pointer = re.search(r"<pre[^>]*>(.*?)</pre>", response.text, re.DOTALL)
    assert pointer
    assert pointer[1].endswith("^")
    assert client.get("nowhere", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", PROBLEM),
        ("*/*", PROBLEM),
        (JSON_TYPE, PROBLEM),
        (PROBLEM, PROBLEM),
        ("application/json, text/html;q=0.1", PROBLEM),
        ("text/csv, text/html;q=0", PROBLEM),
        (BROWSER, HTML_TYPE),
        ("text/html", HTML_TYPE),
    ],
)
def test_a_problem_is_told_as_the_client_likes(client: httpx.Client, accept: str, kind: str) -> None:
    """A page for a browser; a program that would rather have JSON gets JSON."""
    assert ask(client, "SELECT", accept).headers["content-type"] == kind


def test_the_page_of_an_answer(client: httpx.Client) -> None:
    headers = {"accept": BROWSER, "accept-language": "en"}
    page = client.get("sparql", params={"query": POLICIES}, headers=headers)
    assert page.headers["content-type"] == HTML_TYPE
    for row in as_json(client, POLICIES):
        assert row["p"][1] in page.text
    links = re.findall(r'<a href="(/sparql\?[^"]*)"', page.text)
    assert len(links) >= 4
    for link in links:
        followed = client.get(link.replace("&amp;", "&"), headers={"accept": BROWSER})
        assert followed.status_code == 200
    assert client.get("sparql", params={"query": GRAPH}, headers=headers).status_code == 200
    empty = client.get("sparql", params={"query": "SELECT * { <urn:a> ?p ?o }"}, headers=headers)
    assert empty.status_code == 200


@pytest.mark.parametrize(("lang", "other"), [("ko", "en"), ("en", "ko")])
def test_front_page(client: httpx.Client, lang: str, other: str) -> None:
    response = client.get("", headers={"accept-language": f"{lang};q=0.9, {other};q=0.2"})
    assert f'<html lang="{lang}">' in response.text
    links = re.findall(r'<a href="([^":]*)"', response.text)
    assert len(links) >= 50, "the plan, three questions, and ways on"
    for link in [*links[:12], *links[-12:]]:
        found = client.get(link.replace("&amp;", "&"), headers={"accept": BROWSER})
        assert found.status_code == 200, link
    fetched = re.findall(
        r"""<(?:script|img|iframe|object|embed)[^>]*\bsrc="([^"]*)|@import|url\(""", response.text
    )
    assert fetched
    assert all(re.fullmatch(r"browser/[a-z-]+\.js", each) for each in fetched)
    assert client.get("", params={"lang": other}).text.count(f'<html lang="{other}">') == 1


@pytest.mark.parametrize(
    "hostile",
    [
        'SELECT ("<script>alert(1)</script>" AS ?x) {} # </textarea><script>',
        "SELECT (<javascript:alert(1)> AS ?x) {}",
        'SELECT ("\'><img src=x onerror=alert(1)>" AS ?x) {}',
        "SELECT ('<script>'@en AS ?x) { } #\"><script>",
    ],
)
def test_pages_show_text_as_text(client: httpx.Client, hostile: str) -> None:
    """Nothing in a query or in an answer is taken for markup."""
    response = client.get(f"sparql?{urlencode({'query': hostile})}", headers={"accept": "text/html"})
    assert response.status_code == 200
    data, own = re.subn(r'<script type="(?:application/json|module)"[^<]*</script>', "", response.text)
    assert own >= 2
    assert "<script" not in data
    assert "<img" not in response.text
    assert 'href="javascript:' not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


# The wire

Exchanged = tuple[int, dict[str, str], bytes]


def get(path: str, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    """Write a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/{version}", "Host: localhost", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def exchange(server: str, content: bytes, answers: int = 1, pause: float = 0) -> list[Exchanged]:
    """Send bytes, all at once or a few at a time, and read the answers off one connection."""
    host, port = urlsplit(server).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        step = 7 if pause else len(content) or 1
        for start in range(0, len(content), step):
            connection.sendall(content[start : start + step])
            time.sleep(pause)
        reader = connection.makefile("rb")
        return [received(reader, content) for _ in range(answers)]


def received(reader: io.BufferedReader, content: bytes) -> Exchanged:
    """Read one answer off a connection."""
    line = reader.readline()
    assert line.startswith(b"HTTP/1."), line
    message = http.client.parse_headers(reader)
    headers = {name.lower(): value for name, value in message.items()}
    status = int(line.split()[1])
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(reader.readline(), 16):
            body += reader.read(size)
            assert reader.readline() == b"\r\n"
        assert reader.readline() == b"\r\n"
    elif "content-length" in headers and not content.startswith(b"HEAD"):
        body = reader.read(int(headers["content-length"]))
    else:
        body = b""
    return status, headers, body


def wire(query: str, **fields: str) -> str:
    """Write the path of a query."""
    return f"/sparql?{urlencode({'query': query, 'format': 'csv', **fields})}"


SLOW = "SELECT (COUNT(*) AS ?x) { ?a a ?t . ?b a ?t . FILTER(STRLEN(STR(?a)) < STRLEN(STR(?b))) } # TIME"
KINDS = {
    "cached": (wire("SELECT (-1 AS ?x) {}"), 200, b"x\r\n-1\r\n"),
    "cold": (wire("SELECT (PLACE AS ?x) {} # TIME"), 200, b"x\r\nPLACE\r\n"),
    "slow": (wire(SLOW), 200, b"x\r\n"),
    "wrong": (wire("SELECT"), 400, b'{"type"'),
    "page": ("/health", 200, b'{"status"'),
    "long": (wire("SELECT ?s ?p ?o { ?s ?p ?o }"), 200, b"s,p,o\r\n"),
    "none": ("/nowhere", 404, b'{"type"'),
}
"""Requests and what must come back; PLACE is the request's place, TIME makes it new each time."""


def one_of(kind: str, place: int) -> tuple[bytes, int, bytes]:
    """Write a request of a kind, and how the answer to it begins."""
    path, status, body = KINDS[kind]
    path = path.replace("PLACE", str(place)).replace("TIME", str(time.time_ns()))
    return get(path), status, body.replace(b"PLACE", b"%d" % place)


@pytest.mark.parametrize(
    "order",
    [
        ["cached", "cached"],
        ["cold", "cached"],
        ["cached", "cold"],
        ["slow", "cached"],
        ["cached", "slow"],
        ["slow", "cached", "cold", "cached"],
        ["slow", "cold", "slow", "cached"],
        ["long", "cached", "long", "cold"],
        ["wrong", "cached", "page", "cached", "none", "cold"],
        ["cached"] * 40,
        ["cold", "cached"] * 20,
        ["page", "slow", "page", "cached", "wrong", "long"],
    ],
    ids=lambda order: "-".join(order[:6]),
)
@pytest.mark.parametrize("pause", [0, 0.001])
def test_pipelined_requests_are_answered_in_their_order(server: str, order: list[str], pause: float) -> None:
    """RFC 9112 §9.3.2: several requests at once on a connection, answered in the order they came."""
    if pause and len(order) > 6:
        order = order[:6]
    for _ in range(3):
        exchange(server, one_of("cached", 0)[0])
    sent = [one_of(kind, place) for place, kind in enumerate(order)]
    found = exchange(server, b"".join(content for content, _, _ in sent), len(order), pause)
    for (_, status, begins), (code, headers, body) in zip(sent, found, strict=True):
        assert code == status
        assert body.startswith(begins), (begins, body[:80])
        assert headers["date"]


def test_a_connection_is_used_again_and_again(server: str) -> None:
    host, port = urlsplit(server).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        reader = connection.makefile("rb")
        for number in range(60):
            path = wire(f"SELECT ({number % 7} AS ?x) {{}}")
            method = ("GET", "HEAD", "OPTIONS")[number % 11 % 3]
            content = get(path, method=method)
            connection.sendall(content)
            status, _, body = received(reader, content)
            assert status == (204 if method == "OPTIONS" else 200)
            assert body == (f"x\r\n{number % 7}\r\n".encode() if method == "GET" else b"")


@pytest.mark.parametrize("query", ["SELECT (1 AS ?x) {}", "SELECT * { ?s ?p ?o }", "SELECT"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_client_that_wants_the_connection_closed(server: str, query: str, version: str) -> None:
    """HTTP/1.0 has no chunks: an answer comes with its length, and the connection is closed after it."""
    host, port = urlsplit(server).netloc.split(":")
    path = wire(query)
    status, _, whole = exchange(server, get(path))[0]
    for _ in range(3):
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            headers = ["Connection: close"] if version == "1.1" else []
            connection.sendall(get(path, *headers, version=version))
            content = b""
            while chunk := connection.recv(1 << 16):
                content += chunk
        head, _, body = content.partition(b"\r\n\r\n")
        assert int(head.split()[1]) == status
        if version == "1.0":
            assert b"transfer-encoding" not in head.lower()
            length = re.search(rb"content-length: (\d+)", head.lower())
            assert length
            assert int(length[1]) == len(body)
        if b"chunked" not in head:
            assert body == whole


@pytest.mark.parametrize(
    ("kind", "pieces"),
    [
        ("application/sparql-query", [b"SEL", b"ECT (1 AS ", b"?x) {}"]),
        ("application/sparql-query", [bytes([byte]) for byte in "SELECT (1 AS ?x) {} # 광주".encode()]),
        ("application/x-www-form-urlencoded", [b"format=csv&query=SELECT+(1+AS+%", b"3Fx)+{}"]),
    ],
)
@pytest.mark.parametrize("pause", [0, 0.001])
def test_a_chunked_body(server: str, kind: str, pieces: list[bytes], pause: float) -> None:
    """RFC 9112 §7.1: a body whose length isn't known beforehand, cut anywhere."""
    head = get(
        "/sparql", f"Content-Type: {kind}", "Transfer-Encoding: chunked", "Accept: text/csv", method="POST"
    )
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    after = get(KINDS["cached"][0])
    first, second = exchange(server, head + body + after, 2, pause)
    assert (first[0], first[2]) == (200, b"x\r\n1\r\n")
    assert (second[0], second[2]) == (200, b"x\r\n-1\r\n")


def test_a_client_that_waits_for_100_continue(server: str) -> None:
    """RFC 9110 §10.1.1: curl sends `Expect: 100-continue` with a body of a MiB."""
    host, port = urlsplit(server).netloc.split(":")
    body = b"SELECT (1 AS ?x) {}" + b" " * 5000
    kind = "Content-Type: application/sparql-query"
    head = get("/sparql", kind, f"Content-Length: {len(body)}", "Expect: 100-continue", method="POST")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head)
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(body)
        assert received(connection.makefile("rb"), head)[0] == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /sparql HTTP/9.9\r\n\r\n", 400),
        (get("/sparql", "Content-Length: x", method="POST"), 400),
        (get("/sparql", "Content-Length: 5", "Content-Length: 6", method="POST"), 400),
        (get("/sparql", "X: " + "a" * 70_000), 431),
    ],
)
def test_what_is_no_request(server: str, content: bytes, status: int) -> None:
    """Said in problem details too, and the connection closed."""
    found = exchange(server, content)[0]
    assert found[0] == status
    assert found[1]["content-type"] == PROBLEM
    assert found[1]["connection"] == "close"
    assert found[1]["access-control-allow-origin"] == "*"
    assert json.loads(found[2])["status"] == status


def test_a_request_by_its_absolute_address(server: str) -> None:
    """RFC 9112 §3.2.2: a server must accept the absolute form."""
    path = wire("SELECT (1 AS ?x) {}")
    for _ in range(3):
        status, _, body = exchange(server, get(server.rstrip("/") + path))[0]
        assert (status, body) == (200, b"x\r\n1\r\n")


@pytest.mark.parametrize("path", ["/sparql", "/sparql/", "/%73parql"])
def test_a_path_however_it_is_written(server: str, path: str) -> None:
    for _ in range(3):
        status, _, body = exchange(server, get(f"{path}?query={quote('SELECT (1 AS ?x) {}')}&format=csv"))[0]
        assert (status, body) == (200, b"x\r\n1\r\n")


def test_a_taken_port_is_one_line(server: str) -> None:
    port = server.rstrip("/").rsplit(":", 1)[1]
    command = [str(Path(sys.executable).with_name("gjgraph")), "--lang", "en", "serve", "--port", port]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert f"Can't listen on 127.0.0.1:{port}" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
