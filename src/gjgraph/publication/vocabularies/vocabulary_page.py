"""The page of a vocabulary: its terms one by one, as the best documentation of ontologies has them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from gjgraph.core.terms import DCTERMS, OWL, SKOS, Literal, NamedNode
from gjgraph.publication.vocabularies.diagram import MOST_CLASSES, Diagram
from gjgraph.publication.vocabularies.ontologies import RDFS, Terms, is_stated, linked, linking, ontologies
from gjgraph.publication.vocabularies.shapes_in_words import Rule, ShapesInWords
from gjgraph.publication.vocabularies.term_uses import members, uses
from gjgraph.publication.vocabularies.wording import Name, Part, Wording

DOMAIN, RANGE = RDFS + "domain", RDFS + "range"
SUBCLASS, SUBPROPERTY = RDFS + "subClassOf", RDFS + "subPropertyOf"
INVERSE, SEE_ALSO = OWL + "inverseOf", RDFS + "seeAlso"
DEFINITIONS = (SKOS + "definition", RDFS + "comment", DCTERMS + "description")
NOTES = tuple(SKOS + name for name in ("scopeNote", "note", "editorialNote", "example", "historyNote"))
CHARACTERISTICS = {
    "FunctionalProperty": ("값은 하나뿐입니다", "has one value at most"),
    "InverseFunctionalProperty": ("한 값은 한 주어에만 딸립니다", "no two things share a value"),
    "SymmetricProperty": ("양쪽으로 성립합니다", "holds both ways"),
    "TransitiveProperty": ("건너서도 성립합니다", "holds across several steps"),
}
KINDS = {
    OWL + "ObjectProperty": ("다른 것과 잇습니다", "links one thing with another"),
    OWL + "DatatypeProperty": ("글자나 수를 적습니다", "gives a text or a number"),
    OWL + "AnnotationProperty": ("주석을 답니다", "annotates"),
}
MEMBERS, DISJOINT = NamedNode(OWL + "members"), NamedNode(OWL + "disjointWith")


@dataclass(frozen=True)
class Entry:
    """A term on the page."""

    iri: str
    fragment: str
    name: str
    href: str
    short: str
    texts: list[tuple[str, str]]
    """What it means, with the language where that isn't the page's."""
    notes: list[tuple[str, str]]
    rows: list[tuple[str, Markup]]
    """What else is to know: a heading, and what stands behind it."""
    rules: list[Rule]


class VocabularyPage:
    """What a graph declares, put for a page."""

    def __init__(self, wording: Wording, terms: Terms) -> None:
        self.wording = wording
        self.terms = terms
        self.index = wording.index
        self.shapes = ShapesInWords(wording)

    def values(self) -> dict[str, Any]:
        """Give what the template fills in."""
        terms = self.terms
        concepts = {scheme: self.concepts(scheme) for scheme in self.wording.sorted(terms.schemes)}
        return {
            "classes": [self.class_entry(each) for each in self.wording.sorted(terms.classes)],
            "properties": [self.property_entry(each) for each in self.wording.sorted(terms.properties)],
            "schemes": [(self.entry(scheme, []), entries) for scheme, entries in concepts.items()],
            "alignments": list(self.alignments()),
            "others": self.others(),
            "diagram": Diagram(self.wording, terms).svg(),
            "is_too_large": len(terms.classes) > MOST_CLASSES,
        }

    def entry(self, iri: str, rows: Iterable[tuple[str, Markup]], rules: Iterable[Rule] = ()) -> Entry:
        """Describe a term."""
        say, texts = self.wording.say, self.wording.texts
        definitions = next(filter(None, (texts(iri, each) for each in DEFINITIONS)), [])
        notes = [note for each in NOTES for note in texts(iri, each)]
        kept = [(heading, content) for heading, content in rows if content]
        if also := linked(self.index, iri, SEE_ALSO):
            kept.append((say("더 볼 것", "See also"), self.wording.links(also)))
        fragment = iri.partition("#")[2] if iri in self.wording.here else ""
        named, short = self.wording.label(iri), self.wording.short(iri)
        href = self.wording.href(iri)
        return Entry(iri, fragment, named, href, short, definitions, notes, kept, list(rules))

    def class_entry(self, iri: str) -> Entry:
        """Describe a class."""
        w, say = self.wording, self.wording.say
        rows = [
            (say("상위 클래스", "Subclass of"), w.links(linked(self.index, iri, SUBCLASS))),
            (say("하위 클래스", "Has subclasses"), w.links(linking(self.index, SUBCLASS, iri))),
            (say("여기서 나가는 속성", "Properties from it"), w.links(linking(self.index, DOMAIN, iri))),
            (say("여기로 오는 속성", "Properties to it"), w.links(linking(self.index, RANGE, iri))),
            (say("겹치지 않는 클래스", "Disjoint with"), w.links(self.disjoint.get(iri, ()))),
            (say("데이터에서", "In the data"), self.members(iri)),
        ]
        return self.entry(iri, rows, self.shapes.of_class(iri))

    def property_entry(self, iri: str) -> Entry:
        """Describe a property."""
        w, say = self.wording, self.wording.say
        types = self.terms.types[iri]
        kinds = [*KINDS.items(), *((OWL + name, words) for name, words in CHARACTERISTICS.items())]
        nature = [say(*words) for kind, words in kinds if kind in types]
        rows = [
            (
                say("성격", "Nature"),
                w.sentence([say(". ", "; ").join(nature), say(".", "")] if nature else []),
            ),
            (say("주어", "From (domain)"), w.links(linked(self.index, iri, DOMAIN))),
            (say("값", "To (range)"), w.links(linked(self.index, iri, RANGE))),
            (
                say("반대 방향", "Inverse"),
                w.links({*linked(self.index, iri, INVERSE), *linking(self.index, INVERSE, iri)}),
            ),
            (say("상위 속성", "Subproperty of"), w.links(linked(self.index, iri, SUBPROPERTY))),
            (say("하위 속성", "Has subproperties"), w.links(linking(self.index, SUBPROPERTY, iri))),
            (say("데이터에서", "In the data"), self.uses(iri)),
        ]
        return self.entry(iri, rows)

    def concepts(self, scheme: str) -> list[Entry]:
        """Describe the concepts of a scheme, wherever they are stated."""
        heading = self.wording.say("데이터에서", "In the data")
        found = self.wording.sorted(linking(self.index, SKOS + "inScheme", scheme))
        return [self.entry(iri, [(heading, self.used_as_value(iri))]) for iri in found]

    def members(self, iri: str) -> Markup:
        """Say how many things of a class there are, with a few of them."""
        found, w = members(self.index, iri), self.wording
        if not found.count:
            return w.sentence([w.say("아직 없습니다.", "None yet.")])
        count = w.say(f"{found.count:,}개", f"{found.count:,} {'thing' if found.count == 1 else 'things'}")
        derived = ""
        if found.derived == found.count:
            derived = w.say(" (모두 하위 클래스에서 따라 나옴)", " (all by way of subclasses)")
        elif found.derived:
            derived = w.say(
                f" (그 가운데 {found.derived:,}개는 하위 클래스에서 따라 나옴)",
                f" ({found.derived:,} of them by way of subclasses)",
            )
        examples = w.listed([w.term(each) for each in found.examples])
        return w.sentence([count, derived, w.say(". 예: ", ". For example: "), *examples])

    def uses(self, iri: str) -> Markup:
        """Say how many statements have a property, with one of them in words."""
        found, w = uses(self.index, iri), self.wording
        if not found.count:
            return w.sentence([w.say("아직 쓰이지 않았습니다.", "Not used yet.")])
        several = "statement" if found.count == 1 else "statements"
        count = w.say(f"진술 {found.count:,}개", f"{found.count:,} {several}")
        derived = ""
        if found.derived == found.count:
            derived = w.say(" (모두 규칙이 끌어낸 것)", " (all derived by rules)")
        elif found.derived:
            derived = w.say(
                f" (그 가운데 {found.derived:,}개는 규칙이 끌어낸 것)",
                f" ({found.derived:,} derived by rules)",
            )
        example: list[Part] = []
        if found.example is not None:
            said = found.example.object
            if isinstance(said, NamedNode):
                value = w.term(said.value)
            else:
                value = Name(shortened(w.value(said).text), tag=getattr(said, "language", None) or "")
            subject = found.example.subject
            thing = w.term(subject.value) if isinstance(subject, NamedNode) else Name(str(subject))
            link = Name(f" — {w.label(iri)} → ")
            example = [w.say(". 예: ", ". For example: "), thing, link, value]
        return w.sentence([count, derived, *example])

    def used_as_value(self, iri: str) -> Markup:
        """Say how many statements lead to a concept."""
        quads = self.index.store.quads_for_pattern(None, None, NamedNode(iri), None)
        graphs = {each.graph for each in ontologies(self.index)}
        outside = (quad for quad in quads if is_stated(quad) and str(quad.graph_name)[1:-1] not in graphs)
        count = len({quad.triple for quad in outside})
        if not count:
            return Markup("")
        several = "statement" if count == 1 else "statements"
        return self.wording.sentence(
            [self.wording.say(f"진술 {count:,}개가 가리킵니다", f"{count:,} {several} lead to it")]
        )

    @cached_property
    def disjoint(self) -> dict[str, set[str]]:
        """Which classes have nothing in common with a class."""
        store, sets = self.index.store, list[set[str]]()
        for quad in filter(is_stated, store.quads_for_pattern(None, MEMBERS, None, None)):
            members = self.shapes.shapes.members(quad.object)
            sets.append({each.value for each in members if isinstance(each, NamedNode)})
        for quad in filter(is_stated, store.quads_for_pattern(None, DISJOINT, None, None)):
            ends = (quad.subject, quad.object)
            sets.append({each.value for each in ends if isinstance(each, NamedNode)})
        found: dict[str, set[str]] = defaultdict(set)
        for together in sets:
            for iri in together:
                found[iri] |= together - {iri}
        return found

    def others(self) -> list[tuple[Entry, list[tuple[Markup, Markup]]]]:
        """Give what the graph states of things that it doesn't declare."""
        return [(self.entry(iri, []), self.statements(iri)) for iri in self.wording.sorted(self.terms.others)]

    def alignments(self) -> Iterator[tuple[Markup, Markup, Markup]]:
        """List what links the terms with those of other vocabularies: term, how, which."""
        w, own = self.wording, self.terms
        for iri in w.sorted(own.classes | own.properties | own.schemes | own.concepts):
            for predicate in (SUBCLASS, SUBPROPERTY, OWL + "equivalentClass", OWL + "equivalentProperty"):
                for other in w.sorted(linked(self.index, iri, predicate)):
                    if not self.is_ours(other):
                        yield w.link(iri), w.link(predicate), Name(w.short(other), w.href(other), True).markup

    def is_ours(self, iri: str) -> bool:
        """Tell whether a term is one of the same vocabulary, or declared beside it."""
        return iri in self.wording.here or iri.startswith(self.index.base)

    def statements(self, iri: str) -> list[tuple[Markup, Markup]]:
        """Write what the graph says of something that it doesn't declare."""
        w = self.wording
        facts = sorted(self.terms.others[iri], key=lambda each: (each.predicate.value, str(each.object)))
        return [
            (w.link(each.predicate.value), w.written(each.object))
            for each in facts
            if not isinstance(each.object, Literal) or each.object.language in (None, w.language)
        ]


def shortened(text: str) -> str:
    """Write the beginning of a long text."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= 80 else line[:79].rstrip() + '…'}”"
