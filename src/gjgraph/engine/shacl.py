"""SHACL validation by pySHACL on rdflib, the only module that knows either.

rdflib is used with lexical forms kept (`normalize=False`), so that `"01"^^xsd:integer` and `1` stay
two values. Internal names of pySHACL are used here only; `pyproject.toml` holds its version.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace

import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from rdflib.namespace import SH

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import BlankNode, Literal, NamedNode, Triple
from gjgraph.core.text import Text

# It prints reports of its own to standard error; ours are enough.
logging.getLogger("pyshacl-validate").disabled = True


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


def validate(data: Iterable[Triple], shapes: Iterable[Triple]) -> list[Result]:
    """Judge a data graph by a shapes graph, and give every result once.

    Raises UnreadableError where the shapes themselves are broken.
    """
    data_graph, shapes_graph = to_rdflib(data), to_rdflib(shapes)
    try:
        _, report, _ = pyshacl.validate(data_graph, shacl_graph=shapes_graph, inference="none")
    except (ShapeLoadError, ReportableRuntimeError) as error:
        raise UnreadableError(
            Text(f"셰이프가 잘못되었습니다: {error}", f"The shapes are broken: {error}")
        ) from None
    if not isinstance(report, rdflib.Graph):
        raise UnreadableError(Text(f"셰이프를 쓸 수 없습니다: {report}", f"The shapes fail: {report}"))
    found = {read_result(node, report, data_graph, shapes_graph) for node in report.objects(None, SH.result)}
    return sorted(found, key=lambda result: (result.focus, result.shape, result.value or ""))


def judge_shapes(shapes: Iterable[Triple]) -> None:
    """Judge shapes by the shapes of SHACL itself (SHACL, appendix C).

    Takes seconds, so it is for when shapes were edited. Raises UnreadableError with the first thing
    that is wrong.
    """
    try:
        pyshacl.validate(rdflib.Graph(), shacl_graph=to_rdflib(shapes), meta_shacl=True)
    except (ShapeLoadError, ReportableRuntimeError) as error:
        told = dict(
            line.strip().partition(": ")[::2] for line in reversed(str(error).splitlines()) if ": " in line
        )
        where, what = told.get("Focus Node", ""), told.get("Message", str(error))
        raise UnreadableError(
            Text(f"셰이프 {where}이(가) 잘못되었습니다: {what}", f"The shapes are broken: {where}: {what}")
        ) from None


def read_result(
    node: rdflib.term.Node, report: rdflib.Graph, data: rdflib.Graph, shapes: rdflib.Graph
) -> Result:
    """Read one result out of a report graph."""
    focus = report.value(node, SH.focusNode)
    shape = report.value(node, SH.sourceShape)
    constraint = report.value(node, SH.sourceConstraint)
    value = report.value(node, SH.value)
    path_node = report.value(node, SH.resultPath)
    path = sparql_path(path_node, report)
    # The message as written in the shape: pySHACL would have put bare IRIs into it.
    speakers = [each for each in (constraint, shape) if each is not None]
    speaker = next((each for each in speakers if (each, SH.message, None) in shapes), shape)
    texts = {
        text.language: str(text)
        for text in (*report.objects(node, SH.resultMessage), *shapes.objects(speaker, SH.message))
        if isinstance(text, rdflib.Literal)
    }
    english = texts.get("en") or next(iter(texts.values()), str(shape))
    message = Text(texts.get("ko") or english, english)
    return Result(
        focus=n3(focus),
        path=path,
        value=None if value is None else n3(value),
        shape=str(shape),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        is_warning=report.value(node, SH.resultSeverity) != SH.Violation,
        message=message,
        count=count_values(focus, path, data)
        if path and isinstance(focus, rdflib.term.Identifier) and "{$count}" in message.en
        else None,
    )


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


def count_values(focus: rdflib.term.Identifier, path: str, data: rdflib.Graph) -> int:
    """Count the value nodes of a path at a focus node."""
    query = f"SELECT DISTINCT ?value WHERE {{ ?focus {path} ?value }}"
    return len(list(data.query(query, initBindings={"focus": focus})))


def n3(term: rdflib.term.Node | None) -> str:
    """Write a term as N-Triples does."""
    if isinstance(term, rdflib.Literal):
        return str(Literal(str(term), language=term.language) if term.language else typed(term))
    return f"<{term}>" if isinstance(term, rdflib.URIRef) else f"_:{term}"


def typed(term: rdflib.Literal) -> Literal:
    """Turn a literal without a language back into one of the engine's."""
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """Copy triples into an rdflib graph."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def term(term: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
    """Copy one term, its lexical form untouched."""
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
    raise UnreadableError(
        Text("SHACL 검증은 RDF 1.2의 삼중항 값을 다루지 못합니다.", "SHACL can't judge RDF 1.2 triple terms.")
    )
