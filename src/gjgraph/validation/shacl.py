"""SHACL validation by pySHACL on rdflib, the only module that knows the inside of pySHACL.

Its `Shape`, `ShapesGraph` and `SHACLExecutor` are internal names, so `pyproject.toml` holds its version.
"""

import itertools
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import pyshacl
import rdflib
from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core.property_pair_constraints import (
    LessThanConstraintComponent,
    LessThanOrEqualsConstraintComponent,
)
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.errors import ConstraintLoadWarning, ReportableRuntimeError
from pyshacl.helper.expression_helper import value_nodes_from_path
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import SH

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import Triple
from gjgraph.core.text import Text
from gjgraph.validation.graph import ShapeTriples, ViewGraph, native, term, to_rdflib
from gjgraph.validation.view import Node, Term, View

# It prints reports of its own to standard error; ours are enough.
logging.getLogger("pyshacl-validate").disabled = True
logging.getLogger("pyshacl.shape").disabled = True
# pySHACL looks each predicate of a shape up in this, again and again: a set is faster than its list.
pyshacl.shape.CONSTRAINT_PARAMS = (set(CONSTRAINT_PARAMETERS_MAP), CONSTRAINT_PARAMETERS_MAP)  # type: ignore[attr-defined]
SILENT = logging.Logger("silent", logging.CRITICAL)


@dataclass(frozen=True)
class Result:
    """One validation result (SHACL §3.6.2), its message not yet filled in."""

    focus: str
    """The focus node as an N-Triples term."""
    path: str | None
    """The path in SPARQL syntax."""
    value: str | None
    shape: str
    """The IRI of the shape that speaks: the one that carries the message."""
    component: str
    is_warning: bool
    message: Text
    count: int | None
    """How many values the path has at the focus node, for messages that say `{$count}`."""


class Query(NamedTuple):
    """A query as it is evaluated: `$PATH` filled in, prefixes declared."""

    text: str
    is_bound: bool
    """Whether `$this` stands for the focus node in it."""


class Judge:
    """Shapes as pySHACL has them: compiled once, applied to any shape and its focus nodes on any view."""

    def __init__(self, shapes: Iterable[Triple]) -> None:
        """Compile the shapes; raise UnreadableError where they are broken."""
        with readable():
            self.graph = ShapeTriples()
            to_rdflib(shapes, self.graph)
            self.inside = ShapesGraph(self.graph, logger=SILENT)
            self.shapes: dict[Node, Shape] = {native(each.node): each for each in self.inside.shapes}  # type: ignore[misc]
            self.graph.seal()
            for shape in self.shapes.values():
                check(shape)
        self.data = ViewGraph()
        for node in self.shapes:
            for query in self.queries(node):
                self.try_out(query)

    def is_active(self, shape: Node) -> bool:
        """Tell whether a shape isn't switched off."""
        return not self.shapes[shape].deactivated

    def has_custom_constraints(self, shape: Node) -> bool:
        """Tell whether a shape uses constraint components that the shapes declare themselves."""
        return bool(self.shapes[shape].find_custom_constraints())  # type: ignore[no-untyped-call]

    def queries(self, shape: Node) -> list[Query]:
        """Give the `sh:sparql` constraints of a shape, unless they are switched off."""
        inside = self.shapes[shape]
        if next(inside.objects(SH.sparql), None) is None:  # type: ignore[no-untyped-call]
            return []
        found = []
        with readable():
            for each in SPARQLBasedConstraint(inside).sparql_constraints:
                bindings, text = each.pre_bind_variables(SH.this)
                if not each.deactivated:
                    found.append(Query(each.apply_prefixes(text), "this" in bindings))
        return found

    def try_out(self, query: Query) -> None:
        """Evaluate a query where there is nothing, so that a broken one is found in time."""
        try:
            if self.data.prepare(query.text).algebra.get("datasetClause"):
                raise ValueError("FROM")
            list(self.data.query(query.text, {"this": SH.this}))
        except Exception as error:  # rdflib's parser raises of everything
            raise broken(error) from None

    def results(self, view: View, shape: Node, foci: Iterable[Term]) -> list[Result]:
        """Judge some focus nodes by a shape, on what a view shows; each result as often as found."""
        nodes = [term(focus) for focus in foci]
        if not nodes:
            return []
        self.data.view = view
        with readable():
            _, reports = self.shapes[shape].validate(SHACLExecutor(), self.data, focus=nodes)
            return [self.read(node, triples) for _, node, triples in reports]

    def read(self, node: Any, triples: Iterable[tuple[Any, Any, Any]]) -> Result:  # noqa: ANN401
        """Read one result off what pySHACL would write into a report."""
        found = defaultdict(list)
        for subject, predicate, object_ in triples:
            if subject == node:
                # Terms come with the graph that they are from.
                found[predicate].append(object_[1] if isinstance(object_, tuple) else object_)
        return result(found, self.data, self.graph)


class LessThan(LessThanConstraintComponent):
    """`sh:lessThan` as SHACL §4.5.3 has it: what can't be compared is a result, not an exception."""

    def _compare_lt(self, *given: Any) -> tuple[bool, list[Any]]:  # noqa: ANN401
        return each_pair(self, super()._compare_lt, *given)


class LessThanOrEquals(LessThanOrEqualsConstraintComponent):
    """`sh:lessThanOrEquals` likewise (§4.5.4)."""

    def _compare_ltoe(self, *given: Any) -> tuple[bool, list[Any]]:  # noqa: ANN401
        return each_pair(self, super()._compare_ltoe, *given)


def each_pair(
    constraint: ConstraintComponent,
    compare: Callable[..., tuple[bool, list[Any]]],
    values: Iterable[Any],
    others: Iterable[Any],
    data: rdflib.Graph,
    focus: Any,  # noqa: ANN401
) -> tuple[bool, list[Any]]:
    """Compare values one by one; a literal that isn't of its datatype has no value to compare."""
    reports: list[Any] = []
    for value, other in itertools.product(values, others):
        if getattr(value, "ill_typed", False) or getattr(other, "ill_typed", False):
            reports.append(constraint.make_v_result(data, focus, value_node=value))
            continue
        try:
            reports += compare([value], [other], data, focus)[1]
        except TypeError:
            reports.append(constraint.make_v_result(data, focus, value_node=value))
    return bool(reports), reports


CONSTRAINT_PARAMETERS_MAP |= {SH.lessThan: LessThan, SH.lessThanOrEquals: LessThanOrEquals}


describe = ConstraintComponent.make_v_result_description


def described(constraint: ConstraintComponent, *given: Any, **named: Any) -> str:  # noqa: ANN401
    """Describe a result in prose where that is printed; a judge reads triples, and prose takes as long."""
    if isinstance(constraint.shape.sg.graph, ShapeTriples):
        return ""
    return str(describe(constraint, *given, **named))


ConstraintComponent.make_v_result_description = described  # type: ignore[method-assign, assignment]


def check(shape: Shape) -> None:
    """Make every constraint of a shape once, so that a broken one is found before it is needed."""
    for parameter in set(shape.sg.graph.predicates(shape.node)) & set(CONSTRAINT_PARAMETERS_MAP):
        try:
            CONSTRAINT_PARAMETERS_MAP[parameter](shape)
        except ConstraintLoadWarning:
            continue
    shape.find_custom_constraints()  # type: ignore[no-untyped-call]


@contextmanager
def readable() -> Iterator[None]:
    """Turn what pySHACL says of broken shapes into an UnreadableError."""
    try:
        yield
    except ReportableRuntimeError as error:
        raise broken(error) from None


def broken(error: Exception) -> UnreadableError:
    """Say that the shapes are broken."""
    return UnreadableError(Text(f"셰이프가 잘못되었습니다: {error}", f"The shapes are broken: {error}"))


def validate(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Result]:
    """Judge a data graph by a shapes graph as pySHACL does it from end to end, and give every result once.

    It is what `Shapes` must equal. Raises UnreadableError where the shapes themselves are broken.
    """
    return sorted(set(raw_results(data, shapes)), key=order)


def raw_results(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Result]:
    """Give every result as often as pySHACL finds it."""
    data_graph, shapes_graph = to_rdflib(data), to_rdflib(shapes)
    with readable():
        _, report, _ = pyshacl.validate(data_graph, shacl_graph=shapes_graph, inference="none")
    if not isinstance(report, rdflib.Graph):
        raise UnreadableError(Text(f"셰이프를 쓸 수 없습니다: {report}", f"The shapes fail: {report}"))
    results = []
    for node in report.objects(None, SH.result):
        found = defaultdict(list)
        for predicate, object_ in report.predicate_objects(node):
            found[predicate].append(object_)
        results.append(result(found, data_graph, shapes_graph))
    return results


def judge_shapes(shapes: Iterable[Triple]) -> None:
    """Judge shapes by the shapes of SHACL itself (SHACL, appendix C).

    Takes seconds, so it is for when shapes were edited. Raises UnreadableError with the first thing
    that is wrong.
    """
    try:
        pyshacl.validate(rdflib.Graph(), shacl_graph=to_rdflib(shapes), meta_shacl=True)
    except ReportableRuntimeError as error:
        told = dict(
            line.strip().partition(": ")[::2] for line in reversed(str(error).splitlines()) if ": " in line
        )
        where, what = told.get("Focus Node", ""), told.get("Message", str(error))
        raise UnreadableError(
            Text(f"셰이프 {where}이(가) 잘못되었습니다: {what}", f"The shapes are broken: {where}: {what}")
        ) from None


def result(found: Mapping[Any, list[Any]], data: rdflib.Graph, shapes: rdflib.Graph) -> Result:
    """Make a result of the properties that pySHACL gives it."""

    def only(predicate: rdflib.URIRef) -> Any:  # noqa: ANN401
        return next(iter(found.get(predicate, ())), None)

    focus, shape, value = only(SH.focusNode), only(SH.sourceShape), only(SH.value)
    path = only(SH.resultPath)
    # The message as written in the shape: pySHACL would have put bare IRIs into it.
    speakers = [each for each in (only(SH.sourceConstraint), shape) if each is not None]
    speaker = next((each for each in speakers if (each, SH.message, None) in shapes), shape)
    texts = {
        text.language: str(text)
        for text in (*found.get(SH.resultMessage, ()), *shapes.objects(speaker, SH.message))
        if isinstance(text, rdflib.Literal)
    }
    english = texts.get("en") or next(iter(texts.values()), str(shape))
    message = Text(texts.get("ko") or english, english)
    return Result(
        focus=str(native(focus)),
        path=sparql_path(path, shapes),
        value=None if value is None else str(native(value)),
        shape=str(shape),
        component=str(only(SH.sourceConstraintComponent)),
        is_warning=only(SH.resultSeverity) != SH.Violation,
        message=message,
        count=count_values(focus, path, data, shapes) if path and "{$count}" in message.en else None,
    )


def order(result: Result) -> tuple[str, ...]:
    """Sort results."""
    return (result.focus, result.shape, result.value or "", result.component, result.path or "")


def sparql_path(node: rdflib.term.Node | None, graph: rdflib.Graph) -> str | None:
    """Write a SHACL property path (§2.3.1) as a SPARQL one."""
    return (
        None
        if node is None
        else str(
            # It only reads a graph, whatever it says it takes.
            shacl_path_to_sparql_path(SimpleNamespace(graph=graph, objects=graph.objects), node)  # type: ignore[arg-type]
        )
    )


def count_values(
    focus: rdflib.term.Node, path: rdflib.term.Node, data: rdflib.Graph, shapes: rdflib.Graph
) -> int:
    """Count the value nodes of a path at a focus node."""
    return len(value_nodes_from_path(SimpleNamespace(graph=shapes), focus, path, data))
