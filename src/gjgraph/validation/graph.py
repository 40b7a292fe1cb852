"""A view as an rdflib graph: what reads one reads the store, triple by triple, and nothing is copied.

Terms keep their lexical forms (`normalize=False`), so that `"01"^^xsd:integer` and `1` stay two values.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import rdflib
from pyoxigraph import Store
from rdflib.namespace import RDF
from rdflib.paths import Path
from rdflib.plugins.sparql import CUSTOM_EVALS
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.evaluate import evalBGP, evalQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.processor import SPARQLResult
from rdflib.plugins.sparql.sparql import Query, QueryContext

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import XSD, BlankNode, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.validation.view import Node, Term, View

RdfNode = rdflib.term.Node
Pattern = tuple[Any, Any, Any]
# It logs every literal that isn't of its datatype; a shape says so to those who can mend it.
logging.getLogger("rdflib.term").disabled = True

KEPT = 50_000
"""How many terms are remembered as what they are on the other side."""


class ViewGraph(rdflib.Graph):
    """An rdflib graph that shows a view; one graph can show one view after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.view = View(Store())
        self.prepared: dict[str, Query] = {}

    def triples(self, triple: Pattern) -> Iterator[Any]:  # type: ignore[override]
        subject, predicate, object_ = triple
        if isinstance(predicate, Path):
            for start, end in predicate.eval(self, subject, object_):
                yield start, predicate, end
            return
        for found in self.found(subject, predicate, object_):
            yield term(found.subject), term(found.predicate), term(found.object)

    def found(self, subject: Any, predicate: Any, object_: Any) -> Iterator[Triple]:  # noqa: ANN401
        """Look triples up; nothing is stated of a literal, nor by a predicate that is no IRI."""
        first, second = native(subject), native(predicate)
        if isinstance(first, Literal) or not isinstance(second, NamedNode | None):
            return iter(())
        return self.view.triples(first, second, native(object_))  # type: ignore[arg-type]

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Iterator[Any]:  # type: ignore[override]  # noqa: ANN401
        if isinstance(predicate, Path) or isinstance(subject, list | tuple):
            return super().objects(subject, predicate, unique)
        return (term(found.object) for found in self.found(subject, predicate, None))

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Iterator[Any]:  # type: ignore[override]  # noqa: A002, ANN401
        if isinstance(predicate, Path) or isinstance(object, list | tuple):
            return super().subjects(predicate, object, unique)
        return (term(found.subject) for found in self.found(None, predicate, object))

    def __contains__(self, triple: Any) -> bool:  # noqa: ANN401
        return next(iter(self.triples(triple)), None) is not None

    def __bool__(self) -> bool:
        """Be there, without counting what is."""
        return True

    def query(self, text: str, initBindings: Mapping[str, Any] | None = None) -> SPARQLResult:  # type: ignore[override]  # noqa: N803
        """Evaluate a query by rdflib, parsed once."""
        return SPARQLResult(evalQuery(self, self.prepare(text), dict(initBindings or {})))

    def prepare(self, text: str) -> Query:
        """Parse a query, unless that was done; prefixes may be left undeclared as in any rdflib graph."""
        if text not in self.prepared:
            self.prepared[text] = translateQuery(parseQuery(text), initNs=dict(self.namespaces()))
        return self.prepared[text]


class ShapeTriples(rdflib.Graph):
    """A shapes graph that, once sealed, remembers what it was asked: each verdict asks the same again."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[Any, list[Any]] | None = None

    def seal(self) -> None:
        """Promise that nothing is added any more."""
        self.known = {}

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]  # noqa: ANN401
        if self.known is None:
            return super().triples(triple)
        if triple not in self.known:
            self.known[triple] = list(super().triples(triple))
        return iter(self.known[triple])

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Iterator[Any]:  # type: ignore[override]  # noqa: ANN401
        if self.known is None:
            return super().objects(subject, predicate, unique)
        key = subject, predicate
        if key not in self.known:
            self.known[key] = list(super().objects(subject, predicate, unique))
        return iter(self.known[key])


def join(context: QueryContext, part: CompValue) -> Iterator[Any]:
    """Evaluate a basic graph pattern, each time by the triple pattern that most is known of.

    rdflib's own order looks at what is known before the first pattern only, and so scans the data for
    what stands three steps from the focus node.
    """
    if part.name != "BGP" or not isinstance(context.graph, ViewGraph):
        raise NotImplementedError  # how rdflib is told to evaluate this part its own way
    return joined(context, part.triples)


def joined(context: QueryContext, patterns: Sequence[Pattern]) -> Iterator[Any]:
    """Find the ways in which all patterns hold, given what is bound."""
    if not patterns:
        yield context.solution()
        return
    best = min(patterns, key=lambda pattern: rank([context[each] for each in pattern]))
    rest = [each for each in patterns if each is not best]
    for solution in evalBGP(context, [best]):
        yield from joined(context.thaw(solution), rest)


def rank(pattern: Sequence[Any]) -> int:
    """Say how far a pattern is from being a single look-up; many things share a class or a number."""
    subject, predicate, object_ = pattern
    if subject is not None:
        return 0 if object_ is not None else 1
    if object_ is None:
        return 5
    if isinstance(object_, rdflib.Literal):
        return 3
    return 4 if predicate in (RDF.type, None) else 2


CUSTOM_EVALS["gjgraph"] = join


@lru_cache(KEPT)
def term(term: NamedNode | BlankNode | Literal | Triple) -> Any:  # noqa: ANN401
    """Copy one term, its lexical form untouched."""
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal():
            if term.language:
                return rdflib.Literal(term.value, lang=term.language)
            # As rdflib's own parsers have it: a plain literal is not the one with xsd:string spelled out.
            datatype = None if term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise UnreadableError(
        Text("SHACL 검증은 RDF 1.2의 삼중항 값을 다루지 못합니다.", "SHACL can't judge RDF 1.2 triple terms.")
    )


@lru_cache(KEPT)
def native(node: RdfNode | None) -> Term | None:
    """Copy one of rdflib's terms back."""
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None)
    if node is None:
        return None
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))


def name(node: Node) -> str:
    """Name a node by its IRI, or as the blank node it is."""
    return node.value if isinstance(node, NamedNode) else str(node)


def to_rdflib(triples: Iterable[Triple], graph: rdflib.Graph | None = None) -> rdflib.Graph:
    """Copy triples into an rdflib graph."""
    graph = rdflib.Graph() if graph is None else graph
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph
