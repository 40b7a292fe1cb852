"""Shapes, applied to what an edit concerns and to nothing else; or to everything, in linear time.

Nothing is kept from one validation to the next but the compiled shapes: a focus node is judged on the
graph as it is, by pySHACL, with all shapes at hand. What is incremental is which focus nodes are judged.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gjgraph.core.terms import NamedNode, Triple
from gjgraph.validation import patterns
from gjgraph.validation.locality import THIS, Locality, Reader
from gjgraph.validation.paths import Path, follow, inverted
from gjgraph.validation.shacl import Judge, Result, order
from gjgraph.validation.view import Node, Term, View

MOST_FOCI = 10_000
"""A shape of which an edit may concern more focus nodes than this is judged whole."""

Back = tuple[Path, ...]
"""The ways back, one after the other, from a changed triple to a focus node."""


@dataclass(frozen=True)
class Affected:
    """What may have another verdict after an edit: some focus nodes of some shapes, and some shapes whole."""

    foci: Mapping[Node, frozenset[Term]] = field(default_factory=dict)
    whole: frozenset[Node] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.foci or self.whole)


class Shapes:
    """Compiled shapes."""

    def __init__(self, shapes: Iterable[Triple]) -> None:
        """Compile the shapes; raise UnreadableError where they are broken."""
        shapes = list(shapes)
        self.judge = Judge(shapes)
        self.localities = {each.shape: each for each in Reader(shapes, self.judge).localities()}
        self.steps: dict[NamedNode | None, dict[tuple[bool, Back], set[Node]]] = {}
        self.queries: dict[NamedNode | None, dict[tuple[patterns.Read, Back], set[Node]]] = {}
        for shape, locality in self.localities.items():
            if locality.is_local:
                self.enter(shape, locality)

    def enter(self, shape: Node, locality: Locality) -> None:
        """Enter what a shape reads into the index by predicate; `None` stands for any."""
        for before, step in locality.reads:
            ways = self.steps.setdefault(step.predicate, {})
            ways.setdefault((step.is_backward, turned(before)), set()).add(shape)
        for before, read in locality.queries:
            for predicate in read.predicates() or (None,):
                found = self.queries.setdefault(predicate, {})
                found.setdefault((read, turned(before)), set()).add(shape)

    def explain(self) -> list[Locality]:
        """Tell of each shape with targets what it reads, or why it is judged whole."""
        return list(self.localities.values())

    def affected(self, both: View, changed: Iterable[Triple]) -> Affected:
        """Find what may have another verdict; `both` shows what is before the edit or after it, or both."""
        foci: dict[Node, set[Term]] = defaultdict(set)
        whole: set[Node] = set()
        triples = set(changed)
        for triple in triples:
            for shapes, found in self.traced(both, triple):
                if len(found) > MOST_FOCI:
                    whole |= shapes
                else:
                    for shape in shapes:
                        foci[shape] |= found
        if triples:
            whole.update(shape for shape, locality in self.localities.items() if not locality.is_local)
        whole.update(shape for shape, found in foci.items() if len(found) > MOST_FOCI)
        targets = {
            shape: frozenset(each for each in found if self.localities[shape].targets.have(both, each))
            for shape, found in foci.items()
            if shape not in whole
        }
        return Affected({shape: found for shape, found in targets.items() if found}, frozenset(whole))

    def traced(self, both: View, triple: Triple) -> Iterator[tuple[set[Node], set[Term]]]:
        """Walk back from one changed triple: give shapes, and the nodes from which they read it."""
        for predicate in (triple.predicate, None):
            for (is_backward, back), shapes in self.steps.get(predicate, {}).items():
                yield shapes, walked(both, back, {triple.object if is_backward else triple.subject})
            for (read, back), shapes in self.queries.get(predicate, {}).items():
                bindings = patterns.match(read.pattern, triple)
                if bindings is not None:
                    found = patterns.found(both, read.spine, bindings, THIS)
                    foci = set(itertools.islice(found, MOST_FOCI + 1))
                    yield shapes, foci if len(foci) > MOST_FOCI else walked(both, back, foci)

    def validate(self, view: View, affected: Affected) -> list[Result]:
        """Judge what is affected on the graph that a view shows, and give every result once."""
        return sorted(set(self.results(view, affected)), key=order)

    def full(self, view: View) -> list[Result]:
        """Judge everything, and give every result once."""
        return self.validate(view, Affected(whole=frozenset(self.localities)))

    def results(self, view: View, affected: Affected) -> Iterator[Result]:
        """Judge what is affected, shape by shape; what is no target any more has no results."""
        for shape, targets in ((each.shape, each.targets) for each in self.localities.values()):
            if shape in affected.whole:
                yield from self.judge.results(view, shape, targets.all(view))
            else:
                foci = affected.foci.get(shape, frozenset())
                yield from self.judge.results(
                    view, shape, [each for each in foci if targets.have(view, each)]
                )


def turned(before: tuple[Path, ...]) -> Back:
    """Turn round what leads to a read, so that it leads back."""
    return tuple(inverted(path) for path in reversed(before))


def walked(view: View, back: Back, nodes: set[Term]) -> set[Term]:
    """Walk back from some nodes."""
    for path in back:
        nodes = follow(view, path, nodes)
    return nodes
