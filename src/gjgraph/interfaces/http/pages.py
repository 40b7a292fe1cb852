"""The pages: plain HTML, in Korean and in English."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from gjgraph.core.header import QueryFile
from gjgraph.core.settings import Settings, limits
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http import workbench
from gjgraph.operations.snapshots import Facts
from gjgraph.publication.answers.gallery import shelves
from gjgraph.publication.links import document_path, page_path, quoted
from gjgraph.publication.pages import TEMPLATES, environment, frame
from gjgraph.storage.workspace import Workspace

LINK = re.compile(
    r'(?<!rel="latest-version" )'
    r'href="((?:/(?:sparql|questions|store|graph|ontology|derived|doc|id)\b|\?)[^"]*)"'
)
"""The links of our own pages that lead to what has versions, and not to the present one."""
SUGGESTIONS = 'data-suggest="/search/suggest"'
PLACES = {
    "workbench.html": "query",
    "questions.html": "questions",
    "history.html": "history",
}
"""Where pages stand among those that the frame leads to."""
FORM = re.compile(r'<form [^>]*\baction="/(?:sparql|questions|search)\b[^"]*" method="get"[^>]*>')


class Pages:
    """Writes pages about what is served now; or of an old version, which their links then keep to."""

    has_history = True
    """Whether there are pages of the history to lead to."""

    def __init__(self, workspace: Workspace, settings: Settings, facts: Facts, version: str = "") -> None:
        self.version = version
        self.workspace = workspace
        self.settings = settings
        self.facts = facts
        self.templates = environment(Path(__file__).parent / "templates", TEMPLATES)

    def answer(self, body: bytes, query: str, reader: Language) -> str:
        """An answer as a table, for people; `body` is its preview."""
        return self.workbench(reader, query, json.loads(body))

    def ask(self, reader: Language) -> str:
        """The page with a form for a query."""
        return self.workbench(reader)

    def workbench(
        self,
        reader: Language,
        query: str | None = None,
        answer: Mapping[str, Any] | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> str:
        """The query workbench: a query, and its answer or what is wrong with it."""
        base = self.workspace.addresses.base
        return self.page(
            "workbench.html",
            reader,
            **workbench.shown(self.settings, base, self.version, reader, query, answer, problem),
            limits=workbench.limits(self.settings, reader),
            questions=self.listed(reader),
        )

    def listed(self, reader: Language) -> list[QueryFile]:
        """List the ready questions in the order of the reader's alphabet."""
        return sorted(self.facts.questions.values(), key=lambda each: each.summary.in_language(reader))

    def questions(self, reader: Language) -> str:
        """The gallery of the ready questions."""
        asked = self.facts.questions
        return self.page("questions.html", reader, shelves=shelves(asked.values(), reader), count=len(asked))

    def question(self, asked: QueryFile, reader: Language, **values: object) -> str:
        """A ready question: a form for its parameters, its answer, and ways to take it along."""
        return self.page("question.html", reader, asked=asked, **values)

    def href(self, iri: str, reader: Language) -> str:
        """Give the reference from the page of an answer to the page of a thing; nothing where none is."""
        base = self.workspace.addresses.base
        # The pages of an old version have its name in their links, so these can't be relative.
        root = "/" if self.version else "../"
        path = document_path(iri, base) if iri.startswith(base) else None
        if path is None:
            return iri if iri.startswith(("https://", "http://")) else ""
        fragment = iri.partition("#")[2]
        return root + quoted(page_path(path, reader)) + (f"#{quoted(fragment)}" if fragment else "")

    def limits(self, reader: Language) -> str:
        """What a query may cost here."""
        return self.page("limits.html", reader, limits=limits(self.settings))

    def history(
        self,
        commits: Sequence[object],
        called: object,
        following: str | None,
        elsewhere: str,
        reader: Language,
    ) -> str:
        """Commits, newest first: all of them, or those that concern a thing."""
        return self.page(
            "history.html",
            reader,
            is_editable=self.settings.editing,
            commits=commits,
            called=called,
            following=following,
            elsewhere=elsewhere,
        )

    def difference(
        self,
        commit: object,
        versions: tuple[str | None, str],
        ends: Sequence[object],
        size: tuple[int, int],
        told: object,
        more: int,
        unread: Sequence[Mapping[str, object]],
        elsewhere: str,
        reader: Language,
        has_versions: bool,
    ) -> str:
        """What a commit changed, or what differs between two versions."""
        return self.page(
            "commit.html",
            reader,
            commit=commit,
            versions=versions,
            ends=ends,
            size=size,
            told=told,
            more=more,
            unread=unread,
            elsewhere=elsewhere,
            has_versions=has_versions,
            is_editable=self.settings.editing,
        )

    def problem(
        self,
        title: Text,
        detail: Text,
        query: str | None,
        place: Mapping[str, object],
        limit: str,
        back: str,
        reader: Language,
        *,
        is_lost: bool = False,
        onward: tuple[str, Text] | None = None,
    ) -> str:
        """What is wrong with a request; a query stays in the workbench, so that it can be mended.

        `place` is where the query goes wrong: `line`, `column` and `pointer`; `limit` is what it reached.
        Who `is_lost` is shown where to go on from; `onward` is an address to go on at, and what it is.
        """
        said = {"title": title.in_language(reader), "message": detail.in_language(reader)}
        if query is not None and not back:
            nowhere = {"line": 0, "column": 0, "pointer": ""}
            return self.workbench(reader, query, problem={**said, **nowhere, **place, "limit": limit})
        pointer = str(place.get("pointer", ""))
        return self.page(
            "problem.html", reader, **said, pointer=pointer, back=back, is_lost=is_lost, onward=onward
        )

    def outcome(self, content: Mapping[str, object], told: object, is_dry: bool, reader: Language) -> str:
        """What an edit changed, or would change."""
        return self.page("outcome.html", reader, content=content, told=told, is_dry=is_dry)

    def refusal(
        self, content: Mapping[str, object], groups: Mapping[str, object], told: object, reader: Language
    ) -> str:
        """Why an edit was refused, thing by thing."""
        return self.page("refusal.html", reader, content=content, groups=groups, told=told)

    def page(self, template: str, reader: Language, **values: object) -> str:
        """Fill a template."""
        place = PLACES.get(template)
        elsewhere = values.get("elsewhere") or f"/{place or ''}"
        known = {
            "elsewhere": "",
            "is_site": False,
            "has_history": self.has_history,
            "can_edit": self.facts.can_edit,
            **values,
        }
        written = self.templates.get_template(template).render(
            **frame(self.workspace, place, reader, self.version, present(str(elsewhere), reader)),
            to=lambda path: f"/{path}",
            to_page=lambda path: f"/{page_path(path, reader)}",
            **known,
        )
        return in_version(written, self.version) if self.version else written


def present(elsewhere: str, reader: Language) -> str:
    """Give the address of a page at present, from the one that it has in the other language."""
    path, _, query = elsewhere.partition("?")
    kept = [each for each in parse_qsl(query, keep_blank_values=True) if each[0] not in ("version", "lang")]
    return f"{path}?{urlencode([*kept, ('lang', reader)])}"


def in_version(page: str, version: str) -> str:
    """Have the links and forms of a page keep to a version."""

    def link(found: re.Match[str]) -> str:
        address = found[1]
        if "version=" in address:
            return found[0]
        return f'href="{address}{"&amp;" if "?" in address else "?"}version={version}"'

    field = f'<input type="hidden" name="version" value="{version}">'
    page = LINK.sub(link, page)
    page = FORM.sub(lambda found: f"{found[0]}\n{field}", page)
    return page.replace(SUGGESTIONS, f'{SUGGESTIONS[:-1]}?version={version}"')
