"""The pages of the ready questions as people use them: forms, errors, sorting, what is pasted elsewhere."""

import csv
import io
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from gjgraph.engine.sorting import place
from gjgraph.operations.ask import questions
from gjgraph.publication.examples import OFFERED_QUESTIONS, standalone
from gjgraph.storage.workspace import open_workspace
from tests.browser import browser
from tests.conftest import ROOT
from tests.servers import serving
from tests.test_hostile_texts import TEXTS

QUESTIONS = questions(open_workspace(ROOT))
BROWSER = {"accept": "text/html"}
AXE = ROOT / "node_modules/axe-core/axe.min.js"
VOID = {"input", "meta", "link", "br", "hr", "img", "line", "rect"}
CHOOSING = "path-to-the-vision"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30, headers=BROWSER) as opened:
        yield opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page(locale="ko-KR")
    messages: list[ConsoleMessage] = []
    opened.on("console", lambda message: messages.append(message))  # noqa: PLW0108 - Playwright asks for one
    yield opened
    opened.close()
    assert [each.text for each in messages] == []


class Elements(HTMLParser):
    """The elements of a page: each with its attributes and all its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str], list[str]]] = []
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, {name: value or "" for name, value in attrs}, list[str]())
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.open:
            texts.append(data)

    def all(self, tag: str, **attributes: str) -> list[tuple[dict[str, str], str]]:
        """Find elements by what their attributes have among their words."""
        return [
            (attrs, "".join(texts))
            for name, attrs, texts in self.found
            if name == tag and all(value in attrs.get(key, "").split() for key, value in attributes.items())
        ]


def elements(client: httpx.Client, name: str, status: int = 200, **fields: str) -> Elements:
    response = client.get(f"/questions/{name}", params=fields)
    assert response.status_code == status, response.text[:300]
    return Elements(response.text)


# The form


def test_things_are_chosen_by_their_names(client: httpx.Client) -> None:
    for lang, name in (("ko", "따뜻한 광주"), ("en", "Warm-hearted Gwangju")):
        found = elements(client, CHOOSING, lang=lang)
        ((select, _),) = found.all("select")
        assert select["id"] in [each["for"] for each, _ in found.all("label")]
        options = {each["value"]: text for each, text in found.all("option")}
        assert options["gwangju/m7/policy/3"] == name
        assert len(options) > 150
        assert len(found.all("optgroup")) > 10
        assert not any(text.startswith("gwangju/") for text in options.values())
        assert [each["value"] for each, _ in found.all("option") if "selected" in each] == [
            QUESTIONS[CHOOSING].parameters[0].default
        ]


def test_what_is_not_among_the_choices_stays(client: httpx.Client) -> None:
    """An address from elsewhere, such as a link of last year."""
    found = elements(client, CHOOSING, element="gwangju/m7/project/9-9")
    assert [each["value"] for each, _ in found.all("option") if "selected" in each] == [
        "gwangju/m7/project/9-9"
    ]


@pytest.mark.parametrize(
    ("name", "kind", "value", "label"),
    [
        ("policy-of-a-project", None, "광주형 일자리", ""),
        ("strategies-with-a-number", None, "03", ""),
    ],
)
def test_numbers_and_texts_are_suggested(
    client: httpx.Client, name: str, kind: str | None, value: str, label: str
) -> None:
    found = elements(client, name, lang="ko")
    ((field, _),) = [each for each in found.all("input") if "list" in each[0]]
    assert field.get("type") == kind
    ((offered, _),) = found.all("datalist")
    assert offered["id"] == field["list"]
    assert {each["value"]: text for each, text in found.all("option")}[value] == label


@pytest.mark.parametrize("name", ["strategies-of-a-policy", "policy-as-a-graph"])
def test_a_number_that_has_a_name_is_chosen_by_both(client: httpx.Client, name: str) -> None:
    for lang, label in (("ko", "3 — 따뜻한 광주"), ("en", "3 — Warm-hearted Gwangju")):
        found = elements(client, name, lang=lang, policy="03")
        ((select, _),) = found.all("select")
        assert select["name"] == "policy"
        assert not [each for each, _ in found.all("input") if each.get("list")]
        options = {each["value"]: text for each, text in found.all("option")}
        assert list(options) == ["1", "2", "3", "4", "5"]
        assert options["3"] == label
        assert [each["value"] for each, _ in found.all("option") if "selected" in each] == ["3"]


def test_a_number_beyond_those_there_are_is_told(client: httpx.Client) -> None:
    for lang, words in (("ko", "1에서 5까지 있습니다."), ("en", "There are 1 to 5.")):
        for typed in ("9", "-1"):
            found = elements(client, "strategies-of-a-policy", 400, lang=lang, policy=typed)
            ((select, _),) = found.all("select")
            assert select["aria-invalid"] == "true"
            assert words in [text for _, text in found.all("p", **{"class": "error"})]
            assert [each["value"] for each, _ in found.all("option") if "selected" in each] == [typed]
    # Programs get what there is of it, which is nothing.
    rows = client.get("/questions/strategies-of-a-policy.csv?policy=9")
    assert (rows.status_code, rows.text) == (200, "number,strategy\r\n")
    # Where numbers have no names, any can be asked for.
    elements(client, "what-a-line-became", lang="ko", line="100000")


@pytest.mark.parametrize(
    ("name", "parameter", "typed", "korean", "english"),
    [
        (
            "strategies-of-a-policy",
            "policy",
            "둘",
            "‘둘’은 정수가 아닙니다. 2처럼",
            "‘둘’ is not a whole number",
        ),
        (
            "strategies-of-a-policy",
            "policy",
            "1e3",
            "‘1e3’은 정수가 아닙니다.",
            "‘1e3’ is not a whole number",
        ),
        (CHOOSING, "element", "a b", "‘a b’은(는) 주소가 아닙니다.", "‘a b’ is no address"),
        ("everything-about-a-thing", "thing", "<a> }", "주소가 아닙니다.", "is no address"),
        ("strategies-of-a-policy", "policy", "9" * 400, "정수가 아닙니다.", "is not a whole number"),
    ],
)
def test_an_error_stands_at_its_field(
    client: httpx.Client, name: str, parameter: str, typed: str, korean: str, english: str
) -> None:
    for lang, words in (("ko", korean), ("en", english)):
        found = elements(client, name, 400, lang=lang, **{parameter: typed})
        (field,) = [
            attrs
            for tag, attrs, _ in found.found
            if attrs.get("name") == parameter and tag in ("input", "select")
        ]
        assert field["aria-invalid"] == "true"
        error = next(
            text for each, text in found.all("p") if each.get("id") in field["aria-describedby"].split()[-1:]
        )
        assert words in error
        # What was typed is there to be mended, and the summary leads to it.
        chosen = [each["value"] for each, _ in found.all("option") if "selected" in each]
        assert typed in (field.get("value"), *chosen)
        assert field.get("type") != "number"
        assert f"#{field['id']}" in [each.get("href") for each, _ in found.all("a")]
        assert found.all("title")[0][1].startswith("잘못: " if lang == "ko" else "Error: ")
        assert not found.all("table")


@pytest.mark.parametrize(
    ("name", "parameter", "like"),
    [
        ("elements-with-a-word", "word", "koica"),
        ("strategies-of-a-policy", "policy", "2"),
        (CHOOSING, "element", ""),
    ],
)
def test_an_emptied_field_is_no_example(client: httpx.Client, name: str, parameter: str, like: str) -> None:
    for lang, words in (
        ("ko", f"비어 있습니다. ‘{like}"),
        ("en", f"It is empty. Type something such as ‘{like}"),
    ):
        found = elements(client, name, 400, lang=lang, **{parameter: ""})
        assert any(text.startswith(words) for _, text in found.all("p", **{"class": "error"}))
        fields = [each for tag in ("input", "select") for each, _ in found.all(tag)]
        (field,) = [each for each in fields if each["name"] == parameter]
        assert field.get("value", "") == ""
        assert (
            "" in [each["value"] for each, _ in found.all("option") if "selected" in each] or "value" in field
        )
    for kind in ("csv", "json", "xlsx", "ttl"):
        refused = client.get(f"/questions/{name}.{kind}", params={parameter: "", "lang": "en"})
        assert refused.status_code == 400
        assert f"{parameter} is empty" in refused.text
    assert client.get(f"/questions/{name}.csv").status_code == 200
    described = client.get("/openapi.json").json()["paths"][f"/questions/{name}"]["get"]["parameters"]
    (schema,) = [each["schema"] for each in described if each["name"] == parameter]
    assert schema["type"] == "integer" or schema["minLength"] == 1


def test_other_mistakes_keep_the_form_too(client: httpx.Client) -> None:
    found = elements(client, "strategies-of-a-policy", 400, polcy="2", policy="3", lang="en")
    assert any("polcy" in text and "policy" in text for _, text in found.all("li"))
    assert [each["value"] for each, _ in found.all("option") if "selected" in each] == ["3"]
    twice = client.get("/questions/strategies-of-a-policy?policy=1&policy=2&lang=en")
    assert twice.status_code == 400
    assert "Give one value" in twice.text
    unsorted = client.get("/questions/strategies-of-a-policy?sort=nothing&lang=en")
    assert unsorted.status_code == 400


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_hostile_values_are_shown_as_they_are(client: httpx.Client, text: str) -> None:
    for name, parameter in (
        ("elements-with-a-word", "word"),
        ("strategies-of-a-policy", "policy"),
        (CHOOSING, "element"),
        ("strategies-with-a-number", "number"),
    ):
        query = quote(text[:1500], safe="")
        response = client.get(f"/questions/{name}?{parameter}={query}&lang=en")
        assert response.status_code in (200, 400), (name, text[:60])
        found = Elements(response.text)
        assert all(each["src"].startswith("/browser/") for each, _ in found.all("script"))
        assert not found.all("img")
        assert not [
            name for _, attrs, _ in found.found for name in attrs if name.startswith("on") or name == "style"
        ]


def test_something_can_be_chosen_where_questions_are_offered_first(client: httpx.Client) -> None:
    assert any(QUESTIONS[name].parameters for name in OFFERED_QUESTIONS)
    for address in ("/", "/search?q=%ED%9B%9B%EB%A6%B3"):
        page = client.get(address).text
        assert all(f"questions/{name}" in page for name in OFFERED_QUESTIONS), address


# Ways to take it along


def pasted(found: Elements) -> dict[str, str]:
    """Give what a page offers to be pasted, by program."""
    programs = [text.strip().partition("\n")[0] for _, text in found.all("details", **{"class": "snippet"})]
    texts = [text for _, text in found.all("pre")][: len(programs)]
    return dict(zip(programs, texts, strict=True))


CASES = [
    ("strategies-of-a-policy", {"policy": "3"}),
    ("elements-with-a-word", {"word": "품격있는"}),
    ("elements-with-a-word", {"word": "'\"; $(id) `id` & <b> %41 \\"}),
    ("policy-of-a-project", {}),
    ("strategies-in-order", {}),
    ("counts-by-policy", {}),
]
TEXT_COLUMNS = {
    "strategies-in-order": {"dtype=str", 'colClasses = "character"'},
    "counts-by-policy": {'dtype={"policy": str}', 'colClasses = c("policy" = "character")'},
    "table-as-printed": {'dtype={"cell": str}', 'colClasses = c("cell" = "character")'},
}
"""How columns are read as text, all or some."""


@pytest.mark.parametrize(("name", "given"), CASES)
def test_what_is_pasted_runs(client: httpx.Client, tmp_path: Path, name: str, given: dict[str, str]) -> None:
    texts = pasted(elements(client, name, 200, lang="en", **given))
    expected = client.get(f"/questions/{name}.csv", params=given)
    assert list(texts) == ["curl", "Python", "pandas", "R", "Excel", "Google Sheets"]
    shell = shutil.which("sh")
    assert shell
    run = subprocess.run([shell, "-c", texts["curl"]], cwd=tmp_path, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / f"{name}.csv").read_bytes() == expected.content
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", texts["Python"]],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    rows = list(csv.DictReader(io.StringIO(expected.text, newline="")))
    assert ran.stdout == "".join(f"{row}\n" for row in rows)
    compile(texts["pandas"], "pandas", "exec")
    # The others have the very same address, in quotes that nothing in it can end.
    (address,) = re.findall(r"'(http[^']*)'", texts["curl"])
    assert re.fullmatch(r"[A-Za-z0-9:/?&=%._~-]+", address)
    assert client.get(address).content == expected.content
    for program in ("Python", "pandas", "R", "Excel", "Google Sheets"):
        assert f'"{address}"' in texts[program], program
    assert texts["Google Sheets"] == f'=IMPORTDATA("{address}")'


@pytest.mark.parametrize("name", TEXT_COLUMNS)
def test_what_is_printed_as_01_stays_text(client: httpx.Client, name: str) -> None:
    """Programs that guess would make a number of it: they are told which columns are text."""
    texts = pasted(elements(client, name, lang="en"))
    told = {
        re.sub(r".*?((?:dtype|colClasses) ?=.*)\)\n.*", r"\1", texts[each], flags=re.DOTALL)
        for each in ("pandas", "R")
    }
    assert told == TEXT_COLUMNS[name]
    if name == "strategies-in-order":
        ran = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", texts["Python"]], capture_output=True, check=True
        )
        assert b"'number': '01'" in ran.stdout


def test_graphs_and_truths_are_pasted_too(client: httpx.Client, tmp_path: Path) -> None:
    for name in ("policy-as-a-graph", "do-all-declared-counts-hold"):
        texts = pasted(elements(client, name, lang="ko"))
        ran = subprocess.run(
            [sys.executable, "-c", texts["Python"]], capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == ("67" if name == "policy-as-a-graph" else "True")
        fetched = subprocess.run(
            [str(shutil.which("sh")), "-c", texts["curl"]], cwd=tmp_path, capture_output=True, check=False
        )
        assert fetched.returncode == 0
    assert (tmp_path / "do-all-declared-counts-hold.json").read_text() == "true"


@pytest.mark.parametrize(("name", "given"), [*CASES, (CHOOSING, {"element": "gwangju/m7/strategy/1-1"})])
def test_the_workbench_gets_the_question_as_it_was_asked(
    client: httpx.Client, name: str, given: dict[str, str]
) -> None:
    found = elements(client, name, 200, lang="en", **given)
    (link,) = [each["href"] for each, _ in found.all("a", **{"class": "button"})]
    query = parse_qs(urlsplit(link).query)["query"][0]
    answer = client.post("/sparql", data={"query": query}, headers={"accept": "text/csv"})
    assert answer.text == client.get(f"/questions/{name}.csv", params=given).text


def test_any_value_can_stand_in_a_query() -> None:
    """What is given is a term of the query, whatever letters it has."""
    asked = QUESTIONS["elements-with-a-word"]
    for value in ('"', "\\", '" } #', "\n", "'''", "?word", "\u202e", "<x>"):
        text = standalone(asked, "https://w3id.org/gjgraph/", (("word", value),))
        assert text.count("\n") == asked.query.count("\n")


def test_the_address_that_is_shared_gives_the_same_answer(client: httpx.Client) -> None:
    found = elements(client, "strategies-of-a-policy", policy="3", sort="-strategy", lang="ko")
    address = found.all("p", **{"class": "copy"})[0][1].strip()
    again = client.get(address, headers={"accept-language": "ko"})
    assert Elements(again.text).all("td") == found.all("td")
    assert "sort=-strategy" in address
    # It says what it is of where that is what is asked when nothing is given, too.
    found = elements(client, "strategies-of-a-policy", lang="ko")
    address = found.all("p", **{"class": "copy"})[0][1].strip()
    assert address.endswith("/questions/strategies-of-a-policy?policy=2")


def test_old_and_odd_hosts_do_no_harm(client: httpx.Client) -> None:
    for host in ("a'b", 'a"b', "x y", "<b>", "a,b", "a&b"):
        response = client.get("/questions/goal?lang=en", headers={"host": host})
        if response.status_code == 200:
            for text in pasted(Elements(response.text)).values():
                assert "'b" not in text
                assert '"b' not in text


# The order of rows


def cells(found: Elements, column: int) -> list[str]:
    rows = [text for _, text in found.all("tr")][1:]
    width = len(found.all("th"))
    texts = [text for _, text in found.all("td")]
    assert len(texts) == width * len(rows)
    return texts[column::width]


def test_rows_are_sorted_by_the_server_over_all_pages(client: httpx.Client) -> None:
    pages = [
        cells(elements(client, "passages-in-order", sort="quote", lang="ko", page=str(number)), 6)
        for number in (1, 2, 3)
    ]
    found = list(itertools.chain(*pages))
    assert len(found) == len(set(client.get("/questions/passages-in-order.csv").text.split("\r\n"))) - 2
    assert found == sorted(found, key=lambda text: place(text, "ko"))
    rows = list(csv.DictReader(io.StringIO(client.get("/questions/passages-in-order.csv?sort=-line").text)))
    lines = [int(row["line"]) for row in rows]
    assert lines == sorted(lines, reverse=True)
    assert len(set(lines)) > 20


def test_a_heading_says_how_its_column_is_sorted(client: httpx.Client) -> None:
    found = elements(client, "strategies-in-order", sort="strategy", lang="en")
    assert [each.get("aria-sort") for each, _ in found.all("th")] == [None, None, "ascending"]
    link = next(each["href"] for each, text in found.all("a") if text == "Strategy")
    back = Elements(client.get(link).text)
    assert [each.get("aria-sort") for each, _ in back.all("th")] == [None, None, "descending"]
    assert cells(back, 2) == cells(found, 2)[::-1]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_click_sorts_by_the_alphabet_of_the_reader(
    page: Page, client: httpx.Client, server: str, lang: str
) -> None:
    page.goto(f"{server}questions/projects-by-policy?lang={lang}")
    address = page.url
    read = "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[2].textContent)"
    before = page.evaluate(read)
    head = page.locator("thead th").nth(2)
    head.locator("a").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    after = page.evaluate(read)
    assert sorted(after) == sorted(before)
    # In Korean, KOICA comes after 하; by the numbers of the letters it would come first.
    assert after != (before if lang == "en" else sorted(before))
    order = "new Intl.Collator(document.documentElement.lang, { numeric: true }).compare"
    assert after == page.evaluate(f"(texts) => texts.sort({order})", before)
    # The server sorts the same way for who has no JavaScript.
    assert after == cells(elements(client, "projects-by-policy", sort="project", lang=lang), 2)
    head.locator("a").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert page.evaluate(read) == after[::-1]
    # The order goes with the address, with the one that is passed on, and with the language.
    assert page.url == f"{address}&sort=-project"
    shared = page.locator("p.copy code").text_content()
    assert shared == f"{server}questions/projects-by-policy?sort=-project"
    other = page.locator("a[hreflang]").get_attribute("href")
    assert other
    assert "sort=-project" in other
    page.reload()
    assert page.evaluate(read) == after[::-1]
    assert page.locator("p.copy code").text_content() == shared
    page.locator("thead th").nth(1).locator("a").click()
    numbers = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map((row) => row.cells[1].textContent)"
    )
    assert numbers == [str(number) for number in range(1, 6) for _ in range(5)]
    assert head.get_attribute("aria-sort") is None
    assert page.url == f"{address}&sort=order"


def test_part_of_an_answer_is_sorted_by_the_server(page: Page, server: str) -> None:
    page.goto(f"{server}questions/passages-in-order?lang=ko")
    page.locator("thead th").nth(6).locator("a").click()
    page.wait_for_url("**sort=quote**")
    assert page.locator("thead th").nth(6).get_attribute("aria-sort") == "ascending"


def test_a_click_copies_what_is_pasted(chromium: Browser, server: str) -> None:
    context = chromium.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{server}questions/strategies-of-a-policy?policy=3&lang=en")
    page.locator("summary", has_text="pandas").click()
    page.locator("details[open] .copy button").click()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("details[open] pre").inner_text()
    page.locator(".copy button").first.click()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == f"{server}questions/strategies-of-a-policy?policy=3"
    )
    assert page.locator(".copy [role=status]").first.inner_text() == "Copied"
    context.close()


def test_a_question_is_asked_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}questions?lang=ko")
    link = page.get_by_role("link", name="한 요소에서 위로 올라가면 무엇을 거쳐 비전에 이르나요?").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/path-to-the-vision**")
    page.locator("select").focus()
    page.locator("select").select_option(label="5·18 전국화 세계화")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**element=**")
    steps = page.locator(".steps .called").all_inner_texts()
    assert steps[-1] == "5·18 전국화 세계화"
    assert steps[0] == "광주, 대한민국 미래로!"


# What all pages have


SEEN = [
    ("questions", "ko", "dark"),
    ("questions", "en", "light"),
    ("questions/counts-by-policy", "ko", "dark"),
    ("questions/declared-counts", "en", "light"),
    (f"questions/{CHOOSING}", "ko", "light"),
    ("questions/projects-by-policy", "en", "dark"),
    ("questions/do-all-declared-counts-hold", "ko", "light"),
]


@pytest.mark.parametrize(("path", "lang", "scheme"), SEEN)
def test_nothing_bars_anybody(chromium: Browser, server: str, path: str, lang: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True)
    page = context.new_page()
    hosts = set[str]()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{server}{path}?lang={lang}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert [(each["id"], [node["html"] for node in each["nodes"]][:2]) for each in found["violations"]] == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert hosts == {urlsplit(server).netloc}
    context.close()


def test_the_gallery_leads_to_every_question_by_theme(client: httpx.Client) -> None:
    for lang in ("ko", "en"):
        found = Elements(client.get("/questions", params={"lang": lang}).text)
        ids = {attrs["id"] for _, attrs, _ in found.found if "id" in attrs}
        jumps = {each["href"][1:] for each, _ in found.all("a") if each["href"].startswith("#theme-")}
        assert len(jumps) >= 10
        assert jumps <= ids
        links = {urljoin("http://x/", each["href"]).partition("?")[0] for each, _ in found.all("a")}
        assert {f"http://x/questions/{name}" for name in QUESTIONS} <= links


def test_programs_are_told_what_columns_are(client: httpx.Client) -> None:
    listed = client.get("/questions", headers={"accept": "application/json"}).json()
    assert {each["name"] for each in listed} == set(QUESTIONS)
    for each in listed:
        assert each["answer"] in ("truth", "graph", "table", "path", "tree", "bars")
        assert each["themes"]


def test_the_gallery_is_narrowed_as_one_types(page: Page, server: str) -> None:
    page.goto(f"{server}questions?lang=ko")
    shown = page.locator(".shelf li:visible")
    assert shown.count() > len(QUESTIONS)
    page.get_by_label("질문 골라내기").fill("비전 이르")
    names = {text.partition("\n")[0] for text in shown.all_inner_texts()}
    expected = {
        each.summary.ko
        for each in QUESTIONS.values()
        if "비전" in each.summary.ko and "이르" in each.summary.ko
    }
    assert names == expected
    assert len(names) >= 3
    assert page.locator(".shelf:visible").count() < 6
    assert page.locator("main [role=status]").inner_text() == f"{len(names)}개"
