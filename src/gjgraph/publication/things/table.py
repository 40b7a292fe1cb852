"""Rows of a page: what is said by one property or of one kind, and all that it leads to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from gjgraph.core.text import Language, Text

SHOWN = 12
"""Values of a row that are shown; more are folded."""
MORE = Text("나머지 {}개", "{} more")


@dataclass
class Row:
    """A row: its head, and its cells."""

    called: Markup
    cells: list[Markup] = field(default_factory=list)


def table(rows: Iterable[Row], language: Language) -> Markup:
    """Write rows; here and not in a template, as most of a page is rows."""
    written = ['<dl class="facts">\n']
    for row in rows:
        written += (f"<div><dt>{row.called}</dt>", *(f"<dd>{each}</dd>" for each in row.cells[:SHOWN]))
        if rest := row.cells[SHOWN:]:
            more = MORE.in_language(language).format(f"{len(rest):,}")
            items = "".join(f"<li>{each}</li>" for each in rest)
            written.append(
                f'<dd><details><summary>{more}</summary><ul class="plain">{items}</ul></details></dd>'
            )
        written.append("</div>\n")
    written.append("</dl>\n")
    return Markup("".join(written))  # noqa: S704 - heads and cells are escaped where they are made
