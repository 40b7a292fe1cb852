"""What is known of the data set as it is: what it says of itself, counts, sizes and checksums."""

from functools import cached_property

from gjgraph.core.text import Text
from gjgraph.engine.index import Index
from gjgraph.publication.catalogue.about import About
from gjgraph.publication.catalogue.dumps import Dump, Measured, content, measure, packed
from gjgraph.publication.catalogue.statements import asserted_graphs, union
from gjgraph.publication.catalogue.void import Counts, counted


class Known:
    """What is counted and summed up, each when it is first asked for."""

    def __init__(self, index: Index, name: Text) -> None:
        self.index = index
        self.about = About(index, name)

    @cached_property
    def counted_and_measured(self) -> tuple[Counts, tuple[Measured, ...]]:
        """The counts and the dumps, for which the whole is read once."""
        lines = union(self.index, asserted_graphs(self.index))
        return counted(lines, f"{self.index.base}id/"), measure(self.index, lines)

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
        self.kept: tuple[int, Known] | None = None
        self.keeps_dumps = False
        """Whether a dump is kept until another is asked for: all that is written of one comes in a row."""
        self.dumped: tuple[int, Dump, bytes] | None = None

    def dump(self, dump: Dump, is_packed: bool) -> bytes:
        """Write a dump of the index as it is."""
        if not self.keeps_dumps:
            return content(self.index, dump, is_packed)
        changes = self.index.changes
        if self.dumped is None or self.dumped[:2] != (changes, dump):
            self.dumped = None
            self.dumped = changes, dump, content(self.index, dump, is_packed=False)
        return packed(self.dumped[2]) if is_packed else self.dumped[2]

    def now(self) -> Known:
        """Give what is known of the index as it is."""
        if self.kept is None or self.kept[0] != self.index.changes:
            self.kept = self.index.changes, Known(self.index, self.name)
        return self.kept[1]
