"""Validation: what is wrong with a workspace, by its shapes and by its checks."""

from collections.abc import Iterable, Iterator, Sequence

from gjgraph.core.errors import GjgraphError
from gjgraph.core.lines import RDF_TYPE, Lines
from gjgraph.core.report import Fault, Place, Report, Severity, unreadable
from gjgraph.core.terms import NamedNode, Quad
from gjgraph.core.text import Text
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import build
from gjgraph.operations.judge import SHAPES, Judge
from gjgraph.storage.files import GraphFile, read_graphs
from gjgraph.storage.queries import read_queries, read_query
from gjgraph.storage.workspace import Workspace
from gjgraph.validation import shacl

QUERY_KINDS = ("questions", "checks", "rules", "views")


def validate(workspace: Workspace, edited: Iterable[str] = ()) -> Report:
    """Judge a whole workspace as it lies on disk.

    It is always judged whole, since an edit in one file can break what stands in another. `edited`
    names files (relative to the workspace); where shapes are among them, the shapes themselves are
    judged first.
    """
    files = read_graphs(workspace)
    lacking = lacking_faults(workspace, files) + query_faults(workspace)
    if lacking:
        faults = [*lacking, *(fault for file in files for fault in file.faults)]
        return Report(tuple(faults), len(files), sum(len(file.triples) for file in files))
    if any(name.startswith(SHAPES) for name in edited) and not unreadable(
        fault for file in files for fault in file.faults
    ):
        shacl.judge_shapes(
            triple for file in files if file.name.startswith(SHAPES) for triple in file.triples
        )
    return judge(workspace, files)


def judge(workspace: Workspace, files: Sequence[GraphFile]) -> Report:
    """Judge files that were read: their form, then the shapes, then the checks."""
    size = sum(len(file.triples) for file in files)
    faults = [fault for file in files for fault in file.faults]
    if not unreadable(faults):
        index = build(workspace, files).index
        found = Judge(index, read_queries(workspace, "checks")).whole(index, written(files))
        faults += place_faults(found, files)
    return Report(tuple(faults), len(files), size)


def written(files: Iterable[GraphFile]) -> Iterator[Quad]:
    """Give what files say, to the letter."""
    for file in files:
        graph = NamedNode(file.graph)
        for each in file.triples:
            yield Quad(each.subject, each.predicate, each.object, graph)


def lacking_faults(workspace: Workspace, files: Sequence[GraphFile]) -> list[Fault]:
    """Find what a workspace must have and hasn't, so that an empty folder doesn't conform."""
    graphs = {file.graph for file in files}
    faults = [
        Fault(Severity.UNREADABLE, text, "missing", Place(str(workspace.addresses.file_of_graph(graph))))
        for graph, text in needed_graphs(workspace).items()
        if graph not in graphs
    ]
    for kind in ("rules", "checks"):
        if not any(workspace.query_files(kind)):
            text = Text("질의가 하나도 없습니다.", "There is no query in this folder.")
            faults.append(Fault(Severity.UNREADABLE, text, "missing", Place(f"queries/{kind}")))
    return faults


def needed_graphs(workspace: Workspace) -> dict[str, Text]:
    """Name the graphs that a workspace must have, with what to say where one is missing."""
    return {
        workspace.home_graph: Text(
            "계획의 그래프가 없습니다. 파일을 되돌리거나 gjgraph.toml의 home을 고치세요.",
            "The plan's own graph is missing: restore the file, or mend 'home' in gjgraph.toml.",
        ),
        f"{workspace.addresses.base}{SHAPES}plan": Text(
            "계획의 구조를 판단할 셰이프가 없습니다.", "The shapes that judge a plan's structure are missing."
        ),
        f"{workspace.addresses.base}ontology/csp": Text("온톨로지가 없습니다.", "The ontology is missing."),
    }


def query_faults(workspace: Workspace) -> list[Fault]:
    """Find query files that can't be read as what they are: their headers, and their SPARQL."""
    faults = []
    empty = Index(workspace.addresses.base)
    for kind in QUERY_KINDS:
        for path in workspace.query_files(kind):
            try:
                empty.query(read_query(path).text)
            except GjgraphError as error:
                name = str(workspace.relative(path))
                faults.append(Fault(Severity.UNREADABLE, error.message, "query", Place(name)))
    return faults


def place_faults(faults: Iterable[Fault], files: Sequence[GraphFile]) -> list[Fault]:
    """Find the file and line of each fault, reading the text only of files that have one."""
    homes: dict[str, list[GraphFile]] = {}
    for file in files:
        for subject in {str(triple.subject) for triple in file.triples}:
            homes.setdefault(subject, []).append(file)
    lines: dict[str, Lines] = {}
    placed = []
    for fault in faults:
        candidates = homes.get(fault.focus or "", [])
        for file in candidates:
            if file.name not in lines:
                lines[file.name] = Lines(file.text)
        subject = (fault.focus or "")[1:-1]
        path = fault.path[1:-1] if fault.path and fault.path.startswith("<") else None
        # Where the property stands; else where the thing is said to be what it is; else anywhere.
        best = sorted(
            candidates,
            key=lambda file: (
                (subject, path or RDF_TYPE) not in lines[file.name].predicates,
                (subject, RDF_TYPE) not in lines[file.name].predicates,
            ),
        )
        place = Place(best[0].name, lines[best[0].name].of(subject, path)) if best else Place()
        placed.append(fault.at(place))
    return placed
