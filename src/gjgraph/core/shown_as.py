"""How an answer is shown besides its table: as a path, as a tree or as bars, by what its columns hold.

    #+ shown-as: {path: above, level: level, kind: class, of: element, up: true}
    #+ shown-as: {tree: [policy, project]}
    #+ shown-as: {tree: heading, level: level}
    #+ shown-as: {tree: class, under: superclass}
    #+ shown-as: {bars: [declared, listed], of: [claim]}
    #+ shown-as: table

A graph's columns are `subject`, `predicate` and `object`; `by` names the properties that lead upwards:

    #+ shown-as: {tree: subject, under: object, by: [csp:projectOf, csp:strategyOf]}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import get_args

Kind = OneOf["path", "tree", "bars", "table"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MORE = {
    "path": {"level", "kind", "of", "up"},
    "tree": {"level", "under", "by"},
    "bars": {"of"},
    "table": set[str](),
}
"""What else each kind may have."""


@dataclass(frozen=True)
class ShownAs:
    """What is drawn of an answer, by the names of its columns."""

    kind: Kind
    columns: tuple[str, ...] = ()
    """A path's steps; a tree's elements, or its levels from the top; the numbers that are bars."""
    level: str = ""
    """The column that says how far down a row stands."""
    under: str = ""
    """The column with what a row's element stands under."""
    label: str = ""
    """The column that says what a step is."""
    of: tuple[str, ...] = ()
    """The columns that say what numbers are of, or whose path it is."""
    up: bool = False
    """Whether a path leads upwards, so that its end stands on top."""
    by: tuple[str, ...] = ()
    """The properties of a graph that lead upwards, as prefixed names or IRIs."""


def parse_shown_as(field: object) -> ShownAs | None:
    """Read what a header says; ValueError where that can't be."""
    if field is None:
        return None
    if field == "table":
        return ShownAs("table")
    if not isinstance(field, Mapping):
        raise ValueError(f"shown-as: {field}")
    kind: Kind = next((each for each in KINDS if each in field), "table")
    if kind == "table" or set(field) - {kind} - MORE[kind]:
        raise ValueError(f"shown-as: {field}")
    return ShownAs(
        kind,
        names(field[kind]),
        level=str(field.get("level", "")),
        under=str(field.get("under", "")),
        label=str(field.get("kind", "")),
        of=names(field.get("of", ())),
        up=field.get("up") is True,
        by=names(field.get("by", ())),
    )


def names(field: object) -> tuple[str, ...]:
    """Read one name, or several."""
    return tuple(map(str, field)) if isinstance(field, list | tuple) else (str(field),)
