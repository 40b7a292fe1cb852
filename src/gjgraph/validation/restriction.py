"""Where in a query's text the focus nodes that are wanted can be named.

`VALUES` at the beginning of a group restricts it before anything is looked up. That changes no row that is
wanted where every row of the group binds the focus node, and where the group is joined with what stands
around it: the outermost group, a subselect, a branch of a UNION; but not inside of OPTIONAL, MINUS or EXISTS.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gjgraph.core.sparql import Token, closing_braces, tokens
from gjgraph.validation.patterns import binds
from gjgraph.validation.view import Term

CLAUSES = frozenset({"optional", "minus", "exists", "graph", "service", "values"})


@dataclass(frozen=True)
class Restrictable:
    """A query, cut at each place where focus nodes can be named."""

    pieces: tuple[str, ...]
    focus: str

    def text(self, foci: Iterable[Term] | None = None) -> str:
        """Write the query, for some focus nodes or for all."""
        if foci is None:
            return "".join(self.pieces)
        return f" VALUES ?{self.focus} {{ {' '.join(map(str, foci))} }} ".join(self.pieces)


def restrictable(query: str, focus: str) -> Restrictable:
    """Find the places in a SELECT query, each row of which must bind the focus node."""
    words = list(tokens(query))
    closed = closing_braces(words)
    prologue = query[: next(token.start for token in words if token.word == "select")]
    outermost = next(place for place, token in enumerate(words) if token.kind == "open")
    pieces, start = [], 0
    for place in sorted(places(query, prologue, words, closed, outermost, focus)):
        pieces.append(query[start:place])
        start = place
    return Restrictable((*pieces, query[start:]), focus)


def places(
    query: str, prologue: str, words: Sequence[Token], closed: dict[int, int], opened: int, focus: str
) -> Iterator[int]:
    """Find the places in a group that binds the focus node, and in the groups inside of it."""
    inside = opened + 1
    if words[inside].word == "select":
        # A subselect is the whole of its group: nothing can stand beside it, only inside.
        inner = next(place for place in range(inside, len(words)) if words[place].kind == "open")
        yield from places(query, prologue, words, closed, inner, focus)
        return
    yield words[opened].end
    while inside < closed[opened]:
        if words[inside].kind == "open":
            content = query[words[inside].end : words[closed[inside]].start]
            is_select = words[inside + 1].word == "select"
            if not is_clause(words, inside) and binds(
                prologue + (content if is_select else f"SELECT * WHERE {{ {content} }}"), focus
            ):
                yield from places(query, prologue, words, closed, inside, focus)
            inside = closed[inside]
        inside += 1


def is_clause(words: Sequence[Token], opened: int) -> bool:
    """Tell whether a brace belongs to a clause that isn't simply joined, or holds data."""
    before = opened - 1
    if words[before].word in CLAUSES:
        return True
    while words[before].kind in ("variable", "iri", "name"):
        before -= 1
    # `GRAPH ?graph {` and `VALUES (?a ?b) {`: words may stand between.
    return words[before].word in CLAUSES
