"""Forms for editors in a real browser: what an editor does, what stops them, and what is never lost."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from gjgraph.core.terms import CSP, DCTERMS, SKOS
from gjgraph.interfaces.http.signing_in.sessions import EDITOR as SESSION
from tests.browser import CHROMIUM, browser
from tests.conftest import ROOT
from tests.editing import EDITOR, Editable, editing, tokens_of, versioned
from tests.storage.repositories import in_memory

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)

BASE = "https://plan.saebom.example/"
STRATEGY = "/edit/saebom/strategy/2-2"
NEW_PROJECT = f"/edit/new?kind={quote(CSP + 'Project')}&under=saebom/policy/1"
LABEL_KO, LABEL_EN = "skos:prefLabel@ko", "skos:prefLabel@en"


@pytest.fixture(scope="module")
def site(saebom: Path) -> Iterator[Editable]:
    with in_memory() as folder:
        root = versioned(Path(shutil.copytree(saebom, folder / "saebom", symlinks=True)))
        with editing(root, "*") as server:
            yield server


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def cookie(secret: str) -> Any:  # noqa: ANN401
    return {"name": SESSION.cookie, "value": secret, "domain": "127.0.0.1", "path": SESSION.path}


@contextmanager
def signed_in(
    started: Browser, site: Editable, language: str = "ko-KR", *, script: bool = True
) -> Iterator[BrowserContext]:
    """A browser of an editor who is signed in; it may ask no other host and log no error."""
    context = started.new_context(
        base_url=site.address,
        locale=language,
        java_script_enabled=script,
        viewport={"width": 768, "height": 900},
    )
    context.add_cookies([cookie(site.token)])
    context.set_default_timeout(10_000)
    asked: list[str] = []
    errors: list[str] = []
    context.on("request", lambda sent: asked.append(sent.url))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    try:
        yield context
        assert all(url.startswith(site.address) for url in asked)
        assert errors == []
    finally:
        context.close()


@pytest.fixture
def context(started: Browser, site: Editable) -> Iterator[BrowserContext]:
    with signed_in(started, site) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def press(page: Page, action: str) -> None:
    """Send the form by one of its buttons, and wait for what comes."""
    with page.expect_navigation():
        page.locator(f"form button:not(.hidden)[value='{action}']").first.click()


def typed(page: Page, name: str, place: int = 0) -> str:
    return page.locator(f"[name='{name}']").nth(place).input_value()


def write(page: Page, name: str, text: str, place: int = 0) -> None:
    page.locator(f"[name='{name}']").nth(place).fill(text)


def label(site: Editable, thing: str, language: str) -> str:
    query = f'SELECT ?l {{ <{BASE}id/{thing}> <{SKOS}prefLabel> ?l FILTER(lang(?l) = "{language}") }}'
    rows = site.http.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    return str(rows[0]["l"]["value"])


# What an editor does


def test_an_english_label_from_signing_in_to_the_history(started: Browser, site: Editable) -> None:
    context = started.new_context(base_url=site.address, locale="ko-KR")
    page = context.new_page()
    page.goto(STRATEGY)
    page.locator("#token").fill(site.token)
    page.keyboard.press("Enter")
    page.wait_for_selector("form.edit")
    assert page.locator("h1").inner_text() == "고치기: 마을 학교"
    write(page, LABEL_EN, "Schools of the village")
    # The verdict comes while one types.
    page.wait_for_selector("#verdict .verdict.good")
    assert "Village schools" in page.locator("#verdict del").first.inner_text()
    write(page, "_message", "자연스러운 영어로")
    press(page, "save")
    assert page.locator("h1").inner_text() == "저장했습니다"
    assert label(site, "saebom/strategy/2-2", "en") == "Schools of the village"
    # The passage's own wording of the name followed.
    assert site.ask(f'<{BASE}id/saebom/passage/strategy-2-2> csp:printedForm "Schools of the village"@en')
    page.locator("main a[href^='/history/']").click()
    assert "자연스러운 영어로" in page.locator("h1").inner_text()
    context.close()


def test_what_is_refused_stands_at_its_field(page: Page, site: Editable) -> None:
    before = site.head()
    page.goto(STRATEGY)
    write(page, LABEL_KO, "마을 배움집")
    write(page, "skos:editorialNote@ko", "한국어로만")
    press(page, "save")
    summary = page.locator("#problems")
    assert page.evaluate("document.activeElement.id") == "problems"
    assert "이대로는 저장할 수 없습니다" in summary.inner_text()
    field = page.locator(".field.wrong", has=page.locator(f"[name='{LABEL_KO}']"))
    # What was typed, and what the source has.
    assert "‘마을 배움집’(이름), ‘마을 학교’(원문)" in field.locator(".error").inner_text()
    note = page.locator(".field.wrong", has=page.locator("[name='skos:editorialNote@en']"))
    assert "영어" in note.locator(".error").inner_text()
    assert typed(page, LABEL_KO) == "마을 배움집"
    summary.locator("a", has_text="인쇄된 꼴").click()
    assert page.evaluate("document.activeElement.name") == LABEL_KO
    assert site.head() == before


def test_by_keyboard_only(page: Page, site: Editable) -> None:
    page.goto("/edit/saebom/value/1?lang=en")

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            at = page.evaluate("[document.activeElement.name, document.activeElement.value]")
            if name in at:
                return
        raise AssertionError(name)

    tab_to(LABEL_EN)
    page.keyboard.press("End")
    page.keyboard.type(" for all")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # shows what would come of it, and saves nothing
    assert "This keeps the rules" in page.locator("#verdict").inner_text()
    assert label(site, "saebom/value/1", "en") == "Care"
    tab_to("save")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert label(site, "saebom/value/1", "en") == "Care for all"


def test_two_people_at_one_field(context: BrowserContext, site: Editable) -> None:
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto("/edit/saebom/value/2?lang=en")
    write(first, LABEL_EN, "Serenity")
    press(first, "save")
    write(second, LABEL_EN, "Calm")
    write(second, "skos:editorialNote@ko", "덧붙임")
    write(second, "skos:editorialNote@en", "Added")
    press(second, "save")
    assert "You changed it in another window" in second.locator("#problems").inner_text()
    sides = second.locator(".conflict .sides > div")
    assert [sides.nth(number).locator("p").first.inner_text() for number in range(3)] == [
        "Ease",
        "Serenity",
        "Calm",
    ]
    assert typed(second, LABEL_EN) == "Calm"
    # The line beside the button agrees with the top of the page, also while one types on.
    verdict = second.locator("#verdict")
    assert "choose one version above" in verdict.inner_text()
    with second.expect_response(lambda sent: "json" in sent.headers["content-type"]):
        write(second, "skos:altLabel@en", "Peace")
    assert "choose one version above" in verdict.inner_text()
    assert "Preview," not in verdict.inner_text()
    write(second, "skos:altLabel@en", "")
    press(second, "save")  # and nothing chosen
    assert second.evaluate("document.activeElement.id") == "problems"
    second.locator("#problems li a", has_text="Preferred label: choose one").click()
    assert second.evaluate("document.activeElement.value").startswith("theirs:")
    second.locator(".conflict input[value^='theirs']").check()
    press(second, "save")
    assert second.locator("h1").inner_text() == "Saved"
    assert label(site, "saebom/value/2", "en") == "Serenity"
    assert site.ask(f'<{BASE}id/saebom/value/2> skos:editorialNote "Added"@en')


def test_a_new_project_under_a_policy(page: Page, site: Editable) -> None:
    page.goto("/edit/saebom/policy/1?lang=en")
    page.locator("a.button", has_text="new project").click()
    assert typed(page, "_address") == "saebom/project/1-1"
    assert typed(page, "csp:ordinal") == "1"
    write(page, LABEL_KO, "걷기 축제")
    write(page, LABEL_EN, "Walking festival")
    page.locator("[name='csp:basis']").select_option("csp:basis-other-source")
    press(page, "preview")
    assert "lacks the grounds" in page.locator("#problems").inner_text()
    write(page, "dcterms:source", "2027년 업무보고")
    press(page, "preview")
    assert "can be saved" in page.locator("#verdict").inner_text()
    press(page, "save")
    project = f"<{BASE}id/saebom/project/1-1>"
    assert site.ask(
        f'{project} csp:projectOf <{BASE}id/saebom/policy/1> ; <{DCTERMS}source> "2027년 업무보고"'
    )
    assert site.ask(f"?r rdf:subject {project} ; csp:basis csp:basis-other-source")
    page.goto(f"{NEW_PROJECT}&lang=en")
    assert typed(page, "_address") == "saebom/project/1-2"
    # What was added can be retired, once it is shown what goes with it.
    page.goto("/edit/retire/saebom/project/1-1?lang=en")
    write(page, "_reason@ko", "합침")
    write(page, "_reason@en", "Merged")
    press(page, "preview")
    assert page.locator("#verdict, .verdict-box").inner_text().count("Walking festival")
    press(page, "retire")
    assert site.ask(f"{project} <http://www.w3.org/2002/07/owl#deprecated> true")


def test_without_script(started: Browser, site: Editable) -> None:
    with signed_in(started, site, "en-GB", script=False) as context:
        page = context.new_page()
        page.goto("/edit/saebom/strategy/1-2")
        write(page, "skos:altLabel@en", "Shade walks")
        press(page, "add:skos:altLabel@en")
        assert page.url.endswith("#in-skos_3aaltLabel-all")  # back where it was added
        write(page, "skos:altLabel@en", "Green walks", 1)
        press(page, "add:skos:altLabel@en")
        write(page, "skos:altLabel@en", "Never", 2)
        press(page, "remove:skos:altLabel@en#2")
        press(page, "preview")
        assert "can be saved" in page.locator("#verdict").inner_text()
        press(page, "save")
        assert page.locator("h1").inner_text() == "Saved"
        thing = f"<{BASE}id/saebom/strategy/1-2>"
        assert site.ask(f'{thing} skos:altLabel "Shade walks"@en , "Green walks"@en')
        page.goto("/edit/saebom/strategy/1-2")
        assert "type" in page.locator("dl.facts").inner_text()


# What is never lost


def test_a_token_that_ends_in_the_middle(started: Browser, site: Editable) -> None:
    tokens = tokens_of(site.root)
    _, secret = tokens.add(EDITOR, ["*"])
    with signed_in(started, site, "en-GB") as context:
        context.add_cookies([cookie(secret)])
        page = context.new_page()
        page.goto("/edit/saebom/strategy/2-1?lang=en")
        write(page, LABEL_EN, "Libraries\u202e nearby")
        tokens.revoke(secret)
        press(page, "save")
        assert page.locator("h1").inner_text() == "Sign in again"
        page.locator("#token").fill(site.token)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("h1").inner_text() == "Saved"
        assert label(site, "saebom/strategy/2-1", "en") == "Libraries\u202e nearby"


def test_a_lost_connection(context: BrowserContext, site: Editable) -> None:
    page = context.new_page()
    page.goto("/edit/saebom/goal?lang=en")
    write(page, "skos:editorialNote@en", "Typed in the train")
    context.set_offline(True)
    page.locator("#verdict", has_text="be reached").wait_for()
    context.set_offline(False)
    page.goto("/edit/saebom/goal?lang=en")
    page.get_by_role("button", name="Have it again").click()
    page.wait_for_selector("#problems")  # the Korean note is still missing
    assert typed(page, "skos:editorialNote@en") == "Typed in the train"


@pytest.mark.parametrize("path", ["/edit/saebom/goal", "/edit/retire/saebom/strategy/1-1"])
def test_no_form_is_sent_to_a_server_that_is_not_there(context: BrowserContext, path: str) -> None:
    page = context.new_page()
    page.goto(f"{path}?lang=en")
    field = page.locator("form textarea").first
    field.fill("Typed in the train")
    # Even if nothing said so yet: it stays where it is, says so, and can be sent later.
    context.set_offline(True)
    for action in ("preview", "save") if path.endswith("goal") else ("preview",):
        button = page.locator(f"form button:not(.hidden)[value='{action}']").first
        button.click()
        told = page.locator("[aria-live], [role=status]", has_text="be reached")
        told.wait_for()
        assert field.input_value() == "Typed in the train"
        assert button.is_enabled()
    context.set_offline(False)
    press(page, "preview")
    assert page.locator("form textarea").first.input_value() == "Typed in the train"


def test_back_to_what_a_form_answered(page: Page, site: Editable) -> None:
    note = "skos:editorialNote@en"
    for path, text, status in (("/edit/saebom/value/1", "Typed", 422), ("/edit/saebom/value/1", "", 200)):
        page.goto(f"{path}?lang=en")
        write(page, LABEL_EN, "Care of all kinds")
        write(page, note, text)
        with page.expect_response(lambda sent: sent.request.method == "POST") as sent:
            press(page, "preview")
        assert sent.value.status == status
        page.goto("/search")
        page.go_back()
        assert page.locator("h1").inner_text().startswith("Edit:")
        assert (typed(page, LABEL_EN), typed(page, note)) == ("Care of all kinds", text)
        press(page, "preview")
    page.goto("/edit/retire/saebom/value/1?lang=en")
    write(page, "_reason@en", "Merged")
    press(page, "preview")
    page.goto("/search")
    page.go_back()
    assert typed(page, "_reason@en") == "Merged"


def test_nothing_typed_is_closed_without_a_question(context: BrowserContext, site: Editable) -> None:
    page = context.new_page()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def is_asked() -> bool:
        """Try to close it, and see whether it is still there."""
        with page.expect_event("dialog"):
            page.close(run_before_unload=True)
        is_so = asked == ["beforeunload"] and not page.is_closed()
        asked.clear()
        return is_so

    page.on("dialog", stay)
    page.goto("/edit/saebom/strategy/3-1?lang=en")
    write(page, "skos:altLabel@en", "Plots for all")
    assert is_asked()
    # It is still so once it was sent to be looked at, or has a row more; but sending it asks nothing.
    press(page, "add:skos:altLabel@en")
    press(page, "preview")
    assert asked == []
    page.locator("#message").click()
    assert is_asked()
    press(page, "save")
    assert (page.locator("h1").inner_text(), asked) == ("Saved", [])
    # Where nothing is typed, or not any more, nothing is asked.
    page.goto("/edit/saebom/strategy/3-1?lang=en")
    before = typed(page, LABEL_EN)
    write(page, LABEL_EN, "Others")
    write(page, LABEL_EN, before)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == []
    # The page that retires a thing takes typing too.
    page = context.new_page()
    page.on("dialog", stay)
    page.goto("/edit/retire/saebom/value/1?lang=en")
    write(page, "_reason@en", "Merged")
    assert is_asked()
    press(page, "preview")
    page.locator("[name='_reason@en']").click()
    assert asked == []
    assert is_asked()


def test_a_double_click_edits_once(page: Page, site: Editable) -> None:
    page.goto("/edit/saebom/strategy/3-1?lang=en")
    write(page, LABEL_EN, "Shared gardens")
    before = site.http.get("/history?format=json").json()
    page.locator("#save").dblclick()
    page.wait_for_selector("text=Saved")
    after = site.http.get("/history?format=json").json()
    assert len(after["commits"]) - len(before["commits"]) <= 1
    assert label(site, "saebom/strategy/3-1", "en") == "Shared gardens"
    page.go_back()
    page.wait_for_selector("form.edit")
    press(page, "save")
    # It is as it was already, and no commit is shown as if it were of now.
    assert page.locator("h1").inner_text() == "Nothing changed"
    assert page.locator("main a[href^='/history/']").count() == 0
    assert label(site, "saebom/strategy/3-1", "en") == "Shared gardens"


# How it is shown


@pytest.mark.parametrize(("language", "scheme"), [("ko", "light"), ("en", "dark")])
def test_accessible_to_all(context: BrowserContext, language: str, scheme: str) -> None:
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in (STRATEGY, NEW_PROJECT, "/edit/retire/saebom/strategy/1-1"):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        press(page, "preview")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        page.evaluate(axe)
        found = page.evaluate(
            "axe.run().then((told) => told.violations.map((each) => [each.id, each.nodes[0].html]))"
        )
        assert found == []
