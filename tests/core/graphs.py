"""Random graphs, made of all that has ever been hard to write: for the laws of Turtle and of lines."""

from collections.abc import Iterable

import pyoxigraph
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, CanonicalizationAlgorithm, Dataset, RdfFormat

from gjgraph.core.terms import PREFIXES, RDF, XSD, BlankNode, Literal, NamedNode, Quad, Triple

BASE = "http://example.org/"
EMPTY_PREFIX = "http://example.org/empty#"
NAMESPACES = PREFIXES | {
    "": EMPTY_PREFIX,
    "ex": "http://example.org/ns/",
    "longer": "http://example.org/ns/a",
}
FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))

IRIS = [
    *(RDF + name for name in ("type", "List", "nil", "first", "rest", "reifies")),
    XSD + "integer",
    "http://example.org",
    BASE,
    EMPTY_PREFIX,
    EMPTY_PREFIX + "local",
    "http://example.org/ns/",
    "http://example.org/ns/a",
    "http://example.org/ns/ab",
    "http://example.org/ns/a.",
    "http://example.org/ns/a.b",
    "http://example.org/ns/.a",
    "http://example.org/ns/-a",
    "http://example.org/ns/a-",
    "http://example.org/ns/a/b",
    "http://example.org/ns/a:b",
    "http://example.org/ns/a%20b",
    "http://example.org/ns/광주",
    "http://example.org/policy/2",
    "http://example.org/policy/02",
    "http://example.org/policy/10",
    "http://example.org/a.",
    "http://example.org/a..",
    "http://example.org/.",
    "http://example.org/..",
    "http://example.org/../a",
    "http://example.org/a/../b",
    "http://example.org/a/./b",
    "http://example.org/a/.b",
    "http://example.org/a/",
    "http://example.org/a//b",
    "http://example.org//a",
    "http://example.org/#",
    "http://example.org/#a",
    "http://example.org/a#",
    "http://example.org/a#b",
    "http://example.org/a/#b.c",
    "http://example.org/?",
    "http://example.org/a?b=c&d",
    "http://example.org/a:b",
    "http://example.org/a/b:c",
    "http://example.org/~a",
    "http://example.org/a%2Fb",
    "http://example.org/광주/정책",
    "http://example.org/a(b),c;d'e!f*g@h$i",
    "http://elsewhere.example/a",
    "urn:isbn:1",
    "mailto:a@example.org",
    "a:",
]
STRINGS = [
    *("", "a", "정책", " ", "#", "<a>", "{", "\\", "\\\\n", "\\u0041", "'''", "@ko", "^^"),
    *(
        '"',
        '""',
        '"""',
        '""""',
        'a"',
        '\\"',
        '\n"',
        '\n""',
        '\n"""',
        '\n""""',
        '\n"""""',
        '\n"""a"',
        '\n\\"',
        "\n\\",
    ),
    *(
        "\n",
        "\r",
        "\r\n",
        "\t",
        "a\tb\n",
        "\x00",
        "\x00\n",
        "\x1f\x7f",
        "\x1f\x7f\n",
        "\x85",
        "\u2028",
        "\ufeff",
    ),
    *("한글", "e\u0301", "😀", "👩‍👩‍👧", "\u200fעברית\u200e", "\ufffe", "\U0010ffff"),
]
NUMBERS = [
    "1",
    "01",
    "+1",
    "-0",
    "1.",
    "1.0",
    ".5",
    "-.5",
    "1e0",
    "1.e0",
    ".5E-1",
    ".e0",
    "1E",
    "INF",
    "",
    " 1",
    "٣",
    "1\n",
]
LEXICAL = {
    **dict.fromkeys(("integer", "decimal", "double", "int"), NUMBERS),
    "boolean": ["true", "false", "TRUE", "1", "true\n", ""],
    "string": STRINGS,
    "date": ["2026-01-01", "yesterday"],
}

iris = st.sampled_from(IRIS).map(NamedNode)
texts = (
    st.sampled_from(STRINGS)
    | st.text(st.sampled_from("\"\\\n\r\t'a.b@^ 가\u1100\u1161\x00\u200f"))
    | st.text()
)
literals = st.one_of(
    texts.map(Literal),
    st.builds(
        lambda text, language, direction: Literal(text, language=language, direction=direction),
        texts,
        st.sampled_from(["ko", "en", "de", "ko-KR", "en-Latn-US-x-private"]),
        st.sampled_from([None, BaseDirection.LTR, BaseDirection.RTL]),
    ),
    st.sampled_from([(name, text) for name, forms in LEXICAL.items() for text in forms]).map(
        lambda typed: Literal(typed[1], datatype=NamedNode(XSD + typed[0]))
    ),
    st.builds(
        lambda text, datatype: Literal(text, datatype=NamedNode(datatype)), texts, st.just(BASE + "type")
    ),
)
blanks = st.integers(0, 4).map(lambda number: BlankNode(f"b{number}"))
subjects = iris | blanks
predicates = iris | st.sampled_from([FIRST, REST])
triple_terms: st.SearchStrategy[Triple] = st.deferred(
    lambda: st.builds(Triple, subjects, predicates, iris | blanks | literals | triple_terms)
)
objects = st.one_of(blanks, blanks, iris, literals, st.just(NIL), triple_terms)
statements = st.builds(Triple, subjects, predicates, objects)


@st.composite
def lists(draw: st.DrawFn) -> list[Triple]:
    """Draw a list: whole, or spoilt, or entered from a second place."""
    name = draw(st.sampled_from("lm"))
    cells = [BlankNode(f"{name}{place}") for place in range(draw(st.integers(0, 4)))]
    triples = [Triple(draw(subjects), draw(predicates), cells[0] if cells else NIL)]
    ends: st.SearchStrategy[NamedNode | BlankNode] = st.sampled_from([NIL, NIL, NIL, *cells])
    for cell, rest in zip(cells, [*cells[1:], draw(ends)][: len(cells)], strict=True):
        triples += [Triple(cell, FIRST, draw(objects)), Triple(cell, REST, rest)]
    if draw(st.booleans()) and cells:
        triples.append(draw(st.builds(Triple, st.sampled_from(cells), predicates, objects)))
    if draw(st.booleans()) and cells:
        triples.append(draw(st.builds(Triple, subjects, predicates, st.sampled_from(cells))))
    return triples


graphs = st.builds(
    lambda loose, linked: loose + [triple for one in linked for triple in one],
    st.lists(statements, max_size=8),
    st.lists(lists(), max_size=2),
)


def parse(text: str) -> list[Triple]:
    """Parse Turtle that stands alone: its base and prefixes are its own."""
    return [quad.triple for quad in pyoxigraph.parse(text.encode(), format=RdfFormat.TURTLE)]


def canonical(triples: Iterable[Triple]) -> set[str]:
    """Give a graph with the canonical names of its blank nodes: equal for isomorphic graphs."""
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}
