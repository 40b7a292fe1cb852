"""Rules of SKOS vocabularies, as qSKOS and Skosify have them (S13, S14, S27, S46 of the SKOS Reference)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import wraps

from gjgraph.core.terms import Literal, NamedNode
from gjgraph.operations.publication_check.graphs import Graph, Term
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import Found, Group, not_applicable, problem, rule

NO_CONCEPTS = not_applicable("SKOS 개념이 없습니다.", "There are no SKOS concepts.")
LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
NOTES = (
    "skos:definition",
    "skos:note",
    "skos:scopeNote",
    "skos:example",
    "skos:editorialNote",
    "skos:historyNote",
    "skos:changeNote",
    "dcterms:description",
    "rdfs:comment",
)
LINKS = (
    "skos:broader",
    "skos:narrower",
    "skos:related",
    "skos:topConceptOf",
    "skos:hasTopConcept",
    "skos:member",
)
MATCHES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
Find = Callable[["Scheme"], Found]


class Scheme:
    """The concepts of a publication and the links between them."""

    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.base = base
        linked = [
            each for pair in graph.pairs("skos:broader", "skos:narrower", "skos:related") for each in pair
        ]
        labelled = {each for each, _ in graph.pairs("skos:inScheme", "skos:topConceptOf")}
        found = {*graph.of_type("skos:Concept"), *linked, *labelled}
        self.concepts = sorted((each for each in found if isinstance(each, NamedNode)), key=str)
        self.schemes = set(graph.of_type("skos:ConceptScheme"))
        self.above: dict[Term, set[Term]] = defaultdict(set)
        for lower, upper in graph.pairs("skos:broader"):
            self.above[lower].add(upper)
        for upper, lower in graph.pairs("skos:narrower"):
            self.above[lower].add(upper)
        self.related: dict[Term, set[Term]] = defaultdict(set)
        for one, other in graph.pairs("skos:related"):
            self.related[one].add(other)
            self.related[other].add(one)
        self.tops = {each for each, _ in graph.pairs("skos:topConceptOf")}
        self.tops |= {each for _, each in graph.pairs("skos:hasTopConcept")}

    def schemes_of(self, concept: Term) -> set[Term]:
        """Give the schemes that a concept says it is in."""
        return set(self.graph.objects(concept, "skos:inScheme", "skos:topConceptOf"))


def ancestors(start: Term, above: Mapping[Term, set[Term]], but: Term | None = None) -> set[Term]:
    """Give all that something stands under; with `but`, without the direct step to that."""
    waiting = [each for each in above.get(start, ()) if each != but]
    found: set[Term] = set()
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += above.get(here, ())
    return found


def skos_rule(name: str, ko: str, en: str) -> Callable[[Find], Find]:
    """Make a rule of a function that judges the concepts."""

    def register(find: Find) -> Find:
        @rule(name, "SKOS", Group.SKOS, ko, en)
        @wraps(find)
        def judged(site: Publication) -> Found:
            scheme = Scheme(site.concepts, site.base)
            if not scheme.concepts:
                yield NO_CONCEPTS
                return
            yield from find(scheme)

        return find

    return register


@skos_rule(
    "skos-language-tags", "모든 이름과 글에 언어 표시가 있다", "Every label and note has a language tag"
)
def language_tags(scheme: Scheme) -> Found:
    """Look for texts with no language."""
    for each in scheme.concepts:
        for text in scheme.graph.literals(each, *LABELS, *NOTES):
            if not text.language:
                yield problem(
                    f"언어 표시가 없습니다: {text.value[:40]}",
                    f"no language tag: {text.value[:40]}",
                    each.value,
                )


@skos_rule(
    "skos-languages",
    "어느 개념에나 같은 언어의 이름이 있다",
    "Every concept has labels in the same languages",
)
def same_languages(scheme: Scheme) -> Found:
    """Compare the languages of each concept with those of all."""
    everywhere = {
        language for each in scheme.concepts for language in scheme.graph.languages(each, "skos:prefLabel")
    }
    for each in scheme.concepts:
        if missing := everywhere - scheme.graph.languages(each, "skos:prefLabel"):
            listed = ", ".join(sorted(missing))
            yield problem(f"없는 언어: {listed}", f"missing in {listed}", each.value)


@skos_rule("skos-pref-label", "언어마다 대표 이름이 하나다 (S14)", "One preferred label per language (S14)")
def one_pref_label(scheme: Scheme) -> Found:
    """Count the preferred labels."""
    for each in scheme.concepts:
        counted = Counter(text.language for text in scheme.graph.literals(each, "skos:prefLabel"))
        if not counted:
            yield problem("대표 이름이 없습니다", "has no preferred label", each.value)
        for language, count in counted.items():
            if count > 1:
                yield problem(f"{language}로 {count}개", f"{count} in {language}", each.value)


@skos_rule("skos-label-types", "한 이름이 두 몫을 하지 않는다 (S13)", "No label is of two types (S13)")
def disjoint_labels(scheme: Scheme) -> Found:
    """Look for labels that are preferred and alternative, or hidden, at once."""
    for each in scheme.concepts:
        counted = Counter(text for name in LABELS for text in set(scheme.graph.literals(each, name)))
        for text, count in counted.items():
            if count > 1:
                yield problem(f"두 몫을 합니다: {text.value}", f"of two types: {text.value}", each.value)


@skos_rule("skos-orphans", "외딴 개념이 없다", "No concept is an orphan")
def orphans(scheme: Scheme) -> Found:
    """Look for concepts that no link leads to or from."""
    linked = {each for pair in scheme.graph.pairs(*LINKS) for each in pair}
    for each in scheme.concepts:
        if each not in linked:
            yield problem("외딴 개념입니다", "is an orphan", each.value)


@skos_rule("skos-cycles", "상하 관계가 돌지 않는다", "The hierarchy has no cycle")
def cycles(scheme: Scheme) -> Found:
    """Look for concepts that stand under themselves."""
    for each in scheme.concepts:
        if each not in scheme.above.get(each, ()) and each in ancestors(each, scheme.above):
            yield problem("자기 아래에 있습니다", "stands under itself", each.value)


@skos_rule("skos-redundant", "군더더기 상하 관계가 없다", "No hierarchical link is redundant")
def redundant(scheme: Scheme) -> Found:
    """Look for links that lead by one step to where others lead by several."""
    for each in scheme.concepts:
        for upper in scheme.above.get(each, set()) - {each}:
            others = {one for one in scheme.above[each] if one not in (upper, each)}
            if any(upper in ancestors(one, scheme.above) for one in others):
                yield problem(
                    f"{upper}(으)로 가는 다른 길이 있습니다", f"there is another way to {upper}", each.value
                )


@skos_rule("skos-reflexive", "자기를 가리키는 관계가 없다", "No link is reflexive")
def reflexive(scheme: Scheme) -> Found:
    """Look for links from a concept to itself."""
    for one, other in scheme.graph.pairs(*LINKS, *MATCHES):
        if one == other:
            yield problem("자기를 가리킵니다", "leads to itself", str(one))


@skos_rule("skos-related", "연관과 상하가 겹치지 않는다 (S27)", "Related and broader are disjoint (S27)")
def related_and_broader(scheme: Scheme) -> Found:
    """Look for pairs that are related, one under the other."""
    for each in scheme.concepts:
        if shared := scheme.related.get(each, set()) & (ancestors(each, scheme.above) - {each}):
            listed = ", ".join(sorted(map(str, shared)))
            yield problem(
                f"연관되면서 위에 있습니다: {listed}", f"related to what is above it: {listed}", each.value
            )


@skos_rule(
    "skos-matches",
    "exactMatch가 다른 대응과 겹치지 않는다 (S46)",
    "exactMatch is disjoint from other matches (S46)",
)
def clashing_matches(scheme: Scheme) -> Found:
    """Look for pairs that match exactly and are broader or related at once."""
    exact = set(scheme.graph.pairs("skos:exactMatch"))
    for pair in {*scheme.graph.pairs("skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")} & exact:
        yield problem(f"{pair[1]}과(와) 두 가지로 대응합니다", f"matches {pair[1]} in two ways", str(pair[0]))


@skos_rule("skos-unreachable", "맨 위에서 모든 개념에 이른다", "Every concept is reached from a top concept")
def unreachable(scheme: Scheme) -> Found:
    """Look for concepts from which no way up ends at a top concept."""
    for each in reached_by_none(scheme):
        yield problem("맨 위 개념에서 이를 수 없습니다", "can't be reached from a top concept", each.value)


def reached_by_none(scheme: Scheme) -> Iterable[NamedNode]:
    """Give the concepts that stand under no top concept and are none."""
    for each in scheme.concepts:
        if each not in scheme.tops and not ancestors(each, scheme.above) & scheme.tops:
            yield each


@skos_rule("skos-top-concepts", "맨 위 개념 위에는 아무것도 없다", "No top concept has a broader one")
def top_concepts(scheme: Scheme) -> Found:
    """Look for top concepts that stand under another of the same scheme, and for schemes with none."""
    for each in sorted(scheme.tops, key=str):
        if scheme.above.get(each, set()) - {each}:
            yield problem("위에 개념이 있습니다", "has a broader concept", str(each))
    for each in sorted(scheme.schemes, key=str):
        members = [one for one in scheme.concepts if each in scheme.schemes_of(one)]
        leads = [one for one, there in scheme.graph.pairs("skos:topConceptOf") if there == each]
        if members and not leads and not scheme.graph.objects(each, "skos:hasTopConcept"):
            yield problem("맨 위 개념이 없습니다", "has no top concept", str(each))


@skos_rule("skos-notations", "한 체계에 같은 기호가 둘 없다", "No notation stands twice in a scheme")
def notations(scheme: Scheme) -> Found:
    """Look for notations that siblings share: `01` may be the first of many lists."""
    seen: dict[tuple[Term, Literal, Term], NamedNode] = {}
    kinds = {each: frozenset(map(str, scheme.graph.objects(each, "rdf:type"))) for each in scheme.concepts}
    for each in scheme.concepts:
        places = scheme.above.get(each) or scheme.schemes_of(each)
        for text in scheme.graph.literals(each, "skos:notation"):
            for place in places:
                other = seen.setdefault((place, text, NamedNode("urn:kind")), each)
                if other != each and kinds[other] == kinds[each]:
                    yield problem(
                        f"{other.value}과(와) 기호가 같습니다: {text.value}",
                        f"has the notation of {other.value}: {text.value}",
                        each.value,
                    )


@skos_rule("skos-documented", "모든 개념에 설명이 있다", "Every concept is documented")
def documented(scheme: Scheme) -> Found:
    """Look for a definition or any note."""
    for each in scheme.concepts:
        # What others define is documented by them.
        if each.value.startswith(scheme.base) and not scheme.graph.objects(each, *NOTES):
            yield problem("설명이 없습니다", "has no definition or note", each.value)


@skos_rule("skos-in-scheme", "모든 개념이 있는 체계에 든다", "Every concept is in a scheme that is there")
def in_scheme(scheme: Scheme) -> Found:
    """Look for concepts with no scheme, or with one that nobody describes."""
    for each in scheme.concepts:
        named = scheme.schemes_of(each)
        if not named:
            yield problem("체계에 들지 않습니다", "is in no scheme", each.value)
        for one in named - scheme.schemes:
            yield problem(f"{one}이(가) 없습니다", f"{one} isn't described", each.value)
