"""From a thing to the sentence that it rests on and back, in a real browser, with and without script."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from gjgraph.core.addresses import Addresses
from gjgraph.core.terms import CSP, DCTERMS, LABELS, SKOS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.text import LANGUAGES, Text
from gjgraph.engine.index import Index
from gjgraph.publication.document import Context, Wanted
from gjgraph.publication.parts import PLACE
from gjgraph.publication.site import Site
from gjgraph.storage.workspace import Workspace
from tests.browser import CHROMIUM, browser
from tests.conftest import ROOT
from tests.servers import serving

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
PLAN = "doc/gwangju/m7"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
FIRST = "gwangju/m7/passage/sec-1"
WORDS = "01 좋은 일자리 창출"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@contextmanager
def opened(chromium: Browser, address: str, path: str, **options: object) -> Iterator[Page]:
    """Open a page; it may ask no other host and log no error."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + path)
    yield page
    assert [url for url in asked if not url.startswith(address)] == []
    assert errors == []
    context.close()


def focus_by_tab(page: Page, words: str) -> None:
    """Go on by keyboard until a link with some words has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in str(page.evaluate("document.activeElement.textContent")):
            return
    raise AssertionError(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_thing_to_its_sentence_and_back_by_keyboard(
    chromium: Browser, address: str, language: str
) -> None:
    ko = language == "ko"
    ending = ".html" if ko else ".en.html"
    with opened(chromium, address, f"{PLAN}/strategy/1-1{ending}") as page:
        focus_by_tab(page, "원문 105행에서 보기" if ko else "See it in the source, line 105")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"/source/gwangju-m7{re.escape(ending)}#p:"))
        page.wait_for_selector("#beside:not([hidden])")
        assert page.evaluate("document.activeElement.textContent") == WORDS
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") < 800
        beside = page.locator("#beside")
        assert ("전략 01 좋은 일자리 창출" if ko else "strategy 01 Creating good jobs") in beside.inner_text()
        described = page.evaluate("document.activeElement.getAttribute('aria-describedby').split(' ')[0]")
        assert WORDS in str(page.locator(f"#{described}").text_content())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "01 5·18 전국화 세계화"
        assert ("5·18" if ko else "Taking 5·18") in beside.inner_text()
        page.keyboard.press("Escape")
        assert not beside.is_visible()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/strategy/1-1{ending}")


@pytest.mark.parametrize("hand", ["keyboard", "touch"])
def test_what_stands_beside_the_source_can_be_closed(chromium: Browser, address: str, hand: str) -> None:
    """On a phone it lies over the text. Who closes it goes on from the passage that it told of."""
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with opened(chromium, address, f"source.en.html#p:{FIRST}", **phone) as page:
        beside, close = page.locator("#beside"), page.get_by_role("button", name="Close")
        close.wait_for()
        if hand == "touch":
            close.tap()
        else:
            close.focus()
            page.keyboard.press("Enter")
        assert not beside.is_visible()
        assert page.evaluate("document.activeElement.id") == f"p:{FIRST}"
        page.keyboard.press("Tab")
        assert beside.is_visible()
        page.keyboard.press("Escape")
        assert not beside.is_visible()


@pytest.mark.parametrize("path", ["source", "dataset"])
def test_the_other_language_is_at_the_same_place(chromium: Browser, address: str, path: str) -> None:
    place = f"p:{FIRST}" if path == "source" else "cite"
    with opened(chromium, address, f"{path}.html") as page:
        page.evaluate(f"location.hash = {place!r}")
        page.get_by_role("link", name="English").click()
        page.wait_for_url(f"**/{path}.en.html#{place}")
        page.get_by_role("link", name="한국어").click()
        page.wait_for_url(f"**/{path}.html#{place}")
        assert 0 <= page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1)))"
                                  ".getBoundingClientRect().top") < 800  # fmt: skip


@pytest.mark.parametrize(
    ("path", "region", "scheme"),
    [
        ("questions/projects-by-policy?lang=en", ".scroll", "light"),
        ("dataset.en.html", "[aria-label='Graphs']", "dark"),
        ("csp.html", ".diagram", "light"),
    ],
)
def test_on_a_phone_it_is_seen_that_something_goes_on(
    chromium: Browser, address: str, path: str, region: str, scheme: str
) -> None:
    """A shadow lies at the edge that more is beyond, and at no other; no column is squeezed."""
    viewport = {"width": 360, "height": 740}
    with opened(chromium, address, path, viewport=viewport, color_scheme=scheme) as page:
        found = page.locator(region).first
        assert found.evaluate("(each) => each.scrollWidth > each.clientWidth + 40")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        heights = found.evaluate("(each) => [...each.querySelectorAll('tr')].map((row) => row.offsetHeight)")
        assert max(heights, default=0) < 170
        # What is told by the region's own picture, without what stands on it.
        found.evaluate("(each) => { for (const one of each.children) one.style.visibility = 'hidden' }")

        def edges() -> tuple[bool, bool]:
            image = Image.open(io.BytesIO(found.screenshot())).convert("RGB")
            inside = image.getpixel((image.width // 2, 20))
            return image.getpixel((1, 20)) != inside, image.getpixel((image.width - 2, 20)) != inside

        assert edges() == (False, True)
        found.evaluate("(each) => (each.scrollLeft = 60)")
        assert edges() == (True, True)
        found.evaluate("(each) => (each.scrollLeft = each.scrollWidth)")
        assert edges() == (True, False)


def test_on_a_phone_links_lead_over_the_chart(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "index.html", viewport={"width": 360, "height": 740}) as page:
        for name, place in (("목록으로", "#list"), ("질문으로", "#questions")):
            page.get_by_role("link", name=name).click()
            page.wait_for_url(f"**/index.html{place}")
            assert 0 <= page.evaluate(f"document.querySelector('{place}').getBoundingClientRect().top") < 300
        assert page.locator("#list").get_attribute("open") is not None


def test_a_passage_is_marked_as_a_whole_and_translated(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "source.en.html") as page:
        line = page.locator("#line-10")
        inner = line.get_by_text("전국 평균을 밑돌고", exact=False).first
        inner.hover()
        assert "Below the national average" in page.locator("#beside").inner_text()
        marked = page.locator(".source .on").all_inner_texts()
        assert "".join(marked) == "전국 평균을 밑돌고"
        assert page.locator(".translated").first.is_visible()
        page.locator("#translations").focus()
        page.keyboard.press("Space")
        assert not page.locator(".translated").first.is_visible()


def test_without_javascript_each_passage_is_a_link(chromium: Browser, address: str) -> None:
    with opened(chromium, address, "source.html", java_script_enabled=False) as page:
        link = page.get_by_role("link", name=WORDS)
        assert "전략 01 좋은 일자리 창출" in str(link.get_attribute("title"))
        link.click()
        page.wait_for_url("**/strategy/1-1.html")
        assert "https://w3id.org/gjgraph/id/gwangju/m7/strategy/1-1" in page.content()
        assert page.get_by_role("button", name="주소 복사").count() == 0


def test_an_address_can_be_copied(chromium: Browser, address: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(chromium, address, f"{PLAN}/goal.html", permissions=permissions) as page:
        page.get_by_role("button", name="주소 복사").click()
        page.get_by_role("button", name="복사했습니다").wait_for()
        assert (
            page.evaluate("navigator.clipboard.readText()") == "https://w3id.org/gjgraph/id/gwangju/m7/goal"
        )


def test_who_is_led_to_a_part_of_the_data_finds_it_open(chromium: Browser, address: str) -> None:
    with opened(chromium, address, f"{PLAN}/passage/strategy-1-1.html#quote") as page:
        assert page.locator("#quote").is_visible()
        assert page.locator("details.data").get_attribute("open") is not None


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        (f"{PLAN}/strategy/1-1.html", "light"),
        (f"{PLAN}/strategy/1-1.en.html", "dark"),
        ("source.en.html", "dark"),
        (f"{PLAN}/passage/count-strategies-b.en.html", "light"),
    ],
)
def test_everybody_can_read_it(chromium: Browser, address: str, path: str, scheme: str) -> None:
    """By the rules of axe, with all that can be unfolded unfolded; on a phone nothing is wider than it."""
    viewport = {"width": 360, "height": 740}
    with opened(chromium, address, path, color_scheme=scheme, viewport=viewport) as page:
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.evaluate(AXE.read_text(encoding="utf-8"))
        # Of hundreds of notes, all alike, a few are enough.
        left_out = "['.notes li:nth-child(n+6)', '#line-20 ~ span']"
        found = page.evaluate(f"axe.run({{ exclude: {left_out} }}).then((told) => told.violations)")
        assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found] == []


def test_no_text_breaks_the_page(chromium: Browser, workspace: Workspace) -> None:
    """Ten thousand letters, marks on marks, and letters that turn the direction: in every place of a page."""
    base = "https://plan.example/"
    texts = ("가" * 10_000, "W" * 10_000, "ȧ" + "\u0301" * 3_000, "\u202e거꾸로 \u2066", "<b>" * 500)
    index = Index(base)
    said_of = [NamedNode(SKOS + name) for name in ("definition", "note", "notation")]
    thing, passage, source = (NamedNode(f"{base}id/{each}") for each in ("t", "p", "s"))
    for number, text in enumerate(texts):
        other = NamedNode(f"{base}id/o{number}")
        said = [Literal(text, language=each) for each in LANGUAGES]
        index.add(
            f"{base}graph/{number}",
            {
                *(Triple(each, LABELS[0], one) for each in (thing, other, passage, source) for one in said),
                *(Triple(thing, each, one) for each in said_of for one in said),
                Triple(other, NamedNode(SKOS + "broader"), thing),
                Triple(other, NamedNode(SKOS + "related"), thing),
                Triple(thing, TYPE, other),
                Triple(thing, NamedNode(CSP + "passage"), passage),
                Triple(passage, NamedNode("http://www.w3.org/ns/oa#hasSource"), source),
                Triple(source, TYPE, NamedNode(CSP + "SourceDocument")),
                Triple(source, NamedNode(CSP + "text"), Literal("\n".join(texts))),
                Triple(source, NamedNode(DCTERMS + "language"), Literal("x y")),
            },
        )  # fmt: skip
    site = Site(Workspace(workspace.root, Addresses(base), Text("계획", "Plan"), "plan"), index, {})
    context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = context.new_page()
    for path in ("doc/t", "doc/o0", "doc/o3", "doc/s", "source"):
        page.set_content(site.write(Wanted(path, context=Context())).body.decode())
        page.add_style_tag(path=PLACE / "style.css")
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        for element in ("a", "b", "dd", "h1"):
            every = f"[...document.querySelectorAll('main {element}')]"
            turned = page.evaluate(f"{every}.map((each) => getComputedStyle(each).unicodeBidi)")
            assert set(turned) <= {"isolate"}, (path, element)
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().height") < 740, path
    context.close()
