"""Which documents a change concerns: those that tell something else after it than before."""

from collections.abc import Iterable, Iterator

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import LABELS, NamedNode, Quad
from gjgraph.engine.index import Index
from gjgraph.publication.links import document_path
from gjgraph.publication.things.description import LICENCE, PASSAGE, graph_of, named
from gjgraph.publication.things.names import BASIS, EXACT, OBJECT, PREDICATE, SELECTOR, SUBJECT, TRANSLATION
from gjgraph.publication.things.tree import BROADER, IN_SCHEME, IS_PART_OF, PLACED, TOP_OF

TREE = (BROADER, TOP_OF, IS_PART_OF)
"""What makes the tree."""
SEEN_FROM_AFAR = frozenset(
    (
        *(*LABELS, *PLACED, *TREE, IN_SCHEME),
        *(EXACT, TRANSLATION, SELECTOR),
        *(SUBJECT, PREDICATE, OBJECT, BASIS),
    )
)
"""What the descriptions of other things tell of a thing too: its name, and what that is made of where it
has none; its place, its kind, its order."""

OF_GRAPHS = frozenset((LICENCE, *LABELS))


def touched(index: Index, quads: Iterable[Quad]) -> set[str]:
    """List the documents, by their paths, that tell of quads which were added or removed.

    The index may have them or not. One document too many does no harm, one too few would.
    """
    found: set[str] = set()
    for quad in quads:
        for iri in concerned(index, quad):
            path = document_path(iri, index.base)
            if path is not None:
                found.add(path)
    return found


def concerned(index: Index, quad: Quad) -> Iterator[str]:
    """List what a quad is told of: its graph, what it links, and what shows that."""
    graph = graph_of(quad)
    yield graph
    if not isinstance(quad.subject, NamedNode):
        return
    yield quad.subject.value
    if quad.predicate in TREE and isinstance(quad.object, NamedNode):
        yield quad.object.value
        yield from beside(index, quad)
    if is_derived(graph):
        return
    if isinstance(quad.object, NamedNode):
        yield quad.object.value
    if quad.predicate in OF_GRAPHS:
        # A document names the graphs that it comes from, and is under their licences.
        for each in index.store.quads_for_pattern(None, None, None, quad.subject):
            yield from ends(each)
    whole = NamedNode(quad.subject.value.partition("#")[0])
    for each in named(index.store.quads_for_pattern(None, PASSAGE, whole, None)):
        yield from ends(each)
    if quad.predicate in SEEN_FROM_AFAR:
        for thing in {quad.subject, whole}:
            yield from showing(index, thing)
            yield from parts(index, thing)


def showing(index: Index, thing: NamedNode) -> Iterator[str]:
    """List what shows a thing by its name: what it's linked with, what stands beside it, its relations."""
    store = index.store
    for found in (
        store.quads_for_pattern(thing, None, None, None),
        store.quads_for_pattern(None, None, thing, None),
        store.quads_for_pattern(None, thing, None, None),
    ):
        for each in named(found):
            yield from ends(each)
            if each.subject == thing and each.predicate in TREE:
                yield from beside(index, each)
            elif each.predicate in (SUBJECT, PREDICATE, OBJECT) and isinstance(each.subject, NamedNode):
                # A relation is called after what it links.
                for link in named(store.quads_for_pattern(each.subject, None, None, None)):
                    yield from ends(link)


def beside(index: Index, quad: Quad) -> Iterator[str]:
    """List what stands under the same as the subject of a quad; parts don't tell of each other."""
    if quad.predicate != IS_PART_OF and isinstance(quad.object, NamedNode):
        for each in named(index.store.quads_for_pattern(None, quad.predicate, quad.object, None)):
            yield from ends(each)


def parts(index: Index, whole: NamedNode) -> Iterator[str]:
    """List all parts of a thing, and theirs: rules know as much of concepts, of parts nobody does."""
    waiting, seen = [whole], {whole}
    while waiting:
        for each in named(index.store.quads_for_pattern(None, IS_PART_OF, waiting.pop(), None)):
            if isinstance(each.subject, NamedNode) and each.subject not in seen:
                seen.add(each.subject)
                waiting.append(each.subject)
                yield each.subject.value


def ends(quad: Quad) -> Iterator[str]:
    """Name the ends of a link."""
    for term in (quad.subject, quad.object):
        if isinstance(term, NamedNode):
            yield term.value
