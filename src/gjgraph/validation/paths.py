"""Property paths (SHACL §2.3.1): followed over a view, turned round, taken apart into what they read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gjgraph.core.terms import RDF, RDFS, BlankNode, NamedNode
from gjgraph.validation.view import Term, View


@dataclass(frozen=True)
class Step:
    """From a node along a predicate (`None`: any), or against it."""

    predicate: NamedNode | None
    is_backward: bool = False


@dataclass(frozen=True)
class Sequence:
    """One path after the other."""

    parts: "tuple[Path, ...]"


@dataclass(frozen=True)
class Alternative:
    """Any one of several paths."""

    parts: "tuple[Path, ...]"


@dataclass(frozen=True)
class Repetition:
    """A path so many times: `?` is 0 and not open, `*` is 0 and open, `+` is 1 and open."""

    path: "Path"
    least: int
    is_open: bool


Path = Step | Sequence | Alternative | Repetition
Read = tuple[tuple[Path, ...], Step]
"""A step that is taken from wherever some paths, one after the other, lead from the focus node."""

TO_CLASSES = Sequence(
    (Step(NamedNode(RDF + "type")), Repetition(Step(NamedNode(RDFS + "subClassOf")), 0, True))
)
"""From a node to the classes of which it is a SHACL instance."""


def inverted(path: Path) -> Path:
    """Turn a path round."""
    match path:
        case Step():
            return Step(path.predicate, not path.is_backward)
        case Sequence():
            return Sequence(tuple(inverted(part) for part in reversed(path.parts)))
        case Alternative():
            return Alternative(tuple(inverted(part) for part in path.parts))
        case Repetition():
            return Repetition(inverted(path.path), path.least, path.is_open)


def reads(path: Path, before: tuple[Path, ...] = ()) -> Iterator[Read]:
    """Give every step that following a path takes, and what leads there."""
    match path:
        case Step():
            yield before, path
        case Sequence():
            for place, part in enumerate(path.parts):
                yield from reads(part, before + path.parts[:place])
        case Alternative():
            for part in path.parts:
                yield from reads(part, before)
        case Repetition():
            again = (Repetition(path.path, 0, True),) if path.is_open else ()
            yield from reads(path.path, before + again)


def follow(view: View, path: Path, nodes: Iterable[Term]) -> set[Term]:
    """Give the nodes that a path leads to from some nodes."""
    match path:
        case Step():
            return set(targets(view, path, nodes))
        case Sequence():
            found = set(nodes)
            for part in path.parts:
                found = follow(view, part, found)
            return found
        case Alternative():
            nodes = set(nodes)
            return set().union(*(follow(view, part, nodes) for part in path.parts))
        case Repetition():
            new = set(nodes) if path.least == 0 else follow(view, path.path, nodes)
            found = set(new)
            while new:
                new = follow(view, path.path, new) - found
                found |= new
                if not path.is_open:
                    break
            return found


def targets(view: View, step: Step, nodes: Iterable[Term]) -> Iterator[Term]:
    """Take one step from some nodes; nothing is stated of a literal."""
    for node in nodes:
        if step.is_backward:
            for triple in view.triples(None, step.predicate, node):
                yield triple.subject
        elif isinstance(node, NamedNode | BlankNode):
            for triple in view.triples(node, step.predicate, None):
                yield triple.object


def written(path: Path) -> str:
    """Write a path as SPARQL does, for people."""
    match path:
        case Step():
            name = "any" if path.predicate is None else path.predicate.value
            return ("^" if path.is_backward else "") + f"<{name}>"
        case Sequence():
            return "/".join(written(part) for part in path.parts)
        case Alternative():
            return "(" + "|".join(written(part) for part in path.parts) + ")"
        case Repetition():
            return f"({written(path.path)}){'?' if not path.is_open else '+' if path.least else '*'}"
