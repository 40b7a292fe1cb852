"""Documents over HTTP: every way to ask for one, to ask wrongly, and to ask again."""

import gzip
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from tests.reading import FORMATS, links_of_header
from tests.running import Reply, exchange, request
from tests.servers import serving

GOAL = "doc/gwangju/m7/goal"
HTML, TURTLE, JSONLD, RDFXML, NTRIPLES, TRIG = (kind for _, kind in FORMATS.values())
PROBLEM = "application/problem+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
KEPT = {"etag", "vary", "cache-control", "content-location", "last-modified", "access-control-expose-headers"}
SITE = {"origin": "https://app.example"}


def plain(address: str) -> httpx.Client:
    """Open a client that says nothing of itself."""
    opened = httpx.Client(base_url=address, timeout=60, trust_env=False)
    for name in ("accept", "accept-encoding"):
        del opened.headers[name]
    return opened


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with plain(server) as opened:
        yield opened


def raw(server: str, target: str | bytes, method: str = "GET", **headers: str) -> Reply:
    """Send a path as it stands: a client would tidy it up."""
    host, port = urlsplit(server).netloc.split(":")
    written = request(method, "\0", headers).replace(
        b"\0", target if isinstance(target, bytes) else target.encode()
    )
    with socket.create_connection((host, int(port)), timeout=20) as opened:
        return exchange(opened, written, 20, method == "HEAD")


# Paths

UNKNOWN = [
    f"/{GOAL}x",
    "/doc/gwangju/m7/Goal",
    "/DOC/gwangju/m7/goal",
    "/doc",
    "/doc/",
    f"/{GOAL}/",
    "/doc//gwangju/m7/goal",
    f"//{GOAL}",
    # Extensions that are none, or too many
    f"/{GOAL}.",
    f"/{GOAL}.exe",
    f"/{GOAL}.TTL",
    f"/{GOAL}.ttl.ttl",
    f"/{GOAL}.html.en",
    f"/{GOAL}.en",
    f"/{GOAL}.en.ttl",
    f"/{GOAL}.en.en.html",
    f"/{GOAL}.ko.html",
    f"/{GOAL}.ttl/",
    f"/{GOAL}.ttl/x",
    "/doc/.ttl",
    "/doc/gwangju/m7/.ttl",
    "/doc/a..b",
    # Pages that aren't there
    *(f"/{GOAL}~{number}" for number in ("", "0", "1", "2", "-1", "02", "%D9%A2", "9" * 40)),
    # Another IRI, and no way out
    "/doc/gwangju%2Fm7%2Fgoal",
    f"/{GOAL}%00",
    f"/{GOAL}.ttl%00",
    f"/{GOAL}%20",
    f"/{GOAL}%23position",
    f"/{GOAL}%3F",
    "/doc/..",
    "/doc/../doc/gwangju/m7/goal",
    "/doc/gwangju/m7/policy/../goal",
    "/doc/gwangju/m7/policy/%2e%2e/goal",
    "/doc/gwangju/m7/policy/%2E%2E%2Fgoal",
    "/doc/../../../../etc/passwd",
    "/doc/..%2f..%2f..%2fgjgraph.toml",
    "/doc/..\\..\\gjgraph.toml",
    "/../gjgraph.toml",
    # What is no text, or no IRI
    "/doc/%",
    "/doc/%zz",
    "/doc/%ff",
    "/doc/%E3%80",
    "/doc/%C0%AE%C0%AE/x",
    "/doc/%ED%A0%80",
    "/doc/a%20b",
    "/doc/a%22b",
    "/doc/a%5Cb",
    "/doc/%3Cscript%3Ealert(1)%3C/script%3E",
    "/doc/a%0d%0aX-Mine:%20yes",
    # Korean, and other letters
    "/doc/%EA%B4%91%EC%A3%BC",
    "/doc/%E1%84%80%E1%85%AA",
    "/doc/%F0%9F%98%80",
    # Long ones
    "/doc/" + "a" * 8_000,
    "/doc/" + "a/" * 4_000,
    "/doc/" + "%EA%B4%91" * 900,
    "/doc/" + "." * 8_000,
    "/doc/" + "~" * 8_000,
    "/doc/" + "a" * 60_000,
]


@pytest.mark.parametrize("path", UNKNOWN, ids=lambda path: f"{path[:40]} {len(path)}")
def test_a_path_that_leads_nowhere(server: str, path: str) -> None:
    """It is said in both languages, to a program and in a browser; nothing is executed, nothing opened."""
    for language, letters in (("ko", "[가-힣]"), ("en", "nothing here|no such")):
        reply = raw(server, path, **{"accept-language": language})
        assert (reply.status, reply.headers["content-type"]) == (404, PROBLEM)
        assert re.search(letters, reply.body.decode())
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "x-mine" not in reply.headers
    page = raw(server, path, accept=BROWSER)
    assert (page.status, page.headers["content-type"]) == (404, HTML)
    assert b"<script>" not in page.body
    assert raw(server, path.replace("/doc", "/id", 1)).status in (303, 404)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/doc/광주".encode(), 400),
        ("/doc/광주".encode("cp949"), 400),
        (b"/doc/\xff\xfe", 400),
        (b"/doc/a b", 400),
        (b"/doc/a\x00b", 400),
        (b"/id/\xea\xb4\x91", 400),
        (GOAL.encode(), 400),
        (b"/doc/" + b"a" * 200_000, 431),
        (f"/{GOAL}?{'a=b&' * 400}_format=ttl".encode(), 400),
        (f"/{GOAL}?_format=%FF".encode(), 400),
    ],
    ids=lambda each: repr(each)[:40],
)
def test_what_is_no_request(server: str, path: bytes, status: int) -> None:
    reply = raw(server, path)
    assert (reply.status, reply.headers["content-type"]) == (status, PROBLEM)
    assert re.search("[가-힣]", reply.body.decode())


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/gwangju/m7/goal", "/doc/gwangju/m7/goal"),
        ("/id/gwangju/m7/goal?_format=ttl", "/doc/gwangju/m7/goal?_format=ttl"),
        ("/id/%EA%B4%91%EC%A3%BC", "/doc/%EA%B4%91%EC%A3%BC"),
        ("/id/a%2Fb%00%ff", "/doc/a%2Fb%00%ff"),
        ("/id//elsewhere.example/x", "/doc//elsewhere.example/x"),
    ],
)
def test_a_thing_leads_to_its_document(server: str, path: str, location: str) -> None:
    """303 for what is there (Cool URIs §4.3); what isn't may be told at once. Never to another host."""
    for method in ("GET", "HEAD"):
        reply = raw(server, path, method, **SITE)
        if reply.status == 404:
            assert "gwangju" not in path
            continue
        assert (reply.status, reply.headers["location"]) == (303, location)
        assert "Location" in reply.headers["access-control-expose-headers"]


# What is asked for


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, HTML),
        ("", HTML),
        (",", HTML),
        ("*/*", HTML),
        ("*", HTML),
        ("text/*", HTML),
        ("text/html", HTML),
        ("text/html;level=1", HTML),
        ("application/xhtml+xml", HTML),
        (BROWSER, HTML),
        ("image/png, */*;q=0.1", HTML),
        ("text/turtle;q=0, */*", HTML),
        ("text/html;q=abc", HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/turtle;charset=utf-8", TURTLE),
        ("text/turtle , image/png", TURTLE),
        (JENA, TURTLE),
        ("text/turtle, application/ld+json", TURTLE),
        ("text/turtle; q = 0.3 , text/html;q=0.2", TURTLE),
        ("text/turtle;q=0.0001, image/png", TURTLE),
        ("text/html;q=0, */*;q=0.1", TURTLE),
        ("text/turtle," * 800, TURTLE),
        ("text/turtle;q=0.5, application/ld+json", JSONLD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD),
        ("application/json", JSONLD),
        ("application/*", JSONLD),
        ("text/plain, */*;q=0.1", NTRIPLES),
        ("text/n3, */*;q=0.1", TURTLE),
        ("text/turtle;q=0.9, application/rdf+xml;q=0.95", RDFXML),
        ("application/xml", RDFXML),
        ("text/xml", RDFXML),
        ("application/trig;q=2", TRIG),
        ("image/png", ""),
        ("application/n-quads", ""),
        ("text/html;q=0", ""),
        ("text", ""),
        ("/", ""),
        ("text/", ""),
        (";;", ""),
        ("a" * 10_000, ""),
        ("가/나", ""),
    ],
    ids=lambda each: repr(each)[:50],
)
def test_accept(client: httpx.Client, accept: str | None, kind: str) -> None:
    """RFC 9110 §12.5.1; what can't be read, or not be had, is answered with what there is."""
    sent = {} if accept is None else {b"accept": accept.encode()}
    answer = client.get(GOAL, headers=sent)
    assert answer.headers["content-type"] == (kind or PROBLEM)
    assert answer.status_code == (200 if kind else 406)
    if not kind:
        assert all(each.partition(";")[0] in answer.json()["detail"] for _, each in FORMATS.values())
    vary = {each.strip().lower() for each in answer.headers["vary"].split(",")}
    assert {"accept", "accept-language"} <= vary
    assert answer.headers["x-content-type-options" if kind else "vary"]


def test_several_accept_headers_are_one_list(server: str) -> None:
    lines = {"Accept": "image/png\r\nAccept: text/turtle;q=0.5\r\nAccept: application/trig;q=0.6"}
    assert raw(server, f"/{GOAL}", **lines).headers["content-type"] == TRIG


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        *((name, kind) for name, (_, kind) in FORMATS.items()),
        *((ending, kind) for ending, kind in FORMATS.values()),
        *((kind.partition(";")[0], kind) for _, kind in FORMATS.values()),
        ("application%2Frdf%2Bxml", RDFXML),
        ("TTL", TURTLE),
        ("json-ld", JSONLD),
        ("exe&_format=ttl", TURTLE),
        ("ttl&_format=exe", TURTLE),
        ("ttl&_format=trig", TURTLE),
        ("&_format=ttl", TURTLE),
        ("exe", ""),
        ("", ""),
        ("csv", ""),
        ("nquads", ""),
        ("../../etc/passwd", ""),
        ("%00", ""),
        ("a" * 5_000, ""),
    ],
    ids=lambda each: each[:40],
)
def test_format_by_name(client: httpx.Client, query: str, kind: str) -> None:
    """The name goes before Accept."""
    for accept in ("image/png", "text/html" if kind != HTML else "text/turtle"):
        answer = client.get(f"{GOAL}?_format={query}", headers={"accept": accept})
        if kind == "" and accept == "text/html":
            assert (answer.status_code, answer.headers["content-type"]) == (406, HTML)
            continue
        assert answer.headers["content-type"] == (kind or PROBLEM)
        assert answer.status_code == (200 if kind else 406)
        if not kind:
            assert "text/turtle" in answer.json()["detail"]


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "image/png", "text"])
@pytest.mark.parametrize("query", ["", "?_format=trig", "?_format=exe", "?lang=en"])
def test_an_extension_goes_before_all_else(client: httpx.Client, accept: str, query: str) -> None:
    for ending, kind in FORMATS.values():
        answer = client.get(f"{GOAL}.{ending}{query}", headers={"accept": accept, "accept-language": "en"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["content-location"] == f"/{GOAL}.{ending}"
        if kind == HTML:
            assert '<html lang="ko"' in answer.text


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        (GOAL, "", "ko"),
        (GOAL, "en", "en"),
        (GOAL, "en-GB,en;q=0.9,ko;q=0.5", "en"),
        (GOAL, "fr, ko;q=0.2, en;q=0.1", "ko"),
        (GOAL, "fr", "ko"),
        (GOAL, "*", "ko"),
        (GOAL, ";;q=", "ko"),
        (f"{GOAL}?lang=en", "ko", "en"),
        (f"{GOAL}?lang=ko", "en", "ko"),
        (f"{GOAL}?lang=xx", "en", "en"),
        (f"{GOAL}?_format=html&lang=en", "ko", "en"),
        (f"{GOAL}.en.html", "ko", "en"),
        (f"{GOAL}.html", "en", "ko"),
        (f"{GOAL}.en.html?lang=ko", "ko", "en"),
    ],
)
def test_language(client: httpx.Client, path: str, header: str, language: str) -> None:
    answer = client.get(path, headers={"accept": "text/html", "accept-language": header})
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}"' in answer.text
    other = f"/{GOAL}{'.en' if language == 'en' else ''}.html"
    assert answer.headers["content-location"] == other


# Methods and headers

ASKED = [
    (GOAL, {}, 200),
    (GOAL, {"accept": "text/turtle"}, 200),
    (f"{GOAL}.rdf", {}, 200),
    (f"{GOAL}.en.html", {}, 200),
    (f"{GOAL}?_format=jsonld", {"accept-encoding": "gzip"}, 200),
    (GOAL, {"if-none-match": "*"}, 304),
    ("id/gwangju/m7/goal", {}, 303),
    ("doc/none", {}, 404),
    ("doc/none", {"accept": "text/html"}, 404),
    (GOAL, {"accept": "image/png"}, 406),
    (f"{GOAL}?_format=exe", {}, 406),
    (f"{GOAL}?_format=%FF", {}, 400),
]


@pytest.mark.parametrize(("path", "sent", "status"), ASKED, ids=lambda each: str(each)[:50])
def test_head_is_get_without_the_body(
    client: httpx.Client, path: str, sent: dict[str, str], status: int
) -> None:
    """RFC 9110 §9.3.2; and pages of other hosts may read all that there is to read."""
    for _ in range(3):  # cold, from the cache, made ready
        got, head = (client.request(method, path, headers=sent | SITE) for method in ("GET", "HEAD"))
        assert head.content == b""
        assert (got.status_code, head.status_code) == (status, status)
        fields = [dict(each.headers) for each in (got, head)]
        for each in fields:
            each.pop("date", "")
            # A 304 says what a cache needs, and no more than it must.
            for name in set(each) - KEPT if status == 304 else ():
                del each[name]
        assert fields[0] == fields[1]
        assert got.headers["access-control-allow-origin"] == "*"
        exposed = got.headers["access-control-expose-headers"].lower()
        assert all(name in exposed for name in ("etag", "link", "content-location", "location"))


@pytest.mark.parametrize("path", [GOAL, f"{GOAL}.ttl", "doc/none", "id/gwangju/m7/goal"])
@pytest.mark.parametrize("wanted", ["", "GET"])
def test_options(client: httpx.Client, path: str, wanted: str) -> None:
    """What may be done is told without doing it, to a page of another host as well (Fetch §3.3.2)."""
    asking = {"access-control-request-method": wanted, "access-control-request-headers": "accept"}
    answer = client.options(path, headers=SITE | asking if wanted else {})
    assert answer.status_code in (200, 204)
    assert answer.content == b""
    assert {"GET", "HEAD", "OPTIONS"} <= set(re.split(", *", answer.headers["allow"]))
    assert answer.headers["access-control-allow-origin"] == "*"
    if wanted:
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert re.search(r"\*|accept", answer.headers["access-control-allow-headers"].lower())


@pytest.mark.parametrize(("method", "status"), [("POST", 405), ("PUT", 403), ("TRACE", 405)])
def test_other_methods(client: httpx.Client, method: str, status: int) -> None:
    answer = client.request(method, GOAL, headers=SITE)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.headers["access-control-allow-origin"] == "*"
    if status == 405:
        assert {"GET", "HEAD", "OPTIONS"} <= set(re.split(", *", answer.headers["allow"]))


def test_the_headers_of_a_document(client: httpx.Client) -> None:
    """Signposting at level 2, and all that a cache has to know."""
    tags = set()
    for name, (ending, kind) in FORMATS.items():
        answer = client.get(f"{GOAL}?_format={name}")
        headers = answer.headers
        assert headers["content-location"] == f"/{GOAL}.{ending}"
        assert re.fullmatch(r'"[0-9a-z-]+"', headers["etag"])
        assert headers["cache-control"]
        assert headers["x-content-type-options"] == "nosniff"
        assert ("content-security-policy" in headers) == (kind == HTML)
        tags.add(headers["etag"])
        links: dict[str, list[str]] = {}
        for link in links_of_header(headers):
            links.setdefault(link.rel, []).append(link.target)
        assert links["cite-as"] == ["https://w3id.org/gjgraph/id/gwangju/m7/goal"]
        assert sorted(links["describedby"]) == sorted(
            f"/{GOAL}.{each}" for each, _ in FORMATS.values() if each != "html"
        )
        assert links["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
        assert {"https://schema.org/AboutPage", "https://w3id.org/gjgraph/csp#Goal"} <= set(links["type"])
        for relation in ("alternate", "collection", "linkset"):
            for target in links[relation]:
                assert client.get(target).status_code == 200, (relation, target)
    assert len(tags) == len(FORMATS)


# Asking again


def test_asked_again_by_its_tag(client: httpx.Client) -> None:
    """RFC 9110 §13.1.2: weak comparison, lists, `*`."""
    for path in (GOAL, f"{GOAL}.ttl", f"{GOAL}?_format=rdf", f"{GOAL}.en.html"):
        first = client.get(path)
        tag = first.headers["etag"]
        for given in (tag, f"W/{tag}", f'"x", {tag}', f'"a,b" , W/{tag}', "*", f'{tag},"y"'):
            for _ in range(3):
                again = client.get(path, headers={"if-none-match": given})
                assert (again.status_code, again.content) == (304, b""), (path, given)
            for name in ("etag", "vary", "cache-control", "content-location"):
                assert again.headers[name] == first.headers[name]
        for given in ('"x"', "", tag.strip('"'), tag.upper().replace("-", "_"), '"*"', "W/", f'"{tag[2:]}'):
            assert client.get(path, headers={"if-none-match": given}).content == first.content, given


def test_each_representation_has_its_own_tag(client: httpx.Client) -> None:
    asked = [
        *(
            client.get(f"{GOAL}.{ending}", headers={"accept-encoding": packing})
            for ending, _ in FORMATS.values()
            for packing in ("identity", "gzip")
        ),
        client.get(f"{GOAL}.en.html"),
        client.get("doc/gwangju/m7/vision.ttl"),
    ]
    assert len({each.headers["etag"] for each in asked}) == len(asked)


OTHERS = (
    "/questions",
    "/limits",
    "/openapi.json",
    "/history",
    "/feed",
    "/feed/1.ttl",
    "/sparql",
)
"""What is no document: lists, descriptions, what the operator reads."""


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_document_is_asked_again_and_compressed_too(
    server: str, client: httpx.Client, path: str
) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] in ("no-cache", "public, max-age=31536000, immutable")
    assert "Accept-Encoding" in first.headers["vary"]
    again = client.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content
    assert client.head(path).headers["etag"] == tag
    plainly = raw(server, path)
    packed = raw(server, path, **{"Accept-Encoding": "gzip"})
    if len(plainly.body) >= 1024:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plainly.body
        assert packed.headers["etag"] == f'{plainly.headers["etag"][:-1]}-gzip"'
        kept = raw(server, path, **{"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]})
        assert kept.status == 304
    else:
        assert "content-encoding" not in packed.headers


def test_compressed(server: str, client: httpx.Client) -> None:
    """Compressed it is another representation, with a tag of its own (RFC 9110 §8.8.3.3)."""
    for ending, _ in FORMATS.values():
        whole = client.get(f"{GOAL}.{ending}")
        assert "content-encoding" not in whole.headers
        for accept in ("gzip", "br, gzip;q=0.5", "*"):
            packed = raw(server, f"/{GOAL}.{ending}", **{"accept-encoding": accept})
            assert packed.headers["content-encoding"] == "gzip"
            assert "accept-encoding" in packed.headers["vary"].lower()
            assert gzip.decompress(packed.body) == whole.content
            assert packed.headers["etag"] != whole.headers["etag"]
            asked = {"accept-encoding": accept, "if-none-match": packed.headers["etag"]}
            assert raw(server, f"/{GOAL}.{ending}", **asked).status == 304
        for accept in ("", "gzip;q=0", "br", "identity"):
            unpacked = raw(server, f"/{GOAL}.{ending}", **{"accept-encoding": accept})
            assert unpacked.body == whole.content


def test_the_rdf_of_a_document_is_read_in_each_format(client: httpx.Client) -> None:
    syntaxes = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML,
                "jsonld": RdfFormat.JSON_LD, "trig": RdfFormat.TRIG}  # fmt: skip
    graphs = {
        frozenset(str(quad.triple) for quad in parse(client.get(f"{GOAL}.{ending}").content, format=syntax))
        for ending, syntax in syntaxes.items()
    }
    assert len(graphs) == 1
    (graph,) = graphs
    thing = "<https://w3id.org/gjgraph/id/gwangju/m7/goal>"
    assert any(line.startswith(f"{thing} ") for line in graph)
    assert any(line.endswith(f" {thing}") for line in graph), "what leads to it"
    assert any("이름" in line or "goal" in line for line in graph if "csp#Goal> " in line), (
        "its class has a name"
    )
