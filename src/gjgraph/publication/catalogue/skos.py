"""The concepts alone: what SKOS says of them, derived links included, for tools that know nothing else."""

from collections.abc import Container, Iterable, Iterator

from gjgraph.core.terms import CSP, RDF, SKOS, Literal, NamedNode
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.statements import Lines, derived_graphs, in_order, lines_of, parts
from gjgraph.publication.things.names import EXACT, SELECTOR, TRANSLATION

KINDS = ("ConceptScheme", "Concept", "Collection", "OrderedCollection")
TEXTS = (
    *("prefLabel", "altLabel", "hiddenLabel", "notation"),
    *("note", "changeNote", "definition", "editorialNote", "example", "historyNote", "scopeNote"),
)
"""What is said of a concept in words (SKOS §5 to §7)."""
LINKS = (
    *("broader", "narrower", "related"),
    *("inScheme", "topConceptOf", "hasTopConcept", "member"),
)
"""What links one concept to another, or to its scheme (SKOS §4, §8, §9)."""
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""What links a concept to one of another scheme, known here or not (SKOS §10)."""


KIND, WORDS, PASSAGE = f"<{RDF}type>".encode(), f"<{SKOS}".encode(), f"<{CSP}passage>".encode()


def skos_lines(index: Index, asserted: Lines) -> Lines:
    """Give the statements, in order; `asserted` is what files state."""
    sources = [asserted, *(lines_of(index, graph) for graph in derived_graphs(index))]
    # Nine lines of ten say nothing in SKOS's words: they are left out before any is cut.
    lines = [line for each in sources for line in each if WORDS in line]
    kinds, texts, links, matches = (terms(names) for names in (KINDS, TEXTS, LINKS, MATCHES))
    typed = {line for line in lines if KIND in line and is_typing(line, kinds)}
    concepts = {line.partition(b" ")[0] for line in typed}
    found = set(typed)
    for line in lines:
        subject, predicate, said = parts(line)
        if subject in concepts and (
            predicate in texts or predicate in matches or (predicate in links and said in concepts)
        ):
            found.add(line)
    found.update(notes(index, asserted, concepts))
    return in_order(found)


def notes(index: Index, asserted: Lines, concepts: Container[bytes]) -> Iterator[bytes]:
    """Give each concept the words of the source that it rests on, which SKOS tools can show as a note."""
    for line in asserted:
        if PASSAGE not in line:
            continue
        subject, predicate, passage = parts(line)
        if predicate == PASSAGE and subject in concepts:
            for words in words_of(index, NamedNode(passage[1:-1].decode())):
                yield f"{subject.decode()} <{SKOS}note> {words} .".encode()


def words_of(index: Index, passage: NamedNode) -> Iterator[Literal]:
    """Give what a passage says, and its translation."""
    store = index.store
    found = list(store.quads_for_pattern(passage, TRANSLATION, None, None))
    for selector in store.quads_for_pattern(passage, SELECTOR, None, None):
        if isinstance(selector.object, NamedNode):
            found += store.quads_for_pattern(selector.object, EXACT, None, None)
    yield from (quad.object for quad in found if isinstance(quad.object, Literal))


def is_typing(line: bytes, kinds: Container[bytes]) -> bool:
    """Tell whether a line says that something is of one of some kinds."""
    _, predicate, said = parts(line)
    return predicate == KIND and said in kinds


def terms(names: Iterable[str]) -> frozenset[bytes]:
    """Name terms of SKOS as lines have them."""
    return frozenset(f"<{SKOS}{name}>".encode() for name in names)
