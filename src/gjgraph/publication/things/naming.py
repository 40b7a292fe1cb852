"""How the things of an answer are called, and put in order."""

from collections.abc import Callable, Iterable

from gjgraph.core.terms import NamedNode
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.tree import Tree


class Naming:
    """Knows the names of things as the index is now."""

    def __init__(self, names: Callable[[], Names]) -> None:
        self.names = names

    def name(self, iri: str) -> tuple[str, str, str, str]:
        """Give a thing's name in Korean and in English, and the languages that these really are in."""
        found = self.names().of(iri)
        return found.ko, found.en, found.ko_tag, found.en_tag

    def groups(self, iris: Iterable[str]) -> list[tuple[str, str, list[str]]]:
        """Put things together by their kind, and in the order of the plan."""
        names = self.names()
        found = Tree(names.index, names).groups(map(NamedNode, iris))
        return [
            (
                *((names.of(kind.value).ko, names.of(kind.value).en) if kind else ("", "")),
                [each.value for each in things],
            )
            for kind, things in found
        ]
