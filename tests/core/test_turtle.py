"""Canonical Turtle: its laws over random graphs, and its rules by example."""

import itertools
import random
from collections.abc import Sequence
from textwrap import dedent

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BaseDirection

from gjgraph.core.terms import DCTERMS, PREFIXES, RDF, SKOS, XSD, BlankNode, Literal, NamedNode, Triple
from gjgraph.core.turtle import natural_key, write
from tests.core.graphs import (
    BASE,
    FIRST,
    IRIS,
    LEXICAL,
    NAMESPACES,
    NIL,
    REST,
    STRINGS,
    canonical,
    graphs,
    parse,
)

S, P, Q = (NamedNode(BASE + name) for name in "spq")
A, B, C = (BlankNode(name) for name in "abc")


def written(triples: Sequence[Triple]) -> str:
    return write(triples, BASE, NAMESPACES)


def renamed(term: object, names: dict[str, str]) -> object:
    """Give a term with its blank nodes called otherwise."""
    match term:
        case BlankNode():
            return BlankNode(names[term.value])
        case Triple():
            return Triple(*(renamed(part, names) for part in term))  # type: ignore[arg-type]
    return term


def blank_names(term: object) -> set[str]:
    if isinstance(term, BlankNode):
        return {term.value}
    return set().union(*map(blank_names, term)) if isinstance(term, Triple) else set()


def assert_laws(graph: Sequence[Triple]) -> None:
    text = written(graph)
    back = parse(text)
    assert canonical(back) == canonical(graph)
    assert written(back) == text


@settings(max_examples=300, deadline=None)
@given(graphs)
def test_parse_of_write_is_isomorphic_and_write_of_that_is_the_same_text(graph: list[Triple]) -> None:
    """Law: "`parse(write(g))` is isomorphic to `g`, and `write` of that is the same text again"."""
    assert_laws(graph)


@settings(max_examples=200, deadline=None)
@given(graphs, st.randoms(use_true_random=False))
def test_one_text_for_one_graph(graph: list[Triple], chance: random.Random) -> None:
    """Law: "one text for one graph": neither order, nor doubles, nor names of blank nodes show."""
    old = sorted(set().union(*map(blank_names, graph)))
    new = [f"other{number}" for number in range(len(old))]
    chance.shuffle(new)
    names = dict(zip(old, new, strict=True))
    other = [
        triple for triple in (renamed(triple, names) for triple in graph) if isinstance(triple, Triple)
    ] * 2
    chance.shuffle(other)
    assert written(other) == written(graph)


@pytest.mark.parametrize("text", [*STRINGS, "9" * 5000])
@pytest.mark.parametrize("language", [None, "ko"])
def test_any_string_comes_back(text: str, language: str | None) -> None:
    literal = Literal(text, language=language)
    assert_laws([Triple(S, P, literal), Triple(S, Q, Triple(S, P, literal))])


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name, forms in LEXICAL.items() for form in forms]
)
def test_a_literal_keeps_its_lexical_form(name: str, form: str) -> None:
    """Rule 5: "Numbers and booleans stand bare and keep their lexical form"."""
    literal = Literal(form, datatype=NamedNode(XSD + name))
    (triple,) = parse(written([Triple(S, P, literal)]))
    assert triple == Triple(S, P, literal)
    assert isinstance(triple.object, Literal)
    assert triple.object.value == form


@pytest.mark.parametrize("iri", IRIS)
def test_any_iri_comes_back_in_any_place(iri: str) -> None:
    node = NamedNode(iri)
    graph = [
        Triple(node, node, node),
        Triple(S, P, Literal("", datatype=node)),
        Triple(S, Q, Triple(node, node, node)),
    ]
    assert_laws(graph)


@pytest.mark.parametrize("iri", [iri for iri in IRIS if iri != "a:"])
def test_another_reader_reads_the_same_iri(iri: str) -> None:
    node = NamedNode(iri)
    graph = rdflib.Graph().parse(data=written([Triple(node, node, S)]), format="turtle")
    assert {(str(s), str(p)) for s, p, _ in graph} == {(iri, iri)}


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (BASE + "policy/2", "<policy/2>"),
        (BASE + "policy/2#note", "<policy/2#note>"),
        (BASE, f"<{BASE}>"),
        (BASE + "../a", f"<{BASE}../a>"),
        (BASE + "a//b", f"<{BASE}a//b>"),
        (BASE + "a:b", f"<{BASE}a:b>"),
        (BASE + "a?b", f"<{BASE}a?b>"),
        (BASE + "ns/", "ex:"),
        (BASE + "ns/b", "ex:b"),
        (BASE + "ns/ab", "longer:b"),
        (BASE + "ns/b.", "<ns/b.>"),
        (BASE + "empty#local", ":local"),
        (BASE + "광주", f"<{BASE}광주>"),
        ("http://elsewhere.example/a", "<http://elsewhere.example/a>"),
    ],
)
def test_how_an_iri_is_written(iri: str, expected: str) -> None:
    node = NamedNode(iri)
    text = written([Triple(node, NamedNode("urn:p"), node)])
    assert text.splitlines()[-2:] == [expected, f"    <urn:p> {expected} ."]
    assert ("@base" in text) == (expected.startswith("<") and ":" not in expected)


def turtle(text: str) -> str:
    """Write again what a Turtle text says; its base and prefixes are those of the tests."""
    head = f"@base <{BASE}> . " + " ".join(f"@prefix {name}: <{iri}> ." for name, iri in NAMESPACES.items())
    return written(parse(head + dedent(text)))


CANONICAL = {
    "head, natural order, first predicates, languages": """\
        @base <http://example.org/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

        <z>
            a owl:Ontology .

        <policy/2>
            a skos:Concept ;
            skos:prefLabel "둘"@ko ,
                "two"@en ,
                "zwei"@de ;
            skos:notation "2" ,
                "10" ;
            skos:definition "d" ;
            <p2> <policy/2> ,
                <policy/10> ;
            <p10> 2e3 ,
                007 ,
                "7"^^xsd:decimal ,
                -1.50 ,
                "TRUE"^^xsd:boolean ,
                true .

        <policy/10>
            a skos:Concept .
        """,
    "a string with line ends is long": '''\
        @base <http://example.org/> .

        <s>
            <p> """one "two" ""\\\\
        \\"\\"\\"three\\"""" .
        ''',
    "blank nodes in place, and named where shared": """\
        @base <http://example.org/> .

        <s>
            <p> () ,
                ( 1 "a" <s> ) ,
                [
                    <p> 2 ;
                    <q> [ <p> 3 ]
                ] ,
                [ <p> 1 ] ,
                [] ,
                _:c14n4 ;
            <q> _:c14n4 .

        []
            <p> "nobody points here" .

        _:c14n4
            <p> "shared" .
        """,
    "triple terms": """\
        @base <http://example.org/> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

        <s>
            rdf:reifies <<( <s> <p> "one\\nline" )>> ,
                <<( <s> rdf:type rdf:nil )>> .
        """,
}


@pytest.mark.parametrize("text", CANONICAL.values(), ids=CANONICAL)
def test_canonical_texts(text: str) -> None:
    graph = parse(dedent(text))
    assert written(graph) == dedent(text)
    assert written(graph[::-1]) == dedent(text)


def test_an_empty_graph_is_an_empty_text() -> None:
    assert written([]) == ""


def test_only_used_prefixes_are_declared() -> None:
    """Rule 1: "Base and prefixes come first, only those that are used, sorted"."""
    text = write([Triple(NamedNode(SKOS + "a"), NamedNode(DCTERMS + "b"), NIL)], BASE, PREFIXES)
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        f"@prefix dcterms: <{DCTERMS}> .",
        f"@prefix skos: <{SKOS}> .",
    ]


@pytest.mark.parametrize("length", [3, 39, 40, 41, 42, 100, 300])
@pytest.mark.parametrize("end", [NIL, S, A], ids=["list", "spoilt", "cycle"])
def test_long_chains_neither_hang_nor_overflow(length: int, end: NamedNode | BlankNode) -> None:
    nodes = [A, *(BlankNode(f"n{place}") for place in range(length))]
    graph = [Triple(S, P, A)]
    for place, (node, rest) in enumerate(itertools.pairwise([*nodes, end])):
        graph += [Triple(node, FIRST, Literal(place)), Triple(node, REST, rest)]
    assert_laws(graph)
    assert ("_:" in written(graph)) == (end != NIL and (end == A or length > 39))


def test_a_long_list_stays_one_list() -> None:
    text = turtle("<s> <p> (" + " ".join(str(number) for number in range(500)) + ") .")
    assert "_:" not in text
    assert RDF not in text
    assert text.splitlines()[3:6] == ["    <p> (", "            0", "            1"]


@pytest.mark.parametrize(
    "ordered",
    [
        ["policy/1", "policy/2", "policy/10", "policy/10a", "policy/10b"],
        ["02", "2", "3", "10", "a"],
        ["", "0", "1", "9" * 5000, "1" + "0" * 5000, "a"],
    ],
)
def test_natural_order(ordered: list[str]) -> None:
    assert sorted(sorted(ordered), key=natural_key) == ordered


def test_directions_are_told_apart() -> None:
    ways = [
        Literal("x", language="ar", direction=way) for way in (None, BaseDirection.LTR, BaseDirection.RTL)
    ]
    texts = {written([Triple(S, P, way) for way in order]) for order in itertools.permutations(ways)}
    assert [text.splitlines()[3:] for text in texts] == [
        ['    <p> "x"@ar--ltr ,', '        "x"@ar--rtl ,', '        "x"@ar .']
    ]


def test_a_node_that_is_used_by_itself_only_is_named() -> None:
    assert_laws([Triple(A, P, A), Triple(B, P, C), Triple(C, P, B)])
    assert written([Triple(A, P, A)]).endswith("_:c14n0\n    <p> _:c14n0 .\n")
