"""A stranger goes along every link, and asks for every document in every way: no dead end, one graph each."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.crawler import Crawl
from tests.publishing import SUB_PATH, hosting, published_once
from tests.reading import FORMATS
from tests.servers import serving

BASE = "https://w3id.org/gjgraph/"
BY_CONVENTION = {".htaccess", "_redirects", "_headers", ".nojekyll", "404.html", ".gjgraph-publication.json"}
"""Files that hosts look for by their name, and nobody links."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan as a folder of files."""
    return published_once(tmp_path_factory.getbasetemp().parent)


def paths(crawl: Crawl) -> set[str]:
    """Give the paths that were reached, of folders that of their page."""
    reached = {
        unquote(url.removeprefix(crawl.address)) for url, status in crawl.seen.items() if status == 200
    }
    return {f"{each}index.html" if each.endswith("/") or not each else each for each in reached} | reached


def test_a_server_is_whole() -> None:
    """From the front page: things, ontology, graphs, shapes, questions, passages, the data set."""
    with serving() as address:
        crawl = Crawl(address, BASE, nth=5).run("robots.txt")
    assert crawl.faults == []
    documents = {url.removeprefix(address) for url in crawl.documents}
    things = {each for each in documents if each.startswith("doc/")}
    assert len(things) >= 700
    assert {"", "csp", "dataset", "graph/gwangju/m7", "doc/gwangju/m7", "doc/source/gwangju-m7"} <= documents
    for each in things | {"csp", "dataset", "graph/gwangju/m7"}:
        assert crawl.documents[address + each] == tuple(FORMATS), each
    reached = paths(crawl)
    assert {"sitemap.xml", "robots.txt", ".well-known/void", "linkset.json", "openapi.json"} <= reached
    assert len([each for each in reached if each.startswith("questions/")]) >= 90


@pytest.fixture(params=["at the root", "below a path"])
def static(request: pytest.FixtureRequest, site: Path) -> Iterator[Crawl]:
    """A crawl of the static site."""
    if request.param == "at the root":
        with hosting(site) as address:
            yield Crawl(address, BASE, files=True).run("robots.txt")
    else:
        with hosting(site.parents[SUB_PATH.count("/")]) as address:
            yield Crawl(f"{address}{SUB_PATH}/", BASE, files=True).run("robots.txt")


def test_a_static_site_is_whole(static: Crawl, site: Path) -> None:
    """Every file is reached from the front page, by links that are relative and alive."""
    assert static.faults == []
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    missed = files - paths(static) - BY_CONVENTION
    # What the query page's script loads is seen in a browser.
    assert sorted(each for each in missed if not each.startswith("browser/")) == []
    assert len([each for each in static.documents if "/doc/" in each]) >= 700
