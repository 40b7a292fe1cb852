"""Whole plans: a new one with what any plan must have, and a copy of one as the next term's draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gjgraph.core.terms import (
    CSP,
    DCTERMS,
    OWL,
    PREFIXES,
    RDFS,
    SKOS,
    TYPE,
    BlankNode,
    Literal,
    NamedNode,
    Quad,
)
from gjgraph.core.text import Text
from gjgraph.engine.headers import rights
from gjgraph.engine.index import Index
from gjgraph.publication.forms.facts import DOMAIN, SUBCLASS, Stated
from gjgraph.publication.forms.form import OBJECT, PASSAGE, PREDICATE, SCHEME, STATEMENT, SUBJECT
from gjgraph.publication.forms.graphs import BASIS, OF_THE_SOURCE
from gjgraph.publication.forms.new import CAPITAL, record_address
from gjgraph.publication.forms.values import ABSOLUTE
from gjgraph.publication.things.names import Names
from gjgraph.publication.vocabularies.shapes import Shapes

PLAN = CSP + "StrategicPlan"
OTHER_SOURCE = NamedNode(CSP + "basis-other-source")
ORDINAL = NamedNode(CSP + "ordinal")
LANGUAGE, SOURCE, TEMPORAL = (NamedNode(DCTERMS + name) for name in ("language", "source", "temporal"))
LABEL, TITLE = NamedNode(SKOS + "prefLabel"), NamedNode(DCTERMS + "title")
NAMELESS = Text("", "")
ONE = "http://www.w3.org/2001/XMLSchema#integer"


@dataclass(frozen=True)
class Level:
    """What a plan must have below what is above it in the list."""

    predicate: str
    kind: str
    name: Text


@dataclass(frozen=True)
class Profile:
    """What a plan of a kind must have, by the class that it is of."""

    iri: str
    name: Text


@dataclass(frozen=True)
class About:
    """What must be known to begin a plan."""

    levels: tuple[Level, ...]
    profiles: tuple[Profile, ...]
    name: Text = NAMELESS
    """What the plan is called that is copied."""
    count: int = 0
    """How many elements it has."""
    is_there: bool = False
    """Whether it is a plan; of one that is to be made, whether it was made already."""
    is_taken: bool = False
    """Whether the new address is in use."""
    quads: str = ""
    """What is to be added, as N-Quads."""


@dataclass
class Draft:
    """The statements of a new plan."""

    base: str
    slug: str
    quads: set[Quad] = field(default_factory=set)

    @property
    def plan(self) -> str:
        """The IRI of the plan."""
        return f"{self.base}id/{self.slug}"

    @property
    def graph(self) -> str:
        """The graph that it stands in."""
        return f"{self.base}graph/{self.slug}"

    def say(self, subject: str, predicate: str, value: NamedNode | Literal, graph: str = "") -> None:
        """Add a statement."""
        self.quads.add(Quad(NamedNode(subject), NamedNode(predicate), value, NamedNode(graph or self.graph)))

    def name(self, subject: str, predicates: Iterable[NamedNode], name: Text, graph: str = "") -> None:
        """Add what something is called, in both languages."""
        for predicate in predicates:
            self.say(subject, predicate.value, Literal(name.ko, language="ko"), graph)
            self.say(subject, predicate.value, Literal(name.en, language="en"), graph)


class Plans:
    """Begins plans."""

    def __init__(self, index: Index, names: Names) -> None:
        self.index = index
        self.stated = Stated(index, names)
        self.shapes = Shapes(index)

    def about(self, of: str = "") -> About:
        """Tell what must be known to begin a plan, or to copy one."""
        profiles = tuple(Profile(iri, self.text(iri)) for iri in sorted(self.stated.below(PLAN) - {PLAN}))
        elements = self.elements(of) if of else []
        is_there = bool(of) and PLAN in self.stated.classes(self.stated.kinds(of))
        name = self.text(of) if of else Text("", "")
        # That of the plan itself comes first.
        own = set(self.stated.kinds(of)) if of else set()
        profiles = tuple(sorted(profiles, key=lambda each: each.iri not in own))
        return About(tuple(self.levels()), profiles, name, len(elements), is_there)

    def text(self, iri: str) -> Text:
        """Give what a thing is called."""
        name = self.stated.names.of(iri)
        return Text(name.ko, name.en)

    def levels(self) -> list[Level]:
        """Find what any plan must have: the longest way down that a shape of all plans asks for."""
        ways: list[list[str]] = []
        for shape in self.shapes.node_shapes():
            if not any(target == PLAN for _, target in self.shapes.targets(shape)):
                continue
            for inner in self.shapes.properties(shape):
                if self.shapes.value(inner, "minCount") is not None:
                    ways.append(self.way_down(inner))
        longest = max(ways, key=len, default=[])
        found = []
        for predicate in longest:
            kinds = self.stated.values(predicate, DOMAIN)
            if kinds:
                found.append(Level(predicate, kinds[0].value, self.text(kinds[0].value)))
        return found

    def way_down(self, shape: NamedNode | BlankNode) -> list[str]:
        """Read a path of nothing but steps down; empty where it is another."""
        path = self.shapes.value(shape, "path")
        steps = [] if path is None else self.shapes.members(path) or [path]
        found = [self.shapes.value(step, "inversePath") for step in steps]
        return [each.value for each in found if isinstance(each, NamedNode)] if all(found) else []

    # A new plan

    def begin(
        self, slug: str, name: Text, profile: str, source: str, lines: Sequence[Sequence[Text]], language: str
    ) -> About:
        """Begin a plan with what any plan must have."""
        draft = Draft(self.index.base, slug)
        self.head(draft, name, language)
        if not profile:
            profile = self.profile(draft, name)
        draft.say(draft.plan, TYPE.value, NamedNode(profile))
        for subject in [draft.plan]:
            self.ground(draft, subject, source)
        above = draft.plan
        levels = self.levels()
        for level, texts in zip(levels, lines, strict=False):
            slugged = CAPITAL.sub("-", level.kind.rpartition("#")[2]).lower()
            is_many = len(texts) > 1 or level is levels[-1]
            first = ""
            for place, text in enumerate(texts, 1):
                iri = f"{draft.plan}/{slugged}" + (f"/{place}" if is_many else "")
                first = first or iri
                draft.say(iri, TYPE.value, NamedNode(level.kind))
                draft.name(iri, [LABEL], text)
                draft.say(iri, ORDINAL.value, Literal(str(place), datatype=NamedNode(ONE)))
                draft.say(iri, SCHEME.value, NamedNode(draft.plan))
                draft.say(iri, level.predicate, NamedNode(above))
                self.ground(draft, iri, source)
                self.record(draft, iri, level.predicate, above, source)
            above = first or above
        return self.done(draft)

    def head(self, draft: Draft, name: Text, language: str) -> None:
        """Add the header of the graph, and the plan itself."""
        draft.say(draft.graph, TYPE.value, NamedNode(PREFIXES["void"] + "Dataset"))
        draft.name(draft.graph, [TITLE], name)
        self.rights(draft, draft.graph)
        draft.say(draft.plan, TYPE.value, NamedNode(PLAN))
        draft.name(draft.plan, [LABEL, TITLE], name)
        draft.say(draft.plan, LANGUAGE.value, Literal(language))

    def rights(self, draft: Draft, graph: str) -> None:
        """Say of a graph what all others say of themselves: the licence, and who publishes it."""
        for predicate, value in rights(self.index):
            if isinstance(value, NamedNode | Literal):
                draft.say(graph, predicate.value, value, graph)

    def profile(self, draft: Draft, name: Text) -> str:
        """Add a profile that asks for no numbers yet."""
        graph = f"{draft.base}ontology/shapes/{draft.slug.replace('/', '-')}"
        iri = f"{graph}#Plan"
        draft.say(graph, TYPE.value, NamedNode(OWL + "Ontology"), graph)
        draft.name(graph, [TITLE], Text(f"프로필: {name.ko}", f"Profile: {name.en}"), graph)
        self.rights(draft, graph)
        draft.say(iri, TYPE.value, NamedNode(OWL + "Class"), graph)
        draft.name(
            iri, [NamedNode(RDFS + "label")], Text(f"{name.ko}의 프로필", f"profile of {name.en}"), graph
        )
        draft.say(iri, SUBCLASS.value, NamedNode(PLAN), graph)
        return iri

    def ground(self, draft: Draft, subject: str, source: str) -> None:
        """Say what something rests on: another source, by its name or by its address on the web."""
        draft.say(subject, BASIS.value, OTHER_SOURCE)
        is_address = ABSOLUTE.fullmatch(source)
        draft.say(subject, SOURCE.value, NamedNode(source) if is_address else Literal(source))

    def record(self, draft: Draft, subject: str, predicate: str, value: str, source: str) -> None:
        """Record what a link rests on."""
        kind = next(iter(self.stated.subjects(SUBCLASS, STATEMENT.value)), "")
        if not kind:
            return
        iri = record_address(draft.plan, subject, predicate, value, is_first=True)
        draft.say(iri, TYPE.value, NamedNode(kind))
        for end, term in ((SUBJECT, subject), (PREDICATE, predicate), (OBJECT, value)):
            draft.say(iri, end.value, NamedNode(term))
        self.ground(draft, iri, source)

    def done(self, draft: Draft) -> About:
        """Give a draft, and whether its address is free."""
        graphs = {getattr(quad.graph_name, "value", "") for quad in draft.quads}
        known = graphs & set(self.index.counts)
        said = self.stated.quads(NamedNode(draft.plan))
        listed = "".join(sorted(f"{quad} .\n" for quad in draft.quads))
        is_made = all(quad in self.index.store for quad in draft.quads)
        return About((), (), is_there=is_made, is_taken=bool(known or said), quads=listed)

    # A copy

    def elements(self, plan: str) -> list[str]:
        """Name what belongs to a plan."""
        return self.stated.subjects(SCHEME, plan)

    def copy(self, plan: str, slug: str, name: Text, profile: str) -> About:
        """Copy a plan: what the source said, the copy has from that source; its passages stay behind.

        `profile` is that of the copy; empty for one of its own.
        """
        draft = Draft(self.index.base, slug)
        found = self.stated.quads(NamedNode(plan), LANGUAGE)
        self.head(draft, name, found[0].object.value if found else "ko")  # type: ignore[union-attr]
        elements = self.elements(plan)
        renamed = {iri: self.renamed(iri, plan, draft) for iri in [plan, *elements]}
        sources = self.stated.quads(NamedNode(plan), SOURCE)
        source: NamedNode | Literal = Literal(self.text(plan).ko)
        source = next((each.object for each in sources if isinstance(each.object, NamedNode)), source)
        draft.say(draft.plan, TYPE.value, NamedNode(profile or self.profile(draft, name)))
        # For which time the copy is, nobody has said yet.
        left = {TITLE, LABEL, LANGUAGE, SOURCE, TYPE, TEMPORAL}
        for iri in [plan, *elements]:
            quads = [
                quad
                for quad in self.stated.quads(NamedNode(iri))
                if iri != plan or quad.predicate not in left
            ]
            self.take_over(draft, renamed[iri], quads, renamed, source)
        for kind in self.stated.subjects(SUBCLASS, STATEMENT.value):
            for record in self.stated.subjects(TYPE, kind):
                quads = self.stated.quads(NamedNode(record))
                ends = {quad.predicate: quad.object for quad in quads}
                subject = ends.get(SUBJECT)
                if isinstance(subject, NamedNode) and subject.value in renamed:
                    self.take_over(draft, self.renamed(record, plan, draft), quads, renamed, source)
        return self.done(draft)

    def renamed(self, iri: str, plan: str, draft: Draft) -> str:
        """Give the address of something in the copy."""
        if iri == plan or iri.startswith(plan + "/"):
            return draft.plan + iri[len(plan) :]
        return f"{draft.plan}/{iri.rpartition('/id/')[2]}"

    def take_over(
        self,
        draft: Draft,
        subject: str,
        quads: Iterable[Quad],
        renamed: dict[str, str],
        source: NamedNode | Literal,
    ) -> None:
        """Say the same of a copy, on the basis that it is taken over."""
        quads = list(quads)
        bases = {getattr(quad.object, "value", "") for quad in quads if quad.predicate == BASIS}
        is_stated = bool(bases & OF_THE_SOURCE)
        for quad in quads:
            value = quad.object
            if quad.predicate == PASSAGE or (quad.predicate == BASIS and is_stated):
                continue
            if isinstance(value, NamedNode):
                value = NamedNode(renamed.get(value.value, value.value))
            draft.say(subject, quad.predicate.value, value)  # type: ignore[arg-type]
        if is_stated:
            draft.say(subject, BASIS.value, OTHER_SOURCE)
            draft.say(subject, SOURCE.value, source)
