"""The grammar without comments: it reads what rdflib's own reads, and nothing else."""

import re

import pytest
from pyparsing import ParseException
from rdflib.plugins.sparql import parser, prepareQuery

from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace
from gjgraph.validation.grammar import prepare

PREFIXES = {"": "http://example.org/"}
COMMENTED = [
    "SELECT * # of a # comment }\n{ ?a ?b ?c }",
    "# first\n#second\r\nSELECT * {?a :b#c\n ?c#last",
    "SELECT * {?a :b#c\n ?c}#last",
    'SELECT * { ?a ?b "# no comment", \'#\', """#\n#""" ; <http://example.org/#none> ?c }',
    "SELECT * { ?a :b\\#c ?c . ?a :b ?d # \\u007D\n }",
    "SELECT * { ?a ?b ?c \\u0023 } SELECT\n }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(?a<?b || ?a>#?d\n?c) }",
]


def read(prepared: object) -> str:
    """Write the algebra of a query: sets have no order, and blank nodes have new names each time."""
    return "".join(sorted(re.sub(r"\bN[0-9a-f]{32}\b|0x[0-9a-f]+", "_", str(prepared))))


@pytest.mark.parametrize("text", COMMENTED)
def test_comments_are_read_as_by_rdflib(text: str) -> None:
    try:
        expected = prepareQuery(text, initNs=PREFIXES).algebra
    except ParseException:
        with pytest.raises(ParseException):
            prepare(text, PREFIXES)
        return
    assert read(prepare(text, PREFIXES).algebra) == read(expected)


@pytest.mark.parametrize("folder", ["checks", "rules"])
def test_the_queries_of_the_plan_are_read_as_by_rdflib(workspace: Workspace, folder: str) -> None:
    for each in read_queries(workspace, folder).values():
        expected = prepareQuery(each.text, initNs=PREFIXES).algebra
        assert read(prepare(each.text, PREFIXES).algebra) == read(expected), each.name


def test_the_grammar_of_rdflib_is_left_as_it_was() -> None:
    prepare("SELECT * { ?a ?b ?c }", PREFIXES)
    assert parser.Query.ignoreExprs
    with pytest.raises(ParseException):
        prepare("SELECT * { ?a ?b }", PREFIXES)
