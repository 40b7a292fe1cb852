"""What the editor of queries knows: the terms that the data use, by how often, and the ready questions."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from pyoxigraph import RdfFormat

from gjgraph.core.header import QueryFile
from gjgraph.core.terms import TYPE, DefaultGraph, NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.statements import parts
from gjgraph.publication.document import Context, Family
from gjgraph.publication.examples import standalone
from gjgraph.publication.file import File
from gjgraph.publication.pages import Pages
from gjgraph.publication.parts import FOLDER

PATH = f"{FOLDER}editor.json"
MOST = 2000
"""Classes, or properties, that the editor offers: the ones used most."""
KIND = str(TYPE).encode()
WORDS = {
    "editor": Text("SPARQL 질의", "SPARQL query"),
    "leave": Text("이제 Tab을 누르면 편집기를 나갑니다.", "Now Tab leaves the editor."),
    "suspect": Text(
        "편집기가 아는 SPARQL 1.1 문법과 다릅니다.", "This isn't SPARQL 1.1 as the editor knows it."
    ),
    "expected": Text("여기에 올 수 있는 것: {these}", "What could stand here: {these}"),
    "prefix": Text("선언하지 않은 접두어입니다: {name}:", "Undeclared prefix: {name}:"),
    "class": Text("클래스", "class"),
    "property": Text("속성", "property"),
    "graph": Text("그래프", "graph"),
    "times": Text("{count}번 쓰임", "used {count} times"),
    "triples": Text("트리플 {count}개", "{count} triples"),
    "sort": Text("‘{column}’ 순으로 정렬", "Sort by {column}"),
    "yes": Text("예", "Yes"),
    "no": Text("아니요", "No"),
}
"""What the editor and the tables of answers say."""


@dataclass(frozen=True)
class Uses:
    """How often the data use which terms."""

    classes: Counter[str]
    properties: Counter[str]


class EditorFacts(Family):
    """The one document, for the static query page and for the workbench."""

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.pages = pages
        self.index = pages.index
        self.questions = questions
        self.known: tuple[int, Uses] | None = None

    def document(self, path: str) -> "EditorFile | None":
        """Find it."""
        return EditorFile(self) if path == PATH else None

    def paths(self) -> Iterator[str]:
        """List the one document."""
        yield PATH

    def uses(self) -> Uses:
        """Count what the data use, once for each version."""
        if self.known is None or self.known[0] != self.index.changes:
            self.known = self.index.changes, counted(self.index)
        return self.known[1]

    def content(self) -> dict[str, object]:
        """Give all that the editor is told."""
        uses = self.uses()
        named = {
            "class": uses.classes.most_common(MOST),
            "property": uses.properties.most_common(MOST),
            "graph": sorted((graph, count) for graph, count in self.index.counts.items() if count),
        }
        terms = [
            {"iri": iri, "kind": kind, "count": count, **self.called(iri)}
            for kind, found in named.items()
            for iri, count in found
        ]
        texts = {name: standalone(each, self.index.base) for name, each in sorted(self.questions.items())}
        return {"terms": terms, "questions": texts}

    def called(self, iri: str) -> dict[str, str]:
        """Give what people call a term, where that isn't just its address."""
        name, short = self.pages.names.of(iri), self.pages.short(iri)
        return {tag: text for tag, text in (("ko", name.ko), ("en", name.en)) if text != short}


class EditorFile(File):
    """That document."""

    media_type = "application/json"

    def __init__(self, family: EditorFacts) -> None:
        super().__init__(PATH)
        self.family = family

    def body(self, context: Context) -> bytes:
        """Write it."""
        return json.dumps(self.family.content(), ensure_ascii=False, separators=(",", ":")).encode()


def counted(index: Index) -> Uses:
    """Count the uses of classes and properties in what a query without GRAPH is asked of."""
    classes: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    graphs = [DefaultGraph()] if index.is_merged else [NamedNode(each) for each in index.counts]
    for graph in graphs:
        text = index.store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""
        # Line by line: the union of many plans, cut up, takes more than a worker has.
        for line in BytesIO(text):
            _, predicate, said = parts(line.rstrip())
            properties[predicate] += 1
            if predicate == KIND:
                classes[said] += 1
    return Uses(of_iris(classes), of_iris(properties))


def of_iris(found: Counter[bytes]) -> Counter[str]:
    """Read the terms that are IRIs, in the order of their addresses where they are used alike."""
    return Counter({each[1:-1].decode(): found[each] for each in sorted(found) if each.startswith(b"<")})


def words(language: Language) -> dict[str, str]:
    """Give what the editor says to a reader."""
    return {name: text.in_language(language) for name, text in WORDS.items()}
