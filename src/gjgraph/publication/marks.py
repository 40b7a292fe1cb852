"""Texts that would be drawn over what stands around them, or turn it around, keep to their places."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from jinja2 import Template

from gjgraph.core.text import DIRECTIONS, balanced

MOST = 8
"""Marks on one letter: no language writes more, and a line has no room for more (UAX #15 §13 allows 30)."""
JOINERS = "\u200c\u200d"
"""Between marks, these don't begin a letter either."""
ASCII = bytes(range(0x80))
AS_IT_IS = re.compile(r"<(textarea|pre|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
"""What of a page isn't drawn, or is copied or sent back as it is, and has a box that it can't leave."""


def calm(text: str) -> str:
    """Leave out the marks beyond those that a letter can have."""
    return piles().sub(lambda pile: lowered(pile[0]), text)


@lru_cache(maxsize=1)
def piles() -> re.Pattern[str]:
    """Find what may be a pile of marks, and is one mostly; what isn't is nearly nowhere."""
    marks = "".join(letter for letter in map(chr, range(0x300, 0x10000)) if is_mark(letter))
    return re.compile(f"[{marks}\U00010000-\U0010ffff]{{{MOST + 1},}}")


def is_mark(letter: str) -> bool:
    """Tell whether something is drawn on the letter before it."""
    return letter in JOINERS or unicodedata.category(letter).startswith("M")


def lowered(pile: str) -> str:
    """Cut the runs of marks in a text."""
    kept, count = [], 0
    for letter in pile:
        count = count + 1 if is_mark(letter) else 0
        if count <= MOST:
            kept.append(letter)
    return "".join(kept)


def is_calm(page: str) -> bool:
    """Tell whether a page has nothing of it, as nearly all have; quickly, for each page is asked about."""
    # What isn't ASCII is little of a page. Taken together it has all piles, and maybe some more.
    rest = page.encode(errors="surrogatepass").translate(None, ASCII).decode(errors="surrogatepass")
    return not piles().search(rest) and not DIRECTIONS.search(rest)


class CalmTemplate(Template):
    """A template whose pages have no piles of marks, and no text that takes others into its direction.

    Browsers close the box of a text by a sign that what is in the text could take for its own.
    """

    def render(self, *values: Any, **named: Any) -> str:  # noqa: ANN401
        """Fill it."""
        page = super().render(*values, **named)
        if is_calm(page):
            return page
        parts, end = [], 0
        for found in AS_IT_IS.finditer(page):
            parts += [balanced(calm(page[end : found.start()])), found[0]]
            end = found.end()
        return "".join([*parts, balanced(calm(page[end:]))])
