"""The pages: complete in both languages, linked relative to each other, and nothing in them executes."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gjgraph.core.addresses import Addresses
from gjgraph.core.terms import CSP, DCTERMS, LABELS, OA, RDF, SKOS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.engine.index import Index
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.document import Context, Wanted
from gjgraph.publication.front import WIDTHS
from gjgraph.publication.pages import PAGE_POLICY
from gjgraph.publication.site import Site
from gjgraph.publication.things.names import Names
from gjgraph.storage.workspace import Workspace, open_workspace

STRATEGY, PASSAGE = "doc/gwangju/m7/strategy/1-1", "doc/gwangju/m7/passage/strategy-1-1"
RELATION, SOURCE = "doc/gwangju/m7/relation/strategy-1-1", "doc/source/gwangju-m7"
CONTEXT = Context(version="abc", modified="2026-11-22T09:10:11Z")
KOREAN = re.compile("[가-힣]")
VOID = {"meta", "link", "input", "br"}
HEADINGS = {"h1", "h2", "h3", "h4"}


class Reader(HTMLParser):
    """Reads a page as a screen reader does: its text by language, its headings, its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str, str]] = []
        """Element, language, text."""
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.elements.append((tag, said))
        if tag in HEADINGS:
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append((tag, said.get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append((*self.open[-1], data))

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        return [said for name, said in self.elements if name == tag and attributes.items() <= said.items()]

    @property
    def text(self) -> str:
        shown = [text for tag, _, text in self.said if tag not in ("style", "script", "title")]
        return " ".join(" ".join(shown).split())


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    return Site(dataset.workspace, dataset.index, questions(dataset.workspace))


def page(site: Site, path: str, language: Language, context: Context = CONTEXT) -> str:
    return site.write(Wanted(path, language=language, context=context)).body.decode()


def pages(site: Site) -> list[str]:
    return ["", *(path for path in site.paths() if path.startswith("doc/"))]


def test_english_pages_have_korean_as_korean_only(site: Site) -> None:
    """But for Korean words that the data have in what they say is English."""
    said = (quad.object for quad in site.index.store if isinstance(quad.object, Literal))
    english = {"".join(each.value.split()) for each in said if each.language == "en"}
    for path in {*pages(site)[::5], STRATEGY, PASSAGE, RELATION, SOURCE}:
        for tag, language, text in Reader(page(site, path, "en")).said:
            if (
                tag not in ("style", "script")
                and KOREAN.search(text)
                and "".join(text.split()) not in english
            ):
                assert language == "ko", (path, tag, text)


def test_each_page_is_one_that_everybody_can_read(site: Site) -> None:
    """Landmarks, one first heading, none left out between; a title, a description, the pair of languages."""
    for path in {*pages(site)[::19], "", STRATEGY, PASSAGE, RELATION, SOURCE}:
        for language in LANGUAGES:
            read = Reader(page(site, path, language))
            document = site.document(path)
            assert document is not None
            assert read.all("html")[0]["lang"] == language
            assert read.headings.count(1) == 1, path
            assert read.headings[0] == 1
            steps = zip(read.headings, read.headings[1:], strict=False)
            assert all(after <= before + 1 for before, after in steps), (path, read.headings)
            assert [len(read.all(each)) for each in ("main", "header", "footer")] == [1, 1, 1]
            assert all(nav.get("aria-label") for nav in read.all("nav"))
            assert read.all("a", href="#main", **{"class": "skip"})
            assert len(read.all("meta", name="description")[0]["content"]) > 10
            paired = {
                each["hreflang"]: each["href"]
                for each in read.all("link", rel="alternate")
                if "hreflang" in each
            }
            assert paired.keys() == {"ko", "en", "x-default"}
            assert paired["ko"] == paired["x-default"] != paired["en"]
            canonical = read.all("link", rel="canonical")[0]["href"]
            assert canonical == site.base + document.place("html", language)
            policy = read.all("meta", **{"http-equiv": "Content-Security-Policy"})
            assert [each["content"] for each in policy] == [PAGE_POLICY]
            other = "en" if language == "ko" else "ko"
            assert read.all("a", hreflang=other)[0]["href"] == paired[other]
            ids = [said["id"] for _, said in read.elements if "id" in said]
            assert len(ids) == len(set(ids))


def test_links_of_the_header_are_in_the_page_too(site: Site) -> None:
    written = site.write(Wanted(STRATEGY, context=CONTEXT))
    read = Reader(written.body.decode())
    told = {(each["rel"], each["href"]) for each in read.all("link")}
    for link in written.links:
        if "://" in link.target:
            assert (link.rel, link.target) in told
        assert any(rel == link.rel for rel, _ in told), link
    assert ("collection", "../../../../dataset.html") in told
    assert ("describedby", "1-1.ttl") in told


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ko", ("좋은 일자리 창출", "전략 01", "원문 105행", "배치에서 드러남",
                "규칙을 적용해", "상위 클래스", "CC BY 4.0")),
        ("en", ("Creating good jobs", "strategy 01", "in the source, line 105", "implied by the layout",
                "Nobody stated these", "subclass", "CC BY 4.0")),
    ],
)  # fmt: skip
def test_a_strategy_reads_well(site: Site, language: Language, said: tuple[str, ...]) -> None:
    read = Reader(page(site, STRATEGY, language))
    for each in said:
        assert each in read.text, each
    path = re.findall(r'<nav class="path".*?</nav>', page(site, STRATEGY, language))[0]
    crumbs = [each["href"] for each in Reader(path).all("a")]
    ending = ".en.html" if language == "en" else ".html"
    assert crumbs == [f"../../m7{ending}", f"../vision{ending}", f"../goal{ending}", f"../policy/1{ending}"]
    beside = [f"1-{number}{ending}" for number in (2, 3, 4)]
    hrefs = [each["href"] for each in read.all("a")]
    assert [each for each in hrefs if each in beside][:3] == beside
    assert f"../../../source/gwangju-m7{ending}#p:gwangju/m7/passage/strategy-1-1" in hrefs
    assert f"../passage/strategy-1-1{ending}" in hrefs
    assert f"../relation/strategy-1-1{ending}" in hrefs
    about = f"../../../../history{ending}?about=https%3A//w3id.org/gjgraph/id/gwangju/m7/strategy/1-1"
    assert about in hrefs
    assert {"1-1.ttl", "1-1.jsonld", "1-1.rdf", "1-1.nt", "1-1.trig"} <= set(hrefs)
    assert f"{site.base}id/gwangju/m7/strategy/1-1" in read.text
    assert read.all("time", datetime=CONTEXT.modified)


def test_when_it_changed_is_left_out_where_nobody_knows(site: Site) -> None:
    assert not Reader(page(site, STRATEGY, "ko", Context())).all("time")


def test_a_passage_stands_in_its_context(site: Site) -> None:
    told = page(site, PASSAGE, "ko")
    assert re.search(r'<li value="105"><mark>01 좋은 일자리 창출</mark>\t01 5·18', told)
    assert [re.search(rf'<li value="{number}">', told) is not None for number in (102, 103, 104, 107)] == [
        *(True, False, True, True)  # the nearest lines with anything on them
    ]
    assert "이 구절을 근거로 삼는 것" in told
    assert 'href="../strategy/1-1.html"' in told
    english = Reader(page(site, PASSAGE, "en"))
    assert [text for tag, _, text in english.said if tag == "h1"] == ["“Creating good jobs”"]
    assert ("mark", "ko", "01 좋은 일자리 창출") in english.said


@pytest.mark.parametrize("turn", ["\u202e", "\u202d", "\u2067"])
def test_a_name_turns_no_words_after_it(turn: str) -> None:
    base = "https://plan.example/"
    index = Index(base)
    first, by, last, relation = (NamedNode(f"{base}id/{name}") for name in ("a", "by", "b", "r"))
    index.add(
        f"{base}graph/x",
        {
            Triple(first, LABELS[0], Literal(f"{turn}a", language="en")),
            Triple(last, LABELS[0], Literal(f"{turn}b", language="en")),
            Triple(relation, NamedNode(RDF + "subject"), first),
            Triple(relation, NamedNode(RDF + "predicate"), by),
            Triple(relation, NamedNode(RDF + "object"), last),
        },
    )
    # What a name opens itself is closed before its own end is.
    end = "\u2069\u2069" if turn == "\u2067" else "\u2069"
    assert Names(index).of(relation.value).en == f"\u2068{turn}a{end} → \u2068{turn}b{end} (by)"


def test_a_relation_is_called_by_what_it_links(site: Site) -> None:
    for language, called in (
        ("ko", "좋은 일자리 창출 → 풍요로운 광주 (…의 전략)"),
        ("en", "Creating good jobs → Prosperous Gwangju (strategy of)"),
    ):
        read = Reader(page(site, RELATION, language))  # type: ignore[arg-type]
        assert [text for tag, _, text in read.said if tag == "h1"] == [called]
        assert called in Reader(page(site, STRATEGY, language)).text  # type: ignore[arg-type]


def test_the_source_is_there_to_the_letter_with_its_lines(site: Site) -> None:
    text = (site.workspace.root / "data/source/gwangju-m7.txt").read_text(encoding="utf-8")
    for path in (SOURCE, "source"):
        for language in LANGUAGES:
            told = page(site, path, language)
            lines = re.findall(r'<span id="line-(\d+)"(?: class="heading")?>(.*)\n</span>', told)
            assert [int(number) for number, _ in lines] == list(range(1, len(lines) + 1))
            assert [unescape(re.sub("<[^>]*>", "", line)) for _, line in lines] == text.split("\n")
            assert Reader(told).all("div", **{"class": "source", "lang": "ko"})


def test_what_search_engines_are_told_is_true(site: Site) -> None:
    def data(path: str) -> list[dict[str, object]]:
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(site, path, "en"))
        return [json.loads(each) for each in found]

    term, crumbs = data(STRATEGY)
    assert term["@type"] == "DefinedTerm"
    assert (term["@id"], term["termCode"]) == (f"{site.base}id/gwangju/m7/strategy/1-1", "01")
    assert (term["name"], term["alternateName"]) == ("Creating good jobs", "좋은 일자리 창출")
    assert term["inDefinedTermSet"]["@id"] == f"{site.base}id/gwangju/m7"  # type: ignore[index]
    assert crumbs["@type"] == "BreadcrumbList"
    steps = [each["item"] for each in crumbs["itemListElement"]]  # type: ignore[attr-defined]
    assert steps[0] == f"{site.base}doc/gwangju/m7.en.html"
    assert steps[-1] == f"{site.base}{STRATEGY}.en.html"
    assert data("doc/gwangju/m7")[0]["@type"] == "DefinedTermSet"
    assert data(PASSAGE)[0]["text"] == "01 좋은 일자리 창출"
    dataset = data("")[0]
    assert (dataset["@type"], dataset["version"], dataset["dateModified"]) == (
        "Dataset",
        "abc",
        CONTEXT.modified,
    )
    assert "datePublished" not in dataset


def test_the_front_page_lists_the_plan_in_order(site: Site) -> None:
    for language in LANGUAGES:
        read = Reader(page(site, "", language))
        ending = ".en.html" if language == "en" else ".html"
        hrefs = [each["href"] for each in read.all("a") if each["href"].startswith("doc/")]
        plan = "doc/gwangju/m7"
        expected = [f"{plan}/vision", f"{plan}/goal"]
        for policy in range(1, 6):
            expected.append(f"{plan}/policy/{policy}")
            expected += [f"{plan}/strategy/{policy}-{number}" for number in range(1, 5)]
            expected += [f"{plan}/project/{policy}-{number}" for number in range(1, 6)]
        expected += [f"{plan}/instrument/{number}" for number in (1, 2)]
        expected += [f"{plan}/value/{number}" for number in (1, 2, 3)]
        # In the charts, of which a screen shows one, and in the list.
        assert hrefs == [each + ending for each in [plan, *(expected * (len(WIDTHS) + 1))]]
        assert len([each for each in read.all("a") if each["href"].startswith("questions/")]) == 3
        for count in ("20", "25", "110", f"{site.index.size:,}"):
            assert re.search(rf"\b{count}", read.text), count
        # The page of the data set tells a smaller number: of what files hold.
        more = (
            "규칙 등으로 더해진 것을 합해"
            if language == "ko"
            else "with those that rules and the history add"
        )
        assert more in read.text
        assert read.all("form", action="sparql", method="get")


def test_the_front_page_says_whose_plan_it_is_and_of_which_time(site: Site, saebom: Path) -> None:
    for language, said in (
        ("ko", "광주광역시 · 민선7기 (2018.7.1.–2022.6.30.)"),
        ("en", "Gwangju Metropolitan City · Seventh popularly elected term (1 July 2018 – 30 June 2022)"),
    ):
        assert said in Reader(page(site, "", language)).text.replace(" )", ")").replace("( ", "(")  # type: ignore[arg-type]
    dataset = load(open_workspace(saebom))
    silent = Site(dataset.workspace, dataset.index, {})
    assert not Reader(page(silent, "", "ko")).all("p", **{"class": "other"})


def test_charts_are_kept_under_the_plan_s_name(site: Site) -> None:
    for language in LANGUAGES:
        found = {each["download"] for each in Reader(page(site, "", language)).all("a") if "download" in each}
        assert f"gwangju-m7-plan-{language}.svg" in found
        assert all(each.startswith(f"gwangju-m7-plan-{language}.") for each in found)


def test_feedback_is_led_to_only_where_somebody_takes_it(site: Site) -> None:
    to_nobody = Reader(page(site, STRATEGY, "en"))
    assert not [each for each in to_nobody.all("a") if "feedback" in each["href"]]
    workspace = replace(site.workspace, feedback="mailto:plan@gwangju.test")
    to_somebody = Reader(page(Site(workspace, site.index, {}), STRATEGY, "en"))
    assert [each for each in to_somebody.all("a") if each["href"].endswith("dataset.en.html#feedback")]


def test_a_site_of_files_has_no_form_that_needs_a_server(site: Site) -> None:
    read = Reader(page(site, "", "ko", Context(is_site=True)))
    assert [each["action"] for each in read.all("form")] == ["search.html"]
    assert read.all("a", href="query.html")


def test_another_plan_works_the_same(saebom: Path) -> None:
    dataset = load(open_workspace(saebom))
    site = Site(dataset.workspace, dataset.index, questions(dataset.workspace))
    front = Reader(page(site, "", "en"))
    assert "Blueprint of Saebom" in front.text
    assert front.all("a", href="doc/saebom/goal.en.html")
    for path in pages(site)[::3]:
        for language in LANGUAGES:
            read = Reader(page(site, path, language))
            assert not any("gwangju" in said.get("href", "").removeprefix("https://w3id.org/gjgraph/")
                           for _, said in read.elements)  # fmt: skip


def test_markup_in_texts_is_text(workspace: Workspace, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
    base = "https://evil.example/"
    index = Index(base)
    plan, policy, passage = (NamedNode(f"{base}id/{each}") for each in ("plan", "policy", "passage"))
    quote = NamedNode(f"{base}id/passage#quote")
    said = [Literal(evil, language=each) for each in LANGUAGES]
    index.add(
        f"{base}graph/evil",
        {
            Triple(plan, TYPE, NamedNode(CSP + "StrategicPlan")),
            Triple(policy, TYPE, NamedNode(CSP + "Policy")),
            Triple(policy, NamedNode(SKOS + "topConceptOf"), plan),
            Triple(policy, NamedNode(SKOS + "notation"), Literal(evil)),
            Triple(policy, NamedNode(CSP + "passage"), passage),
            Triple(passage, NamedNode(OA + "hasSelector"), quote),
            *(Triple(quote, NamedNode(OA + part), Literal(evil)) for part in ("exact", "prefix", "suffix")),
            Triple(passage, NamedNode(CSP + "line"), Literal(evil)),
            *(Triple(each, LABELS[0], text) for each in (plan, policy) for text in said),
            *(Triple(policy, NamedNode(DCTERMS + "description"), text) for text in said),
            Triple(policy, NamedNode(SKOS + "related"), NamedNode("javascript:alert(1)")),
        },
    )
    hostile = Workspace(workspace.root, Addresses(base), Text(evil, evil), "evil")
    site = Site(hostile, index, {})
    for path in ("", "doc/plan", "doc/policy", "doc/passage"):
        for language in LANGUAGES:
            read = Reader(page(site, path, language, Context(version=evil, modified=evil)))
            assert evil.split(maxsplit=1)[0] in read.text
            assert not read.all("img")
            assert {each["type"] for each in read.all("script")} <= {"application/ld+json", "module"}
            loaded = [each["src"].lstrip("./") for each in read.all("script", type="module")]
            assert all(each.startswith("browser/") for each in loaded)
            assert not any(name.startswith("on") for _, said in read.elements for name in said)
            assert not any(said.get("href", "").startswith("javascript:") for _, said in read.elements)
            for tag, _, text in read.said:
                if tag == "script":
                    json.loads(text)
