"""A stranger goes along every link, and asks for every document in every way: no dead end, one graph each."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.crawler import Crawl
from tests.editing import versioned, without_rules
from tests.publishing import SUB_PATH, hosting, publish, published_once
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
    # What scripts load is seen in a browser; what has a fixed address is asked for by it.
    known = re.compile(r"browser/.*|search/index\.json|\.well-known/.*|.*/index\.html")
    assert sorted(each for each in missed if not known.fullmatch(each)) == []
    assert len([each for each in static.documents if "/doc/" in each]) >= 700


def test_what_is_broken_is_seen(tmp_path: Path) -> None:
    """A crawler that finds nothing wrong proves something only if it would."""
    base, site = "http://www.example/", tmp_path / "site"
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    names = "abcdef"
    things = "".join(f'<{base}id/{each}> {label} "{each}"@ko , "{each}"@en .\n' for each in names)
    root = versioned(without_rules(tmp_path / "plan", base, {f"{base}graph/things": things}))
    publish(site, at=root)

    def change(name: str, old: str, new: str) -> None:
        text = (site / name).read_text(encoding="utf-8")
        assert old in text
        (site / name).write_text(text.replace(old, new), encoding="utf-8")

    change("doc/a.nt", '"a"@ko', '"z"@ko')
    (site / "doc/b.rdf").unlink()
    (site / "doc/c.en.html").unlink()
    change("doc/d.html", "<main", '<a href="nowhere.html">x</a><a href="a.html#none">x</a><main')
    change("doc/e.html", "<main", '<img src="http://elsewhere.example/x.png"><main')
    change("doc/f.html", "<main", '<a href="../../x.html">x</a><main')
    (tmp_path / "host/below").parent.mkdir()
    site.rename(tmp_path / "host/below")
    with hosting(tmp_path / "host") as address:
        crawl = Crawl(f"{address}below/", base, files=True).run()
    told = "\n".join(crawl.faults)
    for fault in (
        "below/doc/a: not one graph",
        "below/doc/b: only in",
        "404 {}below/doc/c.en.html",
        "404 {}below/doc/nowhere.html",
        "below/doc/a.html has no #none",
        "below/doc/e.html fetches http://elsewhere.example/x.png",
        "x.html is above",
    ):
        assert fault.format(address) in told, told
