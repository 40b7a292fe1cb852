"""The search under measurement: over HTTP, each question asked once, beside the same look-up in SPARQL.

`python -m bench.search --plans 1 100` measures generated workspaces and writes `bench/SEARCH.md`.
"""

import argparse
import datetime
import http.client
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit

from bench.peers import Data, Ours
from bench.plans import generate
from gjgraph.core.change import Change
from gjgraph.core.folding import folded, initials, is_syllable
from gjgraph.core.searching import asked
from gjgraph.core.terms import LABELS, Literal, NamedNode, Quad
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.search.following import Following
from gjgraph.storage.workspace import open_workspace

REPORT = Path(__file__).parent / "SEARCH.md"
MARK = 20.0
"""Milliseconds that 95 of 100 searches may take at most."""
EDITS = 9
SPARQL = """SELECT ?thing ?label {{
  ?thing skos:prefLabel|skos:altLabel ?label
  FILTER(CONTAINS(LCASE(STR(?label)), "{word}"))
}} ORDER BY STRLEN(STR(?label)) LIMIT 20"""


@dataclass(frozen=True)
class Line:
    """What one kind of question took, in milliseconds."""

    plans: int
    kind: str
    way: str
    times: Sequence[float]

    @property
    def p50(self) -> float:
        """Give the median."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """Give what 95 of 100 didn't exceed."""
        return quantiles(self.times, n=20)[-1]


def names(dataset: Dataset, language: str) -> list[str]:
    """List the names of things in a language, each once."""
    quads = dataset.index.store.quads_for_pattern(None, LABELS[0], None, None)
    said = (quad.object for quad in quads)
    return sorted({each.value for each in said if isinstance(each, Literal) and each.language == language})


def piece(text: str, chance: random.Random, least: int, most: int) -> str:
    """Cut a piece out of a text."""
    length = min(len(text), chance.randint(least, most))
    start = chance.randint(0, len(text) - length)
    return text[start : start + length].strip()


def questions(dataset: Dataset, count: int, seed: int) -> dict[str, list[str]]:
    """Make up questions of each kind, none twice."""
    chance = random.Random(seed)  # noqa: S311
    korean, english = names(dataset, "ko"), names(dataset, "en")
    seen: set[str] = set()
    makers: dict[str, Callable[[], str]] = {
        "a Korean word": lambda: chance.choice(chance.choice(korean).split()),
        "a piece of a Korean name": lambda: piece(chance.choice(korean), chance, 1, 6),
        "initial consonants": lambda: piece(initials(folded(chance.choice(korean))), chance, 2, 6),
        "a syllable half typed": lambda: half_typed(piece(chance.choice(korean), chance, 2, 6)),
        "an English word": lambda: chance.choice(chance.choice(english).split()),
        "a piece of an English name": lambda: piece(chance.choice(english), chance, 2, 8),
        "several words": lambda: " ".join(
            chance.sample(words := chance.choice(korean).split(), len(words))[:3]
        ),
        "a whole name": lambda: chance.choice(chance.choice((korean, english))),
        "nothing to be found": lambda: "".join(chance.choices("쀍뛟꿻휇쫧갌홥뾱", k=chance.randint(2, 8))),
    }
    found: dict[str, list[str]] = {}
    for kind, make in makers.items():
        made: list[str] = []
        for _ in range(count * 20):
            question = make()
            if len(made) < count and question and question not in seen and len(question) <= 200:
                seen.add(question)
                made.append(question)
        found[kind] = made
    return found


def half_typed(text: str) -> str:
    """Take the vowel and what follows off the last syllable, so that its first consonant stands alone."""
    return text[:-1] + initials(text[-1:]) if text and is_syllable(text[-1]) else text


def ask(connection: http.client.HTTPConnection, target: str, accept: str) -> float:
    """Ask once; milliseconds until the whole answer is there."""
    began = time.perf_counter()
    connection.request("GET", target, headers={"Accept": accept})
    answer = connection.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 200:
        raise SystemExit(f"{target}: {answer.status}")
    return took


WAYS: dict[str, tuple[Callable[[str], str], str]] = {
    "page": (lambda q: f"/search?{urlencode({'q': q})}", "text/html"),
    "JSON": (lambda q: f"/search?{urlencode({'q': q})}", "application/json"),
    "suggestions": (lambda q: f"/search/suggest?{urlencode({'q': q})}", "*/*"),
    "SPARQL": (
        lambda q: f"/sparql?{urlencode({'query': SPARQL.format(word=escaped(q))})}",
        "application/sparql-results+json",
    ),
}


def escaped(text: str) -> str:
    """Write a text as it may stand in a SPARQL string."""
    return text.lower().replace("\\", "\\\\").replace('"', '\\"')


def measured(plans: int, workspace: Path, count: int) -> Iterator[Line]:
    """Ask every question once in each way, the ways in turn."""
    kinds = questions(load(open_workspace(workspace)), count, plans)
    with Ours(Data(plans, workspace, workspace)) as server:
        where = urlsplit(server.root)
        connection = http.client.HTTPConnection(where.hostname or "", where.port)
        for q in ("일자리", "a", "ㄱㅈㅎ", "없는 말"):  # warm
            for target, accept in WAYS.values():
                for _ in range(4):
                    ask(connection, target(f"{q}  {random.random()}"), accept)  # noqa: S311
        for kind, asked_for in kinds.items():
            times: dict[str, list[float]] = {way: [] for way in WAYS}
            for q in asked_for:
                for way, (target, accept) in WAYS.items():
                    times[way].append(ask(connection, target(q), accept))
            for way, found in times.items():
                yield Line(plans, kind, way, found)
        connection.close()


def after_edits(plans: int, workspace: Path) -> Line:
    """Change names, and search: what the first search after an edit costs."""
    dataset = load(open_workspace(workspace))
    following = Following(dataset.index, {})
    following.now()
    found = []
    graph = next(iter(dataset.index.counts))
    quads = list(dataset.index.store.quads_for_pattern(None, LABELS[0], None, None))
    for quad in quads[:: max(1, len(quads) // EDITS)]:
        new = Quad(quad.subject, quad.predicate, Literal("새 이름", language="ko"), NamedNode(graph))
        dataset.index.change(Change(frozenset([new])))
        began = time.perf_counter()
        following.now().find(asked("새 이름"))
        found.append((time.perf_counter() - began) * 1000)
    return Line(plans, "the first after an edit", "in the worker", found)


def report(lines: Sequence[Line], edits: Sequence[Line], command: str) -> str:
    """Write what was measured."""
    now = datetime.datetime.now(datetime.UTC)
    machine = f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}"
    ours = [each for each in lines if each.way != "SPARQL"]
    rows = [
        "# Searching",
        "",
        f"{now:%Y-%m-%d %H:%M} UTC · {machine}, Python {platform.python_version()} · `{command}`",
        "",
        "Milliseconds over HTTP on one connection, each question asked once (no cache). SPARQL is "
        "`CONTAINS(LCASE(label))` at the same server in the same run: infix of names only, no initial "
        "consonants, no spaces ignored, no ranking but by length.",
        "",
        "| plans | mark | measured | |",
        "| ---: | --- | --- | --- |",
    ]
    for plans in sorted({each.plans for each in lines}):
        worst = max((each for each in ours if each.plans == plans), key=lambda each: each.p95)
        times = [took for each in ours if each.plans == plans for took in each.times]
        whole = Line(plans, "", "", times)
        is_met = "met" if whole.p95 <= MARK else "**missed**"
        rows.append(
            f"| {plans} | p95 ≤ {MARK:.0f} ms | {whole.p95:.1f} ms of {len(times):,}; the slowest kind: "
            f"{worst.p95:.1f} ms ({worst.kind}, {worst.way}) | {is_met} |"
        )
    rows += [
        "",
        "| plans | question | way | p50 | p95 | slowest |",
        "| ---: | --- | --- | ---: | ---: | ---: |",
    ]
    for each in [*lines, *edits]:
        figures = f"{each.p50:.1f} | {each.p95:.1f} | {max(each.times):.1f}"
        rows.append(f"| {each.plans} | {each.kind} | {each.way} | {figures} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Read the command line, measure, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--count", type=int, default=60, help="questions of each kind")
    parser.add_argument("--report", type=Path, default=REPORT)
    given = parser.parse_args()
    lines: list[Line] = []
    edits: list[Line] = []
    for plans in given.plans:
        with tempfile.TemporaryDirectory() as folder:
            generate(plans, Path(folder), seed=plans)
            lines += measured(plans, Path(folder), given.count)
            edits.append(after_edits(plans, Path(folder)))
    numbers = " ".join(map(str, given.plans))
    given.report.write_text(
        report(lines, edits, f"python -m bench.search --plans {numbers}"), encoding="utf-8"
    )
    print(given.report.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
