"""The annotated source: each passage stands in its place and leads to what it became, for any plan."""

import re
from collections import defaultdict
from collections.abc import Iterable
from html import unescape

import pytest

from gjgraph.core.addresses import Addresses
from gjgraph.core.terms import CSP, DCTERMS, LABELS, OA, SKOS, TYPE, Literal, NamedNode, Triple
from gjgraph.core.text import LANGUAGES, Text
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import Dataset
from gjgraph.publication.document import Context, Wanted
from gjgraph.publication.reads import Reads, watching
from gjgraph.publication.site import Site
from gjgraph.publication.things.annotation import Span
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.texts import Texts, anchor_of
from gjgraph.storage.workspace import Workspace
from tests.publication.reading import ids_of, main_of, page_of, targets_of, text_of

SOURCE, STRATEGY = "doc/source/gwangju-m7", "doc/gwangju/m7/strategy/1-1"
BASE = "https://plan.example/"
PIECE = re.compile(r'<(a|span)[^>]* data-p="([\d ]+)"[^>]*>([^<]*)</\1>')
DOCUMENT, POLICY, TEXT = (NamedNode(CSP + name) for name in ("SourceDocument", "Policy", "text"))


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    return Site(dataset.workspace, dataset.index, {})


def iri(path: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{path}")


def document(name: str, text: str) -> set[Triple]:
    """A source document with a name and a text."""
    thing = iri(name)
    label = Literal(name, language="ko")
    return {
        Triple(thing, TYPE, DOCUMENT),
        Triple(thing, LABELS[0], label),
        Triple(thing, TEXT, Literal(text)),
    }


def passage(
    name: str,
    of: str,
    exact: str,
    around: tuple[str, str] = ("", ""),
    place: tuple[int, int] | None = None,
    line: int | None = None,
) -> set[Triple]:
    """A passage, with its words and where they are said to stand."""
    thing, quote, position = iri(name), iri(f"{name}#quote"), iri(f"{name}#position")
    found = {
        Triple(thing, NamedNode(OA + "hasSource"), iri(of)),
        Triple(thing, NamedNode(OA + "hasSelector"), quote),
        Triple(quote, NamedNode(OA + "exact"), Literal(exact, language="ko")),
        Triple(quote, NamedNode(OA + "prefix"), Literal(around[0])),
        Triple(quote, NamedNode(OA + "suffix"), Literal(around[1])),
    }
    if place:
        found |= {
            Triple(thing, NamedNode(OA + "hasSelector"), position),
            Triple(position, NamedNode(OA + "start"), Literal(place[0])),
            Triple(position, NamedNode(OA + "end"), Literal(place[1])),
        }
    return found | ({Triple(thing, NamedNode(CSP + "line"), Literal(line))} if line else set())


def made(workspace: Workspace, *graphs: Iterable[Triple]) -> Site:
    """A site of a plan that is made up."""
    index = Index(BASE)
    for number, graph in enumerate(graphs):
        index.add(f"{BASE}graph/{number}", set(graph))
    return Site(Workspace(workspace.root, Addresses(BASE), Text("계획", "Plan"), "plan"), index, {})


def test_the_pieces_of_each_passage_are_its_words(site: Site) -> None:
    """On both pages, for all passages of the plan: as the data quote them, to the letter."""
    exact = NamedNode(OA + "exact")
    quads = site.index.store.quads_for_pattern(None, exact, None, None)
    said = [quad.object for quad in quads if isinstance(quad.graph_name, NamedNode)]
    quotes = sorted(each.value for each in said if isinstance(each, Literal))
    for path in (SOURCE, "source"):
        page = page_of(site, path, "en")
        source = page[page.index('<div class="source"') : page.index("<aside")]
        words: dict[str, str] = defaultdict(str)
        for _, numbers, text in PIECE.findall(source):
            for number in numbers.split():
                words[number] += unescape(text)
        assert sorted(each.replace("\n", "") for each in quotes) == sorted(words.values())
        assert {f"note-{number}" for number in words} <= set(ids_of(page))
        stops = re.findall(r"<a(?:(?!tabindex)[^>])* data-p=\"(\d+)(?:(?!tabindex)[^>])*>", source)
        assert len(stops) == len(set(stops)), "the keyboard stops once at each"


def test_from_each_thing_to_its_words_and_back(site: Site) -> None:
    """Every link of a thing to the source meets a place there; every piece of the source leads to a page."""
    places = set(ids_of(page_of(site, SOURCE)))
    paths = list(site.paths())
    count = 0
    for path in [each for each in paths if each.startswith("doc/gwangju/m7/")][::7]:
        for target, fragment in targets_of(main_of(page_of(site, path)), path):
            if target == f"{SOURCE}.html" and fragment:
                count += 1
                assert fragment in places, (path, fragment)
    assert count > 100
    for language, ending in (("ko", ".html"), ("en", ".en.html")):
        source = main_of(page_of(site, SOURCE, language))  # type: ignore[arg-type]
        told = source[: source.index("<h2>", source.index("<aside"))]
        led = {target for target, _ in targets_of(told, SOURCE) if target.startswith("doc/")}
        assert f"{STRATEGY}{ending}" in led
        assert {each.removesuffix(ending) for each in led} <= set(paths)


def test_how_much_of_the_text_became_something_is_told(site: Site) -> None:
    assert "글 109줄 가운데 글자가 있는 63줄이 모두 구절에" in text_of(page_of(site, "source"))
    legend = re.search(r'<ul class="row looks">.*?</ul>', page_of(site, "source", "en"), re.DOTALL)
    assert legend
    assert text_of(legend[0]).startswith("vision goal policy instrument value policy strategy project detail")


def test_words_are_found_by_what_they_are(workspace: Workspace) -> None:
    text = "가나 다라 가나\n마바 가나 끝"
    found = {
        "by-position": (passage("by-position", "s", "가나", place=(6, 8)), Span(6, 8)),
        "wrong-position": (passage("wrong-position", "s", "다라", place=(0, 2)), Span(3, 5)),
        "outside": (passage("outside", "s", "끝", place=(14, 99)), Span(15, 16)),
        "between": (passage("between", "s", "가나", around=("마바 ", " 끝")), Span(12, 14)),
        "one-side": (passage("one-side", "s", "가나", around=("마바 ", "?")), Span(12, 14)),
        "on-its-line": (passage("on-its-line", "s", "가나", line=2), Span(12, 14)),
        "first": (passage("first", "s", "가나"), Span(0, 2)),
        "nowhere": (passage("nowhere", "s", "없음", place=(0, 2)), None),
        "on-another-line": (passage("on-another-line", "s", "다라", line=2), None),
        "huge": (passage("huge", "s", "없다", line=10**14), None),
    }
    site = made(workspace, document("s", text), *(triples for triples, _ in found.values()))
    texts = Texts(Names(site.index))
    source = texts.of(iri("s"))
    assert source
    assert {name: texts.place(iri(name), source) for name in found} == {
        name: span for name, (_, span) in found.items()
    }
    page = page_of(site, "doc/s")
    assert "구절 목록 (10)" in page
    assert page.count("글에서 찾지 못했습니다") == 3


def test_a_plan_with_several_documents_or_none(workspace: Workspace) -> None:
    several = made(
        workspace,
        document("a", "하나\n둘\n"),
        {Triple(iri("b"), TYPE, DOCUMENT), Triple(iri("b"), LABELS[0], Literal("글 없음", language="ko"))},
        passage("p", "a", "하나"),
    )
    for language in LANGUAGES:
        page = page_of(several, "source", language)
        ending = ".en.html" if language == "en" else ".html"
        assert [target for target, _ in targets_of(main_of(page), "source")] == [
            f"doc/a{ending}",
            f"doc/b{ending}",
        ]
        assert "67%" in text_of(page)
        assert 'class="source"' in page_of(several, "doc/a", language)
        assert 'class="source"' not in page_of(several, "doc/b", language)
    none = made(workspace, {Triple(iri("x"), LABELS[0], Literal("엑스", language="ko"))})
    assert "원문이 실려 있지 않습니다" in page_of(none, "source")
    assert "no source document" in page_of(none, "source", "en")
    one = made(workspace, {Triple(iri("b"), TYPE, DOCUMENT)})
    assert "전문은 실려 있지 않습니다" in page_of(one, "source")


def test_hostile_words_of_a_source_are_text(workspace: Workspace) -> None:
    evil = "</span></div><script>alert(1)</script><img src=x onerror=alert(1)>\"'& \u202e"
    thing = {
        Triple(iri("t"), NamedNode(CSP + "passage"), iri("q")),
        Triple(iri("t"), LABELS[0], Literal(evil)),
        Triple(iri("t"), NamedNode(SKOS + "notation"), Literal(evil)),
    }
    passages = passage("p", "s", evil) | passage("q", "s", "script")
    site = made(workspace, document("s", f"{evil}\r\n{evil}"), passages, thing)
    for path in ("source", "doc/s", "doc/p", "doc/q", "doc/t"):
        page = page_of(site, path)
        assert "<img" not in page
        assert re.findall(r"<script(?! type=\"(?:module|application/ld\+json)\")", page) == []
    lines = re.findall(r'<span id="line-\d+">(.*?\n)</span>', page_of(site, "source"), re.DOTALL)
    assert [unescape(re.sub("<[^>]*>", "", each)) for each in lines] == [f"{evil}\r\n", f"{evil}\n"]


def test_a_long_document_stays_a_page(workspace: Workspace) -> None:
    """Five thousand lines, two thousand passages: so much of a page for each, and no more."""
    line = "이것은 길고 긴 계획의 한 줄입니다.\n"
    passages = [
        passage(f"p{number}", "s", line.strip(), place=(number * len(line), (number + 1) * len(line) - 1))
        for number in range(2000)
    ]
    site = made(workspace, document("s", line * 5000), set().union(*passages))
    page = page_of(site, "source")
    assert page.count('<span id="line-') == 5000
    assert "구절이 없는 줄 3,000개" in page
    assert len(page.encode()) < 2000 * 1000 + 5000 * 120


def test_a_page_is_written_again_when_the_text_it_shows_is_another(site: Site) -> None:
    """Where a page shows lines around its words, the text is one of the things that it was made of."""
    with watching(site.index) as watched:
        for _ in range(2):  # the second time the text is known already
            for family in site.families:
                family.forget()
            watched.reads = Reads()
            site.write(Wanted(STRATEGY, context=Context()))
            assert f"s{site.base}id/source/gwangju-m7" in watched.reads.terms


def test_the_place_of_a_passage_is_named_for_it() -> None:
    assert anchor_of(iri("plan/passage/1"), BASE) == "p:plan/passage/1"
    assert anchor_of(NamedNode(DCTERMS + "x"), BASE) == f"p:{DCTERMS}x"
