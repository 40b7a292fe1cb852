"""Basic graph patterns, joined over a view of a store, the most bound pattern first.

A store's own planner doesn't know that the terms at hand are few and may scan what one of them leads to
at once. Here every step goes from a bound term, as long as there is a way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gjgraph.core.terms import TYPE, DefaultGraph, Literal, NamedNode, Quad, Triple
from gjgraph.validation.view import Node, Term, View

Part = Term | str
"""A term, or the name of a variable."""
Bindings = Mapping[str, Term]


class Pattern(NamedTuple):
    """A triple pattern; `graph` is what `GRAPH` names, `None` for the union."""

    subject: Part
    predicate: Part
    object: Part
    graph: Part | None = None


class Steps(NamedTuple):
    """A property path of single steps: alternatives, forward or back, taken once or again and again."""

    subject: Part
    ways: tuple[tuple[NamedNode, bool], ...]
    """The predicates that a step may take, and whether forward."""
    object: Part
    may_stay: bool
    """Whether no step at all is enough."""
    may_go_on: bool
    """Whether there may be more than one."""


class Table(NamedTuple):
    """Rows of which one must hold, as `VALUES` gives them; `None` is what a row leaves open."""

    names: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    is_barred: bool = False
    """Whether it is the other way round: none of the rows may hold (`NOT IN`)."""


Element = Pattern | Steps | Table


class QuadView(View):
    """A view that tells graphs apart: a store's named graphs, and quads that are seen as well."""

    def __init__(self, store: View, more: Iterable[Quad]) -> None:
        self.view = store
        self.extra = tuple(more)
        super().__init__(store.store, store.sees, (quad.triple for quad in self.extra), store.without)
        for term, triples in store.more.items():
            known = set(self.more[term])
            self.more[term].extend(triple for triple in triples if triple not in known)

    def quads(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None, graph: Term | None
    ) -> Iterator[Quad]:
        """Give the quads of named graphs that a pattern has."""
        if graph is not None and not isinstance(graph, NamedNode):
            return
        for quad in self.store.quads_for_pattern(subject, predicate, object_, graph):
            if not isinstance(quad.graph_name, DefaultGraph) and self.sees(quad):
                yield quad
        for quad in self.extra:
            if (
                subject in (None, quad.subject)
                and predicate in (None, quad.predicate)
                and object_ in (None, quad.object)
                and graph in (None, quad.graph_name)
            ):
                yield quad


def variables(element: Element) -> set[str]:
    """Name the variables of an element."""
    if isinstance(element, Table):
        return set(element.names)
    return {part for part in element if isinstance(part, str)}


def match(pattern: Pattern, triple: Triple | Quad) -> dict[str, Term] | None:
    """Bind the variables of a pattern to a triple, or give `None` where it doesn't fit.

    The graph is compared where the pattern names one and a quad is given.
    """
    bindings: dict[str, Term] = {}
    parts: list[tuple[Part, Term]] = [
        (pattern.subject, triple.subject),
        (pattern.predicate, triple.predicate),
        (pattern.object, triple.object),
    ]
    if pattern.graph is not None and isinstance(triple, Quad):
        if isinstance(triple.graph_name, DefaultGraph):
            return None
        parts.append((pattern.graph, triple.graph_name))
    for part, term in parts:
        if (bindings.setdefault(part, term) if isinstance(part, str) else part) != term:
            return None
    return bindings


def solve(view: View, elements: Sequence[Element], bindings: Bindings) -> Iterator[Bindings]:
    """Find every way in which all elements hold together, given what is bound already."""
    if not elements:
        yield bindings
        return
    first = min(elements, key=lambda element: rank(element, bindings))
    rest = [element for element in elements if element is not first]
    for more in extended(view, first, bindings):
        yield from solve(view, rest, more)


def found(view: View, elements: Sequence[Element], bindings: Bindings, name: str) -> Iterator[Term]:
    """Find the terms that one variable can have; of each, a single way is enough.

    The variable must be one of the elements' or bound already.
    """
    seen: set[Term] = set()
    waiting: list[tuple[Sequence[Element], Bindings]] = [(elements, bindings)]
    while waiting:
        left, known = waiting.pop()
        if (term := known.get(name)) is not None:
            if term not in seen and next(solve(view, left, known), None) is not None:
                seen.add(term)
                yield term
        elif left:
            first = min(left, key=lambda element: rank(element, known))
            rest = [element for element in left if element is not first]
            waiting.extend((rest, more) for more in extended(view, first, known))


def rank(element: Element, bindings: Bindings) -> int:
    """Say how far an element is from being a single look-up; the lowest is done first.

    What leads to a term that was found is short; what leads to a literal, such as a number, to a term
    that the query itself names, or to a class is a long list.
    """
    if isinstance(element, Table):
        return 0 if any(name in bindings for name in element.names) else 10 if element.is_barred else 5
    has_subject = not isinstance(element.subject, str) or element.subject in bindings
    term = valued(element.object, bindings)
    if isinstance(element, Steps):
        if not has_subject and term is None:
            return 8
        if any(predicate == TYPE and forward != has_subject for predicate, forward in element.ways):
            return 7
        if not has_subject and isinstance(term, Literal):
            return 6
        return 1 if has_subject and term is not None else 3
    if has_subject:
        return 1 if term is not None else 2
    if term is None:
        return 9 if valued(element.predicate, bindings) is None else 8
    if valued(element.predicate, bindings) == TYPE:
        return 7
    return 4 if isinstance(element.object, str) and not isinstance(term, Literal) else 6


def extended(view: View, element: Element, bindings: Bindings) -> Iterator[Bindings]:
    """Find every way in which one element holds."""
    if isinstance(element, Table):
        yield from chosen(element, bindings)
    elif isinstance(element, Steps):
        yield from walked(view, element, bindings)
    else:
        subject, predicate, object_ = (valued(part, bindings) for part in element[:3])
        if isinstance(subject, Literal | Triple) or (predicate and not isinstance(predicate, NamedNode)):
            return
        statements: Iterator[Triple | Quad]
        if element.graph is not None and isinstance(view, QuadView):
            graph = valued(element.graph, bindings)
            statements = view.quads(subject, predicate, object_, graph)  # type: ignore[arg-type]
        else:
            statements = view.triples(subject, predicate, object_)  # type: ignore[arg-type]
        for statement in statements:
            new = match(element, statement)
            if new is not None and (merged := together(bindings, new)) is not None:
                yield merged


def valued(part: Part, bindings: Bindings) -> Term | None:
    """Give the term that a part stands for, where there is one."""
    return bindings.get(part) if isinstance(part, str) else part


def together(bindings: Bindings, new: Bindings) -> Bindings | None:
    """Join two sets of bindings, where they agree."""
    if any(bindings.get(name, term) != term for name, term in new.items()):
        return None
    return {**bindings, **new}


def chosen(table: Table, bindings: Bindings) -> Iterator[Bindings]:
    """Choose the rows of a table that agree with what is bound."""
    if table.is_barred:
        if tuple(bindings.get(name) for name in table.names) not in table.rows:
            yield bindings
        return
    for row in table.rows:
        new = {name: term for name, term in zip(table.names, row, strict=True) if term is not None}
        if (merged := together(bindings, new)) is not None:
            yield merged


def walked(view: View, steps: Steps, bindings: Bindings) -> Iterator[Bindings]:
    """Walk a path from the end that is bound, or from everywhere."""
    start, end = valued(steps.subject, bindings), valued(steps.object, bindings)
    pairs: Iterable[tuple[Term, Term]]
    if start is not None:
        pairs = ((start, term) for term in reached(view, start, steps, forward=True))
    elif end is not None:
        pairs = ((term, end) for term in reached(view, end, steps, forward=False))
    else:
        starts = {
            triple.subject if forward else triple.object
            for predicate, forward in steps.ways
            for triple in view.triples(None, predicate, None)
        }
        pairs = ((one, term) for one in starts for term in reached(view, one, steps, forward=True))
    for one, other in pairs:
        new = {}
        if isinstance(steps.subject, str):
            new[steps.subject] = one
        elif steps.subject != one:
            continue
        if isinstance(steps.object, str):
            if new.get(steps.object, other) != other:
                continue
            new[steps.object] = other
        elif steps.object != other:
            continue
        if (merged := together(bindings, new)) is not None:
            yield merged


def reached(view: View, start: Term, steps: Steps, *, forward: bool) -> set[Term]:
    """Find what a path leads to from one end."""
    seen: set[Term] = {start} if steps.may_stay else set()
    waiting = [start]
    while waiting:
        term = waiting.pop()
        for predicate, ahead in steps.ways:
            for other in neighbours(view, term, predicate, ahead == forward):
                if other not in seen:
                    seen.add(other)
                    if steps.may_go_on:
                        waiting.append(other)
    return seen


def neighbours(view: View, term: Term, predicate: NamedNode, forward: bool) -> Iterator[Term]:
    """Take one step."""
    if not forward:
        yield from (triple.subject for triple in view.triples(None, predicate, term))
    elif not isinstance(term, Literal | Triple):
        yield from (triple.object for triple in view.triples(term, predicate, None))
