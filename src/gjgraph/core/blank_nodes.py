"""Names for blank nodes that two versions of a graph have in common.

Canonical labels (RDFC-1.0) are counted through a whole graph: one statement more, and all after it are
others. Here a blank node is named by what is said of it, and by the way that leads to it: so of two
versions only those differ that were changed, and those that hang on them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from gjgraph.core.terms import BlankNode, Literal, NamedNode, Triple
from gjgraph.core.turtle import blank_nodes_in, canonical_triples, has_blank_nodes

Term = NamedNode | BlankNode | Literal | Triple
ROUNDS = 64
"""How far from a blank node its name still depends on what is there."""


def comparable(triples: Iterable[Triple]) -> frozenset[Triple]:
    """Name the blank nodes of a graph so that it can be compared with another version of it."""
    found = set(triples)
    if not any(has_blank_nodes(triple) for triple in found):
        return frozenset(found)
    found = set(canonical_triples(found))
    below: dict[BlankNode, list[Triple]] = defaultdict(list)
    above: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in found:
        if isinstance(triple.subject, BlankNode):
            below[triple.subject].append(triple)
        for node in blank_nodes_in(triple.object):
            above[node].append(triple)
    nodes = sorted({*below, *above}, key=str)
    said, led = dict.fromkeys(nodes, ""), dict.fromkeys(nodes, "")
    for _ in range(ROUNDS):
        # All of a round by what the one before gave.
        now = {
            node: digest(f"{each.predicate} {written(each.object, said)}" for each in below[node])
            for node in nodes
        }
        ways = {
            node: digest(f"{written(each.subject, led)} {each.predicate}" for each in above[node])
            for node in nodes
        }
        if (now, ways) == (said, led):
            break
        said, led = now, ways
    names: dict[BlankNode, str] = {}
    twins: dict[str, int] = defaultdict(int)
    for node in nodes:
        name = digest([said[node], led[node]])
        twins[name] += 1
        names[node] = f"b{name}" if twins[name] == 1 else f"b{name}x{twins[name]}"
    return frozenset(
        Triple(renamed(each.subject, names), each.predicate, renamed(each.object, names)) for each in found
    )


def digest(parts: Iterable[str]) -> str:
    """Digest texts, in whatever order they come."""
    return hashlib.blake2b("\n".join(sorted(parts)).encode(), digest_size=8).hexdigest()


def written(term: Term, names: Mapping[BlankNode, str]) -> str:
    """Write a term, blank nodes by their names so far."""
    match term:
        case BlankNode():
            return f"_:{names[term]}"
        case Triple():
            parts = (term.subject, term.predicate, term.object)
            return f"<<( {' '.join(written(part, names) for part in parts)} )>>"
    return str(term)


def renamed(term: Any, names: Mapping[BlankNode, str]) -> Any:  # noqa: ANN401
    """Give blank nodes their names."""
    match term:
        case BlankNode():
            return BlankNode(names[term])
        case Triple():
            return Triple(renamed(term.subject, names), term.predicate, renamed(term.object, names))
    return term
