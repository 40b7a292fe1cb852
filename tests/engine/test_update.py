"""SPARQL 1.1 Update: what an update comes to is what another implementation of the standard makes of it."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from gjgraph.core.change import Change
from gjgraph.core.edits import Edit, GraphEdit, QuadsEdit, Retirement, ThingEdit, Update
from gjgraph.core.errors import ConflictError, ForbiddenError, QueryError
from gjgraph.core.terms import CSP, PREFIXES, TYPE, BlankNode, Literal, NamedNode, Quad
from gjgraph.core.update import operations
from gjgraph.engine.edits import Evaluation
from gjgraph.engine.index import Index
from gjgraph.engine.target import GENID

BASE = "https://plan.example/"
HOME = f"{BASE}graph/home"
OTHER = f"{BASE}graph/other"


def quad(text: str, graph: str = HOME) -> Quad:
    """Read a triple of short names, `s p o`, into a graph."""
    subject, predicate, value = (NamedNode(f"{BASE}{name}") for name in text.split())
    return Quad(subject, predicate, value, NamedNode(graph))


def index_of(quads: Iterable[Quad]) -> Index:
    """Build an index of quads, as a workspace's files give it."""
    index = Index(BASE)
    found = list(quads)
    for graph in {each.graph_name.value for each in found}:  # type: ignore[union-attr]
        index.add(graph, {each.triple for each in found if each.graph_name.value == graph})  # type: ignore[union-attr]
    index.merge(len({each.triple for each in found}))
    return index


def content(index: Index) -> set[Quad]:
    """Give what the named graphs of an index hold."""
    return {each for each in index.store if isinstance(each.graph_name, NamedNode)}


def apply(quads: Iterable[Quad], edit: Edit | str) -> tuple[set[Quad], Change]:
    """Apply an edit; its change must be what really changed, and lead back."""
    before = set(quads)
    index = index_of(before)
    change = Evaluation(index, HOME).apply(Update(edit) if isinstance(edit, str) else edit)
    after = content(index)
    assert change == Change(frozenset(after - before), frozenset(before - after))
    assert index.counts == {
        graph: sum(each.graph_name.value == graph for each in after)  # type: ignore[union-attr]
        for graph in {each.graph_name.value for each in after}  # type: ignore[union-attr]
    }
    index.settle(change)
    assert index.size == len({each.triple for each in after})
    index.change(change.inverse())
    assert content(index) == before
    return after, change


A, B, C = quad("a p b"), quad("b p c"), quad("c p d", OTHER)
SAME = quad("a p b", OTHER)
G, H = f"GRAPH <{HOME}>", f"GRAPH <{OTHER}>"


# Against another implementation

names = st.sampled_from(["a", "b", "c", "d"])
terms = names.map(lambda name: f"<{name}>")
slots = st.one_of(terms, st.sampled_from(["?x", "?y", "?z"]))
graphs = st.sampled_from([HOME, OTHER, f"{BASE}graph/third"])
predicates = st.sampled_from(["<p>", "<q>"])


def pattern(slot: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make one to three triples, each in a graph that is named."""
    triple = st.builds("GRAPH <{}> {{ {} {} {} }}".format, graphs, slot, predicates, slot)
    return st.lists(triple, min_size=1, max_size=3).map(" . ".join)


management = st.one_of(
    st.builds("{} {}GRAPH <{}>".format, st.sampled_from(["CLEAR", "DROP"]), st.just("SILENT "), graphs),
    st.builds(
        "{} SILENT <{}> TO GRAPH <{}>".format, st.sampled_from(["ADD", "MOVE", "COPY"]), graphs, graphs
    ),
    st.sampled_from(["CLEAR NAMED", "DROP NAMED", "CREATE SILENT GRAPH <http://x/>"]),
)
operation = st.one_of(
    pattern(terms).map("INSERT DATA {{ {} }}".format),
    pattern(terms).map("DELETE DATA {{ {} }}".format),
    pattern(slots).map("DELETE WHERE {{ {} }}".format),
    st.builds("INSERT {{ {} }} WHERE {{ {} }}".format, pattern(slots), pattern(slots)),
    st.builds(
        "DELETE {{ {} }} INSERT {{ {} }} WHERE {{ {} }}".format,
        *(pattern(slots), pattern(slots), pattern(slots)),
    ),
    st.builds(
        "WITH <{}> DELETE {{ {} <p> ?x }} INSERT {{ ?x <q> {} }} WHERE {{ ?x ?any {} }}".format,
        *(graphs, terms, terms, terms),
    ),
    st.builds(
        "INSERT {{ GRAPH <{}> {{ ?x <q> ?y }} }} USING <{}> USING NAMED <{}> "
        "WHERE {{ ?x <p> ?y OPTIONAL {{ GRAPH ?g {{ ?y <p> ?z }} }} }}".format,
        *(graphs, graphs, graphs),
    ),
    management,
)
texts = st.lists(operation, min_size=1, max_size=4).map(" ;\n".join)
stores = st.sets(
    st.builds(
        lambda s, p, o, g: Quad(NamedNode(BASE + s), NamedNode(BASE + p), NamedNode(BASE + o), NamedNode(g)),
        *(names, st.sampled_from(["p", "q"]), names, graphs),
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(before=stores, text=texts)
def test_an_update_comes_to_what_the_standard_says(before: set[Quad], text: str) -> None:
    expected = Store()
    expected.extend(before)
    expected.update(text, base_iri=BASE)
    assert apply(before, text)[0] == set(expected), text


# Bare updates, which name no graph

BARE = [
    ("INSERT DATA { <x> <p> <y> }", {A, C, quad("x p y")}),
    ("INSERT DATA { <c> <p> <d> }", {A, C, quad("c p d")}),
    ("DELETE DATA { <a> <p> <b> }", {C}),
    ("DELETE DATA { <c> <p> <d> }", {A, C}),
    ("DELETE WHERE { <a> <p> ?o }", {C}),
    ("INSERT { ?s <q> ?o } WHERE { ?s <p> ?o }", {A, C, quad("a q b"), quad("c q d")}),
    ("DELETE { GRAPH ?g { ?s <p> ?o } } WHERE { GRAPH ?g { ?s <p> ?o } }", set()),
    ("CLEAR DEFAULT", {C}),
    (f"COPY DEFAULT TO <{OTHER}>", {A, SAME}),
    (f"MOVE <{OTHER}> TO DEFAULT", {quad("c p d")}),
    (f"ADD <{OTHER}> TO DEFAULT", {A, C, quad("c p d")}),
    ("COPY DEFAULT TO DEFAULT", {A, C}),
    ("DROP ALL", set()),
    ("PREFIX : <https://plan.example/> BASE <https://plan.example/> INSERT DATA { :x :p <y> }", None),
    ("INSERT DATA { }", {A, C}),
    ("", {A, C}),
    ("INSERT DATA { <x> <p> <y> } ; DELETE WHERE { <x> ?p ?o }", {A, C}),
]


@pytest.mark.parametrize(("text", "after"), BARE)
def test_a_bare_update_reads_all_graphs_and_writes_the_plan_s_own(text: str, after: set[Quad] | None) -> None:
    assert apply({A, C}, text)[0] == (after if after is not None else {A, C, quad("x p y")})


def test_where_there_are_several_plans_a_bare_update_must_name_one() -> None:
    plans = {
        Quad(NamedNode(f"{BASE}id/{name}"), TYPE, NamedNode(CSP + "StrategicPlan"), NamedNode(graph))
        for name, graph in (("one", HOME), ("two", OTHER))
    }
    with pytest.raises(QueryError, match="several plans"):
        apply(plans, "INSERT DATA { <x> <p> <y> }")
    assert quad("x p y", OTHER) in apply(plans, f"WITH <{OTHER}> INSERT {{ <x> <p> <y> }} WHERE {{}}")[0]


def test_a_plan_that_several_graphs_tell_of_is_one() -> None:
    one = NamedNode(f"{BASE}id/one")
    told = {Quad(one, TYPE, NamedNode(CSP + "StrategicPlan"), NamedNode(graph)) for graph in (HOME, OTHER)}
    assert apply(told, "INSERT DATA { <x> <p> <y> }")[0] == told | {quad("x p y")}


def test_deletions_come_before_insertions() -> None:
    """§3.1.3: what is both deleted and inserted is there in the end."""
    text = f"DELETE {{ {G} {{ <a> <p> <b> }} }} INSERT {{ {G} {{ <a> <p> <b> }} }} WHERE {{}}"
    assert apply({A}, text) == ({A}, Change())


def test_operations_see_what_those_before_them_did() -> None:
    text = "INSERT DATA { <x> <p> <y> } ; INSERT { ?o <q> ?s } WHERE { ?s <p> ?o }"
    assert apply({A}, text)[0] == {A, quad("x p y"), quad("b q a"), quad("y q x")}


def test_what_is_undone_on_the_way_is_no_change() -> None:
    text = "DELETE DATA { <a> <p> <b> } ; INSERT DATA { <a> <p> <b> , <c> } ; DELETE DATA { <a> <p> <c> }"
    assert apply({A}, text) == ({A}, Change())


def test_unbound_variables_leave_a_triple_out() -> None:
    text = "INSERT { ?s <q> ?z . ?s <r> ?o } WHERE { ?s <p> ?o OPTIONAL { ?o <none> ?z } }"
    assert apply({A}, text)[0] == {A, quad("a r b")}


def test_literals_of_every_kind_go_through() -> None:
    values = ['"한글"@ko', '"a\\"b\\n\\\\"', '"1"^^<urn:t>', "01", "1.50", "1e3", "true", "'''x\ny'''"]
    text = f"INSERT DATA {{ <a> <p> {', '.join(values)} }}"
    after, _ = apply((), f"{text} ; INSERT {{ <b> <p> ?o }} WHERE {{ <a> <p> ?o }}")
    for name in ("a", "b"):
        found = {each.object for each in after if each.subject == NamedNode(BASE + name)}
        assert len(found) == len(values)
        assert Literal("1", datatype=NamedNode(PREFIXES["xsd"] + "integer")) in found


# Blank nodes


def test_blank_nodes_get_addresses_one_for_each_solution() -> None:
    """Update §4.2.3: another one for each solution; RDF 1.1 §3.5: an address for each."""
    text = "INSERT { ?s <q> _:n . _:n <r> ?o } WHERE { ?s <p> ?o }"
    _, change = apply({A, B}, text)
    nodes = {each.object for each in change.added if each.predicate == NamedNode(f"{BASE}q")}
    assert len(nodes) == 2
    assert nodes == {each.subject for each in change.added if each.predicate == NamedNode(f"{BASE}r")}
    for node in nodes:
        assert isinstance(node, NamedNode)
        assert re.fullmatch(re.escape(BASE + GENID) + r"[0-9a-zA-Z]+", node.value)


def test_blank_nodes_that_are_there_can_be_deleted() -> None:
    """An ontology may have some: they go through the templates as they are."""
    node = BlankNode("n")
    own = {
        Quad(NamedNode(f"{BASE}a"), NamedNode(f"{BASE}p"), node, NamedNode(HOME)),
        Quad(node, NamedNode(f"{BASE}q"), Literal("1"), NamedNode(HOME)),
    }
    assert apply(own, "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }")[0] == set()


# What is wrong leaves no trace

WRONG = [
    ("INSERT DATA { <x> <p> <y> } ; CREATE GRAPH <" + HOME + ">", QueryError),
    ("INSERT DATA { <x> <p> <y> } ; CLEAR GRAPH <urn:none>", QueryError),
    ("INSERT DATA { <x> <p> <y> } ; MOVE <urn:none> TO <urn:there>", QueryError),
    ("INSERT DATA { <x> <p> <y> } ; INSERT DATA { GRAPH <derived/x> { <x> <p> <y> } }", ForbiddenError),
    ("INSERT DATA { <x> <p> <y> } ; LOAD <http://127.0.0.1:1/>", ForbiddenError),
    (
        "INSERT DATA { <x> <p> <y> } ; INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> {} }",
        ForbiddenError,
    ),
    ("INSERT DATA { <x> <p> }", QueryError),
    ("INSERT DATA { ?x <p> <y> }", QueryError),
    ("DELETE DATA { _:b <p> <y> }", QueryError),
    ("SELECT * {}", QueryError),
]


@pytest.mark.parametrize(("text", "error"), WRONG)
def test_an_update_that_fails_leaves_no_trace(text: str, error: type[Exception]) -> None:
    index = index_of({A, SAME, C})
    before, counts = set(index.store), dict(index.counts)
    with pytest.raises(error):
        Evaluation(index, HOME).apply(Update(text))
    assert (set(index.store), index.counts) == (before, counts)


@pytest.mark.parametrize("verb", ["CLEAR GRAPH", "DROP GRAPH"])
def test_silent_takes_what_isn_t_there(verb: str) -> None:
    silent = verb.replace(" ", " SILENT ")
    assert apply({A}, f"{silent} <urn:none> ; CREATE SILENT GRAPH <{HOME}>") == ({A}, Change())


def test_where_an_update_goes_wrong_is_told() -> None:
    with pytest.raises(QueryError) as caught:
        apply({A}, "INSERT DATA {\n  <x> <p> }")
    assert (caught.value.line, caught.value.column) == (2, 11)


# The protocol's data set, a graph's own update, a thing's own update


def test_the_data_set_of_the_protocol() -> None:
    """SPARQL 1.1 Protocol §2.2.3."""
    text = "INSERT { ?s <q> ?o } WHERE { ?s <p> ?o }"
    assert apply({A, C}, Update(text, using_graphs=(OTHER,)))[0] == {A, C, quad("c q d")}
    named = Update("INSERT { ?s <q> ?o } WHERE { GRAPH ?g { ?s <p> ?o } }", using_named_graphs=(HOME,))
    assert apply({A, C}, named)[0] == {A, C, quad("a q b")}
    with pytest.raises(QueryError):
        apply({A}, Update(f"WITH <{HOME}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", (OTHER,)))


def test_an_update_within_a_graph_means_it_and_changes_no_other() -> None:
    text = "DELETE { ?s <p> ?o } INSERT { ?o <p> ?s } WHERE { ?s <p> ?o }"
    assert apply({A, C}, Update(text, within=OTHER))[0] == {A, quad("d p c", OTHER)}
    with pytest.raises(QueryError, match="changes more"):
        apply({A, C}, Update(f"INSERT DATA {{ {G} {{ <x> <p> <y> }} }}", within=OTHER))


def test_an_update_about_a_thing_means_its_graph_and_changes_no_other_thing() -> None:
    text = "DELETE { <c> <p> ?o } INSERT { <c> <p> <e> } WHERE { <c> <p> ?o }"
    assert apply({A, C}, Update(text, about=f"{BASE}c"))[0] == {A, quad("c p e", OTHER)}
    with pytest.raises(QueryError, match="changes more"):
        apply({A, C}, Update("INSERT DATA { <a> <p> <e> }", about=f"{BASE}c"))


# Graphs, things, quads


def test_a_graph_is_replaced_added_to_and_deleted() -> None:
    body = b"<https://plan.example/x> <https://plan.example/p> _:b .\n"
    after, _ = apply({A, C}, GraphEdit(HOME, body))
    (new,) = after - {C}
    assert isinstance(new.object, NamedNode)
    assert new.object.value.startswith(BASE + GENID)
    assert len(apply({A, C}, GraphEdit(None, body, adds=True))[0]) == 3
    assert apply({A, C}, GraphEdit(OTHER, None))[0] == {A}
    with pytest.raises(ConflictError):
        apply({A}, GraphEdit(OTHER, None))
    with pytest.raises(ForbiddenError):
        apply({A}, GraphEdit(f"{BASE}derived/x", body))


def test_the_statements_about_a_thing_stay_where_they_are() -> None:
    own = {quad("a p b"), quad("a p c", OTHER), quad("a p d", OTHER), quad("z p a")}
    body = "".join(f"<{BASE}a> <{BASE}p> <{BASE}{name}> .\n" for name in "bce").encode()
    assert apply(own, ThingEdit(f"{BASE}a", body))[0] == {
        *(quad("a p b"), quad("a p c", OTHER), quad("a p e", OTHER), quad("z p a"))
    }
    third = f"{BASE}graph/third"
    assert quad("a p e", third) in apply(own, ThingEdit(f"{BASE}a", body, third))[0]


def test_what_is_retired_leaves_a_tombstone_and_nothing_that_leads_to_it() -> None:
    edit = Retirement(f"{BASE}b", (("끝남", "ko"), ("Over", "en")), f"{BASE}c")
    after, change = apply({A, B, C}, edit)
    assert change.removed == {A, B}
    stone = {each for each in after if each.subject == NamedNode(f"{BASE}b")}
    assert {each.graph_name for each in stone} == {NamedNode(f"{BASE}graph/retired")}
    assert {each.object for each in stone} >= {Literal("끝남", language="ko"), NamedNode(f"{BASE}c")}
    with pytest.raises(ConflictError):
        apply({A}, Retirement(f"{BASE}none", (("끝남", "ko"),)))


def test_a_graph_that_is_begun_says_what_all_others_do() -> None:
    licence = NamedNode("http://purl.org/dc/terms/license")

    def under(graph: str, name: str) -> Quad:
        return Quad(NamedNode(graph), licence, NamedNode(BASE + name), NamedNode(graph))

    edit = Retirement(f"{BASE}b", (("끝남", "ko"),))
    begun = under(f"{BASE}graph/retired", "free")
    assert begun in apply({A, under(HOME, "free"), under(OTHER, "free")}, edit)[0]
    differing = apply({A, under(HOME, "free"), under(OTHER, "paid")}, edit)[0]
    assert [each for each in differing if each.subject == begun.subject and each.predicate == licence] == []


def test_quads_to_the_letter_conflict_where_they_don_t_fit() -> None:
    added, removed = (f"{each} .\n".encode() for each in (B, A))
    assert apply({A, C}, QuadsEdit(added, removed))[0] == {B, C}
    for there in ({A, B}, {C}):
        with pytest.raises(ConflictError):
            apply(there, QuadsEdit(added, removed))


# Taking an update apart by its words


def test_an_update_is_taken_apart_whatever_stands_in_its_strings() -> None:
    text = """
    PREFIX p: <urn:p:> # ; DROP ALL
    INSERT DATA { <a> p:b "} ; DROP ALL ; {" } ; ;
    WITH p:g DELETE { ?s ?p '''}''' } INSERT { } USING p:h USING NAMED <i> WHERE { ?s ?p ?o { ?o ?q ?r } } ;
    PREFIX q: <urn:q:> COPY SILENT GRAPH q:x TO DEFAULT
    """
    found = list(operations(text, BASE, {}))
    assert [each.verb for each in found] == ["data", "modify", "copy"]
    assert found[0].insert.strip() == '<a> p:b "} ; DROP ALL ; {"'
    assert (found[1].graph, found[1].where.strip()) == ("urn:p:g", "?s ?p ?o { ?o ?q ?r }")
    assert found[1].using is not None
    assert (found[1].using.default_graphs, found[1].using.named_graphs) == (("urn:p:h",), (f"{BASE}i",))
    assert (found[2].source, found[2].target, found[2].is_silent) == ("urn:q:x", "default", True)
    assert "urn:q:" in found[2].prologue
    assert "urn:q:" not in found[1].prologue
