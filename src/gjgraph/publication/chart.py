"""The chart of a plan: boxes in boxes, each a link, laid out for a width from its outline alone.

Nothing is drawn for one plan: whatever stands under each other is drawn in each other, in as many columns
as there is room for. The text is set in lines by an estimate of its width, since nobody here has the fonts.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, east_asian_width, normalize

from markupsafe import Markup, escape

from gjgraph.core.text import printable
from gjgraph.publication.marks import calm
from gjgraph.publication.outline import Element, Group

PAD, GAP, NARROWEST = 12.0, 10.0, 150.0
"""Inside a box, between boxes, and the least width of one that stands beside others; in CSS pixels."""
SIZES = (22.0, 19.0, 16.0, 14.0)
"""The size of the text by depth, the last for all that is deeper."""
LEAF, BOLD = 16.0, 1.09
"""The most that a name is set in which has nothing under it; how much wider bold letters are."""
PARTS = re.compile(r"[^-–—·/]+[-–—·/]*|[-–—·/]+")
"""Where a word may be broken first: after what joins its parts."""
CUT = "…"
LINE, CAPTION = 1.4, 13.0
"""The height of a line in sizes, and the size of what names a group."""
LETTERS = {" ": 0.3, "i": 0.3, "l": 0.3, "j": 0.3, "t": 0.38, "f": 0.38, "r": 0.42, "m": 0.9, "w": 0.82}
"""The widths of letters in sizes that differ much from the others."""
MOST_LINES = 6
"""Lines of a name; a longer one is cut, and told whole to who points at it."""


@dataclass
class Box:
    """An element where it is drawn."""

    element: Element
    depth: int
    x: float
    y: float
    width: float
    height: float
    lines: list[str]
    captions: list[tuple[float, float, str]]
    inside: "list[Box]"


# The same groups are drawn again whenever something else on a page is another.
@lru_cache(maxsize=32)
def chart(groups: tuple[Group, ...], width: float, title: str, before: str = "", after: str = "") -> Markup:
    """Draw groups of elements as SVG, `width` CSS pixels wide.

    A file of its own has its style `before` the boxes, and what it is said to be in a line `after` them.
    """
    height, captions, boxes = placed(groups, 1.0, 1.0, width - 2, 0)
    if after:
        height += CAPTION * 2
        captions.append((3.0, height - CAPTION / 2, after))
    inside = "".join([*map(caption, captions), *map(drawn, boxes)])
    return Markup(  # noqa: S704 - all is escaped
        f'<svg class="chart wide-{width:g}" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'aria-label="{escape(printable(title))}" width="{width:g}" height="{height + 2:.0f}" '
        f'viewBox="0 0 {width:g} {height + 2:.0f}">{before}{inside}</svg>'
    )


def placed(
    groups: Iterable[Group], x: float, y: float, width: float, depth: int
) -> tuple[float, list[tuple[float, float, str]], list[Box]]:
    """Place groups below each other; give where they end, what names them, and their boxes."""
    captions: list[tuple[float, float, str]] = []
    boxes: list[Box] = []
    for number, group in enumerate(groups):
        count = len(group.elements)
        y += GAP if number else 0
        captions.append((x + 2, y + CAPTION, f"{group.kind} {count}" if count > 1 else group.kind))
        y += CAPTION * LINE + 3
        fitting = max(1, min(count, int((width + GAP) // (NARROWEST + GAP))))
        # As even as can be: five in four columns are three and two.
        columns = math.ceil(count / math.ceil(count / fitting))
        each_width = (width - GAP * (columns - 1)) / columns
        for start in range(0, count, columns):
            row = [
                box_of(element, x + place * (each_width + GAP), y, each_width, depth)
                for place, element in enumerate(group.elements[start : start + columns])
            ]
            tallest = max(box.height for box in row)
            for box in row:
                box.height = tallest
            boxes += row
            y += tallest + GAP
        y -= GAP
    return y, captions, boxes


def box_of(element: Element, x: float, y: float, width: float, depth: int) -> Box:
    """Place an element, and in it what stands under it."""
    size = size_of(element, depth)
    inner = max(width - 2 * PAD, 2 * size)
    lines = wrapped(element.name, inner, size * (BOLD if element.below else 1))
    bottom = y + PAD + len(lines) * size * LINE
    captions: list[tuple[float, float, str]] = []
    inside: list[Box] = []
    if element.below:
        bottom, captions, inside = placed(element.below, x + PAD, bottom + 8, inner, depth + 1)
    return Box(element, depth, x, y, width, bottom + PAD - y, lines, captions, inside)


def size_of(element: Element, depth: int) -> float:
    """Give the size of an element's name: the higher, the larger, if there is anything in it."""
    return min(SIZES[min(depth, len(SIZES) - 1)], LEAF if not element.below else SIZES[0])


def drawn(box: Box) -> Markup:
    """Draw a box with all that is in it."""
    element, size = box.element, size_of(box.element, box.depth)
    style = "even" if box.depth % 2 else ""
    lang = f' lang="{escape(element.lang)}"' if element.lang else ""
    first = box.y + PAD + size
    name = printable(" ".join(calm(normalize("NFC", element.name)).split()))
    spans = "".join(
        f'<tspan x="{box.x + PAD:.1f}" y="{first + number * size * LINE:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(spaced(box.lines, name))
    )
    top = ' class="top"' if box.inside else ""
    is_cut = box.lines[-1].endswith(CUT) and len(box.lines) == MOST_LINES
    whole = f"<title>{escape(name)}</title>" if is_cut else ""
    head = (
        f'<a href="{escape(element.href)}" aria-label="{escape(name)}"{lang}>'
        f'<rect class="{style}" x="{box.x:.1f}" y="{box.y:.1f}" '
        f'width="{box.width:.1f}" height="{box.height:.1f}" rx="6"/>'
        f'<text{top} font-size="{size:g}">{spans}</text>{whole}</a>'
    )
    rest = "".join([*map(caption, box.captions), *map(drawn, box.inside)])
    return Markup(head + rest)  # noqa: S704 - all is escaped


def spaced(lines: Iterable[str], name: str) -> Iterator[str]:
    """Give lines with the space after each that is between words: read out, they are one name."""
    for line in lines:
        name = name[len(line) :]
        yield line + " " if name.startswith(" ") else line
        name = name.removeprefix(" ")


def caption(place: tuple[float, float, str]) -> Markup:
    """Name a group."""
    x, y, text = place
    return Markup(f'<text class="kind" x="{x:.1f}" y="{y:.1f}">{escape(printable(calm(text)))}</text>')  # noqa: S704


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines, between words; a word that is too long, where it must be."""
    lines = [""]
    for word in map(printable, calm(normalize("NFC", text)).split()):
        candidate = f"{lines[-1]} {word}".strip()
        if width_of(candidate, size) <= width:
            lines[-1] = candidate
            continue
        if lines[-1]:
            lines.append("")
        for part in PARTS.findall(word):
            if lines[-1] and width_of(lines[-1] + part, size) > width:
                lines.append("")
            for letter in part:
                if lines[-1] and width_of(lines[-1] + letter, size) > width:
                    lines.append("")
                lines[-1] += letter
                if len(lines) > MOST_LINES:
                    break
        if len(lines) > MOST_LINES:
            break
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + CUT]


def width_of(text: str, size: float) -> float:
    """Estimate how wide a text is, rather too wide."""
    return size * 1.04 * sum(width_of_letter(letter) for letter in text)


@lru_cache(maxsize=1 << 12)
def width_of_letter(letter: str) -> float:
    """Estimate the width of a letter, in sizes."""
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.0
    return LETTERS.get(letter, 0.68 if letter.isupper() else 0.57)
