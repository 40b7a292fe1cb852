"""Read an XLSX file back with nothing but the standard library: what is in the cells, and of which kind."""

import io
import re
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Cell(NamedTuple):
    """One cell: its kind (`number`, `text`, `truth`) and what it shows."""

    kind: str
    value: str


KINDS = {"s": "text", "inlineStr": "text", "str": "formula text", "b": "truth", "n": "number", None: "number"}


def read_sheet(content: bytes) -> list[dict[int, Cell]]:
    """Give the rows of the first sheet, cells by column; fails on a formula, a link or a macro."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        names = book.namelist()
        assert not [name for name in names if "vba" in name or "externalLink" in name], names
        strings = []
        if "xl/sharedStrings.xml" in names:
            shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
            strings = ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in shared]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
        assert len([name for name in names if name.startswith("xl/worksheets/sheet")]) == 1
    assert not list(sheet.iter(f"{MAIN}f")), "a formula"
    assert not list(sheet.iter(f"{MAIN}hyperlink")), "a link"
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if value is None or value.text is None:
                continue
            kind = KINDS[cell.get("t")]
            text = strings[int(value.text)] if cell.get("t") == "s" else value.text
            cells[column(cell.get("r", ""))] = Cell(kind, unescaped(text))
        rows.append(cells)
    return rows


def column(reference: str) -> int:
    """Give the column of a cell: 0 for A1, 26 for AA7."""
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number - 1


def unescaped(text: str) -> str:
    """Undo the escapes of characters that XML can't hold (ECMA-376 §22.9.2.19)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
