"""The query workbench: what its page shows of a query, of its answer, and of what this server allows.

The page works as a plain form; where scripts run, the form becomes an editor. It opens at
`/sparql?query=TEXT`, which asks at once, or at `/sparql`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from gjgraph.core.settings import Settings
from gjgraph.core.terms import PREFIXES
from gjgraph.core.text import Language, Text
from gjgraph.engine.results import NUMBERS
from gjgraph.publication import editor
from gjgraph.publication.links import document_path, page_path, quoted
from gjgraph.publication.parts import EDITOR, PLACE

FIRST = """\
# {said}
SELECT ?class (COUNT(?thing) AS ?count)
WHERE {
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?count)
"""
"""What stands there before anybody has asked: it answers for any plan."""
SAID = Text("어떤 것이 얼마나 있나요?", "What is there, and how much of it?")
LONG = 400
"""Letters of a text after which the rest is folded away."""
WORDS = {
    "answer": Text("답", "The answer"),
    "cancelled": Text("취소했습니다. 서버도 질의를 멈춥니다.", "Cancelled. The server stops the query too."),
    "choose": Text("목록에서 질문을 먼저 고르세요.", "Choose a question of the list first."),
    "copied": Text("주소를 복사했습니다.", "The address is copied."),
    "copy": Text("이 주소를 복사하세요.", "Copy this address."),
    "empty": Text("질의를 먼저 쓰세요.", "Write a query first."),
    "first": Text(
        "처음 {count}행만 보입니다. 전체는 내려받으세요.", "Only the first {count} rows; download the whole."
    ),
    "forgotten": Text("지난 질의를 지웠습니다.", "The past queries are deleted."),
    "kept": Text(
        "질의는 그대로 있습니다. 연결을 확인하고 다시 실행하세요.",
        "The query is still here. Check the connection and run it again.",
    ),
    "like": Text("{name} (혹시 {near}?)", "{name} (perhaps {near}?)"),
    "limits": Text("이 서버의 한도", "The limits of this server"),
    "long": Text(
        "질의가 길어 주소에 담을 수 없습니다. 질의의 글을 복사해 전하세요.",
        "The query is too long for an address. Pass on its text instead.",
    ),
    "lost": Text("서버와 연결되지 않습니다", "The server can't be reached"),
    "milliseconds": Text("{count}밀리초", "{count} ms"),
    "none": Text("맞는 것이 없습니다.", "Nothing matches."),
    "old": Text("{version} 판의 답", "answer of version {version}"),
    "row": Text("1행", "1 row"),
    "rows": Text("{count}행", "{count} rows"),
    "running": Text("묻는 중입니다…", "Asking…"),
    "seconds": Text("{count}초", "{count} s"),
    "table": Text("표", "Table"),
    "triple": Text("트리플 1개", "1 triple"),
    "triples": Text("트리플 {count}개", "{count} triples"),
    "unknown": Text("이 자료에 없는 말:", "Not in these data:"),
    "wrong": Text("답할 수 없습니다", "No answer"),
}
"""What the script says, besides what the editor does."""
SHEET = Text("스프레드시트용 CSV", "CSV for spreadsheets")
TABLE = (
    ("csv", Text("CSV", "CSV"), "csv"),
    ("spreadsheet", SHEET, "csv"),
    ("xlsx", Text("XLSX", "XLSX"), "xlsx"),
    ("json", Text("JSON", "JSON"), "json"),
    ("xml", Text("XML", "XML"), "xml"),
    ("tsv", Text("TSV", "TSV"), "tsv"),
)
GRAPH = (
    ("turtle", Text("Turtle", "Turtle"), "ttl"),
    ("jsonld", Text("JSON-LD", "JSON-LD"), "jsonld"),
    ("ntriples", Text("N-Triples", "N-Triples"), "nt"),
    ("rdfxml", Text("RDF/XML", "RDF/XML"), "rdf"),
    ("trig", Text("TriG", "TriG"), "trig"),
    ("nquads", Text("N-Quads", "N-Quads"), "nq"),
)
DOWNLOADS = {"table": TABLE, "graph": GRAPH, "truth": (TABLE[3], TABLE[4])}
"""What each kind of answer can be had as: the format, its name, and the ending of a file."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell of the table."""

    text: str = ""
    lang: str = ""
    """The language of the text, where that isn't the page's."""
    title: str = ""
    """What stands behind it: an IRI, or a datatype."""
    href: str = ""
    tag: str = ""
    """The language that the data say it is in."""
    start: str = ""
    """The beginning of a long text, whose rest is folded away."""
    is_number: bool = False


def shown(
    settings: Settings,
    base: str,
    version: str,
    reader: Language,
    query: str | None = None,
    answer: Mapping[str, Any] | None = None,
    problem: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Give what the page shows: of a query, of its answer or of what is wrong with it."""
    kind = kind_of(answer) if answer else ""
    if query is not None:
        # A form sends line ends of its own, which no address made of it shall have.
        query = query.replace("\r\n", "\n").replace("\r", "\n")
    text = FIRST.replace("{said}", SAID.in_language(reader)) if query is None else query
    about = {
        "base": base,
        "downloads": {name: downloads(name, reader) for name in DOWNLOADS},
        "facts": f"/{editor.PATH}",
        "lang": reader,
        "most": settings.url_kb << 10,
        "prefixes": PREFIXES,
        "preview": answer,
        "problem": problem,
        "query": text,
        "served": version,
        "version": version,
        "words": {
            **editor.words(reader),
            **{name: words.in_language(reader) for name, words in WORDS.items()},
        },
    }
    other = {"lang": "en" if reader == "ko" else "ko", **({} if query is None else {"query": query})}
    return {
        "about": about,
        "answer": answer,
        "downloads": downloads(kind, reader) if kind else [],
        "elsewhere": f"/sparql?{urlencode(other)}",
        "has_editor": (PLACE / EDITOR).is_file(),
        "kind": kind,
        "problem": problem,
        "query": text,
        "rows": written(answer, base, reader) if answer and kind != "truth" else [],
        "settings": settings,
        "version": version,
    }


def kind_of(answer: Mapping[str, Any]) -> str:
    """Tell a table, a graph and a yes or no from each other."""
    if "truth" in answer:
        return "truth"
    return "graph" if answer["graph"] else "table"


def downloads(kind: str, reader: Language) -> list[tuple[str, str, str]]:
    """Give the formats of a kind of answer, with their names for a reader."""
    return [(name, words.in_language(reader), ending) for name, words, ending in DOWNLOADS[kind]]


def written(answer: Mapping[str, Any], base: str, reader: Language) -> list[list[Cell]]:
    """Write the cells of an answer for a reader, as the script does."""
    names = answer["names"]
    return [[cell(term, names, base, reader) for term in row] for row in answer["rows"]]


def cell(
    term: Mapping[str, str] | None, names: Mapping[str, Mapping[str, str]], base: str, reader: Language
) -> Cell:
    """Write one cell."""
    if term is None:
        return Cell()
    value = term["value"]
    if term["kind"] != "uri":
        kind, tag = term.get("type", ""), term.get("lang", "")
        start = value[: LONG // 2] if len(value) > LONG else ""
        return Cell(value, tag, short(kind, base), tag=tag, start=start, is_number=kind in NUMBERS)
    called = names.get(value, {})
    other = "en" if reader == "ko" else "ko"
    tag = reader if reader in called else other if other in called else ""
    text = called[tag] if tag else short(value, base)
    return Cell(text, tag if tag != reader else "", value, href(value, base, reader))


def href(iri: str, base: str, reader: Language) -> str:
    """Give the address of the page that tells of a thing; an address elsewhere is one itself."""
    path = document_path(iri, base)
    if path is None:
        return iri if iri.startswith(("https://", "http://")) else ""
    fragment = iri.partition("#")[2]
    return f"/{quoted(page_path(path, reader))}" + (f"#{quoted(fragment)}" if fragment else "")


def short(iri: str, base: str) -> str:
    """Shorten an address that has no name."""
    for name, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{name}:{iri.removeprefix(space)}"
    return iri.removeprefix(base).removeprefix("id/") if iri.startswith(base) else iri


def limits(settings: Settings, reader: Language) -> Sequence[str]:
    """Say in a few words what a query may cost."""
    said = (
        Text(f"{settings.time:g}초", f"{settings.time:g} s"),
        Text(f"메모리 {settings.memory_mb:,} MiB", f"{settings.memory_mb:,} MiB of memory"),
        Text(
            f"답 {settings.rows:,}행, {settings.answer_mb:,} MiB",
            f"{settings.rows:,} rows, {settings.answer_mb:,} MiB of answer",
        ),
    )
    return [each.in_language(reader) for each in said]
