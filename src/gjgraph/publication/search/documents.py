"""The documents of the search: its page, and what answers programs."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gjgraph.core.header import QueryFile
from gjgraph.core.searching import LONGEST, asked
from gjgraph.core.text import Language
from gjgraph.publication.document import (
    ENDINGS,
    HTML,
    MEDIA_TYPES,
    Context,
    Document,
    Family,
    Written,
    digest,
)
from gjgraph.publication.examples import OFFERED_QUESTIONS
from gjgraph.publication.pages import Pages
from gjgraph.publication.search import told
from gjgraph.publication.search.finder import Finder
from gjgraph.publication.search.index_file import PATH as INDEX
from gjgraph.publication.search.index_file import IndexFile, words
from gjgraph.publication.search.wish import Wish, wish

PATH = "search"
SUGGEST = "search/suggest"
RECONCILE = "reconcile"
ENTITIES, TYPES = f"{RECONCILE}/suggest/entity", f"{RECONCILE}/suggest/type"
JSON, JSON_TYPE = "json", "application/json"
SUGGESTIONS_TYPE = "application/x-suggestions+json"


class Search(Family):
    """The page, and the answers."""

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.pages = pages
        self.questions = questions
        self.finder = Finder(pages, questions)
        self.answers: dict[str, Callable[[dict[str, Any], Language, Context], Any]] = {
            SUGGEST: lambda given, reader, context: told.suggestions(
                given["q"], self.finder, reader, context.address
            ),
            RECONCILE: self.reconcile,
            ENTITIES: lambda given, reader, _: told.suggested_entities(given["q"], self.finder, reader),
            TYPES: lambda given, reader, _: told.suggested_types(given["q"], self.finder, reader),
        }

    def reconcile(self, given: dict[str, Any], language: Language, context: Context) -> Any:  # noqa: ANN401
        """Describe the service, or answer a batch."""
        if "queries" in given:
            return told.reconciled(given["queries"], self.finder, language)
        return told.manifest(self.finder, self.pages.workspace.name, context.address)

    def document(self, path: str) -> Document | None:
        """Find one of them."""
        if path == PATH:
            return SearchPage(self)
        if path == INDEX:
            return IndexFile(self.finder)
        return Answer(path, self.answers[path]) if path in self.answers else None

    def paths(self) -> Iterator[str]:
        """List the page and its file; the others only answer."""
        yield PATH
        yield INDEX

    def readable(self) -> Iterator[str]:
        """List the one that is a page."""
        yield PATH


class Answer(Document):
    """An answer for programs; what is asked stands in the context as JSON."""

    formats = (JSON,)
    endings: Mapping[str, str] = {JSON: "json"}

    def __init__(self, path: str, answer: Callable[[dict[str, Any], Language, Context], Any]) -> None:
        self.path = path
        self.answer = answer
        self.media_types = {JSON: SUGGESTIONS_TYPE if path == SUGGEST else JSON_TYPE}

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Answer."""
        given = json.loads(context.asked or "{}")
        body = told.written(self.answer(given, language, context))
        return Written(
            200, body, self.media_types[form], self.path, self.path, digest(body), (), self.formats, True
        )


class SearchPage(Document):
    """The page of the search: a form, and what was found."""

    path = PATH
    formats: tuple[str, ...] = (HTML, JSON)
    endings: Mapping[str, str] = {HTML: ENDINGS[HTML], JSON: "json"}
    media_types: Mapping[str, str] = {HTML: MEDIA_TYPES[HTML], JSON: JSON_TYPE}

    def __init__(self, family: Search) -> None:
        self.family = family

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        if form == JSON and context.is_site:
            return Written(404)  # files can't answer
        wanted = wish(context.asked)
        if form == JSON:
            body = told.written(told.as_json(self.family.finder.outcome(wanted), self.family.finder))
        else:
            body = self.html(wanted, language, context).encode()
        return Written(
            200,
            body,
            self.media_types[form],
            self.path,
            self.place(form, language),
            digest(body),
            (),
            self.formats,
        )

    def html(self, wanted: Wish, language: Language, context: Context) -> str:
        """Write the page."""
        family, finder = self.family, self.family.finder
        if context.is_site:
            self.formats = (HTML,)  # the page leads to no JSON
        outcome = finder.outcome(wanted) if asked(wanted.q) else None
        other: Language = "en" if language == "ko" else "ko"
        given = wanted.written()

        def to_wish(**changed: str | int) -> str:
            return f"{PATH}?{wanted.but(**changed).written()}&lang={language}"

        def to_choice(field: str) -> str:
            # There may be a hundred of them: only what differs is written for each.
            return f"{to_wish(**{field: ''})}&{field}="

        more = {} if context.is_site or not given else {"elsewhere": f"{PATH}?{given}&lang={other}"}
        return family.pages.page(
            "search.html",
            self,
            language,
            context,
            wish=wanted,
            outcome=outcome,
            longest=LONGEST,
            words=words(language),
            to_wish=to_wish,
            to_choice=to_choice,
            page_of=lambda iri: told.page_of(iri, finder, language),
            offered=[family.questions[each] for each in OFFERED_QUESTIONS if each in family.questions],
            **more,
        )
