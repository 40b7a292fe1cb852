"""From the front page on, by keyboard alone: what a citizen, an analyst and an editor come for.

In Korean and in English; on a server, and where no server is needed on files too.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gjgraph.core.text import Language
from tests.browser import CHROMIUM, browser
from tests.editing import Editable, editing, versioned
from tests.publishing import SUB_PATH, hosting
from tests.servers import serving
from tests.storage.repositories import in_memory

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
QUESTION = re.compile(r"/questions/strategies-of-a-policy[.?]")
MOST_STEPS = 150
"""Tabs after which nobody would go on."""
LOCALES = {"ko": "ko-KR", "en": "en-GB"}
PLAN_BASE = "https://plan.saebom.example/"


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def files(published: Path) -> Iterator[str]:
    with hosting(published.parents[SUB_PATH.count("/")]) as address:
        yield f"{address}{SUB_PATH}/"


@pytest.fixture(params=["server", "files"])
def address(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("served" if request.param == "server" else "files")
    return found


@contextmanager
def reading(started: Browser, address: str, language: Language) -> Iterator[Page]:
    """Open the front page of a site in a language; no page asks another host, or logs an error."""
    context = started.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    # An edit that is refused is an answer with a status of its own, which Chromium calls an error.
    page.on(
        "console",
        lambda said: errors.append(said.text) if said.type == "error" and "422" not in said.text else None,
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}index{'.en' if language == 'en' else ''}.html")
    yield page
    origin = address.split("/", 3)[2]
    assert [url for url in asked if not url.startswith(("data:", "blob:")) and origin not in url] == []
    assert errors == []
    context.close()


def tab_to(page: Page, found: Callable[[dict[str, str]], bool]) -> None:
    """Press Tab until the focus is where it should be, as somebody does who sees it."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const at = document.activeElement; return {
                 text: at.textContent.trim(), name: at.name ?? "", href: at.href ?? "", id: at.id,
                 value: at.value ?? "", tag: at.tagName.toLowerCase() }; }"""
        )
        if found(at):
            return
    raise AssertionError(page.url)


def follow(page: Page, words: str, tag: str = "a") -> None:
    """Go by keyboard to what is called like this, and press it."""
    tab_to(page, lambda at: at["tag"] in (tag, "button") and words in at["text"])
    with page.expect_navigation():
        page.keyboard.press("Enter")


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("language", "typed", "called", "source", "other"),
    [
        ("ko", "ㄱㅈㅎㅇ", "광주형 일자리", "원문 109행에서 보기", "English"),
        ("en", "gwangju-style jo", "Gwangju-style jobs", "See it in the source, line 109", "한국어"),
    ],
)
def test_a_citizen_finds_a_project_and_reads_its_sentence(
    started: Browser, address: str, language: Language, typed: str, called: str, source: str, other: str
) -> None:
    with reading(started, address, language) as page:
        tab_to(page, lambda at: at["name"] == "q")
        page.keyboard.type(typed)
        page.wait_for_selector("[role=listbox]:visible [role=option]")
        page.keyboard.press("ArrowDown")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert heading(page).startswith(called)
        assert page.locator("mark").first.inner_text() == "광주형 일자리"
        follow(page, source)
        # The passage is where one arrives, and leads back to what it became.
        assert page.evaluate("decodeURIComponent(location.hash)") == "#p:gwangju/m7/passage/project-1-3"
        assert page.locator("html").get_attribute("lang") == language
        assert "project/1-3" in page.evaluate("document.activeElement.href")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert heading(page).startswith(called)
        follow(page, other)
        assert page.locator("html").get_attribute("lang") != language
        assert "project/1-3" in page.url


@pytest.mark.parametrize(
    ("language", "questions", "workbench", "first"),
    [
        ("ko", "질문", "질의를 고쳐 직접 묻기", "미래 산업 육성"),
        ("en", "Questions", "Change the query and ask", "Fostering future industries"),
    ],
)
def test_an_analyst_comes_from_a_question_to_a_file_and_to_a_query(
    started: Browser, address: str, language: Language, questions: str, workbench: str, first: str
) -> None:
    with reading(started, address, language) as page:
        follow(page, questions)
        tab_to(page, lambda at: QUESTION.search(at["href"]) is not None)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if page.locator("main form [name=policy]").count():  # files have the answer to one question
            tab_to(page, lambda at: at["name"] == "policy")
            page.keyboard.type("1")  # it is chosen by the number that it begins with
            page.keyboard.press("Tab")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert first in page.locator("#answer tbody").inner_text()
        assert page.locator("#answer tbody tr").count() == 4
        tab_to(page, lambda at: at["tag"] == "a" and at["text"] == "CSV")
        found = page.request.get(page.evaluate("document.activeElement.href"))
        assert found.text().splitlines()[0] == "number,strategy"
        assert len(found.text().splitlines()) == 5
        follow(page, workbench)
        page.wait_for_selector(".yasqe .CodeMirror")
        page.locator(".CodeMirror textarea").focus()
        page.keyboard.press("Control+End")
        page.keyboard.type("LIMIT 2")
        page.keyboard.press("Control+Enter")
        expect(page.locator("main table tbody tr")).to_have_count(2)


@pytest.fixture(scope="module")
def plan(saebom: Path) -> Iterator[Editable]:
    with in_memory() as folder:
        root = versioned(Path(shutil.copytree(saebom, folder / "saebom", symlinks=True)))
        with editing(root, "*") as server:
            yield server


@pytest.mark.parametrize(
    ("language", "edit", "refused", "saved"),
    [
        ("ko", "이 항목 고치기", "이대로는 저장할 수 없습니다", "저장했습니다"),
        ("en", "Edit this", "This can't be saved as it is", "Saved"),
    ],
)
def test_an_editor_is_refused_and_then_accepted(
    started: Browser, plan: Editable, language: Language, edit: str, refused: str, saved: str
) -> None:
    other = "en" if language == "ko" else "ko"
    with reading(started, plan.address, language) as page:
        tab_to(page, lambda at: at["tag"] == "a" and "saebom/value/1" in at["href"])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        follow(page, edit)
        tab_to(page, lambda at: at["name"] == "token")
        page.keyboard.type(plan.token)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        before = plan.head()
        tab_to(page, lambda at: at["name"] == f"skos:editorialNote@{language}")
        page.keyboard.type("Noted once" if language == "en" else "한 번 적음")
        tab_to(page, lambda at: at["name"] == "_message")
        page.keyboard.type("why" if language == "en" else "까닭")
        tab_to(page, lambda at: at["value"] == "save")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        # A note stands in both languages: it is said at the field, and what was typed is there.
        assert refused in page.locator("#problems").inner_text()
        assert plan.head() == before
        follow_to_field(page, f"skos:editorialNote@{other}")
        page.keyboard.type("Noted once" if other == "en" else "한 번 적음")
        tab_to(page, lambda at: at["value"] == "save")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert heading(page) == saved
        assert plan.head() != before
        assert plan.ask(f'<{PLAN_BASE}id/saebom/value/1> skos:editorialNote "한 번 적음"@ko, "Noted once"@en')
        plan.send("POST", f"/history/{plan.head()}/revert")


def follow_to_field(page: Page, name: str) -> None:
    """Press the first problem of the summary, and go on to a field."""
    tab_to(page, lambda at: at["tag"] == "a" and "#" in at["href"] and at["text"] != "")
    page.keyboard.press("Enter")
    tab_to(page, lambda at: at["name"] == name)
