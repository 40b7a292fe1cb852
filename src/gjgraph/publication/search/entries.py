"""What can be found in an index: each thing with a page of ours, and the texts that tell of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from gjgraph.core.addresses import is_derived
from gjgraph.core.searching import Entry, Part, Said
from gjgraph.core.terms import CSP, LABELS, SH, SKOS, TYPE, Literal, NamedNode
from gjgraph.core.turtle import natural_key
from gjgraph.engine.index import Index
from gjgraph.publication.outline import DETAIL, PLAN
from gjgraph.publication.things.names import EXACT, SELECTOR
from gjgraph.publication.things.tree import (
    BROADER,
    CLASSES,
    IN_SCHEME,
    KIND,
    LINE,
    NOTATION,
    ORDINAL,
    TOP_OF,
)

PASSAGE, OF_PASSAGE = NamedNode(CSP + "Passage"), NamedNode(CSP + "passage")
RELATION = NamedNode(CSP + "Relation")
VARIANTS = (
    NamedNode(SKOS + "altLabel"),
    NamedNode(SKOS + "hiddenLabel"),
    NamedNode(CSP + "printedForm"),
    NOTATION,
)
"""Other names of a thing."""
ABOVE = (BROADER, TOP_OF)
MAIN, PART_OF_A_PLAN, BESIDE, OF_THE_SOURCE, LINKING, OF_THE_VOCABULARY = range(6)
"""Which of those that match as well is told first."""
DEEPEST = 16
"""Levels that are told apart where the order of a plan is."""

LAST = "9999"
"""The number of what has none."""

Facts = dict[NamedNode, list[NamedNode | Literal]]


class Reader:
    """Reads from an index what can be found."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.plans: set[NamedNode] = set()
        self.known: dict[NamedNode, Facts] = {}
        self.places: dict[NamedNode, str] = {}
        self.kinds: dict[NamedNode, list[Said]] = {}

    def entries(self, things: Iterable[NamedNode]) -> Iterator[tuple[str, Entry | None]]:
        """Read things as they are now; `None` stands for what can't be found, or not any more."""
        found = self.index.store.quads_for_pattern(None, TYPE, PLAN, None)
        self.plans = {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}
        for thing in things:
            yield thing.value, self.entry(thing)
        # Kept for all that stand under the same; the next time, it may be otherwise.
        self.known.clear()
        self.places.clear()
        self.kinds.clear()

    def all(self) -> Iterator[NamedNode]:
        """List what may be found: what has a name, and passages."""
        seen: set[NamedNode] = set()
        for predicate in (*LABELS, SELECTOR, EXACT):
            for quad in self.index.store.quads_for_pattern(None, predicate, None, None):
                if isinstance(quad.subject, NamedNode) and quad.subject not in seen:
                    seen.add(quad.subject)
                    yield quad.subject
        relations = self.index.store.quads_for_pattern(None, TYPE, RELATION, None)
        for subject in dict.fromkeys(quad.subject for quad in relations):
            if isinstance(subject, NamedNode) and subject not in seen:
                yield subject

    def affected(self, changed: Iterable[NamedNode]) -> set[NamedNode]:
        """Add to things those whose entries depend on them: what stands under them, what rests on them."""
        found: set[NamedNode] = set()
        left = list(changed)
        while left:
            thing = left.pop()
            if thing in found:
                continue
            found.add(thing)
            for predicate in (*ABOVE, SELECTOR, OF_PASSAGE, TYPE, KIND):
                quads = self.index.store.quads_for_pattern(None, predicate, thing, None)
                left += [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]
        return found

    def entry(self, thing: NamedNode) -> Entry | None:
        """Read one thing."""
        facts = self.facts(thing)
        kind = kind_of(facts)
        if kind is None or kind.value.startswith(SH) or not thing.value.startswith(self.index.base):
            return None
        if EXACT in facts:
            return None  # a selector is a part of its passage
        said = sorted(dict.fromkeys(self.said(facts)), key=lambda each: each.part)
        if not said:
            return None
        plan = self.plan(thing, facts)
        weight = self.weight(thing, facts, plan)
        return Entry(
            thing.value,
            kind.value,
            plan.value if plan else "",
            (weight, self.way(thing)),
            (*said, *self.called(kind)),
            weight == OF_THE_VOCABULARY,
        )

    def called(self, kind: NamedNode) -> list[Said]:
        """Give the names of what a thing is."""
        known = self.kinds.get(kind)
        if known is None:
            names = [each for label in LABELS for each in self.facts(kind).get(label, ())]
            literals = [each for each in names if isinstance(each, Literal)]
            known = self.kinds[kind] = [Said(Part.KIND, each.language or "", each.value) for each in literals]
        return known

    def facts(self, thing: NamedNode) -> Facts:
        """Give what is stated of a thing, by its properties, and what follows for its place in the tree."""
        known = self.known.get(thing)
        if known is None:
            known = self.known[thing] = {}
            for quad in self.index.store.quads_for_pattern(thing, None, None, None):
                graph, value = quad.graph_name, quad.object
                if not isinstance(graph, NamedNode) or not isinstance(value, NamedNode | Literal):
                    continue
                if quad.predicate == BROADER or not is_derived(graph.value):
                    known.setdefault(quad.predicate, []).append(value)
        return known

    def said(self, facts: Facts) -> Iterator[Said]:
        """Give the texts that tell of a thing: its names, then the rest."""
        is_passage = SELECTOR in facts
        for predicate, values in facts.items():
            part = part_of(predicate)
            for value in sorted(values, key=str):
                if not isinstance(value, Literal):
                    continue
                if part is None and value.language:
                    # Of a passage all that is said is the source, in the other language too.
                    yield Said(Part.SOURCE if is_passage else Part.DESCRIPTION, value.language, value.value)
                elif part is not None:
                    yield Said(part, value.language or "", value.value)
        # A relation rests on the passages of what it links; those say enough of it.
        cited = () if RELATION in facts.get(TYPE, ()) else facts.get(OF_PASSAGE, ())
        for passage in (None, *cited):
            for selector in (facts if passage is None else self.of(passage)).get(SELECTOR, ()):
                for quote in self.of(selector).get(EXACT, ()):
                    if isinstance(quote, Literal):
                        yield Said(Part.SOURCE, quote.language or "", quote.value)

    def of(self, thing: NamedNode | Literal) -> Facts:
        """Give what is stated of something; nothing of a text."""
        return self.facts(thing) if isinstance(thing, NamedNode) else {}

    def plan(self, thing: NamedNode, facts: Facts) -> NamedNode | None:
        """Tell which plan a thing is of: the one that it is in, or whose address it stands below."""
        if thing in self.plans:
            return thing
        for scheme in facts.get(IN_SCHEME, ()):
            if scheme in self.plans and isinstance(scheme, NamedNode):
                return scheme
        return next((each for each in self.plans if thing.value.startswith(f"{each.value}/")), None)

    def weight(self, thing: NamedNode, facts: Facts, plan: NamedNode | None) -> int:
        """Tell main elements of a plan from details, and these from what stands beside the plan."""
        types = facts.get(TYPE, ())
        if PASSAGE in types:
            return OF_THE_SOURCE
        if RELATION in types:
            return LINKING
        if thing == plan or (plan and IN_SCHEME in facts):
            return PART_OF_A_PLAN if DETAIL in types else MAIN
        return BESIDE if thing.value.startswith(f"{self.index.base}id/") else OF_THE_VOCABULARY

    def way(self, thing: NamedNode) -> str:
        """Give the way from the top of the tree down to a thing, as something to sort by."""
        way = [thing]
        while len(way) < DEEPEST and (above := self.above(way[-1])) and above not in way:
            way.append(above)
        return "\0".join(self.place(each) for each in reversed(way))

    def above(self, thing: NamedNode) -> NamedNode | None:
        """Tell what a thing stands under, the first of several."""
        facts = self.facts(thing)
        near = facts.get(BROADER) or [*facts.get(TOP_OF, ()), *facts.get(IN_SCHEME, ())]
        return min((each for each in near if isinstance(each, NamedNode)), key=str, default=None)

    def place(self, thing: NamedNode) -> str:
        """Give the place of a thing among those beside it: by its kind, its number, its line, its address."""
        found = self.places.get(thing)
        if found is None:
            facts = self.facts(thing)
            kind = kind_of(facts)
            numbers = [number_of(facts.get(each, ())) for each in (ORDINAL, NOTATION, LINE)]
            address = sortable(thing.value.removeprefix(self.index.base))
            first = f"{CLASSES.get(kind.value if kind else '', len(CLASSES)):03}"
            found = self.places[thing] = "\1".join((first, *numbers, address))
        return found


def part_of(predicate: NamedNode) -> Part | None:
    """Tell what the texts of a property are; nothing where that depends on their language."""
    if predicate in LABELS:
        return Part.NAME
    return Part.VARIANT if predicate in VARIANTS else None


def kind_of(facts: Facts) -> NamedNode | None:
    """Tell what a thing is: of a detail its kind, else the class that tells most of it."""
    said = [each for each in facts.get(KIND) or facts.get(TYPE) or [] if isinstance(each, NamedNode)]
    return min(said, key=lambda each: (CLASSES.get(each.value, len(CLASSES)), each.value), default=None)


def number_of(values: Iterable[NamedNode | Literal]) -> str:
    """Write a number of a thing as something to sort by; what has none comes last."""
    return min((sortable(each.value) for each in values if isinstance(each, Literal)), default=LAST)


def sortable(text: str) -> str:
    """Write a text so that numbers in it are in the order of their values, as `natural_key` has them."""
    plain = text.replace("\0", " ")
    parts: Any = natural_key(plain)[0]
    return "\2".join(f"{length:04}{part}" for length, part in parts)
