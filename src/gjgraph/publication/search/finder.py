"""The finder: what a wish comes to, in words, each hit with what it is, where it stands and what matched."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gjgraph.core.header import QueryFile
from gjgraph.core.searching import Asked, Entry, Part, Rank, Said, Searched, asked, covers, marks
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.publication.pages import Pages
from gjgraph.publication.search.following import QUESTION, Following
from gjgraph.publication.search.wish import PER_PAGE, Wish
from gjgraph.publication.things.names import shortened
from gjgraph.publication.things.tree import Tree

LONGEST_SHOWN = 160
"""Letters of a text that a hit shows; of a longer one the part that matched."""
NEAREST = 2
"""Levels above a hit that are shown."""
NEAR = 5
"""Names that are offered where nothing was found."""
QUESTION_NAME = Text("준비된 질문", "Ready question")
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Shown:
    """A text, or a part of it, with the ranges that matched."""

    text: str
    lang: str
    marks: Ranges = ()

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Give the text in parts, those that matched marked so."""
        found, here = [], 0
        for start, end in self.marks:
            found += [(self.text[here:start], False), (self.text[start:end], True)]
            here = end
        return [each for each in [*found, (self.text[here:], False)] if each[0]]


@dataclass(frozen=True)
class Hit:
    """Something that was found."""

    iri: str
    names: Mapping[Language, Shown]
    kind: str
    """An IRI."""
    kind_name: Text
    above: tuple[tuple[str, Text], ...]
    """What it stands under, from the top: IRIs and names."""
    rank: int
    part: str
    """Which text of it matched: `name`, `variant`, and so on."""
    matched: Shown | None
    """That text, where it is none of the names."""


@dataclass(frozen=True)
class Choice:
    """A value that narrows a search, with what it would leave."""

    id: str
    iri: str
    name: Text
    count: int


@dataclass(frozen=True)
class Outcome:
    """What a wish comes to."""

    wish: Wish
    question: Asked
    total: int
    hits: Sequence[Hit]
    kinds: Sequence[Choice]
    plans: Sequence[Choice]
    near: Sequence[Hit] = ()

    def way(self, hit: Hit) -> list[str | Text]:
        """Say shortly what a hit stands under: what is nearest, and which plan where there are several."""
        names = [name for _, name in hit.above]
        first: list[str | Text] = list(names[:1]) if len(self.plans) > 1 else []
        near = names[len(first) :][-NEAREST:]
        return [*first, *(["…"] if len(first) + len(near) < len(names) else []), *near]

    @property
    def pages(self) -> int:
        """The number of pages."""
        return -(-self.total // PER_PAGE)


class Finder:
    """Finds things of an index as it is now."""

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.pages = pages
        self.following = Following(pages.index, questions)
        self.questions = {each.key: each for each in self.following.questions}

    def outcome(self, wish: Wish) -> Outcome:
        """Find what is wished."""
        question, searched = asked(wish.q), self.following.now()
        found = searched.find(question)
        entries = searched.entries
        kinds = Counter([entries[each].kind for each in found.numbers])
        plans = Counter([entries[each].group for each in found.numbers])
        of_plan = of_kind = both = found.numbers
        if wish.plan:
            wanted = {each for each in plans if self.is_of(each, wish.plan)}
            of_plan = both = [each for each in of_plan if entries[each].group in wanted]
            kinds = Counter([entries[each].kind for each in of_plan])
        if wish.type:
            wanted = {each for each in kinds if self.is_of(each, wish.type)}
            of_kind = [each for each in of_kind if entries[each].kind in wanted]
            both = [each for each in both if entries[each].kind in wanted]
            plans = Counter([entries[each].group for each in of_kind])
        start = (wish.page - 1) * PER_PAGE
        shown = both[start : start + PER_PAGE]
        near = [] if found.numbers else searched.nearest(question, NEAR)
        return Outcome(
            wish,
            question,
            len(both),
            [self.hit(entries[each], question, found.ranks[each]) for each in shown],
            self.choices(kinds),
            self.choices(plans),
            [self.hit(entries[each], question, Rank.INFIX) for each in near],
        )

    def first(self, question: Asked, most: int, kinds: Sequence[str] = (), only: str = "") -> list[Hit]:
        """Find the best few; those of some kinds, and whose IRIs begin with `only`, where that is wished."""
        searched = self.following.now()
        found = searched.find(question)
        hits: list[Hit] = []
        for number in found.numbers:
            entry = searched.entries[number]
            if (not kinds or entry.kind in kinds) and entry.key.startswith(only):
                hits.append(self.hit(entry, question, found.ranks[number]))
                if len(hits) == most:
                    break
        return hits

    def near(self, question: Asked, most: int, kinds: Sequence[str] = (), only: str = "") -> list[Hit]:
        """Find what is called nearly so."""
        searched: Searched = self.following.now()
        entries = (searched.entries[each] for each in searched.nearest(question, 4 * most))
        kept = [each for each in entries if (not kinds or each.kind in kinds) and each.key.startswith(only)]
        return [self.hit(each, question, Rank.INFIX) for each in kept[:most]]

    def is_of(self, iri: str, wanted: str) -> bool:
        """Tell whether an IRI is what was wanted by a short form of it, or whether nothing was."""
        return not wanted or wanted == iri or wanted == self.short(iri)

    def short(self, iri: str) -> str:
        """Write a kind or a plan as addresses have it."""
        return self.pages.short(iri)

    def name(self, iri: str) -> Text:
        """Name a kind or a plan."""
        return QUESTION_NAME if iri == QUESTION else self.pages.name(iri)

    def choices(self, counts: Counter[str]) -> list[Choice]:
        """Name what narrows a search, the most frequent first."""
        return [
            Choice(self.short(iri), iri, self.name(iri), count)
            for iri, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
            if iri
        ]

    def hit(self, entry: Entry, question: Asked, rank: int) -> Hit:
        """Tell what is to be told of something that was found."""
        names = {
            language: shown(called, tag, question) for language, (called, tag) in self.names(entry).items()
        }
        part, matched = matching(entry, question)
        text = shown(matched.text, matched.language, question) if matched else None
        # What stands in the name already needn't be shown again: a passage is called by what it quotes.
        is_named = text is None or any(text.text in each.text for each in names.values())
        return Hit(
            entry.key,
            names,
            entry.kind,
            self.name(entry.kind),
            self.above(entry),
            rank,
            part.name.lower(),
            None if is_named or part in (Part.NAME, Part.KIND) else text,
        )

    def names(self, entry: Entry) -> dict[Language, tuple[str, str]]:
        """Give the name of something in both languages, each with the language it is really in."""
        if entry.key in self.questions:
            return {
                "ko": (entry.said[0].text, "ko"),
                "en": (entry.said[1].text, "en"),
            }
        name = self.pages.names.of(entry.key)
        return {each: (name.text(each), name.tag(each) or each) for each in LANGUAGES}

    def above(self, entry: Entry) -> tuple[tuple[str, Text], ...]:
        """Say what something stands under, from the top."""
        if entry.key in self.questions:
            return ()
        way = Tree(self.pages.index, self.pages.names).way_up(NamedNode(entry.key))
        found = [each.object.value for each in reversed(way) if isinstance(each.object, NamedNode)]
        names = ((iri, self.pages.name(iri)) for iri in found)
        return tuple((iri, Text(shortened(name.ko), shortened(name.en))) for iri, name in names)


def matching(entry: Entry, question: Asked) -> tuple[Part, Said | None]:
    """Find the text of something that has most of a question, a name before others."""
    best: tuple[int, int, Part, Said | None] = (0, 0, Part.NAME, None)
    for said in entry.said:
        if covers(said.text, question):
            score = (2, -said.part)
        elif best[0] or not marks(said.text, question):
            continue
        else:
            score = (1, -said.part)
        if score > best[:2]:
            best = (*score, said.part, said)
            if said.part == Part.NAME and score[0] == 2:
                break
    return best[2], best[3]


def shown(text: str, language: str, question: Asked) -> Shown:
    """Give a text in one line, of a long one the part that matched, with its marks."""
    line = " ".join(text.split())
    ranges = marks(line, question)
    if len(line) <= LONGEST_SHOWN:
        return Shown(line, language, tuple(ranges))
    first = ranges[0][0] if ranges else 0
    start = max(0, min(first - LONGEST_SHOWN // 3, len(line) - LONGEST_SHOWN))
    if start and (space := line.find(" ", start, first)) > 0:
        start = space + 1
    end = min(len(line), start + LONGEST_SHOWN)
    before, after = "… " if start else "", " …" if end < len(line) else ""
    moved = tuple(
        (max(here, start) - start + len(before), min(there, end) - start + len(before))
        for here, there in ranges
        if here < end and there > start
    )
    return Shown(before + line[start:end].rstrip() + after, language, moved)
