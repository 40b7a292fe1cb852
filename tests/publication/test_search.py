"""The search over the real plan: what comes first, what follows an edit, and the same from files."""

import csv
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from gjgraph.core.change import Change
from gjgraph.core.searching import Part, asked
from gjgraph.core.terms import CSP, LABELS, SKOS, TYPE, Literal, NamedNode, Quad
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.document import Context, Wanted
from gjgraph.publication.parts import PLACE
from gjgraph.publication.search.finder import Finder, Hit
from gjgraph.publication.search.following import Following
from gjgraph.publication.search.wish import PER_PAGE, Wish
from gjgraph.publication.site import Site
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT

with (ROOT / "tests/search/first-hits.tsv").open(encoding="utf-8", newline="") as table:
    FIRST = [
        (row["query"], [name for name in row["first"].split("||") if name])
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
ODD = [
    "a",
    "ㄱ",
    "광",
    "the jobs",
    "광주헝 일자라",
    "갑",
    "ß",
    "İ",
    "5대 정책 전략",
    "Ｊ",
    "없는 말",
    "𝒥obs",
    "(.*)",
    "ㄳ",
]


@pytest.fixture(scope="module")
def site(workspace: Workspace) -> Site:
    dataset = load(workspace)
    return Site(workspace, dataset.index, questions(workspace))


@pytest.fixture(scope="module")
def finder(site: Site) -> Finder:
    return finder_of(site)


def finder_of(site: Site) -> Finder:
    (family,) = (each for each in site.families if hasattr(each, "finder"))
    found = family.finder
    assert isinstance(found, Finder)
    return found


def names(hits: Mapping[str, object] | list[Hit] | tuple[Hit, ...]) -> list[str]:
    return [each.names["ko"].text for each in hits if isinstance(each, Hit)]


@pytest.mark.parametrize(("query", "first"), FIRST, ids=[query for query, _ in FIRST])
def test_the_first_hits(finder: Finder, query: str, first: list[str]) -> None:
    hits = list(finder.outcome(Wish(query)).hits)
    whole = [finder.pages.names.of(each.iri).ko if "/questions/" not in each.iri else None for each in hits]
    called = [name or hit.names["ko"].text for name, hit in zip(whole, hits, strict=True)]
    assert called[: len(first)] == first
    assert first or not hits


def test_what_is_found_says_why(finder: Finder) -> None:
    (project, *_) = finder.outcome(Wish("ㄱㅈㅎㅇ")).hits
    assert [part for part in project.names["ko"].parts if part[1]] == [("광주형 일", True)]
    assert project.kind_name.ko == "사업"
    assert [name.ko for _, name in project.above][-1] == "풍요로운 광주"
    hits = finder.outcome(Wish("productisation", "csp:Policy")).hits
    (policy,) = hits
    assert policy.part == "description"
    assert policy.matched is not None
    assert ("productisation", True) in policy.matched.parts
    assert len(policy.matched.text) < 170


def test_filters_come_from_the_data_and_narrow(finder: Finder) -> None:
    whole = finder.outcome(Wish("광주"))
    assert whole.total == sum(each.count for each in whole.kinds)
    assert len(whole.hits) == PER_PAGE
    for kind in whole.kinds:
        narrowed = finder.outcome(Wish("광주", kind.id))
        assert narrowed.total == kind.count
        assert {each.kind for each in narrowed.hits} == {kind.iri}
        assert narrowed.kinds == whole.kinds, "the others can still be chosen"
    pages = [finder.outcome(Wish("광주", page=number)).hits for number in range(1, whole.pages + 1)]
    found = [each.iri for hits in pages for each in hits]
    assert len(found) == len(set(found)) == whole.total


def test_main_elements_come_before_details_passages_and_relations(finder: Finder) -> None:
    kinds = [each.kind for each in finder.outcome(Wish("일자리", page=1)).hits]
    assert kinds.index(CSP + "Project") < kinds.index(CSP + "Passage")
    last = finder.outcome(Wish("일자리", page=3)).hits
    assert CSP + "Project" not in {each.kind for each in last}


def test_an_edit_is_found_at_once_and_only_what_it_touches_is_read(workspace: Workspace) -> None:
    dataset = load(workspace)
    index = dataset.index
    following = Following(index, {})
    before = following.now()
    graph, thing = NamedNode(workspace.home_graph), NamedNode(f"{index.base}id/gwangju/m7/project/1-1")
    old = Quad(thing, LABELS[0], Literal("일자리 로드맵", language="ko"), graph)
    new = Quad(thing, LABELS[0], Literal("새벽 시장", language="ko"), graph)
    passages = NamedNode(CSP + "passage")
    index.change(Change(frozenset([new]), frozenset([old])))
    after = following.now()
    assert key_of(after, "새벽시장") == thing.value
    assert thing.value not in keys_of(after, "일자리 로드맵", 1)
    kept = {each.key: each for each in before.entries}
    read = [each.key for each in after.entries if kept.get(each.key) is not each]
    assert thing.value in read
    assert len(read) < 5
    # Back, gone, and there again.
    index.change(Change(frozenset([old]), frozenset([new])))
    assert key_of(following.now(), "일자리 로드맵") == thing.value
    stated = frozenset(
        quad
        for quad in index.store.quads_for_pattern(thing, None, None, None)
        if isinstance(quad.graph_name, NamedNode) and quad.predicate != passages
    )
    index.change(Change(frozenset(), stated))
    assert thing.value not in keys_of(following.now(), "일자리 로드맵", 9)
    index.change(Change(stated))
    assert key_of(following.now(), "일자리 로드맵") == thing.value
    fresh = Following(index, {}).now()
    assert [each.key for each in following.now().entries] == [each.key for each in fresh.entries]
    assert {each.key: each for each in following.now().entries} == {each.key: each for each in fresh.entries}


def test_the_name_of_a_class_is_followed_to_what_is_of_it(workspace: Workspace) -> None:
    index = load(workspace).index
    following = Following(index, {})
    assert keys_of(following.now(), "과제", 9) == []
    graph = NamedNode(f"{index.base}ontology/csp")
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    new = Quad(NamedNode(CSP + "Strategy"), label, Literal("과제", language="ko"), graph)
    index.change(Change(frozenset([new])))
    assert "/strategy/" in key_of(following.now(), "과제")


def keys_of(searched: object, query: str, most: int) -> list[str]:
    found = searched.find(asked(query)).numbers[:most]  # type: ignore[attr-defined]
    return [searched.entries[each].key for each in found]  # type: ignore[attr-defined]


def key_of(searched: object, query: str) -> str:
    return keys_of(searched, query, 1)[0]


def test_a_tree_of_any_depth_and_a_circle_are_searched(workspace: Workspace) -> None:
    index = load(workspace).index
    graph, broader = NamedNode(workspace.home_graph), NamedNode(SKOS + "broader")
    things = [NamedNode(f"{index.base}id/deep/{number}") for number in range(3_000)]
    pairs = zip(things, [*things[1:], things[0]], strict=True)
    quads = {Quad(thing, broader, above, graph) for thing, above in pairs}
    quads |= {Quad(each, LABELS[0], Literal("깊은 곳", language="ko"), graph) for each in things}
    quads |= {Quad(each, TYPE, NamedNode(SKOS + "Concept"), graph) for each in things}
    following = Following(index, {})
    following.now()
    index.change(Change(frozenset(quads)))
    keys = keys_of(following.now(), "ㄱㅇㄱ", 5_000)
    assert sum("/deep/" in each for each in keys) == len(things)
    index.change(Change(frozenset(), frozenset(quads)))
    assert keys_of(following.now(), "깊은 곳", 1) == []


def test_hostile_texts_are_found_and_shown_as_text(workspace: Workspace) -> None:
    index = load(workspace).index
    evil = "<script>alert(1)</script> \u202e" + "가" * 10_000 + " 끝말"
    thing, graph = NamedNode(f"{index.base}id/evil"), NamedNode(workspace.home_graph)
    index.change(
        Change(
            frozenset(
                [
                    Quad(thing, TYPE, NamedNode(CSP + "Project"), graph),
                    *(Quad(thing, LABELS[0], Literal(evil, language=each), graph) for each in ("ko", "en")),
                ]
            )
        )
    )
    site = Site(workspace, index, {})
    for query in ("script alert", "끝말", "가가가"):
        for language in ("ko", "en"):
            wanted = Wanted("search", context=Context(asked=Wish(query).written()), language=language)
            page = site.write(wanted).body.decode()
            assert "doc/evil" in page
            assert "<script>alert" not in page
            assert len(page) < 30_000
            assert "<mark>" in page


def test_another_plan_works_the_same(saebom: Path) -> None:
    workspace = open_workspace(saebom)
    dataset: Dataset = load(workspace)
    site = Site(workspace, dataset.index, questions(workspace))
    finder = finder_of(site)
    entries = [each for each in finder.following.now().entries if each.group]
    assert entries
    for each in [each for each in entries if any(said.part == Part.NAME for said in each.said)][:20]:
        (*_, name) = (said.text for said in each.said if said.part == Part.NAME)
        outcome = finder.outcome(Wish(name))
        assert name in {shown.text for hit in outcome.hits for shown in hit.names.values()}, name


def test_files_find_the_same(site: Site, finder: Finder, tmp_path: Path) -> None:
    """The rules in the browser are those of the server: same hits, same order, same marks."""
    parts = tmp_path / "browser"
    shutil.copytree(
        PLACE,
        parts,
        ignore=lambda folder, names: [
            each for each in names if "." in each[-6:] and not each.endswith(".js")
        ],
    )
    (parts / "package.json").write_text('{"type": "module"}')
    index = tmp_path / "index.json"
    index.write_bytes(site.write(Wanted("search/index.json", context=Context(is_site=True))).body)
    asked_for = [*(query for query, _ in FIRST), *ODD]
    done = subprocess.run(
        ["node", str(ROOT / "tests/clients/finding.mjs"), str(parts), str(index)],
        input=json.dumps({"questions": asked_for, "language": "ko"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for there in json.loads(done.stdout):
        query = there["q"]
        here = finder.outcome(Wish(query))
        pages = [f"https://site.example/{finder_page(finder, each.iri)}" for each in (*here.hits, *here.near)]
        if not here.question:
            assert "total" not in there
            continue
        assert there["total"] == here.total, query
        assert [each["page"] for each in (*there["hits"], *there["near"])] == pages, query
        for mine, theirs in zip((*here.hits, *here.near), (*there["hits"], *there["near"]), strict=True):
            assert [list(each) for each in mine.names["ko"].parts] == theirs["name"]["pieces"], query
            matched = theirs["matched"]
            assert ([list(each) for each in mine.matched.parts] if mine.matched else None) == (
                matched and matched["pieces"]
            ), query
            assert mine.kind_name.ko == theirs["kind"]
        for field in ("kinds", "plans"):
            choices = getattr(here, field)
            assert [[each.id, each.count] for each in choices] == [
                [each["id"], each["count"]] for each in there[field]
            ], query


def finder_page(finder: Finder, iri: str) -> str:
    from gjgraph.publication.search.told import page_of  # noqa: PLC0415

    return page_of(iri, finder, "ko")
