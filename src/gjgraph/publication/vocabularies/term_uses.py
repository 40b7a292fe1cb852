"""How the data uses a vocabulary: how many things are of a class, how many statements have a property."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import TYPE, DefaultGraph, NamedNode, Quad, Triple
from gjgraph.engine.index import Index

EXAMPLES = 3


@dataclass(frozen=True)
class Members:
    """The things of a class."""

    count: int
    derived: int
    """How many of them only a rule says so of."""
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Uses:
    """The statements with a property."""

    count: int
    derived: int
    example: Triple | None


def members(index: Index, kind: str) -> Members:
    """Count the things of a class, and choose a few."""
    found = Found(index, TYPE, NamedNode(kind))
    subjects = {quad.subject.value for quad in found.first() if isinstance(quad.subject, NamedNode)}
    examples = nsmallest(EXAMPLES, subjects, key=lambda each: (len(each), each))
    return Members(found.count, found.derived, tuple(examples))


def uses(index: Index, property_: str) -> Uses:
    """Count the statements with a property, and choose one."""
    found = Found(index, NamedNode(property_), None)
    triples = (quad.triple for quad in found.first() if isinstance(quad.subject, NamedNode))
    example = min(triples, key=lambda each: (len(str(each.subject)), str(each)), default=None)
    return Uses(found.count, found.derived, example)


class Found:
    """The quads with a predicate, and perhaps an object, counted by graph."""

    def __init__(self, index: Index, predicate: NamedNode, said: NamedNode | None) -> None:
        self.store = index.store
        self.pattern = (None, predicate, said)
        # One pass: to ask graph by graph, the store would go through much of the same each time.
        graphs = Counter(quad.graph_name for quad in self.store.quads_for_pattern(*self.pattern, None))
        merged = graphs.pop(DefaultGraph(), 0)
        self.counts = {graph.value: n for graph, n in graphs.items() if isinstance(graph, NamedNode)}
        self.count = merged or sum(self.counts.values())
        """How many statements there are, each counted once."""
        self.derived = sum(n for graph, n in self.counts.items() if is_derived(graph))

    def first(self) -> Iterator[Quad]:
        """Give those of one graph, if there are any: of one that no rule fills, where there is one."""
        graph = min(self.counts, key=lambda each: (is_derived(each), each), default=None)
        return self.store.quads_for_pattern(*self.pattern, NamedNode(graph)) if graph else iter(())
