"""Texts for people, in Korean and in English side by side."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
PLACEHOLDER = re.compile(r"\{[$?](\w+)\}")
KOREAN_LOCALE = re.compile(r"ko(?:r|rean)?(?![a-z])", re.IGNORECASE)
"""`ko`, `ko_KR.UTF-8`, `Korean_Korea.949`; not `kok`, which is Konkani."""


PARTICLES = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
PARTICLE = re.compile(rf"(\w)([’”)\]]*)({'|'.join(map(re.escape, PARTICLES))})")
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of the text after it."""
ISOLATES, FIRST_STRONG, CLOSE = "\u2066\u2067\u2068", "\u2068", "\u2069"
RIEUL = 8
DIGIT_FINALS = {"0": 21, "1": RIEUL, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": RIEUL, "8": RIEUL, "9": 0}
"""How the names of the digits end: 영 일 이 삼 사 오 육 칠 팔 구."""


class Text(NamedTuple):
    """One message in both languages, so that neither can be forgotten."""

    ko: str
    en: str

    def in_language(self, language: Language) -> str:
        """Give the wording for one reader."""
        return self.ko if language == "ko" else self.en

    def fill(self, values: "Mapping[str, str | Text]") -> "Text":
        """Replace each `{$name}` and `{?name}`, as SHACL messages write them (SHACL §5.3.3)."""
        both = {
            name: value if isinstance(value, Text) else Text(value, value) for name, value in values.items()
        }
        # In one go: what looks like a placeholder inside a value is part of the value.
        ko = PLACEHOLDER.sub(lambda place: both[place[1]].ko if place[1] in both else place[0], self.ko)
        en = PLACEHOLDER.sub(lambda place: both[place[1]].en if place[1] in both else place[0], self.en)
        return Text(with_particles(ko), en)


def with_particles(text: str) -> str:
    """Choose each Korean particle that is written both ways, `은(는)`, by the sound before it.

    A syllable ends in a consonant where its place in the Unicode block says so; digits are read as
    numbers; for other letters both ways are left standing.
    """

    def choose(match: re.Match[str]) -> str:
        before, closing, particle = match.groups()
        with_final, without = PARTICLES[particle]
        if "가" <= before <= "힣":
            final = (ord(before) - ord("가")) % 28
        elif before in DIGIT_FINALS:
            final = DIGIT_FINALS[before]
        else:
            return match[0]
        # After ㄹ, «로» is said as after a vowel.
        closed = final != 0 and not (particle == "(으)로" and final == RIEUL)
        return before + closing + (with_final if closed else without)

    return PARTICLE.sub(choose, text)


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Choose the language that the POSIX locale variables ask for; English when they ask for neither.

    `GJGRAPH_LANG` goes before them, for a terminal whose locale can't be changed.
    """
    for name in ("GJGRAPH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "ko" if KOREAN_LOCALE.match(value) else "en"
    return "en"


def printable(line: str) -> str:
    """Write what a terminal or a reader of lines would obey as JSON's escapes; Korean stays readable."""
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in line)


def isolated(text: str) -> str:
    """Have what a text says of its direction go for itself alone (UAX #9 §2.4)."""
    return FIRST_STRONG + balanced(text) + CLOSE if DIRECTIONS.search(text) else text


def balanced(text: str) -> str:
    """Close all isolates that a text opens, and none that it didn't open."""
    kept, opened = [], 0
    for letter in text:
        opened += (letter in ISOLATES) - (letter == CLOSE)
        if opened < 0:
            opened = 0
        else:
            kept.append(letter)
    return "".join(kept) + CLOSE * opened


def unprintable(text: str) -> str:
    """Name the first letter of a text of some lines that none can print; empty where there is none."""
    found = next((each for each in text if not each.isprintable() and each not in "\n\t"), "")
    return f"U+{ord(found):04X}" if found else ""


def is_nfc(text: str) -> bool:
    """Tell whether Korean (and all else) is in composed form, as every label here must be."""
    return unicodedata.is_normalized("NFC", text)
