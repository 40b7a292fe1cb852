"""What passes between whoever proposes an edit and the gate.

Apart from the gate, so that a server, whose gate stands in another process, needn't load what judges.
"""

from dataclasses import dataclass

from gjgraph.core.edits import Edit, Judged
from gjgraph.operations.describe import Plan
from gjgraph.storage.tokens import Token


@dataclass(frozen=True)
class Proposal:
    """An edit as it comes to the gate."""

    edit: Edit
    token: Token | None = None
    """Whose leave it rests on; whoever has the files needs none."""
    is_kept: bool = True
    """Whether it stays when it is accepted, and isn't just tried."""


@dataclass(frozen=True)
class Tried:
    """What the gate says of an edit, and what the dataset then holds."""

    verdict: Judged
    triples: int
    plans: tuple[Plan, ...] | None = None
    """The plans, where they may be others than before."""
    touched: frozenset[str] = frozenset()
    """The documents that tell something else now, by their paths."""
