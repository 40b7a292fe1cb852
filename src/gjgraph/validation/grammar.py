"""The grammar of SPARQL as rdflib has it, without the looking for comments.

rdflib's parser looks for a comment before every step that it takes, and where there is none, that costs
an exception: two fifths of its time. Here comments are blanked out before, so nothing need look for them.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache

from pyparsing import Opt, ParserElement
from rdflib.plugins.sparql import parser
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.sparql import Query

from gjgraph.core.sparql import without_comments


def prepare(text: str, prefixes: Mapping[str, str]) -> Query:
    """Parse a query and translate it into the algebra, as rdflib's `prepareQuery` does."""
    # Escapes are read before all else (SPARQL 1.1 §19.2): one may stand for the sign of a comment.
    bare = without_comments(parser.expandUnicodeEscapes(text))
    return translateQuery(grammar().parse_string(bare, parse_all=True), None, prefixes)


@cache
def grammar() -> ParserElement:
    """Copy rdflib's grammar, whose parts then ignore nothing; rdflib's own stays as it is."""
    # What stands for nothing is known by being the same object.
    nothing = Opt("").defaultValue
    whole: ParserElement = deepcopy(parser.Query, {id(nothing): nothing})
    seen, near = set[int](), [whole]
    while near:
        part = near.pop()
        if id(part) not in seen:
            seen.add(id(part))
            part.ignoreExprs = []
            inner = getattr(part, "expr", None)
            near += [*getattr(part, "exprs", ()), *([inner] if inner is not None else ())]
    return whole
