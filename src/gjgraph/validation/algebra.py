"""Pieces of the SPARQL algebra, as rdflib has them, turned into what can be joined here."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import BNode, URIRef, Variable
from rdflib import Literal as RdflibLiteral
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql.parserutils import CompValue

from gjgraph.core.errors import GjgraphError
from gjgraph.core.terms import Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.validation.joins import Element, Part, Pattern, Steps, Table, variables
from gjgraph.validation.view import Term

MOST_WAYS = 64
"""Ways through the UNIONs of a query beyond which they no longer narrow a spine."""
RESTLESS = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
"""Functions whose value differs though the data doesn't."""

Spine = tuple[Element, ...]
Ways = tuple[Spine, ...]
"""Spines of which one must hold."""
NOTHING: Ways = ((),)


class NotLocalError(GjgraphError):
    """A query of which it can't be told which focus nodes an edit reaches."""


@dataclass(frozen=True)
class Scope:
    """Which variables of a group are those of the group around it; the others are its own."""

    around: "Scope | None" = None
    shared: frozenset[str] = frozenset()
    mark: str = ""
    bound: frozenset[str] = frozenset()
    """What has a value here before anything is looked up, by its name outside."""

    def name(self, variable: str) -> str:
        """Give a name that no variable of another scope has."""
        if self.around is None:
            return variable
        return self.around.name(variable) if variable in self.shared else f"{variable}{self.mark}"


def times(first: Ways, second: Ways) -> Ways:
    """Give the spines for two things that must both hold; where they get too many, drop the fewer."""
    if len(first) * len(second) > MOST_WAYS:
        return first if len(second) > 1 else second
    return tuple(tuple(dict.fromkeys((*one, *other))) for one, other in itertools.product(first, second))


def taken_apart(
    subject: Part,
    predicate: Any,  # noqa: ANN401
    object_: Part,
    scope: Scope,
    graph: Part | None,
    fresh: Callable[[], str],
) -> Iterator[Element]:
    """Turn a predicate or a path between two ends into patterns and steps (§18.2.2.4)."""
    if isinstance(predicate, SequencePath):
        ends = [subject, *(fresh() for _ in predicate.args[1:]), object_]
        for start, each, end in zip(ends, predicate.args, ends[1:], strict=False):
            yield from taken_apart(start, each, end, scope, graph, fresh)
    elif isinstance(predicate, InvPath):
        yield from taken_apart(object_, predicate.arg, subject, scope, graph, fresh)
    elif isinstance(predicate, MulPath):
        yield Steps(subject, ways_of(predicate.path), object_, predicate.mod in "*?", predicate.mod in "*+")
    elif isinstance(predicate, Path):
        yield Steps(subject, ways_of(predicate), object_, may_stay=False, may_go_on=False)
    else:
        yield Pattern(subject, part(predicate, scope), object_, graph)


def ways_of(path: Any, forward: bool = True) -> tuple[tuple[NamedNode, bool], ...]:  # noqa: ANN401
    """List the single steps that a path chooses from."""
    if isinstance(path, URIRef):
        return ((NamedNode(path), forward),)
    if isinstance(path, InvPath):
        return ways_of(path.arg, not forward)
    if isinstance(path, AlternativePath):
        return tuple(way for each in path.args for way in ways_of(each, forward))
    raise not_local("복잡한 속성 경로가 있습니다.", "it has an intricate property path")


def inside_of(steps: Steps, graph: Part | None) -> Iterator[tuple[Pattern, Spine]]:
    """Give the patterns that a path reads, each with the way to it and the way on."""
    first, last = steps.subject, steps.object
    for predicate, forward in steps.ways:
        beside: Spine = ()
        if steps.may_go_on:
            first, last = f"{steps.subject}>", f"{steps.object}<"
            beside = (
                Steps(steps.subject, steps.ways, first, may_stay=True, may_go_on=True),
                Steps(last, steps.ways, steps.object, may_stay=True, may_go_on=True),
            )
        yield Pattern(*((first, predicate, last) if forward else (last, predicate, first)), graph), beside


def grounded(steps: Steps, spine: Spine) -> bool:
    """Tell whether a path of length 0 begins or ends at something that is there anyway."""
    ends = [end for end in (steps.subject, steps.object) if isinstance(end, str)]
    bound = {name for each in spine if patterned(each) for name in certain(each)}
    return len(ends) < 2 or bool(bound.intersection(ends))


def patterned(element: Element) -> bool:
    """Tell whether an element holds only where a triple is."""
    return isinstance(element, Pattern) or (isinstance(element, Steps) and not element.may_stay)


def certain(element: Element) -> set[str]:
    """Name the variables that an element binds wherever it holds."""
    if isinstance(element, Table):
        return {name for place, name in enumerate(element.names) if all(row[place] for row in element.rows)}
    return variables(element)


def conditions(expression: Any, scope: Scope) -> Ways:  # noqa: ANN401
    """Give what a filter demands of single variables: to be one of some things, or none of them."""
    tables: list[Element] = []
    for each in conjuncts(expression):
        if getattr(each, "name", "") != "RelationalExpression" or each.op not in ("=", "IN", "!=", "NOT IN"):
            continue
        values = each.other if isinstance(each.other, list) else [each.other]
        if isinstance(each.expr, Variable) and values and all(isinstance(value, URIRef) for value in values):
            rows = tuple((NamedNode(value),) for value in values)
            tables.append(Table((scope.name(str(each.expr)),), rows, each.op in ("!=", "NOT IN")))
    return (tuple(tables),)


def conjuncts(expression: Any) -> Iterator[Any]:  # noqa: ANN401
    """Take an expression apart where it says `&&`."""
    if getattr(expression, "name", "") == "ConditionalAndExpression":
        for each in (expression.expr, *expression.other):
            yield from conjuncts(each)
    else:
        yield expression


def exists_in(expression: Any) -> Iterator[CompValue]:  # noqa: ANN401
    """Find every EXISTS in an expression, those inside another left out."""
    if isinstance(expression, CompValue):
        if is_exists(expression):
            yield expression
            return
        if expression.name.removeprefix("Builtin_") in RESTLESS:
            raise not_local(f"{expression.name}은(는) 매번 다릅니다.", f"{expression.name} differs each time")
        for each in expression.values():
            yield from exists_in(each)
    elif isinstance(expression, list | tuple):
        for each in expression:
            yield from exists_in(each)


def is_exists(node: Any) -> bool:  # noqa: ANN401
    """Tell whether something is EXISTS or NOT EXISTS."""
    return isinstance(node, CompValue) and node.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS")


def group_of(exists: CompValue) -> CompValue:
    """Give the pattern of an EXISTS.

    rdflib keeps it as an attribute; the item of the same name is what it was before it was translated,
    with its filters taken out.
    """
    pattern: CompValue = exists.graph
    if pattern.name.startswith("GroupGraphPattern"):
        raise not_local("분석하지 못하는 EXISTS가 있습니다.", "an EXISTS can't be analysed")
    return pattern


def terms_in(node: Any) -> Iterator[Any]:  # noqa: ANN401
    """Go through every term of a piece of algebra."""
    if is_exists(node):
        yield from terms_in(group_of(node))
    elif isinstance(node, CompValue | dict):
        for name, each in node.items():
            if name != "_vars":
                yield from terms_in(each)
    elif isinstance(node, Iterable) and not isinstance(node, str):
        for each in node:
            yield from terms_in(each)
    else:
        yield node


def table(rows: Iterable[Any], scope: Scope) -> Table:
    """Turn the rows of VALUES into a table; a literal that isn't plain is left open."""
    listed = list(rows)
    names = sorted({str(name) for row in listed for name in row})
    cells = [[term(row.get(Variable(name))) for name in names] for row in listed]
    return Table(tuple(scope.name(name) for name in names), tuple(map(tuple, cells)))


def term(value: Any) -> Term | None:  # noqa: ANN401
    """Give the term of ours, where one is as good as another."""
    if isinstance(value, URIRef):
        return NamedNode(value)
    if isinstance(value, RdflibLiteral) and value.datatype is None and value.language is None:
        return Literal(str(value))
    return None


def part(value: Any, scope: Scope) -> Part:  # noqa: ANN401
    """Turn a node of a query into a term or a variable's name."""
    if isinstance(value, Variable):
        return scope.name(str(value))
    if isinstance(value, BNode):
        return scope.name(f"_:{value}")
    return term(value) or scope.name(f"={id(value)}")


def counted(mark: str) -> Callable[[], str]:
    """Make names of variables that no query has."""
    numbers = itertools.count()
    return lambda: f"{mark}/{next(numbers)}"


def not_local(ko: str, en: str) -> NotLocalError:
    """Say why a query can't be judged near an edit alone."""
    return NotLocalError(Text(ko, en))
