"""Paths and trees in an answer, as lists whose entries are drawn as boxes: what is under another is in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from gjgraph.core.header import QueryFile
from gjgraph.core.shown_as import ShownAs
from gjgraph.core.terms import PREFIXES
from gjgraph.publication.answers.table import Cell, Table

MOST_BOXES = 300
"""Boxes that a picture has room for; a larger answer is a table alone."""
DEEPEST = 12


@dataclass
class Box:
    """One box, with those in it."""

    cell: Cell
    kind: Cell | None = None
    """What it is, in a word."""
    below: "list[Box]" = field(default_factory=list)


@dataclass(frozen=True)
class Path:
    """Steps that follow each other, from the top; a step may be several things."""

    of: Cell | None
    steps: tuple[tuple[Box, ...], ...]
    up: bool = False
    """Whether it is to be read from the last step to the first."""


def paths_of(asked: QueryFile, table: Table) -> list[Path]:
    """Find the paths of an answer: rows in their order, those of the same level side by side."""
    shown = asked.shown_as
    if shown is None or shown.kind != "path" or not 1 < len(table.rows) <= MOST_BOXES:
        return []
    grouped: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in table.rows:
        grouped[" ".join(each.key for each in table.values(row, shown.of))].append(row)
    found = []
    for rows in grouped.values():
        steps: dict[str, list[Box]] = {}
        for number, row in enumerate(rows):
            cells = named(table, row, shown.columns)
            if not cells or not cells[0].text:
                continue
            level = next(iter(table.values(row, [shown.level])), None)
            kind = next(iter(table.values(row, [shown.label])), None)
            boxes = steps.setdefault(level.text if level else str(number), [])
            if all(box.cell.key != cells[0].key for box in boxes):
                boxes.append(Box(cells[0], kind))
        # With one path alone, nothing needs to say whose it is.
        of = next(iter(table.values(rows[0], shown.of)), None) if len(grouped) > 1 else None
        if steps:
            ordered = [*map(tuple, steps.values())]
            found.append(Path(of, tuple(ordered[::-1] if shown.up else ordered), shown.up))
    return found


def tree_of(asked: QueryFile, table: Table, base: str) -> list[Box]:
    """Find the tree of an answer; nothing where it has none, or too large a one."""
    shown = asked.shown_as
    if shown is None or shown.kind != "tree" or not table.rows:
        return []
    if shown.under:
        found = by_parents(shown, table, base)
    elif shown.level:
        found = by_level(shown, table)
    else:
        found = by_columns(shown, table)
    count = size(found, MOST_BOXES)
    return found if 1 < count <= MOST_BOXES else []


def by_columns(shown: ShownAs, table: Table) -> list[Box]:
    """Nest what columns hold: each row goes down through them."""
    top = Box(Cell(""))
    for row in table.rows:
        here = top
        for cell in named(table, row, shown.columns):
            if not cell.text:
                break
            known = next((each for each in here.below if each.cell.key == cell.key), None)
            if known is None:
                here.below.append(known := Box(cell))
            here = known
    return top.below


def by_level(shown: ShownAs, table: Table) -> list[Box]:
    """Nest rows in their order by how far down each is."""
    top = Box(Cell(""))
    open_boxes: list[tuple[float, Box]] = []
    for row in table.rows:
        cells = named(table, row, shown.columns)
        level = next(iter(table.values(row, [shown.level])), None)
        if not cells or level is None or level.number is None:
            return []
        while open_boxes and open_boxes[-1][0] >= level.number:
            open_boxes.pop()
        box = Box(cells[0])
        (open_boxes[-1][1] if open_boxes else top).below.append(box)
        open_boxes.append((level.number, box))
    return top.below


def by_parents(shown: ShownAs, table: Table, base: str) -> list[Box]:
    """Nest what stands under each other, once under each; what goes round in a circle is cut."""
    leading = set(iris(shown, base))
    cells: dict[str, Cell] = {}
    below: dict[str, dict[str, None]] = defaultdict(dict)
    has_parent: set[str] = set()
    for row in table.rows:
        if leading and not any(each.iri in leading for each in table.values(row, ["predicate"])):
            continue
        found = named(table, row, [*shown.columns[:1], shown.under])
        child, parent = (found[0], found[1]) if len(found) > 1 else (Cell(""), Cell(""))
        if not child.text:
            continue
        cells.setdefault(child.key, child)
        if parent.text and parent.key != child.key:
            cells.setdefault(parent.key, parent)
            below[parent.key][child.key] = None
            has_parent.add(child.key)
    left = [MOST_BOXES]

    def nested(key: str, above: frozenset[str]) -> Box:
        left[0] -= 1
        box = Box(cells[key])
        if len(above) < DEEPEST and left[0] > 0:
            box.below = [nested(each, above | {key}) for each in below[key] if each not in above | {key}]
        return box

    return [nested(key, frozenset()) for key in cells if key not in has_parent]


def named(table: Table, row: Sequence[Cell], columns: Sequence[str]) -> list[Cell]:
    """Give the cells of a row in some columns, called in the reader's language where the answer has that too.

    An answer in Korean has its English beside it, in columns such as `label_en`; a picture has one name.
    """
    found = []
    for column in columns:
        for known in table.values(row, [column]):
            cell = known
            twin = next(iter(table.values(row, [f"{column}_en"])), None) if cell.lang == "ko" else None
            if twin is not None and twin.text and not twin.lang:
                cell = replace(cell, text=twin.text, lang="", said=cell.text, said_in=cell.lang)
            found.append(cell)
    return found


def iris(shown: ShownAs | None, base: str) -> tuple[str, ...]:
    """Give the properties that lead upwards in a graph."""
    return tuple(full(each, base) for each in shown.by) if shown else ()


def full(name: str, base: str) -> str:
    """Give the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def size(boxes: Iterable[Box], most: int) -> int:
    """Count boxes, as far as it matters."""
    count = 0
    waiting = list(boxes)
    while waiting and count <= most:
        box = waiting.pop()
        count += 1
        waiting += box.below
    return count
