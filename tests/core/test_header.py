"""The headers of query files, and what a parameter lets through."""

import unicodedata
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjgraph.core.errors import UnreadableError
from gjgraph.core.header import Parameter, ParameterType, parse_header
from gjgraph.core.terms import XSD, Literal, NamedNode
from gjgraph.core.text import Text

BASE = "https://example.org/"
SUMMARY = "#+ summary: {ko: 하나, en: one}\n"
NUMBER = "{type: integer, default: 2, ko: 번호, en: number}"


def parameter(kind: ParameterType) -> Parameter:
    return Parameter("x", kind, Text("", ""))


def test_a_full_header() -> None:
    text = dedent("""\
        #+ id: five
        #+ summary:
        #+   ko: 한 정책의 전략
        #+   en: "The strategies: of a policy"
        #+ tags: [policy, 4]
        #+ parameters:
        #+   number: {type: integer, default: 2, ko: 정책 번호, en: number of the policy}
        #+   thing:
        #+     type: iri
        #+     ko: 것
        #+     en: thing
        #+ message: {ko: "{?this} 없음", en: "{?this} is missing"}
        #+ severity: warning
        #+
        # a comment: [that is no header
        SELECT * { ?s ?p "#+ neither" }
        """)
    query = parse_header("strategies", text)
    assert (query.name, query.text, query.id, query.tags) == ("strategies", text, "five", ("policy", "4"))
    assert query.summary == Text("한 정책의 전략", "The strategies: of a policy")
    assert query.message == Text("{?this} 없음", "{?this} is missing")
    assert query.is_warning
    assert query.parameters == (
        Parameter("number", "integer", Text("정책 번호", "number of the policy"), "2"),
        Parameter("thing", "iri", Text("것", "thing")),
    )


def test_a_short_header() -> None:
    query = parse_header("q", SUMMARY + "#+ severity: violation\n#+ parameters:\nSELECT * {}")
    assert (query.summary, query.tags, query.parameters) == (Text("하나", "one"), (), ())
    assert (query.id, query.message, query.is_warning) == (None, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT * {}",
        "#+ just words",
        "#+ [a, list]",
        "#+ summary: {ko: 하나}",
        "#+ summary: one text",
        "#+ summary:",
        "#+ summary: [ko, en]",
        "#+ summary: {ko: 하나, en: one",
        "#+ {[a]: b}",
        "#+ when: 2026-13-45",
        SUMMARY + "#+ unknown: 1",
        SUMMARY + "#+ Tags: [a]",
        SUMMARY + "#+ tags: words",
        SUMMARY + "#+ tags: 5",
        SUMMARY + "#+ severity: fatal",
        SUMMARY + "#+ severity: [warning]",
        SUMMARY + "#+ message: no languages",
        SUMMARY + "#+ parameters: [number]",
        SUMMARY + "#+ parameters: number",
        SUMMARY + "#+ parameters: {number: integer}",
        SUMMARY + "#+ parameters: {number: }",
        SUMMARY + "#+ parameters: {number: {ko: 번호, en: number}}",
        SUMMARY + "#+ parameters: {number: {type: integer, ko: 번호}}",
        SUMMARY + "#+ parameters: {number: {type: float, ko: 번호, en: number}}",
        SUMMARY + "#+ parameters: {number: {type: [integer], ko: 번호, en: number}}",
        SUMMARY + "#+ parameters: {number: {type: integer, default: two, ko: 번호, en: number}}",
        SUMMARY + "#+ parameters: {thing: {type: iri, default: 'a b', ko: 것, en: thing}}",
        SUMMARY + f"#+ parameters: {{'?number': {NUMBER}}}",
        SUMMARY + f"#+ parameters: {{'a b': {NUMBER}}}",
        SUMMARY + "#+ summary: !!python/object/apply:print [1]",
    ],
)
def test_a_bad_header_is_unreadable_and_named(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_header("broken-one", text)
    assert "broken-one" in caught.value.message.ko
    assert "broken-one" in caught.value.message.en


INJECTIONS = [
    "1} DELETE {",
    "1 . ?s ?p ?o",
    "'; DROP",
    '"',
    "\\",
    "> . ?a ?b <",
    "\n1",
    "1\n",
    " 1",
    "1 ",
    "٣",
    "１",
]
BAD = {
    "integer": [*INJECTIONS, "", "x", "1.0", "1e3", "--1", "+", "0x1", "1_000", "9" * 19, "\x001"],
    "iri": [
        *(
            "a b",
            "a>b",
            "a:b>",
            'a:"b',
            "a:b\\c",
            "a:b`",
            "a:{b}",
            "a:b|c",
            "a:b^c",
            "a:b\nc",
            "a:b ",
            " a:b",
        ),
        *(
            "1:2",
            ":a",
            "http://[",
            "http://a:b/",
            "http://a/%zz",
            "%",
            "a:\x00",
            "a:\ue000",
            "a:\udcff",
            "\udcff",
        ),
    ],
    "string": ["\udcff", "a\ud800"],
}


@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in BAD.items() for value in values]
)
def test_what_is_not_of_the_type_is_refused(kind: ParameterType, value: str) -> None:
    """Sentence: "give `None` where it isn't of the type"."""
    assert parameter(kind).bind(value, BASE) is None


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("integer", "5", Literal("5", datatype=NamedNode(XSD + "integer"))),
        ("integer", "+05", Literal("5", datatype=NamedNode(XSD + "integer"))),
        ("integer", "-0", Literal("0", datatype=NamedNode(XSD + "integer"))),
        ("integer", "9" * 18, Literal("9" * 18, datatype=NamedNode(XSD + "integer"))),
        ("string", "", Literal("")),
        ("string", '"} DELETE WHERE {?s ?p ?o} #', Literal('"} DELETE WHERE {?s ?p ?o} #')),
        ("string", "광주\n\\", Literal("광주\n\\")),
        ("iri", "policy/2", NamedNode(BASE + "id/policy/2")),
        ("iri", "policy/a:b", NamedNode(BASE + "id/policy/a:b")),
        ("iri", "광주", NamedNode(BASE + "id/광주")),
        ("iri", "urn:isbn:1", NamedNode("urn:isbn:1")),
        ("iri", "http://example.org/a", NamedNode("http://example.org/a")),
    ],
)
def test_what_is_of_the_type_is_a_term(kind: ParameterType, value: str, term: NamedNode | Literal) -> None:
    assert parameter(kind).bind(value, BASE) == term


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([parameter("integer"), parameter("string"), parameter("iri")]),
    st.text(st.characters()) | st.text(st.sampled_from("a1:/%<>{}\"'\\ \n.#?\udcff")),
)
def test_nothing_that_is_typed_gets_into_the_text(made: Parameter, value: str) -> None:
    """Law: a parameter "is bound to a term …; it is never pasted into the text"."""
    term = made.bind(value, BASE)
    match made.type:
        case "integer":
            assert term is None or (isinstance(term, Literal) and int(term.value) == int(value))
        case "string":
            halves = any("\ud800" <= character <= "\udfff" for character in value)
            assert term == (None if halves else Literal(unicodedata.normalize("NFC", value)))
        case "iri":
            assert term is None or (
                isinstance(term, NamedNode) and not set(term.value) & set('<>"{}|\\^` \n')
            )


@pytest.mark.parametrize(
    ("given", "iri"),
    [
        ("x/goal", "https://example.org/id/x/goal"),
        ("id/x/goal", "https://example.org/id/x/goal"),
        ("<id/x/goal>", "https://example.org/id/x/goal"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("csp:Goal", "https://w3id.org/gjgraph/csp#Goal"),
        ("urn:x:y", "urn:x:y"),
    ],
)
def test_an_address_may_be_given_as_answers_show_it(given: str, iri: str) -> None:
    assert parameter("iri").bind(given, "https://example.org/") == NamedNode(iri)
