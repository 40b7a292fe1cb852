"""The W3C's own tests of the SPARQL 1.1 Protocol, Graph Store Protocol and Service Description.

They are read from the manifests and run over real sockets against real servers, whose workspaces are
made for them: what a manifest says is in the store is in a file.
"""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import rdflib
from rdflib import RDF, RDFS, BNode, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from gjgraph.core.addresses import Addresses
from tests.conftest import SHARED
from tests.editing import Editable, editing, versioned, without_rules
from tests.servers import serving
from tests.storage.repositories import in_memory

TESTS = SHARED / "w3c/sparql/sparql11"
pytestmark = pytest.mark.skipif(not TESTS.exists(), reason="the folder ../shared is not beside this checkout")

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")

BASE = "http://www.example/"
DEFAULT = f"{BASE}graph/default"
"""The file that stands for what was put into the default graph, which is the union of all here."""
LOCATION = "$LOCATION$"
"""Stands in a manifest for the address of the graph that a POST to the store made."""
STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
TABULAR = {JSON, XML, "text/csv", "text/tab-separated-values"}
RDF_FORMATS = {"application/rdf+xml", "text/turtle", "application/n-triples"}

HISTORY = "/derived/history"
"""The graph that tells of the edits."""
SKOLEM = f"{BASE}.well-known/genid/"
"""Where a blank node gets its address when it is written (RDF 1.1 Concepts §3.5)."""


@dataclass(frozen=True)
class Sent:
    """A request of a manifest, and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    status: tuple[str, ...]
    boolean: bool | None
    form: str
    content_type: str
    content: str


@dataclass(frozen=True)
class Received:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@cache
def manifest(name: str) -> rdflib.Graph:
    """Read a manifest."""
    return rdflib.Graph().parse(TESTS / name)


def text(graph: rdflib.Graph, node: Node | None, predicate: URIRef) -> str:
    """Give a property's one value, or nothing."""
    found = graph.value(node, predicate)
    return "" if found is None else str(found)


def fields(graph: rdflib.Graph, node: Node | None) -> dict[str, str]:
    """Read the headers of a request or a response."""
    listed = graph.value(node, HT.headers)
    if listed is None:
        return {}
    return {
        text(graph, each, HT.fieldName).lower(): text(graph, each, HT.fieldValue)
        for each in Collection(graph, listed)
    }


def body_of(graph: rdflib.Graph, node: Node | None) -> tuple[str, str]:
    """Read the characters of a body, and how they are encoded."""
    body = graph.value(node, HT.body)
    return text(graph, body, CNT.chars), text(graph, body, CNT.characterEncoding)


@cache
def requests(name: str, test: str) -> tuple[Sent, ...]:
    """Read the requests of a test, in their order."""
    graph = manifest(name)
    (entry,) = (each for each in graph.subjects(MF.name) if str(each).rpartition("#")[2] == test)
    listed = graph.value(graph.value(entry, MF.action), HT.requests)
    assert listed is not None
    found = []
    for node in Collection(graph, listed):
        response = graph.value(node, HT.resp)
        boolean = graph.value(response, MF.expectedBoolean)
        chars, encoding = body_of(graph, node)
        found.append(
            Sent(
                text(graph, node, HT.methodName),
                text(graph, node, HT.absolutePath),
                fields(graph, node),
                chars.encode(encoding) if chars else None,
                tuple(str(each).rpartition("#")[2] for each in graph.objects(response, MF.expectedStatus)),
                boolean.toPython() if isinstance(boolean, Literal) else None,
                text(graph, response, MF.expectedFormat),
                fields(graph, response).get("content-type", ""),
                body_of(graph, response)[0],
            )
        )
    return tuple(found)


def names(manifests: tuple[str, ...]) -> list[tuple[str, str]]:
    """List the tests of manifests, those in the file but not in the list of entries too."""
    return sorted(
        (name, str(entry).rpartition("#")[2])
        for name in manifests
        if (TESTS / name).exists()
        for entry in manifest(name).subjects(MF.action)
    )


def ask(address: str, sent: Sent, path: str, token: str = "") -> Received:
    """Send a request as it stands, to the letter; with a token, where one is given."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        headers = {"host": "www.example", **sent.headers}
        if token:
            headers["authorization"] = f"Bearer {token}"
        connection.request(sent.method, path, sent.body, headers)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Received(response.status, found, response.read())
    finally:
        connection.close()


def has_status(received: Received, expected: tuple[str, ...]) -> bool:
    """Tell whether a status is one of those expected, classes such as 2xx among them."""
    return any(
        received.status == STATUS.get(each) or each == f"StatusCode{received.status // 100}xx"
        for each in expected
    )


@contextmanager
def written() -> Iterator[Editable]:
    """Serve a workspace to write to, with nothing in it and no rules."""
    with in_memory() as folder:
        root = versioned(without_rules(folder / "workspace", BASE, {}))
        with editing(root, "*", "*:*") as server:
            yield server


# The protocol


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve what the manifest of the protocol says is in the store."""
    graph = manifest("protocol/manifest.ttl")
    graphs = {
        text(graph, each, RDFS.label): Path(urlsplit(text(graph, each, UT.graph)).path).read_text("utf-8")
        for each in graph.objects(None, UT.graphData)
    }
    assert len(graphs) == 3
    root = without_rules(tmp_path_factory.mktemp("protocol") / "workspace", BASE, graphs)
    with serving(at=root) as address:
        yield address


@pytest.fixture(scope="module")
def store() -> Iterator[Editable]:
    """Serve a workspace to write to, with nothing in it and no rules."""
    with written() as server:
        yield server


PROTOCOL = [name for _, name in names(("protocol/manifest.ttl",))]
UPDATES = [name for name in PROTOCOL if "update" in name]


def test_every_protocol_test_is_run() -> None:
    assert len(PROTOCOL) == 34
    assert len(UPDATES) == 14


@pytest.mark.parametrize("name", PROTOCOL)
def test_protocol(endpoint: str, store: Editable, name: str) -> None:
    """SPARQL 1.1 Protocol §2.1, §2.2: each test of the manifest, those of updates with a token."""
    address, token = (store.address, store.token) if name in UPDATES else (endpoint, "")
    for sent in requests("protocol/manifest.ttl", name):
        received = ask(address, sent, sent.path, token)
        assert has_status(received, sent.status), (received.status, received.body)
        if sent.form == "boolean":
            assert received.kind in (JSON, XML)
        if sent.boolean is not None:
            assert truth(received) is sent.boolean
        if sent.form == "tabular":
            assert received.kind in TABULAR
        if sent.form == "RDF":
            assert received.kind in RDF_FORMATS
            rdflib.Graph().parse(data=received.body, format=received.kind)
        if received.status >= 400:
            assert received.kind == "application/problem+json"
            assert received.status not in (401, 403), "it isn't refused for what it is"


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_without_a_token(store: Editable, endpoint: str, name: str) -> None:
    """Those that must succeed are refused; and where editing is off, with a token too."""
    for sent in requests("protocol/manifest.ttl", name):
        if sent.method == "POST" and "query" not in sent.headers.get("content-type", ""):
            assert ask(store.address, sent, sent.path).status in (401, 415)
            assert ask(endpoint, sent, sent.path, store.token).status in (403, 415)


def truth(received: Received) -> bool:
    """Read a yes or a no."""
    if received.kind == JSON:
        return bool(json.loads(received.body)["boolean"])
    found = ElementTree.fromstring(received.body).findtext("{*}boolean")  # noqa: S314
    return found == "true"


# The graph store

DIRECT, INDIRECT = "graph-store-protocol/manifest-direct.ttl", "graph-store-protocol/manifest-indirect.ttl"
WRITTEN = [pytest.param(name, test, id=test) for name, test in names((DIRECT, INDIRECT))]


def test_every_graph_store_test_is_run() -> None:
    assert len(WRITTEN) == 14
    reading = [each.method for name, test in names((DIRECT, INDIRECT)) for each in requests(name, test)]
    assert sum(each in ("GET", "HEAD") for each in reading) == 19


@pytest.mark.parametrize(("name", "test"), WRITTEN)
def test_graph_store(store: Editable, name: str, test: str) -> None:
    """SPARQL 1.1 Graph Store HTTP Protocol §5: each test of the manifests, from an empty store on."""
    if any(sent.path.endswith("?default") for sent in requests(name, test)):
        # The default graph is the plan's own, which is never dropped: so it is written elsewhere.
        with written() as other:
            run(other, name, test)
    else:
        assert store.update("DROP ALL").status_code == 200
        run(store, name, test)


def run(store: Editable, name: str, test: str) -> None:
    """Send the requests of a test in their order."""
    made = ""
    for sent in requests(name, test):
        path = sent.path.replace("/gsp", "/graph" if name == DIRECT else "/store", 1)
        received = ask(store.address, sent, path.replace(LOCATION, made), store.token)
        assert has_status(received, sent.status), (sent.method, path, received.status, received.body)
        made = received.headers.get("location", made)
        if sent.content_type:
            assert received.headers["content-type"] == sent.content_type
        if sent.content:
            expected = rdflib.Graph().parse(data=sent.content, format="turtle")
            found = unskolemised(received)
            if sent.path.endswith("?default"):
                # The union of all graphs, among them those that nobody wrote.
                found -= rdflib.Graph().parse(
                    data=store.http.get(HISTORY, headers={"accept": "text/turtle"}).content, format="turtle"
                )
            assert isomorphic(found, expected), received.body.decode()
        if sent.method == "HEAD":
            assert received.body == b""


def unskolemised(received: Received) -> rdflib.Graph:
    """Read a graph, and take the addresses of what was blank away (RDF 1.1 Concepts §3.5)."""
    found = rdflib.Graph()
    blank: dict[str, BNode] = {}
    for triple in rdflib.Graph().parse(data=received.body, format=received.kind):
        found.add(
            tuple(  # type: ignore[arg-type]
                blank.setdefault(str(each), BNode()) if str(each).startswith(SKOLEM) else each
                for each in triple
            )
        )
    return found


ODD = [
    *("data/한글/광주.ttl", "data/a b.ttl", "data/plus+and&.ttl", "data/100%.ttl", "data/question?.ttl"),
    *("data/hash#.ttl", "data/per/100%25.ttl"),
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve graphs whose files have names that an address must escape."""
    root = without_rules(tmp_path_factory.mktemp("odd") / "workspace", BASE, {})
    for file in ODD:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(f'<urn:x> <urn:file> "{file}" .\n', encoding="utf-8")
    with serving(at=root) as address:
        yield address


@pytest.mark.parametrize("file", ODD)
@pytest.mark.parametrize("way", ["direct", "indirect"])
def test_a_graph_is_read_by_its_own_address_however_odd(odd: str, file: str, way: str) -> None:
    """§4.1: the address of the request is the graph's own IRI; as an HTTP client writes it."""
    graph = Addresses(BASE).graph_of_file(PurePosixPath(file))
    uri = rdflib.term.URIRef(graph)
    if way == "direct":
        # RFC 3987 §3.1: an IRI becomes a URI by percent-encoding what isn't ASCII, and nothing else.
        path = "".join(
            each if each < "\x7f" else "".join(f"%{byte:02X}" for byte in each.encode())
            for each in graph.removeprefix(BASE.rstrip("/"))
        )
    else:
        path = "/store?graph=" + "".join(f"%{byte:02X}" for byte in uri.encode())
    sent = Sent("GET", path, {"accept": "text/turtle"}, None, ("OK",), None, "", "", "")
    received = ask(odd, sent, path)
    assert received.status == 200, received.body
    content = rdflib.Graph().parse(data=received.body, format="turtle")
    assert [str(each) for each in content.objects()] == [file]


# The service description

CLASSES = {
    *("Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime", "EntailmentProfile"),
    *("GraphCollection", "Dataset", "Graph", "NamedGraph"),
}
FEATURES = {
    *("DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"),
}
LANGUAGES = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"}
PROPERTIES = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "languageExtension": ("Service", "Feature"),
    "propertyFeature": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
"""SPARQL 1.1 Service Description §3: properties with their domains and ranges."""


def described(endpoint: str, path: str = "/sparql", **headers: str) -> Received:
    """GET the endpoint and ask nothing."""
    return ask(endpoint, Sent("GET", path, headers, None, (), None, "", "", ""), path)


@pytest.mark.parametrize("accept", ["", "*/*", *sorted(RDF_FORMATS)])
def test_service_description_returns_rdf(endpoint: str, accept: str) -> None:
    """returns-rdf: "GET on endpoint returns RDF"."""
    received = described(endpoint, **({"accept": accept} if accept else {}))
    assert received.status == 200
    assert received.kind == (accept if accept in RDF_FORMATS else "text/turtle")
    found = rdflib.Graph().parse(data=received.body, format=received.kind)
    assert len(found) > 10
    plain = rdflib.Graph().parse(data=described(endpoint).body, format="turtle")
    assert isomorphic(found, plain)


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("host", ["www.example", "www.example:8080", "", "[::1]:80"])
def test_service_description_has_the_endpoint(endpoint: str, path: str, host: str) -> None:
    """has-endpoint-triple: "Service description contains a matching sd:endpoint triple"."""
    host = host or urlsplit(endpoint).netloc
    received = described(endpoint, path, host=host)
    found = rdflib.Graph().parse(data=received.body, format=received.kind)
    (service,) = found.subjects(RDF.type, SD.Service)
    assert str(found.value(service, SD.endpoint)) == f"http://{host}{path}"


def test_service_description_conforms_to_the_schema(endpoint: str) -> None:
    """conforms-to-schema: "Service description conforms to schema"."""
    received = described(endpoint)
    found = rdflib.Graph().parse(data=received.body, format=received.kind)
    types: dict[object, set[str]] = {SD[name]: {"Feature"} for name in FEATURES}
    types |= {SD[name]: {"Language"} for name in LANGUAGES}
    for node, kind in found.subject_objects(RDF.type):
        name = str(kind).removeprefix(str(SD))
        assert name in CLASSES
        types.setdefault(node, set()).update({name} | ({"GraphCollection"} if name == "Dataset" else set()))
    for subject, predicate, value in found:
        if not str(predicate).startswith(str(SD)):
            continue
        domain, span = PROPERTIES[str(predicate).removeprefix(str(SD))]
        assert domain in types[subject], (subject, predicate)
        assert not span or span in types.get(value, set()), (predicate, value)
        assert isinstance(value, URIRef | BNode)
    assert len(list(found.subject_objects(SD.endpoint))) == 1
    for named in found.objects(None, SD.namedGraph):
        assert len(list(found.objects(named, SD.name))) == 1


def test_service_description_tells_what_is_there(endpoint: str) -> None:
    """The graphs by their names, with their sizes; the languages, the formats."""
    found = rdflib.Graph().parse(data=described(endpoint).body, format="turtle")
    graphs = {
        str(found.value(named, SD.name)): int(str(found.value(found.value(named, SD.graph), VOID.triples)))
        for named in found.objects(None, SD.namedGraph)
    }
    stem = "http://kasei.us/2009/09/sparql/data/data"
    assert graphs == {f"{stem}{number}.rdf": 1 for number in (1, 2, 3)}
    default = found.value(found.value(None, SD.defaultDataset), SD.defaultGraph)
    assert default is not None or found.value(predicate=SD.defaultDataset) is None
    assert SD.SPARQL11Query in set(found.objects(None, SD.supportedLanguage))
    assert len(set(found.objects(None, SD.resultFormat))) == 11
    assert SD.UnionDefaultGraph in set(found.objects(None, SD.feature))
    assert "SPARQL 1.2" in " ".join(map(str, found.objects(None, RDFS.comment)))


def test_a_host_that_is_none_gets_no_broken_description(endpoint: str) -> None:
    """What can't stand in an IRI isn't put into one: the server's own address is told instead."""
    received = described(endpoint, host="a b<c>")
    found = rdflib.Graph().parse(data=received.body, format=received.kind)
    assert {str(each) for each in found.objects(None, SD.endpoint)} == {f"{endpoint}sparql"}
