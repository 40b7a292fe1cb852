"""Old versions over HTTP: every way to name one, Memento (RFC 7089), and bounds that hold."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from gjgraph.core.errors import UnknownNameError
from gjgraph.storage.checkout import PREFIX, checked_out, clear
from gjgraph.storage.timeline import Timeline
from tests.conftest import run
from tests.running import ENDLESS, alive, children, eventually, running
from tests.servers import serving
from tests.storage.repositories import git, in_memory, opened

BASE = "https://plan.saebom.example/"
PLAN = "data/saebom/plan.ttl"
POLICY = f"<{BASE}id/saebom/policy/1>"
LABEL = f'SELECT ?label {{ {POLICY} skos:prefLabel ?label FILTER (LANG(?label) = "en") }}'
FORM = {"content-type": "application/x-www-form-urlencoded"}
TEXT = {"content-type": "application/sparql-query"}
IN_2020 = {"accept-datetime": "Fri, 03 Jan 2020 00:00:00 GMT"}
NOW = "Saebom walks"
CALLED = "strolls|steps|runs|hides|walks|dances"
LABELS = re.compile(rf'"Saebom (?:{CALLED})"(@ko|@en)')


@dataclass(frozen=True)
class History:
    """A workspace with a past: each version has another label of the first policy."""

    root: Path
    strolls: str
    steps: str
    readme: str
    """Changes nothing of the workspace."""
    broken: str
    walks: str
    aside: str
    """On a branch that was never merged, and has a tag."""
    private: str
    """On one that has none."""


def commit(root: Path, when: str, label: str | None = None) -> str:
    """Commit a label, as of a date."""
    if label is not None:
        text = (root / PLAN).read_text(encoding="utf-8")
        (root / PLAN).write_text(LABELS.sub(rf'"{label}"\1', text), encoding="utf-8")
    git(root, "add", "--all")
    hooks = ("-c", "core.hooksPath=/dev/null")
    git(root, *hooks, "commit", "--quiet", "--allow-empty", f"--message={label}", GIT_COMMITTER_DATE=when)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def history(saebom: Path) -> Iterator[History]:
    with in_memory() as folder:
        root = Path(shutil.copytree(saebom, folder / "workspace", symlinks=True))
        text = (root / PLAN).read_text(encoding="utf-8")
        (root / PLAN).write_text(text.replace('"걷는 새봄"@ko', f'"{NOW}"@ko'), encoding="utf-8")
        strolls = commit(root, "2020-01-01T12:00:00Z", "Saebom strolls")
        git(root, "tag", "first")
        git(root, "tag", "-a", "-m", "annotated", "v1.0")
        steps = commit(root, "2021-01-01T12:00:00Z", "Saebom steps")
        git(root, "switch", "--quiet", "-c", "draft")
        aside = commit(root, "2021-02-01T12:00:00Z", "Saebom runs")
        git(root, "tag", "aside")
        private = commit(root, "2021-02-02T12:00:00Z", "Saebom hides")
        git(root, "switch", "--quiet", "main")
        (root / "README.md").write_text("It's about Saebom.\n", encoding="utf-8")
        readme = commit(root, "2021-06-01T12:00:00Z")
        whole = (root / PLAN).read_text(encoding="utf-8")
        (root / PLAN).write_text(whole + "\n<broken", encoding="utf-8")
        broken = commit(root, "2022-01-01T12:00:00Z")
        (root / PLAN).write_text(whole, encoding="utf-8")
        walks = commit(root, "2023-01-01T12:00:00Z", NOW)
        yield History(root, strolls, steps, readme, broken, walks, aside, private)


@pytest.fixture(scope="module")
def client(history: History) -> Iterator[httpx.Client]:
    with (
        serving(at=history.root, old_versions=3, time=20) as address,
        httpx.Client(base_url=address, timeout=60, headers={"accept": "*/*"}) as opened,
    ):
        yield opened


def label(client: httpx.Client, version: str | None = None, **headers: str) -> str:
    """Ask what the policy is called, at a version."""
    named = {} if version is None else {"version": version}
    response = client.get("/sparql", params={"query": LABEL, "format": "csv", **named}, headers=headers)
    assert response.status_code == 200, response.text
    return response.text.split("\r\n")[1]


def metric(client: httpx.Client, name: str) -> float:
    """Read a figure."""
    found = re.search(rf"^{re.escape(name)} ([\d.]+)$", client.get("/metrics").text, re.MULTILINE)
    assert found, name
    return float(found[1])


def links(response: httpx.Response) -> dict[str, list[tuple[str, str]]]:
    """Take the Link headers apart: by relation type, where it leads and of which date (RFC 8288)."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = ", ".join(response.headers.get_list("link"))
    if "link-format" in response.headers.get("content-type", ""):
        text = response.text
    for address, more in re.findall(r"<([^>]*)>((?:\s*;\s*[a-z]+=\"[^\"]*\")*)", text):
        said = dict(re.findall(r'([a-z]+)="([^"]*)"', more))
        for relation in said["rel"].split():
            found.setdefault(relation, []).append((address, said.get("datetime", "")))
    return found


# How a version is named


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("strolls", "Saebom strolls"),
        ("strolls[:7]", "Saebom strolls"),
        ("first", "Saebom strolls"),
        ("v1.0", "Saebom strolls"),
        ("2020-01-01", "Saebom strolls"),
        ("2020-12-31T23:59:59Z", "Saebom strolls"),
        ("2021-01-01T12:00:00Z", "Saebom steps"),
        ("2021-01-01T20:59:59+09:00", "Saebom strolls"),
        ("readme", "Saebom steps"),
        ("2021-07-01", "Saebom steps"),
        ("aside", "Saebom runs"),
        ("walks", NOW),
        ("2099-01-01", NOW),
        ("", NOW),
    ],
)
def test_a_version_is_named_by_commit_tag_or_date(
    client: httpx.Client, history: History, version: str, expected: str
) -> None:
    own = {"strolls": history.strolls, "strolls[:7]": history.strolls[:7]}
    own |= {"readme": history.readme, "walks": history.walks}
    assert label(client, own.get(version, version)) == expected
    assert label(client) == NOW


@pytest.mark.parametrize(
    "version",
    [
        *("nope", "HEAD", "HEAD~1", "main@{1}", "first^", "first~0", ":/walks", "first..main", "--all"),
        *("refs/tags/first", "../tags/first", "2020-13-01", "1999", "0" * 40, "abc", "a" * 3000),
        *("\x00", "first\n", "\u2028", "%2e", "first "),
    ],
)
def test_what_names_no_version_isnt_guessed(client: httpx.Client, version: str) -> None:
    response = client.get("/sparql", params={"query": LABEL, "version": version, "lang": "en"})
    assert response.status_code == 404, response.text
    assert "commit id (7 letters or more), a tag, a date (2026-01-31)" in response.json()["detail"]
    assert response.headers["cache-control"] == "no-store"


def test_what_is_on_no_public_branch_is_nobodys(client: httpx.Client, history: History) -> None:
    assert label(client, history.aside) == "Saebom runs"
    for version in (history.private, history.private[:9], "draft"):
        response = client.get("/sparql", params={"query": LABEL, "version": version})
        assert response.status_code == 404, version


def test_before_the_first_version_there_is_none(client: httpx.Client, history: History) -> None:
    response = client.get("/sparql", params={"query": LABEL, "version": "2019-12-31", "lang": "en"})
    assert response.status_code == 404
    assert f"The first one is {history.strolls[:12]} of 2020-01-01T12:00:00Z" in response.json()["detail"]


def test_a_version_is_named_once(client: httpx.Client) -> None:
    query = urlencode({"query": LABEL})
    assert client.get(f"/sparql?{query}&version=first&version=aside").status_code == 400
    body = urlencode({"query": LABEL, "version": "aside"})
    assert client.post("/sparql?version=first", content=body, headers=FORM).status_code == 400


def test_a_version_whose_files_were_broken_is_told(client: httpx.Client, history: History) -> None:
    before = metric(client, 'gjgraph_old_version_builds_total{outcome="builds"}')
    for _ in range(3):
        response = client.get("/sparql", params={"query": LABEL, "version": history.broken, "lang": "en"})
        assert response.status_code == 404
        detail = response.json()["detail"]
        assert f"{history.broken[:12]} can't be read" in detail
        assert f"{PLAN}:" in detail
        assert tempfile.gettempdir() not in detail
    # It is not tried again and again.
    assert metric(client, 'gjgraph_old_version_builds_total{outcome="builds"}') == before + 1
    assert label(client) == NOW


# Every route


def test_every_way_to_ask_takes_a_version(client: httpx.Client) -> None:
    text, both = urlencode({"query": LABEL}), urlencode({"query": LABEL, "version": "first"})
    csv = {"accept": "text/csv"}
    answers = [
        client.get(f"/sparql?{both}", headers=csv),
        client.get(f"/sparql?{text}&%76ersio%6e=first", headers=csv),
        client.post("/sparql?version=first", content=text, headers=FORM | csv),
        client.post("/sparql", content=both, headers=FORM | csv),
        client.post("/sparql?version=first", content=LABEL, headers=TEXT | csv),
        client.post(
            "/sparql",
            content=LABEL,
            headers=TEXT | csv | IN_2020,
        ),
    ]
    for response in answers:
        assert response.status_code == 200, response.text
        assert response.text == "label\r\nSaebom strolls\r\n"
        assert response.headers["memento-datetime"] == "Wed, 01 Jan 2020 12:00:00 GMT"
    assert client.post("/sparql", content=text, headers=FORM | csv).text == f"label\r\n{NOW}\r\n"


@pytest.mark.parametrize(
    "path",
    [
        "/questions/policies-in-order.csv",
        "/questions/policies-in-order?format=html&lang=en",
        "/store?graph=https%3A%2F%2Fplan.saebom.example%2Fgraph%2Fsaebom%2Fplan",
        "/store?default",
        "/graph/saebom/plan",
        "/doc/saebom/policy/1.ttl",
        "/doc/saebom/policy/1?format=html",
    ],
)
def test_every_route_of_the_data_has_versions(client: httpx.Client, history: History, path: str) -> None:
    mark = "&" if "?" in path else "?"
    for version, expected in (("first", "strolls"), ("aside", "runs"), (history.walks, "walks")):
        response = client.get(f"{path}{mark}version={version}", follow_redirects=True)
        assert response.status_code == 200, response.text
        # The text of the source says that it walks, whatever it's called.
        said = set(re.findall(rf'[",>]Saebom ({CALLED})["<\r](?:@|\n|/)', response.text))
        assert expected in said
        assert said <= {expected, "walks"}
        assert response.headers["memento-datetime"]
        assert "Accept-Datetime" in response.headers["vary"]
    assert "Saebom walks" in client.get(path).text


def test_what_is_listed_is_of_the_version(client: httpx.Client, history: History) -> None:
    response = client.get("/questions", params={"version": "first"}, headers={"accept": "application/json"})
    assert response.headers["gjgraph-version"] == history.strolls
    response = client.get("/sparql", params={"version": "first", "format": "ntriples"})
    assert f'versionInfo> "{history.strolls}"' in response.text


def test_the_next_page_is_no_next_version(client: httpx.Client) -> None:
    found = links(client.get("/questions/policies-in-order.json?version=2021-03-01&per_page=1&page=2"))
    for relation, number in (("prev", 1), ("next", 3)):
        [(address, _)] = found[relation]
        assert address.endswith(f"page={number}")
        assert "version=2021-03-01" in address
    assert found["timemap"]


def test_the_history_of_a_version_ends_with_it(client: httpx.Client, history: History) -> None:
    asked = "SELECT ?what { GRAPH ?g { ?act a prov:Activity ; rdfs:label ?what ; prov:endedAtTime ?t } }"
    query = f"PREFIX prov: <http://www.w3.org/ns/prov#> {asked} ORDER BY ?t"
    told = [
        client.get("/sparql", params={"query": query, "format": "csv", **named}).text.split("\r\n")[1:-1]
        for named in ({"version": "first"}, {"version": history.steps}, {"version": history.walks}, {})
    ]
    assert told[:2] == [["Saebom strolls"], ["Saebom strolls", "Saebom steps"]]
    assert told[2] == told[3]
    assert told[3][-1] == NOW


def test_the_pages_of_an_old_version_keep_to_it(client: httpx.Client, history: History) -> None:
    for path in ("/questions/policies-in-order?version=first", "/questions?version=first"):
        page = client.get(f"{path}&lang=en", headers={"accept": "text/html"}).text
        assert f"This is an old version: <code>{history.strolls[:12]}</code>" in page
        assert f'rel="latest-version" href="{path.partition("?")[0]}?lang=en"' in page
        for address in re.findall(r'(?<!version" )href="(/(?:questions|sparql)[^"]*)"', page):
            assert f"version={history.strolls}" in address or "version=first" in address
    ask = client.get("/sparql?version=first", headers={"accept": "text/html"}).text
    assert re.search(rf'<input [^>]*name="version"[^>]* value="{history.strolls}"', ask)
    assert "old version" not in client.get("/questions?lang=en", headers={"accept": "text/html"}).text


def test_the_documents_of_an_old_version_say_so(client: httpx.Client, history: History) -> None:
    """Each leads to itself at present; data, and the pages of the present version by name, say nothing."""
    for path in ("index", "dataset", "source", "doc/saebom/goal", "search"):
        for ending, said in (("html", "옛 판입니다:"), ("en.html", "This is an old version:")):
            place = f"{path}.{ending}"
            page = client.get(f"/version/{history.strolls}/{place}")
            note = f'{said} <code>{history.strolls[:12]}</code> · <a rel="latest-version" href="/{place}">'
            assert note in page.text[page.text.index('<main id="main">') :][:300], place
            assert client.get(f"/{place}").status_code == 200
            now = client.get(f"/version/{history.walks}/{place}")
            assert now.status_code == 200
            assert said not in now.text
    asked = client.get(f"/version/{history.strolls}/search?q=goal&lang=en", headers={"accept": "text/html"})
    assert 'href="/search?q=goal&amp;lang=en">the present one</a>' in asked.text
    data = [client.get(f"/version/{each}/doc/saebom/goal.ttl") for each in (history.strolls, history.walks)]
    assert {each.headers["cache-control"] for each in data} == {"public, max-age=31536000, immutable"}
    assert client.get(f"/version/{history.walks}/doc/saebom/goal.html").headers["cache-control"] == "no-cache"


def test_an_old_version_is_read_only(client: httpx.Client) -> None:
    for method, path in (
        ("PUT", "/store?default"),
        ("DELETE", "/graph/saebom/plan"),
        ("PATCH", "/doc/saebom"),
    ):
        mark = "&" if "?" in path else "?"
        response = client.request(method, f"{path}{mark}version=first")
        assert response.status_code == 405, path
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    update = client.post(
        "/sparql?version=first", content="CLEAR ALL", headers={"content-type": "application/sparql-update"}
    )
    assert update.status_code == 403


def test_versions_are_documented(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/sparql", "/store", "/graph/{path}", "/questions/policies-in-order"):
        assert "version" in {each["name"] for each in paths[path]["get"]["parameters"]}, path
    assert "/timemap/{address}" in paths
    assert client.get("/limits?format=json").json()["old_versions"]["value"] == 3


# Caches


def test_an_answer_of_a_commit_is_right_for_good(client: httpx.Client, history: History) -> None:
    lasting = client.get("/sparql", params={"query": LABEL, "version": history.strolls})
    assert lasting.headers["cache-control"] == "public, max-age=31536000"
    assert lasting.headers["etag"].startswith(f'W/"{history.strolls}-')
    for version in ("first", history.strolls[:9], "2020-01-01"):
        passing = client.get("/sparql", params={"query": LABEL, "version": version})
        assert passing.headers["cache-control"] == "no-cache"
        assert passing.headers["etag"] == lasting.headers["etag"]
        again = client.get(
            "/sparql",
            params={"query": LABEL, "version": version},
            headers={"if-none-match": passing.headers["etag"]},
        )
        assert again.status_code == 304
        assert again.headers["memento-datetime"] == "Wed, 01 Jan 2020 12:00:00 GMT"
    clock = client.get("/sparql", params={"query": "SELECT (NOW() AS ?n) {}", "version": history.strolls})
    assert clock.headers["cache-control"] == "no-store"
    page = client.get(
        "/sparql", params={"query": LABEL, "version": history.strolls, "format": "html", "lang": "en"}
    )
    assert page.headers["cache-control"] == "no-cache"


def test_the_present_version_by_name_is_the_present(client: httpx.Client, history: History) -> None:
    before = metric(client, 'gjgraph_old_version_builds_total{outcome="builds"}')
    response = client.get("/sparql", params={"query": LABEL, "version": history.walks})
    assert response.headers["memento-datetime"] == "Sun, 01 Jan 2023 12:00:00 GMT"
    assert response.headers["etag"][:2] != "W/"
    assert metric(client, 'gjgraph_old_version_builds_total{outcome="builds"}') == before


def test_what_is_ready_is_never_given_for_another_time(client: httpx.Client) -> None:
    for _ in range(4):
        assert label(client) == NOW
        assert label(client, "first") == "Saebom strolls"
        assert label(client, "2099-01-01") == NOW
        asked = {"query": LABEL, "format": "csv"}
        response = client.get(
            "/sparql", params=asked, headers={"accept-datetime": "Fri, 03 Jan 2020 00:00:00 GMT"}
        )
        assert response.status_code == 302


# Memento


@pytest.mark.parametrize(
    "path", ["/sparql?" + urlencode({"query": LABEL, "format": "csv"}), "/graph/saebom/plan.ttl"]
)
def test_a_client_of_memento_finds_its_way(client: httpx.Client, history: History, path: str) -> None:
    # RFC 7089 §4.1.1: the original resource is its own TimeGate, with redirects to the mementos.
    original = client.head(path)
    assert "Accept-Datetime" in original.headers["vary"]
    assert "memento-datetime" not in original.headers
    (gate, _), *_ = links(original)["timegate"]
    assert gate == path
    response = client.get(gate, headers={"accept-datetime": "Thu, 01 Jul 2021 00:00:00 GMT"})
    assert response.status_code == 302
    assert response.headers["vary"].lower() == "accept-datetime"
    assert "memento-datetime" not in response.headers
    assert links(response)["original"][0][0] == path
    memento = client.get(response.headers["location"])
    assert memento.headers["memento-datetime"] == "Fri, 01 Jan 2021 12:00:00 GMT"
    assert "Saebom steps" in memento.text
    found = links(memento)
    assert found["original"][0][0] == path
    assert found["prev"][0] == (with_version(path, history.strolls), "Wed, 01 Jan 2020 12:00:00 GMT")
    assert found["first"] == found["prev"]
    assert found["next"][0] == (with_version(path, history.broken), "Sat, 01 Jan 2022 12:00:00 GMT")
    assert found["last"][0] == (with_version(path, history.walks), "Sun, 01 Jan 2023 12:00:00 GMT")
    timemap = client.get(found["timemap"][0][0])
    assert timemap.headers["content-type"] == "application/link-format"
    listed = links(timemap)
    assert listed["original"][0][0] == path
    ids = [history.strolls, history.steps, history.broken, history.walks]
    assert [address for address, _ in listed["memento"]] == [with_version(path, each) for each in ids]
    assert listed["first"] == listed["memento"][:1]
    assert listed["last"] == listed["memento"][-1:]
    # A memento is what it is, whatever date is asked for.
    same = client.get(memento.url, headers=IN_2020)
    assert same.status_code == 200
    assert "Saebom steps" in same.text


def with_version(path: str, version: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}version={version}"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("Tue, 01 Jan 2019 00:00:00 GMT", "strolls"), ("Fri, 01 Jan 2100 00:00:00 GMT", "walks")],
)
def test_beyond_either_end_it_is_the_first_or_the_last(
    client: httpx.Client, history: History, wanted: str, expected: str
) -> None:
    response = client.get("/questions/policies-in-order", headers={"accept-datetime": wanted})
    assert response.headers["location"].endswith(f"version={getattr(history, expected)}")


@pytest.mark.parametrize(
    "wanted",
    ["2020-01-01", "yesterday", "", "Fri, 31 Feb 2020 00:00:00 GMT", "Fri, 03 Jan 2020 00:00:00 +0900"],
)
def test_a_date_that_is_none_is_refused(client: httpx.Client, wanted: str) -> None:
    response = client.get("/graph/saebom/plan", headers={"accept-datetime": wanted})
    assert response.status_code == 400
    assert "Accept-Datetime" in response.json()["detail"]


def test_what_has_no_versions_has_no_list(client: httpx.Client) -> None:
    for path in (
        "/timemap",
        "/timemap/health",
        "/timemap/anything",
        "/timemap/doc/saebom/none",
        "/timemap/graph/saebom/none.ttl",
        "/timemap/9/graph/saebom/plan",
        "/timemap/sparql?" + "a" * 3000,
    ):
        assert client.get(path).status_code == 404, path
    for path in ("/timemap/1/graph/saebom/plan", "/timemap/doc/saebom/vision.ttl", "/timemap/dataset"):
        assert client.get(path).status_code == 200, path
    assert client.post("/timemap/sparql").status_code == 405
    assert client.get("/health", headers={"accept-datetime": "x"}).status_code == 200


def test_an_address_cant_break_out_of_its_link(client: httpx.Client) -> None:
    response = client.get('/timemap/sparql?a=1>;rel="memento",<http://elsewhere.example/')
    assert [address for address, _ in links(response)["original"]] == [
        "/sparql?a=1%3E;rel=%22memento%22,%3Chttp://elsewhere.example/"
    ]


# Bounds


def test_a_version_is_read_once_for_all_who_ask_and_the_oldest_makes_room(history: History) -> None:
    with (
        running("--old-versions", "1", "--time", "20", at=history.root) as server,
        httpx.Client(base_url=server.address, timeout=60) as client,
    ):
        with ThreadPoolExecutor(10) as pool:
            asked = [pool.submit(label, client, "first") for _ in range(9)]
            present = pool.submit(lambda: [label(client) for _ in range(50)])
            assert {each.result() for each in asked} == {"Saebom strolls"}
            assert set(present.result()) == {NOW}
        assert metric(client, 'gjgraph_old_version_builds_total{outcome="builds"}') == 1
        first = client.get("/sparql", params={"query": LABEL, "version": "first"}).headers["etag"]
        for version, expected in (("aside", "Saebom runs"), ("first", "Saebom strolls")):
            assert label(client, version) == expected
            assert metric(client, "gjgraph_old_versions") == 1
            eventually(lambda: children(server.pid), lambda engines: len(engines) == 2, 5)
        assert metric(client, 'gjgraph_old_version_builds_total{outcome="builds"}') == 3
        # Another index of the same version: its tags are the same.
        again = client.get("/sparql", params={"query": LABEL, "version": "first"}).headers["etag"]
        assert again == first
        # One that is in use stays; who asks for another one waits.
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(
                client.get, "/sparql", params={"query": ENDLESS, "version": "first", "timeout": "2"}
            )
            eventually(server.workers, lambda pids: any(state_burns(pid) for pid in pids), 5)
            refused = client.get("/sparql", params={"query": LABEL, "version": "aside"})
            assert refused.status_code == 503
            assert refused.headers["retry-after"]
            # The limits are those of the present; nobody else waits.
            assert label(client) == NOW
            assert label(client, "first") == "Saebom strolls"
            assert slow.result().status_code == 504
        assert label(client, "aside") == "Saebom runs"
        # An engine process that dies is replaced when it's asked again.
        os.kill(children(server.pid)[-1], signal.SIGKILL)
        eventually(lambda: metric(client, "gjgraph_old_versions"), lambda held: held == 0, 5)
        assert label(client, "aside") == "Saebom runs"
        # A new version is published; the one before is an old one now, and those asked before are valid.
        moved = commit(history.root, "2024-01-01T12:00:00Z", "Saebom dances")
        try:
            server.process.send_signal(signal.SIGHUP)
            eventually(lambda: label(client), lambda seen: seen == "Saebom dances", 20)
            assert label(client, "aside") == "Saebom runs"
            assert label(client, history.walks) == NOW
            assert label(client, moved) == "Saebom dances"
        finally:
            git(history.root, "reset", "--quiet", "--hard", history.walks)
        # What was taken out of the history isn't there any more.
        assert client.get("/sparql", params={"query": LABEL, "version": moved}).status_code == 404


def state_burns(pid: int) -> bool:
    """Tell whether a process is running at this moment."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "R"
    except OSError:
        return False


def test_nothing_is_left_of_a_server_that_is_killed(history: History, tmp_path: Path) -> None:
    with running("--old-versions", "2", at=history.root, TMPDIR=str(tmp_path)) as server:
        with httpx.Client(base_url=server.address, timeout=60) as client:
            assert label(client, "first") == "Saebom strolls"
            assert not list(tmp_path.glob(f"{PREFIX}*"))
        processes = server.all()
        assert len(children(server.pid)) == 2
        server.process.kill()
        eventually(lambda: [pid for pid in processes[1:] if alive(pid)], lambda living: not living, 5)
        server.process.wait()


@pytest.mark.parametrize("is_in_git", [True, False])
def test_where_there_are_no_old_versions_it_is_said(
    history: History, tmp_path: Path, is_in_git: bool
) -> None:
    root = history.root
    if not is_in_git:
        root = tmp_path / "plain"
        shutil.copytree(history.root, root, ignore=shutil.ignore_patterns(".git"))
    with (
        serving(at=root, old_versions=0 if is_in_git else 2) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        response = client.get("/sparql", params={"query": LABEL, "version": "first", "lang": "en"})
        assert response.status_code == 404
        reason = "the setting 'old_versions' is 0" if is_in_git else "in no git repository"
        assert reason in response.json()["detail"]
        assert label(client, **IN_2020) == NOW
        assert "link" not in client.get("/sparql", params={"query": LABEL}).headers
        assert client.get("/timemap/sparql").status_code == 404
        assert "/timemap/{address}" not in client.get("/openapi.json").json()["paths"]


# On the command line


def test_the_command_line_asks_old_versions(history: History) -> None:
    for version, expected in (
        ("first", "Saebom strolls"),
        ("2021-03-01", "Saebom steps"),
        ("draft", "Saebom hides"),
    ):
        asked = run("query", "--version", version, "--format", "csv", at=history.root, stdin=LABEL)
        assert asked.out.splitlines()[1] == expected, asked.err
    asked = run("ask", "policies-in-order", "--version", "first", "--format", "csv", at=history.root)
    assert "Saebom strolls" in asked.out, asked.err
    wrong = run("query", "--version", "HEAD~1", at=history.root, stdin=LABEL)
    assert wrong.code == 2
    assert "no version 'HEAD~1'" in wrong.err
    broken = run("query", "--version", history.broken, at=history.root, stdin=LABEL)
    assert broken.code == 2
    assert PREFIX not in broken.err


# The parts


def test_the_timeline_follows_what_git_does(tmp_path: Path, saebom: Path) -> None:
    root = Path(shutil.copytree(saebom, tmp_path / "workspace", symlinks=True))
    timeline = Timeline(opened(root))
    assert timeline.all() == []
    with pytest.raises(UnknownNameError):
        timeline.named("2030-01-01", "")
    first = commit(root, "2020-01-01T12:00:00Z", "Saebom strolls")
    second = commit(root, "2021-01-01T12:00:00Z", "Saebom steps")
    assert [each.id for each in timeline.all()] == [first, second]
    empty = commit(root, "2021-02-01T12:00:00Z")
    assert timeline.named(empty, second).is_served
    git(root, "reset", "--quiet", "--hard", first)
    third = commit(root, "2021-03-01T12:00:00Z", "Saebom runs")
    assert [each.id for each in timeline.all()] == [first, third]
    with pytest.raises(UnknownNameError):
        timeline.named(second, "")
    git(root, "tag", "kept", second)
    assert timeline.named(second, "").version.id == second
    (root / "gjgraph.toml").rename(tmp_path / "gjgraph.toml")
    gone = commit(root, "2022-01-01T12:00:00Z")
    assert [each.id for each in timeline.all()] == [first, third]
    with pytest.raises(UnknownNameError, match="isn't there"):
        timeline.named(gone, "")


def test_folders_of_killed_processes_are_removed(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, young, elsewhere = (tmp_path / name for name in (f"{PREFIX}left", f"{PREFIX}young", "other"))
    for folder in (left, young, elsewhere):
        (folder / "data").mkdir(parents=True)
    link = tmp_path / f"{PREFIX}link"
    link.symlink_to(elsewhere)
    hour_ago = time.time() - 3600
    with checked_out(opened(history.root), history.strolls) as used:
        assert (used / PLAN).is_file()
        for folder in (left, elsewhere, used):
            os.utime(folder, (hour_ago, hour_ago))
        os.utime(link, (hour_ago, hour_ago), follow_symlinks=False)
        clear()
        assert sorted(tmp_path.iterdir()) == sorted([young, elsewhere, link, used])
        assert (used / PLAN).is_file()
    assert not used.exists()
    assert (elsewhere / "data").is_dir()


def test_an_engine_whose_server_went_while_it_read_leaves_nothing(history: History, tmp_path: Path) -> None:
    program = "from gjgraph.operations.old_snapshot import main; main()"
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(theirs.fileno()), str(history.root), "1", history.strolls],
            pass_fds=[theirs.fileno()],
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
    # The server goes while the version is being read.
    ours.close()
    assert process.wait(20) == 0
    assert not list(tmp_path.iterdir())
