"""Measure publishing: `python -m bench.publish --plans 100` writes what it finds to `bench/PUBLISH.md`.

Measured is the whole command, from the start of Python to its end: for the plan of this repository, and
for workspaces of generated plans, each in a git repository of its own.
"""

import argparse
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import documents
from bench.marks import Mark, counted
from bench.peers import processes, proportional
from bench.plans import generate
from gjgraph.storage.workspace import open_workspace, shipped_workspace

RESULTS = Path(__file__).with_name("PUBLISH.md")
PAUSE = 0.05
"""Seconds between two looks at the memory."""
ENGLISH = re.compile(r'skos:prefLabel "[^"]*"@ko ,\s+"([^"\\]+)"@en')
"""The English name of an element, as a plan's file has it."""
DOCUMENTS = ("doc/gwangju/m7/goal", "doc/gwangju/m7/policy/1", "doc/gwangju/m7/vision")
"""Descriptions of the plan of this repository, a few of its kinds."""
PARTS = ("data", "ontology", "queries", "gjgraph.toml")


@dataclass(frozen=True)
class Run:
    """One time that a workspace was published."""

    seconds: float
    memory: float
    """The most memory of all its processes at a time, in MB, shared pages counted once; 0 unless watched."""
    said: str


def publish(place: Path, site: Path, watched: bool = False) -> Run:
    """Publish a workspace; `watched` also tells how much memory that takes, and disturbs it."""
    command = [str(Path(sys.executable).with_name("gjgraph")), "--lang", "en", "publish", str(site)]
    most = 0.0
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        while watched and process.poll() is None:
            most = max(most, sum(map(proportional, processes(process.pid))))
            time.sleep(PAUSE)
        said = process.communicate()[0].strip()
        seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{shlex.join(command)} ended with {process.returncode}")
    return Run(seconds, most, said.partition(": ")[2])


@contextmanager
def workspaces(plans: int) -> Iterator[Path]:
    """Make a workspace in a repository of its own: the real plan, or so many generated ones."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "workspace"
        if plans > 1:
            generate(plans, place, seed=1)
        else:
            for name in PARTS:
                source = shipped_workspace() / name
                place.mkdir(exist_ok=True)
                (shutil.copytree if source.is_dir() else shutil.copy)(source, place / name)
        git(place, "init", "--quiet")
        commit(place)
        yield place


def git(place: Path, *arguments: str) -> None:
    """Run git in a workspace."""
    author = ("-c", "user.name=bench", "-c", "user.email=bench@plan.example")
    subprocess.run(["git", *author, *arguments], cwd=place, check=True)  # noqa: S603, S607


def commit(place: Path) -> None:
    """Commit all of a workspace."""
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--message=as it is")


def edits(place: Path, times: int) -> Iterator[str]:
    """Change what an element of a plan is called, one after the other; give its name before.

    They are taken evenly from all of them: some are named in few documents, and some in most.
    """
    home = open_workspace(place).home
    path = place / "data" / f"{home}.ttl"
    names = ENGLISH.findall(path.read_text(encoding="utf-8"))
    for number in range(times):
        name = names[number * len(names) // times]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'"{name}"@en', f'"{name} of late"@en', 1), encoding="utf-8")
        commit(place)
        yield name


def measure(plans: int, times: int) -> tuple[list[str], list[Mark]]:
    """Publish for the first time, again as it is, and after edits."""
    name = counted(plans)
    with workspaces(plans) as place:
        site = place.with_name("site")
        first = publish(place, site)
        same = publish(place, site)
        after = sorted(
            ((publish(place, site), each) for each in edits(place, times)), key=lambda one: one[0].seconds
        )
        most = publish(place, place.with_name("watched"), watched=True).memory
    middle = after[len(after) // 2]
    lines = [
        f"## {name}",
        "",
        "| | s | said |",
        "| --- | ---: | --- |",
        *(
            f"| {what} | {run.seconds:.2f} | {run.said} |"
            for what, run in (
                ("for the first time", first),
                ("again, nothing changed", same),
                *((f"after one edit: «{each}»", run) for run, each in after),
            )
        ),
        "",
    ]
    if plans == 1:
        marks = [
            mark(f"site of {name}", "≤ 5 s", first.seconds, 5),
            mark(f"after one edit, the median of {times}, {name}", "≤ 1 s", middle[0].seconds, 1),
            mark(f"after one edit, the slowest of {times}, {name}", "≤ 1 s", after[-1][0].seconds, 1),
        ]
    else:
        marks = [
            mark(f"site of {name}", "≤ 180 s", first.seconds, 180),
            Mark(f"memory, {name}", "≤ 500 MB", f"{most:.0f} MB", most <= 500),
        ]
    return lines, marks


def mark(what: str, wanted: str, seconds: float, most: float) -> Mark:
    """Compare a time with its mark."""
    return Mark(what, wanted, f"{seconds:.2f} s", seconds <= most)


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.publish", description=__doc__)
    parser.add_argument("--plans", type=int, nargs="*", default=[1, 100])
    parser.add_argument("--times", type=int, default=5, help="edits that are published one after the other")
    given = parser.parse_args()
    found = [measure(plans, given.times) for plans in given.plans]
    found.append(documents.report(documents.compare(shipped_workspace(), DOCUMENTS, given.times)))
    command = shlex.join(["python", "-m", "bench.publish", *sys.argv[1:]])
    report = [
        "# Publishing",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} processors, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()} · `{command}`",
        "",
        "## Marks",
        "",
        "| what | mark | measured | |",
        "| --- | --- | --- | --- |",
        *(
            f"| {each.what} | {each.mark} | {each.measured} | {'met' if each.met else '**missed**'} |"
            for _, marks in found
            for each in marks
        ),
        "",
        *(line for lines, _ in found for line in lines),
    ]
    RESULTS.write_text("\n".join(report).rstrip() + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
