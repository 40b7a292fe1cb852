"""The pages: plain HTML, in Korean and in English."""

import json
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gjgraph.core.header import QueryFile
from gjgraph.core.settings import Settings, limits
from gjgraph.core.text import Language, Text
from gjgraph.operations.snapshots import Facts
from gjgraph.storage.workspace import Workspace

FRONT_QUESTIONS = ("strategies-in-order", "projects-by-policy", "declared-counts")
"""What the front page offers; a question that a workspace doesn't have is left out."""


class Pages:
    """Writes pages about what is served now."""

    def __init__(self, workspace: Workspace, settings: Settings, facts: Facts) -> None:
        self.workspace = workspace
        self.settings = settings
        self.facts = facts
        self.templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def front(self, reader: Language) -> str:
        """The first page: what this is, and three questions to click."""
        known = self.facts.questions
        questions = [known[name] for name in FRONT_QUESTIONS if name in known]
        return self.page("front.html", reader, contents=self.facts.contents, questions=questions)

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
        answer: Mapping[str, object],
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
            answer=answer,
        )

    def limits(self, reader: Language) -> str:
        """What a query may cost here."""
        return self.page("limits.html", reader, limits=limits(self.settings))

    def problem(
        self, title: Text, detail: Text, query: str | None, pointer: str, back: str, reader: Language
    ) -> str:
        """What is wrong with a request, with the query kept so that it can be mended."""
        words = {"title": title.in_language(reader), "detail": detail.in_language(reader)}
        return self.page("problem.html", reader, query=query, pointer=pointer, back=back, **words)

    def page(self, template: str, reader: Language, **values: object) -> str:
        """Fill a template."""
        return self.templates.get_template(template).render(
            lang=reader, other="en" if reader == "ko" else "ko", workspace=self.workspace, **values
        )
