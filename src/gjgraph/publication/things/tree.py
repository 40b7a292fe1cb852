"""The tree that things stand in: what is above, below and beside each, in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gjgraph.core.terms import CSP, DCTERMS, SKOS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.turtle import natural_key
from gjgraph.engine.index import Index
from gjgraph.publication.things.names import Facts, Names

BROADER, TOP_OF = NamedNode(SKOS + "broader"), NamedNode(SKOS + "topConceptOf")
IN_SCHEME, IS_PART_OF = NamedNode(SKOS + "inScheme"), NamedNode(DCTERMS + "isPartOf")
ORDINAL, NOTATION, KIND = NamedNode(CSP + "ordinal"), NamedNode(SKOS + "notation"), NamedNode(CSP + "kind")
LINE = NamedNode(CSP + "line")
PLACED = (TYPE, KIND, ORDINAL, NOTATION, LINE)
"""What is told of a thing by whatever stands above or beside it, besides its name."""
CLASSES = {
    CSP + name: place
    for place, name in enumerate(
        ("Vision", "Goal", "PolicyInstrument", "Value", "Policy", "Strategy", "Project", "Detail")
    )
}
"""In which order a plan's elements are told: the main ones from the top, then the details."""


class Tree:
    """What stands above, below and beside the things of an index, as it is now."""

    def __init__(self, index: Index, names: Names) -> None:
        self.index = index
        self.names = names

    def below(self, thing: NamedNode) -> list[NamedNode]:
        """List what stands right under a thing: narrower concepts, top concepts of a scheme, parts."""
        return [
            each for predicate in (BROADER, TOP_OF, IS_PART_OF) for each in self.subjects(predicate, thing)
        ]

    def beside(self, thing: NamedNode) -> list[Triple]:
        """Say what is of the same kind as a thing and stands under the same, the thing included, in order."""
        kind = self.kind(thing)
        found = {
            each: Triple(each, predicate, above)
            for predicate in (BROADER, TOP_OF)
            for above in self.objects(thing, predicate)[:1]
            for each in self.subjects(predicate, above)
            if self.kind(each) == kind
        }
        return [found[each] for each in self.sorted(found)]

    def way_up(self, thing: NamedNode) -> tuple[Triple, ...]:
        """Say what a thing stands under, the nearest first: concepts and their scheme, else wholes.

        Where it stands under several, this is one way up.
        """
        found = self.chain(thing, BROADER)
        top = found[-1].object if found else thing
        if isinstance(top, NamedNode) and (schemes := self.objects(top, IN_SCHEME)):
            return (*found, Triple(top, IN_SCHEME, schemes[0]))
        return found or self.chain(thing, IS_PART_OF)

    def chain(self, thing: NamedNode, predicate: NamedNode) -> tuple[Triple, ...]:
        """Follow a property as far as it leads, round no circle."""
        found: dict[NamedNode, Triple] = {}
        here = thing
        while above := self.objects(here, predicate):
            if above[0] in found or above[0] == thing:
                break
            found[above[0]] = Triple(here, predicate, above[0])
            here = above[0]
        return tuple(found.values())

    def placed(self, thing: NamedNode) -> Iterator[Triple]:
        """Give the statements that a thing's place among others rests on."""
        facts = self.names.facts(thing)
        for predicate in PLACED:
            yield from facts.get(predicate, ())

    def groups(self, things: Iterable[NamedNode]) -> list[tuple[NamedNode | None, list[NamedNode]]]:
        """Put things together by their kind, both in order."""
        found: dict[NamedNode | None, list[NamedNode]] = defaultdict(list)
        for each in things:
            found[self.kind(each)].append(each)

        def place(kind: NamedNode | None) -> tuple[int, str]:
            iri = kind.value if kind else ""
            return CLASSES.get(iri, len(CLASSES)), iri

        return [(kind, self.sorted(found[kind])) for kind in sorted(found, key=place)]

    def kind(self, thing: NamedNode) -> NamedNode | None:
        """Tell what a thing is: of a detail its kind, else the class that tells most of it."""
        facts = self.names.facts(thing)
        said = [each.object for each in facts.get(KIND, ()) or facts.get(TYPE, ())]
        kinds = [each for each in said if isinstance(each, NamedNode)]
        return min(kinds, key=lambda each: (CLASSES.get(each.value, len(CLASSES)), each.value), default=None)

    def sorted(self, things: Iterable[NamedNode]) -> list[NamedNode]:
        """Put things in order: by their number, their printed number, their line, else their address."""

        def place(thing: NamedNode) -> tuple[object, ...]:
            facts = self.names.facts(thing)
            return (*(first(facts, each) for each in (ORDINAL, NOTATION, LINE)), natural_key(thing.value))

        return sorted(things, key=place)

    def subjects(self, predicate: NamedNode, thing: NamedNode) -> list[NamedNode]:
        """Find what leads to a thing by a property, whichever graphs say so."""
        found = {quad.subject for quad in self.index.store.quads_for_pattern(None, predicate, thing, None)}
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)

    def objects(self, thing: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Find what a thing leads to by a property, whichever graphs say so."""
        found = {quad.object for quad in self.index.store.quads_for_pattern(thing, predicate, None, None)}
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)


def first(facts: Facts, predicate: NamedNode) -> tuple[object, ...]:
    """Give a literal as something to sort by; what has none comes last."""
    values = [each.object.value for each in facts.get(predicate, ()) if isinstance(each.object, Literal)]
    return (0, natural_key(min(values, key=natural_key))) if values else (1,)
