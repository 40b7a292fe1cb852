"""The description of a thing: all that a reader needs is in the one answer, in every format the same."""

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import parse

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.terms import (
    CSP,
    DCTERMS,
    LABELS,
    OA,
    OWL,
    RDF,
    SKOS,
    TYPE,
    Literal,
    NamedNode,
    Quad,
    Triple,
)
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.document import RDF_FORMATS, Context, Wanted
from gjgraph.publication.reads import Reads, term_digests, watching
from gjgraph.publication.site import Site
from gjgraph.publication.things.description import NEXT, PAGE, Description, describe
from gjgraph.publication.things.names import Names
from gjgraph.publication.things.thing import Things
from gjgraph.storage.workspace import open_workspace

PLAN = "id/gwangju/m7"
BROADER, RELATED, NOTE = (NamedNode(SKOS + name) for name in ("broader", "related", "historyNote"))
IN_SCHEME, ORDINAL = NamedNode(SKOS + "inScheme"), NamedNode(CSP + "ordinal")
CONTEXT = Context(modified="2026-11-22T00:00:00Z")
SAMPLE = (
    "doc/gwangju/m7",
    "doc/gwangju/m7/strategy/1-1",
    "doc/gwangju/m7/passage/strategy-1-1",
    "doc/gwangju/m7/relation/strategy-1-1",
    "doc/source/gwangju-m7",
)
"""One of each kind."""


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    return Site(dataset.workspace, dataset.index, {})


@pytest.fixture
def small(saebom: Path) -> Site:
    """A small plan that may be changed."""
    dataset = load(open_workspace(saebom))
    return Site(dataset.workspace, dataset.index, {})


def thing(site: Site, path: str) -> NamedNode:
    return NamedNode(site.base + path)


def told(site: Site, path: str) -> tuple[Description, set[Triple]]:
    found = describe(site.index, thing(site, path))
    return found, found.triples(CONTEXT)


def add(index: Index, *triples: tuple[NamedNode, NamedNode, NamedNode | Literal], graph: str) -> Change:
    change = Change(frozenset(Quad(*each, NamedNode(graph)) for each in triples))
    index.change(change)
    return change


def test_a_strategy_has_all_that_a_reader_needs(site: Site) -> None:
    found, triples = told(site, f"{PLAN}/strategy/1-1")
    subjects = {each.subject for each in triples}
    policy, goal, vision, plan = (
        thing(site, f"{PLAN}{each}") for each in ("/policy/1", "/goal", "/vision", "")
    )
    assert [each.object for each in found.way_up] == [policy, goal, vision, plan]
    assert {Triple(found.thing, BROADER, policy), Triple(policy, BROADER, goal)} <= triples
    assert Triple(vision, IN_SCHEME, plan) in triples
    siblings = [each.subject for each in found.beside]
    assert siblings == [thing(site, f"{PLAN}/strategy/1-{number}") for number in (1, 2, 3, 4)]
    assert all(any(each.predicate == ORDINAL and each.subject == one for each in triples) for one in siblings)
    assert {Triple(each, BROADER, policy) for each in siblings} <= triples
    exact = [each.object for each in triples if each.predicate.value == OA + "exact"]
    assert Literal("01 좋은 일자리 창출", language="ko") in exact
    relation = thing(site, f"{PLAN}/relation/strategy-1-1")
    assert relation in {each.subject for each in found.incoming}
    assert Triple(relation, NamedNode(RDF + "object"), policy) in triples
    assert Triple(relation, NamedNode(CSP + "basis"), NamedNode(CSP + "basis-layout")) in triples
    assert found.document_iri in subjects


def test_whatever_a_description_names_has_its_labels(site: Site) -> None:
    for path in SAMPLE:
        found, triples = told(site, path.replace("doc/", "id/", 1))
        named = {each.subject for each in triples if each.predicate in LABELS}
        labelled = {
            each
            for each in (*found.neighbours(), *(NamedNode(graph) for graph in found.graphs))
            if any(site.index.holds(Triple(each, label, quad.object)) for label in LABELS
                   for quad in site.index.store.quads_for_pattern(each, label, None))
        }  # fmt: skip
        assert labelled
        assert labelled <= named, (path, labelled - named)


def test_what_was_derived_is_marked_with_its_rule(site: Site) -> None:
    index = site.index
    for path in SAMPLE:
        found, triples = told(site, path.replace("doc/", "id/", 1))
        assert found.derived
        marks: dict[str, dict[str, object]] = {}
        for each in triples:
            if isinstance(each.subject, NamedNode) and "#derived-" in each.subject.value:
                marks.setdefault(each.subject.value, {})[each.predicate.value] = each.object
        marked = {}
        for mark in marks.values():
            triple = Triple(*(mark[RDF + name] for name in ("subject", "predicate", "object")))  # type: ignore[arg-type]
            marked[triple] = mark[DCTERMS + "isPartOf"]
        assert marked.keys() == found.derived.keys()
        for triple, graph in marked.items():
            assert isinstance(graph, NamedNode)
            assert is_derived(graph.value)
            assert Quad(triple.subject, triple.predicate, triple.object, graph) in index.store
        assert not any(each in found.derived for each in found.asserted)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own use
def test_every_format_tells_the_same(site: Site) -> None:
    for path in SAMPLE:
        graphs = []
        for form, (_, media_type, _) in RDF_FORMATS.items():
            written = site.write(Wanted(path, (form,), context=CONTEXT))
            graph = rdflib.Dataset(default_union=True) if form == "trig" else rdflib.Graph()
            graph.parse(data=written.body, format=media_type, publicID=site.base)
            graphs.append(frozenset(graph.triples((None, None, None))))
        assert len(set(graphs)) == 1, path
        assert not any(isinstance(each, rdflib.BNode) for triple in graphs[0] for each in triple)


def test_of_every_other_thing_each_format_has_as_much(site: Site) -> None:
    for path in [*Things(site.pages).paths()][::2]:
        document = site.document(path)
        assert document is not None
        counts = {}
        for form in ("turtle", "rdfxml"):
            body = document.write(form, "ko", CONTEXT).body
            counts[form] = sum(1 for _ in parse(body, format=RDF_FORMATS[form][2]))
        assert len(set(counts.values())) == 1, (path, counts)
        assert counts["turtle"] > 5


def test_a_long_description_has_pages_and_nothing_is_lost(small: Site) -> None:
    index, graph = small.index, f"{small.base}graph/many"
    goal = thing(small, "id/saebom/goal")
    many = [NamedNode(f"{small.base}id/saebom/many/{number}") for number in range(PAGE * 2)]
    add(index, *((each, RELATED, goal) for each in many), graph=graph)
    documents = [path for path in small.paths() if path.startswith("doc/saebom/goal")]
    assert documents == ["doc/saebom/goal", f"doc/saebom/goal{NEXT}2", f"doc/saebom/goal{NEXT}3"]
    found = [describe(index, goal, number) for number in (1, 2, 3)]
    assert {each.subject for page in found for each in page.rest} >= set(many)
    assert sum(len(page.rest) for page in found) == len({*found[0].incoming, *found[0].derived})
    assert max(len(page.rest) for page in found) == PAGE
    rels = [{each.rel: each.target for each in small.write(Wanted(path)).links} for path in documents]
    assert ("prev" in rels[0], rels[0]["next"]) == (False, documents[1])
    assert (rels[1]["prev"], rels[1]["next"]) == (documents[0], documents[2])
    assert (rels[2]["prev"], "next" in rels[2]) == (documents[1], False)
    assert small.write(Wanted(f"doc/saebom/goal{NEXT}4")).status == 404
    assert small.write(Wanted(f"doc/saebom/goal{NEXT}1")).status == 404
    assert small.write(Wanted(f"doc/saebom/goal{NEXT}02")).status == 404


def test_a_retired_thing_says_so_why_and_what_came_after(small: Site) -> None:
    gone, after = thing(small, "id/saebom/gone"), thing(small, "id/saebom/goal")
    add(
        small.index,
        (gone, NamedNode(OWL + "deprecated"), Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))),
        (gone, NOTE, Literal("두 번 적혀 있었습니다.", language="ko")),
        (gone, NOTE, Literal("It was there twice.", language="en")),
        (gone, NamedNode(DCTERMS + "isReplacedBy"), after),
        graph=f"{small.base}graph/retired",
    )  # fmt: skip
    korean, english = (small.write(Wanted("doc/saebom/gone", language=each)) for each in ("ko", "en"))
    assert (korean.status, english.status) == (410, 410)
    for written, said in (
        (korean, ("폐지된 항목", "두 번 적혀")),
        (english, ("was retired", "there twice")),
    ):
        page = written.body.decode()
        assert all(each in page for each in said)
        assert 'href="goal.' in page


def test_names_are_those_of_now(small: Site) -> None:
    """The index changes in place, and what was read from it before isn't told again."""
    policy = thing(small, "id/saebom/policy/1")
    old = next(iter(small.index.store.quads_for_pattern(policy, LABELS[0], None, None)))
    assert isinstance(old.object, Literal)
    pages = ("doc/saebom/policy/1", "doc/saebom/goal", "doc/saebom/strategy/1-1")
    for path in pages:
        assert old.object.value in small.write(Wanted(path, language=old.object.language)).body.decode()  # type: ignore[arg-type]
    said = Literal("딴 이름 another", language=old.object.language)
    small.index.change(Change(frozenset({Quad(policy, LABELS[0], said, old.graph_name)}), frozenset({old})))
    for path in pages:
        assert said.value in small.write(Wanted(path, language=old.object.language)).body.decode()  # type: ignore[arg-type]


def test_a_name_in_another_language_says_so(small: Site) -> None:
    only, goal = thing(small, "id/saebom/only"), thing(small, "id/saebom/goal")
    label = Literal("우리말뿐", language="ko")
    add(small.index, (only, LABELS[0], label), (only, RELATED, goal), graph=f"{small.base}graph/only")
    own, other = (small.write(Wanted(f"doc/saebom/{path}", language="en")) for path in ("only", "goal"))
    assert '<h1 lang="ko">우리말뿐</h1>' in own.body.decode()
    assert '<a href="only.en.html" lang="ko">우리말뿐</a>' in other.body.decode()
    assert "<h1>우리말뿐</h1>" in small.write(Wanted("doc/saebom/only", language="ko")).body.decode()


def test_whoever_watches_sees_what_kept_names_were_read_from(small: Site) -> None:
    """A page written with names that are known already depends on as much as one written without."""

    def watched(path: str) -> Reads:
        with watching(small.index) as store:
            document = small.document(path)
            assert document is not None
            document.write("html", "en", CONTEXT)
        return store.reads

    paths = [path for path in small.paths() if path.startswith("doc/")]
    warm = {path: watched(path) for path in (*paths, *reversed(paths))}
    for path in paths:
        small.pages.kept = Names(small.index)
        cold = watched(path)
        assert cold.terms == warm[path].terms, path
        assert not cold.is_whole


@pytest.mark.parametrize("text", ["이름", 'a "b" c\\d', "lines\nand\ttabs\u2028 .", "\u0001 <a> .", ""])
def test_what_has_a_name_depends_on_that_name_alone(small: Site, text: str) -> None:
    """However the name is written: where it were noted otherwise than digested, nothing would change."""
    label, graph = Literal(text, language="ko"), f"{small.base}graph/names"
    with watching(small.index) as store:
        list(store.quads_for_pattern(None, LABELS[0], label, None))

    def digests() -> list[str]:
        known = term_digests(small.index)
        return [known.get(term, "") for term in store.reads.terms]

    before = digests()
    add(small.index, (thing(small, "id/one"), LABELS[0], Literal("딴 이름", language="ko")), graph=graph)
    assert digests() == before
    add(small.index, (thing(small, "id/other"), LABELS[1], label), graph=graph)
    assert digests() != before


def test_a_circle_ends(small: Site) -> None:
    graph = f"{small.base}graph/circle"
    first, second = (NamedNode(f"{small.base}id/circle/{number}") for number in (1, 2))
    subject, predicate, last = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
    part_of = NamedNode(DCTERMS + "isPartOf")
    add(
        small.index,
        *((first, BROADER, second), (second, BROADER, first), (first, BROADER, first)),
        *((first, part_of, second), (second, part_of, first)),
        *((first, TYPE, NamedNode(CSP + "Relation")), (first, subject, first), (first, last, second)),
        *((first, predicate, RELATED), (second, subject, first), (second, last, second)),
        *((second, predicate, RELATED),),
        graph=graph,
    )
    for number in (1, 2):
        for form in ("html", "turtle"):
            assert small.write(Wanted(f"doc/circle/{number}", (form,))).status == 200
