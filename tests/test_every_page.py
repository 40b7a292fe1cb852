"""Every kind of page, in both languages: for everybody (axe), light and dark, on any screen, in words.

What a page must not have is looked for in a real browser, by what its reader would meet there.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from gjgraph.core.text import Language
from gjgraph.publication.links import page_path
from tests.browser import CHROMIUM, browser
from tests.conftest import ROOT
from tests.editing import EDITOR, tokens_of, versioned
from tests.servers import serving
from tests.storage.repositories import git

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
AXE = ROOT / "node_modules/axe-core/axe.min.js"
OPERATOR = "operator-of-every-page-0123456789"
THING = "gwangju/m7/project/1-3"
BROKEN = "SELECT ?x { ?x a csp:Policy"
DOCUMENTS = (
    "",
    "doc/gwangju/m7",
    "doc/gwangju/m7/vision",
    "doc/gwangju/m7/policy/1",
    "doc/gwangju/m7/strategy/1-1",
    f"doc/{THING}",
    "doc/gwangju/m7/passage/strategy-1-1",
    "doc/gwangju/m7/relation/strategy-1-1",
    "csp",
    "graph/gwangju/m7",
    "ontology/shapes/plan",
    "derived/inverse",
    "source",
    "dataset",
    "query",
    "feed",
    "questions",
    "questions/strategies-in-order",
)
ASKED = {
    "questions/strategies-of-a-policy?policy=3": 200,
    "questions/strategies-of-a-policy?policy=none": 400,
    "sparql": 200,
    "sparql?query=SELECT+*+{+?thing+csp:projectOf+?policy+}": 200,
    f"sparql?query={BROKEN.replace(' ', '+')}": 400,
    "limits": 200,
    "history": 200,
    "history/{new}": 200,
    "history/{old}..{new}": 200,
    f"doc/{THING}/history": 200,
    "edit/sign-in?ended=1": 200,
    "nothing/here": 404,
    "search": 200,
    "search?q=ㄱㅈㅎ": 200,
    "search?q=zzzz": 200,
    "operator": 200,
    "edit": 200,
    "edit/revert/{new}": 200,
    "edit/gwangju/m7/strategy/1-1": 200,
    "edit/gwangju/m7/policy/1": 200,
    "edit/gwangju/m7": 200,
    "edit/new?kind=https://w3id.org/gjgraph/csp%23Project&under=gwangju/m7/policy/1": 200,
    "edit/retire/gwangju/m7/strategy/1-1": 200,
    "edit/plan": 200,
    "edit/plan/copy?of=gwangju/m7": 200,
}
"""What a server answers by itself: with the status of the page."""
WORDS = """() => {
  const korean = document.documentElement.lang === "ko", found = [];
  const hangul = /[\\uac00-\\ud7a3]/, latin = /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), parent = walker.currentNode.parentElement;
    const lang = parent.closest("[lang]").lang;
    if (!text || !parent.checkVisibility() || parent.closest("code, pre, textarea, script, style")) continue;
    if (lang === "en" && !korean && hangul.test(text)) found.push(text);
    if (lang === "ko" && korean && !hangul.test(text) && latin.test(text)) found.push(text);
  }
  return found;
}"""
"""Finds texts that are in the other language and don't say so."""


@dataclass(frozen=True)
class Served:
    """A server of the real plan that takes edits, and a browser in which its editor and operator are."""

    address: str
    context: BrowserContext
    old: str
    new: str
    """The commits of the plan."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("every") / "plan"
    root.mkdir()
    shutil.copy(ROOT / "gjgraph.toml", root)
    for folder in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    versioned(root)
    change_a_note(root)
    secret = tokens_of(root).add(EDITOR, (), None)[1]
    variables = {"GJGRAPH_OPERATOR_TOKEN": OPERATOR}
    with serving(root, variables, editing="true") as address, browser() as started:
        context = started.new_context()
        page = context.new_page()
        for path, token in (("edit/sign-in", secret), ("operator/sign-in", OPERATOR)):
            page.goto(address + path)
            page.locator("main input[type=password]").fill(token)
            with page.expect_navigation():
                page.keyboard.press("Enter")
        yield Served(address, context, git(root, "rev-parse", "HEAD~1"), git(root, "rev-parse", "HEAD"))


def change_a_note(root: Path) -> None:
    """Change something, so that there is a history."""
    file = root / "data/gwangju/m7.ttl"
    text = file.read_text(encoding="utf-8")
    label = "\"Gwangju-style jobs (the 'Gwangju Job Project')\"@en"
    assert label in text
    file.write_text(text.replace(label, '"Gwangju-style jobs"@en'), encoding="utf-8")
    git(root, "-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--all", "--message=라벨을 줄임")


def addresses(language: Language) -> dict[str, int]:
    """Give the addresses of all kinds of pages in a language, with their statuses."""
    written = {page_path(path, language): 200 for path in DOCUMENTS}
    asked = {f"{path}{'&' if '?' in path else '?'}lang={language}": status for path, status in ASKED.items()}
    return written | asked


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_for_everybody(served: Served, language: Language) -> None:
    faults: dict[str, Any] = {}
    for path, status in addresses(language).items():
        page = served.context.new_page()
        noted = watched(page, served.address)
        answer = page.goto(served.address + path.replace("{old}", served.old).replace("{new}", served.new))
        assert answer
        found = {
            "status": [answer.status] if answer.status != status else [],
            "language": [] if page.locator("html").get_attribute("lang") == language else ["another"],
            "noted": [each for each in noted if status == 200],
            "axe": axe(page),
            "dark": dark(page),
            "words": page.evaluate(WORDS),
            "width": width_at(page, 360),
        }
        page.close()
        if wrong := {name: each for name, each in found.items() if each}:
            faults[path] = wrong

    assert faults == {}


def watched(page: Page, address: str) -> list[str]:
    """Note the errors of a page, and what it asks of others."""
    noted: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            noted.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "blob:", "data:")):
            noted.append(request.url)

    page.on("console", said)
    page.on("request", asked)
    return noted


def axe(page: Page, *rules: str) -> list[str]:
    """Judge a page by axe: what is wrong, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:3]]


def dark(page: Page) -> list[str]:
    """Judge the contrast of a page in the dark."""
    page.emulate_media(color_scheme="dark")
    found = axe(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return found


def width_at(page: Page, width: int) -> list[int]:
    """Give how wide a page is on a screen, if that is too wide."""
    page.set_viewport_size({"width": width, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    return [wide] if wide > width else []


WEIGHED = """() => Object.fromEntries(["navigation", "resource"].flatMap(
  (kind) => performance.getEntriesByType(kind).map((each) => [each.name, each.encodedBodySize])))"""
"""Weighs a page and all that it loads, compressed, from wherever it came."""


def test_the_front_page_is_light(served: Served) -> None:
    """What a page weighs on its way, fonts aside."""
    found = weighed(served, "index.html")
    assert any(path.endswith(".woff2") for path in found)
    light = {path: size for path, size in found.items() if "/fonts/" not in path}
    assert 10_000 < sum(light.values()) <= 100_000, light


@pytest.mark.parametrize(
    "path",
    ["index.html", "source.html", f"doc/{THING}.html", "search?q=a", "questions", f"edit/{THING}", "history"],
)
def test_no_page_but_the_workbench_runs_much(served: Served, path: str) -> None:
    found = {path: size for path, size in weighed(served, path).items() if path.endswith(".js")}
    assert 1_000 < sum(found.values()) <= 20_000, found


def weighed(served: Served, path: str) -> dict[str, int]:
    page = served.context.new_page()
    page.goto(served.address + path, wait_until="networkidle")
    found: dict[str, int] = page.evaluate(WEIGHED)
    page.close()
    return found
