"""Files and graphs: a bijection that no IRI escapes from."""

from pathlib import PurePosixPath

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gjgraph.core.addresses import Addresses
from gjgraph.core.terms import NamedNode
from tests.core.graphs import IRIS

BASE = "https://example.org/plan/"
ADDRESSES = Addresses(BASE)
PLACES = [
    ("data/gwangju/m7.ttl", BASE + "graph/gwangju/m7"),
    ("data/m7.v2.ttl", BASE + "graph/m7.v2"),
    ("data/a/_other.ttl", BASE + "graph/a/_other"),
    ("ontology/csp.ttl", BASE + "ontology/csp"),
    ("ontology/shapes/plan.ttl", BASE + "ontology/shapes/plan"),
    ("ontology/_others.ttl", BASE + "ontology/_others"),
    ("data/_other/urn%3aisbn%3a1.ttl", "urn:isbn:1"),
    ("data/_other/urn%3a%41%2e%2e.ttl", "urn:A.."),
    ("data/_other/urn%3a%7e%ea%b4%91%ec%a3%bc%25%2f.ttl", "urn:~광주%/"),
]

PARTS = [
    *(
        "a",
        "b",
        "A",
        "m7",
        "con",
        "aux.x",
        "COM1",
        "nul",
        "_other",
        ".ttl",
        "a.ttl",
        ".",
        "..",
        "-",
        "_",
        "~",
        "%2e",
        "%2E",
    ),
    *(
        "%2F",
        "/",
        "//",
        "#",
        "?",
        ":",
        "@",
        "광주",
        "\u1100\u1161",
        "é",
        "e\u0301",
        "İ",
        "😀",
        "a" * 119,
        "b" * 121,
    ),
]
STARTS = [
    BASE,
    BASE + "graph/",
    BASE + "graph/_other/",
    BASE + "ontology/",
    BASE[:-1],
    "urn:",
    "a:",
    "http://example.org/",
]


def is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


iris = (
    st.builds(
        lambda start, parts: start + "".join(parts),
        st.sampled_from(STARTS),
        st.lists(st.sampled_from(PARTS), max_size=8),
    )
    | st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.text(max_size=300))
    | st.sampled_from(IRIS)
).filter(is_iri)


def folded(path: PurePosixPath) -> str:
    """Give a path as a file system sees it that tells neither capitals nor compositions apart."""
    return str(path).casefold()


@pytest.mark.parametrize(("file", "graph"), PLACES)
def test_known_places(file: str, graph: str) -> None:
    assert ADDRESSES.graph_of_file(PurePosixPath(file)) == graph
    assert ADDRESSES.file_of_graph(graph) == PurePosixPath(file)


@settings(max_examples=300, deadline=None)
@given(iris)
def test_graph_of_file_of_graph_is_the_graph(iri: str) -> None:
    """Law: `file_of_graph` is "the inverse of `graph_of_file`"; "no IRI is refused"."""
    assert ADDRESSES.graph_of_file(ADDRESSES.file_of_graph(iri)) == iri


@settings(max_examples=300, deadline=None)
@given(iris)
def test_no_file_leaves_its_folder_or_is_too_long(iri: str) -> None:
    """Law: a file below `data` or `ontology`, "in pieces short enough for every file system"."""
    assert_safe(iri)


def assert_safe(iri: str) -> None:
    path = ADDRESSES.file_of_graph(iri)
    assert path.parts[0] in ("data", "ontology")
    assert not path.is_absolute()
    assert len(path.parts) > 1
    assert path.suffix == ".ttl"
    assert str(path).isascii()
    for part in path.parts:
        assert len(part.encode()) <= 200
        assert not part.startswith(".")
        assert not part.endswith(".")
        assert not set(part) & set('/\\:*?"<>| ')
        assert part.partition(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt1"}


@settings(max_examples=300, deadline=None)
@given(iris, iris)
def test_two_graphs_never_share_a_file(one: str, other: str) -> None:
    """Law: "no two IRIs share a file where capitals aren't told apart"."""
    assume(one != other)
    assert_apart(one, other)


def assert_apart(one: str, other: str) -> None:
    first, second = ADDRESSES.file_of_graph(one), ADDRESSES.file_of_graph(other)
    assert folded(first) != folded(second)
    assert first not in second.parents
    assert second not in first.parents


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("graph/M7", "graph/m7"),
        ("graph/a", "graph/a.ttl/b"),
        ("graph/a", "graph/a/"),
        ("graph/a/b", "graph/a//b"),
        ("graph/a/b", "graph/a%2Fb"),
        ("graph/가", "graph/\u1100\u1161"),
        ("graph/_other/urn%3aa", "graph/_other/urn:a"),
        ("graph/a", "ontology/a"),
        ("graph/..", "graph/."),
        ("graph/" + "a" * 500, "graph/" + "a" * 501),
    ],
)
def test_near_namesakes_have_files_of_their_own(one: str, other: str) -> None:
    assert_apart(BASE + one, BASE + other)


@pytest.mark.parametrize(
    "path",
    [
        "graph/.a",
        "graph/a/.b",
        "graph/../../x",
        "graph/../x",
        "ontology/..",
        "graph//x",
        "graph/",
        "graph/a.",
    ],
)
def test_hidden_files_and_ways_out_are_encoded(path: str) -> None:
    assert_safe(BASE + path)
    assert ADDRESSES.file_of_graph(BASE + path).parts[:2] == ("data", "_other")


@pytest.mark.parametrize("length", [*range(100, 140), 240, 241, 243, 363, 1000])
@pytest.mark.parametrize("end", ["con", "aux", "com1"])
def test_pieces_are_never_names_of_devices(length: int, end: str) -> None:
    """A long IRI is cut in pieces, and any of them may happen to be `con`."""
    iri = "urn:" + "x" * (length - 4) + end
    assert_safe(iri)
    assert ADDRESSES.graph_of_file(ADDRESSES.file_of_graph(iri)) == iri


@pytest.mark.parametrize(
    ("file", "graph"),
    [
        ("data/M7.ttl", BASE + "graph/M7"),
        ("data/광주.ttl", BASE + "graph/광주"),
        ("data/a b.ttl", BASE + "graph/a%20b"),
        ('data/a"<b>.ttl', BASE + "graph/a%22%3Cb%3E"),
        ("data/100%.ttl", BASE + "graph/100%25"),
        ("data/a#b?c.ttl", BASE + "graph/a%23b%3Fc"),
        ("data/_other.ttl", BASE + "graph/_other"),
        ("data/_other/notes.ttl", BASE + "graph/_other/notes"),
        ("data/_other/http%3A%2F%2FExample.org%2FA.ttl", "http://Example.org/A"),
    ],
)
def test_files_that_people_name_hold_graphs_too(file: str, graph: str) -> None:
    assert ADDRESSES.graph_of_file(PurePosixPath(file)) == graph
    assert is_iri(graph)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs", "Cn", "Co"]), min_size=1))
def test_a_file_name_cannot_make_a_relative_or_foreign_address(name: str) -> None:
    assume(name not in (".", ".."))
    assert ADDRESSES.graph_of_file(PurePosixPath("data", "a", name + ".ttl")).startswith(BASE + "graph/a/")


def test_other_addresses() -> None:
    assert ADDRESSES.derived_graph("closure") == BASE + "derived/closure"
    assert ADDRESSES.document_of_file(PurePosixPath("data/source/광주 m7.txt")) == (
        BASE + "id/source/%EA%B4%91%EC%A3%BC%20m7"
    )
