"""What a change comes to in words, thing by thing: which value became which, what is new, what is gone."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from gjgraph.core.change import Change
from gjgraph.core.terms import LABELS, TYPE, Literal, NamedNode, Quad
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.changes.graphs import Named
from gjgraph.operations.statements import ordered
from gjgraph.publication.links import document_path, page_path, quoted

WORD = re.compile(r"\s+|[^\s]+")
MOST_STATEMENTS = 500
"""Statements of a change that are put into words; the rest is counted."""
MOST_WORDS = 200
"""Words of a text up to which it is told which of them are others."""
ALIKE = 0.4
"""How much of two texts must be the same so that it is worth telling what isn't."""
LANGUAGE_NAMES = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}


class Piece(NamedTuple):
    """A part of a text, and whether it is other on the other side."""

    text: str
    is_other: bool = False


@dataclass(frozen=True)
class Value:
    """A value for reading."""

    pieces: tuple[Piece, ...]
    is_text: bool
    language: str = ""
    href: str = ""


@dataclass(frozen=True)
class Said:
    """What was said of a thing, what is said now, or both where one is instead of the other."""

    what: str
    language: str
    """The name of the language of what is said; empty where it has none."""
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class Changed:
    """A thing of which something else is said."""

    iri: str
    called: str
    href: str
    graph: str
    """What its graph is called, where the change touches more than one."""
    state: str
    """`new`, `gone`, or empty."""
    said: tuple[Said, ...]


@dataclass(frozen=True)
class ChangedThings:
    """What a change comes to."""

    things: tuple[Changed, ...]
    parts: tuple[Changed, ...]
    """Things without a name of their own: relations, passages, selectors and the like."""
    more: int = 0
    """How many statements there are beyond those."""

    def first(self, iri: str) -> "ChangedThings":
        """Have one thing come before those that lead to it."""
        return replace(self, things=tuple(sorted(self.things, key=lambda each: each.iri != iri)))


async def in_words(change: Change, shown: Named) -> ChangedThings:
    """Put a change into words beside what else the server does: comparing texts takes a while."""
    return await asyncio.to_thread(changed_things, change, shown)


def changed_things(change: Change, shown: Named) -> ChangedThings:
    """Put a change into words, thing by thing; of a large one, what comes first."""
    graphs = change.graphs()
    found: tuple[list[Changed], list[Changed]] = ([], [])
    listed = [quad for quad, _ in ordered(change)]
    first = listed[:MOST_STATEMENTS]
    for (graph, subject), group in groupby(first, lambda quad: (quad.graph_name, quad.subject)):
        quads = list(dict.fromkeys(group))
        added = [quad for quad in quads if quad in change.added]
        removed = [quad for quad in quads if quad in change.removed]
        found[not shown.has_name(subject)].append(
            Changed(
                getattr(subject, "value", ""),
                shown.of(subject),
                link(subject, shown),
                shown.of(graph) if len(graphs) > 1 else "",
                state(added, removed),
                tuple(said(added, removed, shown)),
            )
        )
    return ChangedThings(tuple(found[0]), tuple(found[1]), len(listed) - len(first))


def state(added: Sequence[Quad], removed: Sequence[Quad]) -> str:
    """Tell whether a thing is new or gone: whether it is said what it is, and wasn't before."""
    kinds = [any(quad.predicate == TYPE for quad in quads) for quads in (added, removed)]
    return {(True, False): "new", (False, True): "gone"}.get((kinds[0], kinds[1]), "")


def said(added: Sequence[Quad], removed: Sequence[Quad], shown: Named) -> list[Said]:
    """Tell of one thing what replaced what, what is new and what is gone, names first."""
    sides: dict[tuple[NamedNode, str], tuple[list[Quad], list[Quad]]] = {}
    for place, quads in enumerate((removed, added)):
        for quad in quads:
            key = (quad.predicate, getattr(quad.object, "language", None) or "")
            sides.setdefault(key, ([], []))[place].append(quad)
    found = []
    for predicate, language in sorted(sides, key=lambda key: rank(key[0])):
        before, after = sides[predicate, language]
        what, tongue = shown.of(predicate), name_of_language(language, shown.reader)
        if len(before) == len(after) == 1:
            found.append(Said(what, tongue, *compared(before[0], after[0], shown)))
            continue
        found += [Said(what, tongue, value(quad, shown), None) for quad in before]
        found += [Said(what, tongue, None, value(quad, shown)) for quad in after]
    return found


def rank(predicate: NamedNode) -> int:
    """Sort what is said of a thing: its names first, then what it is."""
    return LABELS.index(predicate) if predicate in LABELS else len(LABELS) + (predicate != TYPE)


def name_of_language(tag: str, reader: Language) -> str:
    """Give what a language is called."""
    return LANGUAGE_NAMES[tag].in_language(reader) if tag in LANGUAGE_NAMES else tag


def value(quad: Quad, shown: Named, pieces: Sequence[Piece] = ()) -> Value:
    """Give a value for reading."""
    term = quad.object
    is_text = isinstance(term, Literal) and shown.is_text(term)
    language = getattr(term, "language", None) or ""
    return Value(tuple(pieces) or (Piece(shown.of(term)),), is_text, language, link(term, shown))


def compared(old: Quad, new: Quad, shown: Named) -> tuple[Value, Value]:
    """Give two values of which one is instead of the other, and mark the words that are others."""
    texts = [shown.of(quad.object) for quad in (old, new)]
    words = [WORD.findall(text) for text in texts]
    if not all(isinstance(quad.object, Literal) for quad in (old, new)) or max(map(len, words)) > MOST_WORDS:
        return value(old, shown), value(new, shown)
    matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
    if matcher.ratio() < ALIKE:
        return value(old, shown), value(new, shown)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, *places in matcher.get_opcodes():
        for side, its_words, (start, end) in zip(sides, words, (places[:2], places[2:]), strict=True):
            if start < end:
                side.append(Piece("".join(its_words[start:end]), kind != "equal"))
    return value(old, shown, sides[0]), value(new, shown, sides[1])


def link(term: object, shown: Named) -> str:
    """Lead to the page of a thing that there is; one that is gone has none."""
    if not isinstance(term, NamedNode) or term.value not in shown.present:
        return ""
    path = document_path(term.value, shown.base)
    fragment = term.value.partition("#")[2]
    if path is None:
        return ""
    return f"/{quoted(page_path(path, shown.reader))}" + (f"#{quoted(fragment)}" if fragment else "")
