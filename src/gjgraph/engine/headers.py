"""What a graph that is begun says of itself beside its name: what all graphs here state alike."""

from collections.abc import Iterator

from gjgraph.core.terms import DCTERMS, NamedNode
from gjgraph.engine.index import Index, Term

RIGHTS = (NamedNode(DCTERMS + "license"), NamedNode(DCTERMS + "publisher"))


def rights(index: Index) -> Iterator[tuple[NamedNode, Term]]:
    """Give the licence and the publisher, each where the graphs that state one agree.

    Without them, one graph more would leave all the data with no licence.
    """
    for predicate in RIGHTS:
        quads = index.store.quads_for_pattern(None, predicate, None, None)
        found = {quad.object for quad in quads if quad.subject == quad.graph_name}
        if len(found) == 1:
            yield predicate, found.pop()
