"""The words of the source that things rest on, shown where they stand in it."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from gjgraph.core.terms import OA, Literal, NamedNode
from gjgraph.core.text import Language
from gjgraph.publication.things.annotation import Span
from gjgraph.publication.things.names import EXACT, LINE, SELECTOR, TRANSLATION, Names
from gjgraph.publication.things.texts import SourceText, Texts, anchor_of

PREFIX, SUFFIX, SOURCE = (NamedNode(OA + name) for name in ("prefix", "suffix", "hasSource"))
NEIGHBOURS = 2
"""Lines that are shown before the words and after them; blank ones don't count."""
FARTHEST = 6
"""Lines in which neighbours are looked for."""
MOST_LINES = 10
"""Lines of the words themselves."""
MOST_LETTERS = 180
"""Letters of a line on either side of the words."""
ELLIPSIS = "…"


@dataclass
class Quote:
    """Words of the source, for a page."""

    text: str
    tag: str
    """Their language."""
    lines: list[tuple[int, Markup]]
    """The lines that they stand on, with some around; the words are marked."""
    line: str = ""
    before: str = ""
    after: str = ""
    href: str = ""
    """The reference to the passage."""
    source: str = ""
    """The reference to its place in the source."""
    translation: str = ""
    """For a reader of another language, where there is one."""


def quoted(texts: Texts, passage: NamedNode, language: Language, href: Callable[[str], str]) -> Quote | None:
    """Give the words that a passage selects, with what stands before and after them."""
    names = texts.names
    facts = names.facts(passage)
    for each in facts.get(SELECTOR, ()):
        selector = names.facts(each.object) if isinstance(each.object, NamedNode) else {}
        exact = names.one(selector, EXACT)
        if not isinstance(exact, Literal):
            continue
        line, source = names.one(facts, LINE), names.one(facts, SOURCE)
        text = texts.of(source) if isinstance(source, NamedNode) else None
        span = texts.place(passage, text) if text else None
        number = line.value if isinstance(line, Literal) else ""
        if text and span:
            number = str(text.line_of(span.start))
        there = href(source.value) if isinstance(source, NamedNode) else ""
        fragment = f"#{anchor_of(passage, names.index.base)}" if span else f"#line-{number}" if number else ""
        return Quote(
            exact.value,
            exact.language or "",
            around(text, span) if text and span else [],
            number,
            getattr(names.one(selector, PREFIX), "value", ""),
            getattr(names.one(selector, SUFFIX), "value", ""),
            href(passage.value),
            f"{there}{fragment}" if there else "",
            translated(names, passage, language),
        )
    return None


def translated(names: Names, passage: NamedNode, language: Language) -> str:
    """Give the translation of a passage for a reader, where there is one."""
    said = (each.object for each in names.facts(passage).get(TRANSLATION, ()))
    return next((each.value for each in said if isinstance(each, Literal) and each.language == language), "")


def around(text: SourceText, span: Span) -> list[tuple[int, Markup]]:
    """Give the lines that some words stand on, with the nearest lines around that aren't blank."""
    first, last = text.line_of(span.start), text.line_of(span.end - 1)
    lines: list[tuple[int, Markup]] = []
    for number in range(first, min(last, first + MOST_LINES - 1) + 1):
        line, start = text.line(number), text.starts[number - 1]
        begin, end = max(0, span.start - start), min(len(line), span.end - start)
        lead, marked, trail = line[:begin], line[begin:end], line[end:]
        if len(lead) > MOST_LETTERS:
            lead = ELLIPSIS + lead[-MOST_LETTERS:]
        if len(trail) > MOST_LETTERS:
            trail = trail[:MOST_LETTERS] + ELLIPSIS
        said = f"{escape(lead)}<mark>{escape(marked)}</mark>{escape(trail)}"
        lines.append((number, Markup(said)))  # noqa: S704 - all is escaped
    above = written(text, range(first - 1, max(0, first - 1 - FARTHEST), -1))
    below = written(text, range(last + 1, min(len(text.starts), last + FARTHEST) + 1))
    neighbours = (*above[:NEIGHBOURS], *below[:NEIGHBOURS])
    lines += [(number, escape(cut(text.line(number)))) for number in neighbours]
    return sorted(lines, key=lambda each: each[0])


def written(text: SourceText, numbers: range) -> list[int]:
    """Leave out the blank ones of some lines."""
    return [number for number in numbers if text.line(number).strip()]


def cut(line: str) -> str:
    """Cut a line that only stands around."""
    return line if len(line) <= MOST_LETTERS else line[:MOST_LETTERS] + ELLIPSIS
