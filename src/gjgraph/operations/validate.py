"""Validation: what is wrong with a workspace, by its shapes and by its checks."""

from collections.abc import Iterable, Sequence

from gjgraph.core.errors import GjgraphError
from gjgraph.core.lines import RDF_TYPE, Lines
from gjgraph.core.report import Fault, Place, Report, Severity, unreadable
from gjgraph.core.terms import RDFS, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.engine import shacl
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import Dataset, Names, build
from gjgraph.storage.files import GraphFile, read_graphs
from gjgraph.storage.queries import read_queries, read_query
from gjgraph.storage.workspace import Workspace

SUBCLASS = NamedNode(RDFS + "subClassOf")
SHAPES_FOLDER = "ontology/shapes/"
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
    if any(name.startswith(SHAPES_FOLDER) for name in edited) and not unreadable(
        fault for file in files for fault in file.faults
    ):
        shacl.judge_shapes(shapes(files))
    return judge(workspace, files)


def judge(workspace: Workspace, files: Sequence[GraphFile]) -> Report:
    """Judge files that were read: their form, then the shapes, then the checks."""
    size = sum(len(file.triples) for file in files)
    faults = [fault for file in files for fault in file.faults]
    if not unreadable(faults):
        found = shape_faults(workspace, files) + check_faults(build(workspace, files))
        # One slip may break two constraints of a shape in the same words: it is told once.
        told = {(fault.source, fault.focus, fault.value, fault.message): fault for fault in reversed(found)}
        faults += place_faults(reversed(told.values()), files)
    return Report(tuple(faults), len(files), size)


def lacking_faults(workspace: Workspace, files: Sequence[GraphFile]) -> list[Fault]:
    """Find what a workspace must have and hasn't, so that an empty folder doesn't conform."""
    names = {file.name for file in files}
    home = str(workspace.addresses.file_of_graph(workspace.home_graph))
    wanted = {
        home: Text(
            "계획의 그래프가 없습니다. 파일을 되돌리거나 gjgraph.toml의 home을 고치세요.",
            "The plan's own graph is missing: restore the file, or mend 'home' in gjgraph.toml.",
        ),
        f"{SHAPES_FOLDER}plan.ttl": Text(
            "계획의 구조를 판단할 셰이프가 없습니다.", "The shapes that judge a plan's structure are missing."
        ),
        "ontology/csp.ttl": Text("온톨로지가 없습니다.", "The ontology is missing."),
    }
    faults = [
        Fault(Severity.UNREADABLE, text, "missing", Place(name))
        for name, text in wanted.items()
        if name not in names
    ]
    for kind in ("rules", "checks"):
        if not any(workspace.query_files(kind)):
            text = Text("질의가 하나도 없습니다.", "There is no query in this folder.")
            faults.append(Fault(Severity.UNREADABLE, text, "missing", Place(f"queries/{kind}")))
    return faults


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


def shape_faults(workspace: Workspace, files: Sequence[GraphFile]) -> list[Fault]:
    """Find what the shapes say, places left open."""
    names = Names(files, workspace.addresses.base)
    return [shape_fault(result, names) for result in shacl.validate(judged(files), shapes(files))]


def check_faults(dataset: Dataset) -> list[Fault]:
    """Find what the checks say, a fault for each row, places left open."""
    names = dataset.names()
    found = []
    for name, check in read_queries(dataset.workspace, "checks").items():
        severity = Severity.WARNING if check.is_warning else Severity.VIOLATION
        for row in dataset.index.select(check.text):
            terms = {key: str(term) for key, term in row.items()}
            fault = Fault(
                severity,
                (check.message or check.summary).fill(
                    {key: quoted(term, names) for key, term in terms.items()}
                ),
                f"check:{name}",
                focus=terms.get("focus"),
                path=terms.get("path"),
                value=terms.get("value"),
                label=label(terms.get("focus"), names),
            )
            found.append(fault)
    return found


def judged(files: Iterable[GraphFile]) -> Iterable[Triple]:
    """Give what shapes see: asserted triples, and the class tree of the ontology; nothing derived.

    Under entailment a strategy that is mistyped as a value would pass, since the range of a property
    would make it a strategy again.
    """
    for file in files:
        is_data = file.name.startswith("data/")
        yield from (triple for triple in file.triples if is_data or triple.predicate == SUBCLASS)


def shapes(files: Iterable[GraphFile]) -> Iterable[Triple]:
    """Give the shapes graph: everything under `ontology/shapes/`."""
    return (triple for file in files if file.name.startswith(SHAPES_FOLDER) for triple in file.triples)


def shape_fault(result: shacl.Result, names: Names) -> Fault:
    """Turn a validation result into a fault that names its things."""
    values = {"this": quoted(result.focus, names)}
    if result.value is not None:
        values["value"] = quoted(result.value, names)
    if result.count is not None:
        values["count"] = Text(str(result.count), str(result.count))
    return Fault(
        Severity.WARNING if result.is_warning else Severity.VIOLATION,
        result.message.fill(values),
        result.shape,
        focus=result.focus,
        path=result.path,
        value=result.value,
        component=result.component,
        label=label(result.focus, names),
    )


def quoted(term: str, names: Names) -> Text:
    """Write a term for a sentence: things by name in quotes, numbers bare."""
    if term.startswith("<"):
        name = names.of(term[1:-1])
        return Text(f"‘{name.ko}’", f"‘{name.en}’")
    if term.startswith("_:"):
        return Text("이름 없는 노드", "an unnamed node")
    text = term[1 : term.rindex('"')].replace('\\"', '"').replace("\\n", " ")
    if "XMLSchema#integer>" in term:
        return Text(text, text)
    return Text(f"‘{text}’", f"‘{text}’")


def label(focus: str | None, names: Names) -> Text | None:
    """Name a focus node that has an address."""
    return names.of(focus[1:-1]) if focus and focus.startswith("<") else None


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
