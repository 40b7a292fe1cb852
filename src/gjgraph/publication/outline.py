"""The outline of a plan: its elements under each other, details left out, as pages and charts show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gjgraph.core.terms import CSP, TYPE, NamedNode
from gjgraph.core.text import Language
from gjgraph.engine.index import Index
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.tree import Tree

PLAN, DETAIL = NamedNode(CSP + "StrategicPlan"), NamedNode(CSP + "Detail")


@dataclass(frozen=True)
class Element:
    """An element of a plan, with what stands under it, by kind."""

    name: str
    lang: str
    """The language of the name, where it isn't the reader's."""
    href: str
    below: "tuple[Group, ...]" = ()


@dataclass(frozen=True)
class Branch:
    """What is of a kind and stands under the same, in order, each with what stands under it."""

    kind: NamedNode | None
    things: "tuple[tuple[NamedNode, tuple[Branch, ...]], ...]"


@dataclass(frozen=True)
class Group:
    """What is of a kind, in order."""

    kind: str
    elements: tuple[Element, ...]


def plans(index: Index) -> list[NamedNode]:
    """Find the plans, in the order of their addresses."""
    found = {quad.subject for quad in index.store.quads_for_pattern(None, TYPE, PLAN, None)}
    return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)


def branches(tree: Tree, thing: NamedNode, above: frozenset[NamedNode] = frozenset()) -> tuple[Branch, ...]:
    """Find what stands under a thing, however deep, round no circle."""
    above |= {thing}
    found = [
        each for each in tree.below(thing) if each not in above and not is_detail(tree.names.facts(each))
    ]
    return tuple(
        Branch(kind, tuple((each, branches(tree, each, above)) for each in things))
        for kind, things in tree.groups(found)
    )


def outline(
    names: Names, found: Iterable[Branch], language: Language, href: Callable[[str], str]
) -> tuple[Group, ...]:
    """Name what was found in a language; `href` leads to each."""
    return tuple(
        Group(
            names.of(branch.kind.value).text(language) if branch.kind else "",
            tuple(
                element(names, thing, language, href, outline(names, below, language, href))
                for thing, below in branch.things
            ),
        )
        for branch in found
    )


def limited(groups: Sequence[Group], most: int, deepest: int) -> tuple[Group, ...]:
    """Leave out the lowest levels of an outline, until it has no more elements than `most`, nor levels."""
    level, left = tuple(groups), most
    for kept in range(deepest):
        below = [each for group in level for each in group.elements]
        left -= len(below)
        if left < 0:
            return cut(groups, kept)
        level = tuple(group for each in below for group in each.below)
    return cut(groups, deepest)


def cut(groups: Sequence[Group], levels: int) -> tuple[Group, ...]:
    """Keep so many levels of an outline."""
    if not levels:
        return ()
    return tuple(
        Group(
            group.kind,
            tuple(replace(each, below=cut(each.below, levels - 1)) for each in group.elements),
        )
        for group in groups
    )


def element(
    names: Names, thing: NamedNode, language: Language, href: Callable[[str], str], below: tuple[Group, ...]
) -> Element:
    """Name an element."""
    name = names.of(thing.value)
    return Element(name.text(language), name.tag(language), href(thing.value), below)


def is_detail(facts: Mapping[NamedNode, Any]) -> bool:
    """Tell whether a thing is none of a plan's main elements."""
    return any(each.object == DETAIL for each in facts.get(TYPE, ()))
