"""Descriptions against queries: how often one is had again, beside a query whose answer is as long."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.load import MANY, SCRIPT
from bench.marks import Mark
from bench.peers import Data, Ours

FORMATS = ("text/html", "text/turtle", "application/ld+json")
LINES = "application/n-triples"
SECONDS = 2


@dataclass(frozen=True)
class Pair:
    """A description and the query beside it, their sizes in bytes and their rates a second."""

    path: str
    accept: str
    size: int
    query_size: int
    rates: Sequence[float]
    query_rates: Sequence[float]

    @property
    def ratio(self) -> float:
        """Give how often the description is had for each time that the query is answered."""
        return median(mine / theirs for mine, theirs in zip(self.rates, self.query_rates, strict=True))


def compare(workspace: Path, paths: Sequence[str], rounds: int) -> list[Pair]:
    """Ask for descriptions and for answers as long, in turn, again and again."""
    found = []
    with Ours(Data(1, workspace, workspace)) as server:
        for path in paths:
            for accept in FORMATS:
                size = length(server, f"/{path}", accept)
                target, query_size = query_of(server, size)
                rates = [
                    (rate(server, f"/{path}", accept), rate(server, target, LINES)) for _ in range(rounds)
                ]
                mine, theirs = zip(*rates, strict=True)
                found.append(Pair(path, accept, size, query_size, mine, theirs))
    return found


def length(server: Ours, target: str, accept: str) -> int:
    """Give the bytes of what an address answers."""
    answer = server.client.get(server.root + target, headers={"Accept": accept})
    answer.raise_for_status()
    return len(answer.content)


def query_of(server: Ours, size: int) -> tuple[str, int]:
    """Find the query whose answer is about so long: some triples as N-Triples."""
    low, high = 1, 4096
    while low < high:
        middle = (low + high) // 2
        if length(server, triples(server, middle), LINES) < size:
            low = middle + 1
        else:
            high = middle
    return triples(server, low), length(server, triples(server, low), LINES)


def triples(server: Ours, count: int) -> str:
    """Give the address that asks for so many triples."""
    return server.target(f"CONSTRUCT WHERE {{ ?s ?p ?o }} LIMIT {count}")


def rate(server: Ours, target: str, accept: str) -> float:
    """Have the load tool ask for one thing again and again; answers in a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(target + "\n")
        file.flush()
        command = ["wrk", "-t1", f"-c{MANY}", f"-d{SECONDS}s", "-s", str(SCRIPT), server.root, "--"]
        done = subprocess.run(  # noqa: S603
            [*command, file.name, accept, "0"], capture_output=True, text=True, check=True
        )
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if found["errors"]:
        raise SystemExit(f"{target}: {found['errors']} requests failed")
    return float(found["requests"] / (found["microseconds"] / 1e6))


def report(pairs: Sequence[Pair]) -> tuple[list[str], list[Mark]]:
    """Write the table of the descriptions, and their mark."""
    lines = [
        "## Descriptions, repeated",
        "",
        "Against a query whose answer is about as long, by the same tool in turn; medians.",
        "",
        "| document | format | bytes | a second | bytes of the answer | a second | ratio |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {each.path} | {each.accept} | {each.size:,} | {median(each.rates):,.0f} | "
            f"{each.query_size:,} | {median(each.query_rates):,.0f} | {each.ratio:.2f} |"
            for each in pairs
        ),
        "",
    ]
    ratios = [each.ratio for each in pairs]
    ratio = median(ratios)
    measured = f"{ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    return lines, [Mark("description repeated, against a query", "≥ 1", measured, ratio >= 1)]
