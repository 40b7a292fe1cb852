"""What is told of a query by its words alone."""

import gc
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gjgraph.core.sparql import (
    from_graphs,
    is_volatile,
    service_clauses,
    tokens,
    uses_service,
)

BASE = "https://base.example/folder/"
PREFIXES = {"ex": "https://ex.example/", "": "https://empty.example/", "service": "https://service.example/"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("SELECT * { }", ["word SELECT", "open {", "close }"]),
        ("# SELECT\nASK", ["word ASK"]),
        ("# SELECT\rASK", ["word ASK"]),
        ("ASK # the end", ["word ASK"]),
        ("<http://e.example/#now> now", ["iri <http://e.example/#now>", "word now"]),
        ("?now $service", ["variable ?now", "variable $service"]),
        ("?now-rand", ["variable ?now", "word rand"]),
        ("ex:service :rand ex:", ["name ex:service", "name :rand", "name ex:"]),
        ("ex:a.b ex:a-b ex:a%2Db", ["name ex:a.b", "name ex:a-b", "name ex:a%2Db"]),
        (r"ex:o\'now\#rand", [r"name ex:o\'now\#rand"]),
        ("ex:a:b:c", ["name ex:a:b:c"]),
        ("정책:이름 ?이름 이름", ["name 정책:이름", "variable ?이름", "word 이름"]),
        ("'now' \"rand\"", ["string 'now'", 'string "rand"']),
        (r"'it\'s now' rand", [r"string 'it\'s now'", "word rand"]),
        (r'"a\\" now', [r'string "a\\"', "word now"]),
        ("'''it's ''now'' ''' rand", ["string '''it's ''now'' '''", "word rand"]),
        ('"""a "b" \n ""now"" """ rand', ['string """a "b" \n ""now"" """', "word rand"]),
        ('""now', ['string ""', "word now"]),
        ("'' '' now", ["string ''", "string ''", "word now"]),
        ("'#' # '\nnow", ["string '#'", "word now"]),
        ("?a < ?b && ?c > now", ["variable ?a", "variable ?b", "variable ?c", "word now"]),
        ("?a<=?b", ["variable ?a", "variable ?b"]),
        ("1 + -3 * 0.5", []),
    ],
)
def test_tokens(query: str, found: list[str]) -> None:
    """The terminals of SPARQL 1.1 §19.8: what is inside a comment, a string or an IRI is no word."""
    seen = list(tokens(query))
    assert [f"{token.kind} {token.text}" for token in seen] == found
    for token in seen:
        assert query[token.start : token.end] == token.text


VOLATILE = [
    "SELECT (NOW() AS ?x) {}",
    "SELECT (now() AS ?x) {}",
    "SELECT (nOw ( ) AS ?x) {}",
    "SELECT (RAND() AS ?x) {}",
    "SELECT (UUID() AS ?x) {}",
    "SELECT (STRUUID() AS ?x) {}",
    "SELECT (BNODE() AS ?x) {}",
    "SELECT (BNODE('a') AS ?x) {}",
    "SELECT * { SERVICE <http://s.example/> { ?s ?p ?o } }",
    "SELECT * { SERVICE ?s { ?s ?p ?o } }",
    "SELECT (1+RAND() AS ?x) {}",
    "SELECT (-RAND() AS ?x) {}",
    "SELECT ('a' AS ?a) (RAND() AS ?x) {}",
    "SELECT ('''a'b''' AS ?a) (RAND() AS ?x) {}",
    'SELECT ("""a"b""" AS ?a) (RAND() AS ?x) {}',
    "SELECT ('a\\'' AS ?a) (RAND() AS ?x) ('' AS ?b) {}",
    "SELECT * { ?a ?b ?c } ORDER BY RAND()",
    "SELECT * { ?a ?b ?c # '\n} ORDER BY RAND() #'",
    "SELECT * { ?a ?b ?c FILTER(?a < 1 && RAND() > 0.5) }",
    "SELECT (?a<RAND()&&2>1 AS ?x) {BIND(1 AS ?a)}",
    "SELECT (?a<NOW()||?b>?c AS ?x) {}",
    "SELECT (?a<1&&'x'!=STRUUID()&&2>1 AS ?x) {}",
    "SELECT (xsd:integer(1)<RAND()AS ?x) {}",
    "SELECT*{BIND(RAND()AS?x)}",
    "SELECT * {?s ?p ex:o\\'brien BIND(RAND() AS ?x)} #'",
    "SELECT * {?s ?p 1BIND(NOW()AS?x)}",
]
STABLE = [
    "ASK {}",
    "SELECT ('NOW()' AS ?x) {}",
    'SELECT ("RAND()" AS ?x) {}',
    "SELECT ('''UUID() ' RAND()''' AS ?x) {}",
    'SELECT ("a\\"NOW()" AS ?x) {}',
    "SELECT ('now'@en AS ?x) {}",
    "SELECT ?now ?rand $uuid { ?now ?rand $uuid }",
    "SELECT * { ?service ?bnode ?struuid }",
    "# NOW() RAND()\nASK {}",
    "ASK {} # SERVICE",
    "ASK { <http://e.example/now> ?p <http://e.example/#rand> }",
    "ASK { ex:service ex:now ex:rand }",
    "PREFIX service: <http://s.example/> ASK { service:x ?p ?o }",
    "ASK { now:x ?p ?o }",
    "ASK { ?s ?p _:now }",
    "ASK { ?s ?p 'a'@now }",
    "ASK { ?s ?p 'a'@service, 'b'@en-rand }",
    "SELECT (KNOWN() AS ?x) (ex:now() AS ?y) {}",
    "SELECT ('지금 NOW()' AS ?지금) {}",
    "ASK { ?s ex:a\\-now ?o }",
]


@pytest.mark.parametrize("query", VOLATILE)
def test_volatile(query: str) -> None:
    """An answer that another moment would change must never be kept (SPARQL 1.1 §17.4)."""
    assert is_volatile(query)


@pytest.mark.parametrize("query", STABLE)
def test_not_volatile(query: str) -> None:
    """The name of a function in a string, a comment, an IRI, a variable or a name is no call of it."""
    assert not is_volatile(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://s.example/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://s.example/> { ?s ?p ?o } }",
        "SELECT*{SERVICE<http://s.example/>{}}",
        "SELECT * { SERVICE ex:a { ?s ?p ?o } }",
        "PREFIX : <http://s.example/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <http://s.example/> SELECT * { Service: { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT:x { ?s ?p ?o } }",
        "SELECT * { SERVICE # a comment\n <http://s.example/> {} }",
        "SELECT * { ?s ?p 1SERVICE<http://s.example/>{} }",
        "SELECT * { ?s ?p 'a'SERVICE<http://s.example/>{} }",
        "SELECT * { FILTER(?a<?b)SERVICE<http://s.example/>{} FILTER(?a>?b) }",
        "SELECT * { { SELECT * { SERVICE ?s { } } } }",
        "SELECT * { ?s ?p ?o . SERVICE ?s { } }",
        "SELECT * { ?s ?p ex:o\\'x SERVICE ?s { } } #'",
    ],
)
def test_service_is_seen(query: str) -> None:
    """Wherever the parser reads SERVICE, so do we: else a query would get out."""
    assert uses_service(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?p ?o }",
        "ASK { ex:service ?p ?o }",
        "PREFIX service: <http://s.example/> ASK { service:x ?p service:y }",
        "ASK { ?s ?p 'SERVICE <http://s.example/> {}' }",
        "ASK { ?s ?p 'a'@service }",
        "# SERVICE\nASK {}",
        "ASK { <http://e.example/SERVICE> ?p ?o }",
        "ASK { ?s ?p ?services }",
    ],
)
def test_no_service(query: str) -> None:
    assert not uses_service(query)


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("ASK {}", []),
        ("SELECT * FROM <http://g.example/> {}", ["http://g.example/"]),
        ("SELECT * FROM NAMED <http://g.example/> {}", ["http://g.example/"]),
        ("SELECT * from named <a> From <b#c> {}", [BASE + "a", BASE + "b#c"]),
        ("SELECT * FROM ex:a FROM NAMED ex:b {}", ["https://ex.example/a", "https://ex.example/b"]),
        ("SELECT * FROM :a {}", ["https://empty.example/a"]),
        ("SELECT * FROM:a {}", ["https://empty.example/a"]),
        ("SELECT * FROM NAMED:a {}", ["https://empty.example/a"]),
        ("ASK FROM ex:a\\-b {}", ["https://ex.example/a-b"]),
        ("PREFIX ex: <http://other.example/> ASK FROM ex:a {}", ["http://other.example/a"]),
        ("PREFIX p:<q/>ASK FROM p:a {}", [BASE + "q/a"]),
        ("BASE <http://b.example/x/> ASK FROM <y> {}", ["http://b.example/x/y"]),
        ("BASE <http://b.example/x/> BASE <z/> ASK FROM <y> {}", ["http://b.example/x/z/y"]),
        ("BASE <http://b.example/> PREFIX p: <p/> ASK FROM p:a {}", ["http://b.example/p/a"]),
        ("SELECT ?from FROM <a> { ?from ex:from 'FROM <b>' } # FROM <c>", [BASE + "a"]),
        ("SELECT * FROM # a comment <b>\n <a> {}", [BASE + "a"]),
        ("SELECT * FROM <../a> {}", ["https://base.example/a"]),
        ("SELECT * FROM nothing:a {}", []),
        ("SELECT * FROM <광주> {}", [BASE + "광주"]),
    ],
)
def test_from_graphs(query: str, graphs: list[str]) -> None:
    """FROM and FROM NAMED (SPARQL 1.1 §13.2), resolved as §4.1.1 says."""
    assert from_graphs(query, BASE, PREFIXES) == graphs


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        (
            "SELECT * { SERVICE <http://s.example/> { ?s ?p ?o } }",
            [("http://s.example/", False, " ?s ?p ?o ")],
        ),
        ("SELECT * { SERVICE SILENT <a> {} }", [(BASE + "a", True, "")]),
        ("SELECT * { SERVICE ?s { ?s ?p 1 } }", [(None, False, " ?s ?p 1 ")]),
        ("SELECT * { SERVICE ex:a { ?s ?p '}' } }", [("https://ex.example/a", False, " ?s ?p '}' ")]),
        ("PREFIX q: <http://q.example/> SELECT * { SERVICE q:a { } }", [("http://q.example/a", False, " ")]),
        ("SELECT * { SERVICE:a { } }", [("https://empty.example/a", False, " ")]),
        ("SELECT * { SERVICE <a> { { ?s ?p ?o } # }\n } }", [(BASE + "a", False, " { ?s ?p ?o } # }\n ")]),
        (
            "SELECT * { SERVICE <a> { SERVICE <b> { } } SERVICE <c> { 1 } }",
            [(BASE + "a", False, " SERVICE <b> { } "), (BASE + "c", False, " 1 ")],
        ),
        ("BASE <http://b.example/> SELECT * { SERVICE <a> { } }", [("http://b.example/a", False, " ")]),
        ("SELECT * { SERVICE <a> { ?s ?p ?o ", []),
        ("SELECT * { service", []),
        ("ASK { ?service ex:service 'SERVICE <a> {}' }", []),
    ],
)
def test_service_clauses(query: str, clauses: list[tuple[str | None, bool, str]]) -> None:
    """SPARQL 1.1 Federated Query §2: the outermost clauses, what stands in them as it stands."""
    found = service_clauses(query, BASE, PREFIXES)
    assert [(each.endpoint, each.silent, each.pattern) for each in found] == clauses
    for each in found:
        assert query[each.start :].lower().startswith("service")
        assert query[: each.end].endswith("}")


PIECES = st.sampled_from(
    [
        *("SELECT", "SERVICE", "SILENT", "FROM", "NAMED", "BASE", "PREFIX", "NOW()", "{", "}", "(", ")"),
        *("'", '"', "'''", '"""', "\\", "<", ">", "<a>", "#", "\n", " ", "?x", "$now", "ex:a", ":", "@ko"),
        *("_:b", "광주", "\u1100", "\x00", "1.5", "%41", "\\'", "&&", "||", ".", ";", ","),
    ]
)


@settings(max_examples=800, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join)))
@example("SERVICE")
@example("FROM")
@example("FROM NAMED")
@example("PREFIX")
@example("BASE")
@example("FROM <http://[>")
@example("BASE <http://[x> ASK FROM <a> {}")
@example("SELECT * { SERVICE <//[a> { } }")
def test_no_text_is_too_odd(text: str) -> None:
    """Anything can be sent: whatever it is, it is looked at without a crash."""
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        last = token.end
    is_volatile(text)
    from_graphs(text, BASE, PREFIXES)
    clauses = service_clauses(text, BASE, PREFIXES)
    assert not clauses or uses_service(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters='"\\\n\r', exclude_categories=["Cs"]), max_size=40))
def test_nothing_in_a_string_is_a_word(text: str) -> None:
    query = f'SELECT ("{text}" AS ?x) {{}}'
    assert [token.kind for token in tokens(query)] == ["word", "string", "word", "variable", "open", "close"]
    assert not is_volatile(query)


@pytest.mark.parametrize(
    "unit",
    [
        *("'", '"', "'''", '"""', '""" "', "''' ' ", "<", "<a", "\\", "\\'", "a", "a.", "a:", ":", "a-", "#"),
        *("{", "}", "SERVICE ", "SERVICE {", "SERVICE <a> {", "SERVICE <a> {} ", "FROM ", "FROM <a> "),
        *("PREFIX ", "PREFIX a: <b> ", "now ", "?", "_", "광", '"a', "'a\\", '"""a', "1"),
    ],
)
def test_the_time_it_takes_grows_with_the_length_and_no_faster(unit: str) -> None:
    """A query of twice the length takes about twice as long: a MiB of anything may be sent."""

    def seconds(length: int) -> float:
        text = "service now from " + unit * (length // len(unit))
        best = float("inf")
        # A collection of what other tests have left takes longer than what is measured.
        gc.disable()
        for _ in range(4):
            began = time.process_time()
            is_volatile(text)
            from_graphs(text, BASE, PREFIXES)
            service_clauses(text, BASE, PREFIXES)
            best = min(best, time.process_time() - began)
        gc.enable()
        return best

    short, long = seconds(2_000), seconds(8_000)
    # Four times the length: four times as long, sixteen times if it were quadratic.
    assert long < 9 * short, (short, long)
    assert seconds(40_000) < 0.5
