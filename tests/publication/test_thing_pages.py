"""The page of a thing for who knows nothing of RDF: words where there are words, and what rests on what."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from gjgraph.core.addresses import Addresses
from gjgraph.core.terms import CSP, LABELS, PREFIXES, SKOS, TYPE, XSD, Literal, NamedNode, Triple
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import Dataset
from gjgraph.publication.document import Context, Wanted
from gjgraph.publication.site import Site
from gjgraph.publication.things.place import MOST, NEAR
from gjgraph.storage.workspace import Workspace
from tests.publication.reading import CONTEXT, main_of, page_of

PLAN = "doc/gwangju/m7"
STRATEGY, PASSAGE, RELATION = (
    f"{PLAN}/strategy/1-1",
    f"{PLAN}/passage/strategy-1-1",
    f"{PLAN}/relation/strategy-1-1",
)
UNREAD = re.compile(r"<(script|style|title|code|pre)\b.*?</\1>", re.DOTALL)
ADDRESS = re.compile(
    rf"\w+://\S+|\burn:\S+|(?<![\w.])(?:{'|'.join(PREFIXES)}):\S+|(?:^|\s)[\w.-]+/[\w.-]+/[\w./-]+|(?:^|\s)#\w+"
)
"""What looks like an IRI, a prefixed name, or the path of a document."""
BASE = "https://plan.example/"


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    return Site(dataset.workspace, dataset.index, {})


def read(site: Site, path: str, language: Language) -> str:
    """What stands on a page before the part that is for programs."""
    main = main_of(page_of(site, path, language))
    return main[: main.index('<details class="data">')]


def text_of(html: str) -> str:
    """What a reader sees, element by element."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def section(page: str, heading: str) -> str:
    """What stands under a heading."""
    return text_of(re.split(r"<h2", page[page.index(f"<h2>{heading}</h2>") + 4 :])[0])


def made(workspace: Workspace, triples: set[Triple]) -> Site:
    """A site of a plan that is made up."""
    index = Index(BASE)
    index.add(f"{BASE}graph/made", triples)
    return Site(Workspace(workspace.root, Addresses(BASE), Text("계획", "Plan"), "plan"), index, {})


def test_no_page_shows_an_address_for_a_name(site: Site) -> None:
    """All documents of all things, in both languages: only as code, where an address is what is told."""

    def shown() -> Iterator[tuple[str, str, str]]:
        for path in site.paths():
            if path.startswith("doc/"):
                for language in LANGUAGES:
                    body = site.write(Wanted(path, language=language, context=CONTEXT)).body.decode()
                    told = unescape(re.sub(r"<[^>]*>", "\n", UNREAD.sub("", body)))
                    yield from ((path, language, each) for each in ADDRESS.findall(told))

    assert list(shown()) == []
    assert ADDRESS.findall("skos:broader, gwangju/m7/strategy/1-1, http://x.example/, csp:x") != []


@pytest.mark.parametrize(
    ("language", "kind", "said"),
    [
        ("ko", "전략 01", ("풍요로운 광주 의 전략 배치에서 드러남",
                          "유엔 지속가능발전목표 8.5 2030년까지", "경제성장 ) 편집자가 추론함",
                          "바탕 원문에 명시")),
        ("en", "strategy 01", ("Strategy of policy Prosperous Gwangju implied by the layout",
                               "Sustainable Development Goals 8.5 By 2030", "inferred by an editor",
                               "Basis stated in the text")),
    ],
)  # fmt: skip
def test_a_strategy_is_told_in_words(
    site: Site, language: Language, kind: str, said: tuple[str, ...]
) -> None:
    page = read(site, STRATEGY, language)
    assert f'<p class="overline">{kind.split(maxsplit=1)[0]}' in re.sub(r"</?a[^>]*>", "", page)
    told = section(page, "무엇을 말하나" if language == "ko" else "What is said of it")
    for each in said:
        assert each in told, told
    for technical in ("타입", "속한 체계", "순서", "in scheme", "ordinal"):
        assert technical not in told
    leading = section(page, "이것을 가리키는 것" if language == "ko" else "What leads here")
    assert ("이 가리킴" if language == "ko" else "Referred to by chain step") in leading


def test_the_tree_is_opened_at_the_thing(site: Site) -> None:
    for language in LANGUAGES:
        page = read(site, STRATEGY, language)
        tree = re.findall(r'<nav class="tree".*?</nav>', page, re.DOTALL)[0]
        assert tree.count('aria-current="page"') == 1
        ending = ".en.html" if language == "en" else ".html"
        assert re.findall(r'href="([^"]*)"', tree) == [
            *(f"{each}{ending}" for each in ("../../m7", "../vision", "../goal", "../policy/1")),
            *(f"1-{number}{ending}" for number in (2, 3, 4)),
        ]
        assert tree.count("<ul>") == tree.count("</ul>") == 5


def test_long_lists_are_folded_around_the_thing(workspace: Workspace) -> None:
    top = NamedNode(f"{BASE}id/top")
    things = [NamedNode(f"{BASE}id/t{number}") for number in range(100)]
    site = made(workspace, {
        *(Triple(each, NamedNode(SKOS + "broader"), top) for each in things),
        *(Triple(each, LABELS[0], Literal(f"것 {n}", language="ko")) for n, each in enumerate(things)),
        *(Triple(each, NamedNode(CSP + "ordinal"), Literal(number)) for number, each in enumerate(things)),
        *(Triple(NamedNode(f"{BASE}id/r{number}"), NamedNode(SKOS + "related"), top) for number in range(40)),
        Triple(top, LABELS[0], Literal("위", language="ko")),
    })  # fmt: skip
    page = read(site, "doc/t50", "ko")
    assert f"<summary>{50 - NEAR}개 더</summary>" in page
    assert f"<summary>{49 - NEAR}개 더</summary>" in page
    page = read(site, "doc/top", "ko")
    assert f"<summary>{100 - MOST}개 더</summary>" in page
    assert "<summary>나머지 28개</summary>" in page


def test_a_passage_and_a_link_are_told_in_words(site: Site) -> None:
    assert "이 구절을 근거로 삼는 것 전략 01 좋은 일자리 창출" in text_of(read(site, PASSAGE, "ko"))
    assert "이것이 전략 01 좋은 일자리 창출 전략 풍요로운 광주 의 전략" in text_of(read(site, RELATION, "ko"))
    assert "This strategy 01 Creating good jobs Strategy of policy Prosperous" in text_of(
        read(site, RELATION, "en")
    )
    for path in (PASSAGE, RELATION):
        assert '<li value="105"><mark>01 좋은 일자리 창출</mark>' in read(site, path, "en")


def test_particles_follow_the_sound_before_them(site: Site) -> None:
    """«…이 가리킴» after a vowel is «…가 가리킴», whatever punctuation stands between."""
    told = text_of(read(site, f"{PLAN}/vision", "ko"))
    assert "광주, 대한민국 미래로! 가 가리킴" in told
    assert "대한민국 미래로 가 가리킴" in told
    assert "중점적으로 추진 이 가리킴" in text_of(read(site, STRATEGY, "ko"))


def test_dates_and_languages_are_written_as_people_write_them(site: Site) -> None:
    assert "시작일 2018년 7월 1일" in text_of(read(site, "doc/gwangju/term/7", "ko"))
    assert "1 July 2018" in text_of(read(site, "doc/gwangju/term/7", "en"))
    assert "언어 한국어" in text_of(read(site, PLAN, "ko"))
    assert "Language Korean" in text_of(read(site, PLAN, "en"))


def test_values_that_are_none_are_shown_as_they_are(workspace: Workspace) -> None:
    thing, kind = NamedNode(f"{BASE}id/t"), NamedNode(SKOS + "note")
    written = (("2018-13-77", "date"), ("maybe", "boolean"), ("true", "boolean"))
    values = [Literal(value, datatype=NamedNode(XSD + name)) for value, name in written]
    page = text_of(read(made(workspace, {Triple(thing, kind, each) for each in values}), "doc/t", "ko"))
    assert "2018-13-77" in page
    assert "maybe" in page
    assert " 예 " in page


def test_a_thing_is_cited_with_its_lasting_address(site: Site) -> None:
    page = page_of(site, STRATEGY, "en")
    assert "Creating good jobs (2026). Gwangju Metropolitan City" in text_of(page)
    assert "title = {{좋은 일자리 창출}}" in page
    assert "&#34;container-title&#34;: &#34;광주광역시" in page
    address = "https://w3id.org/gjgraph/id/gwangju/m7/strategy/1-1"
    assert f'<code data-copy="Copy the address" data-copied="Copied">{address}</code>' in page


def test_a_page_leads_to_its_form_only_where_edits_are_taken(site: Site) -> None:
    for language in LANGUAGES:
        for path, href in (
            (STRATEGY, "../../../../edit/gwangju/m7/strategy/1-1"),
            (PLAN, "../../edit/gwangju/m7"),
        ):
            told = {
                can: site.write(Wanted(path, language=language, context=Context(can_edit=can))).body.decode()
                for can in (False, True)
            }
            assert f'href="{href}?lang={language}"' in told[True]
            assert "/edit/" not in told[False]


def test_a_name_without_end_is_cut_and_can_be_unfolded(workspace: Workspace) -> None:
    thing, other = NamedNode(f"{BASE}id/t"), NamedNode(f"{BASE}id/o")
    name = "가" * 10_000
    site = made(workspace, {
        Triple(thing, LABELS[0], Literal(name, language="ko")),
        Triple(thing, TYPE, NamedNode(SKOS + "Concept")),
        Triple(other, NamedNode(SKOS + "related"), thing),
    })  # fmt: skip
    page = page_of(site, "doc/t")
    assert f"<summary>이름 전체</summary><p>{name}</p>" in page
    assert len(re.findall("가{1000,}", read(site, "doc/o", "ko"))) == 0
