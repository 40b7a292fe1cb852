"""The front page: what this is, questions to click, the whole plan as a list, and how much there is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from gjgraph.core.header import QueryFile
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.engine.index import Row, value
from gjgraph.publication.chart import chart
from gjgraph.publication.chart_image import can_paint
from gjgraph.publication.charts import DEEPEST, LEFT_OUT, MOST, PNG, SVG, chart_path, file_name
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Link, Written, digest
from gjgraph.publication.examples import OFFERED_QUESTIONS
from gjgraph.publication.links import THING
from gjgraph.publication.outline import Branch, Group, branches, limited, outline, plans
from gjgraph.publication.pages import Pages
from gjgraph.publication.things.description import DATASET
from gjgraph.publication.things.setting import Named, Setting
from gjgraph.publication.things.structured import dataset, term_set
from gjgraph.publication.things.tree import Tree
from gjgraph.storage.queries import read_view

WIDTHS = (320.0, 520.0, 720.0, 1160.0)
"""The widths of the charts; the page shows the widest that there is room for."""
CONTENTS = "plan-contents"
"""The view that finds the plans and counts their elements."""


class Front(Family):
    """The front page."""

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.page = FrontPage(pages, questions)

    def document(self, path: str) -> "FrontPage | None":
        """Find it: it has no name."""
        return None if path else self.page

    def paths(self) -> Iterator[str]:
        """List the one page."""
        yield ""


@dataclass(frozen=True)
class Shown:
    """A plan on the page."""

    link: Markup
    below: tuple[Group, ...]
    name: str
    drawn: tuple[Group, ...] = field(repr=False)
    """What of it is drawn."""
    files: dict[str, str]
    """Where the chart is as a file, by what people call the format."""
    called: dict[str, str]
    """What each file is called where it is kept, likewise."""
    left_out: str
    """What to say where the chart hasn't all of it."""
    whose: list[Named]
    periods: list[Named]

    @cached_property
    def charts(self) -> list[Markup]:
        """Draw it, for screens of several widths."""
        return [chart(self.drawn, width, self.name) for width in WIDTHS] if self.drawn else []


class FrontPage(Document):
    """The first page."""

    path = ""
    formats = (HTML,)
    links = (Link("https://schema.org/WebPage", "type"), Link(DATASET, "item"))

    def __init__(self, pages: Pages, questions: Mapping[str, QueryFile]) -> None:
        self.pages = pages
        self.index = pages.index
        self.view = read_view(pages.workspace, CONTENTS).text
        self.count = len(questions)
        self.questions = [questions[name] for name in OFFERED_QUESTIONS if name in questions]

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it."""
        tree = Tree(self.index, self.pages.names)
        found = {plan: branches(tree, plan) for plan in plans(self.index)}
        counted = self.index.select(self.view)
        told = {each: self.told(each, context, found, counted) for each in LANGUAGES}
        page = self.pages.page(
            "front.html", self, language, context, questions=self.questions, **told[language]
        )
        return Written(
            200,
            page.encode(),
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            # Of what is told in both languages; the charts of one of them are drawn from that.
            digest(f"{told} {[each.summary for each in self.questions]}"),
            self.links,
            self.formats,
        )

    def told(
        self,
        language: Language,
        context: Context,
        found: Mapping[NamedNode, tuple[Branch, ...]],
        counted: Iterable[Row],
    ) -> dict[str, Any]:
        """Give what the page tells in a language of the plans that were found, and of what was counted."""
        names = self.pages.names
        about = about_it(language)
        return {
            "about": about,
            "summary": about,
            "structured": [
                dataset(self.pages, about, language, context),
                *(term_set(names, each, self.index.base, language) for each in found),
            ],
            "keepers": Setting(names, language).keepers(NamedNode(self.pages.workspace.home_graph)),
            "question_count": self.count,
            "counts": self.counts(counted, language),
            "plans": [self.shown(plan, below, language) for plan, below in found.items()],
            "triples": self.index.size,
        }

    def shown(self, plan: NamedNode, found: tuple[Branch, ...], language: Language) -> Shown:
        """Show a plan: that of the workspace as a chart, any as a list."""
        below = outline(self.pages.names, found, language, lambda iri: self.pages.href(iri, self, language))
        is_home = plan.value == f"{self.index.base}{THING}{self.pages.workspace.home}"
        drawn = limited(below, MOST, DEEPEST) if is_home else ()
        name = self.pages.names.of(plan.value).text(language)
        files = self.files(plan, language)
        setting = Setting(self.pages.names, language)
        return Shown(
            self.pages.link(plan.value, self, language),
            below,
            name,
            drawn,
            files,
            {each: file_name(path, language) for each, path in files.items()},
            LEFT_OUT.in_language(language) if drawn != below else "",
            setting.whose(plan),
            setting.periods(plan),
        )

    def files(self, plan: NamedNode, language: Language) -> dict[str, str]:
        """Find the files of a plan's chart."""
        found = {}
        for name, ending in (("SVG", SVG), ("PNG", PNG)):
            path = chart_path(plan.value, self.index.base, language, ending)
            if path and (ending == SVG or can_paint()):
                found[name] = path
        return found

    def counts(self, counted: Iterable[Row], language: Language) -> dict[str, list[tuple[str, int]]]:
        """Name the classes whose elements are counted in each plan; the plans by their IRIs."""
        found: dict[str, list[tuple[str, int]]] = {}
        for row in counted:
            counts = found.setdefault(value(row, "plan"), [])
            if "class" in row:
                name = self.pages.names.of(value(row, "class")).text(language)
                counts.append((name, int(value(row, "count"))))
        return found


def about_it(language: Language) -> str:
    """Say what this is."""
    return Text(
        "이 계획의 비전, 목표, 정책, 전략, 사업을 서로 이어진 개념으로 나타내고, 진술마다 무엇을 근거로 "
        "하는지 밝힌 지식 그래프입니다.",
        "The vision, goal, policies, strategies and projects of this plan as linked concepts, each statement "
        "tied to what it rests on.",
    ).in_language(language)
