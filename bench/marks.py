"""The marks that no table of ratios shows: isolation, fairness, limits, cold start, memory."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import httpx
import uvloop

from bench.load import MANY, Case, Line, run
from bench.peers import JSON, Data, Ours, Oxigraph, RdflibEndpoint, processes, processor_time, proportional
from gjgraph.core.settings import Settings
from gjgraph.engine.jobs import Answer
from gjgraph.engine.pool import Pool
from gjgraph.engine.query import Options, Query
from gjgraph.engine.results import serialise
from gjgraph.operations.dataset import Dataset
from gjgraph.operations.snapshots import start

LIMIT = 2.0
"""Seconds that a hostile query asks to have."""
BURN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c != ?f) }"
HOSTILE = {
    "cross join": BURN,
    "cross join that streams": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "GROUP_CONCAT of a cross join": "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "nested stars": "SELECT (COUNT(*) AS ?n) { ?a ((!<x:p>)*/(!<x:q>)*)* ?b . ?b (!<x:p>|^!<x:p>)* ?c }",
    "1,000 patterns": "SELECT * { " + " . ".join(f"?a{n} ?p{n} ?a{n + 1}" for n in range(1000)) + " }",
    "10,000 brackets": "SELECT * { FILTER (" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
}


@dataclass(frozen=True)
class Mark:
    """A mark, and how it came out."""

    what: str
    mark: str
    measured: str
    met: bool


def from_lines(lines: Sequence[Line], plans: int) -> Iterator[Mark]:
    """Judge the ratios of one size of data; the worst small case counts."""
    for distinct, peer, least, what in (
        (False, Oxigraph.name, 2.0, "repeated query, against Oxigraph's server"),
        (True, Oxigraph.name, 0.55, "distinct small queries, against Oxigraph's server"),
        (True, RdflibEndpoint.name, 100.0, "distinct small queries, against rdflib-endpoint"),
    ):
        asked = [
            each
            for each in lines
            if each.peer == peer and each.distinct is distinct and each.connections == MANY and each.ratio
            if each.case.is_small
        ]
        if asked:
            said = ", ".join(f"{each.case.name} {each.ratio:.2f}" for each in asked)
            met = all(each.ratio and each.ratio >= least for each in asked)
            yield Mark(f"{what}, {counted(plans)}", f"≥ {least:g} times", said, met)
    for each in lines:
        if each.case.name == "10,000 rows" and each.peer == Oxigraph.name and each.ratio:
            way = "distinct" if each.distinct else "repeated"
            what = f"10,000-row SELECT, {way}, against Oxigraph's server, {counted(plans)}"
            yield Mark(what, "≥ 0.8 times", f"{each.ratio:.2f}", each.ratio >= 0.8)


def counted(plans: int) -> str:
    """Name a number of plans."""
    return "1 plan" if plans == 1 else f"{plans:,} plans"


def isolation(dataset: Dataset, asked: Sequence[Case], times: int) -> Mark:
    """Compare the way through a worker with the same query in this process, at the median."""
    extra: dict[str, float] = {}

    async def main() -> None:
        engine = start(dataset.workspace, Settings().memory_mb)
        await asyncio.to_thread(engine.wait)
        pool = Pool(engine, Settings(), os.cpu_count() or 1)
        while not pool.is_ready():
            await asyncio.sleep(0.01)
        for case in asked:
            through, direct = [], []
            for number in range(times):
                text = f"{case.queries[number % len(case.queries)]}\n#{number}"
                began = time.perf_counter()
                waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
                pool.submit(Query(text, Options(("json",))), "bench", 30).waiters.append(waiter)
                body = (await waiter).body
                through.append(time.perf_counter() - began)
                began = time.perf_counter()
                same = len(serialise(dataset.index.query(text), "json")) == len(body)
                direct.append(time.perf_counter() - began)
                if not same:
                    raise AssertionError(text)
            extra[case.name] = (median(through) - median(direct)) * 1000
        pool.close()

    uvloop.run(main())
    said = ", ".join(f"{name} {more:.3f} ms" for name, more in extra.items())
    return Mark(
        "overhead of isolation per query, at the median", "≤ 0.15 ms", said, max(extra.values()) <= 0.15
    )


def beside_a_cross_join(ours: Ours, point: Case, seconds: float, rounds: int) -> Iterator[Mark]:
    """Compare the slowest point queries while a cross join burns its ten seconds with those without."""

    def burn() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            client.get(ours.root + ours.target(BURN), params={"timeout": "10"})

    seconds = min(seconds, 8)
    for connections in (1, MANY):
        ratios, found = [], []
        for _ in range(rounds):
            alone = run(ours, point.queries, JSON, True, connections, seconds)
            thread = threading.Thread(target=burn)
            thread.start()
            time.sleep(0.5)
            beside = run(ours, point.queries, JSON, True, connections, seconds)
            thread.join()
            ratios.append(beside.p99 / alone.p99)
            found.append(f"{alone.p99:.2f} → {beside.p99:.2f} ms")
        what = f"p99 of a point query beside a cross join, connections: {connections}"
        yield Mark(
            what, "≤ 3 times that without", f"{median(ratios):.2f} ({', '.join(found)})", median(ratios) <= 3
        )


def hostile(ours: Ours) -> Iterator[Mark]:
    """Send queries that never end with a limit of their own, and look at the clock and the processors."""
    for name, query in HOSTILE.items():
        began = time.perf_counter()
        status = "cut off"
        try:
            fields = {"query": query, "timeout": f"{LIMIT:g}"}
            with httpx.Client(trust_env=False, timeout=60) as client:
                status = str(client.post(ours.root + ours.path, data=fields).status_code)
        except httpx.HTTPError:
            pass
        seconds = time.perf_counter() - began
        time.sleep(max(0.0, LIMIT + 0.5 - seconds))
        before = busy(ours)
        time.sleep(1)
        spent = busy(ours) - before
        measured = f"over after {seconds:.2f} s ({status}), then {spent:.2f} s of processor time in a second"
        met = seconds <= LIMIT + 0.5 and spent < 0.1 and status != "200"
        yield Mark(f"limit of {LIMIT:g} s + 0.5 s: {name}", "over, its core free", measured, met)


def busy(ours: Ours) -> float:
    """Give the seconds that the server's processes computed up to now."""
    return sum(processor_time(pid) for pid in processes(ours.process.pid))


def cold_start(data: Data, times: int) -> Mark:
    """Start the server several times, and wait for its first answer."""
    found = []
    for _ in range(times):
        with Ours(data) as ours:
            found.append(ours.first)
    most = 1.5 if data.plans == 1 else 5.0
    what = f"cold start to first answer, {counted(data.plans)}"
    return Mark(what, f"≤ {most:g} s", f"{median(found):.2f} s", median(found) <= most)


def memory(ours: Ours, when: str) -> Mark:
    """Add up what all processes hold."""
    found = ours.memory()
    return Mark(
        f"memory of all processes, {counted(ours.data.plans)}, {when}",
        "≤ 200 MB",
        f"{found:.0f} MB",
        found <= 200,
    )


def flat(ours: Ours, rows: Case, distinct: bool, seconds: float) -> Mark:
    """Watch the server process while large answers go through it: its memory may not grow on and on."""
    asked = (ours, rows.queries, JSON, distinct, MANY, seconds)
    run(*asked)  # until the cache is as full as it gets
    thread = threading.Thread(target=run, args=asked)
    before, found = proportional(ours.process.pid), []
    thread.start()
    while thread.is_alive():
        found.append(proportional(ours.process.pid))
        time.sleep(0.05)
    third = max(1, len(found) // 3)
    early, late = max(found[:third]), max(found[-third:])
    said = f"{before:.0f} MB before, at most {early:.0f} MB in the first third, {late:.0f} MB in the last"
    way = "distinct" if distinct else "repeated"
    return Mark(
        f"memory of the server process while it sends 10,000 rows, {way}", "flat", said, late <= early * 1.1
    )
