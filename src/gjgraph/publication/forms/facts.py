"""What an index states, asked for in the small ways that forms need."""

from collections.abc import Iterable
from functools import cache

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import OWL, PREFIXES, RDFS, SKOS, TYPE, Literal, NamedNode, Quad
from gjgraph.engine.index import Index
from gjgraph.publication.things.names import Names

SUBCLASS, SUBPROPERTY = NamedNode(RDFS + "subClassOf"), NamedNode(RDFS + "subPropertyOf")
DOMAIN, RANGE = NamedNode(RDFS + "domain"), NamedNode(RDFS + "range")
INVERSE, DEFINITION = NamedNode(OWL + "inverseOf"), NamedNode(SKOS + "definition")
UPWARD = {SKOS + "broader", SKOS + "topConceptOf"}
SEMANTIC = {*UPWARD, SKOS + "related", *(f"{SKOS}{each}Match" for each in ("exact", "close", "related"))}
SEMANTIC |= {SKOS + "broadMatch", SKOS + "narrowMatch"}
"""Links between concepts (SKOS S18 and on): what a plan's links are kinds of."""


class Stated:
    """What is stated in an index, and by no rule."""

    def __init__(self, index: Index, names: Names) -> None:
        self.index = index
        self.names = names
        self.above = cache(self.find_above)
        self.inverses = frozenset(each.object for each in self.quads(None, INVERSE))

    def quads(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None = None,
        value: NamedNode | Literal | None = None,
    ) -> list[Quad]:
        """Give the quads of a pattern, in a lasting order."""
        found = self.index.store.quads_for_pattern(subject, predicate, value, None)
        stated = [
            each
            for each in found
            if isinstance(each.graph_name, NamedNode) and not is_derived(each.graph_name.value)
        ]
        return sorted(stated, key=str)

    def values(self, subject: str, predicate: NamedNode) -> list[NamedNode]:
        """Give the things that something is linked to."""
        return [
            each.object
            for each in self.quads(NamedNode(subject), predicate)
            if isinstance(each.object, NamedNode)
        ]

    def subjects(self, predicate: NamedNode, value: str) -> list[str]:
        """Give the things that are linked to something."""
        found = self.quads(None, predicate, NamedNode(value))
        return list(
            dict.fromkeys(each.subject.value for each in found if isinstance(each.subject, NamedNode))
        )

    def find_above(self, term: str, predicate: NamedNode) -> frozenset[str]:
        """Give a class or property with all those above it."""
        found, waiting = {term}, [term]
        while waiting:
            for each in self.values(waiting.pop(), predicate):
                if each.value not in found:
                    found.add(each.value)
                    waiting.append(each.value)
        return frozenset(found)

    def below(self, term: str) -> frozenset[str]:
        """Give a class with all those below it."""
        found, waiting = {term}, [term]
        while waiting:
            for each in self.subjects(SUBCLASS, waiting.pop()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return frozenset(found)

    def classes(self, kinds: Iterable[str]) -> frozenset[str]:
        """Give some classes with all those above them."""
        return frozenset().union(*(self.above(kind, SUBCLASS) for kind in kinds))

    def kinds(self, thing: str) -> list[str]:
        """Give the classes that a thing is said to be of."""
        return [each.value for each in self.values(thing, TYPE)]

    def is_link(self, predicate: str) -> bool:
        """Tell whether a property links the concepts of a plan."""
        return bool(self.above(predicate, SUBPROPERTY) & SEMANTIC)

    def is_upward(self, predicate: str) -> bool:
        """Tell whether a property says under what something stands."""
        return bool(self.above(predicate, SUBPROPERTY) & UPWARD)

    def short(self, iri: str) -> str:
        """Shorten an address, so that it can be read and is still one thing's only."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and iri != namespace:
                return f"{prefix}:{iri[len(namespace) :]}"
        own = self.index.base + "id/"
        return iri[len(own) :] if iri.startswith(own) and iri != own else iri
