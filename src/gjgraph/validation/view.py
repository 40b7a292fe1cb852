"""A view of a store: some of its graphs as one, with a few triples more or less."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Store

from gjgraph.core.terms import BlankNode, Literal, NamedNode, Quad, Triple

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple


def everything(quad: Quad) -> bool:
    """See every graph."""
    return True


class View:
    """The RDF merge of the graphs of a store that `sees` lets through, each triple once.

    `more` are triples that are seen as well, `without` are triples that aren't: so one store shows a
    version, the one before it, and what is in either.
    """

    def __init__(
        self,
        store: Store,
        sees: Callable[[Quad], bool] = everything,
        more: Iterable[Triple] = (),
        without: Iterable[Triple] = (),
    ) -> None:
        self.store = store
        self.sees = sees
        self.without = frozenset(without)
        self.more: dict[Term, list[Triple]] = defaultdict(list)
        for triple in set(more) - self.without:
            for term in {triple.subject, triple.predicate, triple.object}:
                self.more[term].append(triple)

    def triples(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None
    ) -> Iterator[Triple]:
        """Give the triples of a pattern; `None` stands for any term."""
        seen: set[Triple] = set()
        sees, without = self.sees, self.without
        for quad in self.store.quads_for_pattern(subject, predicate, object_, None):
            if sees(quad) and (triple := quad.triple) not in seen and triple not in without:
                seen.add(triple)
                yield triple
        if self.more:
            yield from (triple for triple in self.added(subject, predicate, object_) if triple not in seen)

    def added(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None
    ) -> Iterator[Triple]:
        """Give the triples of a pattern that are seen though the store hasn't them."""
        known = next((term for term in (subject, object_, predicate) if term is not None), None)
        found = (
            self.more.get(known, []) if known is not None else {t for ts in self.more.values() for t in ts}
        )
        for triple in found:
            if (
                subject in (None, triple.subject)
                and predicate in (None, triple.predicate)
                and object_ in (None, triple.object)
            ):
                yield triple
