"""The charts of plans as files, in Korean and in English, to be taken along: SVG that needs nothing else."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language, Text, printable
from gjgraph.publication.chart import chart
from gjgraph.publication.document import Context, Document, Family, Link
from gjgraph.publication.file import File
from gjgraph.publication.links import THING
from gjgraph.publication.outline import limited, outline, plans
from gjgraph.publication.pages import Pages
from gjgraph.publication.parts import PLACE
from gjgraph.publication.things.description import DATASET
from gjgraph.publication.things.tree import Tree

FOLDER, ENDING, ENGLISH = "chart/", ".svg", ".en.svg"
STYLE = (PLACE / "chart.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a chart as a file may load: nothing; its style is in it."""
WIDTH = 1160.0
DRAWN = Text("자료에서 그린 그림입니다.", "Drawn from the data.")
LEFT_OUT = Text("아래 단계는 뺐습니다.", "The lower levels are left out.")
MOST, DEEPEST = 500, 8
"""Elements and levels that a chart has room for; of a larger plan it shows the upper levels."""


class Charts(Family):
    """A chart of each plan whose address is ours."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.index = pages.index

    def document(self, path: str) -> Document | None:
        """Find a chart."""
        if not path.startswith(FOLDER) or not path.endswith(ENDING):
            return None
        language: Language = "en" if path.endswith(ENGLISH) else "ko"
        rest = path.removeprefix(FOLDER).removesuffix(ENGLISH if language == "en" else ENDING)
        plan = NamedNode(f"{self.index.base}{THING}{rest}")
        return ChartFile(self.pages, path, plan, language) if plan in plans(self.index) else None

    def paths(self) -> Iterator[str]:
        """List the charts."""
        for plan in plans(self.index):
            for language in ("ko", "en"):
                if path := chart_path(plan.value, self.index.base, language):
                    yield path


class ChartFile(File):
    """A chart as a file: what it links to are the canonical addresses."""

    media_type = "image/svg+xml"
    policy = POLICY
    is_local = True

    def __init__(self, pages: Pages, path: str, plan: NamedNode, language: Language) -> None:
        super().__init__(path)
        self.pages = pages
        self.plan = plan
        self.language = language

    def body(self, context: Context) -> bytes:
        """Draw it."""
        names, language = self.pages.names, self.language
        whole = outline(Tree(self.pages.index, names), self.plan, language, lambda iri: iri)
        groups = limited(whole, MOST, DEEPEST)
        called = names.of(self.plan.value).text(language)
        title = printable(f"{self.pages.workspace.name.in_language(language)} · {called}")
        style = f'<style>{STYLE}</style><rect width="100%" height="100%"/>'
        told = [DRAWN] if groups == whole else [DRAWN, LEFT_OUT]
        after = " ".join([f"{title}.", *(each.in_language(language) for each in told), self.plan.value])
        drawn = chart(groups, WIDTH, title, f"<title>{escape(title)}</title>{style}", after)
        return str(Markup('<?xml version="1.0" encoding="UTF-8"?>\n') + drawn).encode()

    @property
    def links(self) -> tuple[Link, ...]:
        """Lead to the plan, and to the data set."""
        return (Link(self.plan.value, "describes"), Link(DATASET, "collection"))


def chart_path(plan: str, base: str, language: str) -> str | None:
    """Give the path of the chart of a plan; nothing where the plan's address isn't ours."""
    if not plan.startswith(base + THING):
        return None
    return f"{FOLDER}{plan.removeprefix(base + THING)}{ENGLISH if language == 'en' else ENDING}"
