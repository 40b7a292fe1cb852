"""What the operator sees and sets: health, limits, metrics, logs, and how the server is started."""

import contextlib
import functools
import html
import itertools
import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from gjgraph.core.settings import Settings, described, flag, limits
from tests.conftest import ROOT, run
from tests.live import Live, live, refused

TOKEN = "operators-only-비밀"
ASCII_TOKEN = "operators-only"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
POLICIES = "SELECT ?x { ?x a csp:Policy }"
BROWSER = {"accept": "text/html,*/*;q=0.8"}
LIMITS = [name for name, *_ in limits(Settings())]
Start = Callable[..., Live]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers with settings; they are stopped when the test is over."""
    with contextlib.ExitStack() as stack:

        def begin(*flags: str, **settings: Any) -> Live:  # noqa: ANN401
            log = tmp_path / f"log{len(list(tmp_path.glob('log*')))}"
            return stack.enter_context(live(log, *flags, **settings))

        yield begin


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server with an operator, whose log and figures several tests look at."""
    variables = {"GJGRAPH_OPERATOR_TOKEN": ASCII_TOKEN}
    with live(tmp_path_factory.mktemp("operator") / "log", variables=variables) as running:
        yield running


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Live]]:
    """Servers that trust a proxy, one for each proxy; the log of each goes on from test to test."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def begin(proxy: str) -> Live:
            flags = ["--trusted-proxy", proxy] if proxy else []
            return stack.enter_context(live(tmp_path_factory.mktemp("behind") / "log", *flags))

        yield begin


def get(server: Live, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401
    return httpx.get(server.address.rstrip("/") + path, timeout=60, **sent)


def ask(server: Live, query: str, **sent: Any) -> httpx.Response:  # noqa: ANN401
    return get(server, "/sparql", params={"query": query}, **sent)


# Health


def test_health(server: Live) -> None:
    response = get(server, "/health")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    content = response.json()
    assert content["live"] is True
    assert content["ready"] is True
    assert content["status"] == "ready"
    assert re.fullmatch(r"[0-9a-f]{16,64}", content["version"])
    assert content["software"] in run("--version").out
    assert len(response.content) < 200, "it is asked every second"
    head = httpx.head(f"{server.address}health")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(response.content))


def test_health_is_quick_while_queries_burn(server: Live) -> None:
    with httpx.Client(timeout=0.3) as client:
        for _ in range(4):
            with contextlib.suppress(httpx.TimeoutException):
                client.get(f"{server.address}sparql", params={"query": ENDLESS, "timeout": "3"})
            began = time.monotonic()
            assert get(server, "/health").status_code == 200
            assert time.monotonic() - began < 0.5


def copied(folder: Path) -> Path:
    """Copy the workspace."""
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "gjgraph.toml", folder)
    return folder


def test_equal_content_has_an_equal_version_and_other_content_another(start: Start, tmp_path: Path) -> None:
    """Outside of git, that is; in it, the version is the commit."""
    root = copied(tmp_path / "copy")
    file = root / "data/gwangju/m7.ttl"
    again = start(at=root)
    before = get(again, "/health").json()["version"]
    assert before == get(start(at=copied(tmp_path / "twin")), "/health").json()["version"]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"출산과 보육지원"@ko', '"출산과 보육 지원"@ko'), encoding="utf-8")
    os.kill(again.process.pid, signal.SIGHUP)
    again.log_when(lambda lines: any(line.get("event") == "reloaded" for line in lines))
    after = get(again, "/health").json()["version"]
    assert after != before
    file.write_text(text, encoding="utf-8")
    back = get(start(at=root), "/health").json()["version"]
    assert back == before


# Limits


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_limits_are_told_with_their_meaning(server: Live, lang: str) -> None:
    told = get(server, "/limits", params={"lang": lang}).json()
    expected = {
        name: {"value": value, "unit": unit, "meaning": meaning[0 if lang == "ko" else 1]}
        for name, value, unit, meaning in limits(Settings())
    }
    assert told == expected
    assert get(server, "/limits", headers={"accept-language": lang}).json() == expected
    words = [word for each in expected.values() for word in str(each["meaning"]).split()]
    assert ("수", "수") not in itertools.pairwise(words)
    page = get(server, "/limits", params={"lang": lang}, headers=BROWSER)
    assert f'<html lang="{lang}">' in page.text
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2]))
    assert not re.search(r"\d\.0\b", text), "30 s, and not 30.0 s"
    for name, each in expected.items():
        assert str(each["meaning"]) in text
        assert f'id="{name}"' in page.text, "the place that a problem's type points to"
        value = each["value"]
        assert isinstance(value, int | float)
        assert f"{value:g}" in text.replace(",", "") or f"{value:,}" in text


CHANGED = {
    "time": "7",
    "memory_mb": "300",
    "rows": "77",
    "answer_mb": "9",
    "request_kb": "99",
    "url_kb": "33",
    "request_time": "11",
    "queries_at_once": "3",
    "queries_waiting": "44",
    "client_share": "2",
    "client_waiting": "55",
    "connections": "66",
    "client_connections": "22",
    "edit_time": "13",
    "edit_mb": "8",
    "edits_waiting": "12",
    "old_versions": "5",
}


def test_limits_change_with_the_settings(start: Start) -> None:
    assert set(CHANGED) == set(LIMITS)
    running = start(variables={f"GJGRAPH_{name.upper()}": value for name, value in CHANGED.items()})
    told = get(running, "/limits").json()
    assert {name: float(told[name]["value"]) for name in told} == {
        name: float(value) for name, value in CHANGED.items()
    }
    page = get(running, "/limits", headers=BROWSER).text
    for name, value in CHANGED.items():
        assert re.search(rf'id="{name}".*?<td class="figure">{value}(\.0)?(?!\d)', page), name


@pytest.mark.parametrize(
    ("name", "value", "query", "status"),
    [
        ("rows", "10", "SELECT * { ?a ?b ?c }", 507),
        ("answer_mb", "1", "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 90000", 507),
        ("time", "0.5", ENDLESS, 504),
    ],
)
def test_a_limit_that_is_reached_is_named_and_counted(
    start: Start, name: str, value: str, query: str, status: int
) -> None:
    running = start(flag(name), value)
    began = time.monotonic()
    for lang in ("ko", "en"):
        with httpx.Client(timeout=30) as client:
            try:
                response = client.get(
                    f"{running.address}sparql",
                    params={"query": query, "format": "json"},
                    headers={"accept-language": lang},
                )
            except httpx.RemoteProtocolError:
                # Bytes were out already: broken off, so that nobody takes it for the whole.
                assert name == "answer_mb"
                continue
        assert response.status_code == status
        content = response.json()
        assert content["type"].endswith(f"/limits#{name}")
        assert value in content["detail"]
        assert bool(re.search("[가-힣]", content["detail"])) is (lang == "ko")
        assert get(running, content["type"].partition("#")[0]).status_code == 200
    assert time.monotonic() - began < 5
    assert figures(running)["gjgraph_limits_reached_total", (("limit", name),)] == 2


# Figures


def figures(server: Live) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Read the metrics as Prometheus does."""
    response = get(server, "/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    found: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
    names = set()
    for family in text_string_to_metric_families(response.text):
        assert family.documentation, family.name
        assert family.type != "unknown", family.name
        assert family.name not in names
        names.add(family.name)
        assert family.name.startswith("gjgraph_")
        for sample in family.samples:
            key = sample.name, tuple(sorted(sample.labels.items()))
            assert key not in found
            found[key] = sample.value
    return found


def moved(server: Live, act: Callable[[], object]) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Tell which figures an act moves, and by how much."""
    before = figures(server)
    act()
    after = figures(server)
    return {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}


def route(path: str, status: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    return "gjgraph_requests_total", (("route", path), ("status", str(status)))


def cache(outcome: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    return "gjgraph_cache_total", (("outcome", outcome),)


@pytest.mark.parametrize(
    ("path", "counted", "status"),
    [
        ("/", "/", 200),
        ("/questions", "/questions", 200),
        ("/questions/strategies-in-order", "/questions", 200),
        ("/questions/strategies-in-order.csv", "/questions", 200),
        ("/questions/nothing", "/questions", 404),
        ("/questions/goal?x=1", "/questions", 400),
        ("/store?default", "/store", 200),
        ("/graph/gwangju/m7", "/graph", 200),
        ("/health", "/health", 200),
        ("/limits", "/limits", 200),
        ("/queries", "/queries", 401),
        ("/sparql?query=ASK{}", "/sparql", 200),
        ("/sparql?query=ASK", "/sparql", 400),
        ("/sparql?query=ASK{}&format=exe", "/sparql", 406),
        ("/nothing/at/all", "other", 404),
        ("/metricsx", "other", 404),
        ("/%0a%22", "other", 404),
    ],
)
def test_requests_are_counted_by_route_and_status(server: Live, path: str, counted: str, status: int) -> None:
    for _ in range(2):
        by = moved(server, lambda: get(server, path))
        assert by[route(counted, status)] == 1
        others = [key for key in by if key[0] == "gjgraph_requests_total" and key != route(counted, status)]
        assert others in ([], [route("/metrics", 200)])
        count = "gjgraph_request_seconds_count", ()
        assert by[count] == 2  # this one, and the one that looked
        assert by["gjgraph_sent_bytes_total", ()] > 0


def test_the_cache_is_counted(server: Live) -> None:
    query = f"{POLICIES} # {time.monotonic()}"
    assert moved(server, lambda: ask(server, query))[cache("miss")] == 1
    for _ in range(3):
        by = moved(server, lambda: ask(server, query))
        assert by[cache("hit")] == 1
        assert cache("miss") not in by
    by = moved(server, lambda: ask(server, query, headers={"accept": "text/csv"}))
    assert by[cache("miss")] == 1
    assert by["gjgraph_cache_bytes", ()] > 0


def test_what_is_computed_once_for_many_is_counted(server: Live) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?b ?f FILTER(?c < ?f) }} # {time.monotonic()}"
    request = httpx.Request("GET", f"{server.address}sparql", params={"query": query})
    head = f"GET {request.url.raw_path.decode()} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()

    def many() -> None:
        opened = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(6)]
        for each in opened:
            each.sendall(head)
        for each in opened:
            with each:
                each.settimeout(40)
                while each.recv(65536):
                    pass

    by = moved(server, many)
    assert by[cache("miss")] == 1
    assert by[cache("shared")] + by.get(cache("hit"), 0) == 5
    assert by[cache("shared")] > 0


def test_memory_and_workers_are_told(server: Live) -> None:
    found = figures(server)
    for process in ("server", "engine", "workers"):
        assert 10e6 < found["gjgraph_resident_bytes", (("process", process),)] < 2e9
    wait_for(lambda: figures(server)["gjgraph_workers", ()] >= 2)
    assert found["gjgraph_queries_waiting", ()] == 0
    buckets = [value for (name, _), value in found.items() if name == "gjgraph_request_seconds_bucket"]
    assert buckets == sorted(buckets)
    assert buckets[-1] == found["gjgraph_request_seconds_count", ()]
    assert found["gjgraph_request_seconds_sum", ()] > 0


def test_what_runs_and_waits_is_told(start: Start) -> None:
    running = start("--queries-at-once", "2", "--queries-waiting", "2", "--time", "4")
    request = httpx.Request("GET", f"{running.address}sparql")
    assert request.url.port == running.port
    opened = []
    for number in range(4):
        url = httpx.URL(f"{running.address}sparql", params={"query": f"{ENDLESS} # {number}"})
        opened.append(socket.create_connection(("127.0.0.1", running.port)))
        opened[-1].sendall(f"GET {url.raw_path.decode()} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.2)
    found = figures(running)
    assert found["gjgraph_queries_running", ()] == 2
    assert found["gjgraph_queries_waiting", ()] == 2
    # A worker that is at a long query may be taken for a third one to come: so until one is refused.
    response = ask(running, f"{ENDLESS} # one more")
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) >= 1
    assert figures(running)["gjgraph_refused_total", ()] >= 1
    for each in opened:
        each.close()


def test_a_worker_that_dies_is_counted_and_replaced(start: Start) -> None:
    running = start()
    query = "SELECT * { ?a ?b ?c FILTER(" + "(" * 8000 + "1" + ")" * 8000 + ") }"
    response = httpx.post(f"{running.address}sparql", data={"query": query}, timeout=60)
    assert response.status_code in (400, 507)
    wait_for(lambda: len(workers(running)) >= 2)
    pids = workers(running)
    before = figures(running)["gjgraph_worker_restarts_total", ()]
    os.kill(pids[0], signal.SIGKILL)
    wait_for(lambda: figures(running)["gjgraph_worker_restarts_total", ()] == before + 1)
    assert ask(running, POLICIES).status_code == 200
    wait_for(lambda: figures(running)["gjgraph_workers", ()] >= len(pids))


def test_a_server_whose_workers_all_died_is_ready_again_unasked(start: Start) -> None:
    """Or a load balancer, which asks nothing of a server that isn't ready, would never use it again."""
    running = start()
    wait_for(lambda: len(workers(running)) >= 2)
    dead = workers(running)
    for pid in dead:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not set(dead) & set(workers(running)))
    wait_for(lambda: get(running, "/health").status_code == 200)
    assert get(running, "/health").json()["ready"] is True


def wait_for(done: Callable[[], bool]) -> None:
    """Wait for what happens in a moment."""
    until = time.monotonic() + 5
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)


def workers(server: Live) -> list[int]:
    """Find the workers of a server: the children of its engine process."""
    return [pid for engine in children(server.process.pid) for pid in children(engine)]


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]


# The log

SECRET = "남몰래-private-5u1cide"
KEYS = {"time", "client", "method", "path", "status", "bytes", "ms"}


def requests_of(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if "path" in line]


def test_a_line_for_each_request(start: Start) -> None:
    running = start()
    sent = [
        ("GET", "/", {}, 200),
        ("GET", "/questions/strategies-in-order", {}, 200),
        ("GET", "/questions/strategies-in-order", {}, 200),
        ("HEAD", "/questions/strategies-in-order.csv", {}, 200),
        ("GET", "/questions/strategies-in-order.html", {}, 200),
        ("GET", "/graph/gwangju/m7", {}, 200),
        ("GET", "/sparql", {"params": {"query": POLICIES}}, 200),
        ("GET", "/sparql", {"params": {"query": POLICIES}}, 200),
        ("GET", "/sparql", {"params": {"query": POLICIES}}, 200),
        ("POST", "/sparql", {"data": {"query": POLICIES}}, 200),
        ("HEAD", "/sparql", {"params": {"query": POLICIES}}, 200),
        ("OPTIONS", "/sparql", {}, 204),
        ("PUT", "/sparql", {}, 405),
        ("GET", "/sparql", {"params": {"query": "ASK"}}, 400),
        ("GET", "/nothing", {}, 404),
    ]
    sizes = []
    with httpx.Client(base_url=running.address, headers={"accept-encoding": "identity"}) as client:
        for method, path, more, status in sent:
            response = client.request(method, path, **more)  # type: ignore[arg-type]
            assert response.status_code == status
            sizes.append(len(response.content))
    lines = requests_of(running.log_when(lambda lines: len(requests_of(lines)) >= len(sent)))
    assert len(lines) == len(sent)
    for line, (method, path, _, status), size in zip(lines, sent, sizes, strict=True):
        where = f"{method} {path}: {line}"
        assert set(line) >= KEYS, where
        assert line["method"] == method, where
        assert line["status"] == status, where
        assert method == "HEAD" or line["bytes"] == size, where
        assert line["client"] == "127.0.0.1", where
        assert line["ms"] >= 0, where
        first = "/" + path.split("/")[1]
        assert line["path"] in (path, first, "other"), where
    assert [line.get("cache") for line in lines[6:9]] == ["miss", "hit", "hit"]


def test_the_log_has_no_text_of_a_query(start: Start) -> None:
    running = start()
    address = running.address
    query = f'SELECT ?x {{ ?x skos:prefLabel "{SECRET}" }}'
    with httpx.Client(timeout=30) as client:
        for accept in ("*/*", "text/html", "text/csv", "image/png"):
            for _ in range(3):
                client.get(f"{address}sparql", params={"query": query}, headers={"accept": accept})
            client.post(f"{address}sparql", data={"query": query}, headers={"accept": accept})
            client.get(f"{address}questions/projects-with-a-word", params={"word": SECRET})
            client.get(f"{address}questions/{SECRET}")
            client.get(f"{address}{SECRET}")
            client.get(f"{address}graph/{SECRET}")
            client.get(f"{address}store", params={"graph": f"https://a.example/{SECRET}"})
            client.get(f"{address}sparql", params={"query": f"SELECT {SECRET}"}, headers={"accept": accept})
            client.get(address, headers=[(b"referer", SECRET.encode()), (b"user-agent", SECRET.encode())])
        client.get(f"{address}sparql", params={"query": f"ASK {{ BIND('{SECRET}' AS ?x) FILTER(1/0) }}"})
        client.request("PATCH", f"{address}questions", params={"q": SECRET})
    lines = running.log_when(lambda lines: len(requests_of(lines)) >= 46)
    assert len(lines) >= 46
    log = running.raw_log()
    for part in ("5u1cide", "남몰래", "prefLabel", "SELECT", "%EB%82%A8", "strategies"):
        assert part not in log


def test_the_access_log_can_be_silenced(start: Start) -> None:
    for running in (
        start("--access-log", "false"),
        start(variables={"GJGRAPH_ACCESS_LOG": "false"}),
    ):
        for path in ("/", "/questions/goal", "/sparql?query=ASK{}", "/sparql?query=ASK{}", "/nothing"):
            get(running, path)
        time.sleep(0.5)
        assert running.raw_log() == ""


def test_slow_queries_are_logged_with_their_text(start: Start) -> None:
    running = start("--slow", "0.5", "--time", "1", "--access-log", "false")
    ask(running, POLICIES)
    query = f'{ENDLESS} # "광주"\n# second line'
    assert ask(running, query).status_code == 504
    (line,) = running.log_when(bool)
    assert line["event"] == "slow-query"
    assert line["query"] == query
    assert 900 <= line["ms"] < 2000
    assert line["client"] == "127.0.0.1"
    assert line["outcome"] == "504"
    assert re.fullmatch("[0-9a-f]{8,}", line["digest"])
    assert len(running.raw_log().splitlines()) == 1


def test_with_no_time_every_query_is_slow(start: Start) -> None:
    running = start("--slow", "0.0", "--access-log", "false")
    ask(running, POLICIES)
    get(running, "/questions/projects-with-a-word", params={"word": SECRET})
    get(running, "/health")
    lines = running.log_when(lambda lines: len(lines) >= 2)
    assert [line["event"] for line in lines] == ["slow-query", "slow-query"]
    assert lines[0]["query"] == POLICIES
    assert "SELECT" in lines[1]["query"]


def test_a_slow_query_of_any_size_is_one_short_line(start: Start) -> None:
    running = start("--slow", "0.0", "--access-log", "false")
    query = f"{POLICIES} # " + '\\"\n\t\r\u2028\u0085\u009b\x7f\u0000' * 5_000
    httpx.post(f"{running.address}sparql", data={"query": query})
    running.log_when(bool)
    log = running.raw_log()
    assert len(log.splitlines()) == log.count("\n") == 1
    assert not set("\u2028\u0085\u009b\x7f\r\t") & set(log)
    assert len(log) < 100_000


FORGED = '{"time":1,"client":"10.9.9.9","method":"GET","path":"/forged","status":200}'
ATTACKS = [
    f"GET /\n{FORGED} HTTP/1.1\r\nHost: x\r\n\r\n",
    f"GET /%0a{FORGED.replace(' ', '')} HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%0d%0a%22%7D%0a HTTP/1.1\r\nHost: x\r\n\r\n",
    'GET /questions"},"x":{" HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /sparql","status":999,"x":" HTTP/1.1\r\nHost: x\r\n\r\n',
    'GE"T / HTTP/1.1\r\nHost: x\r\n\r\n',
    f'GET /health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1","forged":"{FORGED}\r\n\r\n',
    "GET /health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1\x85\u2028\r\n\r\n",
    "GET /health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.1.1.1\r\n 10.9.9.9\r\n\r\n",
    'GET /health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: fe80::1%"10.9.9.9"\r\n\r\n',
    "GET /health HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + "9" * 5000 + "\r\n\r\n",
    f"GET /health HTTP/1.1\r\nHost: {FORGED}\r\n\r\n",
    f"GET /health HTTP/1.1\r\nHost: x\r\nUser-Agent: \x1b[2J{FORGED}\r\n\r\n",
    "GET http://10.9.9.9/health HTTP/1.1\r\nHost: x\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "CONNECT 10.9.9.9:80 HTTP/1.1\r\nHost: 10.9.9.9:80\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01",
    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
]


@pytest.mark.parametrize("proxy", ["", "127.0.0.1"])
def test_nobody_forges_lines(start: Start, proxy: str) -> None:
    running = start(*(["--trusted-proxy", proxy] if proxy else []))
    for attack in ATTACKS:
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            connection.settimeout(1)
            connection.sendall(attack.encode())
            with contextlib.suppress(OSError):
                connection.recv(65536)
    assert get(running, "/health").status_code == 200
    lines = running.log_when(lambda lines: len(lines) >= 8)
    assert len(lines) <= len(ATTACKS) + 1
    for line in lines:
        assert set(line) <= KEYS | {"cache"}, line
        assert "forged" not in json.dumps(line)
        assert "10.9.9.9" not in json.dumps(line).replace(f'"client": "{proxy and "10.9.9.9"}"', "")
        assert line["status"] < 600
        assert re.fullmatch(r"[A-Z]{3,12}", line["method"])
        assert re.fullmatch(r"[0-9a-f.:/]+|unknown", line["client"]), line
    assert "\x1b" not in running.raw_log()
    assert not {"\u2028", "\x85", "\r"} & set(running.raw_log())


@pytest.mark.parametrize(
    ("proxy", "sent", "client"),
    [
        ("", ["203.0.113.7"], "127.0.0.1"),
        ("10.0.0.1", ["203.0.113.7"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("127.0.0.1", ["::ffff:203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", [], "127.0.0.1"),
    ],
)
def test_the_proxy_that_is_trusted_names_the_client(
    behind: Callable[[str], Live], proxy: str, sent: list[str], client: str
) -> None:
    running = behind(proxy)
    before = len(running.log())
    headers = [("X-Forwarded-For", each) for each in sent]
    headers += [("X-Real-IP", "192.0.2.9"), ("Forwarded", "for=192.0.2.9")]
    paths = [
        "/health",
        "/questions/goal",
        "/sparql?query=ASK{}",
        "/sparql?query=ASK{}",
        "/sparql?query=ASK{}",
    ]
    with httpx.Client(base_url=running.address) as opened:
        for path in paths:
            opened.get(path, headers=headers)
    lines = running.log_when(lambda lines: len(lines) >= before + len(paths))
    assert [line["client"] for line in lines[before:]] == [client] * len(paths)


# The operator's token


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        (f"Bearer {ASCII_TOKEN}", 200),
        (f"bearer {ASCII_TOKEN}", 200),
        (f"Basic {ASCII_TOKEN}", 401),
        ("Bearer", 401),
        (f"Bearer {ASCII_TOKEN}x", 401),
        (f"Bearer {ASCII_TOKEN[:-1]}", 401),
        ("Bearer \xff\xfe", 401),
        (ASCII_TOKEN, 401),
    ],
)
def test_only_the_operator_sees_queries(server: Live, header: str | None, status: int) -> None:
    headers = [] if header is None else [(b"authorization", header.encode("latin-1"))]
    response = httpx.get(f"{server.address}queries", headers=headers)
    assert response.status_code == status
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")
    else:
        assert response.json() == []
    assert httpx.delete(f"{server.address}queries/1", headers=headers).status_code == {200: 404}.get(
        status, status
    )


def test_without_a_token_nobody_is_the_operator(start: Start) -> None:
    running = start()
    for header in ("Bearer", "Bearer x", ""):
        for lang in ("ko", "en"):
            response = get(running, "/queries", headers={"authorization": header, "accept-language": lang})
            assert response.status_code == 403
            assert "GJGRAPH_OPERATOR_TOKEN" in response.json()["detail"]


def test_a_token_may_have_letters_of_any_alphabet(start: Start) -> None:
    running = start(variables={"GJGRAPH_OPERATOR_TOKEN": TOKEN})
    sent = [(b"authorization", f"Bearer {TOKEN}".encode())]
    assert httpx.get(f"{running.address}queries", headers=sent).status_code == 200


def test_the_operator_stops_a_query(server: Live) -> None:
    headers = {"authorization": f"Bearer {ASCII_TOKEN}"}
    url = httpx.URL(f"{server.address}sparql", params={"query": ENDLESS})
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET {url.raw_path.decode()} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until = time.monotonic() + 5
        while not (listed := get(server, "/queries", headers=headers).json()):
            assert time.monotonic() < until
        (query,) = listed
        assert query["query"] == ENDLESS
        assert query["client"] == "127.0.0.1"
        assert query["state"] == "running"
        stopped = httpx.delete(f"{server.address}queries/{query['id']}", headers=headers)
        assert stopped.status_code == 204
        connection.settimeout(2)
        assert connection.recv(64).startswith(b"HTTP/1.1 503")
    assert get(server, "/queries", headers=headers).json() == []
    for number in (str(query["id"]), "0", "x", "9" * 40, "-1", "%F0%9F%98%80", "²"):
        gone = httpx.delete(f"{server.address}queries/{number}", headers=headers)
        assert gone.status_code == 404, number


def test_the_token_is_in_no_flag_and_no_log(start: Start) -> None:
    for lang in ("ko", "en"):
        assert "--operator-token" not in run("serve", "--help", lang=lang).out
    ran = refused("--operator-token", "x")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "--operator-token" in ran.err
    running = start(variables={"GJGRAPH_OPERATOR_TOKEN": ASCII_TOKEN})
    get(running, "/queries", headers={"authorization": f"Bearer {ASCII_TOKEN}"})
    get(running, "/queries", headers={"authorization": "Bearer wrong-guess"})
    running.log_when(lambda lines: len(lines) == 2)
    assert ASCII_TOKEN not in running.raw_log() + running.out
    assert "wrong-guess" not in running.raw_log()


# Starting


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_it_prints_one_line_that_says_where_it_is(tmp_path: Path, lang: str) -> None:
    with live(tmp_path / "log", lang=lang) as running:
        assert get(running, "/health").status_code == 200
        line = running.out
    assert running.out == line, "and nothing more, to its end"
    assert running.out.count("\n") == 1
    assert running.address in line
    assert "Ctrl+C" in line
    assert ("시정비전" in line) is (lang == "ko")
    assert running.raw_log().count("\n") == 1


def test_an_address_of_ipv6_is_printed_so_that_it_can_be_opened(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with live(tmp_path / "log", "--host", "::1") as running:
        assert "http://[::1]:" in running.out
        assert get(running, "/health").status_code == 200


@pytest.mark.parametrize(
    ("file", "variable", "given", "meant"),
    [
        ("time = 3", None, None, 3.0),
        ("time = 3", "4", None, 4.0),
        ("time = 3", "4", "5", 5.0),
        ("time = 3", None, "5", 5.0),
        ("", "4", "5", 5.0),
        ("", None, None, 30.0),
        ("time = 2.5", None, None, 2.5),
    ],
)
def test_the_flag_goes_before_the_variable_and_that_before_the_file(
    start: Start, tmp_path: Path, file: str, variable: str | None, given: str | None, meant: float
) -> None:
    root = copied(tmp_path / "copy")
    with (root / "gjgraph.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[serve]\n{file}\n")
    flags = ["--time", given] if given else []
    running = start(*flags, at=root, variables={"GJGRAPH_TIME": variable} if variable else {})
    assert get(running, "/limits").json()["time"]["value"] == meant


REFUSED: list[tuple[str, str]] = [
    ("tiem", "3"),
    ("time", "nan"),
    ("time", "-1"),
    ("time", '""'),
    ("rows", "1.5"),
    ("rows", "true"),
    ("rows", "[1]"),
    ("port", "65536"),
    ("access_log", '"maybe"'),
    ("queries_at_once", "-4"),
]


def text(value: str) -> str:
    """Give a value of the file as a flag or a variable says it."""
    return value.strip('"')


@pytest.mark.parametrize(("name", "value"), REFUSED)
@pytest.mark.parametrize("way", ["flag", "variable", "file"])
def test_senseless_settings_are_refused_in_one_line(tmp_path: Path, way: str, name: str, value: str) -> None:
    """A few of those in `core/test_settings.py`, here on the running program."""
    lang = "ko" if REFUSED.index((name, value)) % 2 else "en"
    if way == "flag":
        called = flag(name)
        ran = refused(f"{called}={text(value)}", lang=lang)
    elif way == "variable":
        called = f"GJGRAPH_{name.upper()}"
        ran = refused(variables={called: text(value)}, lang=lang)
    else:
        called = name
        shutil.copy(ROOT / "gjgraph.toml", tmp_path)
        with (tmp_path / "gjgraph.toml").open("a", encoding="utf-8") as settings:
            settings.write(f"\n[serve]\n{name} = {value}\n")
        ran = refused(at=tmp_path, lang=lang)
    check_refused(ran.code, ran.out, ran.err, called, lang)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("settings", "called"),
    [
        ("serve = 3", "serve"),
        ('serve = "x"', "serve"),
        ("[serve.time]\nvalue = 3", "time"),
        ("[serve]\nhost = 3", "host"),
        ("[serve]\nhost = []", "host"),
        ("[serve]\nfederation = 3", "federation"),
        ("[serve]\nfederation = {a = 1}", "federation"),
        ("[serve]\ntime = 1979-05-27", "time"),
        ("[[serve]]\ntime = 3", "serve"),
        ("[server]\ntime = 3", "server"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, settings: str, called: str, lang: str) -> None:
    own = (ROOT / "gjgraph.toml").read_text(encoding="utf-8")
    base, _, names = own.partition("[name]")
    (tmp_path / "gjgraph.toml").write_text(
        f"{base}\n{settings}\n[name]{names}" if not settings.startswith("[") else f"{own}\n{settings}\n",
        encoding="utf-8",
    )
    ran = refused(at=tmp_path, lang=lang)
    check_refused(ran.code, ran.out, ran.err, called, lang)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("host", ["nowhere.invalid", "256.1.1.1", "203.0.113.1", "a b", ""])
def test_an_address_to_listen_on_that_is_none(host: str, lang: str) -> None:
    ran = refused("--host", host, lang=lang)
    check_refused(ran.code, ran.out, ran.err, host, lang)


def check_refused(code: int, out: str, err: str, called: str, lang: str) -> None:
    """Check that the server didn't start, and said why in one line of the reader's language."""
    assert code == 2, (out, err[-500:])
    assert out == ""
    assert len(err.splitlines()) == 1, err[-500:]
    assert err.startswith("gjgraph: ")
    assert called in err
    assert bool(re.search("[가-힣]", err)) is (lang == "ko"), err
    assert len(err) < 1000


def test_the_help_has_every_setting_with_its_default() -> None:
    words = " ".join(run("serve", "--help").out.split())
    for each in described():
        if each.name == "operator_token":
            continue
        assert flag(each.name) in words
        assert each.metadata["meaning"].en[:20] in words
        if type(each.default) in (int, float):
            assert f"[{each.default}" in words, each.name


@pytest.mark.parametrize("each", described(), ids=lambda each: each.name)
def test_the_readme_has_a_table_of_the_settings(each: Any) -> None:  # noqa: ANN401
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{each.name}` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", readme, re.MULTILINE)
    assert row, f"no row | `{each.name}` | default | unit | meaning |"
    default, unit, meaning = (part.strip().strip("`") for part in row.groups())
    match each.default:
        case bool():
            assert default == str(each.default).lower()
        case int() | float():
            assert float(default.replace(",", "").replace(" ", "")) == each.default
        case str():
            assert default == each.default
        case _:
            assert default == ""
    assert unit == each.metadata["unit"]
    assert meaning
