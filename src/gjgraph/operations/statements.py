"""Statements in words: things by their names, for logs, differences and pages."""

from collections.abc import Callable
from dataclasses import dataclass

from gjgraph.core.change import Change
from gjgraph.core.terms import PREFIXES, XSD, BlankNode, Literal, NamedNode, Quad
from gjgraph.core.text import Text
from gjgraph.core.turtle import natural_key

Naming = Callable[[str], Text]
LANGUAGE_PLACES = {"ko": 0, "en": 1}


@dataclass(frozen=True)
class Statement:
    """A statement that was added or removed."""

    quad: Quad
    is_added: bool
    subject: Text
    predicate: Text
    object: Text

    @property
    def text(self) -> Text:
        """The statement as one line."""
        return Text(
            f"{self.subject.ko} · {self.predicate.ko} · {self.object.ko}",
            f"{self.subject.en} · {self.predicate.en} · {self.object.en}",
        )


def statements(change: Change, name: Naming) -> list[Statement]:
    """Put a change into words: by graph and thing, what went before what came."""
    return [in_words(quad, is_added, name) for quad, is_added in ordered(change)]


def ordered(change: Change) -> list[tuple[Quad, bool]]:
    """Sort a change: by graph, thing and property; what went before what came."""
    quads = [*((quad, False) for quad in change.removed), *((quad, True) for quad in change.added)]
    return sorted(quads, key=lambda each: order(*each))


def order(quad: Quad, is_added: bool) -> tuple[object, ...]:
    """Give what a statement is sorted by."""
    language = getattr(quad.object, "language", None)
    return (
        natural_key(str(quad.graph_name)),
        natural_key(str(quad.subject)),
        natural_key(str(quad.predicate)),
        is_added,
        LANGUAGE_PLACES.get(language or "", 2),
        natural_key(str(quad.object)),
    )


def in_words(quad: Quad, is_added: bool, name: Naming) -> Statement:
    """Put one statement into words."""
    return Statement(
        quad,
        is_added,
        *(words(term, name) for term in (quad.subject, quad.predicate, quad.object)),
    )


def words(term: object, name: Naming) -> Text:
    """Put a term into words: a thing by its name, a text in quotes with its language."""
    match term:
        case NamedNode():
            return name(term.value)
        case BlankNode():
            return Text("이름 없는 노드", "an unnamed node")
        case Literal():
            if term.datatype.value in (XSD + "integer", XSD + "decimal", XSD + "double", XSD + "boolean"):
                return Text(term.value, term.value)
            text = " ".join(term.value.split())
            tag = f" ({term.language})" if term.language else ""
            return Text(f"“{text}”{tag}", f"“{text}”{tag}")
    return Text(str(term), str(term))


def naming(*known: Callable[[str], Text | None], base: str) -> Naming:
    """Look for a name in one place after the other; in none, give a short form of the address."""

    def name(iri: str) -> Text:
        for look in known:
            if (found := look(iri)) is not None:
                return found
        short = shortened(iri, base)
        return Text(short, short)

    return name


def shortened(iri: str, base: str) -> str:
    """Shorten an address to what a reader can recognise it by."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(base).removeprefix("id/")
