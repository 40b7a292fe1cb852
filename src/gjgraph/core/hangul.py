"""What Korean letters that aren't whole syllables may mean: initial consonants, and a syllable half typed."""

import re
from functools import lru_cache

from gjgraph.core.folding import (
    FINALS,
    FIRST_SYLLABLE,
    INITIALS,
    PER_INITIAL,
    PER_VOWEL,
    is_initial,
    is_syllable,
)


@lru_cache(maxsize=1 << 10)
def pattern(word: str) -> re.Pattern[str] | None:
    """Give the pattern of what a folded word may stand for, or nothing where it stands for itself only.

    A consonant is any syllable that it begins: `ㄱㅈㅎ` is 광주형. The last syllable may go on: `광주혀` is
    광주형; and its final consonant may begin the next one, as it does while one types: `일잘` is 일자리.
    """
    if not word or not (any(map(is_initial, word)) or is_syllable(word[-1])):
        return None
    return re.compile("".join(map(begun_by, word[:-1])) + unfinished(word[-1]))


def begun_by(letter: str) -> str:
    """Match a letter, of a consonant the syllables that it begins."""
    if not is_initial(letter):
        return re.escape(letter)
    first = FIRST_SYLLABLE + INITIALS.index(letter) * PER_INITIAL
    return f"[{letter}{chr(first)}-{chr(first + PER_INITIAL - 1)}]"


def unfinished(letter: str) -> str:
    """Match a last letter and what it may become."""
    if not is_syllable(letter):
        return begun_by(letter)
    place = ord(letter) - FIRST_SYLLABLE
    final = place % PER_VOWEL
    open_syllable = ord(letter) - final
    if not final:
        return f"[{letter}-{chr(open_syllable + PER_VOWEL - 1)}]"
    stays, moves = FINALS[final][:-1], FINALS[final][-1]
    before = chr(open_syllable + FINALS.index(stays))
    more = clusters(letter, final, open_syllable)
    return f"(?:[{letter}{more}]|{before}{begun_by(moves)})"


def clusters(letter: str, final: int, open_syllable: int) -> str:
    """List the syllables that one becomes when a second consonant follows its last: 갑 may become 값."""
    own = FINALS[final]
    return "".join(
        chr(open_syllable + place) for place, each in enumerate(FINALS) if len(each) > 1 and each[0] == own
    )
