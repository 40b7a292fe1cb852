"""Texts that would be markup: nothing in them executes, on any page, in any format, and they show as text."""

import json
import os
import re
from collections.abc import Iterator
from unicodedata import normalize

import httpx
import pyoxigraph
import pytest
from playwright.sync_api import Dialog
from pyoxigraph import Literal, NamedNode, RdfFormat

from gjgraph.publication.marks import AS_IT_IS, MOST, is_mark
from tests.browser import CHROMIUM, browser
from tests.crawler import Crawl
from tests.editing import versioned, without_rules
from tests.reading import ATTRIBUTE, TAG, UNREAD, read_html
from tests.servers import serving
from tests.storage.repositories import in_memory

BASE = "https://hostile.example/"
SKOS, DCTERMS = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/"
CSP, OA = "https://w3id.org/gjgraph/csp#", "http://www.w3.org/ns/oa#"
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
    "right-to-left": "abc \u202egnp.txt \u2066x \u200f",
    "lines": "one\ntwo\r\nthree\ttabs  and spaces\u2028\u2029",
    "long": "가나다라" * 1_000,
    "marks": normalize("NFC", "a" + "\u0323\u0301\u200d\U00011366" * 20 + " b"),
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
            # A passage of a source, whose words are hostile as well.
            f"<{BASE}id/passage/{name}> <{OA}hasSelector> <{BASE}id/selector/{name}> ;",
            f"  <{CSP}translation> {said}@ko , {said}@en .",
            f"<{BASE}id/selector/{name}> <{OA}exact> {said}@de ; <{OA}prefix> {said} ; <{OA}suffix> {said} .",
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


def test_no_pile_of_marks_is_drawn_over_a_page(server: str, crawl: Crawl) -> None:
    """Eight on a letter are as many as any language has; what is typed keeps all that it has."""
    for url in crawl.names:
        shown = AS_IT_IS.sub("", httpx.get(url).text)
        marks = "".join("m" if is_mark(letter) else letter for letter in shown)
        assert "m" * (MOST + 1) not in marks, url
    page = httpx.get(f"{server}doc/marks.html").text
    assert f">{TEXTS['marks'][: MOST + 1]} b</h1>" in page
    asked = httpx.get(f"{server}search", params={"q": TEXTS["marks"][:90]}, headers={"accept": "text/html"})
    assert TEXTS["marks"][:90] in asked.text


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


TURNED = r"""(hostile) => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const end = text.data.indexOf(hostile) + hostile.length;
    if (text.parentElement.closest("script, textarea, pre")) continue;
    const isClosed = text.data.startsWith("\u2069\u2069", end); // what it opened, and what was opened for it
    if (end < hostile.length) continue;
    if (text.data[end] !== "\u2069") found.push(text.data);
    if (isClosed) continue;
    let box = text.parentElement;
    const isApart = ({ display, unicodeBidi }) => display !== "inline" || unicodeBidi.includes("isolate");
    while (!isApart(getComputedStyle(box))) box = box.parentElement;
    const rest = document.createRange();
    rest.setStart(text, end + 1); // behind what closes what it opened
    rest.setEndAfter(box.lastChild);
    if (rest.toString().trim()) found.push(box.outerHTML);
  }
  return found;
}"""
"""Gives what has more in it than a text with overrides of direction: it is turned around as well."""


@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
def test_no_text_turns_what_stands_beside_it(server: str) -> None:
    with browser() as started:
        opened = started.new_context().new_page()
        for path in ("doc/right-to-left", "doc/passage/right-to-left.en", "doc/script", "search?q=abc", ""):
            opened.goto(f"{server}{path}")
            assert opened.evaluate(TURNED, TEXTS["right-to-left"]) == [], path


def test_the_hostile_site_is_whole(crawl: Crawl) -> None:
    assert crawl.faults == []
