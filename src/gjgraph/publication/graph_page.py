"""The page of a named graph: what it is, how large, and what it speaks of."""

from collections import Counter
from typing import Any

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import TYPE, NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.core.turtle import natural_key
from gjgraph.publication.catalogue.statements import parts
from gjgraph.publication.document import Document
from gjgraph.publication.graph_text import GraphText
from gjgraph.publication.links import THING, document_path
from gjgraph.publication.pages import Pages
from gjgraph.publication.vocabularies.ontologies import copies, ontologies
from gjgraph.publication.vocabularies.shapes_in_words import ShapesInWords
from gjgraph.publication.vocabularies.vocabulary import head_of
from gjgraph.publication.vocabularies.vocabulary_page import VocabularyPage
from gjgraph.publication.vocabularies.wording import Wording

MOST_THINGS = 500
IS_A = str(TYPE).encode()
OF_NO_RULE = {
    "history": Text(
        "git의 기록에서 읽은, 데이터가 바뀌어 온 내력입니다(PROV-O).",
        "How the data came to be, read from the history in git (PROV-O).",
    ),
    "source-text": Text(
        "원문 파일에서 읽은 글자 전체입니다.",
        "The whole text of the source documents, read from their files.",
    ),
}
"""The derived graphs that no rule fills."""


class GraphPage:
    """What a graph states, put for a page."""

    def __init__(self, pages: Pages, document: Document, language: Language, text: GraphText) -> None:
        self.pages = pages
        self.index = pages.index
        self.text = text
        self.graph = graph = text.graph
        self.terms = text.terms
        self.ontology = next((each for each in ontologies(self.index) if each.graph == graph), None)
        place = self.ontology.place if self.ontology else graph
        is_page_of_its_own = document_path(place, self.index.base) is not None
        self.elsewhere = place if is_page_of_its_own and place != graph else None
        here = self.terms.anchors(graph, graph if self.elsewhere else place)
        self.wording = Wording(pages, document, language, here, copies(self.index))

    def values(self) -> dict[str, Any]:
        """Give what the template fills in."""
        wording, terms, derived = self.wording, self.terms, is_derived(self.graph)
        is_documented = terms.is_vocabulary and not self.elsewhere and not derived
        is_told_in_words = not self.elsewhere and not derived and (self.ontology or terms.shapes)
        heads = {self.graph, *terms.heads}
        vocabulary = VocabularyPage(wording, terms)
        page = vocabulary.values() if is_documented else None
        head = head_of(wording, heads)
        things = self.things()
        title = next(
            (iri for iri in sorted(heads, reverse=True) if wording.label(iri) != wording.short(iri)),
            self.graph,
        )
        return {
            "head": head,
            "called": wording.label(title),
            "iri": self.graph,
            "kind": self.kind(),
            "file": None if derived else self.pages.workspace.addresses.file_of_graph(self.graph).as_posix(),
            "statements": self.index.counts[self.graph],
            "subjects": len(self.text.subjects),
            "kinds": [(wording.link(kind), count) for kind, count in self.kinds()],
            "things": [wording.link(iri) for iri in sorted(sorted(things)[:MOST_THINGS], key=natural_key)],
            "all_things": len(things),
            "explained": wording.link(self.ontology.iri) if self.ontology and self.elsewhere else None,
            "vocabulary_page": page,
            "shapes": self.shapes() if is_told_in_words else [],
            "other_statements": vocabulary.others() if is_told_in_words and not page else [],
            "summary": next((text for text, _ in head.texts), self.kind()),
        }

    def kind(self) -> str:
        """Say what kind of graph it is."""
        wording, name = self.wording, self.graph.rpartition("/")[2]
        if not is_derived(self.graph):
            return wording.say(
                "파일에 적힌 진술입니다. 규칙이 끌어낸 것은 없습니다.",
                "Statements that a file holds; none is derived by rules.",
            )
        rule = self.pages.rules.get(self.graph) or OF_NO_RULE.get(name)
        begin = wording.say("소프트웨어가 채우는 그래프입니다. ", "A graph that the software fills. ")
        return begin + (rule.in_language(wording.language) if rule else "")

    def kinds(self) -> list[tuple[str, int]]:
        """Count its things by class, the most first."""
        said = (parts(line) for line in self.text.lines if IS_A in line)
        found = Counter(kind[1:-1].decode() for _, predicate, kind in said if predicate == IS_A)
        return sorted(found.items(), key=lambda each: (-each[1], each[0]))

    def things(self) -> set[str]:
        """Name what it speaks of, parts left out."""
        if self.ontology:
            return set()  # its terms are told of one by one
        own, parted = self.graph, self.index.base + THING
        named = {each[1:-1].decode() for each in self.text.subjects if each.startswith(b"<")} - {own}
        return {iri.partition("#")[0] if iri.startswith(parted) else iri for iri in named}

    def shapes(self) -> list[Any]:
        """Put its shapes into words: node shapes first, by name."""
        words = ShapesInWords(self.wording)
        entries = [words.entry(NamedNode(iri)) for iri in sorted(self.terms.shapes)]
        return sorted(entries, key=lambda each: (not each.name, each.iri))
