"""Folding: what stays of a text when case, accents, spaces and ways to write the same letter don't count.

The browser folds by the same rules (`browser/matching.js`), so each rule is one that JavaScript has too.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FINALS = (
    *(
        "",
        "ㄱ",
        "ㄲ",
        "ㄱㅅ",
        "ㄴ",
        "ㄴㅈ",
        "ㄴㅎ",
        "ㄷ",
        "ㄹ",
        "ㄹㄱ",
        "ㄹㅁ",
        "ㄹㅂ",
        "ㄹㅅ",
        "ㄹㅌ",
        "ㄹㅍ",
    ),
    *("ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"),
)
"""The consonants that end a syllable, in the order of Unicode, clusters as the two that they are."""
PER_INITIAL, PER_VOWEL = 588, 28
INITIAL = {chr(0x1100 + place): letter for place, letter in enumerate(INITIALS)}
FINAL = {chr(0x11A7 + place): letters for place, letters in enumerate(FINALS) if place}
JAMO = str.maketrans(INITIAL | FINAL)
"""Consonants that stand alone, whichever of their three code points they came as."""


class Initials(dict[int, str]):
    """What each letter begins with: of a syllable its first consonant, of any other itself."""

    def __missing__(self, point: int) -> str:
        is_first = FIRST_SYLLABLE <= point <= LAST_SYLLABLE
        found = self[point] = INITIALS[(point - FIRST_SYLLABLE) // PER_INITIAL] if is_first else chr(point)
        return found


class Foldings(dict[int, str]):
    """What each character is folded to, found when it is first met: letters, nothing, or a space."""

    def __missing__(self, point: int) -> str:
        found = self[point] = fold_character(chr(point))
        return found


def fold_character(character: str) -> str:
    """Fold one character: to letters and digits, to nothing, or to a space where it parts words."""
    kind = unicodedata.category(character)
    if kind in ("Cf", "Mn"):
        return ""
    parts = unicodedata.normalize("NFKD", character).upper().lower()
    kept = [each for each in unicodedata.normalize("NFKD", parts) if unicodedata.category(each) != "Mn"]
    letters = [each if unicodedata.category(each)[0] in "LNM" else " " for each in kept]
    return unicodedata.normalize("NFC", "".join(letters))


FOLDINGS = Foldings()


def folded(text: str) -> str:
    """Fold a text to its words, one space between each two."""
    plain = unicodedata.normalize("NFC", text).translate(FOLDINGS)
    # Letters that came as jamo of another kind may make a syllable now.
    return " ".join(unicodedata.normalize("NFC", plain).translate(JAMO).split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched: its letters with no spaces, and which of them begin words."""

    letters: str
    starts: bytes
    """A byte for each letter: 2 for the first, 1 where another word begins, else 0."""


@lru_cache(maxsize=1 << 12)
def searched(text: str) -> Folded:
    """Give a text as it is searched."""
    words = folded(text).split(" ")
    starts = bytearray(b"".join(b"\1".ljust(len(each), b"\0") for each in words if each))
    if starts:
        starts[0] = 2
    return Folded("".join(words), bytes(starts))


@lru_cache(maxsize=1 << 12)
def places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Give the letters that a text is searched by, and for each the range of the text that it comes from.

    Marks and jamo that belong to a letter are in its range.
    """
    letters: list[str] = []
    ranges: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and belongs(text[end]):
            end += 1
        plain = FOLDINGS[ord(text[start])].translate(JAMO) if end == start + 1 else folded(text[start:end])
        for letter in plain:
            if letter != " ":
                letters.append(letter)
                ranges.append((start, end))
        start = end
    return "".join(letters), ranges


def belongs(character: str) -> bool:
    """Tell whether a character is part of the letter before it: a mark, a vowel or an end of a syllable."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


BEGINNINGS = Initials()


def initials(letters: str) -> str:
    """Write what each letter begins with."""
    return letters.translate(BEGINNINGS)


def is_syllable(letter: str) -> bool:
    """Tell whether a letter is a Korean syllable."""
    return FIRST_SYLLABLE <= ord(letter) <= LAST_SYLLABLE


def is_initial(letter: str) -> bool:
    """Tell whether a letter is a consonant that stands alone, as one that begins a syllable."""
    return letter in INITIALS
