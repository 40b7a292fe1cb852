"""Searching texts: what matches a question, and in which order. Pure: no store, no pages.

All texts of a kind stand in one long one, so that looking through a hundred plans costs a few searches in
it. A word is looked for as it is; where no name has it, as initial consonants or a syllable half typed.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from gjgraph.core.folding import folded, initials, places, searched
from gjgraph.core.hangul import pattern

LONGEST = 200
"""Letters that a question may have."""
END, GAP = "\n", " "
"""What parts the texts, and what stands for letters that don't matter; folding leaves neither."""


class Part(IntEnum):
    """What a text is of what it tells of."""

    NAME = 0
    KIND = 1
    """What it is."""
    VARIANT = 2
    DESCRIPTION = 3
    SOURCE = 4


class Rank(IntEnum):
    """How well something matches, best first."""

    EXACT = 0
    PREFIX = 1
    WORD = 2
    INFIX = 3
    TYPED = 4
    """By initial consonants, or by a syllable half typed, where a word begins."""
    TYPED_INFIX = 5
    VARIANT = 6
    DESCRIPTION = 7
    SOURCE = 8


WORST = len(Rank)
EXACT, PREFIX, WORD, INFIX, TYPED, TYPED_INFIX, VARIANT, DESCRIPTION, SOURCE = map(int, Rank)
"""The ranks as plain numbers, which thousands of hits are compared by: as members they take longer."""
TYPED_PARTS = (Part.NAME, Part.VARIANT)
"""The parts in which words half typed are looked for."""
LATER = {Part.VARIANT: VARIANT, Part.DESCRIPTION: DESCRIPTION, Part.SOURCE: SOURCE}


@dataclass(frozen=True, slots=True)
class Said:
    """A text that tells of something."""

    part: Part
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found."""

    key: str
    """An IRI."""
    kind: str
    group: str
    """The plan that it is of; empty where it is of none."""
    order: tuple[int, str]
    """Where it stands among those that match as well."""
    said: tuple[Said, ...]
    is_beside: bool = False
    """Whether it comes after all that isn't, however well it matches."""
    columns: tuple["Letters", ...] = field(init=False, repr=False, compare=False)
    """Its texts as they are searched, for each part."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(map(self.column, Part)))

    def column(self, part: Part) -> "Letters":
        """Give the texts of a part as they are searched."""
        texts = [searched(each.text) for each in self.said if each.part == part]
        letters = "".join([each.letters + END for each in texts])
        marks = b"".join([each.starts + b"\0" for each in texts])
        heads = "".join([letter if mark else GAP for letter, mark in zip(letters, marks, strict=True)])
        return Letters(letters, marks, heads, initials(letters) if part in TYPED_PARTS else "")

    @property
    def place(self) -> tuple[bool, int, str]:
        """Give where it stands among all entries."""
        return self.is_beside, *self.order


class Letters(NamedTuple):
    """Texts as they are searched; all of them have a place for each letter."""

    letters: str
    """Each text with an end."""
    marks: bytes
    heads: str
    """The letters that begin words, and gaps for the others."""
    initials: str
    """What the letters begin with, where that is searched."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for."""

    whole: str
    """All its letters, as if it were one word."""
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.whole)


@lru_cache(maxsize=256)
def asked(text: str) -> Asked:
    """Read a question: its words, each once, the longest first, for they rule out the most."""
    words = folded(text[:LONGEST]).split()
    return Asked("".join(words), tuple(sorted(dict.fromkeys(words), key=len, reverse=True)))


class Column:
    """Texts of one kind of all entries, to be looked through at once; those of an entry stand together."""

    def __init__(self, texts: Sequence[Letters]) -> None:
        parts = [each.letters for each in texts]
        self.starts = array("I", accumulate(map(len, parts), initial=0))
        """Where the texts of each entry begin; those of one that has none begin where the next ones do."""
        self.letters = "".join(parts)
        self.marks = b"".join([each.marks for each in texts])
        self.heads = "".join([each.heads for each in texts])
        self.initials = "".join([each.initials for each in texts])

    def owner(self, place: int) -> int:
        """Tell which entry's a letter is."""
        return bisect_right(self.starts, place) - 1

    def literal(self, word: str) -> dict[int, int]:
        """Find the entries that have a word, each with its best rank for a name."""
        letters, marks, starts = self.letters, self.marks, self.starts
        looked_at = self.looked_at(word)
        found: dict[int, int] = {}
        length = len(word)
        place = looked_at.find(word)
        while place >= 0:
            mark = marks[place]
            if mark == 2:
                rank = EXACT if letters[place + length] == END else PREFIX
            else:
                rank = WORD if mark else INFIX
            owner = bisect_right(starts, place) - 1
            if rank < found.get(owner, WORST):
                found[owner] = rank
            if mark:
                # Nothing later in the text is better.
                place = letters.find(END, place)
            place = looked_at.find(word, place + 1)
        return found

    def has(self, word: str) -> set[int]:
        """Find the entries that have a word anywhere."""
        looked_at, starts = self.looked_at(word), self.starts
        found = set()
        place = looked_at.find(word)
        while place >= 0:
            following = bisect_right(starts, place)
            found.add(following - 1)
            place = looked_at.find(word, starts[following])
        return found

    def looked_at(self, word: str) -> str:
        """Give the letters among which a word is looked for."""
        return self.heads if is_slight(word) else self.letters

    def texts_with(self, gram: str) -> Iterator[int]:
        """Give the places where texts begin that have some letters."""
        place = self.letters.find(gram)
        while place >= 0:
            yield self.letters.rfind(END, 0, place) + 1
            place = self.letters.find(gram, self.letters.find(END, place))

    def matching(self, word: str, typed: re.Pattern[str]) -> dict[int, int]:
        """Find the entries that have what a word may stand for; one letter alone must begin a word.

        Whatever it stands for begins with the same consonants: so these are looked for first.
        """
        letters, marks, starts, beginnings = self.letters, self.marks, self.starts, self.initials
        found: dict[int, int] = {}
        wanted = initials(word)
        place = beginnings.find(wanted)
        while place >= 0:
            mark = marks[place]
            if (mark or len(word) > 1) and (word == wanted or typed.match(letters, place)):
                owner = bisect_right(starts, place) - 1
                if mark:
                    found[owner] = TYPED
                    # Nothing later in the text is better.
                    place = letters.find(END, place)
                else:
                    found.setdefault(owner, TYPED_INFIX)
            place = beginnings.find(wanted, place + 1)
        return found


@dataclass(frozen=True)
class Found:
    """What was found: numbers of entries, best first."""

    numbers: list[int]
    ranks: dict[int, int]


class Searched:
    """Entries, given in their order, ready to be searched."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.first_beside = sum(not each.is_beside for each in self.entries)
        self.columns: dict[Part, Column] = {
            part: Column([each.columns[part] for each in entries]) for part in Part if part != Part.KIND
        }
        kinds: dict[Letters, list[int]] = defaultdict(list)
        for number, each in enumerate(entries):
            kinds[each.columns[Part.KIND]].append(number)
        # There are few kinds, and many of each.
        self.kinds, self.of_kind = Column(list(kinds)), list(kinds.values())

    def find(self, question: Asked) -> Found:
        """Find what has all words of a question, best first."""
        if not question:
            return Found([], {})
        ranks = self.word(question.whole)
        if len(question.words) > 1:
            for number, rank in self.all_words(question.words).items():
                if rank < ranks.get(number, WORST):
                    ranks[number] = rank
        count, beside = len(self.entries), self.first_beside
        keys = [(rank + WORST * (number >= beside)) * count + number for number, rank in ranks.items()]
        return Found([key % count for key in sorted(keys)], ranks)

    def all_words(self, words: Sequence[str]) -> dict[int, int]:
        """Find what has each of several words somewhere, with the rank of the one that matches worst."""
        found: dict[int, int] | None = None
        for word in words:
            more = self.word(word)
            if found is None:
                found = {number: rank if rank > WORD else WORD for number, rank in more.items()}
            else:
                found = {
                    number: rank if rank > (other := more[number]) else other
                    for number, rank in found.items()
                    if number in more
                }
            if not found:
                break
        return found or {}

    def word(self, word: str) -> dict[int, int]:
        """Find what has a word, each with its rank."""
        found = self.columns[Part.NAME].literal(word)
        if not found and (typed := pattern(word)):
            found = self.columns[Part.NAME].matching(word, typed)
            for number in self.columns[Part.VARIANT].matching(word, typed):
                found.setdefault(number, VARIANT)
        for kind, how in self.kinds.literal(word).items():
            # Who looks for strategies looks for all of them.
            rank = WORD if how == EXACT else VARIANT
            for number in self.of_kind[kind]:
                if rank < found.get(number, WORST):
                    found[number] = rank
        for part, rank in LATER.items():
            found = dict.fromkeys(self.columns[part].has(word), rank) | found
        return found

    def nearest(self, question: Asked, most: int) -> list[int]:
        """Find the names that have most in common with a question, for who found nothing."""
        column = self.columns[Part.NAME]
        word = question.whole
        size = 2 if len(word) > 2 else 1
        grams = {word[place : place + size] for place in range(len(word) - size + 1)}
        shared: Counter[int] = Counter()
        for gram in grams:
            shared.update(column.texts_with(gram))
        best: dict[int, float] = {}
        for start, count in shared.items():
            length = column.letters.find(END, start) + 1 - start - size
            # Of the pairs that both have, by Dice.
            likeness = 2 * count / (len(grams) + max(1, length))
            owner = column.owner(start)
            best[owner] = max(best.get(owner, 0.0), likeness)
        likely = [number for number in best if best[number] >= LIKE]
        return sorted(likely, key=lambda number: (-best[number], number))[:most]


LIKE = 0.25
"""The share of pairs of letters that a near name has in common with what was asked."""


def is_slight(word: str) -> bool:
    """Tell whether a word is a single letter or digit: it is in nearly everything, and must begin a word."""
    return len(word) == 1 and word < "\u1100"


def marks(text: str, question: Asked) -> list[tuple[int, int]]:
    """Give the ranges of a text that match a question, in order, none touching the next."""
    if not question:
        return []
    letters, where = places(text)
    starts = searched(text).starts
    words = [question.whole] if question.whole in letters else question.words
    ranges = [
        (where[start][0], where[end - 1][1])
        for word in words
        for start, end in occurrences(letters, starts, word)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def occurrences(letters: str, starts: bytes, word: str) -> list[tuple[int, int]]:
    """Find a word in the letters of a text: as it is, else as what it may stand for."""
    found = [
        (start, end)
        for start, end in spans(letters, word)
        if not is_slight(word) or starts[start : start + 1] != b"\0"
    ]
    if not found and (typed := pattern(word)):
        found = [
            each.span()
            for each in typed.finditer(letters)
            if len(word) > 1 or starts[each.start() : each.start() + 1] != b"\0"
        ]
    return found


def spans(letters: str, word: str) -> Iterator[tuple[int, int]]:
    """Give where a word stands, no two overlapping."""
    place = letters.find(word)
    while place >= 0:
        yield place, place + len(word)
        place = letters.find(word, place + len(word))


def covers(text: str, question: Asked) -> bool:
    """Tell whether a text has all words of a question."""
    letters, starts = places(text)[0], searched(text).starts
    return question.whole in letters or all(occurrences(letters, starts, word) for word in question.words)
