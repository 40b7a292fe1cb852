"""The judge: the shapes and checks of a workspace, compiled once and asked after every edit."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.header import QueryFile
from gjgraph.core.locality import Locality
from gjgraph.core.report import Fault, Severity
from gjgraph.core.terms import RDFS, NamedNode, Quad, Triple
from gjgraph.core.text import Text
from gjgraph.engine.index import Index, Row
from gjgraph.operations.dataset import Names
from gjgraph.validation.checks import LOCAL, Checks, Foci
from gjgraph.validation.shacl import Result
from gjgraph.validation.shapes import Affected, Shapes
from gjgraph.validation.triples import Triples
from gjgraph.validation.view import Term, View

SUBCLASS = NamedNode(RDFS + "subClassOf")
CHECK = "check:"
"""What the source of a fault begins with that a check found."""
SHAPES = "ontology/shapes/"
"""Where the graphs of the shapes are, after the base address and in the workspace alike."""


@dataclass(frozen=True)
class Touched:
    """What an edit may have changed the verdict on."""

    shapes: Affected
    checks: Foci

    def blamed(self, faults: Iterable[Fault]) -> "Touched":
        """Leave out the shapes and the checks that found none of some faults."""
        sources = {fault.source for fault in faults}
        checks = {name: foci for name, foci in self.checks.items() if f"{CHECK}{name}" in sources}
        by_shapes = any(not source.startswith(CHECK) for source in sources)
        return Touched(self.shapes if by_shapes else Affected(), checks)


class Judge:
    """Says what is wrong with an index, by its own shapes and by the workspace's checks."""

    def __init__(self, index: Index, checks: Mapping[str, QueryFile]) -> None:
        self.queries = checks
        self.shapes = Shapes(shapes(index))
        self.checks = Checks(checks)
        self.sees = judged(index.base)

    def whole(self, index: Index, written: Iterable[Quad] | None = None) -> list[Fault]:
        """Judge everything.

        `written` is what the index was built from: a store takes `01` and `"1"^^xsd:int` for the same
        as `1`, and shapes don't.
        """
        names = Names(index)
        view = View(index.store, self.sees)
        if written is not None:
            view = Triples(quad.triple for quad in written if self.sees(quad))
        found = [shape_fault(result, names) for result in self.shapes.full(view)]
        for name in self.queries:
            found += self.check(index, name, None, names)
        return told_once(found)

    def touched(self, index: Index, change: Change) -> Touched:
        """Find what a change, derived quads included, may have changed the verdict on.

        The index has the change already.
        """
        asserted = {quad.triple for quad in change.added | change.removed if self.sees(quad)}
        gone = [quad.triple for quad in change.removed if self.sees(quad)]
        both = View(index.store, self.sees, more=gone)
        all_of_both = View(index.store, more=[quad.triple for quad in change.removed])
        return Touched(
            self.shapes.affected(both, asserted), self.checks.affected(all_of_both, change, index.size)
        )

    def faults(self, index: Index, touched: Touched) -> list[Fault]:
        """Judge what a change touched."""
        names = Names(index)
        results = self.shapes.validate(View(index.store, self.sees), touched.shapes)
        found = [shape_fault(result, names) for result in results]
        for name, foci in touched.checks.items():
            found += self.check(index, name, foci, names)
        return told_once(found)

    def check(self, index: Index, name: str, foci: Set[Term] | None, names: Names) -> Iterable[Fault]:
        """Ask one check, of some focus nodes or of all."""
        return [
            check_fault(name, self.queries[name], row, names) for row in self.checks.rows(index, name, foci)
        ]

    def explain(self) -> list[Locality]:
        """Tell of each shape and each check whether an edit has it judged locally, and why not."""
        shapes = [
            Locality(str(each.shape).strip("<>"), each.is_local, each.reason or LOCAL)
            for each in self.shapes.explain()
        ]
        return [*shapes, *self.checks.explain()]


def judged(base: str) -> Callable[[Quad], bool]:
    """Give what shapes see: asserted triples of the data, and the class tree of the ontology.

    Under entailment a strategy that is mistyped as a value would pass, since the range of a property
    would make it a strategy again: so nothing derived.
    """
    ontology = f"{base}ontology/"
    kinds: dict[NamedNode, tuple[bool, bool]] = {}

    def sees(quad: Quad) -> bool:
        graph = quad.graph_name
        if not isinstance(graph, NamedNode):
            return False
        if graph not in kinds:
            asserted = not is_derived(graph.value)
            kinds[graph] = (asserted and not graph.value.startswith(ontology), asserted)
        is_data, is_asserted = kinds[graph]
        return is_data or (is_asserted and quad.predicate == SUBCLASS)

    return sees


def shapes(index: Index) -> Iterable[Triple]:
    """Give the shapes graph: everything under `ontology/shapes/`."""
    folder = f"{index.base}{SHAPES}"
    return [
        quad.triple for graph in list(index.counts) if graph.startswith(folder) for quad in index.quads(graph)
    ]


def told_once(faults: Iterable[Fault]) -> list[Fault]:
    """Tell once what two constraints of a shape say of one slip in the same words."""
    first: dict[object, Fault] = {}
    for fault in faults:
        first.setdefault((fault.source, fault.focus, fault.value, fault.message), fault)
    return list(first.values())


def check_fault(name: str, check: QueryFile, row: Row, names: Names) -> Fault:
    """Turn a row of a check into a fault, its place left open."""
    terms = {key: str(term) for key, term in row.items()}
    message = (check.message or check.summary).fill({key: quoted(term, names) for key, term in terms.items()})
    return Fault(
        Severity.WARNING if check.is_warning else Severity.VIOLATION,
        message,
        f"{CHECK}{name}",
        focus=terms.get("focus"),
        path=terms.get("path"),
        value=terms.get("value"),
        label=label(terms.get("focus"), names),
    )


def shape_fault(result: Result, names: Names) -> Fault:
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
