"""An answer for people: its first rows, things by their names; and what a parameter can take."""

import itertools
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from gjgraph.core.terms import LABELS, XSD, Literal, NamedNode
from gjgraph.core.text import LANGUAGES
from gjgraph.engine.index import Answer, Index, Term, rows
from gjgraph.engine.results import NUMBERS, columns

MOST = 1000
"""What a page shows of a longer answer; the whole is a click away."""
MOST_CHOICES = 400
"""Values that a form has room for; where there are more, they are typed."""
MOST_ROWS = 100_000
"""Rows that are looked through for them."""
NUMBER, TRUTH = "number", "truth"
"""Kinds of cells that aren't just text."""
TRUTHS = {"true": ["예", "Yes"], "1": ["예", "Yes"], "false": ["아니요", "No"], "0": ["아니요", "No"]}

Cell = list[str]
"""A term for readers of both languages: its text in Korean and in English, the IRI of the thing that it
names or nothing, its kind, the languages of both texts where they are known, and the text that the answer
itself has, where that is a name of something."""


class Naming(Protocol):
    """What knows the names of things."""

    def name(self, iri: str) -> tuple[str, str, str, str]:
        """Give a thing's name in Korean and in English, and the languages that these really are in."""

    def named(self, label: Literal, column: str) -> tuple[str, str, str]:
        """Give what a label names in a column, where that is one thing, and its names in both languages."""

    def groups(self, iris: Iterable[str]) -> list[tuple[str, str, list[str]]]:
        """Put things together by what they are, and in order: the name of each kind in both languages."""


class Labels:
    """Names as they are in an index, where nothing knows better."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def name(self, iri: str) -> tuple[str, str, str, str]:
        """Give a thing's label, else a short form of its address."""
        found = labels(NamedNode(iri), self.index)
        short = iri.removeprefix(self.index.base).removeprefix("id/")
        korean, english = found.get("ko"), found.get("en")
        return korean or english or short, english or korean or short, "", ""

    def named(self, label: Literal, column: str) -> tuple[str, str, str]:
        """Know nothing."""
        return "", "", ""

    def groups(self, iris: Iterable[str]) -> list[tuple[str, str, list[str]]]:
        """Put all of them together."""
        return [("", "", sorted(iris))]


def display(answer: Answer, naming: Naming, total: int = 0, first: Collection[str] = ()) -> bytes:
    """Give an answer as JSON for a page: columns, rows of cells, whether there is more, and `total`.

    Of a graph that is longer than a page, the statements with the properties `first` come first.
    """
    if isinstance(answer, QueryBoolean):
        return json.dumps({"truth": bool(answer), "total": 0}).encode()
    names = columns(answer) or ["subject", "predicate", "object"]
    answered = iter(rows(answer))
    if isinstance(answer, QueryTriples):
        # A graph has no order of its own.
        looked_at = list(itertools.islice(answered, MOST_ROWS))
        is_long = len(looked_at) > MOST

        def place(row: Sequence[Term | None]) -> tuple[bool, list[str]]:
            return is_long and getattr(row[1], "value", "") not in first, [str(term) for term in row]

        answered = iter(sorted(looked_at, key=place))
    found = list(itertools.islice(answered, MOST + 1))
    shown = [
        [cell(term, naming, name) for term, name in zip(row, names, strict=True)] for row in found[:MOST]
    ]
    return json.dumps({"columns": names, "rows": shown, "more": len(found) > MOST, "total": total}).encode()


def cell(term: Term | None, naming: Naming, column: str) -> Cell:
    """Write one term of a column."""
    if term is None:
        return [""] * 7
    if isinstance(term, NamedNode):
        korean, english, *tags = naming.name(term.value)
        return [korean, english, term.value, "", *tags, ""]
    text = getattr(term, "value", str(term))
    if not isinstance(term, Literal):
        return [text, text, "", "", "", "", ""]
    kind = term.datatype.value
    if kind == XSD + "boolean" and text in TRUTHS:
        return [*TRUTHS[text], "", TRUTH, *LANGUAGES, ""]
    if tag := term.language:
        iri, *names = naming.named(term, column)
        if all(names):
            return [*names, iri, "", *LANGUAGES, text]
        return [text, text, iri, "", tag, tag, ""]
    return [text, text, "", NUMBER if kind in NUMBERS else "", "", "", ""]


def labels(thing: NamedNode, index: Index) -> dict[str, str]:
    """Find what people call a thing, by language."""
    found: dict[str, str] = {}
    for predicate in LABELS:
        for quad in index.store.quads_for_pattern(thing, predicate, None):
            if isinstance(quad.object, Literal):
                found.setdefault(quad.object.language or "en", quad.object.value)
    return found


def choices(answer: Answer, wanted: Sequence[str], naming: Naming, base: str) -> bytes:
    """List what a column of an answer holds, with what another says of it, as JSON; nothing where too much.

    Things stand together by their kind: `[[kind in Korean, in English, [[value, Korean, English], …]], …]`.
    """
    names = columns(answer) or []
    if not isinstance(answer, QuerySolutions) or any(each not in names for each in wanted):
        return b"[]"
    value, name = (names.index(each) for each in (wanted[0], wanted[-1]))
    things: set[str] = set()
    texts: dict[str, Cell] = {}
    for row in itertools.islice(rows(answer), MOST_ROWS):
        term = row[value]
        if isinstance(term, NamedNode):
            things.add(term.value)
        elif isinstance(term, Literal):
            texts.setdefault(term.value, [term.value, *cell(row[name], naming, names[name])[:2]])
        if len(things) + len(texts) > MOST_CHOICES:
            return b"[]"
    short = shortener(base)
    listed: list[tuple[str, str, list[Cell]]] = [
        (korean, english, [[short(iri), *naming.name(iri)[:2]] for iri in iris])
        for korean, english, iris in (naming.groups(things) if things else ())
    ]
    if texts:
        listed.append(("", "", list(texts.values())))
    return json.dumps(listed).encode()


def shortener(base: str) -> Callable[[str], str]:
    """Give what writes the address of a thing as people type it."""
    return lambda iri: iri.removeprefix(f"{base}id/") if iri.startswith(f"{base}id/") else iri
