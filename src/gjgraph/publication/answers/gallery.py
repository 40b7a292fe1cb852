"""The gallery: all ready questions by theme, each with what kind of answer it gives."""

from collections.abc import Iterable
from dataclasses import dataclass

from gjgraph.core.header import QueryFile, Theme
from gjgraph.core.text import Language, Text
from gjgraph.engine.sorting import place
from gjgraph.publication.answers.bars import COUNTED
from gjgraph.publication.examples import form_of

KINDS = {
    "truth": Text("예·아니요", "Yes or no"),
    "graph": Text("그래프", "Graph"),
    "table": Text("표", "Table"),
    "path": Text("표와 길 그림", "Table and path"),
    "tree": Text("표와 나무 그림", "Table and tree"),
    "bars": Text("표와 막대그림", "Table and bar chart"),
}
"""What an answer is, in words."""
OTHERS = Theme("", Text("그 밖", "Others"), 1 << 30)
"""Where questions stand that have no theme."""


@dataclass(frozen=True)
class Entry:
    """A question as the gallery has it."""

    asked: QueryFile
    kind: str


@dataclass(frozen=True)
class Shelf:
    """A theme with its questions, in the order of the reader's alphabet."""

    theme: Theme
    entries: tuple[Entry, ...]


def shelves(questions: Iterable[QueryFile], reader: Language) -> list[Shelf]:
    """Put questions by their themes; one that has several stands in each."""
    found: dict[str, tuple[Theme, list[QueryFile]]] = {}
    for asked in questions:
        for theme in asked.themes or (OTHERS,):
            found.setdefault(theme.tag, (theme, []))[1].append(asked)
    ordered = sorted(found.values(), key=lambda each: (each[0].place, each[0].name.in_language(reader)))
    return [
        Shelf(
            theme,
            tuple(
                Entry(asked, KINDS[kind_of(asked)].in_language(reader))
                for asked in sorted(
                    listed, key=lambda asked: place(asked.summary.in_language(reader), reader)
                )
            ),
        )
        for theme, listed in ordered
    ]


def kind_of(asked: QueryFile) -> str:
    """Tell what kind of answer a question gives: `truth`, `graph`, `table`, or a table that is drawn too."""
    form = form_of(asked)
    if form == "ask":
        return "truth"
    if form != "select":
        return "graph"
    if asked.shown_as:
        return asked.shown_as.kind
    return "bars" if COUNTED.search(asked.query) else "table"
