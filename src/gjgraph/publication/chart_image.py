"""The chart of a plan as an image of pixels, for slides and documents that take no SVG."""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from gjgraph.core.text import printable
from gjgraph.publication.chart import CAPTION, LINE, PAD, Box, placed, size_of
from gjgraph.publication.outline import Group
from gjgraph.publication.parts import PLACE

SCALE = 2
"""Pixels for each CSS pixel: sharp on a wall, too."""
REGULAR, BOLD = (PLACE / "fonts" / f"Pretendard-{weight}.otf" for weight in ("Regular", "Bold"))
TEXT, SOFT, EDGE, PAPER, TINT = "#1c2127", "#565f6a", "#c9d0d8", "#fdfdfc", "#f1f4f7"
"""The colours of the chart on paper, as its stylesheet has them."""
CORNER, MARGIN = 6, 24.0
"""The radius of a box's corners, and what is left free around all; in CSS pixels."""


class Painter:
    """Draws charts with letters of its own: what draws can open no file."""

    def __init__(self) -> None:
        # What reads and writes formats is loaded when it is first used, unless it is now: a worker can't.
        Image.preinit()
        self.letters = {is_bold: path.read_bytes() for is_bold, path in ((False, REGULAR), (True, BOLD))}

    def image(self, groups: Sequence[Group], width: float, after: str) -> bytes:
        """Draw groups of elements as PNG, `width` CSS pixels wide, and say in a line below what it is."""
        bottom, captions, boxes = placed(groups, MARGIN, MARGIN, width, 0)
        captions.append((MARGIN + 2, bottom + CAPTION * 2, after))
        size = (round((width + 2 * MARGIN) * SCALE), round((bottom + CAPTION * 2 + MARGIN) * SCALE))
        image = Image.new("RGB", size, PAPER)
        draw = ImageDraw.Draw(image)
        self.write(draw, captions, CAPTION, SOFT)
        for box in boxes:
            self.box(draw, box)
        written = io.BytesIO()
        image.save(written, "PNG")
        return written.getvalue()

    def box(self, draw: ImageDraw.ImageDraw, box: Box) -> None:
        """Draw a box with all that is in it."""
        corners = (box.x, box.y, box.x + box.width, box.y + box.height)
        draw.rounded_rectangle(
            tuple(each * SCALE for each in corners),
            CORNER * SCALE,
            fill=TINT if box.depth % 2 else PAPER,
            outline=EDGE,
            width=SCALE,
        )
        size = size_of(box.element, box.depth)
        lines = [
            (box.x + PAD, box.y + PAD + size * (1 + number * LINE), line)
            for number, line in enumerate(box.lines)
        ]
        self.write(draw, lines, size, TEXT, is_bold=bool(box.inside))
        self.write(draw, box.captions, CAPTION, SOFT)
        for each in box.inside:
            self.box(draw, each)

    def write(
        self,
        draw: ImageDraw.ImageDraw,
        lines: Sequence[tuple[float, float, str]],
        size: float,
        colour: str,
        is_bold: bool = False,
    ) -> None:
        """Write lines, each on its base line."""
        font = self.font(round(size * SCALE), is_bold)
        for x, y, line in lines:
            draw.text((x * SCALE, y * SCALE), printable(line), fill=colour, font=font, anchor="ls")

    @lru_cache(maxsize=32)  # noqa: B019 - there is one, for as long as the program runs
    def font(self, size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
        """Give the letters of a size."""
        content = io.BytesIO(self.letters[is_bold])
        return ImageFont.truetype(content, size, layout_engine=ImageFont.Layout.BASIC)


def can_paint() -> bool:
    """Tell whether there are letters to draw with."""
    return REGULAR.is_file() and BOLD.is_file()
