"""The history, undoing and the operator's page in a real browser: what people read, press and are refused."""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser import CHROMIUM, browser
from tests.editing import EDITOR, Editable, tokens_of, versioned
from tests.servers import serving

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)

BASE = "https://plan.saebom.example/"
GOAL = f"{BASE}id/saebom/goal"
GRAPH = f"{BASE}graph/saebom/plan"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
TURNED = f"{HOSTILE}\u202e 뒤집힘 e\u0301\u0301\u0301"
"""With a sign that turns the direction of what follows, and marks that pile up."""
OPERATOR = "운영자; 비밀 <b>"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } # <script>"


@dataclass
class Visited(Editable):
    """A server that takes edits and has an operator, and a browser to visit it."""

    browser: Browser

    def open(self, language: str = "ko", **more: Any) -> Page:  # noqa: ANN401
        """Open an empty page in a browser that knows nothing of this site yet."""
        settings = {"viewport": {"width": 360, "height": 740}, "locale": language, **more}
        opened = self.browser.new_context(base_url=self.address, **settings).new_page()
        opened.set_default_timeout(15_000)
        return opened

    def note(self, text: str, message: str) -> str:
        """Add a note to the goal, and give the commit."""
        update = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{GOAL}> skos:editorialNote {text} }} }}"
        made = self.update(update, message=message)
        assert made.status_code == 200, made.text
        return str(made.json()["version"])

    def replace(self, old: str, new: str, message: str) -> str:
        """Change a note of the goal, and give the commit."""
        where = f"GRAPH <{GRAPH}> {{ <{GOAL}> skos:editorialNote {old} }}"
        then = f"GRAPH <{GRAPH}> {{ <{GOAL}> skos:editorialNote {new} }}"
        made = self.update(f"DELETE DATA {{ {where} }} ; INSERT DATA {{ {then} }}", message=message)
        assert made.status_code == 200, made.text
        return str(made.json()["version"])


@pytest.fixture(scope="module")
def site(saebom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    root = Path(shutil.copytree(saebom, tmp_path_factory.mktemp("pages") / "plan", symlinks=True))
    versioned(root)
    _, secret = tokens_of(root).add(EDITOR)
    variables = {"GJGRAPH_OPERATOR_TOKEN": OPERATOR, "TZ": "KST-9"}
    with (
        serving(root, variables, editing="true", slow="0.3") as address,
        httpx.Client(base_url=address, headers={"authorization": f"Bearer {secret}"}, timeout=60) as client,
        browser() as started,
    ):
        visited = Visited(address, root, secret, client, started)
        # By the rules of this plan there are notes in both languages, or none.
        visited.note(f"{quoted('언제나 있는 메모')}, 'Always there'@en", "언제나 있는 메모")
        yield visited


def sign_in(page: Page, secret: str) -> None:
    """Sign in with the keyboard, where the form is open."""
    page.locator("#token").fill(secret)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def quoted(text: str) -> str:
    """Write a text as a literal in Korean."""
    return f"{json.dumps(text, ensure_ascii=False)}@ko"


def test_a_change_is_told_in_words(site: Visited) -> None:
    first, last = "이 목표는 곧 다시 살펴볼 목표입니다", "이 목표는 이미 다시 살펴본 목표입니다"
    site.note(f"{quoted(first)}, 'To be looked at again'@en", "살펴볼 것을 적음")
    commit = site.replace(quoted(first), quoted(last), "살펴봄")
    page = site.open("ko")
    page.goto("/history")
    expect(page.locator(".day h2").first).to_have_text(today_in_seoul())
    entry = page.locator(f"#c-{commit}")
    expect(entry.locator("time")).to_contain_text("(UTC+9)")
    expect(entry).to_contain_text("편집자 · SPARQL 업데이트로 · 진술 1개 더함, 1개 뺌")
    entry.locator("a").click()
    line = page.locator(".change li")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("바꿈")
    expect(line).to_contain_text("편집자 주(한국어):")
    expect(line.locator("del")).to_have_text(f"“{first}”")
    expect(line.locator("ins")).to_have_text(f"“{last}”")
    assert line.locator("del mark").all_inner_texts() == ["곧", "살펴볼"]
    assert line.locator("ins mark").all_inner_texts() == ["이미", "살펴본"]
    page.locator(".changed h2 a").click()
    assert "/doc/saebom/goal" in page.url
    page.goto(f"/history?lang=en#c-{commit}")
    page.get_by_label("Older version").select_option(index=2)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("h1")).to_have_text("Difference of two versions")
    expect(page.locator(".change li")).to_have_count(2)
    page.goto(f"/history?about={GOAL}&lang=en")
    expect(page.locator(f"#c-{commit} ins")).to_have_text(f"“{last}”")
    page.context.close()


def listening(errors: list[str]) -> Callable[[ConsoleMessage], None]:
    """Give what writes down the errors that a page has."""
    return lambda said: errors.append(said.text) if said.type == "error" else None


def today_in_seoul() -> str:
    """Give the day as it is in Seoul now."""
    now = datetime.now(UTC) + timedelta(hours=9)
    return f"{now.year}년 {now.month}월 {now.day}일 ({'월화수목금토일'[now.weekday()]})"


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without"])
def test_an_editor_takes_a_change_back(site: Visited, has_scripts: bool) -> None:
    made = site.note(quoted(f"되돌릴 메모 {has_scripts}"), "잘못 더한 메모")
    page = site.open("ko", java_script_enabled=has_scripts)
    page.goto(f"/history/{made}")
    page.get_by_role("link", name="이 변경 되돌리기").click()
    sign_in(page, "gjg_01234567_" + "0" * 64)
    expect(page.get_by_role("alert")).to_contain_text("이 토큰은 없거나 취소되었습니다")
    sign_in(page, site.token)
    expect(page.locator("h1")).to_have_text("변경 되돌리기")
    expect(page.locator(".notice.good")).to_contain_text("되돌려도 규칙에 맞고")
    expect(page.locator(".change li")).to_contain_text("뺌")
    assert site.head() == made, "looking changes nothing"
    page.locator("#reason").fill("")
    page.locator("#reason").type("시험 삼아 더한 것이라\n되돌립니다")
    page.get_by_role("button", name="되돌리기").dblclick()
    page.wait_for_url("**/history/*")
    expect(page.locator("h1")).to_have_text("시험 삼아 더한 것이라")
    expect(page.locator(".facts")).to_contain_text("되돌리기로")
    assert site.head() != made
    assert not site.ask(f"<{GOAL}> skos:editorialNote {quoted(f'되돌릴 메모 {has_scripts}')}")
    page.goto(f"/edit/revert/{made}")
    expect(page.get_by_role("alert")).to_contain_text("이미 되돌려져 있어")
    expect(page.get_by_role("button", name="되돌리기")).to_have_count(0)
    page.goto("/edit")
    expect(page.locator(".timeline .subject").first).to_have_text("시험 삼아 더한 것이라")
    page.get_by_role("button", name="로그아웃").click()
    page.goto("/edit")
    expect(page.locator("#token")).to_be_visible()
    page.context.close()


def test_an_element_s_own_changes_are_taken_back_from_their_list(site: Visited) -> None:
    for lang, undo, reason, body in (
        ("ko", "되돌리기…", "“ko 더한 메모”를 되돌림", "되돌린 커밋: {made}"),
        ("en", "Undo…", "Takes back “en 더한 메모”", "Takes back commit {made}"),
    ):
        made = site.note(quoted(f"이 메모 {lang}"), f"{lang} 더한 메모")
        page = site.open(lang)
        page.goto(f"/history?about={GOAL}&lang={lang}")
        assert page.locator("nav a[href^='/history']").inner_text() == (
            "변경 이력" if lang == "ko" else "Changes"
        )
        link = page.locator(".timeline > li").first.get_by_role("link", name=undo)
        assert link.get_attribute("href") == f"/edit/revert/{made}?lang={lang}"
        link.click()
        sign_in(page, site.token)
        expect(page.locator("#reason")).to_have_value(reason)
        page.locator("button.danger, form button[type=submit]").last.click()
        page.wait_for_url("**/history/*")
        expect(page.locator("h1")).to_have_text(reason)
        expect(page.locator(".lines")).to_contain_text(body.format(made=made))
        assert "reverts commit" not in page.inner_text("main")
        page.context.close()


def test_what_was_changed_since_or_would_break_the_plan_is_not_taken_back(site: Visited) -> None:
    first = site.note(f"{quoted('처음')}, {quoted('그대로')}", "처음")
    site.replace(quoted("처음"), quoted("다음"), "다음")
    page = site.open("ko")
    page.goto(f"/edit/revert/{first}")
    sign_in(page, site.token)
    expect(page.locator(".notice.bad")).to_contain_text("그 뒤에 같은 곳이 다시 바뀌어")
    expect(page.locator(".notice.bad del")).to_have_text("“처음”")
    expect(page.locator("main form")).to_have_count(0)
    whole = site.http.get("/history", headers={"accept": "application/json"}).json()["commits"][-1]["id"]
    page.goto(f"/edit/revert/{whole}")
    expect(page.locator(".notice.bad").first).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    page.context.close()


def test_a_reason_outlives_the_token(site: Visited) -> None:
    made = site.note(quoted("기한"), "기한")
    token, secret = tokens_of(site.root).add(EDITOR)
    page = site.open("ko")
    page.goto(f"/edit/revert/{made}")
    sign_in(page, secret)
    page.locator("#reason").fill("길게 쓴 까닭")
    tokens_of(site.root).revoke(token.id)
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator("#reason")).to_have_value("길게 쓴 까닭")
    assert site.head() == made
    with page.expect_popup() as popup:
        page.get_by_role("link", name="새 탭에서 다시 로그인").click()
    sign_in(popup.value, site.token)
    expect(popup.value.locator("h1")).to_have_text("변경 되돌리기")
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator("h1")).to_have_text("길게 쓴 까닭")
    page.context.close()


def test_another_site_takes_nothing_back(site: Visited) -> None:
    made = site.note(quoted("남의 사이트"), "남의 사이트")
    page = site.open("en")
    page.goto(f"/edit/revert/{made}")
    sign_in(page, site.token)
    expect(page.locator("#reason")).to_be_visible()
    attack = f'<form method="post" action="{site.address}edit/revert/{made}"><input name="reason" value="x">'
    page.route("http://evil.example/", lambda route: route.fulfill(body=attack, content_type="text/html"))
    page.goto("http://evil.example/")
    with page.expect_navigation() as went:
        page.evaluate("document.forms[0].submit()")
    answer = went.value
    assert answer
    assert answer.status == 403
    assert site.head() == made
    page.context.close()


def test_the_operator_stops_a_query(site: Visited) -> None:
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(httpx.get(f"{site.address}sparql", params={"query": ENDLESS}, timeout=60))

    asking = threading.Thread(target=ask)
    asking.start()
    page = site.open("ko")
    page.goto("/operator")
    sign_in(page, site.token)
    expect(page.get_by_role("alert")).to_contain_text("운영자 토큰이 아닙니다")
    sign_in(page, OPERATOR)
    expect(page.locator("h1")).to_have_text("운영")
    row = page.locator("tr", has_text="?j ?k ?l").first
    expect(row).to_contain_text("실행 중")
    row.get_by_role("button", name="멈추기").click()
    page.wait_for_url("**/operator?lang=ko#queries")
    asking.join(10)
    assert [answer.status_code for answer in answers] == [503]
    assert "운영자가 질의를 멈췄습니다" in answers[0].text
    page.reload()
    expect(page.locator("#queries")).to_contain_text("(0)")
    slow = page.locator("section", has=page.locator("#slow")).locator("tbody tr").first
    expect(slow).to_contain_text("# <script>")
    expect(slow).to_contain_text("운영자가 멈춤")
    cookies = page.context.cookies()
    (cookie,) = [each for each in cookies if each["name"] == "gjgraph-operator"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/operator")
    assert site.token not in page.content()
    page.context.close()


def test_the_operator_revokes_a_token(site: Visited) -> None:
    made, secret = tokens_of(site.root).add(EDITOR)
    page = site.open("en")
    page.goto("/operator")
    sign_in(page, OPERATOR)
    row = page.locator("section", has=page.locator("#tokens")).locator("tr", has_text=made.id)
    expect(row).to_be_visible()
    assert secret not in page.content()
    row.get_by_role("link", name="Revoke").click()
    assert tokens_of(site.root).find(secret) == made
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator("#tokens")).to_be_visible()
    assert tokens_of(site.root).find(secret) is None
    expect(page.locator("section", has=page.locator("#edits"))).to_contain_text("token revoked")
    page.goto("/operator?refresh=10")
    expect(page.get_by_text("Refreshes every 10 seconds")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/operator")
    expect(page.locator("#token")).to_be_visible()
    page.context.close()


def test_the_operator_reads_why_edits_were_refused(site: Visited) -> None:
    broken = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{GOAL}> skos:prefLabel '둘째 이름'@ko }} }}"
    assert site.update(broken, message="breaks a rule").status_code == 422
    assert httpx.post(f"{site.address}update", content="x").status_code == 401
    page = site.open("ko")
    page.goto("/edit")
    sign_in(page, "gjg_01234567_" + "0" * 64)
    page.goto("/operator")
    sign_in(page, OPERATOR)
    for lang, words in (
        (
            "ko",
            ("SPARQL 업데이트로", "토큰이 없음", "로그인", "없거나 취소된 토큰", "규칙에 맞지 않음"),
        ),
        ("en", ("by a SPARQL update", "no token", "signing in", "unknown or revoked token", "would break")),
    ):
        page.goto(f"/operator?lang={lang}")
        table = page.get_by_role("region", name="토큰의 변동" if lang == "ko" else "became of tokens")
        for each in words:
            expect(table).to_contain_text(each)
        expect(table).to_contain_text(
            re.compile("규칙 위반 \\d+건" if lang == "ko" else "\\d+ violations? of rules")
        )
        if lang == "ko":
            for row in table.locator("tbody tr").all():
                assert not re.search("[a-z]", row.locator("td").nth(3).inner_text().replace("SPARQL", ""))
    page.context.close()


def test_only_the_operator_sees_and_does_anything(site: Visited) -> None:
    for path in ("/operator", "/operator/tokens/01234567/revoke"):
        answer = httpx.get(site.address.rstrip("/") + path)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/operator/sign-in")
    made, _ = tokens_of(site.root).add(EDITOR)
    own = {"sec-fetch-site": "same-origin"}
    for path in (f"/operator/tokens/{made.id}/revoke", "/operator/queries/1/stop"):
        for headers, status in ((own, 303), ({"sec-fetch-site": "cross-site"}, 403)):
            answer = httpx.post(site.address.rstrip("/") + path, data={"lang": "en"}, headers=headers)
            assert answer.status_code == status
    assert made in tokens_of(site.root).list()


def test_hostile_texts_are_texts(site: Visited) -> None:
    site.note(f"{quoted(TURNED)}, {quoted('가나다' * 3000)}", f"{HOSTILE} 메모")
    made = site.replace(quoted(TURNED), quoted(f"{TURNED} 다시"), f"{HOSTILE} 다시 {'가' * 200}")
    httpx.get(f"{site.address}sparql", params={"query": f"# {HOSTILE}\n{ENDLESS}", "timeout": "0.5"})
    page, errors = site.open("ko"), list[str]()
    page.on("console", listening(errors))
    for first, token in (("edit", site.token), ("operator", OPERATOR)):
        page.goto(f"/{first}")
        sign_in(page, token)
    shown = ["/history", f"/history/{made}", f"/history?about={GOAL}"]
    for path in (*shown, f"/edit/revert/{made}", "/edit", "/operator"):
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        assert "document.title=2" in page.inner_text("main"), path
        assert page.title() not in ("1", "2"), path
        assert page.locator("main img, main script").count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert errors == []
    page.context.close()
