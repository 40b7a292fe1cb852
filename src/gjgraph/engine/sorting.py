"""The rows of an answer in the order of a column, as a dictionary of the reader's language has it.

The order is that of the Unicode collation for Korean (letters of the reader's script first), as far as a
table needs it: Hangul syllables stand in the order of the alphabet as they are, and numbers in texts
count as numbers.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from gjgraph.core.terms import Literal
from gjgraph.engine.display import Naming
from gjgraph.engine.results import NUMBERS

DIGITS = re.compile(r"([0-9]{1,400})")
Row = Mapping[str, Mapping[str, str]]
"""A row as SPARQL JSON has it."""
Key = tuple[object, ...]


def sorted_rows(found: Sequence[Row], column: str, reader: str, naming: Naming) -> list[Row]:
    """Sort rows by a column, `-column` for the other way round; a row that has nothing there comes last.

    Things and names stand where the reader's names for them do.
    """
    by, at = column.removeprefix("-"), 0 if reader == "ko" else 1
    having = [row for row in found if by in row]

    def key(row: Row) -> Key:
        term = row[by]
        if term["type"] == "uri":
            return (1, *place(naming.name(term["value"])[at], reader))
        if tag := term.get("xml:lang"):
            names = naming.named(Literal(term["value"], language=tag), by)[1:]
            return (1, *place(names[at] or term["value"], reader))
        if term.get("datatype", "") in NUMBERS:
            try:
                return (0, float(term["value"]))
            except ValueError:
                pass
        return (1, *place(str(term["value"]), reader))

    having.sort(key=key, reverse=column.startswith("-"))
    return [*having, *(row for row in found if by not in row)]


def place(text: str, reader: str) -> Key:
    """Give the place of a text in a dictionary."""
    plain = unicodedata.normalize("NFC", text).casefold()
    parts: list[tuple[int, object]] = []
    for number, part in enumerate(DIGITS.split(plain)):
        if number % 2:
            parts.append((1, int(part)))
        else:
            parts += [(script(letter, reader), letter) for letter in part]
    return tuple(parts)


def script(letter: str, reader: str) -> int:
    """Say where the letters of a script stand: signs, digits, then the reader's own, then the others."""
    if not letter.isalpha():
        return 0
    is_korean = "가" <= letter <= "힣" or "ㄱ" <= letter <= "ㆎ"
    return 2 if is_korean == (reader == "ko") else 3
