"""What the data say of themselves: their graphs, plans, sources, licences and publishers.

Everything is read from the graphs that files hold; what they don't say stays unsaid.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import CSP, DCTERMS, OWL, PREFIXES, SKOS, TYPE, Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.engine.display import labels
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.statements import asserted_graphs, derived_graphs
from gjgraph.publication.things.description import graph_of, named

PROV, SCHEMA = PREFIXES["prov"], PREFIXES["schema"]
FOAF_NAME = NamedNode(PREFIXES["foaf"] + "name")
PLAN, SOURCE = NamedNode(CSP + "StrategicPlan"), NamedNode(CSP + "SourceDocument")
VOID_DATASET, ONTOLOGY = NamedNode(PREFIXES["void"] + "Dataset"), NamedNode(OWL + "Ontology")
LICENCE, PUBLISHER, CREATOR = (NamedNode(DCTERMS + name) for name in ("license", "publisher", "creator"))
SPATIAL, TEMPORAL = NamedNode(DCTERMS + "spatial"), NamedNode(DCTERMS + "temporal")
VERSION_IRI = NamedNode(OWL + "versionIRI")
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
OUTWARDS = (NamedNode(OWL + "sameAs"), *(NamedNode(SKOS + name) for name in MATCHES))
"""What says that a thing here and a thing of somebody else are alike."""
FEW = 3
"""Plans that are named in a description; the rest are counted."""


@dataclass(frozen=True)
class Graph:
    """A named graph, as its header describes it."""

    iri: str
    triples: int
    is_derived: bool
    licences: tuple[NamedNode, ...]
    title: Text | None


@dataclass(frozen=True)
class Links:
    """The links of one kind that lead to one other data set."""

    predicate: NamedNode
    target: str
    """What the addresses over there begin with."""
    count: int


class About:
    """What is known of the data set as a whole."""

    def __init__(self, index: Index, name: Text) -> None:
        self.index = index
        self.base = index.base
        self.name = name
        headers = {each: list(self.headers(each)) for each in asserted_graphs(index)}
        self.graphs = [
            Graph(iri, index.counts[iri], False, tuple(self.said(found, LICENCE, iri)), self.title(found))
            for iri, found in headers.items()
        ]
        self.derived = [Graph(iri, index.counts[iri], True, (), None) for iri in derived_graphs(index)]
        # The data's own headers: who publishes a vocabulary needn't publish what is said in it.
        data = [(each, iri) for iri, found in headers.items() for each in found if each.value == iri]
        data = [(each, iri) for each, iri in data if self.holds(each, TYPE, VOID_DATASET)]
        self.publishers = ordered(each for one, iri in data for each in self.said([one], PUBLISHER, iri))
        self.creators = ordered(each for one, iri in data for each in self.said([one], CREATOR, iri))
        self.plans = ordered(self.subjects(TYPE, PLAN))
        self.sources = ordered(self.subjects(TYPE, SOURCE))
        self.spatial = ordered(each for plan in self.plans for each in self.objects(plan, SPATIAL))
        self.temporal = ordered(each for plan in self.plans for each in self.objects(plan, TEMPORAL))
        self.plan_publishers = ordered(each for plan in self.plans for each in self.objects(plan, PUBLISHER))
        self.vocabularies = ordered(
            each for each in self.subjects(TYPE, ONTOLOGY) if any(self.objects(each, VERSION_IRI))
        )

    @property
    def licence(self) -> NamedNode | None:
        """The licence of the whole, where every graph states one and all state the same."""
        found = {each.licences for each in self.graphs}
        only = next(iter(found)) if len(found) == 1 else ()
        return only[0] if len(only) == 1 else None

    @property
    def description(self) -> Text:
        """One sentence that says what the data are."""
        if not self.plans:
            return Text("연결된 데이터.", "Linked data.")
        shown = [self.name_of(plan) for plan in self.plans[:FEW]]
        more = len(self.plans) - len(shown)
        ko = ", ".join(f"‘{each.ko}’" for each in shown) + (f" 외 {more:,}개" if more else "")
        en = ", ".join(f"“{each.en}”" for each in shown) + (f" and {more:,} more" if more else "")
        many = len(self.plans) > 1
        return Text(
            f"전략계획 {ko}: 요소와 그 연결을 연결된 데이터로 나타냅니다.",
            f"The strategic plan{'s' if many else ''} {en} as linked data: the elements and their links.",
        )

    def name_of(self, thing: NamedNode) -> Text:
        """Give what a thing is called, else the end of its address."""
        short = thing.value.removeprefix(self.base)
        return self.called(thing) or Text(short, short)

    def called(self, thing: NamedNode) -> Text | None:
        """Give what a thing is called, if anything."""
        found = labels(thing, self.index)
        if not found:
            quads = self.index.store.quads_for_pattern(thing, FOAF_NAME, None, None)
            plain = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
            found = {"": min(plain)} if plain else {}
        names = [found[tag] for tag in sorted(found)]
        ko, en = found.get("ko"), found.get("en")
        return Text(ko or en or names[0], en or ko or names[0]) if names else None

    def title(self, headers: Iterable[NamedNode]) -> Text | None:
        """Give what the header of a graph calls it."""
        return next((named for named in map(self.called, headers) if named), None)

    def headers(self, graph: str) -> Iterator[NamedNode]:
        """Find what stands in a graph for the graph itself: a dataset, or an ontology."""
        for kind in (VOID_DATASET, ONTOLOGY):
            for quad in self.index.store.quads_for_pattern(None, TYPE, kind, NamedNode(graph)):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject

    def said(self, subjects: Iterable[NamedNode], predicate: NamedNode, graph: str) -> list[NamedNode]:
        """Find what a graph says of some things."""
        return ordered(
            quad.object
            for subject in subjects
            for quad in self.index.store.quads_for_pattern(subject, predicate, None, NamedNode(graph))
            if isinstance(quad.object, NamedNode)
        )

    def objects(self, subject: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
        """Find what files say of a thing."""
        for quad in named(self.index.store.quads_for_pattern(subject, predicate, None, None)):
            if isinstance(quad.object, NamedNode) and not is_derived(graph_of(quad)):
                yield quad.object

    def subjects(self, predicate: NamedNode, thing: NamedNode) -> Iterator[NamedNode]:
        """Find of what files say something."""
        for quad in named(self.index.store.quads_for_pattern(None, predicate, thing, None)):
            if isinstance(quad.subject, NamedNode) and not is_derived(graph_of(quad)):
                yield quad.subject

    def holds(self, subject: NamedNode, predicate: NamedNode, thing: NamedNode) -> bool:
        """Tell whether files state something."""
        return any(
            not is_derived(graph_of(quad))
            for quad in named(self.index.store.quads_for_pattern(subject, predicate, thing, None))
        )

    def graphs_of(self, subject: NamedNode) -> set[str]:
        """Name the graphs of files that state something of a thing."""
        quads = named(self.index.store.quads_for_pattern(subject, None, None, None))
        return {graph_of(quad) for quad in quads if not is_derived(graph_of(quad))}

    def period(self, period: NamedNode) -> tuple[Literal | None, Literal | None]:
        """Give the first and the last day of a period."""
        days = []
        for name in ("startDate", "endDate"):
            quads = named(self.index.store.quads_for_pattern(period, NamedNode(SCHEMA + name), None, None))
            days.append(next((each.object for each in quads if isinstance(each.object, Literal)), None))
        return days[0], days[1]

    def links(self) -> list[Links]:
        """Count the links that lead out of the data set, by their kind and where they lead."""
        counts: dict[tuple[NamedNode, str], set[tuple[str, str]]] = defaultdict(set)
        for predicate in OUTWARDS:
            for quad in named(self.index.store.quads_for_pattern(None, predicate, None, None)):
                if is_derived(graph_of(quad)) or not isinstance(quad.object, NamedNode):
                    continue
                here, there = str(quad.subject), quad.object.value
                if here.startswith(f"<{self.base}") and not there.startswith(self.base):
                    counts[predicate, namespace(there)].add((here, there))
        order = sorted(counts, key=lambda each: (each[1], each[0].value))
        return [Links(predicate, target, len(counts[predicate, target])) for predicate, target in order]

    def activity(self, version: str) -> NamedNode | None:
        """Find what made the version, else the last thing that was done, in the history."""
        store, generated = self.index.store, NamedNode(PROV + "generated")
        made = NamedNode(f"{self.base}version/{version}")
        found = [quad.subject for quad in named(store.quads_for_pattern(None, generated, made, None))]
        if not found:
            used = NamedNode(PROV + "used")
            found = [
                quad.subject
                for quad in named(store.quads_for_pattern(None, generated, None, None))
                if next(store.quads_for_pattern(None, used, quad.object, None), None) is None
            ]
        only = found[0] if len(found) == 1 else None
        return only if isinstance(only, NamedNode) else None


def ordered(found: Iterable[NamedNode]) -> list[NamedNode]:
    """Give each once, in the order of their addresses."""
    return sorted(set(found), key=lambda each: each.value)


def namespace(iri: str) -> str:
    """Give what the addresses of a data set begin with, from one of them."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
