"""Every limit is kept and told, in time; what is over leaves nothing running; what dies comes back."""

import json
import resource
import signal
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.running import (
    CROSS,
    ENDLESS,
    HOST,
    SETTLE,
    Reply,
    Running,
    alive,
    children,
    eventually,
    exchange,
    get,
    kill,
    parsed,
    post,
    request,
    running,
    started,
)

OTHER = "127.0.0.2"
THIRD = "127.0.0.3"
TOKEN = "a-token-of-the-operator"
OPERATOR = {"Authorization": f"Bearer {TOKEN}"}
TIME = 1.0
REQUEST_TIME = 1.0
LATE = 0.5
"""Seconds after a limit at which what reached it must be over."""
SORTED = f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f ?i"
STREAM = f"SELECT * {{ {CROSS} }}"
NUMBERS = " ".join(map(str, range(10)))


def counted(places: int, select: str = "?a0") -> str:
    """Write a query with 10, 100, 1,000, … rows."""
    values = " ".join(f"VALUES ?a{n} {{ {NUMBERS} }}" for n in range(places))
    return f"SELECT {select} {{ {values} }}"


LONG_ROWS = f"('{'x' * 200}' AS ?x)"
DIGESTS = "(SHA512(CONCAT(" + ", ".join(f"STR(?a{n})" for n in range(5)) + ")) AS ?x)"
"""Text that can't be compressed by much more than half."""


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A server with small limits."""
    flags = (
        *("--time", TIME, "--memory-mb", 64, "--rows", 20_000, "--answer-mb", 4, "--queries-at-once", 4),
        *("--request-kb", 64, "--url-kb", 16, "--request-time", REQUEST_TIME),
    )
    with running(*map(str, flags), GJGRAPH_OPERATOR_TOKEN=TOKEN) as server:
        yield server
        server.settled()


@pytest.fixture(scope="module")
def small() -> Iterator[Running]:
    """A server with room for few queries."""
    flags = ("--time", 3, "--queries-at-once", 3, "--queries-waiting", 4, "--client-waiting", 3)
    with running(*map(str, flags), "--client-share", "1", GJGRAPH_OPERATOR_TOKEN=TOKEN) as server:
        yield server
        server.settled()


def problem(reply: Reply, status: int, limit: str) -> dict[str, object]:
    """See that a limit is told as problem details that point to it."""
    assert reply.outcome == str(status), reply
    assert reply.headers["content-type"] == "application/problem+json"
    content: dict[str, object] = json.loads(reply.body)
    assert content["status"] == status
    assert content["type"] == f"/limits#{limit}"
    assert content["title"]
    assert content["detail"]
    return content


# Each limit of a query


@pytest.mark.parametrize("query", [ENDLESS, f"SELECT DISTINCT ?a {{ {CROSS} FILTER(?c = 1 && ?f = 2) }}"])
@pytest.mark.parametrize(
    ("more", "seconds"), [("", TIME), ("&timeout=0.3", 0.3)], ids=["server's", "client's"]
)
def test_time(server: Running, query: str, more: str, seconds: float) -> None:
    reply = server.talk(get(query, more=more))
    told = problem(reply, 504, "time")
    assert f"{seconds:g}" in str(told["detail"])
    assert seconds <= reply.seconds <= seconds + LATE
    server.idle_within(0.5)
    server.settled()


def test_the_time_of_planning_counts(server: Running) -> None:
    query = "ASK { " + " ".join(f"?s ?p{n} ?o{n} ." for n in range(1000)) + " }"
    reply = server.talk(post(query))
    assert reply.outcome == "504"
    assert reply.seconds <= TIME + LATE
    server.idle_within(0.5)


def test_memory(server: Running) -> None:
    reply = server.talk(post(SORTED))
    problem(reply, 507, "memory_mb")
    assert reply.seconds < TIME + LATE
    server.answers_within(0.2)


def test_memory_of_one_text(server: Running) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    reply = server.talk(post(f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('xx' AS ?x0) {doubled} }}"))
    problem(reply, 507, "memory_mb")
    server.answers_within(0.2)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows(server: Running, name: str) -> None:
    fits = server.talk(get(f"{counted(5)} LIMIT 20000", more=f"&format={name}"))
    assert fits.outcome == "200", fits.body[:500]
    # Over HTTP/1.0 nothing is out before the end.
    reply = server.talk(get(f"{counted(5)} LIMIT 20001", more=f"&format={name}", version="1.0"))
    assert "20,000" in str(problem(reply, 507, "rows")["detail"])


@pytest.mark.parametrize("name", ["nt", "turtle", "rdf-xml", "trig", "n-quads", "json-ld"])
def test_rows_of_a_graph(server: Running, name: str) -> None:
    query = f"CONSTRUCT {{ [] csp:x 1 }} {{ {{ {counted(5)} LIMIT COUNT }} }}"
    fits = server.talk(get(query.replace("COUNT", "20000"), more=f"&format={name}"))
    assert fits.outcome == "200", fits.body[:500]
    reply = server.talk(get(query.replace("COUNT", "20001"), more=f"&format={name}", version="1.0"))
    problem(reply, 507, "rows")


def test_size_before_anything_is_out(server: Running) -> None:
    reply = server.talk(get(counted(5, LONG_ROWS), Accept_Encoding="gzip"))
    assert "4 MiB" in str(problem(reply, 507, "answer_mb")["detail"])


BREAKS = [
    ("plain", counted(5, LONG_ROWS), "", "identity"),
    ("plain, by rows", counted(5, "('abcdefghijklmnopqrstuvwxyz' AS ?x)"), "", "identity"),
    ("gzip", counted(5, DIGESTS), "", "gzip"),
    ("CSV", counted(5, LONG_ROWS), "&format=csv", "identity"),
    ("graph", f"CONSTRUCT {{ [] csp:x ?x }} {{ {counted(5, LONG_ROWS)} }}", "&format=nt", "identity"),
    ("by time", STREAM.replace("*", "(SHA512(STR(?a)) AS ?x)"), "&format=csv&timeout=0.4", "identity"),
]


@pytest.mark.parametrize(
    ("query", "more", "coding"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS]
)
def test_an_answer_that_breaks_off(server: Running, query: str, more: str, coding: str) -> None:
    """No client takes it for whole: a chunk is missing, and so is the end of what is compressed."""
    content = get(query, more=more, Accept_Encoding=coding)
    reply = server.talk(content)
    assert reply.status == 200
    assert reply.headers["transfer-encoding"] == "chunked"
    assert not reply.raw.endswith(b"0\r\n\r\n")
    assert not reply.whole
    assert len(reply.body) > 500_000
    if coding == "gzip":
        assert reply.headers["content-encoding"] == "gzip"
        unpacked = zlib.decompressobj(wbits=31)
        assert unpacked.decompress(reply.body)
        assert not unpacked.eof
    url = server.address + content.split(b" ")[1].decode()[1:]
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url, headers={"Accept-Encoding": coding})
    server.settled()


@pytest.mark.parametrize(
    ("query", "more", "coding"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS]
)
def test_an_answer_that_breaks_off_for_an_old_client(
    server: Running, query: str, more: str, coding: str
) -> None:
    """In HTTP/1.0 the end of the connection would pass for the end of the answer."""
    reply = server.talk(get(query, version="1.0", more=more, Accept_Encoding=coding))
    assert reply.outcome in ("504", "507")


def test_a_long_answer_for_an_old_client_is_whole(server: Running) -> None:
    query = counted(4, LONG_ROWS)
    new, old = server.talk(get(query)), server.talk(get(query, version="1.0"))
    assert len(new.body) > 2 << 20
    assert new.outcome == old.outcome == "200"
    assert new.headers["transfer-encoding"] == "chunked"
    assert int(old.headers["content-length"]) == len(old.body)
    assert old.body == new.body


def test_never_a_200_that_ends_in_the_middle(server: Running) -> None:
    """Whatever the limit that ends it: by the bytes, it is whole and right, or it is no answer."""
    for limit in range(6_000, 30_000, 2_000):
        for coding in ("identity", "gzip"):
            reply = server.talk(get(f"{counted(5, DIGESTS)} LIMIT {limit}", Accept_Encoding=coding))
            if reply.outcome == "200":
                body = zlib.decompress(reply.body, wbits=31) if coding == "gzip" else reply.body
                assert len(json.loads(body)["results"]["bindings"]) == limit
            else:
                assert reply.outcome in ("aborted", "507")


# Each limit of a request


def test_request_size(server: Running) -> None:
    problem(server.talk(post(b"ASK { }" + b" " * 65_536)), 413, "request_kb")
    assert server.talk(post(b"ASK { }" + b" " * (65_536 - 7))).outcome == "200"


def test_url_size(server: Running) -> None:
    assert server.talk(get("ASK { }", more="&x=" + "y" * 15_000)).outcome == "200"
    problem(server.talk(get("ASK { }", more="&x=" + "y" * 17_000)), 431, "url_kb")


def dripping(content: bytes) -> Iterator[bytes]:
    """Send a byte, wait, send a byte."""
    for place in range(len(content)):
        yield content[place : place + 1]
        time.sleep(0.1)


@pytest.mark.parametrize(
    "content",
    [
        get("ASK { }"),
        post("ASK { }" + " " * 100)[-150:],
        b"",
        b"\r\n" * 100,
    ],
    ids=["head", "nonsense", "nothing", "blank lines"],
)
def test_a_client_that_sends_slowly(server: Running, content: bytes) -> None:
    began = time.monotonic()
    reply = server.talk(dripping(content) if content else b"", timeout=4)
    took = time.monotonic() - began
    if reply.outcome != "400":
        problem(reply, 408, "request_time")
        assert REQUEST_TIME <= took <= REQUEST_TIME + LATE + 0.1
    server.answers_within(0.2)


def test_a_client_that_sends_its_body_slowly(server: Running) -> None:
    whole = post("ASK { }" + " " * 100)
    head, body = whole[:-107], whole[-107:]

    def pieces() -> Iterator[bytes]:
        yield head
        yield from dripping(body)

    reply = server.talk(pieces(), timeout=4)
    problem(reply, 408, "request_time")
    assert reply.seconds <= REQUEST_TIME + LATE + 0.1


def test_a_second_request_that_comes_slowly(server: Running) -> None:
    with server.connect() as opened:
        assert exchange(opened, get("ASK { }")).outcome == "200"
        time.sleep(REQUEST_TIME + 0.3)
        assert exchange(opened, get("ASK { }")).outcome == "200", "an idle connection stays open"
        assert exchange(opened, dripping(get("ASK { }")), 4).outcome == "408"


def test_a_client_that_reads_slowly(server: Running) -> None:
    """It is broken off at the limit of time, and meanwhile is in nobody's way."""
    with started(server, get(STREAM), receive=2048) as opened:
        opened.settimeout(5)
        began = time.monotonic()
        for _ in range(5):
            assert opened.recv(1)
            time.sleep(0.1)
            server.answers_within(0.2)
        # What the kernel had taken already could still be read after the end.
        eventually(lambda: connections_from(opened), lambda there: not there, 2 * TIME)
        assert TIME <= time.monotonic() - began <= TIME + LATE
        assert queries(server) == []
        server.idle_within(0.3)
    server.settled()


def connections_from(opened: socket.socket) -> bool:
    """Tell whether the server's end of a connection is still there, by what the kernel says."""
    port = f":{opened.getsockname()[1]:04X}"
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[2].endswith(port) and fields[3] == "01":
            return True
    return False


def queries(server: Running) -> list[dict[str, object]]:
    """List what runs, as the operator does."""
    reply = server.talk(request("GET", "/queries", OPERATOR))
    assert reply.outcome == "200", reply
    found: list[dict[str, object]] = json.loads(reply.body)
    return found


# Many queries, many clients


def busy(reply: Reply, status: int, limit: str) -> None:
    """See that a client is told to come again, and when."""
    problem(reply, status, limit)
    assert 0 < int(reply.headers["retry-after"]) <= 60


def distinct(query: str, number: int) -> str:
    """Make a query another one, so that its answer isn't shared."""
    return query.replace("AS ?n", f"AS ?n{number}")


def test_queries_waiting(small: Running) -> None:
    """Others take what room there is; who comes then is told to come again, and others aren't stuck."""
    with ExitStack() as stack:
        for number in range(7):
            source = f"127.0.1.{number + 1}"
            stack.enter_context(started(small, get(distinct(ENDLESS, number)), source))
            time.sleep(0.03)
        eventually(lambda: len(queries(small)), lambda count: count == 7, 1)
        busy(small.talk(get("ASK { ?s ?p 1 }")), 503, "queries_waiting")
        states = [each["state"] for each in queries(small)]
        assert (states.count("running"), states.count("waiting")) == (3, 4)
    eventually(lambda: queries(small), lambda left: not left, 1)
    small.idle_within(1)
    small.answers_within(0.2)


def test_one_clients_waiting_queries(small: Running) -> None:
    with ExitStack() as stack:
        for number in range(4):
            stack.enter_context(started(small, get(distinct(ENDLESS, number))))
            time.sleep(0.1)
        busy(small.talk(get("ASK { ?s ?p 2 }")), 429, "client_waiting")
        small.answers_within(0.2, OTHER)
    eventually(lambda: queries(small), lambda left: not left, 1)


def clients_running(server: Running) -> list[str]:
    return sorted(str(each["client"]) for each in queries(server) if each["state"] == "running")


def test_one_clients_share(small: Running) -> None:
    """The cross joins of one client leave room for another, and for another's."""
    with ExitStack() as stack:
        for number in range(3):
            stack.enter_context(started(small, get(distinct(ENDLESS, number))))
            # What comes before it is known to be slow isn't counted as such.
            eventually(lambda: clients_running(small), lambda now: HOST in now, 1)
            time.sleep(0.2)
        for _ in range(20):
            small.answers_within(0.2, OTHER)
        stack.enter_context(started(small, get(distinct(ENDLESS, 9)), OTHER))
        time.sleep(0.3)
        eventually(lambda: clients_running(small), lambda now: now == [HOST, OTHER], 1)
        small.answers_within(0.2, THIRD)
    eventually(lambda: queries(small), lambda left: not left, 1)
    small.settled()


def test_what_waits_runs_out_of_time_too(small: Running) -> None:
    with ExitStack() as stack:
        for number in range(2):
            stack.enter_context(started(small, get(distinct(ENDLESS, number))))
            time.sleep(0.2)
        reply = small.talk(get("ASK { ?s ?p 3 }", more="&timeout=0.5"))
        problem(reply, 504, "time")
        assert reply.seconds < 0.5 + LATE


def test_who_asks_behind_a_slow_query_is_not_delayed(server: Running) -> None:
    """Small queries while cross joins burn: the 99th of a hundred takes little longer."""

    def p99() -> float:
        with server.connect(OTHER) as opened:
            took = [
                exchange(opened, get(f'ASK {{ VALUES ?x {{ "{time.monotonic()}" }} }}')).seconds
                for _ in range(200)
            ]
        return sorted(took)[-2]

    def burning() -> float:
        with started(server, get(distinct(ENDLESS, time.monotonic_ns()))):
            time.sleep(0.2)
            return p99()

    # The machine has others: the best of three.
    assert min(burning() for _ in range(3)) <= max(3 * min(p99() for _ in range(3)), 0.02)


def test_connections() -> None:
    """A thousand idle connections stop nobody; one more of that client, and of all, is refused."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard > 0 else 8192, hard))
    try:
        with running("--connections", "1040", "--client-connections", "1020") as server, ExitStack() as stack:
            for _ in range(1020):
                stack.enter_context(server.connect())
            problem(server.talk(b""), 429, "client_connections")
            for _ in range(10):
                server.answers_within(0.2, OTHER)
            for _ in range(20):
                stack.enter_context(server.connect(THIRD))
            problem(server.talk(b"", source=OTHER), 503, "connections")
            stack.close()
            eventually(lambda: server.files() < 100, bool, 2)
            server.answers_within(0.2)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# Clients that leave


def test_a_client_leaves_a_query(server: Running) -> None:
    with started(server, get(ENDLESS)):
        server.burning()
    server.idle_within(1)
    assert queries(server) == []
    server.settled()


@pytest.mark.parametrize("query", [STREAM, SORTED.replace("?c ?f", "?f")], ids=["stream", "sort"])
def test_a_client_leaves_in_the_middle(server: Running, query: str) -> None:
    with started(server, post(query)) as opened:
        time.sleep(0.15)
        opened.setblocking(False)
        with suppress(BlockingIOError):
            opened.recv(100)
    server.idle_within(1)
    assert queries(server) == []
    server.settled()


def test_one_of_two_who_ask_the_same_leaves(small: Running) -> None:
    """The other gets what it asked for; when it leaves too, nobody computes any more."""
    with started(small, get(ENDLESS)):
        time.sleep(0.2)
        with started(small, get(ENDLESS), OTHER):
            small.burning()
            assert [each["readers"] for each in queries(small)] == [2]
        eventually(lambda: [each["readers"] for each in queries(small)], lambda count: count == [1], 1)
        assert small.used(0.2) > 0.05
    small.idle_within(1)
    assert queries(small) == []


# The operator


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": f"Bearer {TOKEN}x"}, 401),
        (OPERATOR, 200),
    ],
)
def test_who_may_list_and_stop(server: Running, headers: dict[str, str], status: int) -> None:
    reply = server.talk(request("GET", "/queries", headers))
    assert reply.status == status
    assert ("www-authenticate" in reply.headers) == (status == 401)
    stopped = server.talk(request("DELETE", "/queries/1", headers))
    assert stopped.status == (404 if status == 200 else status)


def test_without_a_token_nobody_is_the_operator(idle: Running) -> None:
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}):
        assert idle.talk(request("GET", "/queries", headers)).status == 403
        assert idle.talk(request("DELETE", "/queries/1", headers)).status == 403


@pytest.mark.parametrize("number", ["x", "-1", "0", "99999", "%EF%BC%91", "1.0"])
def test_stop_what_is_not_there(server: Running, number: str) -> None:
    reply = server.talk(request("DELETE", f"/queries/{number}", OPERATOR))
    assert reply.outcome == "404"
    assert reply.headers["content-type"] == "application/problem+json"


def test_stop_a_query(small: Running) -> None:
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(small.talk, get(ENDLESS))
        [listed] = eventually(lambda: queries(small), lambda found: len(found) == 1, 1)
        small.burning()
        assert listed["query"] == ENDLESS
        assert listed["client"] == HOST
        assert small.talk(request("DELETE", f"/queries/{listed['id']}", OPERATOR)).status == 204
        reply = asked.result()
    assert reply.outcome == "503"
    assert reply.headers["content-type"] == "application/problem+json"
    assert "operator" in reply.body.decode() or "운영자" in reply.body.decode()
    assert reply.seconds < 2
    small.idle_within(0.5)
    assert queries(small) == []
    small.settled()


# What dies


@pytest.fixture(scope="module")
def idle(saebom: Path) -> Iterator[Running]:
    """A server that nobody stops at limits."""
    with running("--time", "6", "--queries-at-once", "4", at=saebom) as server:
        yield server
        server.settled()


def seconds_of_work(server: Running, wanted: float) -> str:
    """Write a query that takes about so many seconds on this machine, and gives one row."""

    def counting(times: int) -> str:
        values = " ".join(map(str, range(times)))
        inner = counted(6, "*").removeprefix("SELECT * {").removesuffix("}")
        return f"SELECT (COUNT(*) AS ?n) {{ VALUES ?b {{ {values} }} {inner} FILTER(?a0 + ?a1 + ?b >= 0) }}"

    once = server.talk(get(counting(1)))
    assert once.outcome == "200"
    return counting(max(2, round(wanted / once.seconds)))


def test_a_worker_is_killed(idle: Running) -> None:
    """What it was at is lost, and told so; the queries of others survive."""
    slow = seconds_of_work(idle, 1.0)
    with ThreadPoolExecutor() as pool:
        lost = pool.submit(idle.talk, get(ENDLESS))
        victim = idle.burning()
        survives = pool.submit(idle.talk, get(slow), source=OTHER)
        small = [pool.submit(idle.ask, OTHER) for _ in range(3)]
        time.sleep(0.2)
        kill(victim)
        assert lost.result().outcome in ("503", "507")
        assert lost.result().seconds < 3
        answered = survives.result()
        assert answered.outcome == "200", answered
        assert all(each.result().outcome == "200" for each in small)
    idle.answers_within(0.2)
    idle.settled()
    assert not alive(victim)


def test_idle_workers_are_killed(idle: Running) -> None:
    for _ in range(5):
        for worker in idle.workers():
            kill(worker)
        eventually(lambda: idle.talk(get("ASK { }")).outcome, lambda outcome: outcome == "200", 1)
    idle.answers_within(0.2)
    idle.settled()


def test_all_workers_die_at_their_queries(idle: Running) -> None:
    """Several who crash a worker each at the same time leave the server as it was."""
    deep = [post("ASK " + "{" * 50_000 + "}" * (50_000 + number)) for number in range(6)]
    with ThreadPoolExecutor() as pool:
        replies = [each.result() for each in [pool.submit(idle.talk, content) for content in deep]]
    assert {reply.outcome for reply in replies} <= {"400", "503"}
    idle.answers_within(0.2)
    idle.settled()


def test_the_engine_is_killed(idle: Running) -> None:
    """The server gets another by itself; who waited is told."""
    old = idle.engine
    workers = idle.workers()
    with ThreadPoolExecutor() as pool:
        lost = pool.submit(idle.talk, get(ENDLESS))
        idle.burning()
        kill(old)
        assert lost.result().outcome == "503", lost.result()
        assert lost.result().seconds < 3
    eventually(lambda: [pid for pid in workers if alive(pid)], lambda left: not left, SETTLE)

    def health() -> int:
        return idle.talk(request("GET", "/health")).status

    eventually(health, lambda status: status == 200, 6)
    idle.answers_within(0.2)
    idle.settled(4)
    assert idle.engine != old
    assert not alive(old)


def test_the_server_is_killed(saebom: Path) -> None:
    """No process stays behind, even if its workers are in the midst of it."""
    with (
        running("--time", "30", at=saebom) as server,
        started(server, get(distinct(ENDLESS, 1))),
        started(server, get(distinct(ENDLESS, 2))),
    ):
        server.burning()
        left = server.all()
        assert len(left) >= 4
        kill(server.pid)
        server.process.wait()
        eventually(lambda: [pid for pid in left if alive(pid)], lambda living: not living, SETTLE)


# The end


def test_stopping_finishes_what_runs(saebom: Path) -> None:
    with running("--time", "6", at=saebom) as server:
        slow = seconds_of_work(server, 1.0)
        left = server.all()
        with ThreadPoolExecutor() as pool, server.connect() as kept:
            assert exchange(kept, get("ASK { }")).outcome == "200"
            asked = pool.submit(server.talk, get(slow))
            server.burning()
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            with pytest.raises(ConnectionRefusedError):
                server.connect()
            assert asked.result().outcome == "200"
            assert "bindings" in json.loads(asked.result().body)["results"]
        assert server.process.wait(3) == 0
        eventually(lambda: [pid for pid in left if alive(pid)], lambda living: not living, SETTLE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_waits_no_longer_than_the_limit(saebom: Path, number: int) -> None:
    with running("--time", "1", at=saebom) as server:
        left = server.all()
        with started(server, get(STREAM), OTHER, receive=2048), ThreadPoolExecutor() as pool:
            asked = pool.submit(server.talk, get(ENDLESS))
            server.burning()
            server.process.send_signal(number)
            assert asked.result().outcome == "504"
            assert server.process.wait(3) == 0
        eventually(lambda: [pid for pid in left if alive(pid)], lambda living: not living, SETTLE)


# New data


def version(server: Running) -> str:
    health = json.loads(server.talk(request("GET", "/health")).body)
    assert health["ready"]
    return str(health["version"])


def log_says(server: Running, event: str, times: int = 1) -> Callable[[], bool]:
    return lambda: server.log.read_text(encoding="utf-8").count(f'"event": "{event}"') >= times


def test_reading_anew(copy: Path) -> None:
    """What was cached of the old version is served no more; a broken file changes nothing."""
    file = copy / "data/saebom/plan.ttl"
    old = file.read_text(encoding="utf-8")
    query = 'SELECT ?l { ?x a csp:Vision ; skos:prefLabel ?l FILTER(LANG(?l) = "ko") }'
    with running("--queries-at-once", "4", at=copy) as server:

        def label() -> str:
            reply = server.talk(get(query, Accept="text/csv"))
            assert reply.outcome == "200"
            return reply.body.decode().splitlines()[1]

        def tag() -> str:
            return server.talk(get(query)).headers["etag"]

        first, before, engine = label(), version(server), server.engine
        assert first in old
        etag = tag()
        assert [label() for _ in range(4)] == [first] * 4
        assert version(server) == before

        file.write_text(old.replace(first, "다른 새봄"), encoding="utf-8")
        with started(server, get(distinct(ENDLESS, 1)), OTHER):
            server.burning()
            server.process.send_signal(signal.SIGHUP)
            eventually(log_says(server, "reloaded"), bool, 6)
            assert version(server) != before
            assert [label() for _ in range(4)] == ["다른 새봄"] * 4
            assert tag() != etag
            not_modified = get(query, If_None_Match=etag)
            assert server.talk(not_modified).status == 200
        server.settled(3)
        assert server.engine != engine
        assert not alive(engine)

        changed = version(server)
        file.write_text("@prefix broken", encoding="utf-8")
        server.process.send_signal(signal.SIGHUP)
        eventually(log_says(server, "reload-failed"), bool, 6)
        assert version(server) == changed
        assert label() == "다른 새봄"
        server.settled()

        file.write_text(old, encoding="utf-8")
        for _ in range(3):
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.1)
        eventually(log_says(server, "reloaded", 4), bool, 8)
        assert version(server) == before
        assert label() == first
        server.settled(3)
        server.answers_within(0.2)


def test_the_tool_tells_whole_from_broken() -> None:
    """The tests' own reader of responses: what is whole, and what isn't."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for body, whole in ((b"3\r\nabc\r\n0\r\n\r\n", True), (b"3\r\nabc\r\n0\r\n", False), (b"3\r\nab", False)):
        reply = parsed(head + body, True, 0)
        assert reply.whole is whole
        assert reply.outcome == ("200" if whole else "aborted")
    sized = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
    assert parsed(sized + b"abc", False, 0).whole
    assert not parsed(sized + b"ab", True, 0).whole
    assert parsed(b"", True, 0).outcome == "closed"
    assert parsed(b"", False, 0).outcome == "open"
    assert children(1) is not None
