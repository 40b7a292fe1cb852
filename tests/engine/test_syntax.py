"""What is said of a query that isn't SPARQL: the right place, and no hint that is wrong."""

import re

import pytest
from pyoxigraph import Store

from gjgraph.core.errors import QueryError
from gjgraph.core.terms import PREFIXES
from gjgraph.engine.index import Index
from gjgraph.engine.syntax import spread
from gjgraph.engine.update_syntax import parse
from gjgraph.operations.ask import questions
from gjgraph.storage.workspace import open_workspace
from tests.conftest import ROOT

BASE = "https://w3id.org/gjgraph/"
QUERIES = {name: asked.query for name, asked in questions(open_workspace(ROOT)).items()}
WHOLE = (
    'SELECT * { <a> ?p "x"@ko . FILTER(?o > 10 && ?o <= 1.5e3 || ?p != "a"^^xsd:string) ?s !a|^<b>/<c>* -1 ; '
)


def said(query: str, index: Index | None = None) -> QueryError:
    with pytest.raises(QueryError) as caught:
        (index or Index(BASE)).query(query)
    return caught.value


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        ("SELECT * WHERE { ?s ?p ?l FILTER(?l = ", ") }", "a variable or a value is missing"),
        ("SELECT * WHERE { ?x a ", "}", "a variable or a value is missing"),
        ("SELECT * WHERE { ?x ", "}", "a variable or an IRI is missing"),
        ("SELECT * { ?s ?p ?o FILTER(?o = 3 && ", ") }", "a variable or a value is missing"),
        (f"{WHOLE}?q ", "}", "a variable or a value is missing"),
        ("SELECT ", "{ ?x a ?y }", "a variable is missing"),
        ("SELECT (SUM(?x) AS ", "n) { ?s ?p ?x }", "a variable is missing"),
        ("SELECT * { ?s skos:broader/ ", "?o }", "an IRI is missing"),
        ("SELECT * { ?s ?p ?o } LIMIT ", "x", "a number is missing"),
        ("SELECT (COUNT(?x) ", "?n) WHERE { ?x a ?n }", "AS is missing, as in (COUNT(?x) AS ?n)"),
        ("SELECT (?x + 1", ") { ?x a ?y }", "AS is missing, as in (COUNT(?x) AS ?n)"),
        ("SELECT (?x ", "3 AS ?y) {}", "what could stand here, for example: ‘AS’"),
        ("SELECT *\n{ ?s ?p ?o ", "", "‘{’ at line 2, column 1 isn't closed with ‘}’"),
        ("SELECT * { FILTER(?o > 3 ", "}", "‘(’ at line 1, column 18 isn't closed with ‘)’"),
        ("SELECT * { ?s ?p ?o ", ") }", "nothing opens this ‘)’"),
        ("SELECT * { ?s ?p ?o } ", "}", "nothing opens this ‘}’"),
        ('SELECT * { ?s ?p "}\\"', "", "a quotation mark isn't closed"),
        ("SELECT * { ?s ?p ?o ", "?q }", "what could stand here, for example: ‘.’, ‘;’, ‘,’, ‘}’"),
        ("SELECT * { ?s ?p ?o FILTER ", "?o = 3 }", "what could stand here, for example: ‘(’, ‘EXISTS’"),
        ("SELECT * { ?s ?p ?o } LIMIT 5 ", "ORDER BY ?s", ""),
    ],
)
def test_what_is_missing_is_said_in_words(before: str, after: str, hint: str) -> None:
    error = said(before + after)
    assert (error.line, error.column) == (before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1)
    assert error.message.en.endswith(f"’: {hint}" if hint else "’")
    told = error.message.ko.split("’ 다음. ")[1:]
    assert re.search("[가-힣]", told[0]) if hint else not told


def test_a_prefix_that_is_not_declared_is_told_how() -> None:
    with pytest.raises(QueryError) as caught:
        parse("INSERT DATA { <a> nope:x <b> }", BASE)
    for error in (said("SELECT * { ?s nope:x ?o }"), caught.value):
        assert "‘nope:’ isn't declared. Begin with PREFIX nope: <address>. These need no" in error.message.en
        assert error.message.ko.endswith(", ".join(PREFIXES))
        assert "맨 앞에 PREFIX nope: <주소>를" in error.message.ko


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_stays_itself_with_its_words_far_apart(name: str) -> None:
    """Else what is looked at again would be wrong somewhere else."""
    Store().query(spread(QUERIES[name])[0], base_iri=BASE, prefixes=PREFIXES)


@pytest.mark.parametrize("name", [*QUERIES][::6])
def test_a_query_that_ends_too_soon_is_wrong_at_its_end(name: str) -> None:
    """Wherever it is cut, the end is the place, and a bracket that is said to be open is."""
    query, index = QUERIES[name], Index(BASE)
    for end in range(query.index("{") + 1, query.rindex("}") - 1, 7):
        cut = query[:end]
        error = said(cut, index)
        if found := re.search(r"‘(.)’ at line (\d+), column (\d+) isn't closed", error.message.en):
            assert cut.split("\n")[int(found[2]) - 1][int(found[3]) - 1] == found[1]
        if cut[-1].isspace() and "#" not in cut and "declared" not in error.message.en:
            assert (error.line, error.column) == (cut.count("\n") + 1, len(cut.split("\n")[-1]) + 1)
