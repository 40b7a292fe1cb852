"""What a query reads: every pattern with all that must hold beside it; and the joins of patterns."""

from collections import Counter

import pytest
from pyoxigraph import RdfFormat, Store, parse

from gjgraph.core.terms import BlankNode, Literal, NamedNode, Quad, Triple
from gjgraph.validation.joins import Pattern, QuadView, Steps, Table, found, match, solve
from gjgraph.validation.patterns import NotLocalError, Read, binds, clauses, reads
from gjgraph.validation.view import View

EX = "http://example.org/"
PREFIX = f"PREFIX : <{EX}> "


def n(name: str) -> NamedNode:
    return NamedNode(EX + name)


def read(where: str, select: str = "?focus", after: str = "") -> tuple[Read, ...]:
    return reads(f"{PREFIX} SELECT {select} WHERE {{ {where} }} {after}", "focus")


def view(turtle: str) -> View:
    store = Store()
    text = f"@prefix : <{EX}> . {turtle}"
    store.extend(
        Quad(quad.subject, quad.predicate, quad.object, n("graph"))
        for quad in parse(text, format=RdfFormat.TURTLE)
    )
    return View(store)


def reached(read: Read, data: View, triple: Triple) -> set[object]:
    bindings = match(read.pattern, triple)
    return set() if bindings is None else set(found(data, read.spine, bindings, "focus"))


def of(predicate: str, listed: tuple[Read, ...]) -> Read:
    return next(each for each in listed if each.pattern.predicate == n(predicate))


def test_the_whole_mandatory_spine_restricts_and_not_the_shortest_way() -> None:
    """`?value` alone would lead from one to everybody who shares it."""
    listed = read("?focus :mark ?value ; :in ?room . ?room :open true . ?room :holds ?value .")
    data = view(":a :mark 1 ; :in :r . :b :mark 1 ; :in :s . :r :open true . :s :open true ; :holds 1 .")
    assert reached(of("holds", listed), data, Triple(n("r"), n("holds"), number("1"))) == {n("a")}


def number(value: str) -> Literal:
    return Literal(value, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))


@pytest.mark.parametrize("clause", ["OPTIONAL", "MINUS", "FILTER NOT EXISTS", "FILTER EXISTS"])
def test_what_need_not_hold_restricts_nothing_but_itself(clause: str) -> None:
    listed = read(f"?focus :in ?room . {clause} {{ ?room :name ?name . ?name :of ?thing }}")
    assert of("in", listed).spine == ()
    assert {each.predicate for each in of("name", listed).spine if isinstance(each, Pattern)} == {
        n("in"),
        n("of"),
    }


def test_a_variable_that_may_be_unbound_joins_nothing() -> None:
    """Where `?x` of the OPTIONAL changes, the row that had none is gone, whatever `:also` says."""
    listed = read("?focus :in ?room . OPTIONAL { ?room :name ?x } ?focus :also ?x")
    data = view(":a :in :r ; :also :one . :r :name :two .")
    assert reached(of("name", listed), data, Triple(n("r"), n("name"), n("two"))) == {n("a")}


def test_exists_within_exists_is_asked_of_the_same_focus_node() -> None:
    where = "?focus :in ?room . FILTER NOT EXISTS { ?room :of ?plan . FILTER EXISTS { ?focus :seen ?plan } }"
    listed = read(where)
    data = view(":a :in :r . :b :in :r . :r :of :p .")
    assert reached(of("seen", listed), data, Triple(n("a"), n("seen"), n("p"))) == {n("a")}


def test_two_exists_in_one_filter_are_both_read_with_what_is_inside() -> None:
    one = "NOT EXISTS { ?room :a ?x . FILTER EXISTS { ?x :b ?y . FILTER EXISTS { ?focus :c ?z } } }"
    two = "NOT EXISTS { ?room :d ?x . FILTER EXISTS { ?x :e ?y . FILTER EXISTS { ?focus :f ?z } } }"
    listed = read(f"?focus :in ?room . FILTER {one} FILTER {two}")
    assert {each.pattern.predicate for each in listed} == {n(name) for name in ["in", *"abcdef"]}


def test_a_subselect_hands_out_only_what_it_selects() -> None:
    """`?x` inside has nothing to do with `?x` outside."""
    inside = "{ SELECT ?room (COUNT(?x) AS ?number) WHERE { ?x :in ?room } GROUP BY ?room }"
    listed = read(f"?focus :at ?room ; :like ?x . {inside} FILTER (?number > 1)")
    data = view(":a :at :r ; :like :y . :b :at :s ; :like :z . :z :in :r .")
    assert reached(of("in", listed), data, Triple(n("z"), n("in"), n("r"))) == {n("a")}


def test_each_branch_of_a_union_has_a_spine_of_its_own() -> None:
    listed = read("?focus a :Thing . { ?focus :x ?v } UNION { ?focus :y ?v . ?v :z ?w }")
    spines = [each.spine for each in listed if each.pattern.object == n("Thing")]
    assert sorted(len(spine) for spine in spines) == [1, 2]


def test_what_a_filter_demands_of_a_term_restricts_too() -> None:
    listed = read("?focus ?path ?value . FILTER (?path IN (:x, :y) && ?value != :no)")
    assert listed[0].predicates() == frozenset([n("x"), n("y")])
    data = view(":a :x :yes .")
    assert reached(listed[0], data, Triple(n("a"), n("x"), n("yes"))) == {n("a")}
    assert not reached(listed[0], data, Triple(n("a"), n("z"), n("yes")))
    assert not reached(listed[0], data, Triple(n("a"), n("x"), n("no")))
    assert read("VALUES ?path { :x } ?focus ?path ?value")[0].predicates() == frozenset([n("x")])


def test_a_number_in_a_query_is_any_form_of_it() -> None:
    """rdflib takes `01` for `1`; the store has both."""
    (only,) = read("?focus :mark 01 ")
    assert match(only.pattern, Triple(n("a"), n("mark"), number("01"))) is not None


@pytest.mark.parametrize(
    ("path", "triple"),
    [
        (":up+", (":m", "up", "n")),
        (":up*/:name", (":m", "up", "n")),
        ("^:down+", (":n", "down", "m")),
        ("(:up|^:down)+", (":n", "down", "m")),
        (":x/:up?", (":m", "up", "n")),
        (":first|:last", (":a", "first", "n")),
    ],
)
def test_paths_are_read_step_by_step(path: str, triple: tuple[str, str, str]) -> None:
    """Each focus node here changes its rows with the one triple."""
    subject, predicate, object_ = (each.removeprefix(":") for each in triple)
    changed = Triple(n(subject), n(predicate), n(object_))
    before = ":a :up :m ; :x :m . :m :down :a . :n :name :e . :o :up :p ."
    data = view(before + f" :{subject} :{predicate} :{object_} .")
    foci = set().union(*(reached(each, data, changed) for each in read(f"?focus {path} ?end")))
    assert n("a") in foci
    assert not foci & {n("o"), n("p")}


def test_a_graph_leads_to_those_in_the_same_graph_alone() -> None:
    listed = read("GRAPH ?g { ?focus :is ?x } FILTER EXISTS { GRAPH ?g { ?other :was ?y } }")
    store = Store()
    store.extend([Quad(n("a"), n("is"), n("x"), n("one")), Quad(n("b"), n("is"), n("x"), n("two"))])
    new = Quad(n("c"), n("was"), n("x"), n("one"))
    bindings = match(of("was", listed).pattern, new)
    assert bindings is not None
    both = QuadView(View(store), [new])
    assert set(found(both, of("was", listed).spine, bindings, "focus")) == {n("a")}


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("?focus :x ?y . ?a :y ?b", "isn't joined"),
        ("?focus :x ?y . FILTER NOT EXISTS { ?a :y ?b }", "isn't joined"),
        ("?focus :x ?y . { SELECT (COUNT(*) AS ?n) WHERE { ?a :y ?b } }", "isn't joined"),
        ("?focus :x ?y . { SELECT ?y WHERE { ?y :z ?w } LIMIT 1 }", "Slice"),
        ("?focus :x ?y . SERVICE :s { ?y :z ?w }", "Service"),
        ("?focus :x ?y . FILTER (?y < NOW())", "differs each time"),
        ("?focus :x* ?y", "length 0"),
        ("?focus (:x/:y)+ ?z", "intricate"),
        ("?focus !(:x) ?z", "intricate"),
        ("OPTIONAL { ?focus :x ?y }", "unbound"),
        ("?focus :x", "analysed"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_reason(where: str, why: str) -> None:
    with pytest.raises(NotLocalError, match=why) as refused:
        read(where)
    assert refused.value.message.ko


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("ASK { ?focus ?p ?o }", "SELECT"),
        ("SELECT ?other { ?focus ?p ?other }", "select"),
        ("SELECT ?focus FROM <x:y> { ?focus ?p ?o }", "FROM"),
    ],
)
def test_only_a_select_of_the_focus_node_can_be_read(query: str, why: str) -> None:
    with pytest.raises(NotLocalError, match=why):
        reads(query, "focus")


def test_a_query_binds_what_no_row_can_do_without() -> None:
    assert binds("SELECT * { { ?x ?p ?o } UNION { ?s ?p ?x } }", "x")
    assert not binds("SELECT * { { ?x ?p ?o } UNION { ?s ?p ?o } }", "x")
    assert not binds("SELECT ?o { ?x ?p ?o }", "x")
    assert binds("SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o } GROUP BY ?x", "x")


@pytest.mark.parametrize(
    "elements",
    [
        [Pattern("a", n("up"), "b"), Pattern("b", n("up"), "c")],
        [Pattern("a", "p", "a")],
        [Steps("a", ((n("up"), True),), "b", may_stay=False, may_go_on=True), Pattern("b", n("name"), "x")],
        [Steps("a", ((n("up"), True), (n("down"), False)), "b", False, False)],
        [Table(("p",), ((n("up"),), (n("name"),))), Pattern("a", "p", "b")],
        [Table(("p",), ((n("up"),),), is_barred=True), Pattern("a", "p", "b")],
    ],
)
def test_joins_are_those_of_the_store(elements: list[Pattern | Steps | Table]) -> None:
    data = view(":a :up :b . :b :up :c ; :name 'b' . :c :name 'c' ; :down :b ; :up :c .")
    sparql = {
        Pattern: lambda e: " ".join(written(part) for part in e[:3]),
        Steps: lambda e: (
            f"?{e.subject} ({'|'.join(('' if ahead else '^') + str(way) for way, ahead in e.ways)})"
            f"{'+' if e.may_go_on else ''} ?{e.object}"
        ),
        Table: lambda e: (
            f"FILTER (?{e.names[0]} {'NOT IN' if e.is_barred else 'IN'} "
            f"({', '.join(str(row[0]) for row in e.rows)}))"
        ),
    }
    query = f"SELECT DISTINCT * {{ {' . '.join(sparql[type(each)](each) for each in elements)} }}"
    expected = data.store.query(query, use_default_graph_as_union=True)
    names = [variable.value for variable in expected.variables]  # type: ignore[union-attr]
    theirs = Counter(tuple(str(row[name]) for name in names) for row in expected)  # type: ignore[union-attr]
    ours = {tuple(str(solution[name]) for name in names) for solution in solve(data, elements, {})}
    assert ours == set(theirs)
    assert ours


def written(part: object) -> str:
    return f"?{part}" if isinstance(part, str) else str(part)


def test_a_literal_is_the_subject_of_nothing() -> None:
    data = view(":a :up 'x' .")
    assert list(solve(data, [Pattern("a", n("up"), "b"), Pattern("b", n("up"), "c")], {})) == []
    assert match(Pattern("a", "p", "a"), Triple(BlankNode("x"), n("up"), Literal("x"))) is None


def test_a_rule_is_taken_apart_into_clauses() -> None:
    text = f"{PREFIX} CONSTRUCT {{ ?a :x ?b }} WHERE {{ {{ ?a :y ?b }} UNION {{ ?b :z ?a }} }}"
    assert [clause.body for clause in clauses(text)] == [
        (Pattern("a", n("y"), "b"),),
        (Pattern("b", n("z"), "a"),),
    ]
    for body in ("?a :y ?b . FILTER (?a != ?b)", "?a :y ?b . MINUS { ?a :z ?b }"):
        with pytest.raises(NotLocalError):
            clauses(f"{PREFIX} CONSTRUCT {{ ?a :x ?b }} WHERE {{ {body} }}")
