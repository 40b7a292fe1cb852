"""What is known of the data set as it is: what it says of itself, counts, sizes and checksums."""

from functools import cached_property

from gjgraph.core.text import Text
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.about import About
from gjgraph.publication.catalogue.dumps import DUMPS, Dump, Dumped, Measured, content, dumped, measure
from gjgraph.publication.catalogue.statements import Lines, asserted_graphs, union
from gjgraph.publication.catalogue.void import Counts, counted


class Known:
    """What is counted and summed up, each when it is first asked for."""

    def __init__(self, index: Index, name: Text) -> None:
        self.index = index
        self.changes = index.changes
        self.about = About(index, name)
        self.written: dict[Dump, Measured] = {}
        """What is known of dumps because they were written."""
        self.lines: Lines | None = None
        """What the files state, while dumps are being written."""

    def asserted(self) -> Lines:
        """Give what the files state, each statement once, in order."""
        if self.lines is None:
            self.lines = union(self.index, asserted_graphs(self.index))
        return self.lines

    def dump(self, dump: Dump) -> Dumped:
        """Write a dump, and note its sums."""
        found = dumped(self.index, dump, self.asserted())
        self.written[dump] = found.measured
        return found

    @cached_property
    def counted_and_measured(self) -> tuple[Counts, tuple[Measured, ...]]:
        """The counts and the dumps, for which the whole is read once."""
        lines = self.asserted()
        self.lines = None  # it is large
        known = self.written.keys() >= set(DUMPS)
        dumps = tuple(self.written[dump] for dump in DUMPS) if known else measure(self.index, lines)
        return counted(lines, f"{self.index.base}id/"), dumps

    @property
    def counts(self) -> Counts:
        """How many of what there are."""
        return self.counted_and_measured[0]

    @property
    def dumps(self) -> tuple[Measured, ...]:
        """The dumps, with their sizes and checksums."""
        return self.counted_and_measured[1]


class Survey:
    """Keeps what is known of the index until that is changed."""

    def __init__(self, index: Index, name: Text) -> None:
        self.index = index
        self.name = name
        self.kept: Known | None = None
        self.keeps_dumps = False
        """Whether a dump is kept until another is asked for: all that is written of one comes in a row."""
        self.dumped: tuple[int, Dumped] | None = None

    def dump(self, dump: Dump, is_packed: bool) -> bytes:
        """Write a dump of the index as it is."""
        if not self.keeps_dumps:
            return content(self.index, dump, is_packed)
        changes = self.index.changes
        if self.dumped is None or (self.dumped[0], self.dumped[1].measured.dump) != (changes, dump):
            self.dumped = None
            self.dumped = changes, self.now().dump(dump)
        return self.dumped[1].packed if is_packed else self.dumped[1].plain

    def now(self) -> Known:
        """Give what is known of the index as it is."""
        if self.kept is None or self.kept.changes != self.index.changes:
            self.kept = Known(self.index, self.name)
        return self.kept
