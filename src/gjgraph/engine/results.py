"""Answers as bytes: the W3C formats for result sets and for graphs, and tables for people's programs."""

import csv
import io
import itertools
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

import pyoxigraph
from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from gjgraph.core.errors import BrokenError, UnknownNameError
from gjgraph.core.terms import PREFIXES, XSD, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.engine.index import FAILURES, Answer, Term, failed, rows

NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""
SAMPLE = 10_000
"""How many triples are sorted, and looked at for the prefixes to declare; the rest is written as it comes."""
NOT_XML = re.compile(rb"[\x00-\x08\x0B\x0C\x0E-\x1F]|\xEF\xBF[\xBE\xBF]")
LARGEST_SAFE = 2**53
"""Beyond it, a program that reads JSON numbers as doubles would round."""

WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
"""When a workbook says that it was made."""

Count = Callable[[int], None]
"""Is told how many more rows, or triples, were written; may raise to stop the writing."""
Write = Callable[[Answer, IO[bytes], Count], None]


@dataclass(frozen=True)
class Format:
    """One way to write an answer."""

    name: str
    media_type: str
    write: Write


class CountedOutput:
    """Counts rows on their way to an output, by the bytes that stand there once for each row."""

    def __init__(self, output: IO[bytes], mark: bytes, count: Count, more: int) -> None:
        self.output = output
        self.mark = mark
        self.count = count
        self.more = more
        self.end = b""

    def write(self, data: Any) -> int:  # noqa: ANN401
        marks = (self.end + data).count(self.mark)
        if marks:
            self.count(marks + self.more)
            self.more = 0
        # A mark may be cut in two by the writer's buffer; a whole one must not be counted again.
        self.end = bytes(data[-len(self.mark) + 1 :]) if len(self.mark) > 1 else b""
        self.output.write(data)
        return len(data)

    def flush(self) -> None:
        """Be a binary file for the writer; what is to be flushed, the output itself knows."""


def native(syntax: QueryResultsFormat, mark: bytes, more: int = 0) -> Write:
    """Write an answer with the store's own writer, the fastest there is.

    `mark` are the bytes that stand in it for each row, and `more` how many rows there are beyond them.
    """

    def write(answer: Answer, output: IO[bytes], count: Count) -> None:
        counted: Any = CountedOutput(output, mark, count, more)
        answer.serialize(counted, format=syntax)  # type: ignore[arg-type]

    return write


def graph(syntax: RdfFormat) -> Write:
    """Write a graph, declaring the prefixes that it uses and no others.

    A graph has no order, and the store gives one and the same in one order or another: sorted, it is
    the same bytes each time, and what belongs together stands together.
    """

    def write(answer: Answer, output: IO[bytes], count: Count) -> None:
        def counted() -> Iterator[Triple]:
            for triple in triples:
                count(1)
                yield triple

        triples = iter(answer) if isinstance(answer, QueryTriples) else iter(())
        first = sorted(itertools.islice(triples, SAMPLE), key=str)
        triples = itertools.chain(first, triples)
        pyoxigraph.serialize(counted(), output, format=syntax, prefixes=used_prefixes(first))

    return write


def xml(answer: Answer, output: IO[bytes], count: Count) -> None:
    """Write a result set as XML, which has no way to say some characters (XML 1.0 §2.2)."""

    class Checked:
        """Passes on what XML can say."""

        def write(self, data: bytes) -> int:
            if NOT_XML.search(data):
                raise UnknownNameError(
                    Text(
                        "답에 XML로 적을 수 없는 제어 문자가 있습니다. JSON이나 CSV로 물으세요.",
                        "The answer has control characters that XML can't say. Ask for JSON or CSV.",
                    )
                )
            return output.write(data)

    checked: Any = Checked()
    native(QueryResultsFormat.XML, b"<result>")(answer, checked, count)


def used_prefixes(triples: Collection[Triple]) -> dict[str, str]:
    """Find the prefixes that some triples have a use for."""
    terms: set[object] = set()
    for triple in triples:
        terms.update((triple.subject, triple.predicate, triple.object))
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    iris |= {term.datatype.value for term in terms if isinstance(term, Literal)}
    ordered = sorted(iris)
    # What begins with a namespace stands right where that would stand.
    first = {name: bisect_left(ordered, namespace) for name, namespace in PREFIXES.items()}
    return {
        name: PREFIXES[name]
        for name, place in first.items()
        if place < len(ordered) and ordered[place].startswith(PREFIXES[name])
    }


def columns(answer: Answer) -> list[str]:
    """Name the columns of a result set."""
    return [variable.value for variable in answer.variables] if isinstance(answer, QuerySolutions) else []


def plain(term: Term | None) -> object:
    """Give a term as a plain JSON value: numbers and truths as such, all else by its text."""
    if not isinstance(term, Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    if kind in NUMBERS:
        try:
            whole = kind == XSD + "integer" or kind.endswith(("#int", "#long"))
            number = int(term.value) if whole else float(term.value)
        except ValueError:
            return term.value
        # JSON has no infinity, and a number that readers would round stays a text.
        return number if abs(number) < LARGEST_SAFE else term.value
    return term.value


def write_objects(answer: Answer, output: IO[bytes], count: Count) -> None:
    """Write a result set as a JSON array of plain objects, a yes or no as `true` or `false`."""
    if not isinstance(answer, QuerySolutions):
        output.write(b"true" if answer else b"false")
        return
    names = columns(answer)
    before = b"["
    for row in rows(answer):
        cells = {name: plain(term) for name, term in zip(names, row, strict=True)}
        count(1)
        output.write(before + json.dumps(cells, ensure_ascii=False).encode())
        before = b",\n"
    output.write(b"]" if before != b"[" else b"[]")


def table(answer: Answer) -> Iterator[list[str]]:
    """Go through a result set as a table of texts, its head first."""
    if not isinstance(answer, QuerySolutions):
        yield ["true" if answer else "false"]
        return
    yield columns(answer)
    for row in rows(answer):
        yield ["" if term is None else getattr(term, "value", str(term)) for term in row]


def write_spreadsheet_csv(answer: Answer, output: IO[bytes], count: Count) -> None:
    """Write CSV (RFC 4180) for a spreadsheet: a byte order mark before it, and no cell a formula."""
    output.write("\ufeff".encode())
    for row in table(answer):
        count(1)
        line = io.StringIO()
        csv.writer(line).writerow(defused(cell) for cell in row)
        output.write(line.getvalue().encode())


def defused(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would evaluate; a plain number stays one."""
    if not cell.startswith(FORMULA_SIGNS):
        return cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell


def write_xlsx(answer: Answer, output: IO[bytes], count: Count) -> None:
    """Write an Excel workbook of one sheet; nothing in it is a formula or a link."""
    # Imported here: it takes a while to load, and few ask for it. Workers are forked with it.
    import xlsxwriter  # noqa: PLC0415

    content = io.BytesIO()
    # In memory: a worker can open no file.
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, settings)
    # The same answer is the same bytes, whenever it is written.
    book.set_properties({"created": WRITTEN})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    names = columns(answer) if isinstance(answer, QuerySolutions) else ["answer"]
    sheet.write_row(0, 0, names, bold)
    sheet.freeze_panes(1, 0)
    widths = [len(name) for name in names]
    body: Iterator[list[object]] = (
        ([plain(term) for term in row] for row in rows(answer))
        if isinstance(answer, QuerySolutions)
        else iter([[bool(answer)]])
    )
    for line, row in enumerate(body, start=1):
        count(1)
        for column, cell in enumerate(row):
            if sheet.write(line, column, cell) < 0:
                raise UnknownNameError(
                    Text(
                        "XLSX는 1,048,576행까지, 칸마다 32,767자까지 담습니다. "
                        f"{line:,}행에 {len(str(cell)):,}자가 있습니다. CSV로 물으세요.",
                        "XLSX holds 1,048,576 rows, and 32,767 letters in a cell; "
                        f"row {line:,} has {len(str(cell)):,}. Ask for CSV.",
                    )
                )
            # A Korean syllable is as wide as two letters.
            shown = str(cell or "")
            wide = len(shown) + sum(1 for letter in shown if letter > "\u1100")
            widths[column] = min(60, max(widths[column], wide))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width + 2)
    book.close()
    output.write(content.getvalue())


RESULT_FORMATS = [
    Format("json", "application/sparql-results+json", native(QueryResultsFormat.JSON, b',{"', 1)),
    Format("xml", "application/sparql-results+xml", xml),
    Format("csv", "text/csv", native(QueryResultsFormat.CSV, b"\r\n", -1)),
    Format("tsv", "text/tab-separated-values", native(QueryResultsFormat.TSV, b"\n", -1)),
]
"""In JSON, `,{"` stands between two rows and nowhere else: in a string, the quote would be escaped."""
TABLE_FORMATS = [
    Format("objects", "application/json", write_objects),
    Format("spreadsheet", "text/csv", write_spreadsheet_csv),
    Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
]
GRAPH_FORMATS = [
    Format("turtle", "text/turtle", graph(RdfFormat.TURTLE)),
    Format("ntriples", "application/n-triples", graph(RdfFormat.N_TRIPLES)),
    Format("rdfxml", "application/rdf+xml", graph(RdfFormat.RDF_XML)),
    Format("jsonld", "application/ld+json", graph(RdfFormat.JSON_LD)),
    Format("trig", "application/trig", graph(RdfFormat.TRIG)),
    Format("nquads", "application/n-quads", graph(RdfFormat.N_QUADS)),
    Format("n3", "text/n3", graph(RdfFormat.N3)),
]
FORMATS = {each.name: each for each in [*RESULT_FORMATS, *TABLE_FORMATS, *GRAPH_FORMATS]}
FORMAT_NAMES = list(FORMATS)
IS_GRAPH = frozenset(each.name for each in GRAPH_FORMATS)


def writer(answer: Answer, names: Collection[str]) -> Format:
    """Choose the first of some formats that an answer of this kind can be written in."""
    is_graph = isinstance(answer, QueryTriples)
    for name in names:
        if (name in IS_GRAPH) == is_graph:
            return FORMATS[name]
    offered = ", ".join(name for name in FORMATS if (name in IS_GRAPH) == is_graph)
    kind = Text("그래프", "a graph") if is_graph else Text("표", "a table")
    raise UnknownNameError(
        Text(
            f"이 질의의 답은 {kind.ko}입니다. 쓸 수 있는 형식: {offered}",
            f"This query's answer is {kind.en}; it can be written as: {offered}",
        )
    )


def write(answer: Answer, chosen: Format, output: IO[bytes], count: Count = lambda more: None) -> None:
    """Write an answer as it is evaluated; QueryError where evaluation fails on the way."""
    try:
        chosen.write(answer, output, count)
    except OSError as error:
        raise BrokenError(
            Text(f"답을 쓰지 못했습니다: {error}", f"The answer can't be written: {error}")
        ) from None
    except FAILURES as error:
        raise failed(error) from None


def serialise(answer: Answer, name: str) -> bytes:
    """Write an answer in a named format at once."""
    output = io.BytesIO()
    write(answer, writer(answer, [name]), output)
    return output.getvalue()


def part(
    answer: Answer,
    without: Collection[str] = (),
    skip: int = 0,
    count: int | None = None,
    order: Callable[[list[Any]], list[Any]] | None = None,
) -> tuple[Answer, int]:
    """Leave columns and rows out of a result set, and tell how many rows there were.

    `order` puts all rows in order before. Any other answer stays as it is, and so does one of which
    nothing is left out; their rows are not counted, and 0 is given.
    """
    if not isinstance(answer, QuerySolutions) or not (without or skip or count is not None or order):
        return answer, 0
    content = json.loads(serialise(answer, "json"))
    content["head"]["vars"] = [name for name in content["head"]["vars"] if name not in without]
    found = content["results"]["bindings"]
    if order:
        found = order(found)
    chosen = found[skip:] if count is None else found[skip : skip + count]
    content["results"]["bindings"] = [
        {name: value for name, value in row.items() if name not in without} for row in chosen
    ]
    return pyoxigraph.parse_query_results(json.dumps(content), format=QueryResultsFormat.JSON), len(found)
