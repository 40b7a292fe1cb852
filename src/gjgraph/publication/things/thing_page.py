"""The page of a thing: what its description says, put for a reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from gjgraph.core.terms import CSP, DCTERMS, OA, RDF, RDFS, SKOS, Literal, NamedNode, Triple
from gjgraph.core.text import Language, Text
from gjgraph.core.turtle import FIRST_PREDICATES, LANGUAGE_PLACES
from gjgraph.publication.pages import reference
from gjgraph.publication.things.description import Description
from gjgraph.publication.things.names import (
    BASIS,
    EXACT,
    OBJECT,
    PREDICATE,
    SUBJECT,
)
from gjgraph.publication.things.quotes import Quote, quoted
from gjgraph.publication.things.structured import structured_data
from gjgraph.publication.things.tree import NOTATION

TEXT = NamedNode(CSP + "text")
SUCCESSOR, DEFINITION = NamedNode(DCTERMS + "isReplacedBy"), NamedNode(SKOS + "definition")
ABOUT = (
    DEFINITION,
    NamedNode(DCTERMS + "description"),
    NamedNode(RDFS + "comment"),
    NamedNode(SKOS + "scopeNote"),
)
WHY = tuple(NamedNode(SKOS + name) for name in ("historyNote", "changeNote", "editorialNote"))
TEXT_LANGUAGE = NamedNode(DCTERMS + "language")
LONGEST_SUMMARY = 160
LAST = 99
ORDER = {**FIRST_PREDICATES, RDF + "subject": 50, RDF + "predicate": 51, RDF + "object": 52}
"""In which order properties are told; the others follow by address."""
BACKWARDS = {
    RDF + "type": Text("이 클래스에 드는 것", "Of this class"),
    RDF + "subject": Text("이것에서 나가는 관계", "Relations from it"),
    RDF + "object": Text("이것으로 들어오는 관계", "Relations to it"),
    RDF + "predicate": Text("이 속성으로 잇는 관계", "Relations by this property"),
    SKOS + "inScheme": Text("이 체계에 드는 것", "In this scheme"),
    SKOS + "topConceptOf": Text("맨 위에 있는 것", "At its top"),
    SKOS + "broader": Text("바로 아래에 있는 것", "Right under it"),
    SKOS + "related": Text("관련 개념", "Related"),
    OA + "hasSource": Text("여기서 인용한 구절", "Passages quoted from it"),
    DCTERMS + "isPartOf": Text("여기에 들어 있는 것", "Parts of it"),
    DCTERMS + "source": Text("이것을 출처로 삼는 것", "What has it as its source"),
    DCTERMS + "isReplacedBy": Text("이것이 뒤를 이은 것", "What it replaces"),
    CSP + "passage": Text("이 구절을 근거로 삼는 것", "What rests on this passage"),
    CSP + "basis": Text("이것을 바탕으로 하는 것", "What rests on this basis"),
    CSP + "kind": Text("이 종류에 드는 것", "Of this kind"),
}
"""What leads to a thing by a property whose own name would be read the wrong way round."""


@dataclass
class Group:
    """What is said by one property, or of one kind."""

    called: Markup
    cells: list[Markup] = field(default_factory=list)


class ThingPage:
    """Writes the parts of a thing's page for one reader."""

    def __init__(self, found: Description, place: str, language: Language, rules: Mapping[str, Text]) -> None:
        self.found = found
        self.names = found.names
        self.language = language
        self.rules = rules
        self.folder = place.rpartition("/")[0]
        self.links: dict[str, Markup] = {}
        self.facts = self.names.facts(found.thing)

    def values(self) -> dict[str, Any]:
        """Give all that the template fills in."""
        found, language = self.found, self.language
        name = self.names.of(found.thing.value)
        other: Language = "en" if language == "ko" else "ko"
        crumbs = [each.object for each in reversed(found.way_up) if isinstance(each.object, NamedNode)]
        is_first = found.number == 1
        quotes = [self.quote(each) for each in found.passages] if is_first else []
        about = self.about()
        bases = self.bases()
        own = [each for each in found.asserted if each.subject == found.thing] if is_first else []
        return {
            "description": found,
            "called": name.text(language),
            "called_tag": name.tag(language),
            "other_name": "" if name.text(other) == name.text(language) else name.text(other),
            "crumbs": [self.link(each.value) for each in crumbs],
            "kinds": [self.link(each) for each in found.types],
            "notation": self.value((NOTATION,)),
            "about": about,
            "retired": self.retired() if found.is_retired else None,
            "passage": quoted(self.names, found.thing, language, self.href) if is_first else None,
            "quotes": quotes,
            "text": self.text() if is_first else [],
            "text_tag": self.value((TEXT_LANGUAGE,)),
            "below": self.below(),
            "beside": self.beside(),
            "stated": self.groups(own, bases=bases),
            "parts": self.parts() if is_first else [],
            "derived": self.derived(),
            "rules": sorted({self.rule(each) for graphs in self.derived_graphs() for each in graphs}),
            "incoming": self.groups(
                (each for each in found.rest if each not in found.derived), backwards=True, bases=bases
            ),
            "graphs": [self.link(each) for each in found.graphs],
            "licences": found.licences,
            "summary": self.summary(about, quotes),
            "structured": structured_data(found, crumbs, language, about),
        }

    def link(self, iri: str) -> Markup:
        """Write a thing's name as a link to its page."""
        kept = self.links.get(iri)
        if kept is None:
            name = self.names.of(iri)
            kept = anchor(self.href(iri), name.text(self.language), name.tag(self.language))
            self.links[iri] = kept
        return kept

    def href(self, iri: str) -> str:
        """Give the reference to the page about an IRI."""
        return reference(self.folder, iri, self.found.index.base, self.language)

    def cell(self, term: object, untagged: str = "") -> Markup:
        """Write a term: a thing by its name, a text with its language, else with that of `untagged`."""
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, Literal):
            return anchor("", term.value, term.language or untagged)
        return escape(str(term))

    def groups(
        self,
        triples: Iterable[Triple],
        backwards: bool = False,
        bases: Mapping[tuple[object, ...], Markup] | None = None,
        untagged: str = "",
    ) -> list[Group]:
        """Put statements together by what they say: a property, and all that it leads to or comes from."""
        grouped: dict[str, dict[object, Triple]] = defaultdict(dict)
        for triple in triples:
            grouped[triple.predicate.value][triple.subject if backwards else triple.object] = triple
        groups = []
        for iri in sorted(grouped, key=lambda iri: (ORDER.get(iri, LAST), iri)):
            group = Group(self.backwards(iri) if backwards else self.link(iri))
            for term in sorted(grouped[iri], key=self.place):
                cell = self.cell(term, untagged)
                basis = bases.get(key_of(grouped[iri][term])) if bases else None
                group.cells.append(cell + Markup(" ") + basis if basis else cell)
            groups.append(group)
        return groups

    def place(self, term: object) -> tuple[object, ...]:
        """Tell where a term stands among others: texts by language, things by their line or address."""
        if isinstance(term, NamedNode):
            return 1, self.names.of(term.value).order, term.value
        return 0, LANGUAGE_PLACES.get(getattr(term, "language", None) or "", 9), str(term)

    def backwards(self, iri: str) -> Markup:
        """Name a property for what it comes from."""
        words = BACKWARDS.get(iri)
        if words is None:
            return Markup("← ") + self.link(iri)
        return anchor(self.href(iri), words.in_language(self.language))

    def bases(self) -> dict[tuple[object, ...], Markup]:
        """Tell by statement what it rests on, where a relation says so."""
        found: dict[tuple[object, ...], Markup] = {}
        for relation in self.found.relations:
            facts = self.names.facts(relation)
            ends = tuple(self.names.one(facts, each) for each in (SUBJECT, PREDICATE, OBJECT))
            basis = self.names.one(facts, BASIS)
            if isinstance(basis, NamedNode):
                words = self.names.of(basis.value).text(self.language)
                found[ends] = Markup('<a class="basis" href="{}">{}</a>').format(
                    self.href(relation.value), words
                )
        return found

    def derived_graphs(self) -> list[tuple[str, ...]]:
        """List by which rules the derived statements of the page follow."""
        return [self.found.derived[each] for each in self.found.rest if each in self.found.derived]

    def derived(self) -> list[Group]:
        """Put what follows by rule together, each property with the rules that it follows by."""
        found = self.found
        shown = [each for each in found.rest if each in found.derived and each.predicate != TEXT]
        rules: dict[str, set[str]] = defaultdict(set)
        for each in shown:
            rules[each.predicate.value].update(map(self.rule_name, found.derived[each]))
        groups = self.groups(shown)
        order = sorted(rules, key=lambda iri: (ORDER.get(iri, LAST), iri))
        for group, iri in zip(groups, order, strict=True):
            said = ", ".join(sorted(rules[iri]))
            group.called += Markup(' <small class="rule">{}</small>').format(said)
        return groups

    def rule_name(self, graph: str) -> str:
        """Name a rule in a word or two."""
        return self.names.of(graph).text(self.language)

    def rule(self, graph: str) -> tuple[str, str]:
        """Name a rule and say what it does."""
        known = self.rules.get(graph)
        return self.rule_name(graph), known.in_language(self.language) if known else ""

    def parts(self) -> list[tuple[str, Markup, list[Group]]]:
        """Give the statements of the thing's parts: each with its anchor and its name."""
        grouped: dict[NamedNode, list[Triple]] = defaultdict(list)
        for each in self.found.asserted:
            if each.subject != self.found.thing and isinstance(each.subject, NamedNode):
                grouped[each.subject].append(each)
        found = []
        for part in sorted(grouped, key=lambda each: each.value):
            # What stands around a quote is in the language of the quote.
            exact = self.names.one(self.names.facts(part), EXACT)
            tag = exact.language or "" if isinstance(exact, Literal) else ""
            groups = self.groups(grouped[part], untagged=tag)
            found.append((part.value.partition("#")[2], self.link(part.value), groups))
        return found

    def value(self, predicates: Iterable[NamedNode]) -> str:
        """Give the text of the first property that the thing has."""
        for predicate in predicates:
            found = self.names.one(self.facts, predicate)
            if isinstance(found, Literal):
                return found.value
        return ""

    def texts(self, predicate: NamedNode) -> list[tuple[str, str]]:
        """Give what is said in the reader's language, else in any, with the tag of another."""
        said = [each.object for each in self.facts.get(predicate, ()) if isinstance(each.object, Literal)]
        own = [each for each in said if each.language == self.language]
        return [
            (each.value, "" if each.language in (self.language, None) else each.language or "")
            for each in own or said
        ]

    def about(self) -> list[tuple[str, str]]:
        """Give what defines or describes the thing, by the first property that does."""
        return next((found for each in ABOUT if (found := self.texts(each))), [])

    def retired(self) -> dict[str, Any]:
        """Say why a thing was retired, and what came after it."""
        successors = [each.object for each in self.facts.get(SUCCESSOR, ())]
        why = next((found for each in WHY if (found := self.texts(each))), [])
        return {"why": why, "successors": [self.cell(each) for each in successors]}

    def quote(self, passage: NamedNode) -> Quote:
        """Give the words of a passage, else its name."""
        return quoted(self.names, passage, self.language, self.href) or Quote(
            self.names.of(passage.value).text(self.language), "", href=self.href(passage.value)
        )

    def text(self) -> list[str]:
        """Give the lines of a source document."""
        said = [each.object for each in (*self.found.asserted, *self.found.derived) if each.predicate == TEXT]
        return said[0].value.removesuffix("\n").split("\n") if said and isinstance(said[0], Literal) else []

    def below(self) -> list[Group]:
        """List what stands right under the thing, by kind."""
        return [
            Group(self.heading(kind), [self.link(each.value) for each in things])
            for kind, things in self.found.tree.groups(self.found.below)
        ]

    def beside(self) -> Group | None:
        """List what stands beside the thing."""
        found = [each.subject for each in self.found.beside if isinstance(each.subject, NamedNode)]
        if len(found) < 2 or self.found.thing not in found:
            return None
        return Group(
            self.heading(self.found.tree.kind(self.found.thing)),
            [
                Markup('<b aria-current="page">{}</b>').format(self.names.of(each.value).text(self.language))
                if each == self.found.thing
                else self.link(each.value)
                for each in found
            ],
        )

    def heading(self, kind: NamedNode | None) -> Markup:
        """Name a kind."""
        return escape(self.names.of(kind.value).text(self.language) if kind else "")

    def summary(self, about: list[tuple[str, str]], quotes: list[Quote]) -> str:
        """Say in a sentence what the page tells."""
        name = self.names.of(self.found.thing.value).text(self.language)
        kinds = ", ".join(self.names.of(each).text(self.language) for each in self.found.types[:2])
        said = next((text for text, tag in about if not tag), "")
        if not said and quotes:
            first = quotes[0]
            said = f"“{first.text}”" if first.tag == self.language else first.translation
        crumbs = [each.object for each in self.found.way_up[:1]]
        above = [
            self.names.of(each.value).text(self.language) for each in crumbs if isinstance(each, NamedNode)
        ]
        whole = " ".join(f"{' · '.join([name, *([kinds] if kinds else []), *above])}. {said}".split())
        return whole if len(whole) <= LONGEST_SUMMARY else f"{whole[: LONGEST_SUMMARY - 1].rstrip()}…"


def anchor(href: str, text: str, tag: str = "") -> Markup:
    """Write a text that may lead somewhere, and may be in another language."""
    said = f' lang="{escape(tag)}"' if tag else ""
    if href:
        return Markup(f'<a href="{escape(href)}"{said}>{escape(text)}</a>')  # noqa: S704 (all is escaped)
    return Markup(f"<span{said}>{escape(text)}</span>") if said else escape(text)  # noqa: S704 (likewise)


def key_of(triple: Triple) -> tuple[object, ...]:
    """Give a statement as the relation about it does."""
    return triple.subject, triple.predicate, triple.object
