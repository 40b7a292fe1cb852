"""What a SPARQL query reads: each triple pattern, and how it hangs together with the focus node.

A row of a query can only differ between two versions where a triple that is in one of them alone matches
a pattern of the query, and where everything else that the row can't do without (the mandatory spine) is
there as well, in one version or the other. OPTIONAL, MINUS and EXISTS aren't monotone, but what stands
around them is; so their patterns have a spine too, and are part of none.

The algebra is that of SPARQL 1.1 §18.2, as rdflib translates it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rdflib import Variable
from rdflib.plugins.sparql.parserutils import CompValue

from gjgraph.core.terms import PREFIXES, NamedNode
from gjgraph.validation.algebra import (
    MOST_WAYS,
    NOTHING,
    NotLocalError,
    Scope,
    Spine,
    Ways,
    certain,
    conditions,
    counted,
    exists_in,
    grounded,
    group_of,
    inside_of,
    is_exists,
    not_local,
    part,
    patterned,
    table,
    taken_apart,
    terms_in,
    times,
)
from gjgraph.validation.grammar import prepare
from gjgraph.validation.joins import Element, Part, Pattern, Steps, Table, found, match, solve, variables

__all__ = [
    "Clause",
    "NotLocalError",
    "Pattern",
    "Read",
    "Steps",
    "Table",
    "binds",
    "clauses",
    "found",
    "match",
    "reads",
    "solve",
]

WRAPPERS = {"Project", "Distinct", "Reduced", "OrderBy", "SelectQuery", "ToMultiSet"}


@dataclass(frozen=True)
class Read:
    """A pattern that a query reads, and all that must hold beside it."""

    pattern: Pattern
    spine: Spine

    def predicates(self) -> frozenset[NamedNode] | None:
        """Name the predicates that its pattern can have; `None` for any."""
        predicate = self.pattern.predicate
        if isinstance(predicate, NamedNode):
            return frozenset([predicate])
        for element in self.spine:
            if isinstance(element, Table) and predicate in element.names and not element.is_barred:
                column = {row[element.names.index(predicate)] for row in element.rows}
                if None not in column:
                    return frozenset(term for term in column if isinstance(term, NamedNode))
        return None


@lru_cache(maxsize=512)
def reads(query: str, focus: str) -> tuple[Read, ...]:
    """List every pattern that a SELECT query reads, each joined with the variable of the focus node."""
    algebra = translated(query)
    if algebra.name != "SelectQuery":
        raise not_local("SELECT 질의가 아닙니다.", "it is no SELECT query")
    if algebra.get("datasetClause"):
        raise not_local("FROM을 씁니다.", "it uses FROM")
    if Variable(focus) not in algebra.PV:
        raise not_local(f"?{focus}을(를) 고르지 않습니다.", f"it doesn't select ?{focus}")
    if not binds(query, focus):
        raise not_local(f"?{focus}이(가) 비어 있을 수 있습니다.", f"?{focus} may be unbound")
    reader = Reader()
    reader.read(algebra, NOTHING, Scope(), None)
    return tuple(dict.fromkeys(joined(read, focus) for read in reader.found))


def binds(query: str, variable: str) -> bool:
    """Tell whether every row of a SELECT query is sure to bind a variable."""
    ways = Reader().must(translated(query), Scope(), None)
    return all(any(variable in certain(element) for element in spine) for spine in ways)


@lru_cache(maxsize=512)
def translated(query: str) -> CompValue:
    """Translate a query into the algebra."""
    try:
        return prepare(query, PREFIXES).algebra
    except Exception as error:  # rdflib's parser raises of everything
        raise not_local(f"읽을 수 없는 질의: {error}", f"the query can't be analysed: {error}") from None


@dataclass(frozen=True)
class Clause:
    """A rule with nothing to choose: what follows, and all that must hold for it."""

    head: Pattern
    body: Spine


def clauses(rule: str) -> list[Clause]:
    """Take a CONSTRUCT rule apart; one that does more than join patterns isn't local."""
    algebra = translated(rule)
    if algebra.name != "ConstructQuery" or len(algebra.template or ()) != 1:
        raise not_local("트리플 하나를 CONSTRUCT하는 규칙이 아닙니다.", "it doesn't CONSTRUCT one triple")
    node = algebra.p
    while node.name == "Project":
        node = node.p
    if algebra.datasetClause or not is_joined(node):
        raise not_local("패턴을 잇기만 하는 규칙이 아닙니다.", "it does more than join patterns")
    ways = Reader().must(node, Scope(), None)
    if ways == NOTHING:
        raise not_local("규칙이 너무 많이 갈라집니다.", "it has too many alternatives")
    head = Pattern(*(part(each, Scope()) for each in algebra.template[0]))
    return [Clause(head, spine) for spine in ways]


def is_joined(node: CompValue) -> bool:
    """Tell whether a piece of algebra is made of patterns, JOIN and UNION alone."""
    if node.name in ("Join", "Union"):
        return is_joined(node.p1) and is_joined(node.p2)
    return bool(node.name == "BGP")


def joined(read: Read, focus: str) -> Read:
    """Keep of a spine what hangs together with its pattern; it must lead to the focus node."""
    known, left, kept = variables(read.pattern), list(read.spine), []
    while near := [element for element in left if variables(element) & known]:
        kept += near
        left = [element for element in left if element not in near]
        known |= {name for element in near for name in variables(element)}
    if focus not in known:
        predicate = read.pattern.predicate
        name = f"?{predicate}" if isinstance(predicate, str) else str(predicate)
        raise not_local(
            f"{name} 패턴이 ?{focus}와(과) 이어지지 않습니다.",
            f"a pattern of {name} isn't joined to ?{focus}",
        )
    return Read(read.pattern, tuple(element for element in read.spine if element in kept))


class Reader:
    """One walk through the algebra of a query."""

    def __init__(self) -> None:
        self.found: list[Read] = []
        self.marks: dict[int, str] = {}

    def read(self, node: CompValue, around: Ways, scope: Scope, graph: Part | None) -> None:
        """Note the patterns of a node; `around` is what else must hold, outside of it."""
        if node.name in WRAPPERS:
            if node.p.name == "values":
                return
            self.read(node.p, around, self.inner(node, scope), graph)
        elif node.name == "BGP":
            self.read_basic(node, around, scope, graph)
        elif node.name == "Join":
            self.read(node.p1, times(around, self.must(node.p2, scope, graph)), scope, graph)
            self.read(node.p2, times(around, self.must(node.p1, scope, graph)), scope, graph)
        elif node.name == "Union":
            self.read(node.p1, around, scope, graph)
            self.read(node.p2, around, scope, graph)
        elif node.name in ("LeftJoin", "Minus"):
            first = self.must(node.p1, scope, graph)
            aside = self.aside(node, first, scope)
            self.read(node.p1, around, scope, graph)
            self.read(node.p2, times(around, first), aside, graph)
            if node.name == "LeftJoin":
                both = times(first, self.must(node.p2, aside, graph))
                self.read_exists(node.expr, times(around, both), both, aside, graph)
        elif node.name in ("Filter", "Extend"):
            inside = self.must(node.p, scope, graph)
            given = conditions(node.expr, scope) if node.name == "Filter" else NOTHING
            self.read(node.p, times(around, given), scope, graph)
            self.read_exists(node.expr, times(times(around, given), inside), inside, scope, graph)
        elif node.name in ("AggregateJoin", "Group"):
            self.read(node.p, around, self.inner(node, scope), graph)
            inside = self.must(node.p, self.inner(node, scope), graph)
            self.read_exists(
                [node.get("A"), node.get("expr")],
                times(around, inside),
                inside,
                self.inner(node, scope),
                graph,
            )
        elif node.name == "Graph":
            self.read(node.p, around, scope, part(node.term, scope))
            if any(not any(map(patterned, spine)) for spine in self.must(node.p, scope, None)):
                raise not_local("GRAPH에 반드시 있는 패턴이 없습니다.", "GRAPH holds no mandatory pattern")
        else:
            raise not_local(f"분석하지 못하는 {node.name}", f"{node.name} can't be analysed")

    def read_basic(self, node: CompValue, around: Ways, scope: Scope, graph: Part | None) -> None:
        """Note the patterns of a basic graph pattern, those inside of its paths included."""
        elements = self.elements(node, scope, graph)
        for place, element in enumerate(elements):
            others = elements[:place] + elements[place + 1 :]
            for spine in times(around, (others,)):
                if isinstance(element, Steps):
                    if element.may_stay and not grounded(element, spine):
                        raise not_local(
                            "길이 0인 경로의 양 끝이 열려 있습니다.",
                            "both ends of a path of length 0 are open",
                        )
                    for pattern, beside in inside_of(element, graph):
                        self.found.append(Read(pattern, (*beside, *spine)))
                elif isinstance(element, Pattern):
                    self.found.append(Read(element, spine))

    def read_exists(
        self,
        expression: Any,  # noqa: ANN401
        around: Ways,
        inside: Ways,
        scope: Scope,
        graph: Part | None,
    ) -> None:
        """Note the patterns of every EXISTS in an expression."""
        for exists in exists_in(expression):
            self.read(group_of(exists), around, self.aside(exists, inside, scope), graph)

    def must(self, node: CompValue, scope: Scope, graph: Part | None) -> Ways:
        """Give what has to hold for a node to have any solution."""
        if node.name in WRAPPERS:
            if node.p.name == "values":
                return ((table(node.p.res, scope),),)
            return self.must(node.p, self.inner(node, scope), graph)
        if node.name == "BGP":
            return (self.elements(node, scope, graph),)
        if node.name == "Join":
            return times(self.must(node.p1, scope, graph), self.must(node.p2, scope, graph))
        if node.name == "Union":
            ways = self.must(node.p1, scope, graph) + self.must(node.p2, scope, graph)
            return ways if len(ways) <= MOST_WAYS else NOTHING
        if node.name in ("LeftJoin", "Minus"):
            return self.must(node.p1, scope, graph)
        if node.name == "Filter":
            return times(self.must(node.p, scope, graph), conditions(node.expr, scope))
        if node.name == "Extend":
            return self.must(node.p, scope, graph)
        if node.name == "AggregateJoin":
            # Without GROUP BY there is a row even where nothing holds (§18.5.1.6).
            return self.must(node.p, self.inner(node, scope), graph) if node.p.expr else NOTHING
        if node.name == "Group":
            return self.must(node.p, self.inner(node, scope), graph)
        if node.name == "Graph":
            return self.must(node.p, scope, part(node.term, scope))
        return NOTHING

    def elements(self, node: CompValue, scope: Scope, graph: Part | None) -> Spine:
        """Give the patterns of a basic graph pattern, its paths taken apart."""
        made: list[Element] = []
        for place, (subject, predicate, object_) in enumerate(node.triples):
            mark = f"{self.mark(node)}.{place}"
            made += taken_apart(
                part(subject, scope), predicate, part(object_, scope), scope, graph, counted(mark)
            )
        return tuple(made)

    def inner(self, node: CompValue, scope: Scope) -> Scope:
        """Give the scope inside of a subselect or a group: only what it hands out is known outside."""
        if node.name == "Project":
            shared = node.PV
        elif node.name == "AggregateJoin":
            shared = [each for each in node.p.expr or () if isinstance(each, Variable)]
        else:
            return scope
        return Scope(scope, frozenset(map(str, shared)), self.mark(node))

    def aside(self, node: CompValue, beside: Ways, scope: Scope) -> Scope:
        """Give the scope of what isn't mandatory: it shares the variables that are bound for certain.

        What EXISTS is asked of is put in for its variables throughout, so one inside of it shares those
        as well (§18.6, substitute).
        """
        certainly = [set().union(*map(certain, spine)) for spine in beside]
        bound = frozenset(set.intersection(*certainly))
        bound |= scope.bound if is_exists(node) else frozenset()
        own = frozenset(name for name in self.names(node) if scope.name(name) in bound)
        return Scope(scope, own, self.mark(node), bound if is_exists(node) else frozenset())

    def names(self, node: CompValue) -> set[str]:
        """Name all variables that stand anywhere in a node."""
        pattern = group_of(node) if is_exists(node) else node.p2
        return {str(each) for each in terms_in(pattern) if isinstance(each, Variable)}

    def mark(self, node: CompValue) -> str:
        """Give a sign that no other node has."""
        return self.marks.setdefault(id(node), f"#{len(self.marks)}")
