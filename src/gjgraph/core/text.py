"""Texts for people, in Korean and in English side by side."""

import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


class Text(NamedTuple):
    """One message in both languages, so that neither can be forgotten."""

    ko: str
    en: str

    def in_language(self, language: Language) -> str:
        """Give the wording for one reader."""
        return self.ko if language == "ko" else self.en

    def fill(self, values: "Mapping[str, str | Text]") -> "Text":
        """Replace each `{$name}` and `{?name}`, as SHACL messages write them (SHACL §5.3.3)."""
        ko, en = self
        for name, value in values.items():
            both = value if isinstance(value, Text) else Text(value, value)
            for sigil in "$?":
                ko = ko.replace(f"{{{sigil}{name}}}", both.ko)
                en = en.replace(f"{{{sigil}{name}}}", both.en)
        return Text(ko, en)


def language_of_locale(environment: Mapping[str, str]) -> Language:
    """Choose the language that the POSIX locale variables ask for; English when they ask for neither.

    `GJGRAPH_LANG` goes before them, for a terminal whose locale can't be changed.
    """
    for name in ("GJGRAPH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


def is_nfc(text: str) -> bool:
    """Tell whether Korean (and all else) is in composed form, as every label here must be."""
    return unicodedata.is_normalized("NFC", text)
