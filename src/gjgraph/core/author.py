"""Who made a change: a name and a mail address, as git has them."""

import re
import unicodedata
from typing import NamedTuple

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text

LONGEST = 200
WRITTEN = re.compile(r"\s*([^<>]*?)\s*<([^<>\s@]+@[^<>\s@]+)>\s*")


class Author(NamedTuple):
    """A person, or a program that somebody answers for."""

    name: str
    mail: str

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>"


def read_author(text: str) -> Author:
    """Read an author written as git does, `Name <mail>`; what git would cut or alter is refused."""
    composed = unicodedata.normalize("NFC", text)
    found = WRITTEN.fullmatch(composed)
    # git takes a line break or an angle bracket for the end of the name, and drops a name of mere marks.
    if (
        not found
        or len(composed) > LONGEST
        or not "".join(found.groups()).isprintable()
        or not any(letter.isalnum() for letter in found[1])
    ):
        shown = ascii(text) if not text.isprintable() else text
        shown = shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"
        raise UnreadableError(
            Text(
                f"쓴 사람은 ‘이름 <메일>’로 적습니다. 준 것: {shown}",
                f'An author is written as "Name <mail>"; given: {shown}',
            )
        )
    return Author(found[1], found[2])
