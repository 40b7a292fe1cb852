"""What crawlers are told: the pages that there are, in both languages."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import LANGUAGES
from gjgraph.engine.index import Index
from gjgraph.publication.document import Family
from gjgraph.publication.links import document_path, page_path, quoted
from gjgraph.publication.things.description import DEPRECATED

MOST = 50_000
"""Addresses that one sitemap may list (sitemaps.org)."""
SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def readable_paths(index: Index, families: Iterable[Family]) -> list[str]:
    """List the documents that are pages; one about a retired thing is an answer, and nothing to find."""
    retired = {
        document_path(quad.subject.value, index.base)
        for quad in index.store.quads_for_pattern(None, DEPRECATED, None, None)
        if isinstance(quad.subject, NamedNode) and getattr(quad.object, "value", "") == "true"
    }
    return sorted({path for family in families for path in family.readable()} - retired)


def part_path(number: int) -> str:
    """Name one of several sitemaps."""
    return f"sitemap-{number}.xml"


def parts_of(paths: list[str]) -> list[list[str]]:
    """Cut a list of pages into what single sitemaps may list."""
    most = MOST // len(LANGUAGES)
    return [paths[start : start + most] for start in range(0, len(paths), most)] or [[]]


def url_set(paths: Iterable[str], modified: Mapping[str, str], address: str) -> bytes:
    """List pages with their other languages, and when they last changed."""
    lines = itertools.chain.from_iterable(entries(path, modified.get(path, ""), address) for path in paths)
    return (f'{HEAD}<urlset xmlns="{SITEMAPS}" xmlns:xhtml="{XHTML}">\n{"".join(lines)}</urlset>\n').encode()


def entries(path: str, modified: str, address: str) -> Iterator[str]:
    """List one document's pages."""
    pages = {each: address + quoted(page_path(path, each)) for each in LANGUAGES}
    changed = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{each}" href={quoteattr(page)}/>'
        for each, page in pages.items()
    )
    for page in pages.values():
        yield f"<url><loc>{escape(page)}</loc>{changed}{others}</url>\n"


def sitemap_index(count: int, address: str) -> bytes:
    """List sitemaps."""
    lines = "".join(
        f"<sitemap><loc>{escape(address + part_path(number))}</loc></sitemap>\n"
        for number in range(1, count + 1)
    )
    return f'{HEAD}<sitemapindex xmlns="{SITEMAPS}">\n{lines}</sitemapindex>\n'.encode()


def robots(address: str) -> bytes:
    """Let everybody read everything, and say where the sitemap is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {address}{SITEMAP}\n".encode()
