"""Numbers as bars: an SVG that is as wide as there is room, with its text at its own size everywhere."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from markupsafe import Markup, escape

from gjgraph.core.header import QueryFile
from gjgraph.core.text import Language, Text, printable
from gjgraph.publication.answers.table import Table
from gjgraph.publication.chart import wrapped

COUNTED = re.compile(
    r"\(\s*(?:COUNT|SUM|AVG)\s*\([^?$]*[?$*].*?\)\s+AS\s+[?$](\w+)", re.IGNORECASE | re.DOTALL
)
"""What a query counts or adds up, and so is a quantity; other numbers may be places in an order."""
MOST_BARS = 80
MOST_SERIES = 4
SIZE, LINE, BAR, GAP, TOP = 15, 21, 18, 14, 26
"""In CSS pixels: the text, its lines, a bar with the room under it, the room under each row, and the axis."""
NARROWEST = 280
"""The width that labels are broken into lines for: that of a small telephone."""
WIDEST = 78.0
"""How much of the width the longest bar takes, in per cent; its number stands behind it."""
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bars:
    """What is drawn: a label for each row, and a value of each series."""

    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...], tuple[str, ...]], ...]
    """Labels, values, and the values as the table writes them."""


def bars_of(asked: QueryFile, table: Table, reader: Language) -> Bars | None:
    """Find what of an answer can be drawn as bars; nothing where there is nothing to compare."""
    named = asked.shown_as.columns if asked.shown_as else tuple(COUNTED.findall(asked.query))
    series = [each for each in table.columns if each.name in named and each.is_number][:MOST_SERIES]
    if not series or not 2 <= len(table.rows) <= MOST_BARS // len(series):
        return None
    of = asked.shown_as.of if asked.shown_as else ()
    labels = labelled(table, of or said_columns(table, {each.name for each in series}, reader))
    rows = []
    for row, label in zip(table.rows, labels, strict=True):
        cells = table.values(row, [each.name for each in series])
        values = tuple(each.number or 0.0 for each in cells)
        if min(values) < 0:
            return None
        rows.append((label, values, tuple(each.text or "0" for each in cells)))
    return Bars(tuple(each.title for each in series), tuple(rows))


def said_columns(table: Table, without: set[str], reader: Language) -> list[str]:
    """List the columns that say what a row is of; of pairs such as `x` and `x_en`, the reader's."""
    names = {each.name for each in table.columns}

    def is_others(name: str) -> bool:
        if reader == "ko":
            return name.endswith("_en") and name.removesuffix("_en") in names
        return f"{name}_en" in names

    return [
        each.name
        for each in table.columns
        if each.name not in without and not each.is_number and not is_others(each.name)
    ]


def labelled(table: Table, columns: Sequence[str]) -> list[str]:
    """Give each row a label, of as many columns as it takes to tell the rows apart."""
    labels: list[str] = [""] * len(table.rows)
    for count in range(1, len(columns) + 1):
        cells = (table.values(row, columns[:count]) for row in table.rows)
        labels = [" · ".join(dict.fromkeys(each.text for each in row if each.text)) for row in cells]
        if len(set(labels)) == len(labels):
            break
    return labels


def drawn_bars(bars: Bars, title: str, reader: Language) -> Markup:
    """Draw bars below each other, each with its number, on an axis with round steps."""
    top, steps = axis(max(max(values) for _, values, _ in bars.rows))
    parts = []
    y = float(TOP)
    for label, values, texts in bars.rows:
        lines = wrapped(label, NARROWEST, SIZE) if label else []
        for line in lines:
            y += LINE
            parts.append(f'<text x="0" y="{y - 6:g}">{escape(line)}</text>')
        for number, (value, text) in enumerate(zip(values, texts, strict=True)):
            width = f"{value / top * WIDEST:.2f}%"
            said = f"{bars.series[number]} {text}" if len(bars.series) > 1 else text
            parts.append(
                f'<rect class="bar series-{number}" y="{y:g}" width="{width}" height="{BAR - 4}" rx="1"/>'
                f'<text class="value" x="{width}" dx="6" y="{y + BAR - 6:g}">{escape(printable(said))}</text>'
            )
            y += BAR
        y += GAP
    grid = []
    for step in steps:
        x, anchor = f"{step / top * WIDEST:.2f}%", ' text-anchor="middle"' if step else ""
        grid.append(
            f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{y:g}"/>'
            f'<text class="tick" x="{x}" y="{TOP - 11}"{anchor}>{step:g}</text>'
        )
    told = Text(
        f"막대그림: {', '.join(bars.series)}. 같은 수가 아래 표에 있습니다.",
        f"Bar chart: {', '.join(bars.series)}. The table below has the same numbers.",
    ).in_language(reader)
    name = printable(normalize("NFC", f"{title} {told}"))
    return Markup(  # noqa: S704 - all is escaped
        f'<svg class="bars" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(name)}" '
        f'width="100%" height="{y:g}">{"".join(grid)}{"".join(parts)}</svg>'
    )


def axis(most: float) -> tuple[float, Sequence[float]]:
    """Choose where an axis ends, and its round steps, about four."""
    if most <= 0:
        return 1.0, (0.0, 1.0)
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in STEPS if each * power >= rough * 0.999)
    if float(most).is_integer() and step < 1:
        step = 1.0
    count = math.ceil(most / step - 1e-9)
    return count * step, tuple(number * step for number in range(count + 1))
