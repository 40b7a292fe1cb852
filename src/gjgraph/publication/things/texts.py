"""The texts of source documents, and where passages stand in them."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from gjgraph.core.terms import CSP, OA, TYPE, Literal, NamedNode
from gjgraph.engine.index import Index
from gjgraph.publication.reads import SUBJECT as READ_OF
from gjgraph.publication.things.annotation import Span
from gjgraph.publication.things.names import EXACT, LINE, SELECTOR, Names

TEXT, DOCUMENT = NamedNode(CSP + "text"), NamedNode(CSP + "SourceDocument")
SOURCE = NamedNode(OA + "hasSource")
START, END = NamedNode(OA + "start"), NamedNode(OA + "end")
PREFIX, SUFFIX = NamedNode(OA + "prefix"), NamedNode(OA + "suffix")


@dataclass(frozen=True)
class SourceText:
    """The words of a document."""

    text: str
    tag: str = ""
    """Their language, where the text says so."""

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins."""
        found = [0]
        while place := self.text.find("\n", found[-1]) + 1:
            found.append(place)
        return found

    def line_of(self, place: int) -> int:
        """Give the number of the line that a character stands on; the first is 1."""
        return bisect_right(self.starts, place)

    def line(self, number: int) -> str:
        """Give a line, without its end."""
        start = self.starts[number - 1]
        end = self.starts[number] - 1 if number < len(self.starts) else len(self.text)
        return self.text[start:end]


class Texts:
    """The texts of an index, each read once while the index stays the same."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.kept: dict[NamedNode, SourceText | None] = {}

    def of(self, document: NamedNode) -> SourceText | None:
        """Give the text of a document, where there is one."""
        if document not in self.kept:
            quads = self.names.index.store.quads_for_pattern(document, TEXT, None, None)
            said = sorted({str(each.object): each.object for each in quads}.items())
            found = next((each for _, each in said if isinstance(each, Literal)), None)
            self.kept[document] = SourceText(found.value, found.language or "") if found else None
        else:
            self.names.note((READ_OF + document.value,))
        return self.kept[document]

    def source_of(self, passage: NamedNode) -> NamedNode | None:
        """Tell which document a passage is of."""
        found = self.names.one(self.names.facts(passage), SOURCE)
        return found if isinstance(found, NamedNode) else None

    def place(self, passage: NamedNode, text: SourceText) -> Span | None:
        """Find the words of a passage: where its position says, else by what it quotes.

        A position whose words aren't those of the quote is wrong. Words that stand in several places are
        looked for between those that should stand around them, then on the line that the passage names.
        """
        facts = self.names.facts(passage)
        selectors = [
            self.names.facts(each.object)
            for each in facts.get(SELECTOR, ())
            if isinstance(each.object, NamedNode)
        ]
        quotes = [(said, each) for each in selectors if (said := literal(self.names, each, EXACT))]
        for each in selectors:
            start, end = (number(literal(self.names, each, name)) for name in (START, END))
            if start is None or end is None or not start < end <= len(text.text):
                continue
            if not quotes or text.text[start:end] in [said for said, _ in quotes]:
                return Span(start, end)
        line = number(literal(self.names, facts, LINE))
        for exact, selector in quotes:
            before, after = (literal(self.names, selector, name) for name in (PREFIX, SUFFIX))
            for lead, trail in ((before, after), (before, ""), ("", after)):
                if (lead or trail) and (place := text.text.find(lead + exact + trail)) >= 0:
                    return Span(place + len(lead), place + len(lead) + len(exact))
            begin = text.starts[line - 1] if line and line <= len(text.starts) else 0
            place = text.text.find(exact, begin)
            if place >= 0 and (not line or text.line_of(place) == line):
                return Span(place, place + len(exact))
        return None


def literal(names: Names, facts: object, predicate: NamedNode) -> str:
    """Give the words of a property; none where it has none."""
    found = names.one(facts, predicate)  # type: ignore[arg-type]
    return found.value if isinstance(found, Literal) else ""


def number(written: str) -> int | None:
    """Read a number that counts something."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else None


def documents(index: Index) -> list[NamedNode]:
    """List the source documents, in the order of their addresses."""
    found = {quad.subject for quad in index.store.quads_for_pattern(None, TYPE, DOCUMENT, None)}
    return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)


def anchor_of(passage: NamedNode, base: str) -> str:
    """Name the place of a passage on the page of its document."""
    return "p:" + passage.value.removeprefix(base).removeprefix("id/")
