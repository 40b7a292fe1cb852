"""The feed and the history as files: pages that only grow, and the same bytes from the server."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pyoxigraph
import pytest

from gjgraph.core.terms import DCTERMS, NamedNode, Triple
from gjgraph.operations.dataset import Dataset
from gjgraph.operations.feed import LDES, PAGE, TREE, feed_files
from gjgraph.operations.history import BY_FILES
from gjgraph.operations.history_files import history_files
from gjgraph.publication.document import HTML, RDF_FORMATS, Context
from gjgraph.publication.history_page import MOST, Change, HistoryPage
from gjgraph.publication.pages import Pages
from gjgraph.storage.workspace import open_workspace
from tests.editing import versioned, without_rules
from tests.servers import serving
from tests.storage.repositories import WHEN, edit, git, opened

BASE = "https://plan.example/"
ADDRESS = "https://files.example/plan/"
GRAPH = f"{BASE}graph/notes"
HOSTILE = "<script>alert(1)</script> & “메모”"
ENDINGS = {ending: (kind, syntax) for ending, kind, syntax in RDF_FORMATS.values()}


def grow(root: Path, first: int, count: int) -> None:
    """Commit a number of changes of one graph, each a minute after the other."""
    repository = opened(root)
    commits = [
        edit(
            {"data/notes.ttl": f'<{BASE}id/a> <{BASE}ontology#note> "{number}" .\n'.encode()},
            f"{HOSTILE if number == first else 'Note'} {number}\n\nGjgraph-Added: 1\nGjgraph-Removed: 1",
            WHEN + timedelta(minutes=number),
        )
        for number in range(first, first + count)
    ]
    repository.commit(commits, repository.head())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workspace with seven changes."""
    root = versioned(without_rules(tmp_path / "workspace", BASE, {GRAPH: ""}))
    grow(root, 1, 6)
    return root


def written(root: Path, size: int, address: str = ADDRESS) -> dict[str, bytes]:
    """Write the files of the feed."""
    found = list(feed_files(opened(root), open_workspace(root), address, size))
    assert len(found) == len(dict(found)), "a file twice"
    return dict(found)


def read(content: bytes, ending: str = "ttl") -> set[Triple]:
    return {quad.triple for quad in pyoxigraph.parse(content, format=ENDINGS[ending][1])}


def objects(triples: set[Triple], predicate: str) -> list[str]:
    """Give the IRIs that a property leads to."""
    found = [each.object for each in triples if each.predicate.value == predicate]
    return [each.value for each in found if isinstance(each, NamedNode)]


def followed(files: dict[str, bytes], address: str = ADDRESS) -> list[set[Triple]]:
    """Read the stream from its first page on, as a client does: by what each page says of the next."""
    (following,) = objects(read(files["feed.ttl"]), TREE + "view")
    pages = []
    while following:
        pages.append(read(files[following.removeprefix(address) + ".ttl"]))
        (following,) = objects(pages[-1], TREE + "node") or [""]
    return pages


def test_who_follows_the_pages_gets_every_change_once(small: Path) -> None:
    pages = followed(written(small, 3))
    ids = git(small, "rev-list", "--reverse", "HEAD").split()
    members = [sorted(objects(page, TREE + "member")) for page in pages]
    expected = [sorted(f"{BASE}history/{name}" for name in ids[place : place + 3]) for place in (0, 3, 6)]
    assert members == expected
    for page in pages:
        assert NamedNode(LDES + "EventStream") in {each.object for each in page}
        # A page says all of its own members, and nothing of others.
        ended = {each.subject.value for each in page if each.predicate.value.endswith("#endedAtTime")}  # type: ignore[union-attr]
        assert ended == set(objects(page, TREE + "member"))
    assert any(
        each.predicate.value == DCTERMS + "extent" and str(each.object) == '"+1 −1"' for each in pages[1]
    )


def test_a_full_page_never_changes(small: Path) -> None:
    before = written(small, 3)
    grow(small, 7, 5)
    after = written(small, 3)
    full = [path for path in before if re.fullmatch(r"feed/[12]\.\w+", path) and not path.endswith(HTML)]
    assert len(full) == 2 * len(RDF_FORMATS)
    for path in full:
        assert after[path] == before[path], path
    assert after["feed/3.ttl"] != before["feed/3.ttl"]
    assert "feed/4.ttl" in after
    # One that is just as long as a page isn't followed by an empty one.
    assert "feed/5.ttl" not in after
    assert not objects(read(after["feed/4.ttl"]), TREE + "node")


def test_each_format_says_the_same(small: Path) -> None:
    files = written(small, 3)
    for path in ("feed", "feed/1", "feed/3"):
        for ending in ENDINGS:
            assert read(files[f"{path}.{ending}"], ending) == read(files[f"{path}.ttl"]), (path, ending)


def test_no_file_has_a_dead_link(small: Path, dataset: Dataset) -> None:
    """What the frame leads to is another's."""
    pages = Pages(dataset.workspace, dataset.index)
    there = {*written(small, 3), *dict(history_files(opened(small), pages, Context())), "index.html"}
    there |= {"questions.html", "query.html", "dataset.html", "source.html", "search.html", "opensearch.xml"}
    for path, content in written(small, 3).items():
        if path.endswith(HTML):
            for link in Links(content.decode()).found:
                target = urljoin(ADDRESS + path, link).removeprefix(ADDRESS).replace(".en.", ".")
                target = target.partition("#")[0]
                assert target in there, (path, link)


def test_there_is_a_first_page_before_there_is_a_change(tmp_path: Path) -> None:
    root = without_rules(tmp_path / "workspace", BASE, {})
    git(root, "init", "--quiet")
    files = written(root, 3)
    assert {path.partition(".")[0] for path in files} == {"feed", "feed/1"}


class Links(HTMLParser):
    """The links of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "a":
            self.found.append(dict(attrs)["href"] or "")


# The page of the history


def test_the_history_as_files(small: Path, dataset: Dataset) -> None:
    pages = Pages(dataset.workspace, dataset.index)
    files = dict(history_files(opened(small), pages, Context()))
    assert set(files) == {"history.html", "history.en.html"}
    ids = git(small, "rev-list", "HEAD").split()
    for content in files.values():
        page = content.decode()
        assert re.findall(r'<li id="c-(\w+)"', page) == ids
        assert "<script>alert" not in page
        assert page.count("&lt;script&gt;alert(1)") == 1
        assert not [link for link in Links(page).found if link.startswith(("/", "http://"))]
        assert "@plan.example" not in page
        assert page.count("진술 1개 더함") + page.count("1 statement added") == 6
    assert "<h1>변경 이력</h1>" in files["history.html"].decode()
    assert "<h1>Changes</h1>" in files["history.en.html"].decode()


def test_a_long_history_is_cut_and_says_so(dataset: Dataset) -> None:
    pages = Pages(dataset.workspace, dataset.index)
    for count in (MOST, MOST + 1):
        changes = [
            Change(f"{n:040x}", WHEN, "김민지", f"Change {n}", "", None, BY_FILES) for n in range(count)
        ]
        page = HistoryPage(pages, changes).write(HTML, "en", Context()).body.decode()
        assert page.count('<li id="c-') == MOST
        assert ("Only the latest 1,000" in page) is (count > MOST)


# The server


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    """A server of a workspace with more changes than a page has."""
    root = versioned(without_rules(tmp_path_factory.mktemp("feed") / "workspace", BASE, {GRAPH: ""}))
    grow(root, 1, PAGE + 4)
    with serving(root) as address, httpx.Client(base_url=address) as client:
        yield root, client


def test_the_server_answers_with_the_bytes_of_the_files(large: tuple[Path, httpx.Client]) -> None:
    root, client = large
    files = written(root, PAGE, str(client.base_url))
    assert "feed/2.ttl" in files
    assert "feed/3.ttl" not in files
    for path, content in files.items():
        response = client.get(f"/{path}")
        assert response.status_code == 200
        # In the frame of a page, a server offers what needs one.
        assert without_header(response.content) == without_header(content), path
        assert response.headers["content-location"] == f"/{path}"


def without_header(content: bytes) -> bytes:
    return re.sub(rb"<header.*?</header>", b"", content, flags=re.DOTALL)


@pytest.mark.parametrize("path", ["feed", "feed/1", "feed/2"])
def test_what_is_negotiated_is_one_of_the_files(large: tuple[Path, httpx.Client], path: str) -> None:
    _, client = large
    for ending, (kind, _) in ENDINGS.items():
        whole = client.get(f"/{path}.{ending}").content
        for asked in (
            {"headers": {"accept": kind}},
            {"params": {"_format": kind}, "headers": {"accept": HTML}},
        ):
            response = client.get(f"/{path}", **asked)  # type: ignore[arg-type]
            assert response.content == whole
            assert response.headers["content-type"].partition(";")[0] == kind
            assert response.headers["content-location"] == f"/{path}.{ending}"
            tag = response.headers["etag"]
            assert re.fullmatch(r'"[0-9a-f]+(-gzip)?"', tag), "a strong tag"
            same = client.get(f"/{path}", headers={"accept": kind, "if-none-match": f'"x", {tag}'})
            assert (same.status_code, same.content) == (304, b"")
        lasting = "immutable" in client.get(f"/{path}.{ending}").headers["cache-control"]
        assert lasting is (path == "feed/1")
    tags = {client.get(f"/{path}.{ending}").headers["etag"] for ending in [*ENDINGS, HTML, "en.html"]}
    assert len(tags) == len(ENDINGS) + 2


@pytest.mark.parametrize("reader", ["ko", "en"])
def test_people_are_led_to_the_history(large: tuple[Path, httpx.Client], reader: str) -> None:
    _, client = large
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": reader}
    response = client.get("/feed/1", headers=headers)
    assert f'lang="{reader}"' in response.text
    page = Links(response.text)
    history = {"ko": "../history.html", "en": "../history.en.html"}[reader]
    assert history in page.found
    for link in page.found:
        assert client.get(urljoin(str(response.url), link)).status_code == 200, link


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/feed/3", "text/turtle", 404),
        ("/feed/3.ttl", None, 404),
        ("/feed/3.html", None, 404),
        ("/feed/0.ttl", None, 404),
        ("/feed/x.ttl", None, 404),
        ("/feed/1.exe", None, 404),
        ("/feed.exe", None, 404),
        ("/feed/1.ttl.ttl", None, 404),
        ("/feed/" + "9" * 400, None, 404),
        ("/feed", "image/png", 406),
        ("/feed?_format=exe", None, 406),
        ("/feed/1", "nonsense", 406),
    ],
)
def test_what_there_is_not(
    large: tuple[Path, httpx.Client], path: str, accept: str | None, status: int
) -> None:
    _, client = large
    assert client.get(path, headers={"accept": accept} if accept else {}).status_code == status


def test_the_history_has_an_address_in_each_language(large: tuple[Path, httpx.Client]) -> None:
    _, client = large
    for path, title, reader in (("history.html", "변경 이력", "ko"), ("history.en.html", "Changes", "en")):
        page = client.get(f"/{path}", headers={"accept": "application/json", "accept-language": "fr"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f"<h1>{title}</h1>" in page.text
        assert f'<html lang="{reader}">' in page.text
        other = next(link for link in Links(page.text).found if link.startswith("history"))
        assert client.get(f"/{other}").status_code == 200
        assert ("en.html" in other) is (reader == "ko")


def test_the_history_of_one_thing_by_its_iri(large: tuple[Path, httpx.Client]) -> None:
    _, client = large
    fields, accept = {"about": f"{BASE}id/a", "limit": "5"}, {"accept": "application/json"}
    found = client.get("/history", params=fields, headers=accept).json()["commits"]
    same = client.get("/doc/a/history", params={"limit": "5"}, headers=accept).json()["commits"]
    assert found == same != []
    page = client.get("/history.en.html", params=fields).text
    assert page.count('<li id="c-') == 5
    assert f"about={BASE}id/a".replace(":", "%3A").replace("/", "%2F") in page
    for wrong in (f"{BASE}id/nothing", "no iri"):
        assert client.get("/history.html", params={"about": wrong}).status_code == 404
