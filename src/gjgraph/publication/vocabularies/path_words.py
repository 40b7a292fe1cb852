"""SHACL property paths in words: what they lead to, and by which properties."""

from dataclasses import dataclass

from gjgraph.core.terms import OWL, PREFIXES, TYPE, NamedNode
from gjgraph.publication.vocabularies.shapes import Shapes, Term
from gjgraph.publication.vocabularies.wording import Name, Part, Wording

DOMAIN, RANGE = NamedNode(PREFIXES["rdfs"] + "domain"), NamedNode(PREFIXES["rdfs"] + "range")
OBJECT_PROPERTY = NamedNode(OWL + "ObjectProperty")
REPEATED = ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


@dataclass(frozen=True)
class Path:
    """A path in words."""

    noun: tuple[Part, ...]
    """What stands at its end: a kind of thing, or the name of a property in quotes."""
    via: tuple[Name, ...]
    """The properties that lead there, where the noun doesn't name them."""
    is_kind: bool
    """Whether the noun is a kind of thing."""
    values: tuple[Part, ...]
    """What its values are values of."""


def path_in_words(node: Term, shapes: Shapes, wording: Wording) -> Path:
    """Put a path into words."""
    if isinstance(node, NamedNode):
        own = wording.quoted(node.value)
        kind = (
            class_at(node, RANGE, shapes, wording) if OBJECT_PROPERTY in shapes.values(node, TYPE) else None
        )
        if kind:
            return Path((kind,), (own,), True, (own,))
        return Path((own,), (), False, (own,))
    if inner := shapes.value(node, "inversePath"):
        own = wording.quoted(inner.value) if isinstance(inner, NamedNode) else Name("")
        kind = class_at(inner, DOMAIN, shapes, wording)
        if kind:
            return Path((kind,), (own,), True, (kind,))
        noun: tuple[Part, ...] = (
            (own, "(으)로 이것을 가리키는 것") if wording.ko else ("thing that leads here by ", own)
        )
        return Path(noun, (), False, noun)
    if branches := shapes.value(node, "alternativePath"):
        each = [path_in_words(branch, shapes, wording) for branch in shapes.members(branches)]
        between = wording.say(" 또는 ", " or ")
        noun = tuple(part for path in each for part in (between, *path.values))[1:]
        return Path(noun, (), False, noun)
    for name in REPEATED:
        if inner := shapes.value(node, name):
            return path_in_words(inner, shapes, wording)
    steps = [path_in_words(step, shapes, wording) for step in shapes.members(node)]
    return sequence(steps, wording)


def sequence(steps: list[Path], wording: Wording) -> Path:
    """Put steps one after the other into words."""
    *before, last = steps
    if last.is_kind or not before:
        return Path(last.noun, tuple(name for step in steps for name in step.via), True, last.noun)
    from_ = before[-1].noun
    noun = (*from_, "의 ", *last.noun) if wording.ko else (*last.noun, " of the ", *from_)
    return Path(noun, (), False, noun)


def class_at(property_: Term, end: NamedNode, shapes: Shapes, wording: Wording) -> Name | None:
    """Name the class that the things at one end of a property are of, where it has a name."""
    for each in shapes.values(property_, end):
        if isinstance(each, NamedNode) and each.value != PREFIXES["rdfs"] + "Resource":
            label = wording.label(each.value)
            if label != wording.short(each.value):
                return wording.term(each.value)
    return None
