"""Every way in over HTTP, against real servers: what is accepted, what is refused, and how that is told."""

import gzip
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from gjgraph.core.change import Change
from gjgraph.core.report import Report, Severity
from gjgraph.core.terms import DCTERMS, OWL, SH, SKOS, Literal, NamedNode, Quad, Triple
from gjgraph.interfaces.cli.reports import source_iri
from gjgraph.operations.validate import judge
from gjgraph.storage.files import GraphFile, read_graphs
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT
from tests.editing import EDITOR, Editable, editing, tokens_of, versioned, without_rules
from tests.mutants import mutants, mutate, plan_of
from tests.servers import serving
from tests.storage.repositories import git, in_memory
from tests.test_faults import EXAMPLES, broken, is_rule

BASE = "https://plan.saebom.example/"
PLAN = f"{BASE}graph/saebom/plan"
POLICY = f"{BASE}id/saebom/policy/1"
UPDATE, TURTLE = {"content-type": "application/sparql-update"}, {"content-type": "text/turtle"}
PROBLEM, BROWSER = "application/problem+json", {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOTE = f'<{POLICY}> skos:editorialNote "확인함"@ko , "Checked"@en'
ADD, TAKE = f"INSERT DATA {{ {NOTE} }}", f"DELETE DATA {{ {NOTE} }}"
BAD = f"INSERT DATA {{ <{POLICY}> csp:ordinal 7 }}"
"""A second place in the order."""
NOTE_TURTLE = f"@prefix skos: <{SKOS}> .\n{NOTE} .\n".encode()


@pytest.fixture(scope="module")
def small(saebom: Path) -> Iterator[Editable]:
    """A small plan with its shapes."""
    with in_memory() as folder:
        root = versioned(Path(shutil.copytree(saebom, folder / "saebom", symlinks=True)))
        with editing(root, "*", "ontology/*", edit_mb=1) as server:
            yield server


@pytest.fixture(scope="module")
def plan() -> Iterator[Editable]:
    """The plan of this repository."""
    with in_memory() as folder:
        root = folder / "plan"
        for name in ("ontology", "data", "queries"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "gjgraph.toml", root)
        with editing(versioned(root), "*", "ontology/*") as server:
            yield server


@pytest.fixture(scope="module")
def free() -> Iterator[Editable]:
    """A workspace without any rules."""
    with in_memory() as folder:
        root = versioned(without_rules(folder / "free", "http://www.example/", {}))
        with editing(root) as server:
            yield server


@contextmanager
def untouched(server: Editable) -> Iterator[None]:
    """See that nothing is changed: no byte of a file, no commit, and git has nothing to say."""
    before = server.state()
    assert before[1] == ""
    yield
    assert server.state() == before


def put_back(server: Editable, text: str = TAKE) -> None:
    """Take an edit back that a test made."""
    answer = server.update(text)
    assert answer.status_code == 200, answer.text
    assert answer.json()["committed"], answer.text


# What is accepted


@dataclass(frozen=True)
class Way:
    """One way to add a note to a policy, and the word that the history has for it."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes
    word: str


def form(text: str, **fields: str) -> bytes:
    return "&".join(f"{name}={quote(value)}" for name, value in {"update": text, **fields}.items()).encode()


FORM = {"content-type": "application/x-www-form-urlencoded"}
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n'
    + NOTE_TURTLE
    + b"\r\n--x--\r\n"
)
MULTIPART = {"content-type": "multipart/form-data; boundary=x"}
BY_STORE = f"/store?graph={quote(PLAN)}"
ADDING = {
    "update": Way("POST", "/update", UPDATE, ADD.encode(), "update"),
    "update as a form": Way("POST", "/update", FORM, form(ADD), "update"),
    "the endpoint": Way("POST", "/sparql", UPDATE, ADD.encode(), "update"),
    "the endpoint, as a form": Way("POST", "/sparql/", FORM, form(ADD), "update"),
    "POST to a graph": Way("POST", "/graph/saebom/plan", TURTLE, NOTE_TURTLE, "graph-store"),
    "POST to the store": Way("POST", BY_STORE, TURTLE, NOTE_TURTLE, "graph-store"),
    "POST to the default graph": Way("POST", "/store?default", TURTLE, NOTE_TURTLE, "graph-store"),
    "a form of files": Way("POST", "/graph/saebom/plan", MULTIPART, PARTS, "graph-store"),
    "packed": Way(
        "POST", BY_STORE, {**TURTLE, "content-encoding": "gzip"}, gzip.compress(NOTE_TURTLE), "graph-store"
    ),
    "PATCH of a graph": Way("PATCH", "/graph/saebom/plan", UPDATE, ADD.encode(), "graph-store"),
    "PATCH by the store": Way("PATCH", BY_STORE, UPDATE, ADD.encode(), "graph-store"),
    "PATCH of a thing": Way("PATCH", "/doc/saebom/policy/1", UPDATE, ADD.encode(), "thing"),
}


@pytest.mark.parametrize("name", ADDING)
def test_every_way_in(small: Editable, name: str) -> None:
    """One commit by the token's holder, which says why; it is served at once, and is what git has."""
    way = ADDING[name]
    before = small.head()
    why = {"gjgraph-message": quote("검토를 마침 – 100%")}
    answer = small.send(way.method, way.path, headers={**way.headers, **why}, content=way.content)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["outcome"], told["committed"], told["warnings"]) == ("accepted", True, [])
    assert (told["added"], told["removed"]) == (2, 0)
    commit = small.head()
    assert told["version"] == answer.headers["gjgraph-version"] == commit != before
    assert f"</history/{commit}>" in answer.headers["link"]
    assert "validate;dur=" in answer.headers["server-timing"]
    assert "etag" not in answer.headers, "it isn't kept as it was sent"
    assert git(small.root, "status", "--porcelain") == ""
    shown = git(small.root, "show", "--no-patch", "--format=%an <%ae>%n%B", "HEAD")
    assert shown.startswith(f"{EDITOR}\n검토를 마침 – 100%\n")
    assert f"Gjgraph-Way: {way.word}" in shown
    assert small.ask(NOTE)
    log = [line for line in small.audit() if line.get("commit") == commit]
    assert [(line["outcome"], line["graphs"]) for line in log] == [("accepted", [PLAN])]
    put_back(small)
    assert not small.ask(f"<{POLICY}> skos:editorialNote ?note")


@pytest.mark.parametrize("name", ADDING)
def test_a_dry_run_tells_what_would_change_and_changes_nothing(small: Editable, name: str) -> None:
    way = ADDING[name]
    path = way.path + ("&" if "?" in way.path else "?") + "dry-run=true&lang=en"
    with untouched(small):
        answer = small.send(way.method, path, headers=way.headers, content=way.content)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert not told["committed"]
        (change,) = told["changes"]
        assert change["graph"] == PLAN
        assert [each["labels"] for each in change["added"]] == [
            ["Saebom walks", "editorial note", "Checked"],
            ["Saebom walks", "editorial note", "확인함"],
        ]
        assert change["added"][0]["object"] == '"Checked"@en'
        assert change["removed"] == []
        assert not small.ask(NOTE)
    assert small.audit()[-1]["dry_run"] is True


def test_a_parameter_that_is_misspelt_edits_nothing(small: Editable) -> None:
    """`dry_run` isn't `dry-run`: whoever writes it means to change nothing."""
    with untouched(small):
        for sent in (
            small.send("POST", "/update?dry_run=true&lang=en", headers=UPDATE, content=ADD.encode()),
            small.send("POST", "/sparql?lang=en", headers=FORM, content=form(ADD, dryRun="true")),
        ):
            assert sent.status_code == 400
            assert "dry-run" in sent.json()["detail"]


def test_fields_of_a_form_say_the_same_as_those_of_the_address(small: Editable) -> None:
    with untouched(small):
        dry = small.send("POST", "/sparql", headers=FORM, content=form(ADD, **{"dry-run": "true"}))
        assert dry.json()["committed"] is False
    parts = PARTS.replace(
        b"--x--", b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\nWhy\r\n--x--'
    )
    assert small.send("POST", BY_STORE, headers=MULTIPART, content=parts).json()["committed"]
    assert git(small.root, "show", "--no-patch", "--format=%s") == "Why"
    put_back(small)
    assert git(small.root, "show", "--no-patch", "--format=%s").startswith("Edit data/saebom/plan.ttl")


def test_what_is_so_already_makes_no_commit(small: Editable) -> None:
    with untouched(small):
        for answer in (
            small.update(TAKE),
            small.send(
                "PUT",
                "/graph/saebom/plan",
                headers=TURTLE,
                content=small.send("GET", "/graph/saebom/plan.ttl").content,
            ),
        ):
            assert answer.status_code == 200
            assert (answer.json()["committed"], answer.json()["added"]) == (False, 0)


def test_a_graph_is_made_and_deleted(small: Editable) -> None:
    path, graph = "/graph/saebom/%EB%A9%94%EB%AA%A8", f"{BASE}graph/saebom/메모"
    body = f'@prefix skos: <{SKOS}> .\n<{POLICY}> skos:editorialNote "메모"@ko , "Memo"@en .'.encode()
    made = small.send("PUT", path, headers=TURTLE, content=body)
    assert made.status_code == 201, made.text
    assert made.headers["location"] == quote(graph, safe=":/")
    assert small.send("GET", path).status_code == 200
    assert small.send("PUT", path, headers=TURTLE, content=body).status_code == 200
    gone = small.send("DELETE", path, headers={"prefer": "return=minimal"})
    assert (gone.status_code, gone.content) == (204, b"")
    assert gone.headers["preference-applied"] == "return=minimal"
    assert small.send("GET", path).status_code == 404
    assert git(small.root, "status", "--porcelain") == ""


def test_a_new_graph_is_given_an_address(small: Editable) -> None:
    made = small.send("POST", "/store", headers=TURTLE, content=NOTE_TURTLE)
    assert made.status_code == 201, made.text
    graph = made.headers["location"]
    assert graph.startswith(f"{BASE}graph/new/")
    assert small.ask(f"GRAPH <{graph}> {{ {NOTE} }}")
    assert small.send("DELETE", f"/store?graph={graph}").status_code == 200


SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("kind", SYNTAXES)
def test_every_syntax_is_read(small: Editable, kind: str) -> None:
    triples = [quad.triple for quad in pyoxigraph.parse(NOTE_TURTLE, format=RdfFormat.TURTLE)]
    content = pyoxigraph.serialize(triples, format=SYNTAXES[kind])
    sent = {"headers": {"content-type": kind}, "content": content, "params": {"dry-run": ""}}
    assert small.send("POST", "/graph/saebom/plan", **sent).json()["added"] == 2


def test_labels_are_composed_and_addresses_relative_to_the_graph(small: Editable) -> None:
    body = f'<../../id/saebom/policy/1> <{SKOS}editorialNote> "\u1112\u1161\u11ab"@ko .'
    sent = {"headers": TURTLE, "content": body.encode(), "params": {"dry-run": "true"}}
    (statement,) = small.send("POST", "/graph/saebom/plan", **sent).json()["changes"][0]["added"]
    assert (statement["subject"], statement["object"]) == (f"<{POLICY}>", '"한"@ko')


# One thing


def test_a_thing_is_read_and_replaced(small: Editable) -> None:
    led = small.send("GET", "/id/saebom/policy/1?format=turtle")
    assert (led.status_code, led.headers["location"]) == (303, "/doc/saebom/policy/1?format=turtle")
    found = small.send("GET", "/doc/saebom/policy/1.ttl")
    assert found.headers["content-type"] == "text/turtle; charset=utf-8"
    triples = {quad.triple for quad in pyoxigraph.parse(found.content, format=RdfFormat.TURTLE)}
    thing = NamedNode(POLICY)
    assert any(each.subject == thing for each in triples)
    assert any(each.object == thing for each in triples), "and what leads to it"
    same = small.send("GET", "/doc/saebom/policy/1.ttl", headers={"if-none-match": found.headers["etag"]})
    assert same.status_code == 304
    assert small.send("HEAD", "/doc/saebom/policy/1").content == b""
    page = small.send("GET", "/doc/saebom/policy/1", headers={**BROWSER, "accept-language": "en"})
    assert "<h1>Saebom walks</h1>" in page.text
    of_it = f"GRAPH ?g {{ <{POLICY}> ?p ?o }} FILTER(!CONTAINS(STR(?g), '/derived/'))"
    query = f"CONSTRUCT {{ <{POLICY}> ?p ?o }} {{ {of_it} }}"
    own = small.http.get("/sparql", params={"query": query, "format": "nt"})
    more = own.content + f'<> <{SKOS}editorialNote> "확인함"@ko , "Checked"@en .'.encode()
    headers = {**TURTLE, "if-match": found.headers["etag"]}
    put = small.send("PUT", "/doc/saebom/policy/1", headers=headers, content=more)
    assert put.status_code == 200, put.text
    assert (put.json()["added"], put.json()["removed"]) == (2, 0)
    assert small.ask(f"GRAPH <{PLAN}> {{ {NOTE} }}"), "where the thing is"
    again = small.send("PUT", "/doc/saebom/policy/1", headers=TURTLE, content=own.content)
    assert (again.json()["added"], again.json()["removed"]) == (0, 2)


def test_a_new_thing_goes_where_it_is_told_to(small: Editable) -> None:
    body = f'<> <{DCTERMS}description> "A thing"@en .'.encode()
    graph = f"{BASE}graph/saebom/things"
    sent = {"headers": {**TURTLE, "if-none-match": "*"}, "content": body}
    for query, expected in (("?dry-run=1", PLAN), (f"?dry-run=1&graph={graph}", graph)):
        answer = small.send("PUT", f"/doc/saebom/thing{query}", **sent)
        (change,) = answer.json()["changes"]
        assert change["graph"] == expected
        assert change["added"][0]["subject"] == f"<{BASE}id/saebom/thing>"


def test_a_thing_is_retired_with_a_reason(free: Editable) -> None:
    """Where no shape counts, a thing may go; its tombstone says why, and what came after it."""
    base = "http://www.example/"
    body = f'<a> <{SKOS}prefLabel> "에이"@ko , "A"@en . <b> <urn:p> <a> . <c> <urn:p> "c" .'.encode()
    made = free.send(
        "PUT",
        "/graph/things",
        headers=TURTLE,
        content=body.replace(b"<a>", b"<../id/a>")
        .replace(b"<b>", b"<../id/b>")
        .replace(b"<c>", b"<../id/c>"),
    )
    assert made.status_code == 201, made.text
    query = "?reason@ko=%EB%81%9D%EB%82%A8&reason@en=It%20is%20over&successor=c"
    assert free.send("DELETE", "/doc/a").status_code == 400, "without a reason"
    assert free.send("DELETE", "/doc/a?reason=x").status_code == 400, "in no language"
    assert free.send("DELETE", "/doc/a?reason@ko=x&successor=none").status_code == 400
    assert free.send("DELETE", "/doc/none?reason@ko=x").status_code == 404
    retired = free.send("DELETE", f"/doc/a{query}")
    assert retired.status_code == 200, retired.text
    assert not free.ask(f"<{base}id/b> <urn:p> ?a")
    gone = free.send("GET", "/doc/a", headers={"accept": "text/turtle"})
    assert gone.status_code == 410
    stone = {quad.triple for quad in pyoxigraph.parse(gone.content, format=RdfFormat.TURTLE)}
    thing = NamedNode(f"{base}id/a")
    assert Triple(thing, NamedNode(SKOS + "historyNote"), Literal("끝남", language="ko")) in stone
    assert Triple(thing, NamedNode(DCTERMS + "isReplacedBy"), NamedNode(f"{base}id/c")) in stone
    assert {NamedNode(OWL + "deprecated")} < {each.predicate for each in stone}
    page = free.send("GET", "/doc/a", headers={**BROWSER, "accept-language": "ko"})
    assert page.status_code == 410
    assert all(words in page.text for words in ("<h1>에이</h1>", "끝남", 'href="c.html"'))
    for method, more in (("PUT", TURTLE), ("PATCH", UPDATE), ("DELETE", {})):
        assert free.send(method, "/doc/a?reason@ko=x", headers=more, content=b"").status_code == 410
    other = {"headers": {**FORM, "content-language": "en"}, "content": b"reason=Done+too"}
    assert free.send("DELETE", "/doc/c", **other).status_code == 200
    assert '"Done too"@en' in free.send("GET", "/doc/c.ttl").text


def test_the_plan_keeps_its_twenty_strategies(plan: Editable) -> None:
    """Five policies of four strategies each: one strategy can't be retired by itself."""
    rows = plan.http.get(
        "/sparql", params={"query": "SELECT ?s { ?s a csp:Strategy }", "format": "json"}
    ).json()
    strategy = rows["results"]["bindings"][0]["s"]["value"]
    path = strategy.replace(strategy.partition("/id/")[0] + "/id", "/doc")
    with untouched(plan):
        answer = plan.send("DELETE", f"{path}?reason@ko=x&reason@en=x", headers={"accept-language": "en"})
    assert answer.status_code == 422, answer.text
    said = " ".join(each["message"] for each in answer.json()["report"]["results"])
    assert re.search(r"strateg", said), said
    assert re.search(r"\b(4|four|20|twenty)\b", said), said


def test_the_examples_of_the_openapi_document_are_real(plan: Editable) -> None:
    paths = plan.http.get("/openapi.json").json()["paths"]
    tried = 0
    with untouched(plan):
        for path, item in paths.items():
            for method, operation in item.items():
                for kind, media in operation.get("requestBody", {}).get("content", {}).items():
                    if "example" not in media or method == "put":
                        continue
                    (thing,) = [
                        p["example"]
                        for p in operation["parameters"]
                        if p["name"] == "path" and "example" in p
                    ] or [""]
                    where = path.replace("{path}", thing or "gwangju/m7")
                    params = {"dry-run": "true", **({"default": ""} if path == "/store" else {})}
                    answer = plan.send(
                        method.upper(),
                        where,
                        params=params,
                        headers={"content-type": kind},
                        content=media["example"].encode(),
                    )
                    assert answer.status_code == 200, (method, where, answer.text)
                    assert set(answer.json()) >= set(
                        plan.http.get("/openapi.json").json()["components"]["schemas"]["Outcome"]["required"]
                    )
                    tried += 1
    assert tried >= 7


# What is refused: by the rules of the plan


def test_a_refusal_is_a_report_for_programs(small: Editable) -> None:
    with untouched(small):
        answer = small.update(BAD, lang="en")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert (told["status"], told["outcome"], told["committed"], told["added"]) == (422, "rejected", False, 1)
    assert told["version"] == small.head()
    assert told["report"]["conforms"] is False
    first = told["report"]["results"][0]
    assert (first["severity"], first["focusNode"], first["label"]) == (
        "Violation",
        f"<{POLICY}>",
        "Saebom walks",
    )
    assert (first["graph"], first["file"]) == (PLAN, "data/saebom/plan.ttl")
    assert first["source"].startswith(BASE)
    assert "‘Saebom walks’" in first["message"]
    korean = small.send(
        "POST", "/update", headers={**UPDATE, "accept-language": "ko"}, content=BAD.encode()
    ).json()
    assert re.search("[가-힣]", korean["report"]["results"][0]["message"])
    log = small.audit()[-1]
    assert (log["outcome"], log["graphs"]) == ("rejected", [PLAN])
    assert log["violations"] == len(korean["report"]["results"])


@pytest.mark.parametrize(
    "kind", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
@pytest.mark.parametrize("by", ["accept", "format"])
def test_a_refusal_is_a_shacl_report_in_any_syntax(small: Editable, kind: str, by: str) -> None:
    headers = {**UPDATE, **({"accept": kind} if by == "accept" else {})}
    params = {"format": kind} if by == "format" else {}
    answer = small.send("POST", "/sparql", headers=headers, params=params, content=BAD.encode())
    assert answer.status_code == 422
    assert answer.headers["content-type"].partition(";")[0] == kind
    found = list(pyoxigraph.parse(answer.content, format=SYNTAXES[kind]))

    def said(name: str, about: object = None) -> list[object]:
        predicate = NamedNode(SH + name)
        return [q.object for q in found if q.predicate == predicate and about in (None, q.subject)]

    assert [str(each) for each in said("conforms")] == [str(Literal(value=False))]
    assert len(said("result")) >= 1
    assert NamedNode(POLICY) in said("focusNode")
    for result in said("result"):
        assert said("resultSeverity", result) == [NamedNode(SH + "Violation")]
        languages = {each.language for each in said("resultMessage", result) if isinstance(each, Literal)}
        assert languages == {"ko", "en"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ko", ("받아들일 수 없는 편집", "<h2>걷는 새봄</h2>", "이렇게 하세요")),
        ("en", ("Unacceptable edit", "<h2>Saebom walks</h2>", "How to go on")),
    ],
)
def test_a_refusal_is_a_page_for_people(small: Editable, lang: str, words: tuple[str, ...]) -> None:
    headers = {**UPDATE, **BROWSER, "accept-language": lang}
    answer = small.send("POST", "/update", headers=headers, content=BAD.encode())
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "content-security-policy" in answer.headers
    for word in words:
        assert word in answer.text
    added = re.findall(r"<ins>(.*?)</ins>", answer.text, re.DOTALL)
    assert [re.sub(r"<[^>]+>", "", each).strip() for each in added] == ["7"]
    accepted = small.send("POST", "/update?dry-run=true", headers=headers, content=ADD.encode())
    assert accepted.status_code == 200
    assert "<ins" in accepted.text


def test_a_dry_run_of_what_is_refused_tells_what_would_change(small: Editable) -> None:
    answer = small.update(BAD, **{"dry-run": "true"})
    assert answer.status_code == 422
    (statement,) = answer.json()["changes"][0]["added"]
    assert statement["labels"][0::2] == ["걷는 새봄", "7"]


# What is refused: for what the request is

REFUSED: dict[str, tuple[int, str, str, dict[str, str], bytes, str]] = {
    "an update that isn't one": (400, "POST", "/update", UPDATE, b"INSERT DATA {\n <a> <b> }", "line 2"),
    "no update in a form": (400, "POST", "/update", FORM, b"x=y", "update"),
    "two updates": (400, "POST", "/update", FORM, b"update=&update=", "one parameter"),
    "an update and a query": (400, "POST", "/sparql", FORM, b"update=&query=", "one parameter"),
    "an update in the address": (400, "GET", "/sparql?update=CLEAR+ALL", {}, b"", "POST"),
    "using and WITH": (
        400,
        "POST",
        "/update?using-graph-uri=urn:x",
        UPDATE,
        b"WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "USING",
    ),
    "an update by GET": (405, "GET", "/update", {}, b"", "GET"),
    "an update by PUT": (405, "PUT", "/update", UPDATE, b"", "PUT"),
    "LOAD": (403, "POST", "/update", UPDATE, b"LOAD <http://127.0.0.1:1/>", "LOAD"),
    "SERVICE": (
        403,
        "POST",
        "/update",
        UPDATE,
        b"INSERT { <a> <b> ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SERVICE",
    ),
    "a graph that rules fill": (
        403,
        "POST",
        "/update",
        UPDATE,
        f"INSERT DATA {{ GRAPH <{BASE}derived/x> {{ <a> <b> <c> }} }}".encode(),
        "filled by rules",
    ),
    "such a graph by the store": (
        403,
        "PUT",
        f"/store?graph={BASE}derived/x",
        TURTLE,
        b"<a> <b> <c> .",
        "filled by rules",
    ),
    "such a graph by its address": (405, "PUT", "/derived/x", TURTLE, b"<a> <b> <c> .", "PUT"),
    "text": (415, "POST", "/update", {"content-type": "text/plain"}, b"x", "application/sparql-update"),
    "no type": (415, "PUT", "/graph/x", {}, b"<a> <b> <c> .", "text/turtle"),
    "an image": (415, "PUT", "/graph/x", {"content-type": "image/png"}, b"x", "text/turtle"),
    "another charset": (
        415,
        "PUT",
        "/graph/x",
        {"content-type": "text/turtle; charset=euc-kr"},
        b"x",
        "UTF-8",
    ),
    "another packing": (415, "PUT", "/graph/x", {**TURTLE, "content-encoding": "br"}, b"x", "gzip"),
    "an image among files": (415, "POST", "/graph/x", MULTIPART, PARTS.replace(b"a.ttl", b"a.png"), "a.png"),
    "a broken packing": (
        400,
        "PUT",
        "/graph/x",
        {**TURTLE, "content-encoding": "gzip"},
        b"\x1f\x8bx",
        "gzip",
    ),
    "half of a packing": (
        400,
        "PUT",
        "/graph/x",
        {**TURTLE, "content-encoding": "gzip"},
        gzip.compress(b"<a> <b> <c> ." * 99)[:-9],
        "gzip",
    ),
    "broken Turtle": (400, "PUT", "/graph/x", TURTLE, b"<a> <b> <c> .\n<a> <b> ;; ]", "Line 2"),
    "broken RDF/XML": (
        400,
        "PUT",
        "/graph/x",
        {"content-type": "application/rdf+xml"},
        b"<rdf:RDF>",
        "RDF/XML",
    ),
    "broken JSON-LD": (
        400,
        "PUT",
        "/graph/x",
        {"content-type": "application/ld+json"},
        b'{"a":\n]',
        "Line 2",
    ),
    "a JSON-LD context elsewhere": (
        400,
        "PUT",
        "/graph/x",
        {"content-type": "application/ld+json"},
        b'{"@context": "http://127.0.0.1:1/", "@id": "a"}',
        "JSON-LD",
    ),
    "no UTF-8": (400, "PUT", "/graph/x", TURTLE, b"\xff\xfe", "UTF-8"),
    "no boundary": (400, "POST", "/graph/x", {"content-type": "multipart/form-data"}, PARTS, "multipart"),
    "half a form": (400, "POST", "/graph/x", MULTIPART, PARTS[:-9], "multipart"),
    "a form without files": (
        400,
        "POST",
        "/graph/x",
        MULTIPART,
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
        "No file",
    ),
    "another graph inside": (
        400,
        "PUT",
        "/graph/x",
        {"content-type": "application/trig"},
        b"<urn:g> { <a> <b> <c> }",
        "urn:g",
    ),
    "no graph": (400, "PUT", "/store", TURTLE, b"", "graph=ADDRESS"),
    "a graph that is no IRI": (400, "PUT", "/store?graph=a%20b", TURTLE, b"<urn:a> <urn:b> <urn:c> .", "IRI"),
    "a graph that isn't there": (404, "DELETE", "/graph/none", {}, b"", "no such"),
    "a PATCH of another graph": (
        400,
        "PATCH",
        "/graph/saebom/plan",
        UPDATE,
        b"INSERT DATA { GRAPH <urn:g> { <a> <b> <c> } }",
        "changes more",
    ),
    "a PATCH that isn't one": (415, "PATCH", "/graph/saebom/plan", TURTLE, b"", "sparql-update"),
    "a PATCH of another thing": (
        400,
        "PATCH",
        "/doc/saebom/policy/1",
        UPDATE,
        b"INSERT DATA { <a> <b> <c> }",
        "changes more",
    ),
    "a PATCH of nothing": (404, "PATCH", "/doc/none", UPDATE, b"INSERT DATA { <a> <b> <c> }", "no such"),
    "another thing inside": (
        400,
        "PUT",
        "/doc/saebom/policy/1",
        TURTLE,
        b"<urn:a> <urn:b> <urn:c> .",
        "urn:a",
    ),
    "a thing with nothing": (400, "PUT", "/doc/saebom/policy/1", TURTLE, b"", "no statement"),
    "an unknown thing": (404, "GET", "/doc/none", {}, b"", "no such"),
    "a thing that is no IRI": (404, "GET", "/doc/a%22b", {}, b"", "no such"),
    "a message of bytes": (
        400,
        "POST",
        "/update",
        {**UPDATE, "gjgraph-message": "%FF"},
        ADD.encode(),
        "UTF-8",
    ),
    "a message that rings": (
        400,
        "POST",
        "/update",
        {**UPDATE, "gjgraph-message": "%07"},
        ADD.encode(),
        "message",
    ),
    "a dry run or not": (400, "POST", "/update?dry-run=perhaps", UPDATE, ADD.encode(), "dry-run"),
    "a condition that isn't one": (
        400,
        "POST",
        "/update",
        {**UPDATE, "if-match": "abc"},
        ADD.encode(),
        "quotes",
    ),
    "too much": (413, "POST", "/update", UPDATE, b"#" * ((1 << 20) + 1), "1,024 KiB"),
    "too much, unpacked": (
        413,
        "PUT",
        "/graph/x",
        {**TURTLE, "content-encoding": "gzip"},
        gzip.compress(b"#" * ((1 << 20) + 1)),
        "1,024 KiB",
    ),
    "too much for the endpoint": (413, "POST", "/sparql", FORM, form("#" * (1 << 20)), "1,024 KiB"),
    "an edit of something old": (
        412,
        "POST",
        "/update",
        {**UPDATE, "if-match": '"0123"'},
        ADD.encode(),
        "current version",
    ),
    "a weak condition": (
        412,
        "POST",
        "/update",
        {**UPDATE, "if-match": 'W/"0123"'},
        ADD.encode(),
        "current version",
    ),
    "what must be there": (412, "PUT", "/graph/x", {**TURTLE, "if-match": "*"}, b"<a> <b> <c> .", "no such"),
    "what must not be there": (
        412,
        "PUT",
        "/graph/saebom/plan",
        {**TURTLE, "if-none-match": "*"},
        b"<a> <b> <c> .",
        "already",
    ),
    "a thing that must not be there": (
        412,
        "PUT",
        "/doc/saebom/policy/1",
        {**TURTLE, "if-none-match": "*"},
        b"<> <urn:b> <urn:c> .",
        "already",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_told_and_changes_nothing(small: Editable, name: str) -> None:
    status, method, path, headers, content, words = REFUSED[name]
    before = small.head()
    answer = small.send(method, path, headers={"accept-language": "en", **headers}, content=content)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert words in told["detail"], told["detail"]
    assert (small.head(), git(small.root, "status", "--porcelain")) == (before, "")
    if re.search(r"[Ll]ine \d", told["detail"]):
        assert told["line"] == 2
        assert told["column"] >= 1
        assert "^" in told["pointer"]
    if status == 412:
        assert told["version"] == answer.headers["gjgraph-version"] == before
    korean = small.send(method, path, headers={"accept-language": "ko", **headers}, content=content)
    assert re.search("[가-힣]", korean.json()["detail"])


def test_a_place_is_shown_on_a_page_and_no_query_is_asked_again(small: Editable) -> None:
    answer = small.send(
        "POST", "/update", headers={**UPDATE, **BROWSER}, content="INSERT DATA {\n <광주> <b> }".encode()
    )
    assert answer.status_code == 400
    assert re.search(r"<pre>.*&lt;광주&gt;.*\n *\^</pre>", answer.text)
    assert "<form" not in answer.text.partition("<main")[2]


def test_conditions(small: Editable) -> None:
    """If-Match takes any tag of an answer, and any commit, as far as what the edit is about is concerned."""
    old = small.send("GET", "/graph/saebom/plan").headers["etag"]
    first = small.head()
    other = small.send("PUT", "/graph/saebom/memo", headers=TURTLE, content=NOTE_TURTLE)
    assert other.status_code == 201
    for tag in (old, f'"{first}"', f'"none", {old}', f'"{small.head()}"', "*"):
        headers = {**TURTLE, "if-match": tag}
        answer = small.send("POST", "/graph/saebom/plan?dry-run=true", headers=headers, content=NOTE_TURTLE)
        assert answer.status_code == 200, (tag, answer.text)
    weak = {**TURTLE, "if-match": f"W/{old}"}
    answer = small.send("POST", "/graph/saebom/plan?dry-run=true", headers=weak, content=NOTE_TURTLE)
    assert answer.status_code == 412, "a weak tag says nothing of what is the same"
    # An update may rest on anything: it is about the whole data, which has changed.
    stale = small.send("POST", "/update", headers={**UPDATE, "if-match": old}, content=ADD.encode())
    assert stale.status_code == 412
    thing = small.send("GET", "/doc/saebom/policy/1").headers["etag"]
    about = f'<{POLICY}> <{SKOS}editorialNote> "x"@ko'
    changed = small.update(f"DELETE DATA {{ GRAPH <{BASE}graph/saebom/memo> {{ {NOTE} }} }}")
    assert changed.json()["committed"], changed.text
    headers = {**UPDATE, "if-match": thing}
    answer = small.send(
        "PATCH", "/doc/saebom/policy/1", headers=headers, content=f"INSERT DATA {{ {about} }}".encode()
    )
    assert answer.status_code == 412, "what was said of the thing was changed, if in another graph"
    assert small.audit()[-1]["outcome"] == "conflict"
    for path, status in (("/doc/saebom/policy/2", 412), ("/doc/saebom/policy/1", 200)):
        for form in ("", ".ttl", ".nt", ".en.html"):
            headers["if-match"] = small.send("GET", path + form).headers["etag"]
            dry = small.send(
                "PATCH", "/doc/saebom/policy/1?dry-run=true", headers=headers, content=ADD.encode()
            )
            assert dry.status_code == status, (path, form, dry.text)


def test_hand_edits_that_are_not_committed_are_never_overwritten(small: Editable) -> None:
    file = small.root / "data/saebom/plan.ttl"
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    before = small.state()
    try:
        headers = {**UPDATE, "accept-language": "en"}
        answer = small.send("POST", "/update", headers=headers, content=ADD.encode())
        assert answer.status_code == 409, answer.text
        assert "data/saebom/plan.ttl" in answer.json()["detail"]
        assert small.state() == before
    finally:
        file.write_bytes(content)
    assert small.update(ADD).status_code == 200
    put_back(small)


# Who may


def test_who_may_not_is_told_before_anything_is_read(small: Editable, saebom: Path) -> None:
    _, secret = tokens_of(small.root).add(EDITOR, ["elsewhere/*"])
    ways = {
        **{name: (way.method, way.path) for name, way in ADDING.items()},
        "thing": ("DELETE", "/doc/saebom/policy/1"),
    }
    with untouched(small), httpx.Client(base_url=small.address) as stranger:
        for method, path in ways.values():
            form_first = method == "POST" and path.startswith("/sparql")
            headers = (
                {"content-type": "application/sparql-update"} if form_first else {"content-type": "image/png"}
            )
            answer = stranger.request(method, path, headers=headers, content=b"\xff" * 10)
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["access-control-allow-origin"] == "*"
        holder = {"authorization": f"Bearer {secret}"}
        for way in ADDING.values():
            answer = stranger.request(
                way.method, way.path, headers={**way.headers, **holder}, content=way.content
            )
            assert answer.status_code == 403, answer.text
            assert "saebom/plan" in answer.json()["detail"]
        assert small.audit()[-1]["outcome"] == "denied"
    with (
        serving(at=saebom) as address,
        httpx.Client(base_url=address, headers={"accept-language": "en"}) as off,
    ):
        for way in ADDING.values():
            answer = off.request(way.method, way.path, headers={**way.headers, **holder}, content=way.content)
            assert answer.status_code == 403, answer.text
            assert "editing is off" in answer.json()["detail"]
        assert off.options("/graph/saebom/plan").headers["allow"] == "GET, HEAD, OPTIONS"
        assert "sparql-update" not in off.options("/sparql").headers["accept-post"]
        assert "SPARQL11Update" not in off.get("/sparql", headers={"accept": "text/turtle"}).text


def test_where_too_much_waits_it_is_told(saebom: Path) -> None:
    with in_memory() as folder:
        root = versioned(Path(shutil.copytree(saebom, folder / "saebom", symlinks=True)))
        with editing(root, edits_waiting=0) as server, untouched(server):
            answer = server.update(ADD)
            assert answer.status_code == 503, answer.text
            assert answer.headers["retry-after"]
            assert answer.json()["type"] == "/limits#edits_waiting"
            assert server.audit()[-1]["outcome"] == "failed"


def test_what_can_be_done_is_told_beforehand(small: Editable) -> None:
    rdf = "text/turtle"
    for path, methods, post, patch in (
        ("/sparql", "GET, HEAD, OPTIONS, POST", "application/sparql-update", ""),
        ("/update", "OPTIONS, POST", "application/sparql-update", ""),
        ("/graph/x", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT", rdf, "application/sparql-update"),
        ("/store", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT", rdf, "application/sparql-update"),
        ("/doc/x", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT", "", "application/sparql-update"),
        ("/id/x", "GET, HEAD, OPTIONS", "", ""),
    ):
        told = small.http.options(path).headers
        assert told["allow"] == told["access-control-allow-methods"] == methods
        assert post in told.get("accept-post", "")
        assert told.get("accept-patch", "") == patch
        for name in ("Authorization", "If-Match", "Gjgraph-Message"):
            assert name in told["access-control-allow-headers"]
    assert "SPARQL11Update" in small.send("GET", "/sparql", headers={"accept": "text/turtle"}).text
    assert (
        "gjgraph-version"
        in small.update(ADD, **{"dry-run": "1"}).headers["access-control-expose-headers"].lower()
    )


# The same faults by every way as the files themselves would have


@dataclass(frozen=True)
class Broken:
    """What an edit would leave behind."""

    before: list[GraphFile]
    after: list[GraphFile]

    @cached_property
    def changed(self) -> list[GraphFile]:
        """Give the files that are others."""
        known = {file.graph: set(file.triples) for file in self.before}
        return [file for file in self.after if set(file.triples) != known[file.graph]]

    @cached_property
    def change(self) -> Change:
        """Give what it takes."""
        old, new = (
            {
                Quad(t.subject, t.predicate, t.object, NamedNode(file.graph))
                for file in files
                for t in file.triples
            }
            for files in (self.before, self.after)
        )
        return Change(frozenset(new - old), frozenset(old - new))


def data(quads: frozenset[Quad]) -> str:
    return " ".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)


def by_update(base: str, broken: Broken) -> dict[str, Any]:
    change = broken.change
    text = f"DELETE DATA {{ {data(change.removed)} }} ; INSERT DATA {{ {data(change.added)} }}"
    return {"method": "POST", "path": "/update", "headers": UPDATE, "content": text.encode()}


def by_form(base: str, broken: Broken) -> dict[str, Any]:
    text = by_update(base, broken)["content"].decode()
    return {"method": "POST", "path": "/sparql", "headers": FORM, "content": form(text)}


def by_graph(base: str, broken: Broken) -> dict[str, Any] | None:
    if len(broken.changed) != 1:
        return None
    (file,) = broken.changed
    content = pyoxigraph.serialize(file.triples, format=RdfFormat.TURTLE)
    path = "/" + quote(file.graph.removeprefix(base), safe="/%")
    return {"method": "PUT", "path": path, "headers": TURTLE, "content": content}


def by_store(base: str, broken: Broken) -> dict[str, Any] | None:
    sent = by_graph(base, broken)
    if sent is None:
        return None
    (file,) = broken.changed
    content = pyoxigraph.serialize(file.triples, format=RdfFormat.JSON_LD)
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.jsonld"\r\n\r\n'
    method = "PUT" if broken.change.removed else "POST"
    return {
        "method": method,
        "path": f"/store?graph={quote(file.graph)}",
        "headers": MULTIPART,
        "content": head + (content or b"") + b"\r\n--x--\r\n",
    }


def by_patch(base: str, broken: Broken) -> dict[str, Any] | None:
    sent, whole = by_graph(base, broken), by_update(base, broken)
    return sent and {**whole, "method": "PATCH", "path": sent["path"]}


def by_thing(base: str, broken: Broken) -> dict[str, Any] | None:
    change = broken.change
    things = {quad.subject for quad in change.added | change.removed}
    if len(things) != 1 or len(broken.changed) != 1 or broken.changed[0].graph.startswith(f"{base}ontology/"):
        return None
    (thing,) = things
    said = {t for file in broken.after for t in file.triples if t.subject == thing}
    # What has a fragment in its address has no address of its own over HTTP.
    if not said or not isinstance(thing, NamedNode) or not re.match(f"{base}id/[^#]+$", thing.value):
        return None
    if any(
        {t for t in file.triples if t.subject == thing}
        for file in broken.before
        if file.graph != broken.changed[0].graph
    ):
        return None
    content = pyoxigraph.serialize(said, format=RdfFormat.N_TRIPLES)
    path = "/doc/" + quote(thing.value.removeprefix(f"{base}id/"), safe="/%")
    return {
        "method": "PUT",
        "path": path,
        "headers": {"content-type": "application/n-triples"},
        "content": content,
    }


WAYS: list[Callable[[str, Broken], dict[str, Any] | None]] = [
    *(by_update, by_form, by_graph, by_store, by_patch, by_thing),
]


def send(server: Editable, sent: dict[str, Any], *, dry_run: bool = False) -> httpx.Response:
    headers = {**sent["headers"], "accept-language": "en"}
    path = sent["path"] + ("&" if "?" in sent["path"] else "?") + f"dry-run={str(dry_run).lower()}"
    return server.send(sent["method"], path, headers=headers, content=sent["content"])


def told(answer: httpx.Response) -> set[tuple[str | None, ...]]:
    """Give the violations of a response."""
    return {
        tuple(each[name] for name in ("source", "focusNode", "path", "value"))
        for each in answer.json()["report"]["results"]
        if each["severity"] == "Violation"
    }


def expected(report: Report, base: str) -> set[tuple[str | None, ...]]:
    """Give the violations of a validation of files."""
    return {
        (source_iri(fault.source, base), fault.focus, fault.path, fault.value)
        for fault in report.faults
        if fault.severity is not Severity.WARNING
    }


def sendable(base: str, broken: Broken, number: int) -> dict[str, Any]:
    """Give a request by one of the ways that an edit can be sent by, each in its turn."""
    order = WAYS[number % len(WAYS) :] + WAYS[: number % len(WAYS)]
    return next(sent for way in order if (sent := way(base, broken)) is not None)


SAEBOM = [name for name, example in EXAMPLES.items() if example.plan == "saebom"]
LOOKED_AT = 12
"""Of so many invalid examples, one is judged as files too, which takes long."""


def test_every_fault_is_refused_by_every_way_it_can_come(small: Editable) -> None:
    workspace = open_workspace(small.root)
    files = read_graphs(workspace)
    used: Counter[str] = Counter()
    wrong = []
    with untouched(small):
        for number, name in enumerate(SAEBOM):
            example = EXAMPLES[name]
            edit = Broken(files, broken(files, example.update))
            sent = sendable(BASE, edit, number)
            is_warning = example.severity is Severity.WARNING
            answer = send(small, sent, dry_run=is_warning)
            used[f"{sent['method']} {sent['path'].split('/')[1].partition('?')[0]}"] += 1
            content = answer.json()
            listed = (
                content["report"]["results"] if answer.status_code == 422 else content.get("warnings", [])
            )
            is_told = any(
                example.says in each["message"] and is_named(each["source"], example.source)
                for each in listed
            )
            if answer.status_code != 422 and not (is_warning and answer.status_code == 200):
                is_told = False
            if is_told and number % LOOKED_AT == 0 and answer.status_code == 422:
                is_told = told(answer) == expected(judge(workspace, edit.after), BASE)
            if not is_told:
                wrong.append((name, sent["method"], sent["path"], answer.status_code, answer.text[:300]))
    assert wrong == []
    often = {way for way, count in used.items() if count > LOOKED_AT - 2}
    assert often == {
        *("POST update", "POST sparql", "PATCH graph", "PUT graph", "PUT doc", "PUT store", "POST store"),
    }, used


def is_named(source: str, name: str) -> bool:
    """Tell whether the address of what found a fault is that of a rule."""
    if name.startswith("check:"):
        return source == f"{BASE}queries/checks/{name.removeprefix('check:')}"
    return is_rule(source, name)


def sampled() -> list[tuple[str, NamedNode, str]]:
    found = list(mutants(plan_of(read_graphs(open_workspace(ROOT)))))
    return found[:: len(found) // 12 + 1]


def test_mutants_are_refused_with_the_faults_that_the_files_would_have(plan: Editable) -> None:
    workspace: Workspace = open_workspace(plan.root)
    files = read_graphs(workspace)
    base = workspace.addresses.base
    assert len(sampled()) >= 10
    with untouched(plan):
        for number, (name, element, way) in enumerate(sampled()):
            edit = Broken(files, mutate(files, element, way))
            sent = sendable(base, edit, number)
            answer = send(plan, sent)
            assert answer.status_code == 422, (name, element, sent["path"], answer.text[:300])
            assert told(answer) == expected(judge(workspace, edit.after), base), (name, element, sent["path"])
