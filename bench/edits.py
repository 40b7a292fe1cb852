"""Measure edits: `python -m bench.edits --plans 1 1000` writes what it finds to `bench/EDITS.md`.

Each size is a workspace of generated plans in a git repository of its own, served with editing on. The
check of links without a basis is left out, since the generated plans have no records of their links.
"""

import argparse
import itertools
import os
import platform
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import httpx
import pygit2

from bench.load import run
from bench.marks import Mark, counted
from bench.peers import JSON, Data, Ours
from bench.plans import generate
from gjgraph.core.terms import CSP, DCTERMS, PREFIXES, NamedNode, Triple
from gjgraph.core.turtle import write
from gjgraph.operations.dataset import load
from gjgraph.operations.judge import judged, shapes
from gjgraph.storage.files import read_graph
from gjgraph.storage.workspace import open_workspace
from gjgraph.validation import shacl

RESULTS = Path(__file__).with_name("EDITS.md")
PARTS = ("evaluate", "derive", "validate", "commit", "publish")
UNCHECKED = "queries/checks/link-without-basis.rq"
QUERY = f"SELECT ?name {{ <THING> <{PREFIXES['skos']}prefLabel> ?name }}"
SOURCE = NamedNode("https://www.gwangju.go.kr/")


@dataclass
class Timed:
    """How long some edits took, whole and part by part, in milliseconds."""

    whole: list[float] = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PARTS})

    def add(self, seconds: float, answer: httpx.Response) -> None:
        """Take note of one."""
        self.whole.append(seconds * 1000)
        for name, found in re.findall(r"(\w+);dur=([\d.]+)", answer.headers.get("server-timing", "")):
            if name in self.parts:
                self.parts[name].append(float(found))

    def p50(self) -> float:
        """Give the median."""
        return statistics.median(self.whole)

    def p95(self) -> float:
        """Give what 95 of 100 stay under."""
        return statistics.quantiles(self.whole, n=20)[-1]

    def part(self, name: str) -> float:
        """Give the median of a part."""
        return statistics.median(self.parts[name]) if self.parts[name] else 0.0

    def row(self, what: str) -> str:
        """Write a line of the table."""
        cells = [f"{self.p50():.1f}", f"{self.p95():.1f}", *(f"{self.part(name):.1f}" for name in PARTS)]
        return f"| {what} | " + " | ".join(cells) + " |"


def prepare(plans: int, folder: Path, seed: int) -> str:
    """Make a workspace that conforms, in a git repository, with a token; give the token."""
    generate(plans, folder, seed)
    (folder / UNCHECKED).unlink()
    workspace = open_workspace(folder)
    stated, other = NamedNode(CSP + "basis-stated"), NamedNode(CSP + "basis-other-source")
    for path in (folder / "data").rglob("*.ttl"):
        triples = []
        for each in read_graph(workspace, path).triples:
            if each.object == stated or each.object == NamedNode(CSP + "basis-layout"):
                triples += [
                    Triple(each.subject, each.predicate, other),
                    Triple(each.subject, NamedNode(DCTERMS + "source"), SOURCE),
                ]
            else:
                triples.append(each)
        path.write_text(write(triples, workspace.addresses.base, PREFIXES), encoding="utf-8")
    git = ["git", "-C", str(folder)]
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["config", "user.name", "Bench"],
        ["config", "user.email", "bench@example.org"],
        ["add", "."],
        ["commit", "--quiet", "--message", "All plans"],
    ):
        subprocess.run([*git, *command], check=True)  # noqa: S603
    gjgraph = str(Path(sys.executable).with_name("gjgraph"))
    made = [gjgraph, "-C", str(folder), "token", "add", "Bench <b@example.org>"]
    return subprocess.run(made, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


class Editing(Ours):
    """Our server, with editing on."""

    def command(self) -> list[str]:
        return [*super().command(), "--editing", "true"]


class Client:
    """An editor at the other end of a connection."""

    def __init__(self, server: Editing, token: str) -> None:
        self.server = server
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self.http = httpx.Client(base_url=server.root, headers=headers, timeout=600, trust_env=False)

    def update(self, text: str) -> httpx.Response:
        """Send a SPARQL Update."""
        return self.http.post(
            "/update", content=text.encode(), headers={"Content-Type": "application/sparql-update"}
        )

    def ask(self, text: str) -> str:
        """Ask a query."""
        return self.http.post("/sparql", data={"query": text}, headers={"Accept": "text/csv"}).text

    def timed(self, times: int, text: Callable[[int], str], status: int) -> Timed:
        """Time edits that are answered alike."""
        found = Timed()
        for number in range(times):
            sent = text(number)
            began = time.perf_counter()
            answer = self.update(sent)
            took = time.perf_counter() - began
            if answer.status_code != status:
                raise SystemExit(f"{answer.status_code} and not {status}: {answer.text[:2000]}")
            found.add(took, answer)
        return found


def relabel(graph: str, thing: str, label: str) -> str:
    """Write an update that changes one literal."""
    return (
        f"WITH <{graph}> DELETE {{ <{thing}> skos:prefLabel ?old }} INSERT {{ <{thing}> skos:prefLabel "
        f'"{label}"@en }} WHERE {{ <{thing}> skos:prefLabel ?old FILTER (LANG(?old) = "en") }}'
    )


def own_commit(folder: Path, times: int) -> float:
    """Time what the disk needs: a commit of one file by the library alone, made durable; the median in ms."""
    pygit2.option(pygit2.enums.Option.ENABLE_FSYNC_GITDIR, True)
    git = pygit2.init_repository(str(folder))
    author = pygit2.Signature("Bench", "bench@example.org")
    parents: list[pygit2.Oid] = []
    took = []
    for number in range(times):
        content = (f"{number}\n" * 4000).encode()
        began = time.perf_counter()
        file = folder / "file"
        with file.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        git.index.add("file")
        git.index.write()
        parents = [git.create_commit("HEAD", author, author, "One", git.index.write_tree(), parents)]
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[list[int]]:
    """Do something again and again beside what is measured; gives how often it was done."""
    done, count = threading.Event(), [0]

    def loop() -> None:
        while not done.is_set():
            work()
            count[0] += 1

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield count
    finally:
        done.set()
        thread.join()


def measure(plans: int, given: argparse.Namespace, lines: list[str], marks: list[Mark]) -> Timed:
    """Measure one size."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place) / "workspace"
        token = prepare(plans, folder, given.seed)
        workspace = open_workspace(folder)
        graph = workspace.home_graph
        plan = graph.replace("/graph/", "/id/")
        thing = f"{plan}/strategy/1-1"
        disk = own_commit(Path(place) / "disk", given.times)
        with Editing(Data(plans, folder, Path(place) / "none")) as server:
            client = Client(server, token)
            client.timed(5, lambda n: relabel(graph, thing, f"Warm {n}"), 200)
            accepted = client.timed(given.times, lambda n: relabel(graph, thing, f"Name {n}"), 200)
            if f"Name {given.times - 1}" not in client.ask(QUERY.replace("THING", thing)):
                raise SystemExit("an edit that was answered isn't to be seen")
            unlink = f"DELETE WHERE {{ GRAPH <{graph}> {{ <{thing}> csp:strategyOf ?policy }} }}"
            refused = client.timed(given.times, lambda n: unlink, 422)
            local = f'WITH <{graph}> INSERT {{ <{thing}> skos:prefLabel "Another"@en }} WHERE {{}}'
            literal = client.timed(given.times, lambda n: local, 422)
            whole = Timed()
            original = (folder / workspace.addresses.file_of_graph(graph)).read_text(encoding="utf-8")
            for number in range(max(3, given.times // 10)):
                content = original.replace('"@en', f' {number}"@en')
                began = time.perf_counter()
                answer = client.http.put(
                    "/store", params={"graph": graph}, content=content.encode(),
                    headers={"Content-Type": "text/turtle"},
                )  # fmt: skip
                took = time.perf_counter() - began
                if answer.is_error:
                    raise SystemExit(answer.text[:2000])
                whole.add(took, answer)
            asked = [QUERY.replace("THING", thing)]
            alone = run(server, asked, JSON, True, 4, given.seconds)
            numbers = itertools.count()
            with beside(
                lambda: check(client.update(relabel(graph, thing, f"Beside {next(numbers)}")))
            ) as count:
                began = time.perf_counter()
                with_edits = run(server, asked, JSON, True, 4, given.seconds)
                rate = count[0] / (time.perf_counter() - began)
        lines += [
            f"\n## {counted(plans)}\n",
            f"Start to first answer {server.first:.1f} s. The disk's own commit of a file: {disk:.1f} ms.\n",
            "| edit, ms | p50 | p95 | " + " | ".join(PARTS) + " |",
            "| --- | ---: | ---: |" + " ---: |" * len(PARTS),
            accepted.row("one literal, accepted"),
            literal.row("one literal too many, refused"),
            refused.row("a strategy unlinked, refused"),
            whole.row("whole plan replaced by PUT"),
            f"\nLookups, never the same text twice, 4 connections: p99 {alone.p99:.2f} ms alone, "
            f"{with_edits.p99:.2f} ms beside {rate:.0f} edits a second.",
        ]
        print(*lines[-8:], sep="\n", flush=True)
        beyond, slowest = accepted.p50() - disk, max(refused.p95(), literal.p95())
        judging = [each.part("validate") for each in (accepted, literal)]
        factor, size = with_edits.p99 / alone.p99, counted(plans)
        for what, mark, measured, met in (
            ("one literal, beside the disk's own commit", "≤ 40 ms", f"{beyond:.1f} ms", beyond <= 40),
            ("of that, validation", "≤ 20 ms", f"{max(judging):.1f} ms", max(judging) <= 20),
            ("a refused edit, p95", "≤ 60 ms", f"{slowest:.1f} ms", slowest <= 60),
            ("p99 of queries beside edits", "≤ 2 times", f"{factor:.2f} times", factor <= 2),
            ("whole plan replaced by PUT", "≤ 300 ms", f"{whole.p50():.0f} ms", whole.p50() <= 300),
        ):
            marks.append(Mark(f"{what}, {size}", mark, measured, met))
        if plans == given.full:
            marks.append(against_full(folder, accepted.part("validate"), plans))
        return accepted


def check(answer: httpx.Response) -> None:
    """See to it that an edit was accepted."""
    if answer.is_error:
        raise SystemExit(answer.text[:2000])


def against_full(folder: Path, local: float, plans: int) -> Mark:
    """Compare with pySHACL over the whole graph, as it is used without us."""
    index = load(open_workspace(folder)).index
    sees = judged(index.base)
    data = {quad.triple for quad in index.store if sees(quad)}
    began = time.perf_counter()
    shacl.validate(data, shapes(index))
    took = (time.perf_counter() - began) * 1000
    said = f"{took / local:,.0f} times ({took / 1000:.1f} s against {local:.1f} ms, all checks included)"
    return Mark(
        f"validation, against pySHACL over the whole graph, {counted(plans)}",
        "≥ 500 times",
        said,
        took >= 500 * local,
    )


def main() -> None:
    """Read the command line, measure each size, write the results."""
    parser = argparse.ArgumentParser(prog="python -m bench.edits", description=__doc__)
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 100, 1000], metavar="N")
    parser.add_argument("--times", type=int, default=60, help="edits of each kind")
    parser.add_argument("--seconds", type=float, default=4.0, help="of the load of queries")
    parser.add_argument("--full", type=int, default=100, help="the size at which all is validated, too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", default=str(RESULTS), metavar="FILE")
    given = parser.parse_args()
    lines: list[str] = []
    marks: list[Mark] = []
    found: dict[int, Timed] = {}
    for plans in given.plans:
        found[plans] = measure(plans, given, lines, marks)
    least, most = min(found), max(found)
    if least != most:
        ratio = found[most].p50() / found[least].p50()
        what = f"one literal, {counted(most)} against {counted(least)}"
        marks.append(Mark(what, "≤ 1.3 times", f"{ratio:.2f} times", ratio <= 1.3))
    judged_marks = [
        f"| {each.what} | {each.mark} | {each.measured} | {'met' if each.met else '**missed**'} |"
        for each in marks
    ]
    libraries = " · ".join(
        f"{name} {version(name)}" for name in ("pyoxigraph", "pyshacl", "rdflib", "pygit2")
    )
    command = shlex.join(["python", "-m", "bench.edits", *sys.argv[1:]])
    machine = f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}"
    system = f"{machine}, Python {platform.python_version()}"
    head = [
        f"# Edits\n\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {system} · `{command}`\n\n{libraries}\n",
        "From the request's first byte to the answer's last: the edit is then durable and to be seen. Parts "
        "are the server's own times; the difference is part of evaluating.\n",
        "## Marks\n\n| what | mark | measured | |\n| --- | --- | --- | --- |",
        *judged_marks,
    ]
    Path(given.output).write_text("\n".join([*head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
