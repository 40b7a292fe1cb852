"""Whose a plan is, and which time it is for, as far as the data say it."""

from dataclasses import dataclass

from gjgraph.core.terms import DCTERMS, PREFIXES, Literal, NamedNode
from gjgraph.core.text import Language
from gjgraph.publication.things.names import Names

PUBLISHER, SPATIAL, TEMPORAL = (NamedNode(DCTERMS + name) for name in ("publisher", "spatial", "temporal"))
FIRST, LAST = (NamedNode(PREFIXES["schema"] + name) for name in ("startDate", "endDate"))


@dataclass(frozen=True)
class Named:
    """Something that is said of a plan, by its name."""

    name: str
    lang: str
    """The language of the name, where it isn't the reader's."""
    days: tuple[str, str] | None
    """The first and the last day of a period."""


class Setting:
    """Tells it in a language."""

    def __init__(self, names: Names, language: Language) -> None:
        self.names = names
        self.language = language

    def whose(self, plan: NamedNode) -> list[Named]:
        """Name who published a plan, else the place that it is for."""
        return self.said(plan, PUBLISHER) or self.said(plan, SPATIAL)

    def periods(self, plan: NamedNode) -> list[Named]:
        """Name the time that a plan is for."""
        return self.said(plan, TEMPORAL)

    def keepers(self, graph: NamedNode) -> list[Named]:
        """Name who publishes the data of a graph."""
        return self.said(graph, PUBLISHER)

    def said(self, plan: NamedNode, predicate: NamedNode) -> list[Named]:
        """Name what is said of a plan, or of a graph, by a property."""
        found = [each.object for each in self.names.facts(plan).get(predicate, ())]
        return [self.named(each) for each in found if isinstance(each, NamedNode)]

    def named(self, thing: NamedNode) -> Named:
        """Name a thing, and tell its days if it has both."""
        name, facts = self.names.of(thing.value), self.names.facts(thing)
        days = [self.names.one(facts, each) for each in (FIRST, LAST)]
        said = [each.value for each in days if isinstance(each, Literal)]
        both = (said[0], said[1]) if len(said) == len(days) else None
        return Named(name.text(self.language), name.tag(self.language), both)
