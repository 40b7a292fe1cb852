"""Dumps: the whole data set as one file, in several formats, plain and compressed.

What a dump holds depends on the index alone, so its size and its checksum can be told before anybody
fetches it. They are found by writing it to nowhere.
"""

import hashlib
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pyoxigraph import Quad, RdfFormat, serialize

from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.skos import skos_lines
from gjgraph.publication.catalogue.statements import (
    Lines,
    asserted_graphs,
    derived_graphs,
    in_graph,
    in_order,
    lines_of,
    prefixes_of,
    read,
    triples_of,
    union,
)

FOLDER = "dumps/"
GZIP = ".gz"
GZIP_TYPE = "application/gzip"
DATASET, DERIVED, CONCEPTS = "dataset", "derived", "skos"
"""The parts of the data that have a dump: what files state, what was added to it, the concepts alone."""


@dataclass(frozen=True)
class Dump:
    """One way to write a part of the data."""

    name: str
    part: str
    media_type: str
    file_type: str
    """The last part of its IRI in the EU's list of file types."""
    syntax: RdfFormat
    has_graphs: bool
    """Whether it says which graph states what; else each statement is there once."""

    @property
    def path(self) -> str:
        """Where it is."""
        return FOLDER + self.name


TURTLE = ("text/turtle", "RDF_TURTLE", RdfFormat.TURTLE, False)
QUADS = ("application/n-quads", "RDF_N_QUADS", RdfFormat.N_QUADS, True)
DUMPS = (
    Dump("plan.ttl", DATASET, *TURTLE),
    Dump("plan.nq", DATASET, *QUADS),
    Dump("plan.trig", DATASET, "application/trig", "RDF_TRIG", RdfFormat.TRIG, True),
    Dump("plan.jsonld", DATASET, "application/ld+json", "JSON_LD", RdfFormat.JSON_LD, False),
    Dump("derived.nq", DERIVED, *QUADS),
    Dump("skos.ttl", CONCEPTS, *TURTLE),
)


@dataclass(frozen=True)
class Sum:
    """The size of a file in bytes, and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Measured:
    """What is known of a dump without fetching it."""

    dump: Dump
    statements: int
    plain: Sum
    compressed: Sum


@dataclass(frozen=True)
class Dumped:
    """A dump that was written, plain and compressed, and its sums."""

    measured: Measured
    plain: bytes
    packed: bytes


class Output(Protocol):
    """Where a dump is written to."""

    def write(self, data: bytes, /) -> int:
        """Take what comes next."""
        ...


class Meter:
    """Takes a dump, and keeps nothing of it but its sums."""

    def __init__(self) -> None:
        self.plain, self.packed = hashlib.sha256(), hashlib.sha256()
        self.size = self.packed_size = 0
        self.gzip = compressor()

    def write(self, data: bytes, /) -> int:
        self.plain.update(data)
        self.size += len(data)
        self.pack(self.gzip.compress(data))
        return len(data)

    def pack(self, data: bytes) -> None:
        """Take what comes next of the compressed file."""
        self.packed.update(data)
        self.packed_size += len(data)

    def flush(self) -> None:
        """Be a file for the writer."""

    def sums(self) -> tuple[Sum, Sum]:
        """Be done, and give the sums of the plain and of the compressed file."""
        self.pack(self.gzip.flush())
        return Sum(self.size, self.plain.hexdigest()), Sum(self.packed_size, self.packed.hexdigest())


class Packer:
    """Compresses what is written, on its way."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.gzip = compressor()

    def write(self, data: bytes, /) -> int:
        self.output.write(self.gzip.compress(data))
        return len(data)

    def flush(self) -> None:
        """Be a file for the writer; what is left is written by `close`."""

    def close(self) -> None:
        """Write what is left."""
        self.output.write(self.gzip.flush())


def compressor() -> Any:  # noqa: ANN401
    """Compress as gzip does, with no time and no name in it: the same to the same bytes."""
    return zlib.compressobj(6, wbits=31)


def content(index: Index, dump: Dump, is_packed: bool) -> bytes:
    """Write a dump, compressed or not."""
    output = io.BytesIO()
    if is_packed:
        packer = Packer(output)
        write(index, dump, packer)
        packer.close()
    else:
        write(index, dump, output)
    return output.getvalue()


def dumped(index: Index, dump: Dump, asserted: Lines) -> Dumped:
    """Write a dump both ways, and sum it up; `asserted` is as for `measure`."""
    output = io.BytesIO()
    statements = write(index, dump, output, asserted)
    plain = output.getvalue()
    gzip = compressor()
    packed = bytes(gzip.compress(plain) + gzip.flush())
    return Dumped(Measured(dump, statements, sum_of(plain), sum_of(packed)), plain, packed)


def sum_of(file: bytes) -> Sum:
    """Sum up a file."""
    return Sum(len(file), hashlib.sha256(file).hexdigest())


def measure(index: Index, asserted: Lines) -> tuple[Measured, ...]:
    """Sum up all dumps; `asserted` is what the files state, each statement once, in order."""
    found = []
    for dump in DUMPS:
        meter = Meter()
        statements = write(index, dump, meter, asserted)
        found.append(Measured(dump, statements, *meter.sums()))
    return tuple(found)


def write(index: Index, dump: Dump, output: Any, asserted: Lines | None = None) -> int:  # noqa: ANN401
    """Write a dump, and tell how many statements it has."""
    if dump.syntax == RdfFormat.N_QUADS:
        graphs = asserted_graphs(index) if dump.part == DATASET else derived_graphs(index)
        for graph in graphs:
            output.write(b"".join(line + b"\n" for line in in_graph(sorted(lines_of(index, graph)), graph)))
        return sum(index.counts[graph] for graph in graphs)
    lines = union(index, asserted_graphs(index)) if asserted is None else asserted
    if dump.has_graphs:
        graphs = asserted_graphs(index)
        serialize(quads_of(index, graphs), output, format=dump.syntax, prefixes=prefixes_of(lines))
        return sum(index.counts[graph] for graph in graphs)
    if dump.part == CONCEPTS:
        lines = skos_lines(index, lines)
    serialize(triples_of(lines), output, format=dump.syntax, prefixes=prefixes_of(lines))
    return len(lines)


def quads_of(index: Index, graphs: Sequence[str]) -> Iterator[Quad]:
    """Read graphs, one after the other, each in order."""
    for graph in graphs:
        yield from read(list(in_graph(in_order(lines_of(index, graph)), graph)), RdfFormat.N_QUADS)
