"""Edits on real processes that are killed, starved and crowded: nothing is lost, and nothing half done.

`make test` has a few rounds of what takes long; all of it, in order:

    python -m tests.test_reliability --rounds 200 --times 200
"""

import argparse
import contextlib
import http.client
import json
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gjgraph.operations.validate import validate
from gjgraph.storage.workspace import open_workspace
from tests.counting import (
    BASE,
    LONG,
    MOVED,
    NAMES,
    NUMBERS,
    SIDES,
    VALUE,
    Client,
    Numbers,
    Told,
    commits,
    committed,
    node,
    numbered,
    one_more,
    second_number,
    secret_for,
    step,
    to,
    written,
)
from tests.live import refused
from tests.running import ENDLESS, Running, children, eventually, kill, request, running
from tests.storage.repositories import git, is_sound

Lost = (OSError, http.client.HTTPException)
"""No whole answer came: nobody knows what became of the edit."""
FLAGS = ("--editing", "true", "--access-log", "false", "--edits-waiting", "1000")
AGAIN = 30.0
"""Seconds in which a server must have come back to itself."""


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Give a folder in memory, if there is one: the disk of a machine for tests may be slow."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def published() -> Iterator[Path]:
    """The workspace that all tests begin with."""
    with folder() as place:
        yield numbered(place / "workspace")


@pytest.fixture
def root(published: Path) -> Iterator[Path]:
    """A workspace of its own for a test."""
    with folder() as place:
        yield clone(published, place / "workspace")


def clone(published: Path, to: Path) -> Path:
    """Clone a workspace, with nothing of what a server keeps."""
    git(published, "clone", "--quiet", "--local", str(published), str(to))
    return to


@dataclass
class Served:
    """A server that takes edits, and its workspace."""

    root: Path
    server: Running
    secret: str

    def client(self, timeout: float = 60) -> Client:
        """Come as an editor."""
        return Client(self.server.port, self.secret, timeout)

    def update(self, text: str, if_match: str = "", **fields: str) -> Told:
        """Send one update on a connection of its own."""
        with self.client() as client:
            return client.update(text, if_match, **fields)

    def numbers(self) -> Numbers:
        """Ask for all numbers on a connection of its own."""
        with self.client() as client:
            return client.numbers()

    def works(self) -> Told:
        """See that an edit is made, judged on what is committed, and seen in all places."""
        before = committed(self.root)
        told = self.update(one_more("7"))
        assert told.commit, told
        after = before | {f"{side}/7": before[f"{side}/7"] + 1 for side in SIDES}
        assert self.numbers() == after
        self.agrees()
        return told

    def agrees(self) -> None:
        """See that answers, files and the current commit say the same, and that nothing lies about."""
        assert self.numbers() == committed(self.root) == written(self.root)
        assert is_sound(self.root)

    def copy(self) -> int:
        """Find the working copy."""
        return next(pid for pid in children(self.server.engine) if not is_worker(pid))


def is_worker(pid: int) -> bool:
    """Tell a worker from a working copy: only a worker has a limit of processor time."""
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    return not re.search(r"^Max cpu time\s+unlimited", limits, re.MULTILINE)


@contextlib.contextmanager
def served(root: Path, *flags: str) -> Iterator[Served]:
    """Serve a workspace, to be edited."""
    with running(*FLAGS, *flags, at=root) as server:
        yield Served(root, server, secret_for(root, "*", "ontology/*"))


def more(made: list[str], count: int) -> None:
    """Wait until so many more edits are made."""
    wanted = len(made) + count
    eventually(lambda: len(made), lambda now: now >= wanted, AGAIN)


def post(text: str, authorization: str) -> bytes:
    """Write the request of an update."""
    headers = {"Authorization": authorization, "Content-Type": "application/sparql-update"}
    return request("POST", "/update", headers, text.encode())


def at_once(*works: Callable[[], Told]) -> list[Told]:
    """Do several things at the same moment, each in a thread of its own."""
    gate = threading.Barrier(len(works))

    def work(each: Callable[[], Told]) -> Told:
        gate.wait()
        return each()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(work, works))


# One counter, many clients


def count_up(place: Served, clients: int, times: int) -> None:
    """Have clients count on, each from the number that it has read."""

    def count() -> list[str]:
        made: list[str] = []
        with place.client() as client:
            while len(made) < times:
                (row,), tag = client.ask(f"SELECT ?number {{ {node('left', '0')} ?value ?number }}")
                told = client.update(step(int(row["number"])), tag)
                assert told.status == 200 or told.status in MOVED, told
                if told.commit:
                    made.append(told.commit)
        return made

    with ThreadPoolExecutor(clients) as threads:
        made = [
            commit for each in [threads.submit(count) for _ in range(clients)] for commit in each.result()
        ]
    total = clients * times
    assert place.numbers()["left/0"] == total
    assert set(made) == set(commits(place.root)[1:])
    assert len(set(made)) == total
    patches = ("log", "--reverse", "--format=", "--patch", "--unified=0", "--", "data/count/left.ttl")
    numbers = [int(found) for found in re.findall(r"^\+\s+rdf:value (\d+)", git(place.root, *patches), re.M)]
    assert numbers[-total:] == list(range(1, total + 1))
    place.agrees()


def test_nobody_counts_over_another(root: Path) -> None:
    with served(root) as place:
        count_up(place, 8, 15)


def test_edits_that_need_no_reading_are_counted_each(root: Path) -> None:
    with served(root) as place:
        clients, times = 8, 25

        def count(_: int) -> list[str]:
            with place.client() as client:
                return [client.update(one_more()).commit for _ in range(times)]

        with ThreadPoolExecutor(clients) as threads:
            made = [commit for each in threads.map(count, range(clients)) for commit in each]
        assert place.numbers()["left/0"] == place.numbers()["right/0"] == clients * times
        assert sorted(made) == sorted(commits(root)[1:])
        place.agrees()


# Processes that are killed while edits come in


@dataclass
class Load:
    """Editors who go on whatever happens, and remember what they were told."""

    place: Served
    tried: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES[:4], 0))
    """The last number that each editor sent."""
    told: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES[:4], 0))
    """The last one of which it was told that it is committed."""
    made: list[str] = field(default_factory=list)
    """The commits that they were told of."""
    wrong: list[Told] = field(default_factory=list)
    """What should have been said to nobody."""
    over: threading.Event = field(default_factory=threading.Event)

    def edit(self, name: str) -> None:
        """Send one edit after the other."""
        with self.place.client(timeout=20) as client:
            while not self.over.is_set():
                self.tried[name] += 1
                try:
                    told = client.update(to(self.tried[name], name))
                except Lost:
                    time.sleep(0.02)
                    continue
                if told.commit:
                    self.told[name] = self.tried[name]
                    self.made.append(told.commit)
                elif told.status not in (409, 503):
                    self.wrong.append(told)

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Edit meanwhile."""
        self.over.clear()
        with ThreadPoolExecutor(len(self.tried)) as threads:
            editing = [threads.submit(self.edit, name) for name in self.tried]
            try:
                yield
            finally:
                self.over.set()
            for each in editing:
                each.result()

    def nothing_lost(self, numbers: Numbers) -> None:
        """See that all that was acknowledged is there, and nothing by halves."""
        assert not self.wrong, self.wrong
        for name, told in self.told.items():
            left, right = (numbers[f"{side}/{name}"] for side in SIDES)
            assert left == right, numbers
            assert told <= left <= self.tried[name], (name, told, left, self.tried[name])
        assert set(self.made) <= set(commits(self.place.root))


TARGETS = ("server", "engine", "copy", "worker", "engine and server", "copy and worker")


def strike(place: Served, target: str) -> bool:
    """Kill what a round is to kill; tell whether the server was among it."""
    pids: list[int] = []
    with contextlib.suppress(StopIteration, IndexError, OSError):
        if "copy" in target:
            pids.append(place.copy())
        if "worker" in target:
            pids += place.server.workers()[:1]
        if "engine" in target:
            pids.append(place.server.engine)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            kill(pid)
    if "server" not in target:
        return False
    kill(place.server.pid)
    place.server.process.wait()
    return True


def kill_rounds(root: Path, rounds: int, seed: int, say: Callable[[str], None] = lambda _: None) -> None:
    """Kill at random moments while four editors write, and look each time at what is left."""
    moments = random.Random(seed)  # noqa: S311
    past: Load | None = None
    done = 0
    while done < rounds:
        with served(root) as place:
            load = Load(place, *((past.tried, past.told, past.made) if past else ()))
            past = load
            load.nothing_lost(place.numbers())
            place.agrees()
            is_over = False
            while not is_over and done < rounds:
                target = TARGETS[done % len(TARGETS)]
                done += 1
                with load.running():
                    time.sleep(moments.uniform(0, 0.6))
                    is_over = strike(place, target)
                    if not is_over:
                        # Nobody has to help.
                        more(load.made, 8)
                # What was acknowledged is committed, before anything is put right.
                load.nothing_lost(committed(root))
                if not is_over:
                    load.nothing_lost(place.numbers())
                    place.agrees()
                say(f"{done} {target}: {len(load.made)} acknowledged")
    with served(root) as place:
        assert past
        past.nothing_lost(place.numbers())
        place.works()
    assert validate(open_workspace(root)).conforms


def test_a_kill_at_any_moment_loses_nothing(root: Path) -> None:
    kill_rounds(root, 6, 1)


def lose_engine(place: Served) -> None:
    """End the engine process."""
    kill(place.server.engine)


def read_anew(place: Served) -> None:
    """Have the workspace read anew."""
    place.server.process.send_signal(signal.SIGHUP)


@pytest.mark.parametrize("disturb", [lose_engine, read_anew])
def test_an_edit_is_served_though_the_engine_goes_in_the_very_moment(
    root: Path, disturb: Callable[[Served], None]
) -> None:
    with served(root) as place, ThreadPoolExecutor(1) as threads:
        place.works()
        before = place.numbers()["left/0"]
        with edits_locked(place):
            # Judged, and on its way to disk.
            told = threads.submit(place.update, one_more())
            time.sleep(0.5)
            disturb(place)
            time.sleep(3)
        # On a machine that is very slow, it may not have been judged by then.
        is_made = bool(told.result().commit)
        assert is_made or told.result().status == 503, told.result()
        with place.client() as client:
            assert patient(client)["left/0"] == before + is_made
        eventually(lambda: place.update(one_more("6")).status, lambda status: status == 200, AGAIN)
        place.works()


# One version in each answer


def test_each_answer_is_of_one_version_and_not_of_one_before_it(root: Path) -> None:
    # The page of answers is held in the cache, the long ones aren't; both must be right.
    with served(root) as place:
        consistent(place, 60)


def patient(client: Client) -> Numbers:
    """Ask for all numbers until there is an answer."""
    while True:
        try:
            return client.numbers()
        except Lost:
            time.sleep(0.02)


def consistent(place: Served, edits: int) -> None:
    """Ask at full rate, short and long, while all numbers change together and workers are killed."""
    acknowledged = 0
    over = threading.Event()
    asked: Counter[str] = Counter()

    def look(query: str, kind: str) -> None:
        with place.client() as client:
            while not over.is_set():
                least = acknowledged
                try:
                    rows, _ = client.ask(query)
                except Lost:
                    continue  # its worker was killed, and what came is no whole answer
                seen = {int(row["number"]) for row in rows}
                assert len(seen) == 1, (kind, seen)
                assert seen.pop() >= least, kind
                asked[kind] += 1

    def disturb() -> None:
        while not over.is_set():
            for pid in place.server.workers():
                if over.wait(0.05):
                    return
                with contextlib.suppress(OSError):
                    if is_worker(pid):
                        kill(pid)

    with ThreadPoolExecutor(8) as threads:
        # One question is the same for all, so that it comes from the cache; the others are never asked twice.
        own = [f"{NUMBERS} # {number}" for number in range(2)]
        looking = [threads.submit(look, query, "short") for query in (NUMBERS, NUMBERS, *own)]
        looking += [threads.submit(look, LONG, "long") for _ in range(2)]
        looking.append(threads.submit(disturb))
        try:
            with place.client() as client:
                for number in range(1, edits + 1):
                    told = client.update(to(number))
                    assert told.commit, told
                    acknowledged = number
                    assert set(patient(client).values()) == {number}
        finally:
            over.set()
        for each in looking:
            each.result()
    assert asked["short"] > 0
    assert asked["long"] > 0
    with contextlib.ExitStack() as connections:
        clients = [connections.enter_context(place.client()) for _ in range(16)]
        for number in (edits + 1, edits + 2):
            assert place.update(to(number)).commit
            assert [set(each.numbers().values()) for each in clients] == [{number}] * len(clients)


# Several edits at once


def test_edits_that_come_together_are_answered_each_by_itself(root: Path) -> None:
    with served(root) as place:
        with place.client() as client:
            _, tag = client.ask(NUMBERS)
        assert place.update(one_more("0")).commit
        before = commits(root)

        def leave() -> Told:
            with place.server.connect() as opened:
                opened.sendall(post(one_more("6"), f"Bearer {place.secret}"))
            return Told(0, None, {})

        counting = [lambda: place.update(one_more("0"))] * 12
        others: list[Callable[[], Told]] = [
            lambda: place.update(second_number()),
            lambda: place.update(to(9, "5"), **{"dry-run": "true"}),
            lambda: place.update(one_more("4"), tag),
            lambda: place.update("INSERT DATA {"),
            lambda: place.update("LOAD <http://localhost/>"),
            leave,
        ]
        told = at_once(*counting[:6], *others, *counting[6:])
        assert [each.status for each in told] == [200] * 6 + [422, 200, 412, 400, 403, 0] + [200] * 6
        assert not told[7].commit
        made = [each.commit for each in told if each.commit]
        assert len(set(made)) == 12
        # An edit that waits its turn is made, whoever asked for it: this one comes after.
        assert place.update(to(1, "3")).commit
        after = commits(root)[len(before) :]
        assert set(made) <= set(after)
        left_alone = len(after) - 13
        assert left_alone in (0, 1)  # the one whose client left may be made, and then it is whole
        counts = [committed(root, each)["left/0"] for each in after]
        # That one may also be made before any that counts.
        assert set(range(2, 14)) <= set(counts) <= set(range(2 - left_alone, 14))
        assert counts == sorted(counts)
        for each in told:
            if each.commit:
                message = git(root, "show", "--no-patch", "--format=%b", each.commit)
                assert "Gjgraph-Added: 2\n" in message
        numbers = place.numbers()
        assert (numbers["left/5"], numbers["left/4"]) == (0, 0)
        assert numbers["left/6"] == numbers["right/6"] == left_alone
        place.agrees()


@contextlib.contextmanager
def index_locked(place: Served) -> Iterator[None]:
    """Hold the lock of git's index, as a git command does that takes long."""
    lock = place.root / ".git/index.lock"
    lock.touch()
    yield
    lock.unlink()


@contextlib.contextmanager
def branch_locked(place: Served) -> Iterator[None]:
    """Hold the lock of the branch."""
    lock = place.root / ".git/refs/heads/main.lock"
    lock.touch()
    yield
    lock.unlink()


@contextlib.contextmanager
def edits_locked(place: Served) -> Iterator[None]:
    """Edit from the command line, and take very long."""
    held = "import fcntl, sys; file = open(sys.argv[1]); fcntl.flock(file, fcntl.LOCK_EX); print(); input()"
    with subprocess.Popen(
        [sys.executable, "-u", "-c", held, str(place.root / ".git/gjgraph/edit.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield
        process.communicate(b"\n")


@contextlib.contextmanager
def disk_full(place: Served) -> Iterator[None]:
    """Let the server write no file beyond so many bytes, as if the disk had no room for more."""
    # The audit log is there and open for a few lines; git's index is larger than any of it.
    audit = place.root / ".git/gjgraph/audit.jsonl"
    audit.replace(audit.with_suffix(".old"))
    before = resource.prlimit(place.server.pid, resource.RLIMIT_FSIZE)
    assert (place.root / ".git/index").stat().st_size > 4000
    resource.prlimit(place.server.pid, resource.RLIMIT_FSIZE, (4000, before[1]))
    yield
    resource.prlimit(place.server.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def object_broken(place: Served) -> Iterator[None]:
    """Break the object of the current tree, as a failing disk does."""
    tree = git(place.root, "rev-parse", "HEAD^{tree}")
    path = place.root / f".git/objects/{tree[:2]}/{tree[2:]}"
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[:10] + b"\0" * (len(content) - 10))
    yield
    path.write_bytes(content)


FAILURES = (index_locked, branch_locked, edits_locked, disk_full, object_broken)


def test_a_commit_that_fails_takes_what_was_judged_on_it_along_and_nothing_else(root: Path) -> None:
    with served(root) as place:
        assert place.update(one_more()).commit
        engine = place.server.engine
        for failure in FAILURES:
            before, count = commits(root), place.numbers()["left/0"]
            with failure(place):
                # More come in while the first ones fail.
                told = at_once(*[lambda: place.update(one_more())] * 4)
                assert {each.status for each in told} <= {409, 500, 503, 507}, (failure, told)
                for each in told:
                    assert {"title", "detail", "status"} <= set(each.body)
                    assert "mistake of the server" not in each.body["detail"], each
                assert place.numbers()["left/0"] == count
            assert commits(root) == before
            assert place.update(one_more()).commit, failure
            assert place.numbers()["left/0"] == count + 1
            place.agrees()
        assert place.server.engine == engine, "the engine process died of it"


def test_an_edit_that_cannot_be_written_fails_no_other(root: Path) -> None:
    """A graph whose file has comments can't be edited; whoever edits another one beside has nothing of it."""
    path = root / "data/count/right.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "# A comment.\n", encoding="utf-8")
    git(root, "commit", "--quiet", "--no-verify", "--all", "--message=A comment")

    def note(side: str, number: int) -> str:
        thing = f"<{BASE}id/{side}/0> <http://www.w3.org/2000/01/rdf-schema#comment>"
        return f'INSERT DATA {{ GRAPH <{BASE}graph/count/{side}> {{ {thing} "{number}" }} }}'

    with served(root) as place:
        sides = ["left", "right", "left", "left", "right", "left"]
        told = at_once(*[
            lambda side=side, number=number: place.update(note(side, number))
            for number, side in enumerate(sides)
        ])  # fmt: skip
        assert [bool(each.commit) for each in told] == [side == "left" for side in sides]
        assert {each.status for each in told if not each.commit} == {409}
        assert all("data/count/right.ttl" in each.body["detail"] for each in told if not each.commit)
        assert set(commits(root)[-4:]) == {each.commit for each in told if each.commit}
        assert not git(root, "status", "--porcelain")


def test_a_commit_that_fails_under_a_stream_of_edits_leaves_no_trace(root: Path) -> None:
    with served(root) as place:
        over = threading.Event()
        made: list[str] = []

        def count() -> None:
            with place.client() as client:
                while not over.is_set():
                    told = client.update(one_more())
                    if told.commit:
                        made.append(told.commit)
                    else:
                        assert told.status in (409, 503), told

        with ThreadPoolExecutor(6) as threads:
            counting = [threads.submit(count) for _ in range(6)]
            engine = place.server.engine
            for _ in range(4):
                more(made, 4)
                # Commits by hand, of what no editor touches: whatever was judged before is of the past.
                (root / "README.md").write_text(f"{len(made)}\n", encoding="utf-8")
                with contextlib.suppress(AssertionError):  # the server may hold git's lock
                    git(root, "commit", "--quiet", "--no-verify", "--all", "--message=By hand")
            over.set()
            for each in counting:
                each.result()
        assert place.numbers()["left/0"] == place.numbers()["right/0"] == len(made)
        assert set(made) <= set(commits(root))
        git(root, "checkout", "--quiet", "--", "README.md")
        assert place.server.engine != engine, "nothing was read anew"
        place.works()


# Edits that are too much


def test_an_edit_beyond_its_limits_ends_and_changes_nothing(root: Path) -> None:
    with served(root, "--edit-time", "1", "--edit-mb", "2", "--memory-mb", "64") as place:
        before = commits(root)
        endless = f"DELETE {{ ?n ?n ?n }} WHERE {{ {{ {ENDLESS} }} }}"
        graph = f"GRAPH <{BASE}graph/count/left>"
        brackets = f"{'(' * 5000}1{')' * 5000}"
        deep = f"INSERT {{ {graph} {{ <urn:a> <urn:b> ?c }} }} WHERE {{ BIND ({brackets} AS ?c) }}"
        nested = f"INSERT DATA {{ }} ; DELETE WHERE {{ {'{ ' * 5000}?a ?b ?c{' }' * 5000} }}"
        wide = (
            f"INSERT {{ {graph} {{ <urn:a> <urn:b> ?c }} }} WHERE {{"
            " { SELECT (GROUP_CONCAT(CONCAT(STR(?p), STR(?q), STR(?r), STR(?t))) AS ?c)"
            " { ?o ?p ?q . ?r ?s ?t . ?u ?v ?w } } }"
        )
        large = f'INSERT DATA {{ {graph} {{ <{BASE}id/left/0> <urn:p> "{"x" * (3 << 20)}" }} }}'
        for text, statuses in (
            (endless, {504}),
            (deep, {400}),
            (nested, {400}),
            (wide, {504, 507}),
        ):
            told = place.update(text)
            assert told.status in statuses, (text[:200], told)
            assert "mistake of the server" not in json.dumps(told.body)
            assert commits(root) == before
            # Whatever was tried in the same copy before is tried anew, and right.
            assert place.update(one_more()).commit
            before = commits(root)
        reply = place.server.talk(post(large, f"Bearer {place.secret}"))
        assert reply.status == 413
        assert commits(root) == before
        note = "x" * (1 << 20) + "y"
        told = place.update(f'INSERT DATA {{ {graph} {{ <{BASE}graph/count/left> rdfs:comment "{note}" }} }}')
        assert told.commit, told
        place.works()


def test_an_update_whose_sender_leaves_in_the_middle_is_none(root: Path) -> None:
    with served(root) as place:
        before = commits(root)
        content = one_more().encode()
        head = (
            b"POST /update HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-update\r\n"
            + f"Authorization: Bearer {place.secret}\r\n".encode()
        )
        length = f"Content-Length: {len(content) + 1}\r\n\r\n".encode()
        chunk = b"Transfer-Encoding: chunked\r\n\r\n" + f"{len(content):x}\r\n".encode()
        for way, sent in (
            ("too short", head + length + content),
            ("half", head + length + content[: len(content) // 2]),
            ("without the last chunk", head + chunk + content + b"\r\n"),
            ("within a chunk", head + chunk + content[:20]),
        ):
            with place.server.connect() as opened:
                opened.sendall(sent)
                opened.shutdown(socket.SHUT_WR)
                while opened.recv(1 << 16):
                    pass
            assert commits(root) == before, way
        place.works()


# Others who change the repository


def test_edits_are_judged_on_what_the_repository_has_by_then(root: Path) -> None:
    with served(root) as place:
        assert place.update(to(5)).commit
        left = root / "data/count/left.ttl"

        def by_hand(number: int) -> None:
            text = re.sub(r"(<id/left/0>\s+rdf:value) \d+", rf"\1 {number}", left.read_text(encoding="utf-8"))
            left.write_text(text, encoding="utf-8")

        def commit() -> None:
            git(root, "commit", "--quiet", "--no-verify", "--all", "--message=By hand")

        def counts(expected: int) -> None:
            assert place.update(one_more()).commit
            assert place.numbers()["left/0"] == expected
            place.agrees()

        by_hand(100)
        commit()
        counts(101)
        git(root, "checkout", "--quiet", "-b", "draft", "HEAD~2")
        counts(6)
        git(root, "checkout", "--quiet", "main")
        counts(102)
        git(root, "reset", "--quiet", "--hard", "HEAD~3")
        counts(6)
        # What isn't committed is never written over, and what lies elsewhere is in nobody's way.
        by_hand(50)
        edited = left.read_bytes()
        told = place.update(one_more())
        assert told.status == 409
        assert "data/count/left.ttl" in told.body["detail"]
        assert left.read_bytes() == edited
        assert place.numbers()["left/0"] == 6
        assert place.update(
            f"DELETE DATA {{ GRAPH <{BASE}graph/count/right> {{ {node('right', '3')} {VALUE} 5 }} }}"
        ).commit
        assert left.read_bytes() == edited
        commit()
        counts(51)
        # Of what is read anew now, nothing but the right side is in memory.
        (root / "README.md").write_text("By hand\n", encoding="utf-8")
        commit()
        right = f"GRAPH <{BASE}graph/count/right> {{ {node('right', '3')} {VALUE} 5 }}"
        assert place.update(f"INSERT DATA {{ {right} }}").commit
        # The edit as somebody wrote it by hand, with something else beside it, that nobody has judged.
        by_hand(52)
        beside = re.sub(r"(<id/left/1>\s+rdf:value) 5", r"\1 77", left.read_text(encoding="utf-8"))
        left.write_text(beside, encoding="utf-8")
        told = place.update(one_more())
        assert told.status == 409
        assert "data/count/left.ttl" in told.body["detail"]
        git(root, "checkout", "--quiet", "--", "data")
        counts(52)
        # A file that can't be read, though somebody committed it.
        left.write_text("<a> <b> .\n", encoding="utf-8")
        commit()
        told = place.update(one_more())
        assert told.status == 409
        assert "data/count/left.ttl" in told.body["detail"], told
        assert place.numbers()["left/0"] == 52
        git(root, "revert", "--no-edit", "HEAD")
        counts(53)


def test_edits_of_the_rules_themselves_count_for_the_edits_behind_them(root: Path) -> None:
    graph, one = f"<{BASE}ontology/shapes/count>", f"<{BASE}ontology/shapes/count#one>"

    def at_most(number: int) -> str:
        return f"GRAPH {graph} {{ {one} <http://www.w3.org/ns/shacl#maxInclusive> {number} }}"

    with served(root) as place:
        assert place.update(f"INSERT DATA {{ {at_most(3)} }}").commit
        assert place.update(to(3)).commit
        assert place.update(to(4)).status == 422
        # The next working copy knows of it as well.
        kill(place.copy())
        again = eventually(lambda: place.update(to(4)), lambda told: told.status != 503, AGAIN)
        assert again.status == 422
        loosen = f"DELETE DATA {{ {at_most(3)} }} ; INSERT DATA {{ {at_most(1000)} }}"
        told = at_once(
            *[lambda: place.update(one_more("1"))] * 4,
            lambda: place.update(loosen),
            *[lambda: place.update(one_more("2"))] * 4,
        )
        assert told[4].commit
        assert {each.status for each in told} <= {200, 422}
        numbers = place.numbers()
        assert numbers["left/1"] == numbers["right/1"] == 3 + sum(each.status == 200 for each in told[:4])
        assert numbers["left/2"] == numbers["right/2"] == 3 + sum(each.status == 200 for each in told[5:])
        assert place.update(to(4)).commit
        place.works()


# Servers that come, go, and read anew


def test_two_servers_never_edit_one_workspace(root: Path) -> None:
    with served(root) as place:
        ran = refused("--editing", "true", at=root)
        assert ran.code == 2
        assert ran.out == ""
        assert len(ran.err.splitlines()) == 1
        assert str(place.server.pid) in ran.err
        with running(at=root) as second, Client(second.port, place.secret) as reader:
            assert reader.update(one_more()).status == 403
            assert reader.numbers() == place.numbers()
        place.works()


def test_a_server_that_is_told_to_stop_makes_an_edit_whole_or_not_at_all(root: Path) -> None:
    past: Load | None = None
    for wait in (0.05, 0.3):
        with served(root) as place:
            load = Load(place, *((past.tried, past.told, past.made) if past else ()))
            past = load
            with load.running():
                more(load.made, 1)
                time.sleep(wait)
                place.server.process.send_signal(signal.SIGTERM)
                assert place.server.process.wait(AGAIN) in (0, -signal.SIGTERM)
            load.nothing_lost(committed(root))
            # What it had begun with, it told how it ended.
            assert [committed(root)[f"left/{name}"] for name in load.told] == list(load.told.values())
            assert committed(root) == written(root)
            assert is_sound(root)


def test_reading_anew_in_the_middle_of_edits_disturbs_none(root: Path) -> None:
    with served(root) as place:
        load = Load(place)
        with load.running():
            engines = set()
            for _ in range(3):
                engines.add(place.server.engine)
                place.server.process.send_signal(signal.SIGHUP)
                eventually(lambda: place.server.engine, lambda pid: pid not in engines, AGAIN)
                more(load.made, 8)
        load.nothing_lost(place.numbers())
        place.server.settled(AGAIN)
        place.works()


def main() -> None:
    """Do all of what the tests do a little of."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="kills under write load")
    parser.add_argument("--times", type=int, default=200, help="how often each of 8 clients counts")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with folder() as place:
        published = numbered(place / "published")
        with served(clone(published, place / "one")) as server:
            count_up(server, 8, given.times)
            print(f"8 clients counted to {8 * given.times:,}.", flush=True)
        with served(clone(published, place / "two")) as server:
            consistent(server, 5 * given.times)
            print("Each answer was of one version.", flush=True)
        kill_rounds(
            clone(published, place / "three"), given.rounds, given.seed, lambda line: print(line, flush=True)
        )
        print(f"{given.rounds} kills lost nothing.")


if __name__ == "__main__":
    main()
