"""The form of one thing: its fields, what is said of it, and what can be chosen, all at one version."""

import json
from collections.abc import Iterable

from gjgraph.core.terms import CSP, OA, OWL, RDF, SKOS, TYPE, Literal, NamedNode, Quad
from gjgraph.core.text import Text
from gjgraph.engine.headers import rights
from gjgraph.engine.index import Index
from gjgraph.publication.forms.choices import Choices
from gjgraph.publication.forms.facts import SUBCLASS, Stated
from gjgraph.publication.forms.fields import Fields
from gjgraph.publication.forms.graphs import Homes
from gjgraph.publication.forms.model import Choice, Field, Form, Passage, Record, Said
from gjgraph.publication.forms.new import Places
from gjgraph.publication.things.names import Names

PLAN_ASKED = "form-plan "
"""What a text begins with that asks about a whole plan."""
SUCCESSORS = "successors"
"""The list of the things of the same class."""
ASKED = "form-thing "
"""What a text begins with that asks for a form."""
SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
STATEMENT = NamedNode(RDF + "Statement")
SCHEME, SCHEMES = NamedNode(SKOS + "inScheme"), SKOS + "ConceptScheme"
PASSAGE, PASSAGES, LINE = NamedNode(CSP + "passage"), CSP + "Passage", NamedNode(CSP + "line")
SELECTOR, EXACT = NamedNode(OA + "hasSelector"), NamedNode(OA + "exact")
DEPRECATED = NamedNode(OWL + "deprecated")
LABELLED = tuple(NamedNode(SKOS + each) for each in ("prefLabel", "altLabel"))
ORDINAL, NOTATION = CSP + "ordinal", SKOS + "notation"


def asked_for(thing: str, kind: str = "", under: str = "") -> str:
    """Write what asks for the form of a thing, or of a new one of a class under another."""
    return ASKED + json.dumps({"thing": thing, "kind": kind, "under": under}, ensure_ascii=False)


class Maker:
    """Makes forms, of an index that stays as it is meanwhile."""

    def __init__(self, index: Index, names: Names) -> None:
        self.index = index
        self.stated = Stated(index, names)
        self.fields = Fields(self.stated)
        self.places = Places(self.stated)
        self.homes = Homes(self.stated)
        self.listed = Choices(self.stated, "")
        """What can be chosen in the plan that was asked about last."""

    def make(self, thing: str, kind: str, under: str) -> Form:
        """Make the form of a thing that is there, or of one that may be made."""
        stated = self.stated
        predicate = ""
        suggested: dict[str, list[str]] = {}
        if kind:
            thing, predicate, suggested = self.suggest(thing, kind, under)
        quads = stated.quads(NamedNode(thing))
        is_gone = any(quad.predicate == DEPRECATED for quad in quads)
        kinds = stated.kinds(thing) or ([kind] if kind else [])
        plan = self.plan(thing, kinds) if not kind else self.plan(under, stated.kinds(under))
        graph = self.homes.graph_of(quads or stated.quads(NamedNode(under)) if under or quads else [])
        inside, outside = self.homes.around(graph, plan) if graph else ("", "")
        present = {quad.predicate.value for quad in quads} | ({predicate} if predicate else set())
        fields = self.fields.of(kinds, present)
        record_class = self.record_class()
        record_fields = (
            self.fields.of([record_class], with_open=False, with_domain=False) if record_class else ()
        )
        records = self.records(thing)
        passages = self.passages(thing, quads)
        passage_fields = tuple(
            each
            for each in (self.fields.of([PASSAGES], with_open=False) if passages else ())
            if each.languages
        )
        if self.listed.plan != plan:
            self.listed = Choices(stated, plan)
        choices = self.listed
        return Form(
            thing=thing,
            path=stated.short(thing),
            is_there=bool(quads) and not is_gone,
            name=self.text(thing),
            kinds=tuple(choices.choice(each) for each in kinds),
            plan=plan,
            graph=graph,
            outside=outside,
            inside=inside,
            fields=fields,
            said=tuple(self.said(quad) for quad in quads),
            record_class=record_class,
            record_fields=record_fields,
            records=records,
            record_graph=self.record_graph(records, plan) or graph,
            passage_fields=passage_fields,
            passages=passages,
            places=self.places.under(thing) if quads and not is_gone else (),
            choices=self.choices(kinds, choices, (*fields, *record_fields), quads, records),
            gone=is_gone,
            suggested=suggested,
            headers=tuple(sorted(self.index.counts)),
            rights=tuple((predicate.value, str(value)) for predicate, value in rights(self.index)),
        )

    def choices(
        self,
        kinds: list[str],
        choices: Choices,
        fields: Iterable[Field],
        quads: list[Quad],
        records: tuple[Record, ...],
    ) -> dict[str, tuple[Choice, ...]]:
        """List what can be chosen, and what is chosen already though it isn't listed."""
        keys = {each.choices for each in fields if each.choices}
        found = {key: choices.listed(key) for key in sorted(keys)}
        found[SUCCESSORS] = choices.listed(f"class:{kinds[-1]}") if kinds else ()
        listed = {each.iri for every in found.values() for each in every}
        chosen = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
        for record in records:
            chosen |= {said.object[1:-1] for said in record.said if said.object.startswith("<")}
        return {**found, "": tuple(choices.choice(iri) for iri in sorted(chosen - listed))}

    def text(self, iri: str) -> Text:
        """Give what a thing is called."""
        name = self.stated.names.of(iri)
        return Text(name.ko, name.en)

    def said(self, quad: Quad) -> Said:
        """Give a statement, with its words."""
        value = quad.object
        words = (
            self.text(value.value)
            if isinstance(value, NamedNode)
            else Text(*[getattr(value, "value", "")] * 2)
        )
        graph = getattr(quad.graph_name, "value", "")
        language = (value.language or "") if isinstance(value, Literal) else ""
        return Said(
            quad.predicate.value, str(value), graph, (self.text(quad.predicate.value), words), language
        )

    def plan(self, thing: str, kinds: list[str]) -> str:
        """Give the plan that a thing belongs to: itself, if it is one."""
        if SCHEMES in self.stated.classes(kinds):
            return thing
        found = self.stated.values(thing, SCHEME)
        if found:
            return found[0].value
        plans = sorted((iri for iri in self.all_plans() if thing.startswith(iri + "/")), key=len)
        return plans[-1] if plans else ""

    def all_plans(self) -> list[str]:
        """Name the plans: what elements are said to be in."""
        found = self.index.store.quads_for_pattern(None, TYPE, NamedNode(CSP + "StrategicPlan"), None)
        return sorted({each.subject.value for each in found if isinstance(each.subject, NamedNode)})

    # What stands beside

    def record_class(self) -> str:
        """Name the class of the records of links, if the ontology has one."""
        return next(iter(self.stated.subjects(SUBCLASS, STATEMENT.value)), "")

    def records(self, thing: str) -> tuple[Record, ...]:
        """Give the records of the links that go from a thing."""
        found = []
        for iri in self.stated.subjects(SUBJECT, thing):
            quads = self.stated.quads(NamedNode(iri))
            ends = {quad.predicate: quad.object for quad in quads if quad.predicate in (PREDICATE, OBJECT)}
            if all(isinstance(ends.get(each), NamedNode) for each in (PREDICATE, OBJECT)):
                said = tuple(self.said(quad) for quad in quads)
                found.append(Record(iri, ends[PREDICATE].value, ends[OBJECT].value, said))  # type: ignore[union-attr]
        return tuple(found)

    def record_graph(self, records: tuple[Record, ...], plan: str) -> str:
        """Give the graph where the records of what the source says stand, by those of a plan."""
        for record in records:
            for said in record.said:
                if True in self.homes.minds(said.graph):
                    return said.graph
        kinds = self.stated.quads(None, TYPE, NamedNode(self.record_class() or CSP))
        for quad in kinds:
            graph = getattr(quad.graph_name, "value", "")
            if getattr(quad.subject, "value", "").startswith(plan + "/") and True in self.homes.minds(graph):
                return graph
        return ""

    def passages(self, thing: str, quads: list[Quad]) -> tuple[Passage, ...]:
        """Give the passages that a thing rests on, in the order of the source."""
        found = []
        for quad in quads:
            if quad.predicate != PASSAGE or not isinstance(quad.object, NamedNode):
                continue
            iri = quad.object.value
            said = self.stated.quads(quad.object)
            exact = self.exact(said)
            line = next((each.object.value for each in said if each.predicate == LINE), "")  # type: ignore[union-attr]
            quote, language = (exact.value, exact.language or "") if exact else ("", "")
            path, told = self.stated.short(iri), tuple(self.said(each) for each in said)
            found.append(Passage(iri, path, quote, language, line, told, self.others(thing, quad.object)))
        return tuple(sorted(found, key=lambda each: (len(each.line), each.line, each.iri)))

    def exact(self, said: list[Quad]) -> Literal | None:
        """Give the words of a passage."""
        for each in said:
            if each.predicate == SELECTOR and isinstance(each.object, NamedNode):
                for quote in self.stated.quads(each.object, EXACT):
                    if isinstance(quote.object, Literal):
                        return quote.object
        return None

    def others(self, thing: str, passage: NamedNode) -> tuple[str, ...]:
        """Give what the other things are called that rest on a passage."""
        found = set()
        for iri in self.stated.subjects(PASSAGE, passage.value):
            for label in LABELLED if iri != thing else ():
                found |= {str(each.object) for each in self.stated.quads(NamedNode(iri), label)}
        return tuple(sorted(found))

    # What is new

    def suggest(self, thing: str, kind: str, under: str) -> tuple[str, str, dict[str, list[str]]]:
        """Propose address, number and place of something new under a thing."""
        places = [each for each in self.places.under(under) if each.kind == kind]
        if not places:
            return thing or f"{self.index.base}id/", "", {}
        place = places[0]
        plan = self.plan(under, self.stated.kinds(under))
        siblings = self.places.siblings(kind, place.predicate, under)
        ordinal = self.places.next_ordinal(siblings)
        address = thing or self.places.address(kind, under, plan, siblings, ordinal)
        short = self.stated.short
        suggested = {
            short(ORDINAL): [str(ordinal)],
            f"{short(place.predicate)}[0]": [short(under)],
        }
        if notation := self.places.next_notation(siblings):
            suggested[short(NOTATION)] = [notation]
        if plan:
            suggested[short(SCHEME.value)] = [short(plan)]
        return address, place.predicate, suggested
