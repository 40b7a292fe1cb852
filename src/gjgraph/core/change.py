"""A change: the difference between two versions of a dataset, as quads added and removed."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph

from gjgraph.core.terms import Quad, Triple

FORMAT = pyoxigraph.RdfFormat.N_QUADS


@dataclass(frozen=True)
class Change:
    """What an edit comes to: quads of named graphs that weren't there, and quads that were."""

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def inverse(self) -> "Change":
        """Give the change that takes this one back."""
        return Change(self.removed, self.added)

    def then(self, later: "Change") -> "Change":
        """Give the one change that this and a later one come to."""
        return Change(
            (self.added - later.removed) | (later.added - self.removed),
            (self.removed - later.added) | (later.removed - self.added),
        )

    def graphs(self) -> set[str]:
        """Name the graphs that it touches."""
        return {quad.graph_name.value for quad in self.added | self.removed}  # type: ignore[union-attr]

    def triples(self) -> set[Triple]:
        """Give what it adds and removes, wherever that stands."""
        return {quad.triple for quad in self.added | self.removed}

    def to_bytes(self) -> tuple[bytes, bytes]:
        """Write it as two sorted N-Quads documents: what it adds, what it removes."""
        return n_quads(self.added), n_quads(self.removed)

    @classmethod
    def from_bytes(cls, added: bytes, removed: bytes) -> "Change":
        """Read what `to_bytes` wrote."""
        return cls(*(frozenset(pyoxigraph.parse(each, format=FORMAT)) for each in (added, removed)))


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Write quads as sorted N-Quads."""
    return b"".join(sorted(f"{quad} .\n".encode() for quad in quads))
