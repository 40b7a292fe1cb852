"""Texts that would be markup: nothing in them executes, on any page, in any format, and they show as text."""

import json
import os
import re
from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest
from playwright.sync_api import Dialog
from pyoxigraph import Literal, NamedNode, RdfFormat

from tests.browser import CHROMIUM, browser
from tests.crawler import Crawl
from tests.editing import versioned, without_rules
from tests.reading import ATTRIBUTE, TAG, UNREAD, read_html
from tests.servers import serving
from tests.storage.repositories import in_memory

BASE = "https://hostile.example/"
SKOS, DCTERMS = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/"
RUN = "document.documentElement.dataset.ran=1"
TEXTS = {
    "script": f"<script>{RUN}</script>",
    "image": f'"><img src=x onerror="{RUN}">',
    "quote": f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='",
    "title": f"</title><script>{RUN}</script>",
    "end": f"]]></script><svg onload={RUN}>",
    "comment": f"--><script>{RUN}</script><!--",
    "data-end": f'</script><script type="module">{RUN}</script>',
    "escape": f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e &lt;b&gt; &amp; &#60;i&#62;",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "right-to-left": "abc \u202egnp.txt\u202c \u2066x\u2069 \u200f",
    "lines": "one\ntwo\r\nthree\ttabs  and spaces\u2028\u2029",
    "long": "가나다라" * 1_000,
    "emoji": "👩‍👩‍👧‍👦 \U0001f1f0\U0001f1f7 \ufdfa \u0301",
}
LINKS = {
    "javascript": f"javascript:{RUN}",
    "data": f"data:text/html,<script>{RUN}</script>".replace("<", "%3C").replace(">", "%3E"),
    "vbscript": "vbscript:x",
    "quote": "https://elsewhere.example/'onmouseover='x",
}
"""Where a thing leads that nobody should be led to with one click."""
SYNTAXES = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML,
            "nt": RdfFormat.N_TRIPLES, "trig": RdfFormat.TRIG}  # fmt: skip


def things() -> str:
    """Write a graph whose texts are all hostile."""
    lines = []
    for name, text in TEXTS.items():
        said = json.dumps(text, ensure_ascii=False).replace("\\u2028", "\u2028")
        lines += [
            f"<{BASE}id/{name}> <{SKOS}prefLabel> {said}@ko , {said}@en ; <{DCTERMS}description> {said}@ko ;",
            f"  <{SKOS}altLabel> {said}@en ; <{SKOS}notation> {said} ; <{DCTERMS}title> {said}@en ;",
            f"  <{SKOS}broader> <{BASE}id/script> ; <{BASE}id/title> <{BASE}id/image> ;",
            *(f"  <{SKOS}related> <{link}> ;" for link in LINKS.values()),
            f'  <{SKOS}hiddenLabel> "x"@ko .',
        ]
        lines.append(f"<{BASE}graph/things> <{DCTERMS}title> {said}@ko , {said}@en .")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with in_memory() as folder:
        root = versioned(without_rules(folder / "hostile", BASE, {f"{BASE}graph/things": things()}))
        with serving(at=root) as address:
            yield address


@pytest.fixture(scope="module")
def crawl(server: str) -> Crawl:
    """The whole site, as a stranger finds it."""
    return Crawl(server, BASE, nth=20).run("robots.txt")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_the_same_in_each_format(server: str, name: str) -> None:
    """And no browser takes one of them for a page: the type is said, and not to be guessed."""
    for ending, syntax in SYNTAXES.items():
        answer = httpx.get(f"{server}doc/{name}.{ending}")
        assert answer.status_code == 200
        assert "html" not in answer.headers["content-type"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        label = {
            quad.object.value
            for quad in pyoxigraph.parse(answer.content, format=syntax)
            if quad.subject == NamedNode(f"{BASE}id/{name}")
            and quad.predicate == NamedNode(f"{SKOS}prefLabel")
            and isinstance(quad.object, Literal)
        }
        assert label == {TEXTS[name]}, ending


def test_no_page_has_markup_from_a_text(server: str, crawl: Crawl) -> None:
    """Pages have the tags of their templates: the same ones for a harmless thing as for a hostile one."""
    allowed = {"application/ld+json", "application/json"}
    pages = sorted(crawl.names)
    assert len(pages) >= 2 * len(TEXTS)
    for url in pages:
        answer = httpx.get(url)
        read = read_html(answer.text)
        for link in (*read.links, *read.needed):
            assert not re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE), (url, link)
        for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script", answer.text, re.DOTALL):
            kind = re.search(r'type="([^"]*)"', attributes)
            assert "src=" in attributes or (kind and kind[1] in allowed), (url, attributes)
            assert "dataset" not in content or (kind and kind[1] in allowed), url
        assert not re.search(r"<(?!/?[a-z!])", answer.text), url
        for tag, rest in TAG.findall(UNREAD.sub("", answer.text)):
            assert not [name for name, _ in ATTRIBUTE.findall(rest) if name.startswith("on")], (
                url,
                tag,
                rest,
            )
        assert "default-src 'none'" in answer.headers["content-security-policy"] or (
            "default-src 'self'" in answer.headers["content-security-policy"]
        )


@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
def test_nothing_executes_in_a_browser(server: str, crawl: Crawl) -> None:
    """Not even where nothing holds it back: without the policy, as a static host would serve the pages."""
    pages = sorted(crawl.names)
    with browser() as started:
        context = started.new_context(bypass_csp=True)
        opened = context.new_page()
        dialogs: list[str] = []
        asked: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        opened.on("dialog", dismiss)
        opened.on("request", lambda sent: asked.append(sent.url))
        for url in pages:
            opened.goto(url)
            opened.evaluate(
                "document.querySelectorAll('*').forEach(each => each.dispatchEvent("
                "new MouseEvent('mouseover')))"
            )
            assert opened.evaluate("document.documentElement.dataset.ran") is None, url
        assert dialogs == []
        assert all(url.startswith(server) for url in asked)
        for name in ("script", "image", "title", "end", "data-end", "escape", "template"):
            for ending in ("html", "en.html"):
                opened.goto(f"{server}doc/{name}.{ending}")
                assert opened.title().startswith(TEXTS[name]), name
                assert TEXTS[name] in opened.locator("h1").inner_text(), name


def test_the_hostile_site_is_whole(crawl: Crawl) -> None:
    assert crawl.faults == []
