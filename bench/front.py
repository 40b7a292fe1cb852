"""The front page: `python -m bench.front` writes to `bench/FRONT.md` how fast it is first, and again.

Beside it in the same run: a query whose answer is about as long.
"""

import argparse
import os
import platform
import shlex
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.documents import length, query_of, rate
from bench.marks import Mark
from bench.peers import Data, Ours
from gjgraph.storage.workspace import open_workspace

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("FRONT.md")
PAGES = ("/index.html", "/index.en.html")
HTML = "text/html"
FIRST, AGAIN = 30.0, 2000.0
"""Milliseconds in which a page is written first, and how often a second it is had again: the marks."""


def first(rounds: int) -> dict[str, list[float]]:
    """Give the milliseconds to each page from a server that has written none yet."""
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    workspace = open_workspace(ROOT).root
    for _ in range(rounds):
        for page in PAGES:
            with Ours(Data(1, workspace, workspace)) as server:
                server.client.get(f"{server.root}/health")
                began = time.perf_counter()
                server.client.get(server.root + page, headers={"Accept": HTML}).raise_for_status()
                found[page].append((time.perf_counter() - began) * 1000)
    return found


def again(rounds: int) -> dict[str, tuple[float, float, int]]:
    """Give how often a second each page is had again, a query of its length beside it, and its bytes."""
    found = {}
    workspace = open_workspace(ROOT).root
    with Ours(Data(1, workspace, workspace)) as server:
        for page in PAGES:
            size = length(server, page, HTML)
            target, _ = query_of(server, size)
            pairs = [
                (rate(server, page, HTML), rate(server, target, "application/n-triples"))
                for _ in range(rounds)
            ]
            mine, theirs = (median(each) for each in zip(*pairs, strict=True))
            found[page] = mine, theirs, size
    return found


def main() -> None:
    """Measure, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    firsts, agains = first(rounds), again(rounds)
    slowest = max(median(each) for each in firsts.values())
    fewest = min(mine for mine, _, _ in agains.values())
    marks = [
        Mark("first written", f"≤ {FIRST:g} ms", f"{slowest:.0f} ms", slowest <= FIRST),
        Mark("had again", f"≥ {AGAIN:,.0f}/s", f"{fewest:,.0f}/s", fewest >= AGAIN),
    ]
    command = shlex.join(["python", "-m", "bench.front", *sys.argv[1:]])
    lines = [
        "# The front page",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} processors, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()} · `{command}`",
        "",
        "| mark | wanted | measured | |",
        "| --- | --- | --- | --- |",
        *(
            f"| {each.what} | {each.mark} | {each.measured} | {'met' if each.met else 'missed'} |"
            for each in marks
        ),
        "",
        "Over HTTP. First: of a server that has written no page, medians. Again: 16 connections, against a "
        "query whose answer is as long, in turn.",
        "",
        "| page | bytes | first, ms | again, a second | the query, a second | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {page} | {size:,} | {median(firsts[page]):.0f} | {mine:,.0f} | {theirs:,.0f} "
            f"| {mine / theirs:.2f} |"
            for page, (mine, theirs, size) in agains.items()
        ),
        "",
    ]
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
