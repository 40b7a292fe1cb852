"""The pages: plain HTML, in Korean and in English."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gjgraph.core.header import QueryFile
from gjgraph.core.settings import Settings, limits
from gjgraph.core.text import Language, Text
from gjgraph.operations.snapshots import Facts
from gjgraph.publication.links import THING, document_path, page_path, quoted
from gjgraph.publication.pages import TEMPLATES, environment, frame
from gjgraph.storage.workspace import Workspace

LINK = re.compile(r'href="((?:/(?:sparql|questions|store|graph|ontology|derived|doc|id)\b|\?)[^"]*)"')
"""The links of our own pages that lead to what has versions."""
MAIN = '<main id="main">'
PLACES = {
    "answer.html": "query",
    "ask.html": "query",
    "questions.html": "questions",
    "history.html": "history",
}
"""Where pages stand among those that the frame leads to."""
FORM = re.compile(r'<form action="/(?:sparql|questions)\b[^"]*" method="get">')


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
        """An answer as a table, for people."""
        return self.page("answer.html", reader, query=query, answer=json.loads(body))

    def ask(self, reader: Language) -> str:
        """The page with a form for a query."""
        return self.page("ask.html", reader)

    def questions(self, reader: Language) -> str:
        """The list of the ready questions, in the order of the reader's alphabet."""
        listed = sorted(self.facts.questions.values(), key=lambda each: each.summary.in_language(reader))
        return self.page("questions.html", reader, questions=listed)

    def question(
        self,
        answer: Mapping[str, Any],
        asked: QueryFile,
        given: Mapping[str, str],
        exports: Mapping[str, str],
        pages: Mapping[str, str],
        elsewhere: str,
        reader: Language,
    ) -> str:
        """A ready question: a form for its parameters, its answer, and ways to take it along."""
        return self.page(
            "question.html",
            reader,
            question=asked,
            given=given,
            exports=exports,
            pages=pages,
            elsewhere=elsewhere,
            answer=self.linked(answer, reader),
        )

    def linked(self, answer: Mapping[str, Any], reader: Language) -> dict[str, Any]:
        """Have the cells of a table lead to the pages of the things that they name."""
        base = self.workspace.addresses.base
        # The pages of an old version have its name in their links, so these can't be relative.
        root = "/" if self.version else "../"

        def href(iri: str) -> str:
            path = document_path(iri, base) if iri.startswith(base + THING) else None
            return root + quoted(page_path(path, reader)) if path else ""

        rows = [[(*cell, href(cell[2])) for cell in row] for row in answer.get("rows", ())]
        return {**answer, "rows": rows}

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
        self, title: Text, detail: Text, query: str | None, pointer: str, back: str, reader: Language
    ) -> str:
        """What is wrong with a request, with the query kept so that it can be mended."""
        words = {"title": title.in_language(reader), "detail": detail.in_language(reader)}
        return self.page("problem.html", reader, query=query, pointer=pointer, back=back, **words)

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
        known = {"elsewhere": "", "is_site": False, "has_history": self.has_history, **values}
        written = self.templates.get_template(template).render(
            **frame(self.workspace, PLACES.get(template), reader),
            to=lambda path: f"/{path}",
            to_page=lambda path: f"/{page_path(path, reader)}",
            **known,
        )
        return in_version(written, self.version, reader) if self.version else written


def in_version(page: str, version: str, reader: Language) -> str:
    """Have the links and forms of a page keep to a version, and say that it is an old one."""

    def link(found: re.Match[str]) -> str:
        address = found[1]
        if "version=" in address:
            return found[0]
        return f'href="{address}{"&amp;" if "?" in address else "?"}version={version}"'

    field = f'<input type="hidden" name="version" value="{version}">'
    page = LINK.sub(link, page)
    page = FORM.sub(lambda found: f"{found[0]}\n{field}", page)
    words = Text("옛 판입니다:", "This is an old version:"), Text("지금의 판", "the present one")
    said, present = (each.in_language(reader) for each in words)
    note = f'<p class="note">{said} <code>{version[:12]}</code> · <a href="/?lang={reader}">{present}</a></p>'
    return page.replace(MAIN, f"{MAIN}\n{note}", 1)
