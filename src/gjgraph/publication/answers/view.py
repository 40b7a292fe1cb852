"""An answer with all that is drawn of it."""

from dataclasses import dataclass

from markupsafe import Markup

from gjgraph.core.header import QueryFile
from gjgraph.core.text import Language
from gjgraph.publication.answers.bars import bars_of, drawn_bars
from gjgraph.publication.answers.gallery import kind_of
from gjgraph.publication.answers.picture import Box, Path, iris, paths_of, tree_of
from gjgraph.publication.answers.table import Table


@dataclass(frozen=True)
class View:
    """What a page shows of an answer."""

    table: Table
    kind: str
    """As `gallery.kind_of` has it."""
    paths: tuple[Path, ...] = ()
    tree: tuple[Box, ...] = ()
    bars: Markup | None = None


def view_of(asked: QueryFile, table: Table, base: str, reader: Language) -> View:
    """Draw what can be drawn; of a part of an answer only what stands before all else is whole."""
    kind = kind_of(asked)
    if table.truth is not None or (table.more and not has_all_that_lead(asked, table, base)):
        return View(table, kind)
    if kind in ("table", "path", "tree") or asked.shown_as:
        paths, tree = paths_of(asked, table), tree_of(asked, table, base)
        if paths or tree:
            return View(table, kind, tuple(paths), tuple(tree))
    shown = asked.shown_as
    found = bars_of(asked, table, reader) if shown is None or shown.kind == "bars" else None
    title = asked.summary.in_language(reader)
    return View(table, kind, bars=drawn_bars(found, title, reader) if found else None)


def has_all_that_lead(asked: QueryFile, table: Table, base: str) -> bool:
    """Tell whether the first rows of a graph have all statements that a tree is made of, and more."""
    leading = iris(asked.shown_as, base)
    last = table.values(table.rows[-1], ["predicate"]) if leading and table.rows else []
    return bool(last) and last[0].iri not in leading
