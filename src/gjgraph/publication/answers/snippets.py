"""How an answer is had in other programs: text to paste, with the real address in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from gjgraph.publication.answers.table import Column


@dataclass(frozen=True)
class Snippet:
    """Text to paste into a program."""

    program: str
    text: str
    note: tuple[str, str] = ("", "")
    """What to know about it, in Korean and in English."""


def snippets(name: str, data: str, kind: str, columns: Sequence[Column]) -> list[Snippet]:
    """Give the ways to use an answer: `data` is the address of its CSV, of its Turtle or of its JSON.

    `kind` is `table`, `graph` or `truth`. An address has no letter that these programs would take for
    anything else: it is percent-encoded.
    Columns that aren't numbers are read as text, so that a printed `01` stays what it is.
    """
    if kind == "graph":
        return [
            curl(name, data, "ttl"),
            Snippet("Python", RDFLIB.format(data=data), ("rdflib이 필요합니다.", "Needs rdflib.")),
        ]
    if kind == "truth":
        return [
            curl(name, data, "json"),
            Snippet("Python", TRUTH.format(data=data)),
            Snippet("R", R_TRUTH.format(data=data), ("jsonlite가 필요합니다.", "Needs jsonlite.")),
        ]
    return [
        curl(name, data, "csv"),
        Snippet("Python", PYTHON.format(data=data)),
        Snippet(
            "pandas", PANDAS.format(data=data, types=types(columns, ": str", "{{{}}}", "str", ", dtype="))
        ),
        Snippet(
            "R",
            R.format(
                data=data,
                types=types(columns, ' = "character"', "c({})", '"character"', f",\n{' ' * 19}colClasses = "),
            ),
        ),
        Snippet("Excel", EXCEL.format(data=data), EXCEL_NOTE),
        Snippet("Google Sheets", f'=IMPORTDATA("{data}")', SHEETS_NOTE),
    ]


def types(columns: Sequence[Column], is_text: str, some: str, every: str, before: str) -> str:
    """Write which columns are text: some of them by their names, or all."""
    texts = [each.name for each in columns if not each.is_number]
    if not texts:
        return ""
    if len(texts) == len(columns):
        return before + every
    return before + some.format(", ".join(f'"{name}"{is_text}' for name in texts))


def curl(name: str, data: str, ending: str) -> Snippet:
    """Give the command that fetches an answer."""
    return Snippet("curl", f"curl --fail --location --output {name}.{ending} '{data}'")


PYTHON = """\
import csv
import io
import urllib.request

with urllib.request.urlopen("{data}") as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")))
for row in rows:
    print(row)"""
PANDAS = """\
import pandas

table = pandas.read_csv("{data}"{types})
print(table)"""
R = """\
answer <- read.csv("{data}",
                   fileEncoding = "UTF-8", check.names = FALSE{types})
print(answer)"""
EXCEL = """\
let
    Source = Csv.Document(
        Web.Contents("{data}"),
        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]
    ),
    Answer = Table.PromoteHeaders(Source, [PromoteAllScalars = true])
in
    Answer"""
EXCEL_NOTE = (
    "데이터 › 데이터 가져오기 › 기타 원본에서 › 빈 쿼리 › 고급 편집기에 붙여 넣습니다.",
    "Paste it into Data › Get Data › From Other Sources › Blank Query › Advanced Editor.",
)
SHEETS_NOTE = (
    "칸에 붙여 넣습니다. 구글이 인터넷으로 닿을 수 있는 주소여야 합니다. 01 같은 글은 수 1로 읽힙니다.",
    "Paste it into a cell. Google must be able to reach the address. Text such as 01 becomes the number 1.",
)
RDFLIB = """\
from rdflib import Graph

graph = Graph().parse("{data}", format="turtle")
print(len(graph))"""
TRUTH = """\
import json
import urllib.request

with urllib.request.urlopen("{data}") as answer:
    print(json.load(answer))"""
R_TRUTH = 'print(jsonlite::fromJSON("{data}"))'
