"""The query workbench in a real browser: an analyst types, runs, reads, cancels, and passes on."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import CHROMIUM, browser
from tests.conftest import ROOT
from tests.live import live

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine (CI installs it)"
)

TOKEN = "workbench-operator"
POLICIES = "SELECT ?policy ?order { ?policy a csp:Policy ; csp:ordinal ?order } ORDER BY ?order"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GRAPH = "CONSTRUCT { ?policy skos:prefLabel ?name } WHERE { ?policy a csp:Policy ; skos:prefLabel ?name }"
AXE = ROOT / "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("workbench") / "log"
    with live(log, "--time", "20", variables={"GJGRAPH_OPERATOR_TOKEN": TOKEN}) as server:
        yield server.address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def context(chromium: Browser, request: pytest.FixtureRequest, site: str) -> Iterator[BrowserContext]:
    """A reader, who prefers Korean; the page may ask no other host, and log no error of its own."""
    locale = getattr(request, "param", "ko-KR")
    own = chromium.new_context(viewport={"width": 1100, "height": 800}, locale=locale)
    asked: list[str] = []
    errors: list[str] = []
    own.on("request", lambda sent: asked.append(sent.url))
    own.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    own.on("weberror", lambda error: errors.append(str(error.error)))
    yield own
    own.close()
    assert [url for url in asked if not url.startswith((site, "blob:"))] == []
    # A browser logs each answer of 400 and more, whatever the page makes of it.
    assert [each for each in errors if not each.startswith("Failed to load resource")] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def open_at(page: Page, address: str, **fields: str) -> None:
    page.goto(f"{address}sparql?{urlencode(fields)}")
    page.wait_for_selector("html[data-workbench=ready]")


def write(page: Page, query: str) -> None:
    """Put a query in place of what stands there, as one who pastes it."""
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def written(page: Page) -> str:
    found: str = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    return found


def queries(site: str) -> list[dict[str, object]]:
    answer = httpx.get(f"{site}queries", headers={"Authorization": f"Bearer {TOKEN}"})
    found: list[dict[str, object]] = answer.json()
    return found


@pytest.mark.parametrize("context", ["ko-KR", "en-GB"], indirect=True)
def test_an_analyst_types_with_completion_and_follows_a_result(site: str, page: Page) -> None:
    open_at(page, site)
    korean = page.locator("html").get_attribute("lang") == "ko"
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    # Found by what people call it, in whichever language; inserted as a prefixed name.
    page.keyboard.type(f"SELECT ?policy {{ ?policy a {'정책' if korean else 'poli'}")
    first = page.locator(".CodeMirror-hint").first
    expect(first).to_contain_text("csp:Policy")
    expect(first).to_contain_text("정책")
    expect(first).to_contain_text("5번 쓰임" if korean else "used 5 times")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; csp:ord")
    expect(page.locator(".CodeMirror-hint").first).to_contain_text("csp:ordinal")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?order } ORDER BY ?or")
    expect(page.locator(".CodeMirror-hint").first).to_have_text("?order")
    page.keyboard.press("Enter")
    assert "csp:Policy ; csp:ordinal ?order" in written(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer td a")
    page.wait_for_timeout(400)
    assert page.locator(".suspect").count() == 0  # prefixes that no line declares are known
    assert page.locator("#answer tbody tr").count() == 5
    assert re.search(r"^5행 · \d+밀리초$" if korean else r"^5 rows · \d+ ms$", page.inner_text("#status"))
    link = page.locator("#answer td a").first
    assert link.inner_text() == ("풍요로운 광주" if korean else "Prosperous Gwangju")
    assert "/id/gwangju/m7/policy/" in (link.get_attribute("title") or "")
    link.click()
    page.wait_for_url("**/doc/gwangju/m7/policy/1*")
    assert page.locator("h1").inner_text() == ("풍요로운 광주" if korean else "Prosperous Gwangju")


def test_an_error_stands_at_its_place(site: str, page: Page) -> None:
    open_at(page, site)
    write(page, "SELECT * {\n  ?광주 a csp:Policy ;\n  skos:prefLabel ?y ?z }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".wrong-here")).to_contain_text("3줄 21칸")
    assert page.locator(".wrong-text").inner_text() == "?z"
    assert "3줄 21칸" in page.inner_text("[role=alert]")  # and is said aloud
    cursor = "(({line, ch}) => [line, ch])(document.querySelector('.CodeMirror').CodeMirror.getCursor())"
    assert page.evaluate(cursor) == [2, 20]
    page.keyboard.press("Delete")
    assert page.locator(".wrong-here").count() == 0
    # Opened by its address, a wrong query is shown likewise.
    open_at(page, site, query="SELECT *\n{ ?s ?p }", lang="en")
    expect(page.locator(".wrong-here")).to_contain_text("line 2")
    assert written(page) == "SELECT *\n{ ?s ?p }"


def test_cancelling_stops_the_query_on_the_server(site: str, page: Page) -> None:
    open_at(page, site, lang="en")
    write(page, ENDLESS)
    page.click("#run")
    page.wait_for_selector("#cancel:visible")
    wait_for(lambda: any(each["query"] == ENDLESS for each in queries(site)))
    expect(page.locator("#ticking")).to_contain_text(" s")
    page.click("#cancel")
    expect(page.locator("#status")).to_have_text("Cancelled. The server stops the query too.")
    wait_for(lambda: not any(each["query"] == ENDLESS for each in queries(site)))
    assert not page.locator("#cancel").is_visible()
    assert written(page) == ENDLESS
    # It is kept as any that was asked.
    assert page.locator("#past-list code").first.text_content() == ENDLESS


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_limits_and_lost_connections_are_told_and_the_query_stays(site: str, page: Page) -> None:
    open_at(page, site, lang="en")
    assert "20 s" in page.inner_text(".workbench")
    # What the server says in these cases, tests of limits know.
    limit = {"type": "/limits#time", "title": "Out of time", "status": 504, "detail": "Narrow it."}
    page.route(
        "**/sparql?format=preview",
        lambda route: route.fulfill(status=504, json=limit, content_type="application/problem+json"),
    )
    write(page, POLICIES)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#problem")).to_contain_text("Narrow it.")
    assert page.locator("#problem a").get_attribute("href") == "/limits?lang=en#time"
    page.unroute("**/sparql?format=preview")
    page.context.set_offline(True)
    page.click("#run")
    expect(page.locator("#problem")).to_contain_text("The query is still here.")
    page.context.set_offline(False)
    assert written(page) == POLICIES
    page.click("#run")
    page.wait_for_selector("#answer td")
    assert not page.locator("#problem").is_visible()


def test_an_address_is_shared_and_opens_with_its_answer(site: str, page: Page, chromium: Browser) -> None:
    open_at(page, site)
    write(page, POLICIES)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer td")
    assert parse_qs(urlsplit(page.url).query)["query"] == [POLICIES]
    page.click("#share")
    shared = page.input_value("#address")
    assert parse_qs(urlsplit(shared).query) == {"query": [POLICIES]}
    # One who has no JavaScript, and another language, reads the same.
    plain = chromium.new_context(java_script_enabled=False, locale="en-GB")
    other = plain.new_page()
    other.goto(shared)
    assert other.locator("#answer tbody tr").count() == 5
    assert other.locator("#answer td a").first.inner_text() == "Prosperous Gwangju"
    assert other.inner_text("#status") == "5 rows"
    assert other.input_value("#query") == POLICIES
    assert other.locator("#format").is_visible()
    plain.close()
    # What is too long for an address is run all the same.
    write(page, f"{POLICIES} #{'가' * 9000}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("5행")
    assert "query=" not in page.url
    page.click("#share")
    expect(page.locator("#status")).to_contain_text("주소에 담을 수 없습니다")
    with page.expect_download() as found:
        page.click("#downloads >> text=TSV")
    assert found.value.path().read_bytes().count(b"\n") == 6
    page.go_back()
    expect(page.locator("#status")).to_contain_text("5행")
    assert written(page) == POLICIES


def test_what_is_typed_outlives_a_reload_and_the_language(site: str, page: Page) -> None:
    open_at(page, site, query=POLICIES)
    write(page, "ASK { ?반쯤 ")
    assert page.locator("#stale").is_visible()
    page.reload()
    page.wait_for_selector("html[data-workbench=ready]")
    assert written(page) == "ASK { ?반쯤 "
    page.click("a[hreflang=en]")
    page.wait_for_selector("html[lang=en][data-workbench=ready]")
    assert written(page) == "ASK { ?반쯤 "
    assert page.locator("#answer tbody tr").count() == 5


def test_line_ends_of_a_form_change_no_query(site: str, page: Page) -> None:
    query = "SELECT ?policy\r\n{ ?policy a csp:Policy }"
    open_at(page, site, query=query)
    page.wait_for_selector("#answer td")
    assert written(page) == query.replace("\r\n", "\n")
    assert not page.locator("#stale").is_visible()
    page.click("#share")
    assert parse_qs(urlsplit(page.input_value("#address")).query)["query"] == [query.replace("\r\n", "\n")]
    # A draft is of the same address, however its line ends are written.
    write(page, "ASK { ?반쯤 ")
    open_at(page, site, query=query.replace("\r\n", "\n"))
    assert written(page) == "ASK { ?반쯤 "
    plain = httpx.get(f"{site}sparql", params={"query": query}, headers={"accept": "text/html"}).text
    assert "%0D" not in plain


def test_what_is_of_another_query_is_told_apart(site: str, page: Page) -> None:
    open_at(page, site, query=POLICIES, lang="en")
    page.click("#share")
    assert page.locator("#address").is_visible()
    write(page, ENDLESS)
    assert not page.locator("#address").is_visible()
    page.click("#run")
    page.wait_for_selector("#cancel:visible")
    page.click("#cancel")
    expect(page.locator("#status")).to_contain_text("Cancelled")
    expect(page.locator("#stale")).to_have_text(
        "Below is the answer to the query that was asked before, not to the one that stands here now."
    )
    assert page.locator("#answer.old td").count() == 10
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run('#answer').then(({violations}) => violations.map(each => each.id))") == []
    write(page, POLICIES)
    assert not page.locator("#stale").is_visible()
    assert page.locator("#answer.old").count() == 0


def test_names_that_the_data_lack_are_told_beside_nothing(site: str, page: Page) -> None:
    open_at(page, site)
    for query in (
        "SELECT ?x { ?x a csp:Projct ; skos:prefLabel ?name FILTER (?name != 'csp:Nonsense') }",
        "ASK { ?x a <https://w3id.org/gjgraph/csp#Policy> , csp:Projct }",
        "SELECT (COUNT(*) AS ?n) { ?x a csp:Projct } # csp:Comment",
    ):
        write(page, query)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#unknown")).to_have_text("이 자료에 없는 말: csp:Projct (혹시 csp:Project?)")
    # What nothing is called by and nothing fits is told without a guess; what is there isn't told.
    write(page, "SELECT * { ?x a csp:Policy ; csp:ordinal 77 ; skos:exactMatch csp:Somethingelse }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#unknown")).to_have_text(re.compile("csp:Somethingelse$"))
    write(page, "SELECT * { ?x a csp:Policy ; csp:ordinal 77 . csp:Policy rdfs:label ?y }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#shown")).to_have_text("맞는 것이 없습니다.")
    page.wait_for_timeout(300)
    assert page.locator("#unknown").count() == 0


def test_keyboard_users_get_out_of_the_editor(site: str, page: Page) -> None:
    open_at(page, site, lang="en")
    page.locator("#version").focus()
    page.keyboard.press("Tab")
    inside = "document.querySelector('.CodeMirror').contains(document.activeElement)"
    assert page.evaluate(inside)
    page.keyboard.press("Tab")
    assert page.evaluate(inside)
    assert written(page).startswith("  #")
    page.keyboard.press("Escape")
    assert page.inner_text("#status") == "Now Tab leaves the editor."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer td")


def test_answers_are_sorted_and_taken_along(site: str, page: Page) -> None:
    open_at(page, site, query=POLICIES)
    head = page.locator("#answer th").first
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    names = page.locator("#answer td:first-child").all_inner_texts()
    assert names == sorted(names)
    page.locator("#answer th:nth-child(2) button").click()
    page.locator("#answer th:nth-child(2) button").click()
    assert page.locator("#answer td.number").all_inner_texts() == ["5", "4", "3", "2", "1"]
    for name, start in (
        ("CSV", b"policy,order\r\n"),
        ("스프레드시트용 CSV", b"\xef\xbb\xbf"),
        ("XLSX", b"PK"),
    ):
        with page.expect_download() as found:
            page.locator("#downloads a", has_text=re.compile(f"^{name}$")).click()
        assert Path(found.value.path()).read_bytes().startswith(start)
    open_at(page, site, query=GRAPH)
    assert page.locator("#answer .tag").first.inner_text() in ("ko", "en")
    page.click("#shown >> text=Turtle")
    expect(page.locator("#shown pre")).to_contain_text('"풍요로운 광주"@ko .')
    assert page.locator("#downloads a").all_inner_texts()[:2] == ["Turtle", "JSON-LD"]
    open_at(page, site, query="ASK { ?s ?p ?o }")
    assert page.inner_text("#shown") == "예"


def test_ready_questions_and_past_queries(site: str, page: Page) -> None:
    open_at(page, site)
    assert page.locator("#ready option:checked").inner_text() == "고르세요"
    page.select_option("#ready", "projects-of-a-policy")
    assert "?class" in written(page)  # to look through the list changes nothing
    page.click("#load")
    page.wait_for_selector("#answer td")
    page.reload()
    wait_for(lambda: page.input_value("#ready") == "projects-of-a-policy")
    assert page.locator("#answer tbody tr").count() == 5  # the parameter has its default
    write(page, POLICIES)
    assert page.input_value("#ready") == ""  # this is of no question
    page.keyboard.press("Control+Enter")
    expect(page.locator("#past-count")).to_have_text("2")
    page.click("#past summary")
    page.locator("#past-list button").nth(1).click()
    assert "?project" in written(page)
    page.click("#forget")
    assert not page.locator("#past").is_visible()


def test_an_old_version_answers(site: str, page: Page) -> None:
    commits = httpx.get(f"{site}history?limit=1", headers={"accept": "application/json"})
    if commits.status_code != 200:
        pytest.skip("no history here")
    version = commits.json()["commits"][0]["id"][:12]
    open_at(page, site)
    page.locator("#version").focus()
    page.wait_for_selector(f"#versions option[value='{version}']", state="attached")
    page.fill("#version", version)
    write(page, POLICIES)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer td a")
    assert f"{version} 판의 답" in page.inner_text("#status")
    link = page.locator("#answer td a").first.get_attribute("href") or ""
    assert link.startswith(f"/version/{version}")
    assert f"version={version}" in page.url


def test_hostile_answers_are_text(site: str, page: Page) -> None:
    hostile = (
        'SELECT ("<img src=x onerror=alert(1)>" AS ?a) ("\u202eevil" AS ?b) (<javascript:alert(1)> AS ?c)'
    )
    long = "가" * 10_000
    open_at(page, site, query=f'{hostile} ("{long[:5000]}" AS ?d) {{}}')
    for _ in range(2):
        assert page.locator("#answer td").all_inner_texts()[:1] == ["<img src=x onerror=alert(1)>"]
        assert page.locator("#answer img, #answer a").count() == 0
        assert page.locator("#answer td details").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 1100
        page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("context", ["ko-KR", "en-GB"], indirect=True)
def test_it_is_accessible_on_a_phone_in_both_schemes(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for fields in ({"query": GRAPH}, {"query": "SELECT *\n{ ?s }"}):
            open_at(page, site, **fields)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate(
                "axe.run().then(({violations}) => violations.map(each => "
                "[each.id, ...each.nodes.map(node => node.html.slice(0, 200))]))"
            )
            assert found == [], scheme


# Without a browser


def test_the_preview_of_an_answer(site: str) -> None:
    query = (
        "SELECT * { VALUES (?x ?y ?z) { (<https://w3id.org/gjgraph/id/gwangju/m7/policy/1> '1'@ko UNDEF)"
        " (<http://example.org/unknown> 1 '') } }"
    )
    found = httpx.get(f"{site}sparql", params={"query": query, "format": "preview"})
    assert found.headers["content-type"] == "application/json"
    assert found.json() == {
        "columns": ["x", "y", "z"],
        "rows": [
            [
                {"kind": "uri", "value": "https://w3id.org/gjgraph/id/gwangju/m7/policy/1"},
                {"kind": "literal", "value": "1", "lang": "ko"},
                None,
            ],
            [
                {"kind": "uri", "value": "http://example.org/unknown"},
                {"kind": "literal", "value": "1", "type": "http://www.w3.org/2001/XMLSchema#integer"},
                {"kind": "literal", "value": ""},
            ],
        ],
        "names": {
            "https://w3id.org/gjgraph/id/gwangju/m7/policy/1": {
                "ko": "풍요로운 광주",
                "en": "Prosperous Gwangju",
            }
        },
        "more": False,
        "graph": False,
    }
    many = httpx.get(f"{site}sparql", params={"query": "SELECT * { ?s ?p ?o }", "format": "preview"}).json()
    assert (len(many["rows"]), many["more"]) == (1000, True)


def test_what_the_editor_knows_is_what_the_data_use(site: str) -> None:
    known = httpx.get(f"{site}browser/editor.json")
    assert known.headers["content-type"] == "application/json"
    terms = {(each["kind"], each["iri"]): each for each in known.json()["terms"]}
    policy = terms["class", "https://w3id.org/gjgraph/csp#Policy"]
    assert (policy["count"], policy["ko"], policy["en"]) == (5, "정책", "policy")
    count = "SELECT (COUNT(*) AS ?n) { ?s skos:prefLabel ?o }"
    told = httpx.get(f"{site}sparql", params={"query": count, "format": "csv"}).text.split()[1]
    assert terms["property", "http://www.w3.org/2004/02/skos/core#prefLabel"]["count"] == int(told)
    again = httpx.get(f"{site}browser/editor.json", headers={"If-None-Match": known.headers["etag"]})
    assert again.status_code == 304
    for name, text in known.json()["questions"].items():
        assert "{" in text, name
