"""Where the quads of an edit go: which graph, under which names, and what is so already."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.errors import ForbiddenError, QueryError
from gjgraph.core.terms import BlankNode, DefaultGraph, NamedNode, Quad
from gjgraph.core.text import Text
from gjgraph.engine.index import Index

BLANK = "urn:x-gjgraph-blank:"
"""Stands for a blank node in VALUES, which may have none."""
GENID = ".well-known/genid/"
"""Where a blank node gets its address (RDF 1.1 Concepts §3.5): data has none without one."""


class Target:
    """An index that is edited, and the graph that an edit means which names none."""

    def __init__(self, index: Index, home: str) -> None:
        self.index = index
        self.home = home

    def placed(self, quad: Quad, own: str | None) -> Quad:
        """Give a quad its graph, and its blank nodes addresses."""
        graph = quad.graph_name
        if isinstance(graph, DefaultGraph):
            graph = NamedNode(own or self.default_graph())
        return Quad(self.named(quad.subject), quad.predicate, self.named(quad.object), self.named(graph))

    def named(self, term: Any) -> Any:  # noqa: ANN401
        """Give a blank node an address; a blank node of the index that went through VALUES is itself."""
        if isinstance(term, BlankNode):
            return NamedNode(f"{self.index.base}{GENID}{term.value}")
        if isinstance(term, NamedNode) and term.value.startswith(BLANK):
            return BlankNode(term.value.removeprefix(BLANK))
        return term

    def default_graph(self) -> str:
        """Name the graph that an edit means which names none."""
        plans = list(islice(self.index.plans(), 2))
        if len(plans) > 1:
            raise QueryError(
                Text(
                    "계획이 여럿이라 어느 그래프인지 알 수 없습니다. WITH <그래프>나 GRAPH로 이름을 대세요. "
                    f"예: WITH <{plans[0]}>",
                    "There are several plans: name the graph that you mean, by WITH or GRAPH. "
                    f"For example: WITH <{plans[0]}>",
                )
            )
        return self.home

    def asserted(self, thing: NamedNode) -> set[Quad]:
        """Give what is asserted of a thing."""
        return {
            quad
            for quad in self.index.store.quads_for_pattern(thing, None, None, None)
            if isinstance(quad.graph_name, NamedNode) and not is_derived(quad.graph_name.value)
        }

    def home_of(self, statements: Iterable[Quad]) -> str:
        """Find the graph where most is said about a thing."""
        counts: dict[str, int] = {}
        for quad in statements:
            graph = quad.graph_name.value  # type: ignore[union-attr]
            counts[graph] = counts.get(graph, 0) + 1
        return max(counts, key=lambda graph: (counts[graph], graph)) if counts else self.default_graph()

    def difference(self, added: set[Quad], removed: set[Quad]) -> Change:
        """Give a change without what is so already; refuse one of a graph that rules fill."""
        store = self.index.store
        change = Change(
            frozenset(quad for quad in added if quad not in store),
            frozenset(quad for quad in removed if quad in store),
        )
        for graph in change.graphs():
            if is_derived(graph):
                raise ForbiddenError(
                    Text(
                        f"<{graph}>는 규칙이 채우므로 고칠 수 없습니다. 바탕이 되는 진술을 고치세요.",
                        f"<{graph}> is filled by rules and can't be edited: edit what it follows from.",
                    )
                )
        return change
