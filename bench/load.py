"""The load: what is asked, whether all answer alike, and how often they answer in a second."""

import itertools
import json
import math
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import httpx
from pyoxigraph import RdfFormat, serialize

from bench.peers import JSON, TRIPLES, System, UnavailableError
from gjgraph.core.header import QueryFile
from gjgraph.core.terms import CSP, SKOS, DefaultGraph, Literal, NamedNode
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset

SCRIPT = Path(__file__).with_name("load.lua")
MANY = 16
"""Connections that ask at once."""
PATIENCE = 10.0
"""Seconds that a peer has for one query, and six times as many for all of one case."""
SMALL = 0.05
"""Seconds within which our server answers the questions that are asked under load."""
SAMPLE = 20
"""Queries of a case whose answers are compared; of the questions, all."""


COUNTER = "COUNTER"
"""What the load tool puts a number in the place of, another one each time."""


class TooSlowError(Exception):
    """A server that doesn't answer in time."""


@dataclass(frozen=True)
class Case:
    """A kind of query: the texts that are asked in turn."""

    name: str
    queries: tuple[str, ...]
    accept: str = JSON
    mix: bool = False
    """All texts belong to it even where each is repeated."""
    is_small: bool = True
    """Its answers are."""


@dataclass(frozen=True)
class Run:
    """What one run of the load tool found: answers in a second, milliseconds, requests that failed."""

    rate: float
    p50: float
    p99: float
    failed: int = 0
    by_hand: bool = False
    """Not of the load tool: the peer is too slow for it."""


@dataclass(frozen=True)
class Line:
    """A line of the table: our server against one peer."""

    case: Case
    peer: str
    distinct: bool
    connections: int
    ratio: float | None = None
    ours: Run | None = None
    theirs: Run | None = None
    note: str = ""


def cases(dataset: Dataset, plans: int) -> list[Case]:
    """Make the queries of every case for a dataset; their order is drawn, always the same."""
    labels = f"SELECT ?label {{ <%s> <{SKOS}prefLabel> ?label FILTER (LANG(?label) = 'ko') }}"
    strategies = (
        f"SELECT ?policy (COUNT(?strategy) AS ?count) {{ ?policy <{CSP}policyOf> <%s> . "
        f"?strategy <{CSP}strategyOf> ?policy }} GROUP BY ?policy"
    )
    labelled = f"?element <{CSP}ordinal> ?order ; <{SKOS}prefLabel> ?label"
    rows = f"SELECT ?element ?order ?label {{ {labelled} }} LIMIT 10000"
    graph = "CONSTRUCT { ?s ?p ?o } { GRAPH <%s> { ?s ?p ?o } }"
    texts = (question_text(each, dataset.index.base) for each in questions(dataset.workspace).values())
    asked = (text for text in texts if "CONSTRUCT" not in text)
    made = [
        Case("ready questions", tuple(asked), mix=True),
        Case(
            "point lookup", filled(dataset, labels, f"?x <{SKOS}inScheme> ?plan ; <{SKOS}prefLabel> ?label")
        ),
        Case("5-row aggregate", filled(dataset, strategies, f"?x a <{CSP}Goal>")),
        Case(
            "whole plan, CONSTRUCT",
            filled(dataset, graph, f"GRAPH ?x {{ ?goal a <{CSP}Goal> }}"),
            TRIPLES,
            is_small=False,
        ),
    ]
    return made if plans < 100 else [*made, Case("10,000 rows", (rows,), is_small=False)]


def filled(dataset: Dataset, template: str, pattern: str) -> tuple[str, ...]:
    """Write a query once for each thing that fits a pattern."""
    found = dataset.index.select(f"SELECT DISTINCT ?x {{ {pattern} }}")
    things = sorted(row["x"].value for row in found if isinstance(row["x"], NamedNode))
    random.Random(1).shuffle(things)  # noqa: S311
    return tuple(template % each for each in things)


def question_text(question: QueryFile, base: str) -> str:
    """Write a ready question out, the defaults of its parameters as VALUES."""
    text = re.sub(r"^#\+.*\n", "", question.text, flags=re.MULTILINE)
    terms = {
        each.name: each.bind(each.default, base) for each in question.parameters if each.default is not None
    }
    values = "".join(
        f" VALUES ?{name} {{ {term} }}"
        for name, term in terms.items()
        if isinstance(term, NamedNode | Literal)
    )
    return re.sub(
        r"(\bWHERE\s*\{|^ASK\s*\{)", lambda opened: opened[0] + values, text, count=1, flags=re.MULTILINE
    )


def size(body: bytes, accept: str) -> int:
    """Count the rows of an answer, or its triples; a yes is one and a no is none, as Virtuoso says it."""
    if accept == TRIPLES:
        return sum(1 for line in body.splitlines() if line.strip() and not line.startswith(b"#"))
    found = json.loads(body)
    return int(found["boolean"]) if "boolean" in found else len(found["results"]["bindings"])


def answers(
    system: System, case: Case, queries: Sequence[str], patience: float, budget: float = math.inf
) -> Iterator[tuple[int | None, float]]:
    """Ask each query once: the size of its answer (`None` where it fails), and the seconds that it took."""
    began = time.perf_counter()
    for query in queries:
        start = time.perf_counter()
        try:
            found = size(system.ask(query, case.accept, patience), case.accept)
        except httpx.TimeoutException:
            system.restart()
            if not case.mix:
                raise TooSlowError(f"no answer in {patience:g} s") from None
            yield None, 0.0
        except (httpx.HTTPError, ValueError, KeyError):
            system.check_alive()
            yield None, 0.0
        else:
            yield found, time.perf_counter() - start
        if time.perf_counter() - began > budget:
            raise TooSlowError(f"over {budget:g} s for one round of the case")


def small(ours: System, case: Case) -> Case:
    """Leave out questions that take our own server long: a short run could not ask each of them."""
    if not case.mix:
        return case
    kept: list[str] = []
    for query, (found, seconds) in zip(
        case.queries, answers(ours, case, case.queries, PATIENCE), strict=True
    ):
        if found is not None and seconds < SMALL:
            kept.append(query)
    return replace(case, queries=tuple(kept))


def agreed(ours: System, peer: System, case: Case) -> tuple[tuple[str, ...], float]:
    """Find the queries to which both give answers of one size, and the seconds the peer takes for one."""
    asked = case.queries if case.mix else case.queries[:SAMPLE]
    theirs = list(answers(peer, case, asked, PATIENCE, 6 * PATIENCE))
    same = [
        mine[0] == yours[0] is not None
        for mine, yours in zip(answers(ours, case, asked, PATIENCE), theirs, strict=True)
    ]
    if case.mix:
        queries = tuple(query for query, is_same in zip(asked, same, strict=True) if is_same)
    else:
        queries = case.queries if all(same) else ()
    times = [each[1] for each in theirs if each[0] is not None]
    return queries, sum(times) / max(1, len(times))


def run(
    system: System, queries: Sequence[str], accept: str, distinct: bool, connections: int, seconds: float
) -> Run:
    """Have the load tool ask for some seconds; wait after it until the server has done with all."""
    counter = f"\n#{COUNTER}\n" if distinct else ""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(system.target(query + counter) + "\n" for query in queries)
        file.flush()
        # The counter goes on from run to run, so that no text is ever asked twice.
        start = str(time.monotonic_ns() // 1000)
        how = f"-t1 -c{connections} -d{max(1, round(seconds))}s --timeout 60s -s".split()
        command = ["wrk", *how, str(SCRIPT), system.root, "--", file.name, accept, start]
        system.check_alive()
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    found = json.loads(done.stdout.strip().splitlines()[-1])
    system.ask("ASK {}", JSON, 600)
    rate = found["requests"] / (found["microseconds"] / 1e6)
    return Run(rate, found["p50"], found["p99"], found["errors"])


def compare(ours: System, peers: Sequence[System], case: Case, seconds: float, rounds: int) -> Iterator[Line]:
    """Measure a case on all servers in turn, round by round; a line for each peer and way to ask."""
    case = small(ours, case)
    seconds = seconds if case.is_small else 3 * seconds  # or few answers would be over in a run
    common: dict[str, tuple[str, ...]] = {}
    single: dict[str, float] = {}
    for peer in peers:
        try:
            common[peer.name], single[peer.name] = agreed(ours, peer, case)
        except (TooSlowError, UnavailableError) as error:
            yield Line(case, peer.name, False, MANY, note=str(error))
    # All that is repeated comes first: what is distinct drives it out of a cache.
    connected = (MANY, 1) if case.is_small else (MANY,)
    ways = [(distinct, connections) for distinct in (False, True) for connections in connected]
    for distinct, connections in ways:
        found: dict[str, list[tuple[Run, Run]]] = {}
        for _ in range(rounds):
            cached: dict[tuple[str, ...], Run] = {}
            for peer in peers:
                if not (queries := common.get(peer.name, ())):
                    continue
                asked = queries if distinct or case.mix else queries[:1]
                if asked not in cached:
                    cached[asked] = run(ours, asked, case.accept, distinct, connections, seconds)
                theirs = run_peer(
                    peer, replace(case, queries=asked), distinct, connections, seconds, single[peer.name]
                )
                found.setdefault(peer.name, []).append((cached[asked], theirs))
        for peer in peers:
            if peer.name in common:
                yield line(
                    case, peer.name, distinct, connections, common[peer.name], found.get(peer.name, [])
                )


def run_peer(
    peer: System, case: Case, distinct: bool, connections: int, seconds: float, single: float
) -> Run:
    """Run a peer, and longer where it needs `single` seconds for one query, so that it answers some."""
    if peer.is_serial and single > seconds / 20:
        return Run(1 / single, single * 1000, single * 1000, by_hand=True)
    return run(peer, case.queries, case.accept, distinct, connections, max(seconds, min(20 * single, 10)))


def line(
    case: Case,
    peer: str,
    distinct: bool,
    connections: int,
    queries: Sequence[str],
    pairs: Sequence[tuple[Run, Run]],
) -> Line:
    """Sum up the rounds by their medians."""
    if not pairs:
        return Line(case, peer, distinct, connections, note="other answers")
    note = f"{len(queries)} of {len(case.queries)} answered alike" if len(queries) < len(case.queries) else ""
    ours, theirs = (middle([pair[side] for pair in pairs]) for side in (0, 1))
    if ours.failed or theirs.failed:
        note = f"{note}; requests failed: {ours.failed} / {theirs.failed}".strip("; ")
    if theirs.by_hand:
        note = f"{note}; timed one by one".strip("; ")
    ratios = [mine.rate / yours.rate for mine, yours in pairs if yours.rate]
    if not ratios:
        return Line(case, peer, distinct, connections, note="no answer before the end of a run")
    ratio = median(ratios)
    return Line(case, peer, distinct, connections, ratio, ours, theirs, note)


def middle(runs: Sequence[Run]) -> Run:
    """Give the medians of some runs, and all that failed."""
    p50, p99 = median(each.p50 for each in runs), median(each.p99 for each in runs)
    rate, failed = median(each.rate for each in runs), sum(each.failed for each in runs)
    return Run(rate, p50, p99, failed, by_hand=all(each.by_hand for each in runs))


def dump(dataset: Dataset, path: Path) -> None:
    """Write a dataset as N-Quads: each graph under its name, and their union as the default graph."""
    named = [quad for quad in dataset.index.store if not isinstance(quad.graph_name, DefaultGraph)]
    union = {quad.triple for quad in named}
    serialize(itertools.chain(named, union), path, format=RdfFormat.N_QUADS)
