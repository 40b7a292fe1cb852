"""The statements of an index as lines of N-Triples, in the order in which people read them.

As text they take a fifth of the memory that they take as objects, and the store writes them itself: so a
large data set is written, counted and summed up within the limits of a worker.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pyoxigraph import Quad, RdfFormat, Triple, parse

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import PREFIXES, NamedNode
from gjgraph.core.turtle import FIRST_PREDICATES, LANGUAGE_PLACES
from gjgraph.engine.index import Index

Lines = list[bytes]
END = b" ."
CHUNK = 5_000
"""Lines that are read at once."""
PLACES = {f"<{iri}>".encode(): place for iri, place in FIRST_PREDICATES.items()}
TAGS = {tag.encode(): place for tag, place in LANGUAGE_PLACES.items()}


def asserted_graphs(index: Index) -> list[str]:
    """Name the graphs that files hold."""
    return sorted(graph for graph, count in index.counts.items() if count and not is_derived(graph))


def derived_graphs(index: Index) -> list[str]:
    """Name the graphs that the software fills."""
    return sorted(graph for graph, count in index.counts.items() if count and is_derived(graph))


def lines_of(index: Index, graph: str) -> Lines:
    """Give the statements of a graph."""
    text = index.store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph)) or b""
    return text.splitlines()


def union(index: Index, graphs: Iterable[str]) -> Lines:
    """Give what several graphs state, each statement once, in order."""
    return in_order({line for graph in graphs for line in lines_of(index, graph)})


def in_order(lines: Iterable[bytes]) -> Lines:
    """Put lines in the order of `document.in_order`: by subject, what it is and is called first."""
    ordered = sorted(lines)
    return [
        line
        for _, group in groupby(ordered, lambda line: line.partition(b" ")[0])
        for line in sorted(group, key=reading_order)
    ]


def reading_order(line: bytes) -> tuple[int, bytes, int, bytes]:
    """Say where a line stands among those of its subject."""
    _, predicate, said = parts(line)
    language = TAGS.get(language_of(said), 9) if said.startswith(b'"') else 0
    return PLACES.get(predicate, len(PLACES)), predicate[1:-1], language, said


def parts(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Cut a line into subject, predicate and object."""
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate, rest.removesuffix(END)


def language_of(literal: bytes) -> bytes:
    """Give the language tag of a literal; nothing where it has none."""
    mark = literal[literal.rindex(b'"') + 1 :]
    return mark[1:] if mark.startswith(b"@") else b""


def in_graph(lines: Iterable[bytes], graph: str) -> Iterator[bytes]:
    """Say of each line which graph it is in (N-Quads)."""
    name = f" {NamedNode(graph)} .".encode()
    return (line.removesuffix(END) + name for line in lines)


def read(lines: Sequence[bytes], syntax: RdfFormat) -> Iterator[Quad]:
    """Read lines, not all at once."""
    for start in range(0, len(lines), CHUNK):
        yield from parse(b"\n".join(lines[start : start + CHUNK]), format=syntax)


def triples_of(lines: Sequence[bytes]) -> Iterator[Triple]:
    """Read lines of N-Triples."""
    return (quad.triple for quad in read(lines, RdfFormat.N_TRIPLES))


def prefixes_of(lines: Sequence[bytes]) -> dict[str, str]:
    """Find the prefixes that some lines have a use for."""
    left = {name: b"<" + iri.encode() for name, iri in PREFIXES.items()}
    for start in range(0, len(lines), CHUNK):
        # A search through one long text takes a tenth of the time of many through short ones.
        text = b"".join(lines[start : start + CHUNK])
        left = {name: mark for name, mark in left.items() if mark not in text}
    return {name: iri for name, iri in PREFIXES.items() if name not in left}
