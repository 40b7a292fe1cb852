"""The charts of plans as files, in Korean and in English: SVG and PNG that need nothing else."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language, Text, printable
from gjgraph.publication.chart import chart
from gjgraph.publication.chart_image import Painter, can_paint
from gjgraph.publication.document import Context, Family, Link
from gjgraph.publication.file import File
from gjgraph.publication.links import THING
from gjgraph.publication.outline import branches, limited, outline, plans
from gjgraph.publication.pages import Pages
from gjgraph.publication.parts import PLACE
from gjgraph.publication.things.description import DATASET
from gjgraph.publication.things.tree import Tree

FOLDER, ENGLISH, SVG, PNG = "chart/", ".en", ".svg", ".png"
STYLE = (PLACE / "chart.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a chart as a file may load: nothing; its style is in it."""
WIDTH = 1160.0
DRAWN = Text("자료에서 그린 그림입니다.", "Drawn from the data.")
LEFT_OUT = Text("아래 단계는 뺐습니다.", "The lower levels are left out.")
MOST, DEEPEST = 500, 8
"""Elements and levels that a chart has room for; of a larger plan it shows the upper levels."""


class Charts(Family):
    """A chart of each plan whose address is ours; as pixels where there are letters to draw with."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.index = pages.index
        # Read now: a worker can open no file.
        self.painter = Painter() if can_paint() else None
        self.endings = (SVG, PNG) if self.painter else (SVG,)

    def document(self, path: str) -> "ChartFile | None":
        """Find a chart."""
        ending = next((each for each in self.endings if path.endswith(each)), None)
        if ending is None or not path.startswith(FOLDER):
            return None
        stem = path.removeprefix(FOLDER).removesuffix(ending)
        language: Language = "en" if stem.endswith(ENGLISH) else "ko"
        wanted = f"{self.index.base}{THING}{stem.removesuffix(ENGLISH)}"
        plan = next((each for each in plans(self.index) if each.value == wanted), None)
        if plan is None:
            return None
        return ChartFile(self.pages, path, plan, language, self.painter if ending == PNG else None)

    def paths(self) -> Iterator[str]:
        """List the charts."""
        for plan in plans(self.index):
            for language in ("ko", "en"):
                for ending in self.endings:
                    if path := chart_path(plan.value, self.index.base, language, ending):
                        yield path


class ChartFile(File):
    """A chart as a file: what it links to are the canonical addresses."""

    policy = POLICY
    is_local = True

    def __init__(
        self, pages: Pages, path: str, plan: NamedNode, language: Language, painter: Painter | None
    ) -> None:
        super().__init__(path)
        self.pages = pages
        self.plan = plan
        self.language = language
        self.painter = painter
        self.media_type = "image/png" if painter else "image/svg+xml"

    def body(self, context: Context) -> bytes:
        """Draw it."""
        names, language = self.pages.names, self.language
        found = branches(Tree(self.pages.index, names), self.plan)
        whole = outline(names, found, language, lambda iri: iri)
        groups = limited(whole, MOST, DEEPEST)
        called = names.of(self.plan.value).text(language)
        title = printable(f"{self.pages.workspace.name.in_language(language)} · {called}")
        told = [DRAWN] if groups == whole else [DRAWN, LEFT_OUT]
        after = " ".join([f"{title}.", *(each.in_language(language) for each in told), self.plan.value])
        if self.painter:
            return self.painter.image(groups, WIDTH, after)
        style = f'<style>{STYLE}</style><rect width="100%" height="100%"/>'
        drawn = chart(groups, WIDTH, title, f"<title>{escape(title)}</title>{style}", after)
        return str(Markup('<?xml version="1.0" encoding="UTF-8"?>\n') + drawn).encode()

    @property
    def links(self) -> tuple[Link, ...]:
        """Lead to the plan, and to the data set."""
        return (Link(self.plan.value, "describes"), Link(DATASET, "collection"))


def file_name(path: str, language: str) -> str:
    """Say what a chart is called where it is kept apart from the others: `gwangju-m7-plan-en.svg`."""
    stem, dot, ending = path.removeprefix(FOLDER).rpartition(".")
    return f"{stem.removesuffix(ENGLISH).replace('/', '-')}-plan-{language}{dot}{ending}"


def chart_path(plan: str, base: str, language: str, ending: str) -> str | None:
    """Give the path of the chart of a plan; nothing where the plan's address isn't ours."""
    if not plan.startswith(base + THING):
        return None
    return f"{FOLDER}{plan.removeprefix(base + THING)}{ENGLISH if language == 'en' else ''}{ending}"
