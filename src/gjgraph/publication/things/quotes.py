"""The words of the source that things rest on, with where they stand in it."""

from collections.abc import Callable
from dataclasses import dataclass

from gjgraph.core.terms import OA, Literal, NamedNode
from gjgraph.core.text import Language
from gjgraph.publication.things.names import EXACT, LINE, SELECTOR, TRANSLATION, Names

PREFIX, SUFFIX, SOURCE = (NamedNode(OA + name) for name in ("prefix", "suffix", "hasSource"))


@dataclass
class Quote:
    """Words of the source, for a page."""

    text: str
    tag: str
    """Their language."""
    line: str = ""
    before: str = ""
    after: str = ""
    href: str = ""
    """The reference to the passage."""
    source: str = ""
    """The reference to the line of the source."""
    translation: str = ""
    """For a reader of another language, where there is one."""


def quoted(names: Names, passage: NamedNode, language: Language, href: Callable[[str], str]) -> Quote | None:
    """Give the words that a passage selects, with what stands before and after them."""
    facts = names.facts(passage)
    for each in facts.get(SELECTOR, ()):
        selector = names.facts(each.object) if isinstance(each.object, NamedNode) else {}
        exact = names.one(selector, EXACT)
        if not isinstance(exact, Literal):
            continue
        line, source = names.one(facts, LINE), names.one(facts, SOURCE)
        number = line.value if isinstance(line, Literal) else ""
        there = href(source.value) if isinstance(source, NamedNode) else ""
        said = (translation.object for translation in facts.get(TRANSLATION, ()))
        return Quote(
            exact.value,
            exact.language or "",
            number,
            getattr(names.one(selector, PREFIX), "value", ""),
            getattr(names.one(selector, SUFFIX), "value", ""),
            href(passage.value),
            f"{there}#line-{number}" if there and number else there,
            next(
                (text.value for text in said if isinstance(text, Literal) and text.language == language), ""
            ),
        )
    return None
