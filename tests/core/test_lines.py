"""Where each statement stands: canonical Turtle by a law, other layouts by example."""

import re
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjgraph.core.lines import Lines, joined
from gjgraph.core.terms import RDF, Literal, NamedNode, Triple
from gjgraph.core.turtle import Writer
from tests.core.graphs import BASE, IRIS, NAMESPACES, graphs, parse

EX = "http://example.org/"
MARK = re.compile(r"⟦([^⟧]*)⟧")


def expected_lines(text: str) -> tuple[str, dict[tuple[str, str | None], int]]:
    """Take the marks out of a text, `⟦s⟧` or `⟦s p⟧`, each on the line where that stands."""
    places: dict[tuple[str, str | None], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for mark in MARK.findall(line):
            subject, _, predicate = mark.partition(" ")
            places[full(subject), full(predicate) if predicate else None] = number
    return MARK.sub("", text), places


def full(name: str) -> str:
    if name.startswith("_:"):
        return name
    return RDF + "type" if name == "a" else name if ":" in name else EX + name


LAYOUTS = {
    "one line": "<http://example.org/s> <http://example.org/p> 1 . ⟦s⟧⟦s p⟧",
    "predicates and objects on lines of their own": """\
        @prefix : <http://example.org/> .

        :s ⟦s⟧
            a ⟦s a⟧
                :C ;
            :p ⟦s p⟧
                :o1 ,
                :o2, :p ,
                :q
                ;
            ;
            :q 1 ; :r 2 . ⟦s q⟧⟦s r⟧
        :o1 :p :s . ⟦o1⟧⟦o1 p⟧
        """,
    "comments with stops, quotes and brackets": """\
        @prefix : <http://example.org/> . # a comment. :no :no :no .
        # "never closed. [ (
        :s # :x :y :z . ⟦s⟧
            :p # '''. ⟦s p⟧
            "#. not a comment ; :no" ;#.
            :q :o#. ⟦s q⟧
            . # )
        :t :p :o . ⟦t⟧⟦t p⟧
        """,
    "long strings over several lines": """\
        @prefix : <http://example.org/> .
        :s :p \"\"\"one ⟦s⟧⟦s p⟧
        :no :no "two" ;
        \\\"\"\" ]. ""
        \"\"\"@ko ; :q '''it's ⟦s q⟧
        \\\\''' ; :r "\\\\" ; ⟦s r⟧
            :t '\\'.' , "\\".", '' , \"\"\"\"\"\" ; ⟦s t⟧
            :u 'x'@en-GB--ltr . ⟦s u⟧
        """,
    "numbers with stops": """\
        @prefix : <http://example.org/> .
        :s :p .5 , ⟦s⟧⟦s p⟧
              5.0 , -.5e1 ; :q .5 ; ⟦s q⟧
           :r 5. :t :p 5.5. ⟦s r⟧⟦t⟧⟦t p⟧
        :u :p true. ⟦u⟧⟦u p⟧
        """,
    "names with stops and escapes": """\
        @prefix : <http://example.org/> .
        @prefix a.b: <http://example.org/ab/> .
        :s.t :p.q :o. :u :p :o.o. ⟦s.t⟧⟦s.t p.q⟧⟦u⟧⟦u p⟧
        :v\\. :w\\~\\,\\; :o\\. . ⟦v.⟧⟦v. w~,;⟧
        a.b:x\\#y : :o\\(\\) . ⟦http://example.org/ab/x#y⟧⟦http://example.org/ab/x#y http://example.org/⟧
        :x :p _:b.c. :y :p :z . ⟦x⟧⟦x p⟧⟦y⟧⟦y p⟧
        """,
    "blank nodes and lists": """\
        @prefix : <http://example.org/> .
        :s :p [ :no :no ; ⟦s⟧⟦s p⟧
                :no [ :no ( :no "]" ) ] ] ,
              ( :no [ :no 1 ; :no 2 ]
                :no ) ;
            :q 1 . ⟦s q⟧
        [] :p :o ; :q :p .
        [ :q :s ] .
        ( :r :s ) :p :p .
        [ :q :o ] :r :s .
        :p :q :r . ⟦p⟧⟦p q⟧
        _:b :p 1 . ⟦_:b⟧⟦_:b p⟧
        () :q 1 .
        :r :q 1 . ⟦r⟧⟦r q⟧
        """,
    "prefixes redefined, and bases": """\
        @prefix e: <http://example.org/one#> . @base <http://example.org/base/> .
        e:s e:p e:o . ⟦http://example.org/one#s⟧⟦http://example.org/one#s http://example.org/one#p⟧
        @prefix e: <two#> .
        e:s <p> e:o . ⟦http://example.org/base/two#s⟧⟦http://example.org/base/two#s base/p⟧
        @base <../other/> .
        <> <#p> <> . ⟦http://example.org/other/⟧⟦http://example.org/other/ http://example.org/other/#p⟧
        <?q> </r> <//h/i> . ⟦http://example.org/other/?q⟧⟦http://example.org/other/?q r⟧
        <//h/i> <r> 1 . ⟦http://h/i⟧⟦http://h/i other/r⟧
        """,
    "as SPARQL writes it": """\
        BASE <http://example.org/>
        prefix : <http://example.org/ns#>
        PREFIX a: <http://example.org/a/>
        VERSION "1.2"
        :s a a: . ⟦http://example.org/ns#s⟧⟦http://example.org/ns#s a⟧
        Base <b/> Prefix : <c#> :s <p> :s . ⟦http://example.org/b/c#s⟧⟦http://example.org/b/c#s b/p⟧
        @version "1.2" .
        a:t <q> 1 . ⟦a/t⟧⟦a/t b/q⟧
        """,
    "a namespace with the host of the base": """\
        @base <http://example.org/> .
        @prefix c: <http://example.org/csp#> .
        @prefix d: <http://example.org/find?> .
        <s> c:p 1 ; ⟦s⟧⟦s http://example.org/csp#p⟧
            d:q 1 . ⟦s http://example.org/find?q⟧
        """,
    "escapes in addresses": """\
        <http://example.org/\\u0041> <http://example.org/\\U0001F600> 1 . ⟦A⟧⟦A http://example.org/😀⟧
        <http://example.org/광주> <http://example.org/#p> 1 . ⟦광주⟧⟦광주 http://example.org/#p⟧
        """,
    "statements about statements": """\
        @prefix : <http://example.org/> .
        :s :p :o {| :no :no ; :no 1 |} ; ⟦s⟧⟦s p⟧
           :q <<( :no :no :no )>> , << :no :no :no >> ; ⟦s q⟧
           :r :o ~ :t {| :no 1 |} , 2 ; ⟦s r⟧
           :u 1 . ⟦s u⟧
        << :no :no :no ~ :no >> :p :o ; :q 1 .
        :t :p 1 . ⟦t⟧⟦t p⟧
        """,
    "the first of several places": """\
        @prefix : <http://example.org/> .
        :s :p 1 . ⟦s⟧⟦s p⟧
        :s :q 1 ; ⟦s q⟧
           :p 2 .
        """,
    "no spaces": """\
        @prefix :<http://example.org/>.:s<http://example.org/p>"o";:q[:no()],(:s).:t a:u.
        """.replace("a:u.", "a :u. ⟦s⟧⟦s p⟧⟦s q⟧⟦t⟧⟦t a⟧"),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_places_in_any_layout(layout: str) -> None:
    """Sentence: "The lines on which the subjects …, and each of their predicates, are first written"."""
    text, places = expected_lines(dedent(layout))
    lines = Lines(text)
    subjects = {subject: line for (subject, predicate), line in places.items() if predicate is None}
    assert lines.subjects == subjects
    found = {key: line for key, line in lines.predicates.items() if key[0]}
    assert found == {key: line for key, line in places.items() if key[1] is not None}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_examples_say_what_the_parser_says(layout: str) -> None:
    text, places = expected_lines(dedent(layout))
    said = {
        (triple.subject.value, triple.predicate.value)
        for triple in parse(text)
        if isinstance(triple.subject, NamedNode)
    }
    assert {key for key in places if key[1] and not key[0].startswith("_:")} <= said


@settings(max_examples=200, deadline=None)
@given(graphs)
def test_every_statement_of_canonical_turtle_is_found(graph: list[Triple]) -> None:
    """Rule of canonical Turtle: "A block for each subject": its first line, and a line for each predicate."""
    writer = Writer(graph, BASE, NAMESPACES)
    text = writer.text()
    lines, rows = Lines(text), text.split("\n")
    for triple in graph:
        if not isinstance(triple.subject, NamedNode):
            continue
        subject, predicate = triple.subject.value, triple.predicate.value
        first, line = lines.of(subject), lines.of(subject, predicate)
        assert first
        assert line
        assert rows[first - 1] == writer.iri(subject)
        verb = "a" if predicate == RDF + "type" else writer.iri(predicate)
        assert rows[line - 1].startswith(f"    {verb} ")
        assert first < line
        assert all(row.startswith(" ") or row == "" or '"' in text for row in rows[first:line])


@settings(max_examples=100, deadline=None)
@given(graphs, st.text("\n# .;", max_size=5))
def test_lines_move_with_what_stands_before_them(graph: list[Triple], before: str) -> None:
    text = Writer(graph, BASE, NAMESPACES).text()
    head = "".join(f"#{line}\n" for line in before.split("\n"))
    shift = head.count("\n")
    plain, moved = Lines(text), Lines(head + text)
    assert moved.subjects == {subject: line + shift for subject, line in plain.subjects.items()}
    assert moved.predicates == {key: line + shift for key, line in plain.predicates.items()}


def test_of_falls_back_to_the_subject() -> None:
    """Sentence: "Find the line of a statement, or that of its subject where the statement isn't there"."""
    lines = Lines("\n<urn:s>\n<urn:p> 1 .")
    assert lines.of("urn:s") == 2
    assert lines.of("urn:s", "urn:p") == 3
    assert lines.of("urn:s", "urn:q") == 2
    assert lines.of("urn:other", "urn:p") is None


@pytest.mark.parametrize(
    "base", ["http://example.org/", "http://example.org/a/b?c", "http://example.org/a/b#c"]
)
@pytest.mark.parametrize(
    "reference",
    [
        "",
        "#",
        "#a",
        "?",
        "?a",
        "a",
        "a#",
        "a?",
        "a?#",
        ".",
        "..",
        "../a",
        "./a/../b/",
        "/a",
        "//h",
        "//h/a#",
        "a/b:c",
        *IRIS,
    ],
)
def test_addresses_are_resolved_as_the_parser_does(base: str, reference: str) -> None:
    (triple,) = parse(f"@base <{base}> . <{reference}> <urn:p> 1 .")
    assert triple == Triple(NamedNode(joined(base, reference)), NamedNode("urn:p"), triple.object)


def test_a_large_text_is_read_in_time_that_grows_with_it() -> None:
    subject = NamedNode(EX + "s")
    quotes = 'a""' * 50_000 + "\n\\"
    text = Writer([Triple(subject, NamedNode(EX + "p"), Literal(quotes))], BASE, NAMESPACES).text()
    assert Lines(text).of(EX + "s", EX + "p") == 4
