"""The page of a thing: what its description says, put for a reader."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from gjgraph.core.terms import DCTERMS, RDFS, SKOS, Literal, NamedNode, Triple
from gjgraph.core.text import Language, Text
from gjgraph.core.turtle import LANGUAGE_PLACES
from gjgraph.publication.document import Context
from gjgraph.publication.pages import reference
from gjgraph.publication.things.citing import cited
from gjgraph.publication.things.description import Description
from gjgraph.publication.things.names import EXACT
from gjgraph.publication.things.naming import Naming, anchor
from gjgraph.publication.things.place import place
from gjgraph.publication.things.quotes import Quote, quoted
from gjgraph.publication.things.saying import BACKWARDS, LAST, ORDER, Saying
from gjgraph.publication.things.source_page import SourcePage
from gjgraph.publication.things.structured import structured_data
from gjgraph.publication.things.table import Row, table
from gjgraph.publication.things.texts import DOCUMENT, TEXT, Texts

SUCCESSOR, DEFINITION = NamedNode(DCTERMS + "isReplacedBy"), NamedNode(SKOS + "definition")
ABOUT = (
    DEFINITION,
    NamedNode(DCTERMS + "description"),
    NamedNode(RDFS + "comment"),
    NamedNode(SKOS + "scopeNote"),
)
CURIE = re.compile(r"\b[a-z]+:[A-Za-z]+")
WHY = tuple(NamedNode(SKOS + name) for name in ("historyNote", "changeNote", "editorialNote"))
LONGEST_SUMMARY = 160
LONGEST_HEADING = 240
"""Letters of a name that stand as the heading of its page; the rest can be unfolded."""


class ThingPage:
    """Writes the parts of a thing's page for one reader."""

    def __init__(
        self,
        found: Description,
        place: str,
        language: Language,
        rules: Mapping[str, Text],
        texts: Texts,
    ) -> None:
        self.found = found
        self.names = found.names
        self.language = language
        self.rules = rules
        self.texts = texts
        folder, base = place.rpartition("/")[0], found.index.base

        def href(iri: str) -> str:
            return reference(folder, iri, base, language)

        # No method: what names things would hold the page then, and the collector had to find them.
        self.href = href
        """Gives the reference to the page about an IRI."""
        self.facts = self.names.facts(found.thing)
        self.naming = Naming(self.names, found.tree, language, self.href)
        self.link = self.naming.link

    def values(self, context: Context, within: Text) -> dict[str, Any]:
        """Give all that the template fills in; `within` names what the thing is cited as a part of."""
        found, language = self.found, self.language
        name = self.names.of(found.thing.value)
        other: Language = "en" if language == "ko" else "ko"
        crumbs = [each.object for each in reversed(found.way_up) if isinstance(each.object, NamedNode)]
        is_first = found.number == 1
        passage = quoted(self.texts, found.thing, language, self.href) if is_first else None
        quotes = self.quotes() if is_first else []
        predicate, about = self.about()
        saying = Saying(found, self.naming, language)
        own = [each for each in found.asserted if each.subject == found.thing] if is_first else []
        called = name.text(language)
        return {
            "description": found,
            "called": called if len(called) <= LONGEST_HEADING else f"{called[:LONGEST_HEADING]}…",
            "called_in_full": called if len(called) > LONGEST_HEADING else "",
            "called_tag": name.tag(language),
            "other_name": "" if name.text(other) == called else name.text(other)[: 2 * LONGEST_HEADING],
            "crumbs": [self.link(each.value) for each in crumbs],
            "kind": self.kind(),
            "kind_words": self.naming.kind(found.thing),
            "about": about,
            "retired": self.retired() if found.is_retired else None,
            "link_in_words": saying.link() if is_first else [],
            "passage": passage,
            "quotes": quotes,
            "source": self.source() if is_first else None,
            "place": place(found, self.naming) if is_first else "",
            "told": saying.told(predicate) if is_first else [],
            "table": partial(table, language=language),
            "leading": [*saying.incoming(), *saying.resting()],
            "stated": self.groups(own),
            "parts": self.parts() if is_first else [],
            "derived": self.derived(),
            "rules": sorted(set(map(self.rule, self.derived_graphs()))),
            "incoming": self.groups(
                (each for each in found.rest if each not in found.derived), backwards=True
            ),
            "graphs": [self.link(each) for each in found.graphs],
            "licences": found.licences,
            "cite": cited(found, self.names, within, context) if is_first else None,
            "summary": self.summary(about, [passage, *quotes] if passage else quotes),
            "structured": structured_data(found, crumbs, language, about),
        }

    def kind(self) -> Markup:
        """Say what the thing is, as a link to what that means, with its number."""
        kind = self.found.tree.kind(self.found.thing)
        if kind is None:
            return Markup()
        number = self.naming.number(self.found.thing)
        return self.link(kind.value) + (Markup(" ") + escape(number) if number else Markup())

    def source(self) -> SourcePage | None:
        """Give the source document, where the thing is one."""
        if DOCUMENT.value not in self.found.types and self.texts.of(self.found.thing) is None:
            return None
        return SourcePage(self.found.thing, self.texts, self.naming)

    def cell(self, term: object, untagged: str = "") -> Markup:
        """Write a term: a thing by its name, a text with its language, else with that of `untagged`."""
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, Literal):
            return anchor("", term.value, term.language or untagged)
        return escape(str(term))

    def groups(self, triples: Iterable[Triple], backwards: bool = False, untagged: str = "") -> list[Row]:
        """Put statements together by what they say: a property, and all that it leads to or comes from."""
        grouped: dict[str, dict[object, Triple]] = defaultdict(dict)
        for triple in triples:
            grouped[triple.predicate.value][triple.subject if backwards else triple.object] = triple
        groups = []
        for iri in sorted(grouped, key=lambda iri: (ORDER.get(iri, LAST), iri)):
            group = Row(self.backwards(iri) if backwards else self.link(iri))
            group.cells += [self.cell(term, untagged) for term in sorted(grouped[iri], key=self.order)]
            groups.append(group)
        return groups

    def order(self, term: object) -> tuple[object, ...]:
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

    def derived_graphs(self) -> set[str]:
        """Find by which rules the derived statements of the page follow."""
        return {graph for each in self.found.rest for graph in self.found.derived.get(each, ())}

    def derived(self) -> list[Row]:
        """Put what follows by rule together, each property with the rules that it follows by."""
        found = self.found
        shown = [each for each in found.rest if each in found.derived and each.predicate != TEXT]
        rules: dict[str, set[str]] = defaultdict(set)
        for each in shown:
            rules[each.predicate.value].update(found.derived[each])
        groups = self.groups(shown)
        order = sorted(rules, key=lambda iri: (ORDER.get(iri, LAST), iri))
        for group, iri in zip(groups, order, strict=True):
            said = escape(", ".join(sorted(set(map(self.rule_name, rules[iri])))))
            group.called += Markup(f' <small class="rule">{said}</small>')  # noqa: S704 - all is escaped
        return groups

    def rule_name(self, graph: str) -> str:
        """Name a rule in a word or two."""
        return self.names.of(graph).text(self.language)

    def rule(self, graph: str) -> tuple[str, Markup]:
        """Name a rule and say what it does; names that only programs use, as such."""
        known = self.rules.get(graph)
        said = escape(known.in_language(self.language) if known else "")
        return self.rule_name(graph), Markup(CURIE.sub(r"<code>\g<0></code>", str(said)))  # noqa: S704 - escaped

    def parts(self) -> list[tuple[str, Markup, list[Row]]]:
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

    def texts_of(self, predicate: NamedNode) -> list[tuple[str, str]]:
        """Give what is said in the reader's language, else in any, with the tag of another."""
        said = [each.object for each in self.facts.get(predicate, ()) if isinstance(each.object, Literal)]
        own = [each for each in said if each.language == self.language]
        return [
            (each.value, "" if each.language in (self.language, None) else each.language or "")
            for each in own or said
        ]

    def about(self) -> tuple[NamedNode | None, list[tuple[str, str]]]:
        """Give what defines or describes the thing, by the first property that does, and that property."""
        return next(((each, found) for each in ABOUT if (found := self.texts_of(each))), (None, []))

    def retired(self) -> dict[str, Any]:
        """Say why a thing was retired, and what came after it."""
        successors = [each.object for each in self.facts.get(SUCCESSOR, ())]
        why = next((found for each in WHY if (found := self.texts_of(each))), [])
        return {"why": why, "successors": [self.cell(each) for each in successors]}

    def quotes(self) -> list[Quote]:
        """Give the words of the passages that the thing rests on, in the order of the source."""
        found = sorted(self.found.passages, key=lambda each: (self.names.of(each.value).order, each.value))
        return [self.quote(each) for each in found]

    def quote(self, passage: NamedNode) -> Quote:
        """Give the words of a passage, else its name."""
        return quoted(self.texts, passage, self.language, self.href) or Quote(
            self.names.of(passage.value).text(self.language), "", [], href=self.href(passage.value)
        )

    def summary(self, about: list[tuple[str, str]], quotes: list[Quote]) -> str:
        """Say in a sentence what the page tells."""
        name = self.names.of(self.found.thing.value).text(self.language)
        kind = self.naming.kind(self.found.thing)
        said = next((text for text, tag in about if not tag), "")
        if not said and quotes:
            first = quotes[0]
            said = f"“{first.text}”" if first.tag == self.language else first.translation
        above = [self.naming.words(each.object) for each in self.found.way_up[:1]
                 if isinstance(each.object, NamedNode)]  # fmt: skip
        whole = " ".join(f"{' · '.join([name, *([kind] if kind else []), *above])}. {said}".split())
        return whole if len(whole) <= LONGEST_SUMMARY else f"{whole[: LONGEST_SUMMARY - 1].rstrip()}…"
