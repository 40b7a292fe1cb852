"""The index in memory: every graph of a workspace, what follows from it, and SPARQL over both."""

import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Any

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.errors import ForbiddenError, QueryError
from gjgraph.core.sparql import closing_braces, from_graphs, tokens, uses_service
from gjgraph.core.terms import (
    CSP,
    PREFIXES,
    TYPE,
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
    Variable,
)
from gjgraph.core.text import Text
from gjgraph.engine.syntax import syntax_error

Term = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Term]
Answer = QuerySolutions | QueryBoolean | QueryTriples

FAILURES = (ValueError, RuntimeError, OSError)
"""What the store raises while it evaluates."""

ONE_TRIPLE = 3
"""Words of a triple."""


class Index:
    """A store that can be rebuilt from files at any time.

    Each graph is there under its name; the default graph is the union of all of them, seen and not
    stored. An RDF merge holds a triple once (RDF 1.1 Concepts §4), and such a view would count a triple
    once for each graph that has it: so where two graphs share one, the union is stored as well.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.store = Store()
        self.counts: dict[str, int] = {}
        """The number of triples of each named graph."""
        self.size = 0
        """The number of triples of the union."""
        self.is_merged = False
        """Whether the union is stored as the default graph."""
        self.changes = 0
        """How often it was changed: what was read from it before is to be read again."""
        self.followers: list[Callable[[Change], None]] = []
        """Are told of each change after it was made, so that they needn't read all again."""

    def add(self, graph: str, triples: Set[Triple]) -> None:
        """Add triples to a named graph, which has none of them yet."""
        self.changes += 1
        name = NamedNode(graph)
        self.store.bulk_extend(Quad(each.subject, each.predicate, each.object, name) for each in triples)
        self.counts[graph] = self.counts.get(graph, 0) + len(triples)

    def derive(self, rules: Mapping[str, str]) -> None:
        """Apply CONSTRUCT rules until nothing new follows.

        `rules` maps the IRI of a derived graph to its rule. A derived graph never holds a triple
        that another graph holds, so an asserted triple can always be told from a derived one.
        """
        # A rule is done when it gives nothing and no other has given anything since.
        waiting = deque(rules)
        done = 0
        while done < len(waiting):
            if self.apply(waiting[0], rules[waiting[0]]):
                done = 0
            else:
                done += 1
                waiting.rotate(-1)

    def apply(self, graph: str, rule: str) -> bool:
        """Put what follows by a rule and isn't there yet into its graph; tell whether there was any.

        The triples go from the store to the store as text: as objects they would cost five times that.
        """
        answer = self.query(only_new(rule))
        if not isinstance(answer, QueryTriples):
            raise QueryError(
                Text(f"규칙이 CONSTRUCT가 아닙니다: {graph}", f"A rule that is no CONSTRUCT: {graph}")
            )
        self.changes += 1
        lines = set((answer.serialize(format=RdfFormat.N_TRIPLES) or b"").splitlines())
        self.store.bulk_load(input=b"\n".join(lines), format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
        self.counts[graph] = self.counts.get(graph, 0) + len(lines)
        return bool(lines)

    def apply_change(self, change: Change) -> None:
        """Add and remove the quads of a change, none of which may be so already."""
        if not change:
            return
        self.changes += 1
        for quad in change.removed:
            self.store.remove(quad)
            self.count(quad, -1)
        self.store.extend(change.added)
        for quad in change.added:
            self.count(quad, 1)
        for tell in self.followers:
            tell(change)

    def change(self, change: Change) -> None:
        """Go to the next version by all that differs between the two, derived quads included."""
        self.apply_change(change)
        self.settle(change)

    def settle(self, change: Change) -> None:
        """Keep the union right after a change, what follows from it included."""
        if self.is_merged:
            for triple in change.triples():
                here = Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
                is_there, stays = here in self.store, self.copies(triple) > 0
                if is_there != stays:
                    (self.store.add if stays else self.store.remove)(here)
                    self.size += 1 if stays else -1
        elif any(self.copies(quad.triple) > 1 for quad in change.added):
            self.store_union()
            self.size = sum(1 for _ in self.store.quads_for_pattern(None, None, None, DefaultGraph()))
        else:
            self.size = sum(self.counts.values())

    def count(self, quad: Quad, more: int) -> None:
        """Keep the number of triples of a graph; a graph with none isn't there."""
        graph = quad.graph_name.value  # type: ignore[union-attr]
        self.counts[graph] = self.counts.get(graph, 0) + more
        if not self.counts[graph]:
            del self.counts[graph]

    def copies(self, triple: Triple) -> int:
        """Count the named graphs that have a triple."""
        found = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return sum(1 for quad in found if isinstance(quad.graph_name, NamedNode))

    def quads(self, graph: str) -> Iterator[Quad]:
        """Give the quads of a named graph."""
        return self.store.quads_for_pattern(None, None, None, NamedNode(graph))

    def plans(self) -> Iterator[str]:
        """Name the graphs in which a plan stands, one for each plan."""
        # One plan, though several graphs may say so, and the union of all.
        found = self.store.quads_for_pattern(None, TYPE, NamedNode(CSP + "StrategicPlan"), None)
        for subject in dict.fromkeys(quad.subject for quad in found):
            said = self.store.quads_for_pattern(subject, TYPE, None, None)
            graphs = (quad.graph_name.value for quad in said if isinstance(quad.graph_name, NamedNode))
            yield from islice((graph for graph in graphs if not is_derived(graph)), 1)

    def holds(self, triple: Triple) -> bool:
        """Tell whether any graph has a triple."""
        known = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return next(known, None) is not None

    def merge(self, distinct: int) -> None:
        """Be done with adding: `distinct` is the number of asserted triples, each counted once."""
        derived = sum(count for graph, count in self.counts.items() if is_derived(graph))
        self.size = distinct + derived
        if self.size < sum(self.counts.values()):
            self.store_union()

    def store_union(self) -> None:
        """Store the union of all graphs as the default graph."""
        self.store.bulk_extend(
            Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in list(self.store)
        )
        self.is_merged = True

    def query(
        self,
        text: str,
        parameters: Mapping[str, NamedNode | Literal] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Evaluate a SPARQL query over the union and the named graphs.

        `parameters` binds variables to terms; a SELECT must project the variables that are bound.
        `default_graphs` and `named_graphs` name the RDF dataset (SPARQL 1.1 Protocol §2.1.4) in place
        of the whole one. The text is read in composed form, as all labels here are. Nothing is ever
        fetched: SERVICE is refused, and a FROM that names no graph of this index.
        """
        text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
        if uses_service(text):
            raise ForbiddenError(
                Text(
                    "SERVICE는 쓸 수 없습니다. 이 자료에 대해서만 물을 수 있습니다.",
                    "SERVICE can't be used: only this data set can be asked.",
                )
            )
        graphs = [] if default_graphs or named_graphs else from_graphs(text, self.base, PREFIXES)
        self.refuse_unknown(graphs)
        try:
            chosen: dict[str, Any] = {}
            if not (self.is_merged or graphs):
                chosen = {"use_default_graph_as_union": True}
            if default_graphs or named_graphs:
                chosen = {
                    "default_graph": [NamedNode(graph) for graph in default_graphs],
                    "named_graphs": [NamedNode(graph) for graph in named_graphs],
                }
            return self.store.query(
                text,
                base_iri=self.base,
                prefixes=PREFIXES,
                substitutions={Variable(name): term for name, term in (parameters or {}).items()},
                **chosen,
            )
        except SyntaxError as error:
            raise syntax_error(
                lambda spread: self.store.query(spread, base_iri=self.base, prefixes=PREFIXES), text, error
            ) from None
        except FAILURES as error:
            raise failed(error) from None

    def refuse_unknown(self, graphs: Iterable[str]) -> None:
        """Refuse a FROM that names a graph which isn't here: an empty answer would pass for a true one."""
        for graph in graphs:
            try:
                known = self.store.contains_named_graph(NamedNode(graph))
            except ValueError:
                known = False
            if not known:
                raise QueryError(
                    Text(
                        f"FROM <{graph}>: 그런 그래프가 없습니다. 웹에서 가져오지는 않습니다.",
                        f"FROM <{graph}>: there is no such graph here, and none is fetched.",
                    )
                )

    def select(self, text: str, parameters: Mapping[str, NamedNode | Literal] | None = None) -> list[Row]:
        """Evaluate a SELECT query and give its rows, unbound variables left out."""
        answer = self.query(text, parameters)
        if not isinstance(answer, QuerySolutions):
            raise QueryError(Text("SELECT 질의가 아닙니다.", "Not a SELECT query."))
        names = [variable.value for variable in answer.variables]
        return [
            {name: term for name, term in zip(names, row, strict=True) if term is not None}
            for row in rows(answer)
        ]


def only_new(rule: str) -> str:
    """Have a rule give only what isn't there yet.

    For that it must construct one triple: where it constructed two, one might be there already.
    """
    words = list(tokens(rule))
    opened = next(place for place, token in enumerate(words) if token.kind == "open")
    closed = closing_braces(words).get(opened, opened)
    if closed - opened != ONE_TRIPLE + 1:
        raise QueryError(
            Text("규칙은 트리플 하나를 CONSTRUCT해야 합니다.", "A rule must CONSTRUCT one triple.")
        )
    template, end = rule[words[opened].end : words[closed].start], words[-1].start
    return f"{rule[:end]} FILTER NOT EXISTS {{ {template} }} {rule[end:]}"


def failed(error: Exception) -> QueryError:
    """Say that a query stopped on the way: a SERVICE that doesn't answer, a graph name that is no IRI."""
    return QueryError(Text(f"질의를 처리할 수 없습니다: {error}", f"The query can't be evaluated: {error}"))


def rows(answer: QuerySolutions | QueryTriples) -> Iterator[list[Term | None]]:
    """Go through the rows of an answer, a graph's triples as rows of three; unbound is `None`."""
    try:
        if isinstance(answer, QuerySolutions):
            names = [variable.value for variable in answer.variables]
            for row in answer:
                yield [row[name] for name in names]
        else:
            for triple in answer:
                yield [triple.subject, triple.predicate, triple.object]
    except FAILURES as error:
        raise failed(error) from None


def value(row: Row, name: str) -> str:
    """Give the text of a term in a row: an IRI without brackets, a literal's lexical form."""
    term = row[name]
    return str(term) if isinstance(term, Triple) else term.value
