"""The chart of a plan: all of it, each a link, nothing over anything else, whatever the plan is like."""

import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from unicodedata import normalize
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Page

from gjgraph.core.addresses import Addresses
from gjgraph.core.terms import CSP, LABELS, SKOS, TYPE, Literal, NamedNode, Triple
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import Dataset
from gjgraph.publication.chart import MOST_LINES, Box, chart, placed, wrapped
from gjgraph.publication.chart_image import MARGIN, SCALE, Painter
from gjgraph.publication.charts import DEEPEST, MOST, WIDTH
from gjgraph.publication.document import Wanted
from gjgraph.publication.front import WIDTHS
from gjgraph.publication.marks import MOST as MOST_MARKS
from gjgraph.publication.marks import calm
from gjgraph.publication.outline import Element, Group, limited
from gjgraph.publication.site import Site
from gjgraph.storage.workspace import Workspace
from tests.browser import CHROMIUM, browser
from tests.servers import serving

SVG = "{http://www.w3.org/2000/svg}"
MAIN = ("Vision", "Goal", "PolicyInstrument", "Value", "Policy", "Strategy", "Project")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "가" * 10_000,
    "\u202eright to left",
    "z̷̢̛a̶l̵g̸o̶" * 20,
    "한글 \x0b\x0c\x1f",
    "",
    " ",
    "& < > ' \" ]]>",
)
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
FEW = 6
"""Groups beside each other: more show no more, and take long to print."""


def leaf(name: str) -> Element:
    return Element(name, "", "x.html")


def grown(elements: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    group = st.builds(Group, NAMES, st.lists(elements, min_size=1, max_size=6).map(tuple))
    return st.builds(Element, NAMES, st.just(""), st.just("x.html"), st.lists(group, max_size=3).map(tuple))


ELEMENTS = st.recursive(st.builds(leaf, NAMES), grown, max_leaves=12)
GROUPS = st.lists(
    st.builds(Group, NAMES, st.lists(ELEMENTS, min_size=1, max_size=7).map(tuple)), min_size=1, max_size=FEW
).map(tuple)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Outlines take long to make up on a machine that has other things to do."""


@given(GROUPS, st.sampled_from(WIDTHS))
@UNHURRIED
def test_nothing_stands_over_anything_else(groups: tuple[Group, ...], width: float) -> None:
    """Each box is in the one that it belongs to, below its name, and beside all others there."""
    bottom, _, boxes = placed(limited(groups, MOST, DEEPEST), 0, 0, width, 0)
    check(boxes, 0, 0, width, bottom)


def check(boxes: list[Box], left: float, top: float, right: float, bottom: float) -> None:
    for number, box in enumerate(boxes):
        assert box.x >= left - 0.01
        assert box.y >= top - 0.01
        assert box.y + box.height <= bottom + 0.01
        assert box.x + box.width <= right + 0.01
        for other in boxes[:number]:
            beside = other.x + other.width <= box.x or box.x + box.width <= other.x
            assert beside or other.y + other.height <= box.y
        check(box.inside, box.x, box.y, box.x + box.width, box.y + box.height)


def nested(levels: int) -> Element:
    return Element("x", "", "x.html", (Group("", (nested(levels - 1),)),) if levels > 1 else ())


def test_however_deep_a_plan_is_its_chart_has_room_for_what_it_shows() -> None:
    groups = limited([Group("kind", (nested(60),))], MOST, DEEPEST)
    for width in WIDTHS:
        bottom, _, boxes = placed(groups, 0, 0, width, 0)
        check(boxes, 0, 0, width, bottom)


def sizes(groups: Iterable[Group]) -> list[int]:
    """Count the elements of each level."""
    below = [each for group in groups for each in group.elements]
    return [len(below), *sizes([group for each in below for group in each.below])] if below else []


@given(GROUPS, st.integers(0, 30), st.integers(1, 5))
@UNHURRIED
def test_a_large_plan_loses_its_lowest_levels(groups: tuple[Group, ...], most: int, deepest: int) -> None:
    whole, kept = sizes(groups), sizes(limited(groups, most, deepest))
    assert kept == whole[: len(kept)]
    assert sum(kept) <= most
    assert len(kept) <= deepest
    if len(kept) < min(len(whole), deepest):
        assert sum(whole[: len(kept) + 1]) > most


@given(GROUPS)
@UNHURRIED
def test_any_plan_gives_xml_with_every_element_in_it(groups: tuple[Group, ...]) -> None:
    found = ElementTree.fromstring(chart(groups, 720, "<title>", after="&"))  # noqa: S314

    def count(listed: Iterable[Group]) -> int:
        return sum(1 + count(each.below) for group in listed for each in group.elements)

    assert len(found.findall(f".//{SVG}a")) == count(groups)
    assert not found.findall(f".//{SVG}script")


@given(GROUPS)
@settings(UNHURRIED, max_examples=15)
def test_an_image_has_a_box_for_each_element_in_its_place(groups: tuple[Group, ...]) -> None:
    groups = limited(groups, 60, DEEPEST)
    image = Image.open(io.BytesIO(Painter().image(groups, 720, "x")))
    corners(image, placed(groups, MARGIN, MARGIN, 720, 0)[2])


def corners(image: Image.Image, boxes: list[Box]) -> None:
    for box in boxes:
        edge = (round(box.x * SCALE), round((box.y + box.height / 2) * SCALE))
        assert (0xC9, 0xD0, 0xD8) in {image.getpixel((edge[0] + step, edge[1])) for step in range(-2, 4)}
        corners(image, box.inside)


@given(st.text(), st.floats(20, 500))
def test_a_name_is_broken_into_lines_and_nothing_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, width, 14)
    assert 1 <= len(lines) <= MOST_LINES
    words = "".join(calm(normalize("NFC", text)).split())
    if len(lines) < MOST_LINES and words.isprintable():
        assert "".join("".join(lines).split()) == words
    assert "\u202e" not in "".join(lines)


def test_words_stay_whole_where_there_is_room() -> None:
    assert wrapped("광주 정신 전국화·세계화", 100, 14) == ["광주 정신", "전국화·세계화"]
    assert wrapped("가나다라마바사아자차", 60, 14) == ["가나다라", "마바사아", "자차"]
    assert wrapped("collaborative-governance model", 120, 14) == ["collaborative-", "governance", "model"]
    assert len(wrapped("가" * 10_000, 60, 14)) == MOST_LINES


def test_no_pile_of_marks_is_drawn_over_other_boxes() -> None:
    drawn = chart((Group("i" + MARKS, (leaf("o" + MARKS),)),), 720, "x")
    assert MARKS[:MOST_MARKS] in drawn
    assert MARKS[: MOST_MARKS + 1] not in "".join(ElementTree.fromstring(drawn).itertext())  # noqa: S314


MARKS = "\u0323\u0488" * 1_000
BASE = "https://plan.example/"


def made(workspace: Workspace, elements: int, name: str) -> Site:
    """Make a site of one plan, the workspace's own, with elements side by side under one."""
    own = replace(workspace, addresses=Addresses(BASE))
    index = Index(BASE)
    plan, top = NamedNode(f"{BASE}id/{own.home}"), NamedNode(f"{BASE}id/{own.home}/top")
    triples = {
        Triple(plan, TYPE, NamedNode(CSP + "StrategicPlan")),
        Triple(plan, LABELS[0], Literal(name, language="ko")),
        Triple(top, NamedNode(SKOS + "topConceptOf"), plan),
        Triple(top, TYPE, NamedNode(CSP + "Vision")),
    }
    for number in range(elements):
        thing = NamedNode(f"{top.value}/{number}")
        triples |= {
            Triple(thing, NamedNode(SKOS + "broader"), top),
            Triple(thing, TYPE, NamedNode(CSP + "Goal")),
        }
    index.add(f"{BASE}graph/x", triples)
    return Site(own, index, {})


@pytest.mark.parametrize(("elements", "drawn"), [(MOST - 1, MOST), (MOST, 1)])
def test_of_a_large_plan_the_page_shows_the_upper_levels_and_says_so(
    workspace: Workspace, elements: int, drawn: int
) -> None:
    site = made(workspace, elements, "크다")
    page = site.write(Wanted("index.html")).body.decode()
    assert page.count("<rect") == drawn * len(WIDTHS)
    assert ("아래 단계는 뺐습니다" in page) is (drawn == 1)
    file = site.write(Wanted(f"chart/{site.workspace.home}.svg")).body.decode()
    assert file.count("<a ") == drawn
    assert ("아래 단계는 뺐습니다" in file) is (drawn == 1)
    assert len(page) < 1_000_000


@pytest.mark.parametrize("name", [*HOSTILE, "\x01\x1b[31m", "\ufffe"])
def test_a_plan_of_any_name_has_a_chart_that_can_be_read(workspace: Workspace, name: str) -> None:
    site = made(workspace, 2, name)
    written = site.write(Wanted(f"chart/{site.workspace.home}.svg"))
    found = ElementTree.fromstring(written.body)  # noqa: S314
    assert len(found.findall(f".//{SVG}a")) == 3
    assert not found.findall(f".//{SVG}script")
    image = Image.open(io.BytesIO(site.write(Wanted(f"chart/{site.workspace.home}.png")).body))
    image.load()
    assert image.width == (WIDTH + 2 * MARGIN) * SCALE
    assert image.getpixel((0, 0)) == (0xFD, 0xFD, 0xFC)


# In the real plan


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as served:
        yield served


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_file_has_every_main_element(address: str, dataset: Dataset, language: str) -> None:
    ending = ".en.svg" if language == "en" else ".svg"
    answer = httpx.get(f"{address}chart/gwangju/m7{ending}", trust_env=False)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    found = ElementTree.fromstring(answer.text)  # noqa: S314
    shown = [each.get("href") or "" for each in found.findall(f".//{SVG}a")]
    scheme = "https://w3id.org/gjgraph/id/gwangju/m7/"
    stated = {
        quad.subject.value
        for name in MAIN
        for quad in dataset.index.store.quads_for_pattern(None, TYPE, NamedNode(CSP + name), None)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(scheme)
    }
    assert len(shown) == len(set(shown))
    assert set(shown) == stated
    text = "".join(found.itertext())
    assert ("풍요로운 광주" if language == "ko" else "Prosperous Gwangju") in text
    assert ("자료에서 그린 그림" if language == "ko" else "Drawn from the data") in text


def test_what_has_no_chart(address: str) -> None:
    for path in (
        "chart/gwangju/none.svg",
        "chart/gwangju/none.png",
        "chart/gwangju/m7.pdf",
        "chart/",
        "chart/gwangju/m7/goal.svg",
    ):
        assert httpx.get(address + path, trust_env=False).status_code == 404


@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
@pytest.mark.parametrize("path", ["", "index.en.html"])
def test_in_a_browser_every_name_is_in_its_box(address: str, path: str) -> None:
    """At each width one chart is seen, whole, with no name wider than its box; each is a link."""
    with browser() as chromium:
        page = chromium.new_page(locale="ko-KR")
        for width in (320, 360, 600, 768, 1024, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address + path)
            assert page.locator(".glance svg:visible").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert overflowing(page) == []
        page.locator(".glance svg:visible a").nth(1).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/doc/gwangju/m7/goal*")


def overflowing(page: Page) -> list[str]:
    """List the names that are wider than their boxes, by more than a hair."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.glance svg a')].filter((link) => {
            if (!link.checkVisibility()) return false;
            const box = link.querySelector('rect').getBBox(), text = link.querySelector('text').getBBox();
            return text.x + text.width > box.x + box.width - 2 || text.y + text.height > box.y + box.height;
        }).map((link) => link.textContent)"""
    )
    return found
