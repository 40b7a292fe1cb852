"""Searching texts: what matches a question, and in which order. Pure: no store, no pages.

All texts of a kind stand in one long one, so that looking through a hundred plans costs a few searches in
it. A word is looked for as it is; where no name has it, as initial consonants or a syllable half typed.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from gjgraph.core.folding import Folded, folded, places, searched
from gjgraph.core.hangul import pattern

LONGEST = 200
"""Letters that a question may have."""
END = "\n"
"""Parts the texts; folding leaves none."""


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
LATER = {Part.VARIANT: Rank.VARIANT, Part.DESCRIPTION: Rank.DESCRIPTION, Part.SOURCE: Rank.SOURCE}


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
    order: tuple[object, ...]
    """Where it stands among those that match as well."""
    said: tuple[Said, ...]
    is_beside: bool = False
    """Whether it comes after all that isn't, however well it matches."""


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
    """Texts of one kind, to be looked through at once; each belongs to an entry by its number."""

    def __init__(self, texts: Sequence[tuple[int, Folded]]) -> None:
        self.owners = array("I", (owner for owner, _ in texts))
        lengths = (len(each.letters) + 1 for _, each in texts)
        self.starts = array("I", accumulate(lengths, initial=0))
        self.letters = END.join([*(each.letters for _, each in texts), ""])
        self.marks = b"\0".join([*(each.starts for _, each in texts), b""])

    def literal(self, word: str) -> dict[int, int]:
        """Find the entries that have a word, each with its best rank for a name."""
        letters, marks, starts, owners = self.letters, self.marks, self.starts, self.owners
        # A single letter or digit is in nearly everything: it is looked for where words begin.
        is_slight = len(word) == 1 and word < "\u1100"
        found: dict[int, int] = {}
        length = len(word)
        place = letters.find(word)
        while place >= 0:
            mark = marks[place]
            if mark == 2:
                rank = Rank.EXACT if letters[place + length] == END else Rank.PREFIX
            else:
                rank = Rank.WORD if mark else Rank.INFIX
            if mark or not is_slight:
                text = bisect_right(starts, place) - 1
                owner = owners[text]
                if rank < found.get(owner, WORST):
                    found[owner] = rank
                if mark:
                    # Nothing later in the text is better.
                    place = starts[text + 1] - 1
            place = letters.find(word, place + 1)
        return found

    def has(self, word: str) -> set[int]:
        """Find the entries that have a word anywhere."""
        letters, starts, owners, marks = self.letters, self.starts, self.owners, self.marks
        is_slight = len(word) == 1 and word < "\u1100"
        found = set()
        place = letters.find(word)
        while place >= 0:
            if marks[place] or not is_slight:
                text = bisect_right(starts, place) - 1
                found.add(owners[text])
                place = starts[text + 1] - 1
            place = letters.find(word, place + 1)
        return found

    def matching(self, typed: re.Pattern[str]) -> dict[int, int]:
        """Find the entries that have what a pattern matches; one consonant alone must begin a word."""
        owners, starts, marks = self.owners, self.starts, self.marks
        found: dict[int, int] = {}
        for each in typed.finditer(self.letters):
            place, end = each.span()
            if marks[place]:
                found[owners[bisect_right(starts, place) - 1]] = Rank.TYPED
            elif end - place > 1:
                found.setdefault(owners[bisect_right(starts, place) - 1], Rank.TYPED_INFIX)
        return found


@dataclass(frozen=True)
class Found:
    """What was found: numbers of entries, best first."""

    numbers: list[int]
    ranks: dict[int, int]


class Searched:
    """Entries in their order, ready to be searched."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = sorted(entries, key=lambda each: (each.is_beside, each.order))
        self.first_beside = sum(not each.is_beside for each in self.entries)
        columns: dict[Part, list[tuple[int, Folded]]] = {part: [] for part in Part}
        for number, entry in enumerate(self.entries):
            for said in entry.said:
                columns[said.part].append((number, searched(said.text)))
        self.columns = {part: Column(texts) for part, texts in columns.items()}

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
                found = {number: max(rank, Rank.WORD) for number, rank in more.items()}
            else:
                found = {number: max(rank, more[number]) for number, rank in found.items() if number in more}
            if not found:
                break
        return found or {}

    def word(self, word: str) -> dict[int, int]:
        """Find what has a word, each with its rank."""
        found = self.columns[Part.NAME].literal(word)
        if not found and (other := pattern(word)):
            typed = re.compile(other)
            found = self.columns[Part.NAME].matching(typed)
            for number in self.columns[Part.VARIANT].matching(typed):
                found.setdefault(number, Rank.VARIANT)
        for number, how in self.columns[Part.KIND].literal(word).items():
            # Who looks for strategies looks for all of them.
            rank = Rank.WORD if how == Rank.EXACT else Rank.VARIANT
            if rank < found.get(number, WORST):
                found[number] = rank
        for part, rank in LATER.items():
            for number in self.columns[part].has(word):
                found.setdefault(number, rank)
        return found

    def nearest(self, question: Asked, most: int) -> list[int]:
        """Find the names that have most in common with a question, for who found nothing."""
        column = self.columns[Part.NAME]
        word = question.whole
        size = 2 if len(word) > 2 else 1
        grams = {word[place : place + size] for place in range(len(word) - size + 1)}
        shared: Counter[int] = Counter()
        for gram in grams:
            shared.update(texts_with(column, gram))
        best: dict[int, float] = {}
        for text, count in shared.items():
            length = column.starts[text + 1] - column.starts[text] - size
            # Of the pairs that both have, by Dice.
            likeness = 2 * count / (len(grams) + max(1, length))
            owner = column.owners[text]
            best[owner] = max(best.get(owner, 0.0), likeness)
        likely = [number for number in best if best[number] >= LIKE]
        return sorted(likely, key=lambda number: (-best[number], number))[:most]


LIKE = 0.25
"""The share of pairs of letters that a near name has in common with what was asked."""


def texts_with(column: Column, gram: str) -> Iterator[int]:
    """Give the texts that have some letters, by their place in a column."""
    place = column.letters.find(gram)
    while place >= 0:
        text = bisect_right(column.starts, place) - 1
        yield text
        place = column.letters.find(gram, column.starts[text + 1])


def marks(text: str, question: Asked) -> list[tuple[int, int]]:
    """Give the ranges of a text that match a question, in order, none touching the next."""
    if not question:
        return []
    found = places(text)
    letters = "".join(letter for letter, _, _ in found)
    starts = searched(text).starts
    ranges: list[tuple[int, int]] = []
    words = [question.whole] if question.whole in letters else question.words
    for word in words:
        ranges += [(found[start][1], found[end - 1][2]) for start, end in occurrences(letters, starts, word)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def occurrences(letters: str, starts: bytes, word: str) -> list[tuple[int, int]]:
    """Find a word in the letters of a text: as it is, else as what it may stand for."""
    ways = [re.escape(word)]
    if other := pattern(word):
        ways.append(other)
    for way in ways:
        found = [each.span() for each in re.finditer(way, letters)]
        whole = len(word) > 1 or (word >= "\u1100" and way == ways[0])
        found = [(start, end) for start, end in found if whole or starts[start : start + 1] != b"\0"]
        if found:
            return found
    return []


def is_matched(text: str, question: Asked) -> bool:
    """Tell whether a text has anything of what was asked."""
    return bool(marks(text, question))
