"""A named graph as RDF: exactly its statements, the same bytes whatever process writes them."""

from functools import cached_property

import pyoxigraph
from pyoxigraph import RdfFormat

from gjgraph.core.terms import PREFIXES
from gjgraph.core.turtle import canonical_triples, write
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.statements import Lines, in_order, lines_of, prefixes_of, triples_of
from gjgraph.publication.document import RDF_FORMATS, digest
from gjgraph.publication.vocabularies.ontologies import Terms

BLANK = b"_:"
MOST_READABLE = 2_000
"""Statements that are written as canonical Turtle, the form of the files; that takes time for each."""


class GraphText:
    """The statements of a graph, for any format."""

    def __init__(self, index: Index, graph: str) -> None:
        self.index = index
        self.graph = graph
        self.changes = index.changes
        """By how many changes the index came to be as it is read here."""

    @cached_property
    def lines(self) -> Lines:
        """The statements in order, blank nodes named by their place in the graph (RDFC-1.0)."""
        lines = lines_of(self.index, self.graph)
        if any(BLANK in line for line in lines):
            triples = canonical_triples(quad.triple for quad in self.index.quads(self.graph))
            text = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
            lines = text.splitlines()
        return in_order(lines)

    @cached_property
    def digest(self) -> str:
        """The digest of what the graph states."""
        return digest(b"\n".join(self.lines))

    @cached_property
    def subjects(self) -> set[bytes]:
        """What it says something of, as N-Triples write it."""
        return {line.partition(b" ")[0] for line in self.lines}

    @cached_property
    def terms(self) -> Terms:
        """What it declares."""
        return Terms(self.index, self.graph)

    def written(self, form: str) -> bytes:
        """Write it in one of the formats."""
        if form == "ntriples":
            return b"".join(line + b"\n" for line in self.lines)
        if form in {"turtle", "trig"} and len(self.lines) <= MOST_READABLE:
            return self.readable
        syntax = RDF_FORMATS[form][2]
        triples = triples_of(self.lines)
        return pyoxigraph.serialize(triples, format=syntax, prefixes=self.prefixes) or b""

    @cached_property
    def readable(self) -> bytes:
        """The canonical Turtle, which is TriG too."""
        stated = (quad.triple for quad in self.index.quads(self.graph))
        return write(stated, self.index.base, PREFIXES).encode()

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that it has a use for."""
        return prefixes_of(self.lines)
