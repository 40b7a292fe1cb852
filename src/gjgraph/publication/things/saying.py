"""What is said of a thing in words: rows with names that people use, each with what it rests on."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from gjgraph.core.terms import (
    CSP,
    DCTERMS,
    LABELS,
    OA,
    OWL,
    RDF,
    RDFS,
    SKOS,
    TYPE,
    XSD,
    Literal,
    NamedNode,
    Triple,
)
from gjgraph.core.text import Language, Text, with_particles
from gjgraph.core.turtle import FIRST_PREDICATES, LANGUAGE_PLACES
from gjgraph.publication.things.description import Description
from gjgraph.publication.things.names import BASIS, OBJECT, PREDICATE, SUBJECT
from gjgraph.publication.things.naming import Naming, anchor
from gjgraph.publication.things.table import Row
from gjgraph.publication.things.tree import BROADER, CLASSES, TOP_OF

LAST = 99
SYMMETRIC = NamedNode(OWL + "SymmetricProperty")
ORDER = {**FIRST_PREDICATES, RDF + "subject": 50, RDF + "predicate": 51, RDF + "object": 52}
"""In which order properties are told; the others follow by address."""
INFERRED = NamedNode(CSP + "basis-inferred")
BY_AN_EDITOR = Text("편집자가 추론함", "inferred by an editor")
REASONS = tuple(NamedNode(each) for each in (SKOS + "editorialNote", SKOS + "note", RDFS + "comment"))
LINKS = Text("이것에 기대는 연결", "Links that rest on it")
LINKED = Text("이것이", "This")
INVERSE = NamedNode(OWL + "inverseOf")
SAID_OTHERWISE = frozenset(
    (
        *(each.value for each in LABELS),
        *(RDF + name for name in ("type", "subject", "predicate", "object")),
        *(SKOS + name for name in ("inScheme", "topConceptOf", "hasTopConcept", "notation")),
        *(OA + name for name in ("hasSelector", "hasSource", "start", "end", "exact", "prefix", "suffix")),
        *(CSP + name for name in ("passage", "ordinal", "kind", "line", "text", "sha256", "translation")),
        *(DCTERMS + name for name in ("isPartOf", "identifier", "format")),
        OWL + "deprecated",
        DCTERMS + "isReplacedBy",
    )
)
"""What the page tells in another place, or what only programs need."""
LEADS_OTHERWISE = frozenset(
    (
        *(RDF + name for name in ("subject", "predicate", "object")),
        *(SKOS + name for name in ("inScheme", "topConceptOf", "broader")),
        *(OA + "hasSource", OA + "hasSelector", DCTERMS + "isPartOf"),
    )
)
"""By what other things lead here and the page says so in another place."""
MATCHES = frozenset(
    SKOS + name for name in ("exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch")
)
BACKWARDS = {
    RDF + "type": Text("이 클래스에 드는 것", "Of this class"),
    RDF + "subject": Text("이것에서 나가는 관계", "Relations from it"),
    RDF + "object": Text("이것으로 들어오는 관계", "Relations to it"),
    RDF + "predicate": Text("이 속성으로 잇는 관계", "Relations by this property"),
    SKOS + "inScheme": Text("이 체계에 드는 것", "In this scheme"),
    SKOS + "topConceptOf": Text("맨 위에 있는 것", "At its top"),
    SKOS + "broader": Text("바로 아래에 있는 것", "Right under it"),
    SKOS + "related": Text("관련 개념", "Related"),
    SKOS + "relatedMatch": Text("이것과 관련된 것", "Related to it"),
    OA + "hasSource": Text("여기서 인용한 구절", "Passages quoted from it"),
    DCTERMS + "isPartOf": Text("여기에 들어 있는 것", "Parts of it"),
    DCTERMS + "source": Text("이것을 출처로 삼는 것", "What has it as its source"),
    DCTERMS + "isReplacedBy": Text("이것이 뒤를 이은 것", "What it replaces"),
    CSP + "passage": Text("이 구절을 근거로 삼는 것", "What rests on this passage"),
    CSP + "basis": Text("이것을 바탕으로 하는 것", "What rests on this basis"),
    CSP + "kind": Text("이 종류에 드는 것", "Of this kind"),
}
"""What leads to a thing by a property whose own name would be read the wrong way round."""
PARTICLES = {"을": "을(를)", "를": "을(를)", "이": "이(가)", "가": "이(가)", "은": "은(는)", "는": "은(는)"}
"""Korean particles after a gap in the name of a property, which follow the sound of what fills it."""
CLOSING = re.compile(r"\W+$")
LANGUAGES = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


@dataclass(frozen=True)
class Basis:
    """What a statement rests on."""

    relation: NamedNode
    basis: NamedNode
    reasons: tuple[str, ...]


class Saying:
    """Says what is stated of a thing, and of others about it, to one reader."""

    def __init__(self, found: Description, naming: Naming, language: Language) -> None:
        self.found = found
        self.naming = naming
        self.names = found.names
        self.language = language
        self.bases = self.find_bases()

    def find_bases(self) -> dict[tuple[object, ...], Basis]:
        """Tell by statement what it rests on, where a relation says so."""
        known: dict[tuple[object, ...], Basis] = {}
        for relation in self.found.relations:
            facts = self.names.facts(relation)
            basis = self.names.one(facts, BASIS)
            if isinstance(basis, NamedNode):
                ends = tuple(self.names.one(facts, each) for each in (SUBJECT, PREDICATE, OBJECT))
                known[ends] = Basis(relation, basis, tuple(self.reasons(relation)))
        return known

    def reasons(self, thing: NamedNode) -> list[str]:
        """Give the reasons that editors wrote for something, for the reader."""
        facts = self.names.facts(thing)
        for predicate in REASONS:
            said = [each.object for each in facts.get(predicate, ()) if isinstance(each.object, Literal)]
            own = [each.value for each in said if each.language in (self.language, None)]
            if own:
                return own
        return []

    def told(self, about: NamedNode | None) -> list[Row]:
        """Say what is stated of the thing; without what defines it, which stands above."""
        own = [
            each
            for each in self.found.asserted
            if each.subject == self.found.thing
            and each.predicate != about
            and each.predicate.value not in SAID_OTHERWISE
        ]
        return self.rows(self.in_own_words(own))

    def in_own_words(self, triples: Iterable[Triple]) -> list[Triple]:
        """Leave out what is said in another language too, where it's said in the reader's."""
        found = list(triples)
        spoken = {each.predicate for each in found if tag_of(each) == self.language}
        return [each for each in found if each.predicate not in spoken or tag_of(each) in ("", self.language)]

    def incoming(self) -> list[Row]:
        """Say what is stated of other things about this one; without what stands under it."""
        below = set(self.found.below)
        shown = [
            each
            for each in self.found.rest
            if each not in self.found.derived
            and each.predicate.value not in LEADS_OTHERWISE
            and not (each.subject in below and self.is_under(each))
            and not self.is_relation(each.subject)
        ]
        return self.rows(shown, backwards=True)

    def resting(self) -> list[Row]:
        """Say which links between other things rest on a passage, or on a basis."""
        shown = [
            each
            for each in self.found.rest
            if each not in self.found.derived
            and each.predicate.value not in LEADS_OTHERWISE
            and self.is_relation(each.subject)
        ]
        if not shown:
            return []
        cells = [cell for row in self.rows(shown, backwards=True) for cell in row.cells]
        return [Row(escape(LINKS.in_language(self.language)), cells)]

    def link(self) -> list[Row]:
        """Say in words what a relation links, and how."""
        facts = self.names.facts(self.found.thing)
        first, by, last = (self.names.one(facts, each) for each in (SUBJECT, PREDICATE, OBJECT))
        if not isinstance(first, NamedNode) or not isinstance(by, NamedNode) or last is None:
            return []
        called, pattern = self.property(by.value, backwards=False)
        subject = Row(escape(LINKED.in_language(self.language)), [self.cell(first, "")])
        return [subject, Row(called, [self.in_pattern(pattern, last, by.value)])]

    def is_relation(self, thing: object) -> bool:
        """Tell whether something is a link between two others."""
        return isinstance(thing, NamedNode) and SUBJECT in self.names.facts(thing)

    def is_under(self, triple: Triple) -> bool:
        """Tell whether a statement puts one thing under another, in whatever words."""
        store = self.names.index.store
        return any(
            next(store.quads_for_pattern(triple.subject, each, triple.object, None), None)
            for each in (BROADER, TOP_OF)
        )

    def rows(self, triples: Iterable[Triple], backwards: bool = False) -> list[Row]:
        """Put statements together by what they say, in an order that people expect."""
        grouped: dict[str, dict[object, Triple]] = defaultdict(dict)
        for triple in triples:
            grouped[triple.predicate.value][triple.subject if backwards else triple.object] = triple
        found = []
        for iri in sorted(grouped, key=self.rank):
            words, pattern = self.property(iri, backwards)
            row = Row(words)
            for term in sorted(grouped[iri], key=self.place):
                cell = self.in_pattern(pattern, term, iri)
                row.cells.append(cell + self.mark(grouped[iri][term]))
            found.append(row)
        return found

    def rank(self, iri: str) -> tuple[int, int, str]:
        """Tell where a property stands among others: the plan's own first, what the whole rests on last."""
        group = 1 if iri.startswith(CSP) else 3 if iri in MATCHES else 2
        return (4 if iri == BASIS.value else group), ORDER.get(iri, LAST), iri

    def property(self, iri: str, backwards: bool) -> tuple[Markup, str]:
        """Name a property for the head of a row, and give its words where they have a gap for the value."""
        if backwards and iri in BACKWARDS:
            return escape(BACKWARDS[iri].in_language(self.language)), ""
        words = self.names.of(iri).text(self.language)
        if backwards:
            inverse = self.inverse(iri)
            if inverse:
                words = self.names.of(inverse).text(self.language)
            elif not self.is_symmetric(iri):
                words = f"← {words}"
        lead, gap, trail = words.partition("…")
        if gap:
            first, _, rest = trail.partition(" ")
            is_particle = first in PARTICLES or first == "의"
            head = f"{lead}{rest if is_particle else trail}".strip()
            return escape(head), words
        return escape(words[:1].upper() + words[1:]), ""

    def inverse(self, iri: str) -> str | None:
        """Find the property that says the same the other way round."""
        prop, store = NamedNode(iri), self.names.index.store
        found = [
            *(quad.object for quad in store.quads_for_pattern(prop, INVERSE, None, None)),
            *(quad.subject for quad in store.quads_for_pattern(None, INVERSE, prop, None)),
        ]
        return min((each.value for each in found if isinstance(each, NamedNode)), default=None)

    def is_symmetric(self, iri: str) -> bool:
        """Tell whether a property says the same both ways."""
        return any(each.object == SYMMETRIC for each in self.names.facts(NamedNode(iri)).get(TYPE, ()))

    def in_pattern(self, pattern: str, term: object, iri: str) -> Markup:
        """Put a value into the words of its property, with the particle that fits its sound."""
        lead, gap, trail = pattern.partition("…")
        if not gap or not isinstance(term, NamedNode):
            return self.cell(term, iri)
        cell = self.naming.link(term.value)
        first, space, rest = trail.partition(" ")
        if first in PARTICLES:
            # Punctuation has no sound: the particle follows the last letter.
            said = CLOSING.sub("", self.naming.words(term))
            first = with_particles(f"{said}{PARTICLES[first]}").removeprefix(said)
        return escape(lead) + cell + escape(f"{first}{space}{rest}")

    def mark(self, triple: Triple) -> Markup:
        """Say what a statement rests on, where that is known; loudest where nobody but an editor says it."""
        known = self.bases.get((triple.subject, triple.predicate, triple.object))
        if known is None:
            return Markup()
        href = escape(self.naming.href(known.relation.value))
        is_inferred = known.basis == INFERRED
        words = BY_AN_EDITOR.in_language(self.language) if is_inferred else self.naming.words(known.basis)
        kind = "basis inferred" if is_inferred else "basis"
        said = f' <a class="{kind}" href="{href}">{escape(words)}</a>'
        if is_inferred:
            said += "".join(f' <small class="reason">{escape(each)}</small>' for each in known.reasons)
        return Markup(said)  # noqa: S704 - all is escaped

    def cell(self, term: object, predicate: str) -> Markup:
        """Write a value: a thing by its name and what it is, a date as people write it, a text as it is."""
        if isinstance(term, NamedNode):
            if predicate in MATCHES:
                return self.naming.target(term)
            kinds = [each.object for each in self.names.facts(term).get(TYPE, ())]
            is_element = any(isinstance(each, NamedNode) and each.value in CLASSES for each in kinds)
            return self.naming.called(term) if is_element else self.naming.link(term.value)
        if not isinstance(term, Literal):
            return escape(str(term))
        if predicate == DCTERMS + "language" and term.value in LANGUAGES:
            return escape(LANGUAGES[term.value].in_language(self.language))
        tag = term.language or ""
        return anchor("", worded(term, self.language), "" if tag == self.language else tag)

    def place(self, term: object) -> tuple[object, ...]:
        """Tell where a value stands among others: texts by language, things by their line or address."""
        if isinstance(term, NamedNode):
            return 1, self.names.of(term.value).order, term.value
        return 0, LANGUAGE_PLACES.get(getattr(term, "language", None) or "", 9), str(term)


def tag_of(triple: Triple) -> str:
    """Give the language of what is said."""
    return triple.object.language or "" if isinstance(triple.object, Literal) else ""


def worded(literal: Literal, language: Language) -> str:
    """Write a value as people write it."""
    kind, written = literal.datatype.value, literal.value
    ko = language == "ko"
    if kind == XSD + "boolean" and written in ("true", "1", "false", "0"):
        yes = written in ("true", "1")
        return ("예" if yes else "아니요") if ko else ("yes" if yes else "no")
    if kind == XSD + "date":
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        if ko:
            return f"{day.year}년 {day.month}월 {day.day}일"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return written
