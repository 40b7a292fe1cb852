"""Checks judged near an edit: which focus nodes it can reach, and the rows of those alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set

from gjgraph.core.change import Change
from gjgraph.core.header import QueryFile
from gjgraph.core.locality import Locality
from gjgraph.core.terms import BlankNode, NamedNode, Quad, Triple
from gjgraph.core.text import Text, is_nfc
from gjgraph.engine.index import Index, Row
from gjgraph.engine.joins import QuadView, found, match
from gjgraph.engine.patterns import NotLocalError, Read, reads
from gjgraph.engine.restriction import Restrictable, restrictable
from gjgraph.engine.view import Node, Term, View

FOCUS = "focus"
MOST_FOCI = 2_000
"""Focus nodes of a check beyond which it is judged whole."""
MOST_SINGLE = 64
"""Focus nodes that are asked for one by one: with several at once, the store may begin at another end."""
MOST_STEPS = 50_000
"""Triples looked at for one check beyond which the same goes."""
LOCAL = Text("바뀐 것에 이어진 것만 다시 봅니다.", "only what is joined to the edit is judged anew")

Foci = Mapping[str, Set[Term] | None]


class TooFarError(Exception):
    """An edit that reaches too much for a walk from it to be worth while."""


class Limited(QuadView):
    """A view that gives up after so many triples."""

    def __init__(self, view: View, change: Change) -> None:
        super().__init__(view, change.added | change.removed)
        self.left = MOST_STEPS

    def triples(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None
    ) -> Iterator[Triple]:
        for triple in super().triples(subject, predicate, object_):
            self.spend()
            yield triple

    def quads(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None, graph: Term | None
    ) -> Iterator[Quad]:
        for quad in super().quads(subject, predicate, object_, graph):
            self.spend()
            yield quad

    def spend(self) -> None:
        """Count one triple."""
        self.left -= 1
        if self.left < 0:
            raise TooFarError


class Checks:
    """The checks of a workspace, taken apart once."""

    def __init__(self, checks: Mapping[str, QueryFile]) -> None:
        self.checks: dict[str, Restrictable] = {}
        self.whole: dict[str, Text] = {}
        self.reads: dict[NamedNode | None, dict[str, list[Read]]] = defaultdict(lambda: defaultdict(list))
        """What each check reads, by predicate; `None` for any."""
        for name, check in checks.items():
            try:
                for read in reads(check.text, FOCUS):
                    for predicate in read.predicates() or (None,):
                        self.reads[predicate][name].append(read)
                self.checks[name] = restrictable(check.text, FOCUS)
            except NotLocalError as error:
                self.whole[name] = error.message
                self.checks[name] = Restrictable((check.text,), FOCUS)

    def explain(self) -> list[Locality]:
        """Tell of each check whether an edit has it judged whole, and why."""
        return [Locality(name, name not in self.whole, self.whole.get(name, LOCAL)) for name in self.checks]

    def affected(self, both: View, change: Change) -> dict[str, set[Term] | None]:
        """Find the checks whose rows an edit may change, and of each the focus nodes.

        `both` sees what is in the version before or in the one after; `change` is the whole difference
        between them, derived graphs included. `None` stands for all focus nodes. The rows of all others
        are the same in both versions.
        """
        if not change:
            return {}
        view = Limited(both, change)
        reached: dict[str, set[Term] | None] = dict.fromkeys(self.whole)
        touched: dict[str, list[tuple[Read, Quad]]] = defaultdict(list)
        for quad in change.added | change.removed:
            for predicate in (quad.predicate, None):
                for name, read_here in self.reads.get(predicate, {}).items():
                    if name not in self.whole:
                        touched[name] += ((read, quad) for read in read_here)
        for name, pairs in touched.items():
            foci = reach(view, pairs)
            if foci is None or foci:
                reached[name] = foci
        return reached

    def rows(self, index: Index, name: str, foci: Set[Term] | None) -> list[Row]:
        """Give the rows of a check, those of some focus nodes or all."""
        check = self.checks[name]
        if foci is None or not all(map(can_be_named, foci)):
            rows = index.select(check.text())
            return rows if foci is None else [row for row in rows if row.get(FOCUS) in foci]
        if len(foci) > MOST_SINGLE:
            return index.select(check.text(foci))
        return [row for focus in foci for row in index.select(check.text([focus]))]


def can_be_named(focus: Term) -> bool:
    """Tell whether VALUES can name a term: not a blank node, nor letters that a query would compose."""
    return not isinstance(focus, BlankNode | Triple) and is_nfc(str(focus))


def reach(view: Limited, touched: list[tuple[Read, Quad]]) -> set[Term] | None:
    """Find the focus nodes that some quads lead to through a check's patterns; `None` if too many."""
    view.left = MOST_STEPS
    foci: set[Term] = set()
    try:
        for read, quad in touched:
            bindings = match(read.pattern, quad)
            if bindings is not None:
                foci.update(found(view, read.spine, bindings, FOCUS))
    except TooFarError:
        return None
    return foci if len(foci) <= MOST_FOCI else None
