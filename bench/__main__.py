"""Run the benchmark: `python -m bench --plans 1 100` writes what it finds to `bench/RESULTS.md`."""

import argparse
import os
import platform
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import marks
from bench.load import SMALL, Case, Line, Run, cases, compare, dump
from bench.marks import Mark, counted
from bench.peers import PEERS, Data, Ours, System, UnavailableError, said
from bench.plans import generate
from gjgraph.operations.dataset import load
from gjgraph.storage.workspace import open_workspace, shipped_workspace

ABOUT = """\
Every server has the same content and its defaults (Virtuoso more memory and connections), and is asked
the same texts over HTTP by the same tool in the same run. Figures are medians of rounds ({rounds}, of
{seconds:g} s) in which the servers take turns. A ratio is our rate over the peer's in the same round: above
1, ours is faster. Repeated: the same text again and again. Distinct: never the same text twice, and another
thing asked about each time where there is more than one. Before they are timed, answers are compared by the
number of their rows or triples. The ready questions are asked in turn, without those that give a
graph and those that take our server more than {small:g} s.
"""
RESULTS = Path(__file__).with_name("RESULTS.md")


class Bench:
    """One run of the benchmark, and what it has found up to now."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.tables: list[str] = []
        self.marks: list[Mark] = []
        self.versions = [f"{Ours.version()} · {said(['git', 'describe', '--always', '--dirty'])}"]
        self.peers: list[type[System]] = []
        for peer in PEERS:
            try:
                self.versions.append(peer.version())
                self.peers.append(peer)
            except UnavailableError as error:
                self.versions.append(f"{peer.name}: {error}, not measured")
        libraries = ("pyoxigraph", "uvicorn", "uvloop", "httptools")
        self.versions.append(" · ".join(f"{name} {version(name)}" for name in libraries))
        self.versions.append(
            f"Python {platform.python_version()} · {said(['wrk', '--version']).splitlines()[0]}"
        )

    def data(self, plans: int, folder: Path) -> tuple[Data, list[Case]]:
        """Have the data of one size, the same for all: the real plan, or as many made-up ones as wanted."""
        workspace = shipped_workspace() if plans == 1 else folder / "workspace"
        if plans > 1:
            generate(plans, workspace, self.given.seed)
        (folder / "dump").mkdir()
        data = Data(plans, workspace, folder / "dump" / "all.nq")
        dataset = load(open_workspace(workspace))
        dump(dataset, data.dump)
        asked = cases(dataset, plans)
        if plans == 1:
            small = [case for case in asked if case.is_small and not case.mix]
            self.marks.append(marks.isolation(dataset, small, self.given.times))
        return data, asked

    def measure(self, plans: int, folder: Path) -> None:
        """Measure one size of data."""
        seconds, rounds = self.given.seconds, self.given.rounds
        data, asked = self.data(plans, folder)
        self.marks.append(marks.cold_start(data, rounds))
        lines: list[Line] = []
        with ExitStack() as running:
            ours = running.enter_context(Ours(data))
            if plans == 1:
                self.marks.append(marks.memory(ours, "idle"))
            systems: list[System] = [ours]
            missing: list[str] = []
            for peer in self.peers:
                try:
                    systems.append(running.enter_context(peer(data)))
                except UnavailableError as error:
                    missing.append(str(error).splitlines()[0])
            starts = [f"{each.name} {each.first:.1f} s, {each.memory():.0f} MB" for each in systems]
            for case in asked:
                for line in compare(ours, systems[1:], case, seconds, rounds):
                    lines.append(line)
                    print(*row(line), sep=" | ", flush=True)
            if plans == 1:
                self.marks.append(marks.memory(ours, "after the load"))
        self.marks += marks.from_lines(lines, plans)
        self.tables.append("\n".join(table(plans, lines, starts, missing)))
        with Ours(data) as ours:  # alone on the machine
            if plans == 1:
                point = next(case for case in asked if case.name == "point lookup")
                self.marks += marks.beside_a_cross_join(ours, point, max(seconds, 2), rounds)
                self.marks += marks.hostile(ours)
            for case in asked:
                if case.name == "10,000 rows":
                    self.marks += [
                        marks.flat(ours, case, distinct, 4 * seconds) for distinct in (False, True)
                    ]

    def write(self) -> None:
        """Write what was found."""
        given = self.given
        system = f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}"
        command = shlex.join(["python", "-m", "bench", *sys.argv[1:]])
        judged = (
            f"| {each.what} | {each.mark} | {each.measured} | {'met' if each.met else '**missed**'} |"
            for each in self.marks
        )
        versions = "\n".join(f"- {each}" for each in self.versions)
        head = [
            f"# Benchmark\n\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {system} · `{command}`\n\n{versions}\n",
            ABOUT.format(rounds=given.rounds, seconds=given.seconds, small=SMALL),
            "## Marks\n\n| what | mark | measured | |\n| --- | --- | --- | --- |",
            *judged,
            "",
        ]
        Path(given.output).write_text("\n".join([*head, *self.tables]), encoding="utf-8")


def table(plans: int, lines: Sequence[Line], starts: Sequence[str], missing: Sequence[str]) -> Iterator[str]:
    """Write the table of one size of data."""
    yield f"## {counted(plans)}\n"
    yield f"Start to first answer, and memory then: {'; '.join(starts)}."
    yield from (f"{each}." for each in missing)
    figures = "ours; the peer's: per second (p50 / p99 in ms)"
    yield f"\n| queries | texts | connections | peer | ratio | {figures} | note |"
    yield "| --- | --- | ---: | --- | ---: | --- | --- |"
    for line in lines:
        yield "| " + " | ".join(row(line)) + " |"
    yield ""


def row(line: Line) -> list[str]:
    """Write the cells of one line."""
    absolute = f"<sub>{rate(line.ours)}; {rate(line.theirs)}</sub>" if line.ours and line.theirs else ""
    way = "distinct" if line.distinct else "repeated"
    ratio = f"**{line.ratio:.3g}**" if line.ratio else "–"
    return [line.case.name, way, str(line.connections), line.peer, ratio, absolute, line.note]


def rate(run: Run) -> str:
    """Write what one server did."""
    return f"{run.rate:,.{0 if run.rate >= 100 else 1}f} ({run.p50:.2f} / {run.p99:.2f})"


def main() -> None:
    """Read the command line, measure each size of data, write the results."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--plans", type=int, nargs="+", default=[1, 100], metavar="N", help="sizes of the data"
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="of one run of the load tool")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=3000, help="queries that isolation is measured with")
    parser.add_argument("--seed", type=int, default=1, help="of the made-up plans")
    parser.add_argument("--output", default=str(RESULTS), metavar="FILE")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and stop all servers on the way out
    bench = Bench(parser.parse_args())
    began = time.perf_counter()
    for plans in bench.given.plans:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            bench.measure(plans, Path(folder))
        bench.write()
    print(f"{bench.given.output}: {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stdout}{error.stderr}")
