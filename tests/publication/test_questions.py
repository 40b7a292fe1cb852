"""The documents of the ready questions: each resolves, in every format, as files and from the server."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import httpx
import pyoxigraph
import pytest

from gjgraph.core.header import QueryFile, parse_header
from gjgraph.core.terms import DCTERMS, PREFIXES, SH, TYPE, NamedNode, Triple
from gjgraph.core.text import Language
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.document import HTML, RDF_FORMATS, Context, Written
from gjgraph.publication.examples import examples, form_of
from gjgraph.publication.pages import Pages
from gjgraph.publication.questions import EXAMPLES, GRAPHS, LIST, QuestionDocument, Questions
from gjgraph.publication.site import Site
from gjgraph.storage.workspace import open_workspace
from tests.conftest import ROOT
from tests.editing import without_rules
from tests.servers import serving

QUESTIONS = questions(open_workspace(ROOT))
IS_GRAPH = {name: form_of(each) in GRAPHS for name, each in QUESTIONS.items()}
SITE = Context(is_site=True)
TABLE, GRAPH = "strategies-of-a-policy", "policy-as-a-graph"
FILES = "https://files.example/a/"
TARGET = NamedNode(PREFIXES["schema"] + "target")


@pytest.fixture(scope="module")
def family(dataset: Dataset) -> Questions:
    """The questions of the plan."""
    return Questions(Pages(dataset.workspace, dataset.index), QUESTIONS)


@pytest.fixture(scope="module")
def files(family: Questions) -> dict[str, Written]:
    """All files that the questions are, by path."""
    found = {}
    for path in family.paths():
        document = family.document(path)
        assert document is not None
        for place, form, language in document.representations():
            found[place] = document.write(form, language, SITE)
    return found


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """A client of a server over the plan."""
    with serving(ROOT) as address, httpx.Client(base_url=address, timeout=30) as opened:
        del opened.headers["accept"]
        yield opened


def read(content: bytes, ending: str = "ttl") -> set[Triple]:
    syntax = next(each for known, _, each in RDF_FORMATS.values() if known == ending)
    return {quad.triple for quad in pyoxigraph.parse(content, format=syntax)}


class Page(HTMLParser):
    """A page: its links, its headings, and how many rows its table has."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.rows = 0
        self.heading = ""
        self.within = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.within = tag
        self.rows += tag == "tr"
        if tag in ("a", "link") and found.get("rel") != "canonical":
            self.links.append(found["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within == "h1":
            self.heading += data


# Files


def test_every_question_has_its_files(files: dict[str, Written]) -> None:
    endings = {"html", "en.html", "ttl", "jsonld", "rdf", "nt", "trig"}
    for name, is_graph in [(f"{LIST}/{name}", each) for name, each in IS_GRAPH.items()] + [(LIST, True)]:
        expected = {
            f"{name}.{ending}"
            for ending in endings | (set() if is_graph else {"excel.csv", "csv", "xlsx", "json"})
        }
        assert {path for path in files if path.partition(".")[0] == name} == expected
    for path, written in files.items():
        assert (written.status, written.location) == (200, path)
        assert written.body
        assert not written.depends_on_address


def test_each_format_says_the_same(files: dict[str, Written]) -> None:
    for name in [LIST, *(f"{LIST}/{each}" for each in QUESTIONS)]:
        whole = read(files[f"{name}.ttl"].body)
        assert whole
        for ending, kind, _ in RDF_FORMATS.values():
            assert read(files[f"{name}.{ending}"].body, ending) == whole, (name, ending)
            assert files[f"{name}.{ending}"].media_type == kind


def test_a_description_is_the_example(files: dict[str, Written], family: Questions) -> None:
    base = family.writer.index.base
    whole = read(files[f"{LIST}.ttl"].body)
    assert set(examples(QUESTIONS.values(), base)) <= whole
    for name, asked in QUESTIONS.items():
        node = NamedNode(f"{base}{LIST}/{name}")
        assert Triple(node, TYPE, NamedNode(SH + "SPARQLExecutable")) in whole
        assert Triple(NamedNode(base + LIST), NamedNode(DCTERMS + "hasPart"), node) in whole
        if not IS_GRAPH[name]:
            own = read(files[f"{LIST}/{name}.ttl"].body)
            assert set(examples([asked], base)) <= own
            assert {each.subject for each in own} == {node}
            assert not [each for each in own if each.predicate == TARGET]


def test_the_endpoint_is_said_where_there_is_one(family: Questions) -> None:
    document = family.document(f"{LIST}/{TABLE}")
    assert document is not None
    address = "http://localhost:8000/"
    for context, expected in (
        (Context(address=address), [f"{address}sparql"]),
        (Context(address=address, is_site=True), []),
        (Context(), []),
    ):
        written = document.write("turtle", "ko", context)
        found = [str(each.object).strip("<>") for each in read(written.body) if each.predicate == TARGET]
        assert found == expected
        assert written.depends_on_address is bool(expected)


def test_every_link_of_a_page_leads_to_a_document(files: dict[str, Written], dataset: Dataset) -> None:
    site = Site(dataset.workspace, dataset.index, QUESTIONS)
    followed = set()
    for path, written in files.items():
        if not path.endswith(".html"):
            continue
        for link in Page(written.body).links:
            assert not link.startswith("/"), (path, link)
            target = urlsplit(urljoin(f"{FILES}{path}", link)).geturl().partition("#")[0]
            if target.startswith(FILES):
                followed.add(unquote(target.removeprefix(FILES)))
    # The history is no document of the site.
    missing = {each for each in followed - {"history.html", "history.en.html"} if site.find(each) is None}
    assert not missing
    assert len([each for each in followed if each.startswith("doc/")]) > 100


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_has_the_question_and_its_answer(files: dict[str, Written], language: str) -> None:
    mark = "en." if language == "en" else ""
    for name, asked in QUESTIONS.items():
        page = files[f"{LIST}/{name}.{mark}html"].body
        assert Page(page).heading == asked.summary.in_language("en" if language == "en" else "ko")
        assert f'<html lang="{language}">'.encode() in page
        if not IS_GRAPH[name]:
            rows = files[f"{LIST}/{name}.csv"].body.count(b"\r\n")
            assert Page(page).rows in (min(rows, 1001), 0)
    listed = Page(files[f"{LIST}.{mark}html"].body)
    assert {f"{LIST}/{name}.{mark}html" for name in QUESTIONS} <= set(listed.links)


def document_of(dataset: Dataset, text: str) -> QuestionDocument:
    """Give the document of a question that isn't in the plan."""
    return QuestionDocument(Pages(dataset.workspace, dataset.index), parse_header("another", text))


def test_a_long_answer_is_cut_and_says_so(dataset: Dataset) -> None:
    head = "#+ summary: {ko: 모두, en: All}\n"
    document = document_of(dataset, f"{head}SELECT ?s ?o {{ ?s a ?o }} ORDER BY ?s ?o")
    page = document.write(HTML, "en", SITE).body
    assert Page(page).rows == 1001
    assert b"The first 1,000 rows only" in page
    assert document.write("csv", "ko", SITE).body.count(b"\r\n") > 1001


def test_nothing_in_a_question_or_its_answer_executes(tmp_path: Path) -> None:
    hostile, base = "<script>alert(1)</script>", "https://plan.example/"
    label = f'<{base}id/a> <{PREFIXES["skos"]}prefLabel> "{hostile}"@ko, "{hostile}"@en .\n'
    odd = load(open_workspace(without_rules(tmp_path / "odd", base, {f"{base}graph/odd": label})))
    head = (
        f"#+ summary: {{ko: '{hostile}', en: '{hostile}'}}\n#+ parameters:\n"
        f"#+   word: {{type: string, default: '{hostile}', ko: '{hostile}', en: '{hostile}'}}\n"
    )
    document = document_of(odd, f"{head}SELECT ?thing ?label ?word {{ ?thing skos:prefLabel ?label }}")
    languages: tuple[Language, ...] = ("ko", "en")
    for language in languages:
        page = document.write(HTML, language, SITE).body.decode()
        assert hostile not in page
        assert f"{hostile.replace('<', '&lt;').replace('>', '&gt;')}</a>" in page
        # In title, description and heading, the parameter and its default; by name and label in two rows.
        assert page.count("&lt;script&gt;") == 9


def test_another_plan_has_its_own(saebom: Path) -> None:
    dataset = load(open_workspace(saebom))
    asked = questions(dataset.workspace)
    family = Questions(Pages(dataset.workspace, dataset.index), asked)
    assert set(family.paths()) == {LIST, EXAMPLES, *(f"{LIST}/{name}" for name in asked)}
    document = family.document(LIST)
    assert document is not None
    body = document.write("ntriples", "ko", SITE).body.decode()
    assert body.startswith("<https://plan.saebom.example/questions")
    assert "w3id.org/gjgraph/questions" not in body
    assert family.document(f"{LIST}/nothing") is None
    assert family.document(f"x/{TABLE}") is None


# The server


def test_the_server_answers_with_the_bytes_of_the_files(
    client: httpx.Client, files: dict[str, Written]
) -> None:
    for path, written in files.items():
        if path.endswith((".csv", ".xlsx", ".json")) or (
            IS_GRAPH.get(path.partition("/")[2].partition(".")[0]) and not path.endswith(".html")
        ):
            response = client.get(f"/{path}")
            assert response.status_code == 200, path
            assert response.content == written.body, path
            assert response.headers["content-location"] == f"/{path}"
            assert response.headers["content-type"].partition(";")[0] == written.media_type
        if path.endswith(".csv"):
            # Excel takes a file with this mark for UTF-8, and one without for something else.
            assert written.body.startswith(b"\xef\xbb\xbf") is path.endswith(".excel.csv")


def ways(client: httpx.Client, path: str, ending: str, kind: str) -> Iterator[httpx.Response]:
    """Ask for a format by extension, by name and by negotiation."""
    yield client.get(f"/{path}.{ending}", headers={"accept": "text/html"})
    yield client.get(f"/{path}", params={"_format": kind}, headers={"accept": "text/html"})
    yield client.get(f"/{path}", headers={"accept": f"text/csv;q=0.1, {kind}"})


@pytest.mark.parametrize("path", [LIST, f"{LIST}/{TABLE}", f"{LIST}/{GRAPH}"])
def test_rdf_by_three_ways(client: httpx.Client, files: dict[str, Written], path: str) -> None:
    whole = read(files[f"{path}.ttl"].body)
    target = NamedNode(f"{client.base_url}sparql")
    for ending, kind, _ in RDF_FORMATS.values():
        for response in ways(client, path, ending, kind):
            assert response.status_code == 200, response.text
            assert response.headers["content-type"].partition(";")[0] == kind
            assert response.headers["content-location"] == f"/{path}.{ending}"
            found = read(response.content, ending)
            assert {each for each in found if each.predicate != TARGET} == whole
            assert {each.object for each in found if each.predicate == TARGET} == (
                set() if path.endswith(GRAPH) else {target}
            )
            assert response.headers["etag"].startswith('"')


def test_the_list_has_what_the_examples_have(client: httpx.Client) -> None:
    known = read(client.get("/.well-known/sparql-examples", headers={"accept": "text/turtle"}).content)
    assert known < read(client.get(f"/{LIST}.ttl").content)


@pytest.mark.parametrize("path", [LIST, f"{LIST}/{TABLE}"])
@pytest.mark.parametrize(("ending", "reader"), [("html", "ko"), ("en.html", "en")])
def test_an_extension_says_the_language(client: httpx.Client, path: str, ending: str, reader: str) -> None:
    response = client.get(
        f"/{path}.{ending}",
        headers={"accept": "text/turtle", "accept-language": "en" if reader == "ko" else "ko"},
    )
    assert response.status_code == 200
    assert f'<html lang="{reader}">' in response.text


def test_a_description_is_had_by_the_id_too(client: httpx.Client) -> None:
    asked: QueryFile = QUESTIONS[TABLE]
    response = client.get(f"/{LIST}/{asked.id}.ttl")
    assert response.headers["content-location"] == f"/{LIST}/{TABLE}.ttl"
    assert response.content == client.get(f"/{LIST}/{TABLE}.ttl").content


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"{LIST}/{TABLE}.ttl?polcy=2", {}, 400),
        (f"{LIST}/{TABLE}?policy=2&policy=3", {"accept": "text/turtle"}, 400),
        (f"{LIST}/nothing.ttl", {}, 404),
        (f"{LIST}.exe", {}, 404),
        (f"{LIST}?_format=exe", {}, 406),
        (LIST, {"accept": "image/png"}, 406),
        (f"{LIST}/{TABLE}?_format=nquads", {}, 406),
    ],
)
def test_what_there_is_not(client: httpx.Client, path: str, headers: dict[str, str], status: int) -> None:
    response = client.get(f"/{path}", headers=headers)
    assert response.status_code == status, response.text[:300]


def test_the_cells_of_a_table_lead_to_things(client: httpx.Client) -> None:
    for ending, mark in (("html", ".html"), ("en.html", ".en.html")):
        response = client.get(f"/{LIST}/children-of-an-element.{ending}")
        found = [link for link in Page(response.content).links if link.startswith("../doc/")]
        assert len(found) > 1
        for link in found:
            assert link.endswith(mark)
            assert client.get(urljoin(str(response.url), link)).status_code == 200
