"""Answers as tables on a terminal, Korean aligned by the width that it takes there."""

import sys
from collections.abc import Set

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from gjgraph.core.terms import PREFIXES, XSD, BlankNode, Literal, NamedNode, Triple

NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
Cell = NamedNode | BlankNode | Literal | Triple | None
Styled = tuple[str, str]
"""A text, and how it looks on a terminal."""


def print_table(columns: list[str], rows: list[list[Cell]], base: str) -> None:
    """Print an answer."""
    numeric = {place for place in range(len(columns)) if rows and all(is_number(row[place]) for row in rows)}
    print_texts(columns, [[(shown(cell, base), "") for cell in row] for row in rows], numeric)


def print_texts(columns: list[str], rows: list[list[Styled]], to_the_right: Set[int] = frozenset()) -> None:
    """Print a table; on a terminal it fits the width, elsewhere it takes the width it needs."""
    is_terminal = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place in to_the_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(RichText(text, style) for text, style in row))
    console = Console(width=None if is_terminal else 10_000, highlight=False, no_color=not is_terminal)
    with console.capture() as captured:
        console.print(table)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def shown(cell: Cell, base: str) -> str:
    """Write a term as short as it can be recognised."""
    match cell:
        case None:
            return ""
        case NamedNode():
            for prefix, namespace in PREFIXES.items():
                if cell.value.startswith(namespace):
                    return f"{prefix}:{cell.value[len(namespace) :]}"
            return f"<{cell.value.removeprefix(base)}>"
        case Literal():
            return cell.value
    return str(cell)


def is_number(cell: Cell) -> bool:
    """Tell whether a cell is a number (or empty), so that its column is set to the right."""
    return cell is None or (isinstance(cell, Literal) and cell.datatype.value in NUMBERS)
