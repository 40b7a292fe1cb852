"""What somebody wants changed, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gjgraph.core.change import Change
from gjgraph.core.report import Report


@dataclass(frozen=True)
class Update:
    """A SPARQL Update; the graphs are those of the protocol (SPARQL 1.1 Protocol §2.2.3)."""

    text: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    within: str | None = None
    """The only graph that it may change, and means where it names none (Graph Store Protocol §5.7)."""
    about: str | None = None
    """The only thing whose statements it may change; where it names no graph, it means the thing's."""


@dataclass(frozen=True)
class GraphEdit:
    """A graph as it is to be: replaced, added to, or gone."""

    graph: str | None
    """`None` for the default graph, which is the plan's own."""
    content: bytes | None
    """N-Triples; `None` where the graph is to go."""
    adds: bool = False
    """Whether what it has stays."""


@dataclass(frozen=True)
class ThingEdit:
    """The statements about one thing as they are to be, wherever they stand now."""

    thing: str
    content: bytes
    """N-Triples, all of them about the thing."""
    graph: str | None = None
    """Where new statements go; otherwise to where the thing is said to be what it is."""


@dataclass(frozen=True)
class Retirement:
    """A thing that is to be retired: a tombstone stays, with the reason and what came after it."""

    thing: str
    reason: tuple[tuple[str, str], ...]
    """Text and language."""
    successor: str | None = None


@dataclass(frozen=True)
class QuadsEdit:
    """Quads to add and to remove, as two N-Quads documents: an edit that is known to the letter.

    It conflicts where a quad to add is there already, or one to remove isn't.
    """

    added: bytes
    removed: bytes


Edit = Update | GraphEdit | ThingEdit | Retirement | QuadsEdit


@dataclass(frozen=True)
class Judged:
    """An edit that was judged."""

    change: Change
    report: Report
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each part of judging it took."""

    def timed(self, seconds: Mapping[str, float]) -> "Judged":
        """Say how long it took."""
        return replace(self, seconds=dict(seconds))


@dataclass(frozen=True)
class Accepted(Judged):
    """An edit that leaves the plan whole."""

    derived: Change = field(default_factory=Change)
    """What follows from it."""
    is_structural: bool = False
    """Whether it touches the ontology or its shapes, by which all else is judged."""


@dataclass(frozen=True)
class Rejected(Judged):
    """An edit that would break the plan."""
