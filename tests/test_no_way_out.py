"""Nothing that is asked opens a socket or a file; where federation is on, only what is listed is asked."""

import ctypes
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlencode

import pytest

from gjgraph.interfaces.http.sparql.federation import is_public
from tests.running import HOST, Reply, Running, get, post, request, running

SECRET = "what-nobody-may-read"
FORM = "application/x-www-form-urlencoded"
IN_OPEN, IN_ACCESS = 0x20, 0x01
"""inotify(7)."""


class Canary:
    """An HTTP server that must never be asked, and a file that must never be opened."""

    def __init__(self, folder: Path) -> None:
        self.visitors: list[object] = []
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()
        self.file = folder / "canary.ttl"
        self.file.write_text(f'<urn:canary> <urn:says> "{SECRET}" .\n', encoding="utf-8")
        libc = ctypes.CDLL(None, use_errno=True)
        self.watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self.watch >= 0
        assert libc.inotify_add_watch(self.watch, os.fsencode(self.file), IN_OPEN | IN_ACCESS) >= 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/"

    @property
    def file_url(self) -> str:
        return self.file.as_uri()

    def listen(self) -> None:
        """Take down who comes."""
        while True:
            try:
                connection, peer = self.listener.accept()
            except OSError:
                return
            self.visitors.append(peer)
            connection.close()

    def saw(self) -> list[object]:
        """Tell who came, and what was done to the file, since this was asked before."""
        try:
            events = os.read(self.watch, 4096)
        except BlockingIOError:
            events = b""
        opened = [struct.unpack_from("iI", events)[1]] if events else []
        came = [*self.visitors, *opened]
        self.visitors.clear()
        return came

    def close(self) -> None:
        # A thread that waits for a connection is woken by none that is closed.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(2)
        os.close(self.watch)


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    canary = Canary(tmp_path_factory.mktemp("canary"))
    yield canary
    assert canary.saw() == []
    canary.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running("--time", "2", "--queries-at-once", "4") as server:
        yield server


def test_the_canary_sings(tmp_path: Path) -> None:
    """It does see who comes and who reads."""
    one = Canary(tmp_path)
    assert one.saw() == []
    with socket.create_connection((HOST, one.port)):
        deadline = time.monotonic() + 2
        while not one.visitors and time.monotonic() < deadline:
            time.sleep(0.01)
    assert len(one.saw()) == 1
    one.file.read_bytes()
    assert len(one.saw()) == 1
    one.close()


# In these, CANARY is the canary's address, FILE the file's, PLAIN its path.
WAYS: dict[str, tuple[str, set[int]]] = {
    "SERVICE": ("SELECT * { SERVICE <CANARY> { ?s ?p ?o } }", {403}),
    "SERVICE SILENT": ("SELECT * { SERVICE SILENT <CANARY> { ?s ?p ?o } }", {403}),
    "SERVICE of a file": ("SELECT * { SERVICE <FILE> { ?s ?p ?o } }", {403}),
    "SERVICE by variable": ("SELECT * { VALUES ?e { <CANARY> } SERVICE ?e { ?s ?p ?o } }", {403}),
    "SERVICE SILENT by variable": ("SELECT * { BIND(<CANARY> AS ?e) SERVICE SILENT ?e { ?s ?p ?o } }", {403}),
    "SERVICE by $": ("SELECT * { VALUES $e { <CANARY> } SERVICE $e { ?s ?p ?o } }", {403}),
    "SERVICE in mixed case": ("select * { sErViCe sIlEnT <CANARY> { ?s ?p ?o } }", {403}),
    "SERVICE in a sub-SELECT": ("SELECT * { { SELECT * { SERVICE <CANARY> { ?s ?p ?o } } } }", {403}),
    "SERVICE in OPTIONAL": ("SELECT * { OPTIONAL { SERVICE SILENT <CANARY> { ?s ?p ?o } } }", {403}),
    "SERVICE in EXISTS": ("ASK { ?s ?p ?o FILTER EXISTS { SERVICE <CANARY> { ?s ?p ?o } } }", {403}),
    "SERVICE in MINUS": ("ASK { ?s ?p ?o MINUS { SERVICE <CANARY> { ?s ?p ?o } } }", {403}),
    "SERVICE in GRAPH": ("ASK { GRAPH ?g { SERVICE <CANARY> { ?s ?p ?o } } }", {403}),
    "SERVICE in SERVICE": ("ASK { SERVICE <CANARY> { SERVICE <CANARY> { ?s ?p ?o } } }", {403}),
    "SERVICE in CONSTRUCT": ("CONSTRUCT { ?s ?p ?o } { SERVICE <CANARY> { ?s ?p ?o } }", {403}),
    "SERVICE in DESCRIBE": ("DESCRIBE ?s { SERVICE SILENT <CANARY> { ?s ?p ?o } }", {403}),
    "SERVICE by prefix": ("PREFIX c: <CANARY> SELECT * { SERVICE c:x { ?s ?p ?o } }", {403}),
    "SERVICE by base": ("BASE <CANARY> SELECT * { SERVICE <x> { ?s ?p ?o } }", {403}),
    "SERVICE after a comment": ("SELECT * { # x\nSERVICE#y\nSILENT # z\r<CANARY> { ?s ?p ?o } }", {403}),
    "SERVICE after a comment that seems open": ("SELECT * { # '''\n SERVICE <CANARY> { } # '''\n}", {403}),
    "SERVICE after an IRI with a sign": ("SELECT * { <x:#a> ?p ?o SERVICE <CANARY> { } }", {403}),
    "SERVICE after less-than": ("SELECT * { FILTER(1<2) SERVICE <CANARY> { } FILTER(3>2) }", {403}),
    "SERVICE after quotes": ("SELECT * { ?s ?p '\\'', \"\\\"\" SERVICE <CANARY> { } }", {403}),
    "SERVICE after long quotes": ("SELECT * { ?s ?p '''a''b\\'''''' SERVICE <CANARY> { } }", {403}),
    "SERVICE without blanks": ("SELECT*{SERVICE<CANARY>{?s ?p ?o}}", {403}),
    "SERVICE after a variable": ("SELECT * {?s ?p ?o.SERVICE SILENT<CANARY>{}}", {403}),
    "SERVICE after a name": ("SELECT * {?s a csp:a.SERVICE SILENT<CANARY>{}}", {400, 403}),
    "SERVICE after a number": ("SELECT * {?s ?p 1SERVICE SILENT<CANARY>{}}", {400, 403}),
    "SERVICE after a local name": ("SELECT * {?s ?p csp:1 .SERVICE SILENT<CANARY>{}}", {403}),
    "SERVICE with escapes": ("SELECT * { \\u0053ERVICE <CANARY> { ?s ?p ?o } }", {400, 403}),
    "SERVICE SILENT with escapes": ("SELECT * { \\u0053ERVICE SILENT <CANARY> { ?s ?p ?o } }", {400, 403}),
    "SERVICE with long escapes": ("SELECT * { SERVIC\\U00000045 SILENT <CANARY> { ?s ?p ?o } }", {400, 403}),
    "a string closed by escapes": (
        "SELECT * { ?s ?p '\\u0027 SERVICE SILENT <CANARY> { } #'\n }",
        {200, 400, 403},
    ),
    "a comment closed by escapes": ("ASK { #\\u000ASERVICE <CANARY> { }\n }", {200, 400, 403}),
    "SERVICE in wide letters": ("SELECT * { ＳＥＲＶＩＣＥ <CANARY> { } }", {400}),
    "SERVICE with a long s": ("SELECT * { ſERVICE <CANARY> { } }", {400, 403}),
    "SERVICE with a dotless i": ("SELECT * { SERVıCE <CANARY> { } }", {400, 403}),
    "SERVICE with a byte order mark": ("\ufeffSELECT * { SERVICE <CANARY> { } }", {403}),
    "SERVICE in a comment": ("ASK { # SERVICE <CANARY> { }\n }", {200}),
    "SERVICE in a string": ("ASK { BIND('SERVICE <CANARY> { }' AS ?x) }", {200}),
    "FROM": ("SELECT * FROM <CANARY> { ?s ?p ?o }", {400}),
    "FROM NAMED": ("SELECT * FROM NAMED <CANARY> { GRAPH ?g { ?s ?p ?o } }", {400}),
    "FROM a file": ("SELECT * FROM <FILE> { ?s ?p ?o }", {400}),
    "FROM NAMED a file": ("SELECT * FROM NAMED <FILE> { GRAPH ?g { ?s ?p ?o } }", {400}),
    "FROM by prefix": ("PREFIX f: <FILE> SELECT * FROM f: { ?s ?p ?o }", {400}),
    "FROM by base": ("BASE <CANARY> SELECT * FROM <x> { ?s ?p ?o }", {400}),
    "FROM with escapes": ("SELECT * \\u0046ROM <FILE> { ?s ?p ?o }", {200, 400}),
    "FROM a path": ("SELECT * FROM <PLAIN> { ?s ?p ?o }", {400}),
    "GRAPH": ("SELECT * { GRAPH <CANARY> { ?s ?p ?o } }", {200}),
    "GRAPH of a file": ("SELECT * { GRAPH <FILE> { ?s ?p ?o } }", {200}),
    "DESCRIBE": ("DESCRIBE <CANARY>", {200}),
    "DESCRIBE of a file": ("DESCRIBE <FILE>", {200}),
    "a function": ("SELECT (<CANARY>(1) AS ?x) (<FILE>('x') AS ?y) { }", {200, 400}),
    "a datatype": ("SELECT ('x'^^<CANARY> AS ?x) (STRDT('x', <FILE>) AS ?y) { }", {200}),
    "LOAD": ("LOAD <CANARY>", {400, 403}),
    "LOAD SILENT": ("LOAD SILENT <CANARY> INTO GRAPH <x:>", {400, 403}),
    "LOAD a file": ("LOAD <FILE>", {400, 403}),
    "LOAD after a query": ("ASK { } ; LOAD <CANARY>", {400, 403}),
    "INSERT": ("INSERT { ?s ?p ?o } WHERE { SERVICE <CANARY> { ?s ?p ?o } }", {400, 403}),
    "DELETE": ("DELETE WHERE { ?s ?p ?o }", {400, 403}),
    "CLEAR": ("CLEAR ALL", {400, 403}),
    "COPY": ("COPY <CANARY> TO DEFAULT", {400, 403}),
}


def filled(text: str, canary: Canary) -> str:
    """Put the canary's addresses in."""
    plain = str(canary.file)
    return text.replace("CANARY", canary.url).replace("FILE", canary.file_url).replace("PLAIN", plain)


def clear(reply: Reply, allowed: set[int]) -> None:
    """See that a request is refused with a reason, or answered with nothing of the canary."""
    assert reply.whole, reply
    assert reply.status in allowed, (reply.status, reply.body)
    assert SECRET.encode() not in reply.body
    if reply.status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
        assert json.loads(reply.body)["detail"]


@pytest.mark.parametrize("name", WAYS)
def test_no_query_has_a_way_out(server: Running, canary: Canary, name: str) -> None:
    text, allowed = WAYS[name]
    for content in (get(filled(text, canary)), post(filled(text, canary))):
        clear(server.talk(content), allowed)
    assert canary.saw() == []


def update_by(way: str) -> Callable[[str], bytes]:
    def make(text: str) -> bytes:
        field = urlencode({"update": text})
        return {
            "query in the address": lambda: get(text),
            "update in the address": lambda: request("GET", f"/sparql?{field}"),
            "POST with update in the address": lambda: request("POST", f"/sparql?{field}"),
            "update as a form": lambda: request("POST", "/sparql", {"Content-Type": FORM}, field.encode()),
            "query as a form": lambda: request(
                "POST", "/sparql", {"Content-Type": FORM}, urlencode({"query": text}).encode()
            ),
            "both as a form": lambda: request(
                "POST", "/sparql", {"Content-Type": FORM}, f"query=ASK%7B%7D&{field}".encode()
            ),
            "direct": lambda: request(
                "POST", "/sparql", {"Content-Type": "application/sparql-update"}, text.encode()
            ),
            "as a query": lambda: post(text),
            "to /update": lambda: request(
                "POST", "/update", {"Content-Type": "application/sparql-update"}, text.encode()
            ),
            "to /": lambda: request(
                "POST", "/", {"Content-Type": "application/sparql-update"}, text.encode()
            ),
        }[way]()

    return make


UPDATES = (
    "LOAD <CANARY>",
    "LOAD SILENT <FILE> INTO GRAPH <urn:x>",
    "INSERT DATA { <urn:canary> <urn:says> 1 }",
    "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <CANARY> { ?s ?p ?o } }",
    "DELETE WHERE { ?s ?p ?o }",
    "DROP ALL",
)


@pytest.mark.parametrize("text", UPDATES)
@pytest.mark.parametrize(
    "way",
    [
        *("query in the address", "update in the address", "POST with update in the address"),
        *("update as a form", "query as a form", "both as a form", "direct", "as a query"),
        *("to /update", "to /"),
    ],
)
def test_no_update_by_any_way(server: Running, canary: Canary, way: str, text: str) -> None:
    clear(server.talk(update_by(way)(filled(text, canary))), {400, 403, 404, 405, 415})
    assert canary.saw() == []
    untouched = server.talk(get("SELECT (COUNT(*) AS ?n) { <urn:canary> ?p ?o }"))
    assert b'"value":"0"' in untouched.body
    assert server.talk(get("ASK { ?s a csp:Policy }")).body.count(b"true") == 1


@pytest.mark.parametrize("address", ["CANARY", "FILE", "file:///etc/passwd", "http://169.254.169.254/"])
@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_data_set_of_unknown_graphs_is_empty(
    server: Running, canary: Canary, parameter: str, address: str
) -> None:
    """SPARQL 1.1 Protocol §2.1.4: what the data set is made of is the server's business."""
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    more = f"&{parameter}={quote(filled(address, canary), safe='')}"
    reply = server.talk(get(query, more=more))
    clear(reply, {200, 400})
    if reply.status == 200:
        assert json.loads(reply.body)["results"]["bindings"] == []
    assert canary.saw() == []


BODIES = {
    "XML entity": (
        "application/rdf+xml",
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "FILE"><!ENTITY % y SYSTEM "CANARY"> %y;]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&x;</rdf:RDF>',
    ),
    "XML billion laughs": (
        "application/xml",
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><l>&c;</l>',
    ),
    "XML style sheet": ("text/xml", '<?xml-stylesheet href="CANARY"?><x/>'),
    "JSON-LD context": ("application/ld+json", '{"@context": "CANARY", "@id": "x:y", "a": "b"}'),
    "JSON-LD context, a file": ("application/ld+json", '{"@context": ["FILE"], "@id": "x:y", "a": "b"}'),
    "Turtle": ("text/turtle", "@base <CANARY> . <x> <y> <FILE> ."),
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/sparql", "/store?default", "/store?graph=CANARY", "/questions", "/"])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_no_body_is_followed(server: Running, canary: Canary, method: str, path: str, name: str) -> None:
    kind, text = BODIES[name]
    content = filled(text, canary).encode()
    reply = server.talk(request(method, filled(path, canary), {"Content-Type": kind}, content))
    clear(reply, {400, 403, 404, 405, 415})
    assert canary.saw() == []


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/store?graph=file:///etc/passwd",
            "/store?graph=FILE",
            "/store?graph=CANARY",
            "/store?graph=PLAIN",
        ),
        *("/store?graph=/etc/passwd", "/store?graph=../../etc/passwd", "/store?graph=%2e%2e%2fgjgraph.toml"),
        *("/graph/../../../../etc/passwd", "/graph/..%2f..%2f..%2fetc%2fpasswd", "/graph/FILE", "/PLAIN"),
        *(
            "/ontology/..%2f..%2fgjgraph.toml",
            "/derived/%2e%2e/gjgraph.toml",
            "/graph/%00",
            "/graph//etc/passwd",
        ),
        *("/questions/..%2f..%2fgjgraph.toml", "/questions/%2fetc%2fpasswd", "/questions/../gjgraph.toml"),
        *("/.git/config", "/gjgraph.toml", "/.well-known/../gjgraph.toml", "/../gjgraph.toml"),
        *("/docs", "/redoc", "/static/../gjgraph.toml", "/data/gwangju/m7.ttl", "/proc/self/environ"),
    ],
)
def test_no_path_leads_to_a_file(server: Running, canary: Canary, path: str) -> None:
    reply = server.talk(request("GET", filled(path, canary)))
    clear(reply, {400, 404})
    assert b"root:" not in reply.body
    assert b"base = " not in reply.body
    assert canary.saw() == []


# A worker's powers


def test_what_a_worker_has(server: Running) -> None:
    """One pipe, and room for no other file; no core file; limits of memory and processor time."""
    server.talk(get("SELECT * { ?s ?p ?o }"))
    workers = server.workers()
    assert len(workers) >= 2
    for pid in workers:
        descriptors = Path(f"/proc/{pid}/fd")
        assert [each.name for each in descriptors.iterdir()] == ["0"]
        assert str((descriptors / "0").readlink()).startswith("socket:")
        lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()[1:]
        limits = {line[:26].strip(): line[26:].split()[:2] for line in lines}
        assert limits["Max open files"] == ["1", "1"]
        assert limits["Max core file size"] == ["0", "0"]
        assert limits["Max file size"] == ["0", "0"]
        assert limits["Max cpu time"] == ["600", "600"]
        most = limits["Max address space"]
        assert most[0] == most[1] != "unlimited"
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[0])
        assert int(most[0]) <= pages * 4096 + (600 << 20)
        assert (
            int(Path(f"/proc/{pid}/status").read_text(encoding="ascii").split("Threads:")[1].split()[0]) == 1
        )


# Federation


class Stub(BaseHTTPRequestHandler):
    """A SPARQL endpoint that misbehaves in the way that the path says."""

    asked: ClassVar[list[str]] = []
    elsewhere: ClassVar[dict[str, str]] = {}
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        name = self.path.strip("/")
        Stub.asked.append(name)
        row = {"n": {"type": "literal", "value": "7"}}
        bodies = {
            "ok": answer(["n"], [row]),
            "none": answer(["n"], []),
            "no-variables": answer([], [{}]),
            "unbound": answer(["n", "m"], [row]),
            "terms": answer(
                ["a", "b", "c", "d"],
                [
                    {
                        "a": {"type": "uri", "value": "https://w3id.org/gjgraph/x"},
                        "b": {"type": "literal", "value": "가 '\"\n\\ }", "xml:lang": "ko"},
                        "c": {
                            "type": "typed-literal",
                            "value": "1",
                            "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                        },
                    }
                ],
            ),
            "not-json": b"<sparql/>",
            "not-results": b'{"head": 1}',
            "a-list": b"[]",
            "not-utf8": b"\xff\xfe",
            "empty": b"",
            "deep": b"[" * 200_000,
            "long-number": b"1" * 100_000,
            "row-is-no-object": answer(["n"], ["x"]),
            "cell-is-no-object": answer(["n"], [{"n": "x"}]),
            "value-is-no-text": answer(["n"], [{"n": {"type": "literal", "value": 1}}]),
            "unknown-type": answer(["n"], [{"n": {"type": "x", "value": "y"}}]),
            "blank-node": answer(["n"], [{"n": {"type": "bnode", "value": "b"}}]),
            "variable-that-injects": answer(["n) { } } SERVICE <x:> {"], []),
            "iri-that-injects": answer(["n"], [{"n": {"type": "uri", "value": "x:> } DROP ALL #"}}]),
            "language-that-injects": answer(
                ["n"], [{"n": {"type": "literal", "value": "a", "xml:lang": "x } #"}}]
            ),
            "datatype-that-injects": answer(
                ["n"], [{"n": {"type": "literal", "value": "a", "datatype": "x:> } #"}}]
            ),
            "lone-surrogate": b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":'
            b'{"type":"literal","value":"\\ud800"}}]}}',
            "variable-twice": answer(["n", "n"], [row]),
        }
        if name in Stub.elsewhere:
            self.send_response(307)
            self.send_header("Location", Stub.elsewhere[name])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif name.isdecimal():
            self.send_response(int(name))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif name in bodies:
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(bodies[name])))
            self.end_headers()
            self.wfile.write(bodies[name])
        else:
            self.misbehave(name)

    def misbehave(self, name: str) -> None:
        """Send for ever, slowly, or not at all."""
        self.close_connection = True
        if name == "nothing":
            return
        if name == "silence":
            time.sleep(3)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        try:
            for _ in range(100_000):
                if name == "slow":
                    time.sleep(0.1)
                self.wfile.write(b" " if name == "slow" else b" " * 65_536)
        except OSError:
            pass


def answer(names: list[str], rows: list[object]) -> bytes:
    """Write a result set."""
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: the other side breaks off, as it should."""


@contextmanager
def stub() -> Iterator[int]:
    """Run the endpoint that misbehaves."""
    with QuietServer((HOST, 0), Stub) as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield served.server_address[1]
        finally:
            served.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def peer(saebom: Path) -> Iterator[Running]:
    """Another server of this kind, with another plan."""
    with running("--queries-at-once", "2", at=saebom) as server:
        yield server


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[int]:
    with stub() as port:
        yield port


@pytest.fixture(scope="module")
def federated(peer: Running, misbehaving: int, canary: Canary) -> Iterator[Running]:
    """A server that may ask the other one and the stub; the canary is listed only by name."""
    Stub.elsewhere.update(
        {
            "to-unlisted": canary.url,
            "to-private": f"http://localhost:{canary.port}/",
            "to-file": canary.file_url,
            "to-other-scheme": "gopher://127.0.0.1/",
            "to-nonsense": "http://[::1",
            "to-ok": "/ok",
            "to-itself": "/to-itself",
        }
    )
    listed = f"{HOST}:{peer.port},{HOST}:{misbehaving},localhost:{canary.port}"
    flags = ("--time", "1", "--queries-at-once", "4")
    with running(*flags, GJGRAPH_FEDERATION=listed) as server:
        yield server
        assert "Traceback" not in server.log.read_text(encoding="utf-8")
        server.settled()


def rows_of(reply: Reply) -> list[dict[str, str]]:
    assert reply.outcome == "200", reply
    bindings = json.loads(reply.body)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in bindings]


def test_a_join_with_another_server(federated: Running, peer: Running) -> None:
    """The other plan has three policies; each meets the one here that has its number."""
    query = f"""SELECT ?n ?mine ?theirs {{
      ?mine a csp:Policy ; csp:ordinal ?n .
      SERVICE <{peer.address}sparql> {{ ?theirs a csp:Policy ; csp:ordinal ?n }} }} ORDER BY ?n"""
    here = rows_of(federated.talk(get("SELECT ?n ?p { ?p a csp:Policy ; csp:ordinal ?n } ORDER BY ?n")))
    there = rows_of(peer.talk(get("SELECT ?n ?p { ?p a csp:Policy ; csp:ordinal ?n } ORDER BY ?n")))
    expected = [
        {"n": mine["n"], "mine": mine["p"], "theirs": theirs["p"]}
        for mine in here
        for theirs in there
        if mine["n"] == theirs["n"]
    ]
    assert len(expected) == 3
    assert rows_of(federated.talk(post(query))) == expected
    assert rows_of(federated.talk(get(query))) == expected


def service(port: int, name: str, silent: str = "", rest: str = "") -> str:
    return f"SELECT * {{ SERVICE {silent} <http://{HOST}:{port}/{name}> {{ ?s ?p ?n }} {rest} }}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ok", [{"n": "7"}]),
        ("to-ok", [{"n": "7"}]),
        ("none", []),
        ("no-variables", [{}]),
        ("unbound", [{"n": "7"}]),
        ("terms", [{"a": "https://w3id.org/gjgraph/x", "b": "가 '\"\n\\ }", "c": "1"}]),
    ],
)
def test_answers_of_a_service(
    federated: Running, misbehaving: int, name: str, expected: list[dict[str, str]]
) -> None:
    assert rows_of(federated.talk(get(service(misbehaving, name)))) == expected


@pytest.mark.parametrize("prefix", ["OPTIONAL", "MINUS", "{ } UNION"])
def test_services_within_other_patterns(federated: Running, misbehaving: int, prefix: str) -> None:
    query = (
        f"SELECT * {{ VALUES ?n {{ 'x' }} {prefix} {{ SERVICE <http://{HOST}:{misbehaving}/ok> {{ }} }} }}"
    )
    expected = {"OPTIONAL": 1, "MINUS": 1, "{ } UNION": 1}[prefix]
    assert len(rows_of(federated.talk(get(query)))) == expected


def test_federated_answers_are_not_kept(federated: Running, misbehaving: int) -> None:
    query = service(misbehaving, "ok", rest="VALUES ?z { 1 }")
    before = Stub.asked.count("ok")
    for times in range(1, 4):
        reply = federated.talk(get(query))
        assert "etag" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
        assert Stub.asked.count("ok") == before + times


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <CANARY> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <CANARY> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://LOCALHOST:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://localhost.:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://user:word@localhost:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.1:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://2130706433:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://0x7f.0.0.1:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://[::1]:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://[::ffff:127.0.0.1]:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://0.0.0.0:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <https://localhost:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <FILE> { ?s ?p ?o } }",
        "SELECT * { SERVICE <gopher://127.0.0.1:PORT/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }",
        "SELECT * { VALUES ?e { <http://127.0.0.1:STUB/ok> } SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?e { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:STUB/to-unlisted> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:STUB/to-private> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:STUB/to-file> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://127.0.0.1:STUB/to-other-scheme> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <CANARY> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE SILENT <CANARY> { ?s ?p ?o } }",
        "SELECT * { " + "SERVICE <http://127.0.0.1:STUB/ok> { ?s ?p ?o } " * 9 + "}",
    ],
)
def test_what_is_not_listed_or_not_public_is_not_asked(
    federated: Running, canary: Canary, misbehaving: int, query: str
) -> None:
    text = query.replace("PORT", str(canary.port)).replace("STUB", str(misbehaving))
    reply = federated.talk(post(filled(text, canary)))
    clear(reply, {400, 403} if "\\u" in query else {403})
    assert canary.saw() == []


BAD = [
    *("500", "404", "403", "204", "401", "not-json", "not-results", "a-list", "not-utf8", "empty", "deep"),
    *("long-number", "row-is-no-object", "cell-is-no-object", "value-is-no-text", "unknown-type"),
    *("blank-node", "variable-that-injects", "iri-that-injects", "language-that-injects"),
    *("datatype-that-injects", "lone-surrogate", "variable-twice", "nothing", "huge"),
    *("to-itself", "to-nonsense"),
]


@pytest.mark.parametrize("name", BAD)
def test_a_service_that_misbehaves(federated: Running, misbehaving: int, name: str) -> None:
    """The client is told that it is the other server; with SILENT, the rest is answered."""
    reply = federated.talk(get(service(misbehaving, name)))
    clear(reply, {502})
    silent = federated.talk(get(service(misbehaving, name, "SILENT", "VALUES ?x { 'rest' }")))
    assert rows_of(silent) == [{"x": "rest"}]
    federated.answers_within(0.2)


@pytest.mark.parametrize("name", ["slow", "silence"])
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_service_that_is_slow(federated: Running, misbehaving: int, name: str, silent: str) -> None:
    reply = federated.talk(get(service(misbehaving, name, silent)))
    assert reply.outcome in (("502", "504") if not silent else ("200", "504"))
    assert reply.seconds <= 1.5
    federated.answers_within(0.2)


def test_a_service_that_nobody_runs(federated: Running, peer: Running) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    with running("--time", "1", GJGRAPH_FEDERATION=f"{HOST}:{port}") as server:
        clear(server.talk(get(service(port, "x"))), {502})
        assert rows_of(server.talk(get(service(port, "x", "SILENT")))) == [{}]


def test_the_time_is_one_for_the_service_and_the_rest(federated: Running, misbehaving: int) -> None:
    began = time.monotonic()
    reply = federated.talk(get(service(misbehaving, "slow"), more="&timeout=0.3"))
    assert reply.outcome == "504"
    assert time.monotonic() - began < 0.3 + 0.5


def test_updates_are_not_federated(federated: Running, canary: Canary) -> None:
    text = filled("INSERT { ?s ?p ?o } WHERE { SERVICE <CANARY> { ?s ?p ?o } }", canary)
    for content in (
        post(text),
        request("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"x"),
    ):
        clear(federated.talk(content), {400, 403})
    assert canary.saw() == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("8.8.8.8", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:8.8.8.8", True),
        ("0.0.0.0", False),  # noqa: S104
        ("0.1.2.3", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("127.255.255.254", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("100.127.255.255", False),
        ("100.128.0.1", True),
        ("192.0.0.1", False),
        ("192.0.2.1", False),
        ("198.51.100.1", False),
        ("203.0.113.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("::ffff:0:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", False),
        ("64:ff9b:1::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2002:808:808::1", False),
        ("2001::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("100::1", False),
        ("5f00::1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("ff0e::1", False),
    ],
)
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public
