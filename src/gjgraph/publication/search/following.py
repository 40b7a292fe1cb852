"""The searched things of an index: read once, then kept right by each change."""

from bisect import insort
from collections.abc import Mapping
from operator import attrgetter

from gjgraph.core.change import Change
from gjgraph.core.header import QueryFile
from gjgraph.core.searching import Entry, Part, Said, Searched
from gjgraph.core.terms import SH, NamedNode
from gjgraph.engine.index import Index
from gjgraph.publication.examples import question_iri
from gjgraph.publication.search.entries import BESIDE, Reader
from gjgraph.publication.things.tree import CLASSES

QUESTION = SH + "SPARQLExecutable"
"""The kind of a ready question."""
FEW = 100
"""Entries up to which each is put in its place; of more, all are sorted."""
place_of = attrgetter("place")


class Following:
    """What can be found in an index as it is now."""

    def __init__(self, index: Index, questions: Mapping[str, QueryFile]) -> None:
        self.index = index
        self.reader = Reader(index)
        self.questions = [entry_of(each, index.base) for each in questions.values()]
        self.entries: list[Entry] = []
        self.searched: Searched | None = None
        self.changed: set[NamedNode] = set()
        self.changes = 0
        """The changes of the index that are known, read already or not."""
        index.followers.append(self.follow)

    def follow(self, change: Change) -> None:
        """Note what a change is about; it is read when somebody searches."""
        self.changes += 1
        if self.searched is not None:
            subjects = {quad.subject for quad in change.added | change.removed}
            self.changed.update(each for each in subjects if isinstance(each, NamedNode))

    def now(self) -> Searched:
        """Give what can be found now."""
        if self.searched is None or self.changes != self.index.changes:
            # Read whole: for the first time, or after something that was no change of an edit.
            self.entries = sorted(self.questions, key=place_of)
            self.read(set(self.reader.all()))
        elif self.changed:
            self.read(self.reader.affected(self.changed))
        self.changes = self.index.changes
        self.changed = set()
        assert self.searched  # noqa: S101 - read above
        return self.searched

    def read(self, things: set[NamedNode]) -> None:
        """Read some things anew, and put them in their places."""
        read = dict(self.reader.entries(things))
        kept = [each for each in self.entries if each.key not in read]
        more = [each for each in read.values() if each is not None]
        if len(more) > FEW:
            self.entries = sorted([*kept, *more], key=place_of)
        else:
            for each in more:
                insort(kept, each, key=place_of)
            self.entries = kept
        self.searched = Searched(self.entries)


def entry_of(question: QueryFile, base: str) -> Entry:
    """Make an entry of a ready question."""
    said = (
        Said(Part.NAME, "ko", question.summary.ko),
        Said(Part.NAME, "en", question.summary.en),
        *([Said(Part.VARIANT, "", question.id)] if question.id else []),
        Said(Part.VARIANT, "", question.name),
    )
    return Entry(
        question_iri(question, base).value,
        QUESTION,
        "",
        (BESIDE, f"{len(CLASSES) + 1:03}{question.name}"),
        said,
        True,
    )
