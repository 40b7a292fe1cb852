"""Mutants of the plan: each takes one core element and does one thing to it that an editor might.

A mutation gives the triples of the plan's own graph and of its text graph as they then are. Where a
thing can be done in several ways, successive elements get successive ways, so that all ways are tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gjgraph.core.terms import CSP, RDF, SKOS, XSD, Literal, NamedNode, Triple
from gjgraph.storage.files import GraphFile

PLAN = "data/gwangju/m7.ttl"

TYPE, LABEL = NamedNode(RDF + "type"), NamedNode(SKOS + "prefLabel")
ORDINAL, NOTATION = NamedNode(CSP + "ordinal"), NamedNode(SKOS + "notation")
PASSAGE, BASIS = NamedNode(CSP + "passage"), NamedNode(CSP + "basis")
CLASSES = ["Vision", "Goal", "PolicyInstrument", "Value", "Policy", "Strategy", "Project"]
PARENTS = ["visionOf", "goalOf", "instrumentOf", "valueOf", "policyOf", "strategyOf", "projectOf"]
UP = {NamedNode(CSP + name) for name in PARENTS}
Triples = set[Triple]
Way = Callable[["Plan", NamedNode], Triples | None]


@dataclass(frozen=True)
class Plan:
    """The plan's graph, with what mutations ask of it."""

    triples: frozenset[Triple]

    def of(self, subject: NamedNode, predicate: NamedNode | None = None) -> Triples:
        """The statements about an element."""
        return {t for t in self.triples if t.subject == subject and predicate in (None, t.predicate)}

    def elements(self) -> list[NamedNode]:
        """The plan and its core elements, sorted by address."""
        core = {NamedNode(CSP + name) for name in [*CLASSES, "StrategicPlan"]}
        found = {t.subject for t in self.triples if t.predicate == TYPE and t.object in core}
        return sorted((s for s in found if isinstance(s, NamedNode)), key=lambda node: node.value)

    def label(self, element: NamedNode, language: str) -> Triple:
        """The label of an element in a language."""
        return next(t for t in self.of(element, LABEL) if getattr(t.object, "language", "") == language)

    def siblings(self, element: NamedNode) -> list[NamedNode]:
        """Other elements of the same class, sorted by address."""
        kind = next(t.object for t in self.of(element, TYPE) if t.object.value.startswith(CSP))  # type: ignore[union-attr]
        return [e for e in self.elements() if e != element and Triple(e, TYPE, kind) in self.triples]

    def swap(self, old: Triples, new: Triples) -> Triples:
        """The graph with some statements replaced."""
        return (set(self.triples) - old) | new


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


# --- drops


def drop(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(plan.of(element), set())


def drop_with_references(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(plan.of(element) | {t for t in plan.triples if t.object == element}, set())


# --- doubles


def double(plan: Plan, element: NamedNode) -> Triples:
    twin = NamedNode(element.value + "-copy")
    return plan.swap(set(), {Triple(twin, t.predicate, t.object) for t in plan.of(element)})


def double_label(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(set(), {Triple(element, LABEL, Literal("또 다른 이름", language="ko"))})


# --- retypes


def retype(plan: Plan, element: NamedNode) -> Triples:
    old = plan.of(element, TYPE)
    name = next(t.object.value for t in old if t.object.value.startswith(CSP)).removeprefix(CSP)  # type: ignore[union-attr]
    other = CLASSES[(CLASSES.index(name) + 1) % len(CLASSES)] if name in CLASSES else "Policy"
    return plan.swap(old, {Triple(element, TYPE, NamedNode(CSP + other))})


def retype_unknown(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(plan.of(element, TYPE), {Triple(element, TYPE, NamedNode(SKOS + "Concept"))})


def second_type(plan: Plan, element: NamedNode) -> Triples:
    name = "Project" if Triple(element, TYPE, NamedNode(CSP + "Project")) not in plan.triples else "Value"
    return plan.swap(set(), {Triple(element, TYPE, NamedNode(CSP + name))})


def no_type(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(plan.of(element, TYPE), set())


# --- renumbers


def renumber(plan: Plan, element: NamedNode) -> Triples | None:
    old = plan.of(element, ORDINAL)
    return plan.swap(old, {Triple(element, ORDINAL, integer(7))}) if old else None


def swap_numbers(plan: Plan, element: NamedNode) -> Triples | None:
    """Exchange order and notation with a sibling: the numbers stay complete."""
    parent = {t.object for t in plan.of(element) if t.predicate in UP}
    for other in plan.siblings(element):
        if parent & {t.object for t in plan.of(other) if t.predicate in UP}:
            mine = plan.of(element, ORDINAL) | plan.of(element, NOTATION)
            theirs = plan.of(other, ORDINAL) | plan.of(other, NOTATION)
            new = {Triple(other, t.predicate, t.object) for t in mine}
            new |= {Triple(element, t.predicate, t.object) for t in theirs}
            return plan.swap(mine | theirs, new)
    return None


def no_number(plan: Plan, element: NamedNode) -> Triples | None:
    old = plan.of(element, ORDINAL)
    return plan.swap(old, set()) if old else None


def notation_changed(plan: Plan, element: NamedNode) -> Triples | None:
    old = plan.of(element, NOTATION)
    return plan.swap(old, {Triple(element, NOTATION, Literal("1"))}) if old else None


# --- moves


def move(plan: Plan, element: NamedNode) -> Triples | None:
    """Put the element under another parent of the right class; where there is none, under itself."""
    old = {t for t in plan.of(element) if t.predicate in UP}
    if not old:
        return None
    edge = next(iter(old))
    others = plan.siblings(edge.object) if isinstance(edge.object, NamedNode) else []
    return plan.swap(old, {Triple(element, edge.predicate, others[0] if others else element)})


def exchange_parents(plan: Plan, element: NamedNode) -> Triples | None:
    """Exchange parents with the element of the same number elsewhere: the structure stays whole."""
    old = {t for t in plan.of(element) if t.predicate in UP}
    number = {t.object for t in plan.of(element, ORDINAL)}
    for other in plan.siblings(element):
        theirs = {t for t in plan.of(other) if t.predicate in UP}
        if {t.object for t in theirs} != {t.object for t in old} and number == {
            t.object for t in plan.of(other, ORDINAL)
        }:
            new = {Triple(other, t.predicate, t.object) for t in old}
            new |= {Triple(element, t.predicate, t.object) for t in theirs}
            return plan.swap(old | theirs, new)
    return None


def orphan(plan: Plan, element: NamedNode) -> Triples | None:
    old = {t for t in plan.of(element) if t.predicate in UP}
    return plan.swap(old, set()) if old else None


# --- relabels


def relabel(plan: Plan, element: NamedNode) -> Triples:
    old = plan.label(element, "ko")
    return plan.swap({old}, {Triple(element, LABEL, Literal("지어낸 이름", language="ko"))})


def relabel_english(plan: Plan, element: NamedNode) -> Triples:
    old = plan.label(element, "en")
    return plan.swap({old}, {Triple(element, LABEL, Literal("An invented name", language="en"))})


def relabel_slightly(plan: Plan, element: NamedNode) -> Triples:
    old = plan.label(element, "ko")
    text = old.object.value + "."  # type: ignore[union-attr]
    return plan.swap({old}, {Triple(element, LABEL, Literal(text, language="ko"))})


# --- untranslates


def untranslate(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap({plan.label(element, "en")}, set())


def untranslate_to_korean(plan: Plan, element: NamedNode) -> Triples:
    text = plan.label(element, "ko").object.value  # type: ignore[union-attr]
    return plan.swap({plan.label(element, "en")}, {Triple(element, LABEL, Literal(text, language="en"))})


def no_korean(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap({plan.label(element, "ko")}, set())


def no_language(plan: Plan, element: NamedNode) -> Triples:
    old = plan.label(element, "ko")
    return plan.swap({old}, {Triple(element, LABEL, Literal(old.object.value))})  # type: ignore[union-attr]


# --- unsources


def no_passage(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(plan.of(element, PASSAGE), set())


def no_basis(plan: Plan, element: NamedNode) -> Triples:
    return plan.swap(plan.of(element, BASIS), set())


def lost_passage(plan: Plan, element: NamedNode) -> Triples:
    missing = NamedNode(element.value + "/nowhere")
    return plan.swap(plan.of(element, PASSAGE), {Triple(element, PASSAGE, missing)})


def another_passage(plan: Plan, element: NamedNode) -> Triples:
    """Point at a passage that says something else."""
    other = next(t.object for e in plan.siblings(element) or [element] for t in plan.of(e, PASSAGE))
    if not plan.siblings(element):
        return no_passage(plan, element)
    return plan.swap(plan.of(element, PASSAGE), {Triple(element, PASSAGE, other)})


MUTATIONS: dict[str, list[Way]] = {
    "drop": [drop, drop_with_references],
    "double": [double, double_label],
    "retype": [retype, retype_unknown, second_type, no_type],
    "renumber": [renumber, swap_numbers, no_number, notation_changed],
    "move": [move, exchange_parents, orphan],
    "relabel": [relabel, relabel_english, relabel_slightly],
    "untranslate": [untranslate, untranslate_to_korean, no_korean, no_language],
    "unsource": [no_passage, no_basis, lost_passage, another_passage],
}


def plan_of(files: list[GraphFile]) -> Plan:
    """Find the plan's graph among the files of the workspace."""
    return Plan(frozenset(next(file.triples for file in files if file.name == PLAN)))


def mutants(plan: Plan) -> Iterator[tuple[str, NamedNode, str]]:
    """Name every mutant: the mutation, the element, the way in which it is done."""
    for place, element in enumerate(plan.elements()):
        for name, ways in MUTATIONS.items():
            rotated = [ways[(place + turn) % len(ways)] for turn in range(len(ways))]
            way = next((way for way in rotated if way(plan, element) is not None), None)
            if way is not None:
                yield name, element, way.__name__


def mutate(files: list[GraphFile], element: NamedNode, way: str) -> list[GraphFile]:
    """Give the files with one mutant in place of the plan."""
    done = next(each for ways in MUTATIONS.values() for each in ways if each.__name__ == way)
    triples = done(plan_of(files), element)
    assert triples is not None
    return [replace(file, triples=tuple(triples)) if file.name == PLAN else file for file in files]
