"""The pages: plain HTML, in Korean and in English."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from gjgraph.core.text import Language, Text
from gjgraph.engine.index import Answer, Term, rows
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset
from gjgraph.operations.describe import describe

FRONT_QUESTIONS = ("strategies-in-order", "projects-by-policy", "declared-counts")
"""What the front page offers; a question that a workspace doesn't have is left out."""


class Pages:
    """Writes pages over one dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.workspace = dataset.workspace
        self.names = dataset.names()
        self.contents = describe(dataset)
        known = questions(dataset.workspace)
        self.questions = [known[name] for name in FRONT_QUESTIONS if name in known]
        self.templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def front(self, reader: Language) -> str:
        """The first page: what this is, and three questions to click."""
        return self.page("front.html", reader, contents=self.contents, questions=self.questions)

    def answer(self, answer: Answer, query: str, reader: Language) -> str:
        """An answer as a table, for people."""
        columns = ["subject", "predicate", "object"]
        shown: list[list[str]] = []
        truth = bool(answer) if isinstance(answer, QueryBoolean) else None
        if isinstance(answer, QuerySolutions):
            columns = [variable.value for variable in answer.variables]
        if not isinstance(answer, QueryBoolean):
            shown = [[self.cell(term, reader) for term in row] for row in rows(answer)]
        return self.page("answer.html", reader, columns=columns, rows=shown, query=query, truth=truth)

    def problem(self, title: Text, detail: Text, query: str | None, reader: Language) -> str:
        """What is wrong with a request, with the query kept so that it can be mended."""
        words = {"title": title.in_language(reader), "detail": detail.in_language(reader)}
        return self.page("problem.html", reader, query=query, **words)

    def cell(self, term: Term | None, reader: Language) -> str:
        """Write a term for people: things by name, never as a bare address where a name exists."""
        if term is None:
            return ""
        if isinstance(term, NamedNode):
            return self.names.of(term.value).in_language(reader)
        return getattr(term, "value", str(term))

    def page(self, template: str, reader: Language, **values: object) -> str:
        """Fill a template."""
        return self.templates.get_template(template).render(
            lang=reader, other="en" if reader == "ko" else "ko", workspace=self.workspace, **values
        )
