"""The page of a source document: as it was printed, each passage linked to what it became."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup, escape

from gjgraph.core.terms import CSP, TYPE, Literal, NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.publication.sources.annotation import Coverage, Segment, Span, annotated, coverage
from gjgraph.publication.sources.texts import SOURCE, SourceText, Texts, anchor_of
from gjgraph.publication.things.description import PASSAGE, named, plain
from gjgraph.publication.things.names import EXACT, LINE, SELECTOR, SUBJECT, TRANSLATION, Names
from gjgraph.publication.things.tree import CLASSES, NOTATION, Tree
from gjgraph.publication.things.wording import isolated

SECTION = NamedNode(CSP + "Section")
MOST_KINDS = 9
"""Kinds that have a look of their own; the others share one."""
MOST_NAMED = 6
"""Things that a note names; the passage's own page has all."""
LONGEST_QUOTE = 140
OTHER = Text("그 밖", "other")
LINK = Text("연결", "link")


@dataclass
class Note:
    """What is told of a passage beside the text."""

    passage: NamedNode
    span: Span | None
    line: int
    anchor: str
    href: str
    """The page of the passage."""
    quote: str
    translation: str
    """For a reader of another language, where there is one."""
    became: list[Markup] = field(default_factory=list)
    """The things that it became, each with its kind."""
    links: list[Markup] = field(default_factory=list)
    """The links between things that rest on it."""
    more: int = 0
    """How many of either aren't named."""
    title: str = ""
    """All that in a line."""
    to: str = ""
    """Where the words lead: to the one thing that they became, else to the passage's page."""
    look: int = 0
    is_heading: bool = False


class SourcePage:
    """Writes the parts of a source document's page for one reader."""

    def __init__(
        self, document: NamedNode, texts: Texts, tree: Tree, language: Language, href: Callable[[str], str]
    ) -> None:
        self.document = document
        self.texts = texts
        self.names: Names = texts.names
        self.tree = tree
        self.language = language
        self.href = href
        self.store = self.names.index.store
        self.kinds: dict[str, NamedNode] = {}

    @cached_property
    def text(self) -> SourceText | None:
        """The words of the document; none where nobody has them."""
        return self.texts.of(self.document)

    @cached_property
    def notes(self) -> list[Note]:
        """What is told of each passage, in the order of the text; those that aren't found in it come last."""
        quads = named(self.store.quads_for_pattern(None, SOURCE, self.document, None))
        passages = {each.subject for each in plain(quads) if isinstance(each.subject, NamedNode)}
        found = [(passage, self.place(passage)) for passage in passages]

        def place(each: tuple[NamedNode, Span | None]) -> tuple[object, ...]:
            passage, span = each
            if span is None:
                return 1, self.names.of(passage.value).order, 0, passage.value
            return 0, span.start, -span.end, passage.value

        ordered = sorted(found, key=place)
        subjects = {passage: self.subjects(passage) for passage, _ in ordered}
        self.count_kinds(each for things, _ in subjects.values() for each in things)
        return [self.note(passage, span, *subjects[passage]) for passage, span in ordered]

    def place(self, passage: NamedNode) -> Span | None:
        """Find a passage in the text."""
        return self.texts.place(passage, self.text) if self.text else None

    def subjects(self, passage: NamedNode) -> tuple[list[NamedNode], list[NamedNode]]:
        """Find what rests on a passage: things, the main ones first, and links between things."""
        quads = plain(named(self.store.quads_for_pattern(None, PASSAGE, passage, None)))
        found = {each.subject for each in quads if isinstance(each.subject, NamedNode)}
        links = [each for each in found if SUBJECT in self.names.facts(each)]
        groups = self.tree.groups(found - set(links))
        return [each for _, things in groups for each in things], sorted(links, key=lambda one: one.value)

    def count_kinds(self, things: Iterator[NamedNode]) -> None:
        """Give each class that the passages became a look, the main ones first."""
        classes = {each.value: each for thing in things if (each := self.class_of(thing))}
        for iri in sorted(classes, key=lambda iri: (CLASSES.get(iri, len(CLASSES)), iri)):
            self.kinds[iri] = classes[iri]

    def class_of(self, thing: NamedNode) -> NamedNode | None:
        """Tell the class that says most of a thing; of the details of a plan not which."""
        found = [each.object for each in self.names.facts(thing).get(TYPE, ())]
        return min(
            (each for each in found if isinstance(each, NamedNode)),
            key=lambda each: (CLASSES.get(each.value, len(CLASSES)), each.value),
            default=None,
        )

    def look(self, kind: NamedNode | None) -> int:
        """Number the look of a class; 0 is that of all the others."""
        place = list(self.kinds).index(kind.value) + 1 if kind else 0
        return place if place <= MOST_KINDS else 0

    def legend(self) -> list[tuple[int, str]]:
        """Name the looks that the text has."""
        used = {each.look for each in self.notes if each.span}
        found = [(self.look(kind), self.words(kind)) for kind in self.kinds.values()]
        shown = [each for each in found if each[0] in used and each[0]]
        return [*shown, (0, OTHER.in_language(self.language))] if 0 in used else shown

    def words(self, thing: NamedNode | None) -> str:
        """Name something for the reader."""
        return self.names.of(thing.value).text(self.language) if thing else ""

    def note(
        self, passage: NamedNode, span: Span | None, things: list[NamedNode], links: list[NamedNode]
    ) -> Note:
        """Say what a passage became."""
        facts = self.names.facts(passage)
        href = self.href(passage.value)
        line = self.names.one(facts, LINE)
        told = Note(
            passage,
            span,
            self.text.line_of(span.start) if self.text and span else self.names.of(passage.value).order,
            anchor_of(passage, self.names.index.base),
            href,
            self.quote(passage, span),
            self.translation(passage),
        )
        del line
        told.became = [self.called(each) for each in things[:MOST_NAMED]]
        told.links = [self.link(each) for each in links[: max(0, MOST_NAMED - len(things))]]
        told.more = len(things) + len(links) - len(told.became) - len(told.links)
        named_things = [f"{self.words(self.tree.kind(each))}: {self.words(each)}" for each in things[:3]]
        if len(things) > 3:
            named_things.append(f"+{len(things) - 3}")
        if links:
            named_things.append(f"{LINK.in_language(self.language)} {len(links)}")
        told.title = " · ".join(named_things)
        told.to = self.href(things[0].value) if len(things) == 1 else href
        told.look = self.look(self.class_of(things[0])) if things else 0
        told.is_heading = any(self.class_of(each) == SECTION for each in things)
        return told

    def called(self, thing: NamedNode) -> Markup:
        """Name a thing with its kind and its number."""
        kind = self.words(self.tree.kind(thing))
        number = self.names.one(self.names.facts(thing), NOTATION)
        said = f"{kind} {number.value}" if isinstance(number, Literal) else kind
        return Markup('<small class="note">{}</small> {}').format(isolated(said), self.link(thing))

    def link(self, thing: NamedNode) -> Markup:
        """Write a thing's name as a link."""
        name = self.names.of(thing.value)
        tag = name.tag(self.language)
        lang = Markup(' lang="{}"').format(tag) if tag else ""
        return Markup('<a href="{}"{}>{}</a>').format(
            self.href(thing.value), lang, isolated(name.text(self.language))
        )

    def quote(self, passage: NamedNode, span: Span | None) -> str:
        """Give the words of a passage in one line that isn't too long."""
        if self.text and span:
            said = self.text.text[span.start : span.end]
        else:
            selectors = [each.object for each in self.names.facts(passage).get(SELECTOR, ())]
            found = (
                self.names.one(self.names.facts(each), EXACT)
                for each in selectors
                if isinstance(each, NamedNode)
            )
            said = next((each.value for each in found if isinstance(each, Literal)), "")
        line = " ".join(said.split())
        return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"

    def translation(self, passage: NamedNode) -> str:
        """Give the translation of a passage for the reader, where there is one."""
        said = (each.object for each in self.names.facts(passage).get(TRANSLATION, ()))
        return next(
            (each.value for each in said if isinstance(each, Literal) and each.language == self.language), ""
        )

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
            said = "".join(self.segment(each, stops) for each in line).removesuffix("\n")
            starting = [each for segment in line for each in segment.begins]
            is_heading = any(self.placed[each].is_heading for each in starting)
            # All of it is escaped where it is made.
            yield Markup(  # noqa: S704
                f'<span id="line-{number}"{" class=heading" if is_heading else ""}>{said}\n</span>'
                f"{self.translated(starting)}"
            )

    def segment(self, segment: Segment, stops: set[int]) -> str:
        """Write a piece of a line: where it's in passages, as a link from the innermost.

        The keyboard stops once at each passage, not at each of its pieces.
        """
        end = "\n" if segment.text.endswith("\n") else ""
        said = escape(segment.text.removesuffix("\n"))
        marks = "".join(
            f'<span id="{escape(self.placed[each].anchor)}"></span>' for each in segment.begins[:-1]
        )
        if not segment.spans:
            return f"{said}{end}"
        inner = self.placed[segment.spans[0]]
        own = f' id="{escape(self.placed[segment.begins[-1]].anchor)}"' if segment.begins else ""
        if not said:
            return f"{marks}<span{own}></span>{end}" if own else end
        is_stop = segment.spans[0] not in stops
        stops.add(segment.spans[0])
        title = " / ".join(
            dict.fromkeys(self.placed[each].title for each in segment.spans if self.placed[each].title)
        )
        return (
            f'{marks}<a{own} class="k{inner.look}" href="{escape(inner.to)}" title="{escape(title)}" '
            f'data-p="{" ".join(map(str, segment.spans))}"{"" if is_stop else " tabindex=-1"}>{said}</a>{end}'
        )

    def translated(self, starting: Sequence[int]) -> str:
        """Write the translations of the passages that begin on a line, without those that lie in others."""
        kept: list[Note] = []
        for each in starting:
            note = self.placed[each]
            if not note.translation or not note.span or (kept and self.end_of(kept[-1]) > note.span.start):
                continue
            kept.append(note)
        said = "".join(f"<span>{isolated(each.translation)}</span>" for each in kept)
        return f'<span class="translated" lang="{self.language}">{said}</span>' if said else ""

    def end_of(self, note: Note) -> int:
        """Tell where a passage ends."""
        return note.span.end if note.span else 0
