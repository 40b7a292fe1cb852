"""Names: what people call the things of an index, in both languages, each looked up once for a page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import (
    CSP,
    DCTERMS,
    LABELS,
    OA,
    PREFIXES,
    RDF,
    SKOS,
    TYPE,
    Literal,
    NamedNode,
    Triple,
)
from gjgraph.core.text import Language, Text, isolated
from gjgraph.engine.index import Index
from gjgraph.publication.reads import SUBJECT as READ_OF
from gjgraph.publication.reads import WatchedStore
from gjgraph.publication.things.standard_terms import STANDARD_NAMES

LONGEST = 70
"""Letters of what stands for a name: a quote for a passage's, the ends for a relation's."""
MOST_KEPT = 50_000
"""Names and things that are kept for the next page."""
SELECTOR, EXACT = NamedNode(OA + "hasSelector"), NamedNode(OA + "exact")
TRANSLATION, LINE = NamedNode(CSP + "translation"), NamedNode(CSP + "line")
SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
BASIS = NamedNode(CSP + "basis")
LICENCE = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?")
DEDICATION = re.compile(r"https?://creativecommons\.org/publicdomain/zero/([0-9.]+)/?")
OTHER_NAMES = {
    SKOS + "hiddenLabel": Text("찾기용 이름", "hidden label"),
    SKOS + "narrowerTransitive": Text("아래에 있는 모든 개념", "narrower, however far"),
    SKOS + "historyNote": Text("내력", "history note"),
    SKOS + "changeNote": Text("바뀐 점", "change note"),
    SKOS + "example": Text("보기", "example"),
    SKOS + "narrowMatch": Text("다른 체계의 더 좁은 개념", "narrow match"),
    DCTERMS + "isReplacedBy": Text("뒤를 이은 것", "replaced by"),
    DCTERMS + "replaces": Text("대신한 것", "replaces"),
    PREFIXES["foaf"] + "homepage": Text("누리집", "homepage"),
    PREFIXES["foaf"] + "primaryTopic": Text("다루는 것", "primary topic"),
}
"""Names of standard terms that things are described with and vocabularies aren't."""
RULES = {
    "inverse": Text("반대 방향", "inverse"),
    "subclass": Text("상위 클래스", "subclass"),
    "subproperty": Text("상위 속성", "subproperty"),
    "symmetry": Text("대칭", "symmetry"),
    "transitivity": Text("이행", "transitivity"),
    "source-text": Text("원문 파일", "file of the source"),
}
"""The rules in words, by the last part of their graph's address."""

Facts = Mapping[NamedNode, list[Triple]]


@dataclass(frozen=True, slots=True)
class Name:
    """A thing's name for readers of either language, with the language it is in where known."""

    ko: str
    en: str
    ko_tag: str = ""
    en_tag: str = ""
    order: int = 0
    """The line of a passage, so that passages stand in the order of their source."""

    def text(self, language: Language) -> str:
        """Give the wording for a reader."""
        return self.ko if language == "ko" else self.en

    def tag(self, language: Language) -> str:
        """Tell the language of that wording where it isn't the reader's own."""
        tag = self.ko_tag if language == "ko" else self.en_tag
        return "" if tag == language else tag


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found of a thing's name."""

    name: Name
    triples: list[Triple]
    """The statements that it is made of."""
    reads: frozenset[str] = frozenset()
    """What the store was asked about for it, as `Reads` has it."""


class Names:
    """What people call the things of an index, as it was when these names were begun."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.changes = index.changes
        self.kept: dict[str, Kept] = {}
        self.known: dict[NamedNode, Facts] = {}
        self.reads: set[str] = set()
        """What the store was asked about for the name that is being looked up."""

    @property
    def is_good(self) -> bool:
        """Tell whether the index is still the same, and not too much of it is kept."""
        return self.changes == self.index.changes and len(self.known) + len(self.kept) < MOST_KEPT

    def of(self, iri: str) -> Name:
        """Give a thing's name in both languages, else a short form of its address."""
        return self.found(iri).name

    def triples(self, iri: str) -> list[Triple]:
        """Give the statements that its name is made of."""
        return self.found(iri).triples

    def found(self, iri: str) -> Kept:
        """Look a name up, once."""
        kept = self.kept.get(iri)
        if kept is None:
            # Meanwhile it goes by its address: a relation may link itself.
            short = self.short(iri)
            self.kept[iri] = Kept(Name(short, short), [])
            before, self.reads = self.reads, {READ_OF + iri}
            name, triples = self.find(iri)
            kept = self.kept[iri] = Kept(name, triples, frozenset(self.reads))
            self.reads = before
        self.note(kept.reads)
        return kept

    def note(self, reads: Iterable[str]) -> None:
        """Tell whoever watches the store what is read, though the store isn't asked again."""
        self.reads.update(reads)
        store: object = self.index.store
        if isinstance(store, WatchedStore):
            store.reads.terms.update(reads)

    def find(self, iri: str) -> tuple[Name, list[Triple]]:
        """Look a name up: a label, else what a passage quotes or a relation links."""
        thing = NamedNode(iri)
        standard = STANDARD_NAMES.get(iri) or OTHER_NAMES.get(iri)
        if standard is None and thing not in self.known:
            quads = self.index.store.quads_for_pattern(thing, LABELS[0], None, None)
            if found := {
                Triple(thing, LABELS[0], each.object) for each in quads if isinstance(each.object, Literal)
            }:
                return name_of(found), list(found)
        facts = self.facts(thing)
        for predicate in LABELS:
            if labels := [each for each in facts.get(predicate, ()) if isinstance(each.object, Literal)]:
                return name_of(labels), labels
        if standard is None:
            for way in (self.passage, self.relation, self.part):
                if named := way(thing, facts):
                    return named
        words = standard or well_known(iri) or self.rule(iri) or Text(*[self.short(iri)] * 2)
        is_worded = words.ko != words.en
        return Name(words.ko, words.en, "ko" if is_worded else "", "en" if is_worded else ""), []

    def facts(self, thing: NamedNode) -> Facts:
        """Give what is stated of a thing, by its properties; only what no rule derived."""
        known = self.known.get(thing)
        self.note((READ_OF + thing.value,))
        if known is None:
            found: dict[NamedNode, dict[Triple, None]] = {}
            for quad in self.index.store.quads_for_pattern(thing, None, None, None):
                graph = quad.graph_name
                if isinstance(graph, NamedNode) and not is_derived(graph.value):
                    triple = Triple(quad.subject, quad.predicate, quad.object)
                    found.setdefault(quad.predicate, {})[triple] = None
            known = self.known[thing] = {
                predicate: sorted(each, key=str) for predicate, each in found.items()
            }
        return known

    def one(self, facts: Facts, predicate: NamedNode) -> NamedNode | Literal | None:
        """Give the value of a property, the first one of several."""
        found = facts.get(predicate)
        value = found[0].object if found else None
        return value if isinstance(value, NamedNode | Literal) else None

    def passage(self, thing: NamedNode, facts: Facts) -> tuple[Name, list[Triple]] | None:
        """Name a passage by what it quotes, for other readers by its translation."""
        for each in facts.get(SELECTOR, ()):
            if not isinstance(each.object, NamedNode):
                continue
            said = self.facts(each.object).get(EXACT)
            if said and isinstance(said[0].object, Literal):
                quotes = {said[0].object.language or "": said[0].object.value}
                told = facts.get(TRANSLATION, [])
                for translation in told:
                    if isinstance(translation.object, Literal):
                        quotes.setdefault(translation.object.language or "", translation.object.value)
                name = in_both({tag: f"“{shortened(quote)}”" for tag, quote in quotes.items()})
                line = self.one(facts, LINE)
                order = int(line.value) if isinstance(line, Literal) and line.value.isdecimal() else 0
                return Name(name.ko, name.en, name.ko_tag, name.en_tag, order), [each, said[0], *told]
        return None

    def relation(self, thing: NamedNode, facts: Facts) -> tuple[Name, list[Triple]] | None:
        """Name a relation by what it links and how."""
        ends = [self.one(facts, each) for each in (SUBJECT, PREDICATE, OBJECT)]
        if None in ends:
            return None
        names: list[Name] = []
        triples = [each for said in (SUBJECT, PREDICATE, OBJECT, BASIS) for each in facts.get(said, ())]
        for each in ends:
            if isinstance(each, NamedNode):
                found = self.found(each.value)
                names.append(found.name)
                triples += found.triples
            elif isinstance(each, Literal):
                names.append(Name(each.value, each.value, each.language or "", each.language or ""))
        first, by, last = names
        ko_tag = next((tag for each in names if (tag := each.tag("ko"))), "ko")
        en_tag = next((tag for each in names if (tag := each.tag("en"))), "en")
        ko = f"{isolated(shortened(first.ko))} → {isolated(shortened(last.ko))} ({by.ko})"
        en = f"{isolated(shortened(first.en))} → {isolated(shortened(last.en))} ({by.en})"
        return Name(ko, en, ko_tag, en_tag), triples

    def part(self, thing: NamedNode, facts: Facts) -> tuple[Name, list[Triple]] | None:
        """Name a part of something by its class."""
        kind = self.one(facts, TYPE) if "#" in thing.value else None
        if not isinstance(kind, NamedNode):
            return None
        found = self.found(kind.value)
        return found.name, found.triples

    def rule(self, iri: str) -> Text | None:
        """Name the graph that a rule fills by the rule."""
        return RULES.get(iri.rpartition("/")[2]) if is_derived(iri) else None

    def short(self, iri: str) -> str:
        """Shorten an address to what a reader can recognise it by."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri.removeprefix(self.index.base).removeprefix("id/")


def name_of(triples: Iterable[Triple]) -> Name:
    """Make a name of labels; of several in a language the first of the alphabet."""
    found: dict[str, str] = {}
    for triple in triples:
        said = triple.object
        if isinstance(said, Literal):
            tag = said.language or ""
            if tag not in found or said.value < found[tag]:
                found[tag] = said.value
    return in_both(found)


def in_both(found: Mapping[str, str]) -> Name:
    """Choose among the wordings that there are the one for each reader."""
    chosen = []
    for order in (("ko", "", "en"), ("en", "", "ko")):
        tag = next((each for each in order if each in found), None)
        if tag is None:
            tag = min(found, default="")
        chosen.append((found.get(tag, ""), tag))
    (ko, ko_tag), (en, en_tag) = chosen
    return Name(ko, en, ko_tag, en_tag)


def shortened(quote: str) -> str:
    """Write a quote in one line that isn't too long."""
    line = " ".join(quote.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def well_known(iri: str) -> Text | None:
    """Give the name of a licence that everybody knows."""
    if found := LICENCE.fullmatch(iri):
        return Text(*[f"CC {found[1].upper()} {found[2]}"] * 2)
    found = DEDICATION.fullmatch(iri)
    return Text(*[f"CC0 {found[1]}"] * 2) if found else None
