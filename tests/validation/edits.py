"""Random edits of a dataset: things that an editor might do, and many that nobody would."""

import random

from gjgraph.core.change import Change
from gjgraph.core.terms import DefaultGraph, Literal, NamedNode, Quad
from gjgraph.engine.index import Index


class Editor:
    """Deletes, adds, swaps and misspells what is asserted, and now and then takes it back."""

    def __init__(self, index: Index, seed: int) -> None:
        self.index = index
        self.chance = random.Random(seed)  # noqa: S311
        self.first = self.asserted()
        ontology = f"{index.base}ontology/"
        self.ontology = sorted(
            (quad for quad in self.first if str(quad.graph_name)[1:].startswith(ontology)), key=str
        )
        self.data = sorted(self.first - set(self.ontology), key=str)

    def asserted(self) -> set[Quad]:
        """What isn't derived."""
        return {quad for quad in self.index.store if is_asserted(quad)}

    def edit(self) -> Change:
        """One edit of a few quads."""
        added, removed = set(), set()
        for _ in range(self.chance.randint(1, 3)):
            if self.chance.random() < 0.5:
                removed.add(self.quad())
            else:
                added.add(self.mended())
        if self.chance.random() < 0.3:
            now = self.asserted()
            back = sorted(now ^ self.first, key=str)
            for quad in self.chance.sample(back, min(4, len(back))):
                (removed if quad in now else added).add(quad)
        store = self.index.store
        return Change(
            frozenset(quad for quad in added - removed if quad not in store),
            frozenset(quad for quad in removed - added if quad in store),
        )

    def quad(self) -> Quad:
        """A quad of the first version, or one that is near."""
        quad = self.chance.choice(self.ontology if self.chance.random() < 0.05 else self.data)
        if self.chance.random() < 0.5:
            return quad
        thing = quad.object if isinstance(quad.object, NamedNode) else quad.subject
        about = [
            each for each in self.index.store.quads_for_pattern(thing, None, None, None) if is_asserted(each)
        ]
        return self.chance.choice(sorted(about, key=str)) if about else quad

    def mended(self) -> Quad:
        """A quad made of one or two."""
        one, two = self.quad(), self.quad()
        match self.chance.randrange(6):
            case 0:
                return Quad(one.subject, one.predicate, two.object, one.graph_name)
            case 1:
                return Quad(two.subject, one.predicate, one.object, one.graph_name)
            case 2:
                return Quad(one.subject, two.predicate, one.object, one.graph_name)
            case 3:
                return Quad(one.subject, one.predicate, one.object, two.graph_name)
            case _:
                return Quad(one.subject, one.predicate, self.misspelt(one.object), one.graph_name)

    def misspelt(self, term: object) -> NamedNode | Literal:
        """Another number, another word."""
        if not isinstance(term, Literal):
            return self.chance.choice(self.data).subject  # type: ignore[return-value]
        if term.value.isdigit():
            return Literal(str(int(term.value) + self.chance.choice([1, 3])), datatype=term.datatype)
        if term.language:
            return Literal(term.value[:-1], language=term.language)
        return Literal(term.value + "x", datatype=term.datatype)


def is_asserted(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and "/derived/" not in quad.graph_name.value


def named(index: Index) -> set[Quad]:
    """The quads of an index, the stored union left out."""
    return {quad for quad in index.store if not isinstance(quad.graph_name, DefaultGraph)}
