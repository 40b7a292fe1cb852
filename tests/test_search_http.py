"""The search over HTTP: the page, JSON, suggestions, reconciliation, edits and versions; and by keyboard."""

import json
import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import CHROMIUM, browser
from tests.conftest import ROOT
from tests.editing import Editable, editing, versioned
from tests.publishing import SUB_PATH, hosting

AXE = ROOT / "node_modules/axe-core/axe.min.js"
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editable]:
    root = tmp_path_factory.mktemp("search") / "plan"
    for name in ("data", "ontology", "queries"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "gjgraph.toml", root)
    with editing(versioned(root)) as started:
        yield started


def find(server: Editable, q: str, **more: str) -> dict[str, Any]:
    answer = server.http.get("/search", params={"q": q, "format": "json", **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_page_for_people_in_both_languages(server: Editable) -> None:
    for reader, heading in (("ko", "50건 찾음"), ("en", "50 found")):
        answer = server.http.get("/search", params={"q": "일자리", "lang": reader}, headers=PAGE)
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["content-language"] == reader
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert heading in answer.text
        assert answer.text.count("<mark>일자리</mark>") >= 10
        other = "en" if reader == "ko" else "ko"
        assert re.search(rf'href="search\?q=[^"]*&amp;lang={other}"', answer.text), "the words are kept"
        assert server.http.get(answer.headers["content-location"]).text == answer.text
    empty = server.http.get("/search", headers=PAGE).text
    assert 'name="q"' in empty
    assert 'id="start"' in empty
    nothing = server.http.get("/search", params={"q": "광주헝 일자라"}, headers=PAGE).text
    assert "project/1-3" in nothing, "a near name"
    assert 'href="questions' in nothing


def test_every_link_of_the_page_leads_somewhere(server: Editable) -> None:
    page = server.http.get("/search?q=일자리&page=2&lang=en", headers=PAGE).text
    main = page[page.index("<main") : page.index("</main>")]
    links = [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+)"', main)]
    assert any("page=3" in each for each in links)
    assert any("page=1" in each or "page=" not in each for each in links if "rel" not in each)
    for link in dict.fromkeys(links):
        answer = server.http.get(f"/{link.removeprefix('./')}", headers=PAGE, follow_redirects=True)
        assert answer.status_code == 200, link


def test_json_for_programs(server: Editable) -> None:
    found = find(server, "smart city")
    first = found["results"][0]
    assert first["id"] == "https://w3id.org/gjgraph/id/gwangju/m7/project/1-5"
    assert first["name"]["ko"]["text"] == "스마트 시티"
    assert first["name"]["en"]["marks"] == [[0, 10]]
    assert first["type"]["name"] == {"ko": "사업", "en": "project"}
    assert first["rank"] == "exact"
    assert [each["name"]["en"] for each in first["above"]][-1] == "Prosperous Gwangju"
    assert server.http.get(f"/{first['page']}").status_code == 200
    by_accept = server.http.get("/search?q=smart city", headers={"accept": "application/json"})
    by_name = server.http.get("/search.json?q=smart city")
    assert by_accept.json() == by_name.json() == found
    assert by_accept.headers["access-control-allow-origin"] == "*"
    assert "Accept" in by_accept.headers["vary"]
    again = server.http.get("/search.json?q=smart city", headers={"if-none-match": by_name.headers["etag"]})
    assert again.status_code == 304
    assert server.http.get("/search?q=a", headers={"accept": "image/png"}).status_code == 406
    assert server.http.get("/search?q=a&format=turtle").status_code == 406


def test_suggestions_as_opensearch_has_them(server: Editable) -> None:
    answer = server.http.get("/search/suggest", params={"q": "ㄱㅈㅎ", "lang": "en"})
    assert answer.headers["content-type"] == "application/x-suggestions+json"
    q, names, abouts, pages = answer.json()
    assert q == "ㄱㅈㅎ"
    assert names[0] == "광주형 일자리", "in the language that was typed"
    assert abouts[0] == "project · Prosperous Gwangju"
    assert pages[0] == f"{server.address}doc/gwangju/m7/project/1-3.en.html"
    assert len(names) == len(abouts) == len(pages) <= 8
    assert server.http.get("/search/suggest?q=").json() == ["", [], [], []]
    described = server.http.get("/opensearch.xml").text
    templates = re.findall(r'template="([^"]+)"', described)
    assert len(templates) == 3
    for template in templates:
        address = (
            template.replace("&amp;", "&").replace("{searchTerms}", "smart").replace("{startPage?}", "1")
        )
        assert server.http.get(address).status_code == 200
    assert 'rel="search"' in server.http.get("/", headers=PAGE).text


def test_reconciliation_as_openrefine_asks(server: Editable) -> None:
    manifest = server.http.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "https://w3id.org/gjgraph/id/"
    kinds = {each["id"] for each in manifest["defaultTypes"]}
    assert {"csp:Project", "csp:Strategy", "csp:kind-approach"} <= kinds
    queries = {
        "q0": {"query": "스마트 시티", "type": "csp:Project", "limit": 3},
        "q1": {"query": "Smart City", "type": ["csp:Strategy"]},
        "q2": {"query": "광주헝 일자라"},
        "q3": {"query": "교통"},
        "q4": {"query": ""},
        "q5": {"query": "a", "type": "no:such"},
    }
    posted = server.http.post("/reconcile", data={"queries": json.dumps(queries)})
    got = server.http.get("/reconcile", params={"queries": json.dumps(queries)})
    assert posted.status_code == got.status_code == 200
    assert posted.json() == got.json()
    results = {key: each["result"] for key, each in posted.json().items()}
    assert results["q0"][0] == {
        "id": "gwangju/m7/project/1-5",
        "name": "스마트 시티",
        "description": "사업 · 풍요로운 광주",
        "type": [{"id": "csp:Project", "name": "사업"}],
        "score": 100,
        "match": True,
    }
    assert results["q2"][0]["id"] == "gwangju/m7/project/1-3"
    assert not results["q2"][0]["match"]
    assert results["q1"] == results["q4"] == results["q5"] == []
    assert len(results["q3"]) > 1
    assert [each["score"] for each in results["q3"]] == sorted(
        (each["score"] for each in results["q3"]), reverse=True
    )
    view = manifest["view"]["url"].replace("{{id}}", results["q0"][0]["id"])
    assert httpx.get(view, follow_redirects=True).status_code == 200
    for service, prefix in (("entity", "스마"), ("type", "사업")):
        given = manifest["suggest"][service]
        told = server.http.get(given["service_url"] + given["service_path"], params={"prefix": prefix}).json()
        assert told["result"][0]["name"].startswith(prefix)
    assert posted.headers["access-control-allow-origin"] == "*"
    assert server.http.options("/reconcile").headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "queries",
    ["", "[]", "{", "[" * 100_000, '{"q": 1}', '{"q": {}}', '{"q": {"query": 1}}',
     '{"q": {"query": "a", "limit": -1}}', '{"q": {"query": "a", "limit": true, "type": {}}}',
     '{"q": {"query": "\\ud800"}}', '{"\\ud800": {"query": "a"}}',
     json.dumps({str(number): {"query": "a"} for number in range(101)})],
    ids=range(12),
)  # fmt: skip
def test_batches_that_are_none_are_refused(server: Editable, queries: str) -> None:
    answer = server.http.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (1, 'must be an object such as {"query": "a name"}.'),
        ({}, "has no query, which is the name to find."),
        ({"query": 1}, "query must be a text of 10,000 characters at most."),
        ({"query": "a", "type": [1]}, "type must be a text, or a list of texts."),
        ({"query": "a", "limit": -1}, "limit must be a whole number of 1 or more."),
        ({"query": "a", "limit": True}, "limit must be a whole number of 1 or more."),
    ],
)
def test_the_query_of_a_batch_that_is_wrong_is_named(server: Editable, wrong: object, said: str) -> None:
    queries = json.dumps({"q0": {"query": "교통"}, "q1": wrong})
    for lang in ("en", "ko"):
        answer = server.http.post("/reconcile", params={"lang": lang}, data={"queries": queries})
        assert answer.status_code == 400
        detail = answer.json()["detail"]
        assert detail.startswith("queries.q1: ")
        assert detail == f"queries.q1: {said}" if lang == "en" else re.search("[가-힣]", detail)


HOSTILE = ("\0", "\u202e광주", "(.*)+$", "[", "\\", "%", "<script>", "&amp;", "'\"", "가" * 200, "ㄱ" * 200,
           "a b " * 50, "\u0301" * 200, "𝒥" * 200, " ", "?&=#/", "\n\r\t", "ㅏ", "\u1160", "{{7*7}}", "힣",
           "１")  # fmt: skip


def test_anything_may_be_asked(server: Editable) -> None:
    chance = random.Random(6)  # noqa: S311
    letters = "가각ㄱㅏㄳa1·\0\u202e\u0301\u1100\u1161\u11a8ß(*[\\%<& \u200d𝒥"
    invented = ["".join(chance.choices(letters, k=chance.randint(1, 40))) for _ in range(60)]
    for q in (*HOSTILE, *invented):
        for path in (
            "/search",
            "/search.json",
            "/search/suggest",
            "/reconcile/suggest/entity",
            "/reconcile/suggest/type",
        ):
            answer = server.http.get(path, params={"q": q, "prefix": q, "type": q, "plan": q}, headers=PAGE)
            assert answer.status_code == 200, (path, q, answer.text[:300])
            assert "<script>" not in answer.text or "json" in answer.headers["content-type"]


def test_too_much_is_refused_in_words(server: Editable) -> None:
    for path in ("/search", "/search/suggest", "/reconcile/suggest/entity"):
        answer = server.http.get(path, params={"q": "가" * 3_000, "prefix": "가" * 3_000})
        assert answer.status_code == 400, path
    assert server.http.get("/search", params={"q": "a" * 10_000}).status_code == 400
    answer = server.http.get("/search", params={"q": "a" * 201}, headers={**PAGE, "accept-language": "ko"})
    assert answer.status_code == 400
    assert "200자" in answer.text
    for page in ("0", "-1", "x", "1001", "1" * 30):
        assert server.http.get("/search", params={"q": "a", "page": page}).status_code == 400
    assert server.http.get("/search?q=%ff").status_code == 400
    assert find(server, "smart city", page="1000")["results"] == []
    assert server.http.post("/search?q=a").status_code == 405
    assert server.http.head("/search?q=a").status_code == 200


def test_an_edit_is_found_at_once_and_old_versions_find_what_was(server: Editable) -> None:
    before = server.head()
    assert find(server, "별똥별")["total"] == 0
    text = (
        "INSERT DATA { GRAPH <https://w3id.org/gjgraph/graph/gwangju/context> { "
        "<https://w3id.org/gjgraph/id/gwangju> skos:editorialNote '별똥별 축제의 도시'@ko, 'A city'@en } }"
    )
    answer = server.update(text)
    assert answer.status_code == 200, answer.text
    found = find(server, "별똥별")
    assert [each["id"] for each in found["results"]] == ["https://w3id.org/gjgraph/id/gwangju"]
    assert found["results"][0]["matched"]["part"] == "description"
    assert "별똥별" in found["results"][0]["matched"]["text"]
    # The workers that come later, too.
    for _ in range(20):
        assert find(server, f"별똥별 {'도시 ' * random.randint(1, 9)}")["total"] == 1  # noqa: S311
    for address in (f"/version/{before}/search.json?q=별똥별", f"/search.json?q=별똥별&version={before}"):
        assert server.http.get(address).json()["total"] == 0, address
    led = server.http.get(f"/search?q=별똥별&version={before}&lang=en", headers=PAGE)
    assert led.status_code == 302
    old = server.http.get(led.headers["location"], headers=PAGE)
    assert "Nothing found" in old.text
    assert 'action="search"' in old.text, "the form stays in the version"
    then = server.http.get(f"/version/{before}/search/suggest?q=smart").json()
    assert then[3][0].startswith(f"{server.address}version/{before}/doc/")
    listed = server.http.get(f"/questions?version={before}", headers=PAGE).text
    form = listed[listed.index('class="find"') : listed.index("</form>")]
    assert f'name="version" value="{before}"' in form
    assert f'data-suggest="/search/suggest?version={before}"' in form
    assert server.http.get(f"/search/suggest?q=별똥별&version={before}").json()[1] == []
    undone = server.update(text.replace("INSERT", "DELETE"))
    assert undone.status_code == 200
    assert find(server, "별똥별")["total"] == 0


# In a browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_suggestions_by_keyboard(server: Editable, chromium: Browser, scheme: Any) -> None:  # noqa: ANN401
    page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="ko-KR", color_scheme=scheme)
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server.address)
    field = page.get_by_role("combobox").first
    field.press_sequentially("ㄱㅈㅎ")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert "제안 6개" in (page.locator(".find [role=status]").text_content() or "")
    field.press("ArrowUp")
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "광주형 일자리" in (chosen.text_content() or "")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(
        "axe.run().then((each) => each.violations.map((one) => [one.id, one.nodes[0].html]))"
    )
    assert violations == []
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "ㄱㅈㅎ", "the first Escape closes the list and no more"
    field.press("ArrowDown")
    options.first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/project/1-3.html")
    # With nothing chosen, Enter searches.
    field = page.get_by_role("combobox").first
    field.fill("smart")
    options.first.wait_for()
    field.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator(".hits li").count() == 6
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert (
        page.evaluate("axe.run().then((each) => each.violations.map((one) => [one.id, one.nodes[0].html]))")
        == []
    )
    assert problems == []
    page.close()


@needs_browser
def test_what_an_input_method_composes_is_not_taken_for_keys(server: Editable, chromium: Browser) -> None:
    page = chromium.new_page(locale="ko-KR")
    page.goto(server.address)
    field = page.get_by_role("combobox").first
    field.fill("광주")
    page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    # Enter that ends a syllable belongs to the input method.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert page.url == server.address
    assert page.get_by_role("option").first.is_visible()
    page.close()


# Where there are only files


@needs_browser
def test_a_site_of_files_searches_in_the_browser(published: Path, chromium: Browser) -> None:
    with hosting(published.parents[1]) as host:
        root = f"{host}{SUB_PATH}/"
        page = chromium.new_page(viewport={"width": 360, "height": 740})
        problems: list[str] = []
        asked: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{root}doc/gwangju/m7/goal.en.html")
        field = page.get_by_role("combobox").first
        field.press_sequentially("ㄱㅈㅎ")
        page.get_by_role("option").first.wait_for()
        assert "광주형 일자리" in (page.get_by_role("option").first.text_content() or "")
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/doc/gwangju/m7/project/1-3.en.html")
        page.get_by_role("combobox").first.fill("일자리")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.en.html?*")
        page.locator(".hits li").first.wait_for()
        assert page.locator("#found h2").text_content() == "50 found page 1 of 3"
        assert page.locator(".hits mark").first.text_content() == "일자리"
        page.locator(".choices a", has_text="project").click()
        page.locator("#found h2", has_text="3 found").wait_for()
        page.locator(".hits a").first.click()
        page.wait_for_url("**/doc/gwangju/m7/project/*")
        page.goto(f"{root}search.html?q=광주헝 일자라")
        page.locator("#found h3").wait_for()
        page.locator(".site a[hreflang]").click()
        page.locator("#found h2", has_text="Nothing found").wait_for()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert (
            page.evaluate(
                "axe.run().then((each) => each.violations.map((one) => [one.id, one.nodes[0].html]))"
            )
            == []
        )
        assert problems == []
        assert all(url.startswith(host) for url in asked)
        page.close()
