"""What is typed into a form and what it says: each way is the inverse of the other.

An input is known by the short address of its property: `csp:ordinal`; for a text, with its language,
`skos:prefLabel@ko`; for a link, with its row, `csp:enables[0]`, and what is recorded of the link after
that, `csp:enables[0]/csp:basis`; for what is said of a passage, `[gwangju/m7/passage/1]csp:translation@en`.
What no input can hold to the letter stays as it is.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import RdfFormat, parse

from gjgraph.core.terms import RDF, TYPE, XSD, Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.publication.forms.model import Field, Form, Said

Values = dict[str, list[str]]
"""What is typed, by the name of the input."""

BETWEEN = " — "
"""Stands between the name of a thing and what it is known by."""
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
ABSOLUTE = re.compile(r"(https?|urn|mailto):[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`]+", re.ASCII | re.IGNORECASE)
ROW = re.compile(r"^(.*?)\[(\d{1,3})\](?:/(.*))?$", re.DOTALL)
OF_PASSAGE = re.compile(r"^\[([^\[\]]*)\](.+)$", re.DOTALL)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""What no text has: XML and many programs refuse it. Tabs and ends of lines are none of it."""
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""What is a letter or a sign to Unicode, and shows nothing."""
CONTROLS = Text(
    "보이지 않는 제어 문자(U+{$code})가 들어 있습니다. 지우거나 다시 적으세요.",
    "There is a control character in it (U+{$code}), which can't be seen: delete it, or type it anew.",
)
INVISIBLE = Text(
    "보이지 않는 글자뿐입니다. 보이는 글자를 적거나 비우세요.",
    "There is nothing in it that can be seen: write something, or leave it empty.",
)
PATTERNS = {"integer": INTEGER, "number": NUMBER, "date": DATE, "boolean": re.compile("true|false")}
MISTYPED = {
    "integer": Text("정수를 숫자로 적으세요.", "Write a whole number."),
    "number": Text("숫자를 적으세요.", "Write a number."),
    "date": Text("날짜를 2026-07-01처럼 적으세요.", "Write a date as 2026-07-01."),
    "boolean": Text("예나 아니요를 고르세요.", "Choose yes or no."),
}
UNKNOWN = Text(
    "그런 것이 없습니다. 목록에서 고르거나 주소를 적으세요.",
    "There is no such thing: choose from the list, or write an address.",
)


@dataclass(frozen=True)
class Wrong:
    """What is wrong with what was typed, and where."""

    name: str
    message: Text


@dataclass
class Meant:
    """What values say."""

    statements: set[tuple[str, str]] = field(default_factory=set)
    """Predicates, and objects as N-Triples write them."""
    wrong: list[Wrong] = field(default_factory=list)


@lru_cache(maxsize=4096)
def term(written: str) -> NamedNode | Literal:
    """Read a term as N-Triples write it."""
    found = next(parse(f"<a:a> <a:a> {written} .", format=RdfFormat.N_TRIPLES)).object
    return (
        found
        if isinstance(found, NamedNode)
        else Literal(found.value, language=found.language)
        if found.language
        else Literal(found.value, datatype=found.datatype)
    )


class Reading:
    """Goes from what is said to what is typed, and back, for one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        every = [each for listed in form.choices.values() for each in listed]
        self.paths = {each.iri: each.path for each in every}
        self.things = {each.path: each.iri for each in every}
        self.names: dict[str, set[str]] = {}
        for each in every:
            for name in set(each.name):
                self.names.setdefault(plain(name), set()).add(each.iri)

    # What is said, typed

    def typed(self, field: Field, written: str) -> tuple[str, str] | None:
        """Give what is typed to say a value, after the name of the field and in it; `None` if nothing is."""
        value = term(written)
        after, text = "", ""
        if isinstance(value, NamedNode):
            text = self.paths.get(value.value, value.value)
        elif field.languages:
            after, text = f"@{value.language}", value.value
        else:
            text = value.value
        if not text.strip() or "\r" in text or "\0" in text:
            return None
        said, wrong = self.said(field, after.removeprefix("@"), text)
        return (after, text) if said == written and not wrong else None

    def said(self, field: Field, language: str, text: str) -> tuple[str, Text | None]:
        """Give the value that a text says, as N-Triples write it, or what is wrong with the text."""
        if field.languages:
            try:
                return str(Literal(text, language=language)), None
            except ValueError:
                return "", Text("그런 언어가 없습니다.", "There is no such language.")
        if field.widget == "choice":
            iri = self.thing(text)
            return (str(NamedNode(iri)), None) if iri else ("", UNKNOWN)
        if field.widget == "any":
            iri = self.things.get(text.strip()) or (text if ABSOLUTE.fullmatch(text) else "")
            return (str(NamedNode(iri)) if iri else str(Literal(text))), None
        pattern = PATTERNS.get(field.widget)
        if pattern and not pattern.fullmatch(text):
            return "", MISTYPED[field.widget]
        return str(Literal(text, datatype=NamedNode(field.datatype or XSD + "string"))), None

    def thing(self, text: str) -> str:
        """Find the thing that is meant by what was typed: by its address or by its name."""
        text = text.strip()
        last = text.rpartition(BETWEEN)[2]
        if found := self.things.get(text) or self.things.get(last):
            return found
        named = self.names.get(plain(text), set())
        if len(named) == 1:
            return next(iter(named))
        return last if ABSOLUTE.fullmatch(last) else ""

    def path(self, text: str) -> str:
        """Give what is typed by the address of the thing that it means, where it means one."""
        return self.paths.get(self.thing(text), text)

    def fill(self, values: Values, prefix: str, fields: Iterable[Field], said: Iterable[Said]) -> list[Said]:
        """Put what is said into the values; give what no field holds."""
        by_path = {each.path: each for each in fields}
        kept = []
        for each in sorted(said, key=lambda each: (each.predicate, each.object)):
            found = by_path.get(each.predicate)
            typed = self.typed(found, each.object) if found else None
            if found is None or typed is None:
                kept.append(each)
                continue
            values.setdefault(f"{prefix}{found.name}{typed[0]}", []).append(typed[1])
        for listed in values.values():
            listed[:] = dict.fromkeys(listed)
        return kept

    def meant(
        self,
        values: Mapping[str, list[str]],
        prefix: str,
        fields: Iterable[Field],
        before: Mapping[str, list[str]],
        kept: Collection[str] = (),
    ) -> Meant:
        """Give what is said by the values of one thing's inputs; `before` is what was in them.

        `kept` are properties that have values which no input holds.
        """
        found = Meant()
        for each in fields:
            start = prefix + each.name
            names = [name for name in values if name == start or name.startswith(start + "@")]
            count = 0
            for name in names:
                language = name[len(start) + 1 :]
                for typed in values[name]:
                    text = clean(typed, before.get(name, ()))
                    unfit = None if text in before.get(name, ()) else unfit_for_text(typed)
                    if not unfit and not text.strip():
                        continue
                    count += 1
                    written, wrong = ("", unfit) if unfit else self.said(each, language, text)
                    if wrong:
                        found.wrong.append(Wrong(name, wrong))
                    else:
                        found.statements.add((each.path, written))
            if each.least and not count and not each.needed and each.path not in kept:
                name = start + (f"@{each.languages[0]}" if each.languages else "")
                found.wrong.append(Wrong(name, needed(each)))
            wrong_ones = {wrong.name for wrong in found.wrong}
            for language in each.needed:
                if f"{start}@{language}" not in wrong_ones and not any(
                    text.strip() for text in values.get(f"{start}@{language}", ())
                ):
                    found.wrong.append(Wrong(f"{start}@{language}", needed(each, language)))
        return found


def needed(field: Field, language: str = "") -> Text:
    """Say that a field must be filled in."""
    ko = {"ko": "한국어로 ", "en": "영어로 "}.get(language, "")
    en = {"ko": " in Korean", "en": " in English"}.get(language, "")
    verb = ("고르세요", "Choose") if field.widget in ("choice", "boolean") else ("적으세요", "Write")
    label = Text(field.label.ko.removeprefix("…의 ").strip("… "), field.label.en)
    return Text("{$label}을(를) " + ko + verb[0] + ".", verb[1] + " {$label}" + en + ".").fill(
        {"label": label}
    )


def unfit_for_text(typed: str) -> Text | None:
    """Say what a text has in it that none should, or hasn't that each should; an empty one is no text."""
    if found := CONTROL.search(typed.replace("\r\n", "\n").replace("\r", "\n")):
        code = f"{ord(found[0]):04X}"
        return CONTROLS.fill({"code": Text(code, code)})
    return INVISIBLE if typed.strip() and not any(map(is_visible, typed)) else None


def is_visible(letter: str) -> bool:
    """Tell whether a letter shows anything by itself."""
    kind = unicodedata.category(letter)
    return kind[0] not in "ZM" and kind not in ("Cc", "Cf") and letter not in BLANK


def clean(text: str, before: Iterable[str] = ()) -> str:
    """Give a text as it is meant: lines end in one way, Korean is composed, no spaces around.

    One that was there before stays to the letter.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text in before else unicodedata.normalize("NFC", text).strip()


def plain(name: str) -> str:
    """Give a name as it is compared: composed, in small letters, without spaces."""
    return "".join(unicodedata.normalize("NFC", name).casefold().split())


TYPES = TYPE.value
SUBJECT, PREDICATE, OBJECT = (RDF + name for name in ("subject", "predicate", "object"))
