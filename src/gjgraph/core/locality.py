"""Whether a rule can be judged by the things near an edit, and if not, why."""

from dataclasses import dataclass

from gjgraph.core.text import Text


@dataclass(frozen=True)
class Locality:
    """What becomes of one shape or check when an edit touches what it reads."""

    name: str
    is_local: bool
    """Whether only the focus nodes that the edit can reach are judged anew, or all of them."""
    reason: Text
