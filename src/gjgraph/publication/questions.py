"""The documents of the ready questions: what each asks, how, and what the answer is at present."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote

import pyoxigraph
from markupsafe import Markup
from pyoxigraph import QueryResultsFormat

from gjgraph.core.header import QueryFile
from gjgraph.core.parameters import bind_all
from gjgraph.core.terms import DCTERMS, PREFIXES, SH, TYPE, NamedNode, Triple
from gjgraph.core.text import Language, Text
from gjgraph.engine.display import display
from gjgraph.engine.index import Answer, Index
from gjgraph.engine.results import FORMATS, part, serialise
from gjgraph.publication.answers.gallery import shelves
from gjgraph.publication.answers.picture import iris
from gjgraph.publication.answers.snippets import snippets
from gjgraph.publication.answers.table import table
from gjgraph.publication.answers.view import view_of
from gjgraph.publication.document import (
    ENDINGS,
    HTML,
    MEDIA_TYPES,
    RDF_FORMATS,
    Context,
    Document,
    Family,
    Link,
    Written,
    digest_of,
    write_rdf,
)
from gjgraph.publication.examples import example, form_of, question_iri, standalone
from gjgraph.publication.pages import FORMAT_NAMES, Pages, linked
from gjgraph.publication.signposts import ABOUT_PAGE
from gjgraph.publication.things.description import DATASET

LIST = "questions"
"""The path of the list; those of the questions are below it."""
EXAMPLES = ".well-known/sparql-examples"
"""Where programs look for all of them, as examples of queries."""
TABLES = {"spreadsheet": "excel.csv", "csv": "csv", "xlsx": "xlsx", "objects": "json"}
"""The formats of an answer that is a table, by the names that the engine has for them: extensions."""
ALL_ENDINGS: Mapping[str, str] = {**ENDINGS, **TABLES}
ALL_MEDIA_TYPES: Mapping[str, str] = MEDIA_TYPES | {name: FORMATS[name].media_type for name in TABLES}
SHEET = Text("스프레드시트 CSV", "CSV for a spreadsheet")
"""What is called so has a byte order mark, without which Excel garbles Korean."""
LABELS = FORMAT_NAMES | {"csv": "CSV", "xlsx": "XLSX", "objects": "JSON"}
"""What people call the formats."""
GRAPHS = ("construct", "describe")
"""The forms of query whose answer is a graph."""


class Questions(Family):
    """The list of the ready questions, and a document for each of them."""

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.writer = pages
        self.questions = questions

    def document(self, path: str) -> "QuestionList | QuestionDocument | None":
        """Find the list, or a question by its name."""
        if path == LIST:
            return QuestionList(self.writer, self.questions)
        if path == EXAMPLES:
            return Examples(self.writer, self.questions)
        folder, _, name = path.partition("/")
        asked = self.questions.get(name) if folder == LIST else None
        return QuestionDocument(self.writer, asked) if asked else None

    def paths(self) -> Iterator[str]:
        """List the paths of all of them."""
        yield EXAMPLES
        yield LIST
        yield from (f"{LIST}/{name}" for name in self.questions)


class QuestionList(Document):
    """All ready questions, as examples of queries."""

    path = LIST
    is_local = True

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.writer = pages
        self.questions = questions
        self.here = NamedNode(pages.index.base + LIST)

    @lru_cache(maxsize=1)  # noqa: B019 - a document lives as long as it is being written
    def described(self, endpoint: NamedNode | None) -> tuple[frozenset[Triple], str]:
        """Describe the questions; with the digest of that."""
        base = self.writer.index.base
        triples = {Triple(self.here, TYPE, NamedNode(PREFIXES["foaf"] + "Document"))}
        for each in self.questions.values():
            triples.update(example(each, base, endpoint))
            triples.add(Triple(self.here, NamedNode(DCTERMS + "hasPart"), question_iri(each, base)))
        return frozenset(triples), digest_of(triples)

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        endpoint = endpoint_of(context)
        triples, digest = self.described(endpoint)
        if form == HTML:
            page = self.writer.page(
                "ready_questions.html",
                self,
                language,
                context,
                shelves=shelves(self.questions.values(), language),
                count=len(self.questions),
                labels=LABELS,
            )
            body = page.encode()
        else:
            body = write_rdf(triples, form, (self.here,))
        return Written(
            200,
            body,
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            digest,
            self.links,
            tuple(self.formats),
            depends_on_address=endpoint is not None and form != HTML,
        )

    @property
    def links(self) -> tuple[Link, ...]:
        """Typed links (Signposting, level 2)."""
        return (
            Link(self.writer.index.base + LIST, "cite-as"),
            Link(ABOUT_PAGE, "type"),
            *representations(self),
            *descriptions(self.path),
            Link(DATASET, "collection"),
        )


class Examples(QuestionList):
    """The same list at the address where programs look for it; a server has a route of its own there."""

    path = EXAMPLES
    formats = tuple(RDF_FORMATS)

    def place(self, form: str, language: Language) -> str:
        """Give the path of the file: with no extension, it is Turtle."""
        return self.path if form == "turtle" else super().place(form, language)


class QuestionDocument(Document):
    """One ready question, with its answer for the defaults of its parameters.

    Where the answer is a table, the RDF formats have the description of the question. Where it is a
    graph, they have that very graph, and the list of the questions has the description.
    """

    is_local = True
    endings = ALL_ENDINGS
    media_types = ALL_MEDIA_TYPES

    def __init__(self, pages: Pages, asked: QueryFile) -> None:
        self.writer = pages
        self.index: Index = pages.index
        self.asked = asked
        self.path = f"{LIST}/{asked.name}"
        self.is_graph = form_of(asked) in GRAPHS
        self.formats = (HTML, *RDF_FORMATS, *(() if self.is_graph else TABLES))

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        endpoint = endpoint_of(context)
        described = form in RDF_FORMATS and not self.is_graph
        triples, digest = self.described(endpoint)
        if form == HTML:
            body = self.page(language, context).encode()
        elif described:
            body = write_rdf(triples, form, (question_iri(self.asked, self.index.base),))
        else:
            body = serialise(self.answer(), form)
        return Written(
            200,
            body,
            self.media_types[form],
            self.path,
            self.place(form, language),
            digest,
            self.links,
            tuple(self.formats),
            depends_on_address=endpoint is not None and described,
        )

    @lru_cache(maxsize=1)  # noqa: B019 - a document lives as long as it is being written
    def described(self, endpoint: NamedNode | None) -> tuple[frozenset[Triple], str]:
        """Describe the question; with the digest of that."""
        triples = frozenset((*example(self.asked, self.index.base, endpoint), *self.whereabouts()))
        return triples, digest_of(triples)

    def whereabouts(self) -> Iterator[Triple]:
        """Say which list the question is in."""
        base = self.index.base
        yield Triple(question_iri(self.asked, base), NamedNode(DCTERMS + "isPartOf"), NamedNode(base + LIST))

    def answer(self) -> Answer:
        """Answer the question for the defaults, as it is answered when somebody asks it so."""
        if self.is_graph:
            return self.evaluated()
        return pyoxigraph.parse_query_results(self.table, format=QueryResultsFormat.JSON)

    @cached_property
    def table(self) -> bytes:
        """The answer in SPARQL JSON, evaluated once for all that is written of it."""
        return serialise(self.evaluated(), "json")

    @cached_property
    def displayed(self) -> dict[str, Any]:
        """The answer for people, in both languages: put together once for the pages in either."""
        first = iris(self.asked.shown_as, self.index.base)
        found: dict[str, Any] = json.loads(display(self.answer(), self.writer.naming, 0, first))
        return found

    def evaluated(self) -> Answer:
        """Evaluate the question."""
        bound = bind_all(self.asked, {}, self.index.base)
        known = {parameter.name for parameter in self.asked.parameters}
        return part(self.index.query(self.asked.text, bound), without=known)[0]

    def page(self, language: Language, context: Context) -> str:
        """Write the page: the question, its parameters, its answer, and ways to take it along."""
        base = self.index.base

        def href(iri: str) -> str:
            return self.writer.href(iri, self, language)

        shown = table(self.displayed, self.asked, language, href)
        view = view_of(self.asked, shown, base, language)
        address = (context.address or base) + self.path
        ending = {"graph": "ttl", "truth": "json"}.get(view.kind, "csv")
        kind = view.kind if view.kind in ("graph", "truth") else "table"
        text = standalone(self.asked, base)
        return self.writer.page(
            "ready_question.html",
            self,
            language,
            context,
            asked=self.asked,
            values=self.values(language),
            text=text,
            view=view,
            downloads={name: self.place(name, language) for name in self.formats if name != HTML},
            is_graph=self.is_graph,
            labels=LABELS | {"spreadsheet": SHEET.in_language(language)},
            snippets=snippets(self.asked.name, f"{address}.{ending}", kind, shown.columns),
            share=(context.address or base) + self.place(HTML, language),
            asking=f"#query={quote(text, safe='')}",
        )

    def values(self, language: Language) -> dict[str, Markup]:
        """Give the defaults of the parameters as a page shows them: things by their names."""
        bound = bind_all(self.asked, {}, self.index.base)
        return {name: linked(self.writer.cell(term, self, language)) for name, term in bound.items()}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Typed links (Signposting, level 2)."""
        iri = question_iri(self.asked, self.index.base).value
        return (
            Link(iri, "cite-as"),
            Link(ABOUT_PAGE, "type"),
            Link(SH + "SPARQLExecutable", "type"),
            *representations(self),
            *descriptions(LIST if self.is_graph else self.path),
            Link(LIST, "collection"),
        )


def endpoint_of(context: Context) -> NamedNode | None:
    """Give the address at which questions can be asked; nothing where there are only files."""
    return None if context.is_site or not context.address else NamedNode(f"{context.address}sparql")


def descriptions(path: str) -> tuple[Link, ...]:
    """Give the links to what describes a question, or all of them."""
    return tuple(
        Link(f"{path}.{ENDINGS[form]}", "describedby", {"type": MEDIA_TYPES[form]}) for form in RDF_FORMATS
    )


def representations(document: Document) -> tuple[Link, ...]:
    """Give the links to all that a document can be had as."""
    return (
        *(
            Link(document.place(HTML, each), "alternate", {"type": "text/html", "hreflang": each})
            for each in ("ko", "en")
        ),
        *(
            Link(document.place(form, "ko"), "alternate", {"type": document.media_types[form]})
            for form in document.formats
            if form != HTML
        ),
    )
