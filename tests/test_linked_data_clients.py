"""Clients that no one here wrote do real work: rdflib, curl, a JSON-LD processor, Comunica, a feed's reader.

IRIs are canonical, and nothing is behind them on the network: a client begins at the address of a server,
and reads of things by their IRIs.
"""

import csv
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
import rdflib
from rdflib.namespace import PROV, RDF, SKOS
from rdflib.term import Node

from tests.conftest import ROOT
from tests.servers import serving

BASE = "https://w3id.org/gjgraph/"
PLAN = f"{BASE}id/gwangju/m7"
CSP = rdflib.Namespace(f"{BASE}csp#")
TREE = rdflib.Namespace("https://w3id.org/tree#")
CLIENTS = ROOT / "tests/clients"
MODULES = ROOT / "node_modules"
NEEDED = ("jsonld", "@comunica/query-sparql")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


def here(server: str, iri: object) -> str:
    """Give the address of an IRI on this server."""
    assert str(iri).startswith(BASE)
    return server + str(iri)[len(BASE) :]


def node(script: str, *arguments: str) -> Any:  # noqa: ANN401
    """Run a script of Node, and read the JSON that it prints."""
    missing = [each for each in NEEDED if not (MODULES / each).is_dir()]
    assert not missing, f"{missing} missing: run `npm ci` in the repository"
    command = ["node", str(CLIENTS / script), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def comunica(server: str, query: str, sources: Sequence[str]) -> list[dict[str, str]]:
    """Ask with Comunica; it may ask nobody but the server."""
    said = node("comunica.mjs", json.dumps({"query": query, "sources": list(sources)}))
    assert said["asked"]
    assert all(address.startswith(server) for address in said["asked"]), said["asked"]
    rows: list[dict[str, str]] = said["rows"]
    return rows


def question(name: str) -> tuple[str, list[dict[str, str]]]:
    """Give a ready question, and the rows that it is expected to have."""
    text = (ROOT / f"queries/questions/{name}.rq").read_text(encoding="utf-8")
    with (ROOT / f"tests/questions/{name}.tsv").open(encoding="utf-8", newline="") as file:
        return text, list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# rdflib


def test_rdflib_climbs_from_a_project_to_the_vision(server: str) -> None:
    """It follows the 303 and negotiates by itself; each description names the way up."""
    way: list[str] = []
    place: Node | None = rdflib.URIRef(f"{PLAN}/project/1-2")
    while place is not None:
        graph = rdflib.Graph().parse(here(server, place))
        way += [
            str(each)
            for each in graph.objects(place, SKOS.prefLabel)
            if isinstance(each, rdflib.Literal) and each.language == "en"
        ]
        place = graph.value(place, SKOS.broader, any=False)
    assert len(way) == 4
    assert way[1:] == [
        "Prosperous Gwangju",
        "A just and prosperous Gwangju",
        "Gwangju, on to the future of Korea!",
    ]


def test_rdflib_as_the_readme_shows_it(server: str) -> None:
    """On `localhost`, with nothing but the address."""
    port = urlsplit(server).port
    graph = rdflib.Graph().parse(f"http://localhost:{port}/id/gwangju/m7/policy/1")
    policy = rdflib.URIRef(f"{PLAN}/policy/1")
    assert rdflib.Literal("풍요로운 광주", lang="ko") in set(graph.objects(policy, SKOS.prefLabel))
    names = {graph.value(each, SKOS.prefLabel) for each in graph.objects(policy, CSP.hasStrategy)}
    assert len(names) == 4
    assert None not in names
    assert (policy, RDF.type, CSP.Policy) in graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("form", ["turtle", "n3", "json-ld", "xml", "nt", "trig"])
def test_rdflib_reads_each_format(server: str, form: str) -> None:
    """Named, it asks for no other; all say as much."""
    read = rdflib.Dataset(default_union=True).parse(f"{server}id/gwangju/m7/strategy/2-3", format=form)
    expected = rdflib.Graph().parse(f"{server}doc/gwangju/m7/strategy/2-3.nt", format="nt")
    assert set(read.triples((None, None, None))) == set(expected)
    assert len(expected) > 20


# curl


def curl(*arguments: str) -> str:
    """Run curl; it goes nowhere but to where redirects of the server lead."""
    command = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("text/turtle", "ttl"), ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf")],
)
def test_curl_follows_a_thing_to_its_description(server: str, kind: str, ending: str) -> None:
    told = "%{stderr}%{num_redirects} %{content_type} %{url_effective}"
    command = ["curl", "-sSL", "--noproxy", "*", "-H", f"Accept: {kind}", "-w", told]
    done = subprocess.run(
        [*command, f"{server}id/gwangju/m7/goal"], capture_output=True, text=True, check=True, timeout=60
    )
    redirects, found, *_, effective = done.stderr.split()
    assert (redirects, found.rstrip(";"), effective) == ("1", kind, f"{server}doc/gwangju/m7/goal")
    assert done.stdout == curl(f"{server}doc/gwangju/m7/goal.{ending}")
    assert "정의롭고 풍요로운 광주" in done.stdout


def test_curl_keeps_a_copy_that_it_renews_only_when_it_must(server: str, tmp_path: Any) -> None:  # noqa: ANN401
    """`--etag-compare`: the second time nothing is sent."""
    tag, copy = tmp_path / "tag", tmp_path / "goal.ttl"
    address = f"{server}doc/gwangju/m7/goal.ttl"
    both = ["--etag-save", str(tag), "--etag-compare", str(tag), "-o", str(copy), "-w", "%{http_code}"]
    assert curl(*both, address) == "200"
    content = copy.read_text(encoding="utf-8")
    assert curl(*both, address) == "304"
    assert copy.read_text(encoding="utf-8") == content


# A JSON-LD processor


def test_a_json_ld_processor_reads_what_the_triples_say(server: str) -> None:
    """Expanded, flattened, framed, and written as N-Quads; it needs no context from elsewhere."""
    thing = f"{PLAN}/goal"
    said = node("jsonld-processor.mjs", thing, here(server, thing), f"{server}doc/gwangju/m7/vision")
    read = rdflib.Graph().parse(data=said["quads"], format="nt")
    expected = rdflib.Graph().parse(data=curl(f"{server}doc/gwangju/m7/goal.nt"), format="nt")
    assert set(read) == set(expected)
    assert said["nodes"] > 20
    framed = said["framed"]
    assert framed["@id"] == thing
    assert framed["label"] == {"ko": "정의롭고 풍요로운 광주", "en": "A just and prosperous Gwangju"}
    above = framed["broader"]
    assert above["label"]["ko"] == "광주, 대한민국 미래로!"


# Comunica


def test_comunica_asks_the_endpoint(server: str) -> None:
    """It finds out by itself that the address is an endpoint: by the service description."""
    query, expected = question("strategies-in-order")
    assert comunica(server, query, [f"{server}sparql"]) == expected
    assert len(expected) == 20


def test_comunica_joins_documents(server: str) -> None:
    """A question over a policy's description and those of its strategies, as a crawler would find them."""
    policy = rdflib.URIRef(f"{PLAN}/policy/2")
    graph = rdflib.Graph().parse(here(server, policy))
    strategies = sorted(map(str, graph.objects(policy, CSP.hasStrategy)))
    assert len(strategies) == 4
    query, expected = question("strategies-of-a-policy")
    # What two documents say counts twice there.
    query = query.replace("SELECT ?number", "SELECT DISTINCT ?number").replace("?policy\nWHERE", "\nWHERE")
    rows = comunica(server, query, [here(server, each) for each in (policy, *strategies)])
    assert rows == expected
    assert len(rows) == 4


def test_comunica_climbs_over_documents(server: str) -> None:
    """From a project up to the vision, over one document for each step; the property path is theirs."""
    steps = [f"{PLAN}/{each}" for each in ("project/3-1", "policy/3", "goal", "vision")]
    query = f"""
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?name {{
          <{steps[0]}> skos:broader+ ?above . ?above skos:prefLabel ?name . FILTER (LANG(?name) = "en")
        }}"""
    rows = comunica(server, query, [here(server, each) for each in steps])
    assert {row["name"] for row in rows} == {
        "Warm-hearted Gwangju",
        "A just and prosperous Gwangju",
        "Gwangju, on to the future of Korea!",
    }


# A reader of the feed


def test_a_feed_reader_collects_every_change(server: str) -> None:
    """As a client of TREE does: from the view along the relations; each member once, each with its time."""
    stream = rdflib.Graph().parse(f"{server}feed")
    (view,) = stream.objects(None, TREE.view)
    waiting, seen, members = [view], set(), {}
    while waiting:
        page = waiting.pop()
        assert str(page).startswith(server)
        seen.add(page)
        graph = rdflib.Graph().parse(str(page))
        for member in graph.objects(None, TREE.member):
            assert member not in members
            members[member] = graph.value(member, PROV.endedAtTime)
        for relation in graph.objects(page, TREE.relation):
            waiting += set(graph.objects(relation, TREE.node)) - seen
    history = json.loads(curl("-H", "Accept: application/json", f"{server}history"))
    assert len(members) >= len(history.get("commits", history.get("changes", [])))
    assert all(re.match(r"\d{4}-\d\d-\d\dT", str(time)) for time in members.values())
