"""The front page in a real browser: the citizen reads what it is, clicks a question, changes the language."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import CHROMIUM, browser
from tests.servers import serving

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(params=["ko-KR", "en-GB"])
def page(request: pytest.FixtureRequest, site: str) -> Iterator[Page]:
    """A page opened at the front page in one of the languages; it may ask no other host and log no error."""
    with browser() as started:
        opened = started.new_page(viewport={"width": 360, "height": 740}, locale=request.param)
        asked: list[str] = []
        errors: list[str] = []
        opened.on("request", lambda sent: asked.append(sent.url))
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        opened.goto(site)
        yield opened
        assert all(url.startswith(site) for url in asked)
        assert [error for error in errors if "favicon" not in error] == []


def test_three_questions_lead_to_answers(page: Page) -> None:
    questions = page.locator("#questions ul a")
    assert questions.count() == 3
    for number, name in enumerate(("풍요로운 광주", "일자리 로드맵", "5대 정책")):
        questions.nth(number).click()
        assert page.locator("tbody tr").count() >= 5
        assert name in page.content()
        page.go_back()


def test_own_question_by_keyboard(page: Page) -> None:
    page.locator("textarea").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody")
    assert page.locator("tbody tr").count() == 5


def test_the_language_can_be_changed(page: Page) -> None:
    before = page.locator("html").get_attribute("lang")
    page.locator("nav a[hreflang]").click()
    after = page.locator("html").get_attribute("lang")
    assert {before, after} == {"ko", "en"}


def test_it_fits_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
