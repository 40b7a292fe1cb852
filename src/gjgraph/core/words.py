"""The words that the queries of a workspace share: what their themes and their columns are called."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import yaml

from gjgraph.core.errors import UnreadableError
from gjgraph.core.header import LOADER, QueryFile, Theme, both
from gjgraph.core.text import Text

VARIABLE = re.compile(r"[?$](\w+)")
SPOKEN = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}
"""The languages that a column's name may end with: `label_en`."""
NAMED = Mapping[str, Text]


@dataclass(frozen=True)
class Words:
    """Names in both languages, by tag and by variable; the themes in their order."""

    themes: NAMED = field(default_factory=dict)
    columns: NAMED = field(default_factory=dict)


def parse_words(name: str, text: str) -> Words:
    """Read a file of words; `name` is what an error calls it."""
    try:
        fields = yaml.load(text, LOADER)  # noqa: S506 - a safe one
        fields = {} if fields is None else fields
        if not isinstance(fields, dict) or set(fields) - {"themes", "columns"}:
            raise ValueError(f"not themes and columns: {fields}"[:200])
        themes, columns = (
            {str(key): both(each) for key, each in (fields.get(part) or {}).items()}
            for part in ("themes", "columns")
        )
        return Words(themes, columns)
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError(
            Text(f"{name}: 읽을 수 없습니다: {error}", f"{name}: can't be read: {error}")
        ) from None


def with_words(asked: QueryFile, words: Words) -> QueryFile:
    """Give a query with the names of its themes and columns: its own go before those that all share."""
    own = dict(asked.columns)
    found = dict.fromkeys(["subject", "predicate", "object", *VARIABLE.findall(asked.query)])
    named = {name: own.get(name) or words.columns.get(name) for name in found}
    return replace(
        asked,
        columns=tuple((name, text) for name, text in named.items() if text),
        themes=themes_of(asked.tags, words.themes),
    )


def themes_of(tags: Iterable[str], named: NAMED) -> tuple[Theme, ...]:
    """Name the themes of a query; one that nobody named goes by its tag, after the others."""
    places = {tag: place for place, tag in enumerate(named)}
    return tuple(Theme(tag, named.get(tag) or humanised(tag), places.get(tag, len(places))) for tag in tags)


def column_names(asked: QueryFile, columns: Iterable[str]) -> list[Text]:
    """Name the columns of an answer in words.

    Of a pair such as `label` and `label_en`, each says its language.
    """
    listed, named = list(columns), dict(asked.columns)
    return [column_name(each, listed, named) for each in listed]


def column_name(column: str, listed: list[str], named: NAMED) -> Text:
    """Name one column."""
    if column in named:
        name = named[column]
        is_paired = f"{column}_en" in listed and f"{column}_ko" not in listed
        return Text(name.ko, f"{name.en} (Korean)") if is_paired else name
    stem, _, tag = column.rpartition("_")
    if stem in named and tag in SPOKEN:
        name, spoken = named[stem], SPOKEN[tag]
        return Text(f"{name.ko} ({spoken.ko})", f"{name.en} ({spoken.en})")
    return humanised(column)


def humanised(name: str) -> Text:
    """Write a name of a program as words, where nobody gave it any."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ").strip()
    said = words[:1].upper() + words[1:] if words else name
    return Text(said, said)
