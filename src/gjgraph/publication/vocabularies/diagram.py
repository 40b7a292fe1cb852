"""The diagram of a vocabulary: its classes, what stands under what, and the properties between them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from gjgraph.core.terms import OWL
from gjgraph.publication.vocabularies.layers import layout
from gjgraph.publication.vocabularies.ontologies import RDFS, Terms, linked
from gjgraph.publication.vocabularies.wording import Wording

MOST_CLASSES = 25
"""A diagram of more would be no help."""
TOO_GENERAL = {RDFS + "Resource", OWL + "Thing"}
WIDE = "ᄀ"
LETTER, SYLLABLE, SMALL = 9.4, 15.0, 0.8
LINE, PADDING, BOX_GAP, LAYER_GAP, BEND_WIDTH, MARGIN = 19, 12, 22, 84, 6, 14
MOST_LABELS = 4
NEAR = (0.28, 0.72, 0.85)
"""How far up from the lower box the names of its first, second and further lines stand."""


@dataclass(frozen=True)
class Box:
    """A class in the diagram."""

    iri: str
    name: str
    loops: tuple[str, ...]
    """The properties that lead from it to itself."""
    is_own: bool

    @property
    def width(self) -> float:
        """How wide it is."""
        widest = max([wide(self.name), *(wide(f"↻ {each}") * SMALL for each in self.loops)])
        return widest + 2 * PADDING

    @property
    def height(self) -> float:
        """How high it is."""
        return LINE * (1 + len(self.loops) * SMALL) + PADDING


class Diagram:
    """Draws the classes of a vocabulary."""

    def __init__(self, wording: Wording, terms: Terms) -> None:
        self.wording = wording
        self.terms = terms
        self.subclasses: list[tuple[str, str]] = []
        self.properties: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.loops: dict[str, list[str]] = defaultdict(list)
        self.outside: set[str] = set()
        self.named: Counter[tuple[float, float]] = Counter()
        """How many lines have their names above a point."""

    def svg(self) -> Markup | None:
        """Draw it; nothing where there are too many classes, or only one."""
        if not 1 < len(self.terms.classes) <= MOST_CLASSES:
            return None
        self.find()
        names = self.wording.sorted(self.terms.classes | self.outside)
        boxes = {iri: self.box(iri) for iri in names}
        edges = [*self.subclasses, *self.properties]
        widths = {iri: box.width for iri, box in boxes.items()}
        placed = layout(widths, list(dict.fromkeys(edges)), BOX_GAP, BEND_WIDTH)
        heights = [max(boxes[each].height for each in row if each in boxes) for row in placed.layers]
        middles: dict[str, tuple[float, float]] = {}
        top = float(MARGIN)
        for row, height in zip(placed.layers, heights, strict=True):
            for name in row:
                middles[name] = (placed.x[name] + MARGIN, top + height / 2)
            top += height + LAYER_GAP
        lines, labels = self.lines(placed.routes, middles, boxes)
        width = max(x + boxes[name].width / 2 for name, (x, _) in middles.items() if name in boxes) + MARGIN
        height = top - LAYER_GAP + MARGIN
        say = self.wording.say
        title = say("클래스와 그 사이의 속성", "Classes and the properties between them")
        explained = say(
            "클래스마다 상자 하나. 실선 화살표는 주어의 클래스에서 값의 클래스로 가는 속성, "
            "점선은 하위 클래스에서 상위 클래스로 가는 선입니다. 같은 내용이 아래 목록에 글로 있습니다.",
            "A box for each class. Solid arrows are properties, from the class of the subject to that of the "
            "value; dotted lines lead from a subclass up to its superclass. The lists below say the same.",
        )
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" role="group" '
            'aria-labelledby="_diagram-title _diagram-desc" '
            'viewBox="0 0 {w} {h}" width="{w}" height="{h}"><title id="_diagram-title">{title}</title>'
            '<desc id="_diagram-desc">{desc}</desc>{body}</svg>'
        ).format(
            w=round(width),
            h=round(height),
            title=title,
            desc=explained,
            body=Markup("").join(
                [*lines, *(self.drawn(boxes[each], middles[each]) for each in names), *labels]
            ),
        )

    def find(self) -> None:
        """Find what stands under what, and what leads from where to where."""
        own = self.terms.classes
        inverse = {
            other
            for iri in self.terms.properties
            for other in linked(self.wording.index, iri, OWL + "inverseOf")
        }
        kept = [
            iri
            for iri in self.wording.sorted(self.terms.properties)
            if OWL + "ObjectProperty" in self.terms.types[iri] and iri not in inverse
        ]
        for iri in kept:
            ends = [linked(self.wording.index, iri, RDFS + end) - TOO_GENERAL for end in ("domain", "range")]
            for start in sorted(ends[0]):
                for end in sorted(ends[1]):
                    self.outside |= {start, end} - own
                    label = self.wording.label(iri)
                    if start == end:
                        self.loops[start].append(label)
                    else:
                        self.properties[start, end].append(label)
        for iri in sorted(own):
            self.subclasses += [
                (iri, above)
                for above in sorted(linked(self.wording.index, iri, RDFS + "subClassOf"))
                if above in own | self.outside
            ]

    def box(self, iri: str) -> Box:
        """Make the box of a class."""
        return Box(iri, self.wording.label(iri), tuple(self.loops.get(iri, ())), iri in self.terms.classes)

    def drawn(self, box: Box, middle: tuple[float, float]) -> Markup:
        """Draw a box."""
        x, y = middle[0] - box.width / 2, middle[1] - box.height / 2
        style = Markup("") if box.is_own else Markup(' stroke-dasharray="2 3"')
        written = [
            Markup('<text x="{}" y="{}" text-anchor="middle" font-weight="600">{}</text>').format(
                round(middle[0], 1), round(y + PADDING / 2 + LINE * 0.72, 1), box.name
            )
        ]
        for number, loop in enumerate(box.loops):
            written.append(
                Markup('<text x="{}" y="{}" text-anchor="middle" class="small">↻ {}</text>').format(
                    round(middle[0], 1),
                    round(y + PADDING / 2 + LINE * (1.72 + (number - 0.2) * SMALL), 1),
                    loop,
                )
            )
        shape = Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="6"{}/>').format(
            round(x, 1), round(y, 1), round(box.width, 1), round(box.height, 1), style
        )
        inside = shape + Markup("").join(written)
        href = self.wording.href(box.iri)
        return (
            Markup('<a href="{}">{}</a>').format(href, inside) if href else Markup("<g>{}</g>").format(inside)
        )

    def lines(
        self,
        routes: dict[tuple[str, str], list[str]],
        middles: dict[str, tuple[float, float]],
        boxes: dict[str, Box],
    ) -> tuple[list[Markup], list[Markup]]:
        """Draw the lines, and the labels that go above them."""
        drawn: list[Markup] = []
        labels: list[Markup] = []
        subclasses = set(self.subclasses)
        for ends, way in routes.items():
            points = [middles[name] for name in way]
            rising = points[0][1] > points[-1][1]
            points[0] = edge(points[0], boxes[way[0]], up=rising)
            points[-1] = edge(points[-1], boxes[way[-1]], up=not rising)
            names = self.properties.get(ends, [])
            both = ends in subclasses and names
            if ends in subclasses:
                drawn.append(self.line(points, "under", -5 if both else 0))
            back = self.properties.get(ends[::-1], [])
            if names:
                drawn.append(self.line(points, "leads", 5 if both else -5 if back and not rising else 0))
            if names and not back:
                labels += self.labels(names, points)
            elif names and rising:
                # Both ways between the same boxes: the names stand together, and say which way they go.
                labels += self.labels(
                    [*(f"{each} ↑" for each in names), *(f"{each} ↓" for each in back)], points
                )
        return drawn, labels

    def line(self, points: list[tuple[float, float]], kind: str, aside: float) -> Markup:
        """Draw a line through points, as curves that leave and arrive upright; its head shows the way."""
        points = [(x + aside, y) for x, y in points]
        path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
        for (x1, y1), (x2, y2) in pairwise(points):
            half = (y1 + y2) / 2
            path += f"C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} {x2:.1f} {y2:.1f}"
        (x, y), before = points[-1], points[-2]
        back = 8 if before[1] > y else -8
        head = f"M{x - 4.5:.1f} {y + back:.1f}L{x:.1f} {y:.1f}L{x + 4.5:.1f} {y + back:.1f}"
        closed = "Z" if kind == "under" else ""
        return Markup('<path class="{}" d="{}"/><path class="head" d="{}"/>').format(
            kind, path, head + closed
        )

    def labels(self, names: list[str], points: list[tuple[float, float]]) -> list[Markup]:
        """Write the names of properties beside their line."""
        # Beside the lower end: lines that meet above stand apart there.
        low, high = points[:2] if points[0][1] > points[-1][1] else points[:-3:-1]
        x, y = along(low, high, NEAR[min(self.named[low], len(NEAR) - 1)])
        self.named[low] += 1
        shown = (
            names
            if len(names) <= MOST_LABELS
            else [*names[: MOST_LABELS - 1], f"+{len(names) - MOST_LABELS + 1}"]
        )
        rest = (len(shown) - 1) * LINE * SMALL
        start = min(y + 4 - rest / 2, low[1] - PADDING - rest)
        return [
            Markup('<text x="{}" y="{}" text-anchor="middle" class="small over">{}</text>').format(
                round(x, 1), round(start + number * LINE * SMALL, 1), name
            )
            for number, name in enumerate(shown)
        ]


def edge(middle: tuple[float, float], box: Box, up: bool) -> tuple[float, float]:
    """Give the point where a line leaves a box."""
    return middle[0], middle[1] + (-box.height / 2 if up else box.height / 2)


def along(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    """Give a point of the curve that leaves and arrives upright (a cubic one, bent at half the height)."""
    back = 1 - part
    across = 3 * back * part**2 + part**3
    up = 1.5 * back**2 * part + 1.5 * back * part**2 + part**3
    return start[0] + (end[0] - start[0]) * across, start[1] + (end[1] - start[1]) * up


def wide(text: str) -> float:
    """Say about how wide a text is: a Korean syllable takes twice the room of a letter."""
    return sum(SYLLABLE if letter >= WIDE else LETTER for letter in text)
