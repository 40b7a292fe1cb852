"""What the ready questions and their answers can be had as, and how somebody says what they want."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request

from gjgraph.core.header import QueryFile
from gjgraph.core.text import Language, Text
from gjgraph.engine.worker import DISPLAY
from gjgraph.interfaces.http.asking import Fields, parse
from gjgraph.interfaces.http.negotiation import HTML, formats_called, language, media_type
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.publication.document import RDF_FORMATS
from gjgraph.publication.examples import form_of
from gjgraph.publication.questions import GRAPHS, SHEET, TABLES

ENGLISH = "en.html"
"""The extension of pages in English; those in Korean are plain `.html`."""
LIST_ENDINGS = (ENGLISH, "html", "json", *(ending for ending, _, _ in RDF_FORMATS.values()))
SHEET_ENDING = TABLES["spreadsheet"]
ENDINGS = (*LIST_ENDINGS, SHEET_ENDING, "csv", "xlsx", "tsv", "xml", "srj")
OFFERED = {
    "application/json": "objects",
    "application/sparql-results+json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/sparql-results+xml": "xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    HTML: DISPLAY,
}
DESCRIPTIONS = {kind: name for name, (_, kind, _) in RDF_FORMATS.items()}
"""What a description may be had as: a question's own, or the graph that answers it."""
SAID = frozenset({"format", "_format", "lang", "timeout"})
"""Fields that an extension says as well, or that no answer depends on."""


def parted(name: str) -> tuple[str, str]:
    """Part the last segment of an address: the name of a question, and an extension, if it has one."""
    for ending in ENDINGS:
        if name.endswith(f".{ending}"):
            return name.removesuffix(f".{ending}"), ending
    return name, ""


def reader_of(request: Request, ending: str) -> Language:
    """Give the language of a page: that of its extension, else of the reader."""
    if ending == ENGLISH:
        return "en"
    accept = None if ending else request.headers.get("accept-language")
    return language(request.query_params.get("lang"), accept)


def wanted_list(request: Request, ending: str) -> str:
    """Find the format of the list: `objects`, a page, or one of the RDF formats."""
    fields = parse(request.scope["query_string"])
    names = [*([ending.removeprefix("en.")] if ending else []), *named_formats(fields)]
    plain = {"json": "objects", "html": HTML, "application/json": "objects"}
    offered = {"application/json": "objects", HTML: HTML, **DESCRIPTIONS}
    if names:
        called = formats_called(names[0])
        found = plain.get(names[0].lower()) or (called[0] if called and called[0] in RDF_FORMATS else None)
    else:
        found = offered.get(media_type(request.headers.get("accept"), list(offered)) or "")
    if found is None:
        listed = ", ".join(offered)
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    return found


def named_formats(fields: Fields) -> list[str]:
    """List the formats that fields name."""
    return [*fields.get("format", []), *fields.get("_format", [])]


def wanted(fields: Fields, accept: str | None, ending: str) -> tuple[str, ...]:
    """Find the format asked for: by ending, by name, by the Accept header."""
    names = [*([ending.removeprefix("en.")] if ending else []), *named_formats(fields)]
    for name in names:
        if name == "json":
            return ("objects", "jsonld")
        if name == SHEET_ENDING:
            return ("spreadsheet",)
        if name == "srj":
            return ("json", "jsonld")
        if name == "csv" and fields.get("bom", ["0"])[0] not in ("", "0", "false"):
            return ("spreadsheet",)
        if found := formats_called(name):
            return found
    kind = None if names else media_type(accept, [*OFFERED, *DESCRIPTIONS])
    if kind is None:
        listed = ", ".join([*OFFERED, *DESCRIPTIONS])
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    if kind == "text/csv" and fields.get("bom", ["0"])[0] not in ("", "0", "false"):
        return ("spreadsheet",)
    if kind == "application/json" and "json" in (accept or ""):
        return ("objects", "jsonld")
    return (OFFERED[kind], *RDF_FORMATS) if kind in OFFERED else (DESCRIPTIONS[kind],)


def exports(asked: QueryFile, given: Mapping[str, str], reader: Language) -> dict[str, str]:
    """Give the ways to take an answer along: what they are called, and where they are."""
    if form_of(asked) in GRAPHS:
        offered = {"Turtle": "turtle", "JSON-LD": "jsonld", "RDF/XML": "rdfxml", "N-Triples": "ntriples"}
    else:
        sheet = SHEET.in_language(reader)
        offered = {sheet: "spreadsheet", "XLSX": "xlsx", "CSV": "csv", "JSON": "json", "SPARQL JSON": "srj"}
    return {
        label: f"/questions/{asked.name}?{urlencode([*given.items(), ('format', name)])}"
        for label, name in offered.items()
    }


def suffix(format_name: str) -> str:
    """Give the ending of a file in a format."""
    if format_name in RDF_FORMATS:
        return RDF_FORMATS[format_name][0]
    return {"objects": "json", "json": "srj", "spreadsheet": "csv", "": "html"}.get(format_name, format_name)


def whereabouts(asked: QueryFile, fields: Fields, format_name: str, reader: Language) -> str:
    """Give the address of an answer in a format, whatever else was asked."""
    ending = ENGLISH if not format_name and reader == "en" else suffix(format_name)
    said = SAID
    if format_name == "spreadsheet":
        ending, said = SHEET_ENDING, SAID | {"bom"}
    kept = [(name, value) for name, values in fields.items() if name not in said for value in values]
    return f"/questions/{asked.name}.{ending}" + (f"?{urlencode(kept)}" if kept else "")
