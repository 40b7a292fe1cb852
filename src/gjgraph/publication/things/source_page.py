"""The page of a source document: as it was printed, each passage linked to what it became."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from gjgraph.core.terms import CSP, DCTERMS, TYPE, Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.publication.things.annotation import Coverage, Segment, Span, annotated, coverage
from gjgraph.publication.things.description import PASSAGE, plain
from gjgraph.publication.things.names import EXACT, SELECTOR, SUBJECT
from gjgraph.publication.things.naming import Naming
from gjgraph.publication.things.quotes import SOURCE, translated
from gjgraph.publication.things.texts import SourceText, Texts, anchor_of
from gjgraph.publication.things.tree import CLASSES

LANGUAGE = NamedNode(DCTERMS + "language")
TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
SECTION = NamedNode(CSP + "Section")
MOST_LOOKS = 9
"""Kinds that have a look of their own; the others share one."""
MOST_NAMED = 6
"""Things that a note names; the passage's own page has all."""
LONGEST_QUOTE = 140
END = "\n"
OTHER, LINKS = Text("그 밖", "other"), Text("연결", "links")


@dataclass
class Note:
    """What is told of a passage beside the text."""

    passage: NamedNode
    span: Span | None
    line: int
    anchor: str
    href: str
    """The page of the passage."""
    to: str
    """Where its words lead: to the one thing that they became, else to the passage's page."""
    quote: str
    translation: str
    """For a reader of another language, where there is one."""
    became: list[Markup]
    """The things that it became, each with what it is."""
    links: list[Markup]
    """The links between things that rest on it."""
    more: int
    """How many of either aren't named."""
    title: str
    """All that in a line."""
    look: int
    is_heading: bool


class SourcePage:
    """Writes the parts of a source document's page for one reader."""

    def __init__(self, document: NamedNode, texts: Texts, naming: Naming) -> None:
        self.document = document
        self.texts = texts
        self.naming = naming
        self.names = texts.names
        self.tree = naming.tree
        self.language = naming.language
        self.store = self.names.index.store
        self.looks: dict[str, int] = {}
        """The number of the look of each class, the main ones first."""

    @cached_property
    def text(self) -> SourceText | None:
        """The words of the document; none where nobody has them."""
        return self.texts.of(self.document)

    @cached_property
    def tag(self) -> str:
        """The language of the words, where the document says so."""
        said = self.names.one(self.names.facts(self.document), LANGUAGE)
        return said.value if isinstance(said, Literal) and TAG.fullmatch(said.value) else ""

    @cached_property
    def notes(self) -> list[Note]:
        """What is told of each passage, in the order of the text; those that aren't found in it come last."""
        quads = plain(self.store.quads_for_pattern(None, SOURCE, self.document, None))
        passages = {each.subject for each in quads if isinstance(each.subject, NamedNode)}
        found = [(passage, self.find(passage)) for passage in passages]

        def place(each: tuple[NamedNode, Span | None]) -> tuple[object, ...]:
            passage, span = each
            if span is None:
                return 1, self.names.of(passage.value).order, 0, passage.value
            return 0, span.start, -span.end, passage.value

        subjects = {passage: self.subjects(passage) for passage, _ in found}
        classes = {
            each for things, _ in subjects.values() for thing in things for each in self.class_of(thing)
        }
        ordered = sorted(classes, key=lambda iri: (CLASSES.get(iri, len(CLASSES)), iri))
        self.looks = {iri: number if number <= MOST_LOOKS else 0 for number, iri in enumerate(ordered, 1)}
        return [self.note(passage, span, *subjects[passage]) for passage, span in sorted(found, key=place)]

    def find(self, passage: NamedNode) -> Span | None:
        """Find a passage in the text."""
        return self.texts.place(passage, self.text) if self.text else None

    def subjects(self, passage: NamedNode) -> tuple[list[NamedNode], list[NamedNode]]:
        """Find what rests on a passage: things, the main ones first, and links between things."""
        quads = plain(self.store.quads_for_pattern(None, PASSAGE, passage, None))
        found = {each.subject for each in quads if isinstance(each.subject, NamedNode)}
        links = {each for each in found if SUBJECT in self.names.facts(each)}
        things = [each for _, group in self.tree.groups(found - links) for each in group]
        return things, sorted(links, key=lambda each: each.value)

    def class_of(self, thing: NamedNode) -> list[str]:
        """Tell the class that says most of a thing; for the details of a plan it is one."""
        found = [each.object for each in self.names.facts(thing).get(TYPE, ())]
        classes = [each.value for each in found if isinstance(each, NamedNode)]
        return sorted(classes, key=lambda iri: (CLASSES.get(iri, len(CLASSES)), iri))[:1]

    def look(self, things: Sequence[NamedNode]) -> int:
        """Number the look of what became the first of some things; 0 is that of all the others."""
        return next((self.looks[each] for each in self.class_of(things[0])), 0) if things else 0

    def legend(self) -> list[tuple[int, str]]:
        """Name the looks that the text has."""
        used = {each.look for each in self.placed}
        found = [
            (look, self.naming.words(NamedNode(iri)))
            for iri, look in self.looks.items()
            if look and look in used
        ]
        return [*found, (0, OTHER.in_language(self.language))] if 0 in used else found

    def note(
        self, passage: NamedNode, span: Span | None, things: list[NamedNode], links: list[NamedNode]
    ) -> Note:
        """Say what a passage became."""
        naming = self.naming
        became = [naming.called(each) for each in things[:MOST_NAMED]]
        linked = [naming.link(each.value) for each in links[: max(0, MOST_NAMED - len(things))]]
        said = [f"{naming.kind(each)} {naming.words(each)}".strip() for each in things[:3]]
        if len(things) > 3:
            said.append(f"+{len(things) - 3}")
        if links:
            said.append(f"{LINKS.in_language(self.language)} {len(links)}")
        href = naming.href(passage.value)
        return Note(
            passage,
            span,
            self.text.line_of(span.start) if self.text and span else self.names.of(passage.value).order,
            anchor_of(passage, self.names.index.base),
            href,
            naming.href(things[0].value) if len(things) == 1 else href,
            self.quote(passage, span),
            translated(self.names, passage, self.language),
            became,
            linked,
            len(things) + len(links) - len(became) - len(linked),
            " · ".join(said),
            self.look(things),
            any(SECTION.value in self.class_of(each) for each in things),
        )

    def quote(self, passage: NamedNode, span: Span | None) -> str:
        """Give the words of a passage in one line that isn't too long."""
        said = self.text.text[span.start : span.end] if self.text and span else self.exact(passage)
        line = " ".join(said.split())
        return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"

    def exact(self, passage: NamedNode) -> str:
        """Give what a passage quotes, wherever that stands."""
        for each in self.names.facts(passage).get(SELECTOR, ()):
            if isinstance(each.object, NamedNode):
                said = self.names.one(self.names.facts(each.object), EXACT)
                if isinstance(said, Literal):
                    return said.value
        return ""

    @cached_property
    def placed(self) -> list[Note]:
        """The passages that stand in the text."""
        return [each for each in self.notes if each.span]

    @cached_property
    def lines(self) -> list[tuple[Segment, ...]]:
        """The text in segments."""
        spans = [each.span for each in self.placed if each.span]
        return list(annotated(self.text.text, spans)) if self.text else []

    def coverage(self) -> Coverage:
        """Measure how much of the text has become something."""
        return coverage(self.lines)

    def written(self) -> Iterator[Markup]:
        """Write the text, line by line."""
        stops: set[int] = set()
        for number, line in enumerate(self.lines, 1):
            said = "".join(self.segment(each, stops) for each in line)
            starting = [each for segment in line for each in segment.begins]
            heading = ' class="heading"' if any(self.placed[each].is_heading for each in starting) else ""
            # All of it is escaped where it is made.
            yield Markup(  # noqa: S704
                f'<span id="line-{number}"{heading}>{said.removesuffix(END)}{END}</span>'
                f"{self.translated(starting)}"
            )

    def segment(self, segment: Segment, stops: set[int]) -> str:
        """Write a piece of a line: where it is in passages, as a link from the innermost.

        The keyboard stops once at each passage, not at each of its pieces.
        """
        words = segment.text.removesuffix("\n")
        said, end = escape(words), segment.text[len(words) :]
        anchors = [f' id="{escape(self.placed[each].anchor)}"' for each in segment.begins]
        marks = "".join(f"<span{each}></span>" for each in (anchors[:-1] if words else anchors))
        if not segment.spans or not words:
            return f"{marks}{said}{end}"
        inner = self.placed[segment.spans[0]]
        own = anchors[-1] if anchors else ""
        lies = f'class="k{inner.look}" data-p="{" ".join(map(str, segment.spans))}"'
        if not words.strip():  # nobody could read, or hit, a link of blanks
            return f"{marks}<span{own} {lies}>{said}</span>{end}"
        stop = "" if segment.spans[0] not in stops else ' tabindex="-1"'
        stops.add(segment.spans[0])
        titles = dict.fromkeys(title for each in segment.spans if (title := self.placed[each].title))
        title = escape(" / ".join(titles))
        return f'{marks}<a{own} {lies} href="{escape(inner.to)}"{stop} title="{title}">{said}</a>{end}'

    def translated(self, starting: Iterable[int]) -> str:
        """Write the translations of the passages that begin on a line, without those that lie in others."""
        kept: list[str] = []
        last = 0
        for each in starting:
            note = self.placed[each]
            is_worded = any(map(str.isalnum, note.translation))
            if is_worded and note.span and note.span.start >= last:
                last = note.span.end
                kept.append(note.translation)
        if not kept:
            return ""
        said = "".join(f"<span>{escape(each)}</span> " for each in kept)
        return f'<span class="translated" lang="{self.language}">{said}</span>'
