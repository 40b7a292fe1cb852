"""The endpoint, as real clients meet it: a real server process, real sockets."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import rdflib
from SPARQLWrapper import CSV, JSON, SPARQLWrapper

from tests.conftest import ROOT
from tests.servers import serving

POLICIES = """
SELECT ?n ?p { ?x a csp:Policy ; csp:ordinal ?n ; skos:prefLabel ?p FILTER(LANG(?p) = 'ko') } ORDER BY ?n
"""
SERVICE = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
GRAPH = "CONSTRUCT WHERE { ?x a csp:Policy ; skos:prefLabel ?label }"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the plan on a free port, and stop it afterwards."""
    with serving() as address:
        yield address


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


@pytest.mark.parametrize(
    ("accept", "media_type", "begins"),
    [
        (None, "application/sparql-results+json", '{"head"'),
        ("*/*", "application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", "n,p"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?n\t?p"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?n"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<!DOCTYPE html>"),
    ],
)
def test_result_formats(server: str, accept: str | None, media_type: str, begins: str) -> None:
    with httpx.Client() as client:
        del client.headers["accept"]
        headers = {"accept": accept} if accept else {}
        response = client.get(f"{server}sparql", params={"query": POLICIES}, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.text.startswith(begins)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_graph_formats(server: str, accept: str) -> None:
    response = httpx.get(f"{server}sparql", params={"query": GRAPH}, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(accept)
    assert len(rdflib.Graph().parse(data=response.text, format=accept)) == 15


@pytest.mark.parametrize(("name", "begins"), [("csv", "n,p"), ("xml", "<?xml"), ("json", "{")])
def test_format_by_name(server: str, name: str, begins: str) -> None:
    response = httpx.get(f"{server}sparql", params={"query": POLICIES, "format": name})
    assert response.text.startswith(begins)


@pytest.mark.parametrize("how", ["get", "form", "direct"])
def test_the_three_ways_to_ask(server: str, how: str) -> None:
    """SPARQL 1.1 Protocol §2.1: query by GET, by POST with a form, by POST directly."""
    url, query = f"{server}sparql", "ASK { ?x skos:prefLabel '풍요로운 광주'@ko }"
    if how == "get":
        response = httpx.get(url, params={"query": query})
    elif how == "form":
        response = httpx.post(url, data={"query": query})
    else:
        headers = {"content-type": "application/sparql-query"}
        response = httpx.post(url, content=query.encode(), headers=headers)
    assert response.json()["boolean"] is True


def test_the_dataset_may_be_named(server: str) -> None:
    """SPARQL 1.1 Protocol §2.1.4: `default-graph-uri` and `named-graph-uri`."""
    sdg = "https://w3id.org/gjgraph/graph/gwangju/sdg"
    relations = "SELECT (COUNT(*) AS ?count) { ?relation a csp:Relation }"

    def count(query: str, **fields: str) -> int:
        response = httpx.get(f"{server}sparql", params={"query": query, "format": "csv", **fields})
        return int(response.text.splitlines()[1])

    assert count(relations) > count(relations, **{"default-graph-uri": sdg}) == 17
    assert count(relations, **{"named-graph-uri": sdg}) == 0
    inside = relations.replace("{", "{ GRAPH ?graph {").replace("}", "} }")
    assert count(inside, **{"named-graph-uri": sdg}) == 17
    assert count(relations, **{"default-graph-uri": "https://nowhere.example/"}) == 0


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


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "detail"),
    [
        ("GET", "sparql", {}, 400, "Give one parameter 'query'"),
        ("GET", "sparql", {"params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "Give one parameter"),
        ("GET", "sparql", {"params": {"query": "SELECT * { ?s ?p"}}, 400, "Not SPARQL: line 1"),
        ("GET", "sparql", {"params": {"query": ""}}, 400, "Not SPARQL"),
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
            "can't be written as turtle",
        ),
        ("GET", "sparql", {"params": {"query": SERVICE}}, 400, "can't be evaluated"),
        (
            "GET",
            "sparql",
            {"params": {"query": POLICIES, "default-graph-uri": "a b"}},
            400,
            "can't be evaluated",
        ),
        ("GET", "sparql?" + "a=b&" * 99, {}, 400, "too many parameters"),
        ("GET", "sparql?query=%FF", {}, 400, "not UTF-8"),
        ("POST", "sparql", {"content": b"ASK {}", "headers": {"content-type": "text/plain"}}, 415, "must be"),
        (
            "POST",
            "sparql",
            {"content": b"\xff", "headers": {"content-type": "application/sparql-query"}},
            400,
            "not UTF-8",
        ),
        ("PUT", "sparql", {}, 405, "PUT can't be used on /sparql"),
        ("GET", "nothing/here", {}, 404, "/nothing/here: nothing here"),
        ("GET", "%2e%2e/%2e%2e/etc/passwd", {}, 404, "nothing here"),
    ],
)
def test_problems(
    server: str, method: str, path: str, sent: dict[str, object], status: int, detail: str
) -> None:
    """Whatever is wrong is told as problem details (RFC 9457), in the reader's language."""
    headers = {"accept-language": "en", **sent.pop("headers", {})}  # type: ignore[dict-item]
    response = httpx.request(method, server + path, headers=headers, **sent)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert detail in response.json()["detail"]
    korean = httpx.request(method, server + path, headers={**headers, "accept-language": "ko"}, **sent)  # type: ignore[arg-type]
    assert re.search("[가-힣]", korean.json()["detail"])


def test_a_browser_keeps_the_query_that_was_wrong(server: str) -> None:
    query = "SELECT * { ?s </textarea> }"
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": "en"}
    response = httpx.get(f"{server}sparql", params={"query": query}, headers=headers)
    assert response.status_code == 400
    assert "<p>Not SPARQL: line 1" in response.text
    assert "SELECT * { ?s &lt;/textarea&gt; }</textarea>" in response.text
    assert httpx.get(f"{server}nowhere", headers=headers).status_code == 404


@pytest.mark.parametrize(("lang", "other"), [("ko", "en"), ("en", "ko")])
def test_front_page(server: str, lang: str, other: str) -> None:
    response = httpx.get(server, headers={"accept-language": f"{lang};q=0.9, {other};q=0.2"})
    assert f'<html lang="{lang}">' in response.text
    assert len(re.findall(r'<li><a href="/sparql\?', response.text)) == 3
    assert "http://" not in response.text.replace("https://w3id.org", "").replace("http://www.w3.org", "")
    assert httpx.get(server, params={"lang": other}).text.count(f'<html lang="{other}">') == 1


def test_pages_show_text_as_text(server: str) -> None:
    """Nothing in a query or in an answer is taken for markup."""
    hostile = 'SELECT ("<script>alert(1)</script>" AS ?x) {} # </textarea><script>'
    response = httpx.get(f"{server}sparql?{urlencode({'query': hostile})}", headers={"accept": "text/html"})
    assert "<script>" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_taken_port_is_one_line(server: str) -> None:
    port = server.rstrip("/").rsplit(":", 1)[1]
    command = [str(Path(sys.executable).with_name("gjgraph")), "--lang", "en", "serve", "--port", port]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert f"Can't listen on 127.0.0.1:{port}" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
