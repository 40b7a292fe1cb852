"""What makes incremental validation wrong elsewhere, each once; and odd data that must give a result.

Each shape is judged end to end on the data after an edit, and by `Shapes` on what the edit concerns.
"""

import itertools
from collections.abc import Iterator

import pyoxigraph
import pytest
from pyoxigraph import Quad, Store

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import NamedNode, Triple
from gjgraph.validation import shacl
from gjgraph.validation.shapes import Shapes
from gjgraph.validation.triples import Triples
from gjgraph.validation.view import Node, Term, View

PREFIXES = """
@prefix : <http://e/> . @prefix s: <http://e/shape/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def parsed(text: str) -> set[Triple]:
    content = (PREFIXES + text).encode()
    return {quad.triple for quad in pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.TURTLE)}


def brief(results: list[shacl.Result]) -> list[str]:
    """Each result as focus node and component."""
    return sorted(
        f"{each.focus[1:-1].removeprefix('http://e/')} {each.component.partition('#')[2][:-19]}"
        for each in results
    )


def after(shapes: str, kept: str, added: str = "", removed: str = "") -> list[str]:
    """Judge what an edit concerns; the whole, judged end to end, must say the same."""
    stated = parsed(shapes)
    compiled = Shapes(stated)
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in parsed(kept) | parsed(removed))
    more, without = parsed(added), parsed(removed)
    view = View(store, more=more, without=without)
    found = compiled.validate(view, compiled.affected(View(store, more=more), more | without))
    expected = shacl.validate(parsed(kept) | more, stated)
    assert found == expected
    assert compiled.full(view) == expected
    return brief(found)


POLICY = "s:P a sh:NodeShape ; sh:targetClass :Policy ; "


def test_a_value_node_is_judged_by_the_shape_that_sh_node_names() -> None:
    """`focus_nodes` would drop it: the strategy isn't among them; `use_shapes` would skip the named shape."""
    shape = (
        POLICY + "sh:property [ sh:path :has ; sh:node s:S ] ."
        " s:S a sh:NodeShape ; sh:property [ sh:path :name ; sh:minCount 1 ] ."
    )
    assert after(shape, ":p a :Policy ; :has :s .", removed=":s :name 1 .") == ["p Node"]
    assert after(shape, ":p a :Policy ; :has :s .", added=":s :name 1 .") == []


QUALIFIED = POLICY + (
    "sh:property [ sh:path :has ; {} ;"
    " sh:qualifiedValueShape [ sh:property [ sh:path :ok ; sh:minCount 1 ] ] ] ."
)


@pytest.mark.parametrize(
    ("count", "expected"),
    [("sh:qualifiedMinCount 2", ["p QualifiedMinCount"]), ("sh:qualifiedMaxCount 1", [])],
)
def test_values_are_counted_by_their_own_shape(count: str, expected: list[str]) -> None:
    """`focus_nodes` would count them all: false passes and false faults."""
    data = ":p a :Policy ; :has :a, :b . :a :ok 1 ."
    assert after(QUALIFIED.format(count), data, removed=":b :ok 1 .") == expected


def test_what_conforms_to_a_sibling_is_not_counted() -> None:
    """The shape of one property decides on the count of another."""
    one, other = (
        f"[ sh:path :{path} ; sh:qualifiedValueShape [ sh:property [ sh:path :{kind} ; sh:minCount 1 ] ] ;"
        " sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ]"
        for path, kind in (("left", "thumb"), ("right", "foot"))
    )
    shape = POLICY + f"sh:property {one}, {other} ."
    data = ":p a :Policy ; :left :a ; :right :b . :a :thumb 1 . :b :foot 1 ."
    assert after(shape, data, added=":a :foot 1 .") == ["p QualifiedMinCount"]
    assert after(shape, data, removed=":a :foot 1 .") == []


def test_negation_is_not_emptied() -> None:
    shape = POLICY + "sh:property [ sh:path :has ; sh:not [ sh:property [ sh:path :ok ; sh:minCount 2 ] ] ] ."
    assert after(shape, ":p a :Policy ; :has :a . :a :ok 1 .", removed=":a :ok 2 .") == []
    assert after(shape, ":p a :Policy ; :has :a . :a :ok 1 .", added=":a :ok 2 .") == ["p Not"]


def test_a_literal_is_judged_as_a_value_node_and_as_a_focus_node() -> None:
    """`focus_nodes` can't name a literal."""
    shape = POLICY + 'sh:property [ sh:path :label ; sh:node [ sh:pattern "^ok" ] ] .'
    assert after(shape, ":p a :Policy .", added=':p :label "bad" .') == ["p Node"]
    shape = "s:L a sh:NodeShape ; sh:targetObjectsOf :label ; sh:datatype xsd:integer ; sh:closed true ;"
    shape += " sh:property [ sh:path :x ; sh:minCount 1 ] ."
    assert after(shape, "", added=':p :label "bad" .') == ["bad Datatype", "bad MinCount"]


def test_a_literal_where_a_thing_belongs_gives_a_result() -> None:
    """On the store's own backend, a path that crosses a literal raises TypeError."""
    shape = POLICY + (
        "sh:class :Thing ; sh:property [ sh:path ( :has :name ) ; sh:minCount 1 ] ;"
        " sh:property [ sh:path :has ;"
        " sh:class :Strategy ; sh:property [ sh:path [ sh:oneOrMorePath :name ] ; sh:minCount 1 ] ] ."
    )
    assert after(shape, ":p a :Policy .", added=':p :has "a strategy" .') == [
        "a strategy MinCount",
        "p Class",
        "p Class",
        "p MinCount",
    ]
    assert after(
        POLICY + "sh:property [ sh:path :name ; sh:minCount 1 ] .", "", added=":p a :Policy . :x a 'Policy' ."
    ) == ["p MinCount"]


@pytest.mark.parametrize("pair", ["lessThan", "lessThanOrEquals"])
@pytest.mark.parametrize("other", ["'x'^^xsd:integer", "'a'", ":thing", "0"])
def test_what_cannot_be_compared_is_a_result(pair: str, other: str) -> None:
    shape = POLICY + f"sh:property [ sh:path :low ; sh:{pair} :high ] ."
    (found,) = after(shape, ":p a :Policy ; :low 1 .", added=f":p :high {other} .")
    assert found.lower() == f"p {pair}".lower()


def test_no_affected_focus_node_means_none() -> None:
    """`focus_nodes=[]` means everything."""
    shapes = Shapes(parsed(POLICY + "sh:property [ sh:path :name ; sh:minCount 1 ] ."))
    store = Store()
    store.extend(Quad(*triple) for triple in parsed(":p a :Policy ."))
    change = parsed(":q :unread 1 .")
    affected = shapes.affected(View(store, more=change), change)
    assert not affected
    assert shapes.validate(View(store), affected) == []
    assert brief(shapes.full(View(store))) == ["p MinCount"]


QUERY = """
[] a <http://www.w3.org/2002/07/owl#Ontology> ;
    sh:declare [ sh:prefix "" ; sh:namespace "http://e/"^^xsd:anyURI ] .
s:P a sh:NodeShape ; sh:targetClass :Policy ; sh:sparql [ sh:prefixes s: ; sh:select "%s" ] .
"""


def test_this_is_bound_before_a_query_is_evaluated() -> None:
    """On the store's own backend it is put in afterwards, and NOT EXISTS is about anything."""
    shape = QUERY % "SELECT $this { FILTER NOT EXISTS { $this :name ?name } }"
    assert after(shape, ":p a :Policy . :q a :Policy ; :name 1 .", removed=":p :name 1 .") == ["p SPARQL"]
    assert after(shape, ":p a :Policy . :q a :Policy ; :name 1 .", added=":p :name 1 .") == []


def test_the_chain_to_the_focus_node_goes_round_no_hub() -> None:
    """A value that everything shares leads to no more focus nodes than the pattern that names the thing."""
    shape = (
        QUERY % "SELECT $this ?value"
        " { ?value :of $this ; :number ?n . ?other :of $this ; :number ?n . FILTER(?value != ?other) }"
    )
    data = "".join(f":p{each} a :Policy . :s{each} :of :p{each} ; :number 1 . " for each in range(50))
    shapes = Shapes(parsed(shape))
    store = Store()
    store.extend(Quad(*triple) for triple in parsed(data))
    change = parsed(":t :of :p7 ; :number 1 .")
    view = View(store, more=change)
    affected = shapes.affected(view, change)
    assert {str(focus) for foci in affected.foci.values() for focus in foci} == {"<http://e/p7>"}
    assert brief(shapes.validate(view, affected)) == ["p7 SPARQL", "p7 SPARQL"]


class Counting(View):
    """A view that counts what is read of it."""

    read = 0

    def triples(
        self, subject: Node | None, predicate: NamedNode | None, object_: Term | None
    ) -> Iterator[Triple]:
        for triple in super().triples(subject, predicate, object_):
            self.read += 1
            yield triple


def test_an_edit_costs_the_same_however_much_else_there_is() -> None:
    """Numbers and classes are shared by everything: no way back goes by them, through a path neither."""
    shape = QUERY % (
        "SELECT $this ?value { ?value :of|:in $this ; a ?c ; :number|:order ?n ."
        " ?other :of|:in $this ; a ?c ; :number|:order ?n . FILTER(?value != ?other) }"
    )
    shapes = Shapes(parsed(shape))
    reads = []
    for number in (10, 500):
        store = Store()
        things = (
            f":p{each} a :Policy . :s{each} :of :p{each} ; a :S ; :number 1 ." for each in range(number)
        )
        store.extend(Quad(*triple) for triple in parsed(" ".join(things)))
        change = parsed(":t :of :p7 ; a :S ; :order 1 .")
        view = Counting(store, more=change)
        affected = shapes.affected(view, change)
        assert brief(shapes.validate(view, affected)) == ["p7 SPARQL", "p7 SPARQL"]
        reads.append(view.read)
    assert reads[0] == reads[1]


def test_a_custom_component_is_judged_whole() -> None:
    """On the store's own backend it raises."""
    shape = """
    s:C a sh:ConstraintComponent ; sh:parameter [ sh:path :most ] ; sh:validator [ a sh:SPARQLAskValidator ;
        sh:ask "ASK { FILTER NOT EXISTS { $value <http://e/name> ?name . ?x <http://e/near> ?name } }" ] .
    s:P a sh:NodeShape ; sh:targetClass :Policy ; :most 1 .
    """
    assert after(shape, ":p a :Policy ; :name :n .", added=":x :near :n .") == ["p "]
    (locality,) = Shapes(parsed(shape)).explain()
    assert not locality.is_local
    assert locality.reason is not None
    assert "of its own" in locality.reason.en


def test_the_class_tree_is_read() -> None:
    shape = POLICY + "sh:property [ sh:path :has ; sh:class :Strategy ] ."
    assert (
        after(shape, ":p a :Urban ; :has :s . :s a :Strategy .", added=":Urban rdfs:subClassOf :Policy .")
        == []
    )
    assert after(shape, ":p a :Urban ; :has :s .", added=":Urban rdfs:subClassOf :Policy .") == ["p Class"]
    kept = ":p a :Policy ; :has :s . :s a :Step ."
    assert after(shape, kept, removed=":Step rdfs:subClassOf :Strategy .") == ["p Class"]


def test_the_class_tree_of_the_shapes_is_not_the_data() -> None:
    shape = POLICY + "sh:property [ sh:path :name ; sh:minCount 1 ] . :Urban rdfs:subClassOf :Policy ."
    assert after(shape, "", added=":p a :Urban .") == []


def test_a_graph_is_not_empty_because_it_is_named() -> None:
    """With the wrong identifier a store looks empty, and everything conforms."""
    shapes = Shapes(parsed(POLICY + "sh:property [ sh:path :name ; sh:minCount 1 ] ."))
    store = Store()
    for name in ("http://e/g1", "http://e/g2"):
        graph = NamedNode(name)
        store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in parsed(":p a :Policy ."))
    assert brief(shapes.full(View(store))) == ["p MinCount"]


@pytest.mark.parametrize(
    ("one", "other"), [("'01'^^xsd:integer", "1"), ("'1'^^xsd:int", "1"), ("1.50", "1.5")]
)
def test_literals_of_one_value_are_two(one: str, other: str) -> None:
    """A store would give both as the same."""
    shape = parsed(POLICY + "sh:property [ sh:path :name ; sh:maxCount 1 ] .")
    data = parsed(f":p a :Policy ; :name {one}, {other} .")
    found = Shapes(shape).full(Triples(data))
    assert brief(found) == ["p MaxCount"]
    assert found == shacl.validate(data, shape)


def test_triples_are_found_by_any_of_their_terms() -> None:
    data = parsed(":a :p :b . :a :p :c . :a :q :b . :b :p :a . :c :q '01'^^xsd:integer .")
    view = Triples(data)
    terms = {term for each in data for term in (each.subject, each.predicate, each.object)}
    for subject, predicate, object_ in itertools.product([*terms, None], repeat=3):
        if isinstance(subject, NamedNode | None) and isinstance(predicate, NamedNode | None):
            expected = {
                each
                for each in data
                if subject in (None, each.subject)
                and predicate in (None, each.predicate)
                and object_ in (None, each.object)
            }
            found = list(view.triples(subject, predicate, object_))
            assert set(found) == expected
            assert len(found) == len(expected)


def test_language_tags_differ_by_more_than_case() -> None:
    shape = POLICY + "sh:property [ sh:path :name ; sh:uniqueLang true ] ."
    assert after(shape, ":p a :Policy ; :name 'a'@en .", added=":p :name 'b'@EN .") == ["p UniqueLang"]


@pytest.mark.parametrize(
    "shape",
    [
        POLICY + "sh:property [ sh:path :name ; sh:minCount 1, 2 ] .",
        POLICY + "sh:property s:missing .",
        POLICY + "sh:property [ sh:path [ sh:inversePath [] ] ; sh:minCount 1 ] .",
        POLICY + "sh:or () .",
        QUERY % "SELECT $this { $this :name",
        QUERY % "SELECT $this { $this :name ?x MINUS { $this :name 1 } }",
        QUERY % "SELECT $this FROM <http://127.0.0.1:1/> { $this :name ?x }",
        QUERY % "SELECT $this { SERVICE <http://127.0.0.1:1/> { $this :name ?x } }",
        QUERY % "SELECT $this { $this other:name ?x }",
    ],
)
def test_broken_shapes_are_refused_before_there_is_data(shape: str) -> None:
    with pytest.raises(UnreadableError, match=r"shapes|셰이프|path"):
        Shapes(parsed(shape))


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (POLICY + "sh:property [ sh:path :up ; sh:node s:P ] .", "uses itself"),
        (
            POLICY + "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?this :x 1 }' ] .",
            "beyond the SHACL",
        ),
        (QUERY % "SELECT $this ?value { $this a ?c . ?value :name 1 }", "isn't joined"),
        (QUERY % "SELECT ?value { ?value :name 1 }", "$this"),
    ],
)
def test_a_shape_that_reads_who_knows_what_is_judged_whole(shape: str, reason: str) -> None:
    (locality,) = Shapes(parsed(shape)).explain()
    assert locality.reason is not None
    assert reason in locality.reason.en
    assert locality.reason.ko


def test_what_a_shape_reads_is_told() -> None:
    shape = (
        POLICY + "sh:property [ sh:path [ sh:inversePath :of ] ; sh:class :Strategy ; sh:lessThan :than ] ."
    )
    (locality,) = Shapes(parsed(shape)).explain()
    assert locality.is_local
    text = "\n".join(locality.read_paths()).replace("http://e/", "").replace("http://www.w3.org/", "")
    tree = (
        "<1999/02/22-rdf-syntax-ns#type>/(<2000/01/rdf-schema#subClassOf>)*/<2000/01/rdf-schema#subClassOf>"
    )
    assert set(text.splitlines()) == {
        *("<than>", "<1999/02/22-rdf-syntax-ns#type>", tree),
        *("^<of>", "^<of>/<1999/02/22-rdf-syntax-ns#type>", f"^<of>/{tree}"),
    }
