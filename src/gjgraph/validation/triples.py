"""Triples as they are written, seen the way a store's are.

A store writes values its own way: `01` comes back as `1`, and so does `"1"^^xsd:int`, which is a thing of
another datatype. Whoever judges files has to see what they say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Store

from gjgraph.core.terms import NamedNode, Triple
from gjgraph.validation.view import Node, Term, View

Key = tuple[Node | None, NamedNode | None, Term | None]


class Triples(View):
    """A view of triples in memory, each looked up by any of its terms."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__(Store())
        self.whole = dict.fromkeys(triples)
        self.known: dict[Key, list[Triple]] = defaultdict(list)
        for triple in self.whole:
            subject, predicate, object_ = triple.subject, triple.predicate, triple.object
            self.known[subject, predicate, None].append(triple)  # type: ignore[index]
            self.known[None, predicate, object_].append(triple)
            self.known[subject, None, None].append(triple)  # type: ignore[index]
            self.known[None, None, object_].append(triple)
            self.known[None, predicate, None].append(triple)

    def triples(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None
    ) -> Iterator[Triple]:
        """Give the triples of a pattern; `None` stands for any term."""
        if subject is None and predicate is None and object_ is None:
            return iter(self.whole)
        if subject is None or object_ is None:
            return iter(self.known.get((subject, predicate, object_), ()))
        found = self.known.get((subject, predicate, None), ())
        return (triple for triple in found if triple.object == object_)
