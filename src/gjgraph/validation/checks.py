"""Checks judged near an edit: which focus nodes it can reach, and the rows of those alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from gjgraph.core.change import Change
from gjgraph.core.header import QueryFile
from gjgraph.core.locality import Locality
from gjgraph.core.terms import BlankNode, NamedNode, Quad, Triple
from gjgraph.core.text import Text, is_nfc
from gjgraph.engine.index import Index, Row
from gjgraph.validation.joins import QuadView, found, match
from gjgraph.validation.patterns import NotLocalError, Read, reads
from gjgraph.validation.restriction import Restrictable, restrictable
from gjgraph.validation.view import Node, Term, View

FOCUS = "focus"
MOST_FOCI = 2_000
"""Focus nodes of a check beyond which it is judged whole."""
MOST_SINGLE = 64
"""Focus nodes that are asked for one by one: with several at once, the store may begin at another end."""
MOST_STEPS = 20_000
LEAST_STEPS = 1_000
"""Triples looked at for one check beyond which the same goes: the more, the more there are in all."""
STEPS_SHARE = 10
WALK = 20
"""What beginning to walk back from a changed triple costs, in triples looked at."""
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

    def spend(self, steps: int = 1) -> None:
        """Count one triple, or what costs as much as several."""
        self.left -= steps
        if self.left < 0:
            raise TooFarError


@dataclass(frozen=True)
class Compiled:
    """Checks taken apart."""

    reads: Mapping[NamedNode | None, Mapping[str, list[Read]]]
    """What each check reads, by predicate; `None` for any."""
    restrictable: Mapping[str, Restrictable]
    whole: Mapping[str, Text]
    """Why some can't be judged by single focus nodes."""


class Checks:
    """The checks of a workspace; they are taken apart when that is first of use, which takes a second."""

    def __init__(self, checks: Mapping[str, QueryFile]) -> None:
        self.checks = checks

    @cached_property
    def compiled(self) -> Compiled:
        """The checks, taken apart."""
        found: dict[NamedNode | None, dict[str, list[Read]]] = defaultdict(lambda: defaultdict(list))
        restricted: dict[str, Restrictable] = {}
        whole: dict[str, Text] = {}
        for name, check in self.checks.items():
            try:
                for read in reads(check.text, FOCUS):
                    for predicate in read.predicates() or (None,):
                        found[predicate][name].append(read)
                restricted[name] = restrictable(check.text, FOCUS)
            except NotLocalError as error:
                whole[name] = error.message
        return Compiled(found, restricted, whole)

    def explain(self) -> list[Locality]:
        """Tell of each check whether an edit has it judged whole, and why."""
        whole = self.compiled.whole
        return [Locality(name, name not in whole, whole.get(name, LOCAL)) for name in self.checks]

    def affected(self, both: View, change: Change, size: int) -> dict[str, set[Term] | None]:
        """Find the checks whose rows an edit may change, and of each the focus nodes.

        `both` sees what is in the version before or in the one after; `change` is the whole difference
        between them, derived graphs included. `None` stands for all focus nodes. The rows of all others
        are the same in both versions. `size` is the number of triples: in few, all is soon judged.
        """
        if not change:
            return {}
        view = Limited(both, change)
        steps = min(MOST_STEPS, max(LEAST_STEPS, size // STEPS_SHARE))
        reached: dict[str, set[Term] | None] = dict.fromkeys(self.compiled.whole)
        touched: dict[str, list[tuple[Read, Quad]]] = defaultdict(list)
        for quad in change.added | change.removed:
            for predicate in (quad.predicate, None):
                for name, read_here in self.compiled.reads.get(predicate, {}).items():
                    if name not in reached:
                        touched[name] += ((read, quad) for read in read_here)
        for name, pairs in touched.items():
            foci = reach(view, pairs, steps)
            if foci is None or foci:
                reached[name] = foci
        return reached

    def rows(self, index: Index, name: str, foci: Set[Term] | None) -> list[Row]:
        """Give the rows of a check, those of some focus nodes or all."""
        if foci is None or not all(map(can_be_named, foci)):
            rows = index.select(self.checks[name].text)
            return rows if foci is None else [row for row in rows if row.get(FOCUS) in foci]
        check = self.compiled.restrictable[name]
        if len(foci) > MOST_SINGLE:
            return index.select(check.text(foci))
        return [row for focus in foci for row in index.select(check.text([focus]))]


def can_be_named(focus: Term) -> bool:
    """Tell whether VALUES can name a term: not a blank node, nor letters that a query would compose."""
    return not isinstance(focus, BlankNode | Triple) and is_nfc(str(focus))


def reach(view: Limited, touched: list[tuple[Read, Quad]], steps: int) -> set[Term] | None:
    """Find the focus nodes that some quads lead to through a check's patterns; `None` if too many."""
    view.left = steps
    foci: set[Term] = set()
    try:
        for read, quad in touched:
            bindings = match(read.pattern, quad)
            if bindings is not None:
                view.spend(WALK)
                foci.update(found(view, read.spine, bindings, FOCUS))
    except TooFarError:
        return None
    return foci if len(foci) <= MOST_FOCI else None
