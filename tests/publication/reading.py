"""Reading the pages of documents as their readers' browsers do."""

import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from posixpath import join, normpath
from urllib.parse import urlsplit

from gjgraph.core.text import Language
from gjgraph.publication.document import HTML, Context, Wanted
from gjgraph.publication.site import Site

CONTEXT = Context("v1", "2026-11-22T12:24:30Z", "2026-11-20T08:00:00Z")
SECTION = re.compile(r'<section class="entry" id="([^"]+)">(.*?)</section>', re.DOTALL)
ROW = re.compile(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", re.DOTALL)


class Ids(HTMLParser):
    """Collects the ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "id" and value]


def page_of(site: Site, path: str, language: Language = "ko") -> str:
    """Ask for the page at a path; once, as long as the index stays the same."""
    return asked(site, path, language, site.index.changes)


@lru_cache(maxsize=256)
def asked(site: Site, path: str, language: Language, changes: int) -> str:
    """Ask for a page."""
    written = site.write(Wanted(path, (HTML,), language, CONTEXT))
    assert written.status == 200, path
    return written.body.decode()


def ids_of(page: str) -> list[str]:
    """List the ids of a page."""
    parser = Ids()
    parser.feed(page)
    return parser.found


def sections_of(page: str) -> dict[str, str]:
    """Give the terms of a page, by their anchors."""
    return dict(SECTION.findall(page))


def rows_of(section: str) -> dict[str, str]:
    """Give what is told of a term, by the headings."""
    return dict(ROW.findall(section))


def text_of(html: str) -> str:
    """Give what a reader sees."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def main_of(page: str) -> str:
    """Give the main part of a page."""
    return page[page.index("<main") : page.index("</main>")]


def targets_of(html: str, path: str) -> list[tuple[str, str]]:
    """Give where the relative links of a page at a path lead: a path, and a fragment."""
    found = [urlsplit(unescape(each)) for each in re.findall(r'href="([^"]*)"', html)]
    return [
        (normpath(join(path.rpartition("/")[0], each.path)) if each.path else path, each.fragment)
        for each in found
        if not each.scheme
    ]
