"""What can be chosen: the things of a class, in the order of their plan."""

from gjgraph.core.terms import CSP, SKOS, TYPE, Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.publication.forms.facts import Stated
from gjgraph.publication.forms.model import Choice

ORDINAL = NamedNode(CSP + "ordinal")
SCHEME = NamedNode(SKOS + "inScheme")
MOST = 3000
"""Things that are listed at most."""
DEEPEST = 30

Place = tuple[tuple[int, int, str], ...]


class Choices:
    """Lists what can be chosen in the fields of one thing."""

    def __init__(self, stated: Stated, plan: str) -> None:
        self.stated = stated
        self.plan = plan
        self.places: dict[str, Place] = {}
        self.known: dict[str, tuple[Choice, ...]] = {}

    def listed(self, key: str) -> tuple[Choice, ...]:
        """Give a list by its key: the members of a class, or some things by name."""
        if key not in self.known:
            self.known[key] = self.find(key)
        return self.known[key]

    def find(self, key: str) -> tuple[Choice, ...]:
        """Find what a list has."""
        way, _, said = key.partition(":")
        if way == "in":
            return tuple(self.choice(iri) for iri in said.split(" "))
        members = self.members(said)
        own = [iri for iri in members if self.is_own(iri)]
        # Of what belongs to plans, that of the same plan; links to elsewhere can still be typed.
        placed = sorted((self.place(iri), iri) for iri in own or members)[:MOST]
        return tuple(self.choice(iri, len(place) - 1) for place, iri in placed)

    def members(self, kind: str) -> list[str]:
        """Name the things that are of a class, or of one below it."""
        found = {iri for each in self.stated.below(kind) for iri in self.stated.subjects(TYPE, each)}
        return sorted(found)

    def is_own(self, iri: str) -> bool:
        """Tell whether something belongs to the plan."""
        return bool(self.plan) and (iri == self.plan or iri.startswith(self.plan + "/"))

    def choice(self, iri: str, depth: int = 0) -> Choice:
        """Give a thing as a choice."""
        name = self.stated.names.of(iri)
        return Choice(iri, self.stated.short(iri), Text(name.ko, name.en), depth)

    def place(self, iri: str, deep: int = 0) -> Place:
        """Give where a thing stands in its plan, so that things can be put in its order."""
        known = self.places.get(iri)
        if known is None:
            self.places[iri] = ()  # a circle leads nowhere
            above: Place = ()
            if deep < DEEPEST and (parent := self.parent(iri)):
                above = self.place(parent, deep + 1)
            order = self.stated.names.of(iri).order or ordinal(self.stated, iri)
            known = self.places[iri] = (*above, (0, order, iri))
        return known

    def parent(self, iri: str) -> str:
        """Give what a thing stands under."""
        found = [
            each.object.value
            for each in self.stated.quads(NamedNode(iri))
            if isinstance(each.object, NamedNode) and self.stated.is_upward(each.predicate.value)
        ]
        return found[0] if found else ""


def ordinal(stated: Stated, iri: str) -> int:
    """Give which of its siblings a thing is; 0 where nobody says."""
    found = [each.object for each in stated.quads(NamedNode(iri), ORDINAL)]
    value = found[0].value if found and isinstance(found[0], Literal) else ""
    return int(value) if value.isdecimal() and len(value) < 10 else 0
