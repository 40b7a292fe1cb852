"""How the things of an answer are called, and put in order."""

import re
from collections.abc import Callable, Iterable

from gjgraph.core.terms import LABELS, SH, TYPE, Literal, NamedNode, Triple
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.tree import Tree

SHAPES = (NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape"), NamedNode(SH + "PropertyGroup"))


class Naming:
    """Knows the names of things as the index is now."""

    def __init__(self, names: Callable[[], Names]) -> None:
        self.names = names

    def name(self, iri: str) -> tuple[str, str, str, str]:
        """Give a thing's name in Korean and in English, and the languages that these really are in."""
        found = self.names().of(iri)
        return found.ko, found.en, found.ko_tag, found.en_tag

    def named(self, label: Literal, column: str) -> tuple[str, str, str]:
        """Give what a label names in a column, where that is one thing, and its names in both languages.

        Where several things have it as their name, the one is meant that is what the column is called:
        `?strategy` holds strategies. Where that isn't one, all must be called the same in both languages.
        """
        names = self.names()
        store = names.index.store
        subjects = {
            quad.subject
            for predicate in LABELS
            for quad in store.quads_for_pattern(None, predicate, label, None)
        }
        kinds = {each.value: types(names, each) for each in subjects if isinstance(each, NamedNode)}
        # A shape is called as what it is about, which is meant.
        found = {each for each in kinds if not any(said.object in SHAPES for said in kinds[each])}
        meant = {each for each in found if is_called(column, kinds[each])}
        if len(meant) == 1:
            found = meant
        called = {
            (each.ko, each.en)
            for each in map(names.of, found)
            if each.ko_tag == "ko" and each.en_tag == "en" and label.value in (each.ko, each.en)
        }
        both = called.pop() if len(called) == 1 else ("", "")
        return found.pop() if len(found) == 1 else "", *both

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


def is_called(column: str, kinds: Iterable[Triple]) -> bool:
    """Tell whether a column is called as a class is, or by its last words (`PolicyInstrument`)."""
    words = column.removesuffix("_en").removesuffix("_ko").split("_")
    name = re.escape("".join(word[:1].upper() + word[1:] for word in words))
    return any(re.search(f"(?<![A-Z]){name}$", getattr(each.object, "value", "")) for each in kinds)


def types(names: Names, thing: NamedNode) -> list[Triple]:
    """Give what a thing is stated to be."""
    return names.facts(thing).get(TYPE, [])
