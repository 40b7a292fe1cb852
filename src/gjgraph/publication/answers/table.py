"""The table of an answer as a page has it: columns named in words, things as links."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from gjgraph.core.header import QueryFile
from gjgraph.core.text import LANGUAGES, Language
from gjgraph.core.words import column_names
from gjgraph.engine.display import NUMBER
from gjgraph.publication.examples import form_of
from gjgraph.publication.things.naming import anchor


@dataclass(frozen=True)
class Cell:
    """One cell."""

    text: str
    iri: str = ""
    href: str = ""
    """Where the thing is told of; empty where there is nothing to follow."""
    lang: str = ""
    """The language of the text, where it isn't the reader's."""
    number: float | None = None
    said: str = ""
    """What the answer itself says, where the text is what it means to the reader."""
    said_in: str = ""
    """The language of that."""

    @property
    def markup(self) -> Markup:
        """Write it for a page; here and not in a template, as most of an answer's page is cells."""
        return anchor(self.href, self.text, self.lang)

    @property
    def key(self) -> str:
        """Tell what it stands for from what else there is."""
        return self.iri or self.said or self.text


@dataclass(frozen=True)
class Column:
    """One column: the variable, what it is called, and how it is sorted."""

    name: str
    title: str
    is_number: bool
    sort: str = ""
    """The address of the answer in its order; empty where nothing sorts it but the page itself."""
    sorted: str = ""
    """`ascending` or `descending`, where the rows are in its order."""


@dataclass(frozen=True)
class Table:
    """An answer, or as much of it as a page shows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    """The rows of the whole answer, as far as that is known."""
    more: bool
    """Whether there are rows before or after these."""
    truth: bool | None = None
    """The answer to a question of yes or no, which has no rows."""

    def place(self, column: str) -> int | None:
        """Find a column by its variable."""
        return next((place for place, each in enumerate(self.columns) if each.name == column), None)

    def values(self, row: Sequence[Cell], columns: Sequence[str]) -> list[Cell]:
        """Give the cells of a row in some columns."""
        places = map(self.place, columns)
        return [row[place] for place in places if place is not None]


def table(
    answer: Mapping[str, Any],
    asked: QueryFile,
    reader: Language,
    href: Callable[[str], str],
    sort: Callable[[str], str] = lambda column: "",
    order: str = "",
) -> Table:
    """Make a table of what `engine.display` writes.

    `href` leads to a thing; `sort` gives the address of the answer by an order, and `order` is the present
    one.
    """
    if "truth" in answer:
        return Table((), (), 0, False, bool(answer["truth"]))
    names: list[str] = answer["columns"]
    # What a graph states is told as it is stated.
    is_graph = form_of(asked) not in ("select", "ask")
    spoken = ["as said" if is_graph else language_of(each, names) for each in names]
    rows = tuple(
        tuple(cell(each, reader, href, language) for each, language in zip(row, spoken, strict=True))
        for row in answer["rows"]
    )
    columns = []
    for place, (name, title) in enumerate(zip(names, column_names(asked, names), strict=True)):
        filled = [row[place] for row in rows if row[place].text]
        following = f"-{name}" if order == name else name
        columns.append(
            Column(
                name,
                title.in_language(reader),
                bool(filled) and all(each.number is not None for each in filled),
                sort(following),
                {name: "ascending", f"-{name}": "descending"}.get(order, ""),
            )
        )
    total = max(int(answer["total"]), len(rows))
    return Table(tuple(columns), rows, total, bool(answer["more"]) or total > len(rows))


def language_of(column: str, columns: Sequence[str]) -> str:
    """Tell the language of a column that has its like in the other one, such as `label` and `label_en`."""
    if f"{column}_en" in columns:
        return "ko"
    return "en" if column.endswith("_en") and column.removesuffix("_en") in columns else ""


def cell(content: Sequence[str], reader: Language, href: Callable[[str], str], spoken: str) -> Cell:
    """Read one cell; in a column of one language it keeps to the words of the answer."""
    korean, english, iri, kind, korean_in, english_in, said = content
    text, tag = (korean, korean_in) if reader == "ko" else (english, english_in)
    link = href(iri) if iri else ""
    if said and said != text:
        # A name that isn't in the reader's language is in the other.
        said_in = "en" if reader == "ko" else "ko"
        return Cell(said, iri, link, said_in) if spoken else Cell(text, iri, link, "", None, said, said_in)
    number = number_of(text) if kind == NUMBER else None
    if not tag and not iri and not kind and spoken in LANGUAGES:
        tag = spoken
    return Cell(text, iri, link, "" if tag == reader else tag, number)


def number_of(text: str) -> float | None:
    """Read a number that can be drawn."""
    try:
        found = float(text)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
