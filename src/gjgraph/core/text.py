"""Texts for people, in Korean and in English side by side."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
PLACEHOLDER = re.compile(r"\{[$?](\w+)\}")
KOREAN_LOCALE = re.compile(r"ko(?:r|rean)?(?![a-z])", re.IGNORECASE)
"""`ko`, `ko_KR.UTF-8`, `Korean_Korea.949`; not `kok`, which is Konkani."""


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
        return Text(ko, en)


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Choose the language that the POSIX locale variables ask for; English when they ask for neither.

    `GJGRAPH_LANG` goes before them, for a terminal whose locale can't be changed.
    """
    for name in ("GJGRAPH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "ko" if KOREAN_LOCALE.match(value) else "en"
    return "en"


def is_nfc(text: str) -> bool:
    """Tell whether Korean (and all else) is in composed form, as every label here must be."""
    return unicodedata.is_normalized("NFC", text)
