"""What a validation says: faults, each with its place, its reason and what to do."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from gjgraph.core.text import Text


class Severity(Enum):
    """How bad a fault is; the value is the exit code that it causes."""

    WARNING = 0
    VIOLATION = 1
    UNREADABLE = 2

    @property
    def text(self) -> Text:
        """The word that a report uses."""
        return {
            Severity.WARNING: Text("경고", "warning"),
            Severity.VIOLATION: Text("위반", "violation"),
            Severity.UNREADABLE: Text("읽을 수 없음", "unreadable"),
        }[self]


@dataclass(frozen=True)
class Place:
    """Where a fault stands: a file (relative to the workspace), and line and column from 1 if known."""

    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with the rule that says so.

    `focus`, `path` and `value` are as in a SHACL validation result, written as N-Triples terms
    (SHACL §3.6.2); `source` is the IRI of the shape or the name of the check.
    """

    severity: Severity
    message: Text
    source: str
    place: Place = Place()
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    component: str | None = None
    label: Text | None = None

    def at(self, place: Place) -> "Fault":
        """The same fault, found at a place."""
        return replace(self, place=place)


@dataclass(frozen=True)
class Report:
    """All faults of one validation, worst and first in the files first."""

    faults: tuple[Fault, ...] = ()
    files: int = 0
    triples: int = 0
    counts: Counter[Severity] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "faults", tuple(sorted(self.faults, key=fault_key)))
        object.__setattr__(self, "counts", Counter(fault.severity for fault in self.faults))

    @property
    def conforms(self) -> bool:
        """Whether an edit that leads here may be accepted: warnings don't refuse."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 conforms, 1 violates, 2 can't be read."""
        return max((severity.value for severity in self.counts), default=0)


CAUSES = ("check:source-changed", "check:source-missing")
"""What brings a host of other faults with it, beside a file that is not as it must be."""


def fault_key(fault: Fault) -> tuple[int, bool, str, int, int, str, str]:
    """Sort faults: the worst first; then what explains the others; then by place."""
    place = fault.place
    return (
        -fault.severity.value,
        ":" in fault.source and fault.source not in CAUSES,
        place.file or "",
        place.line or 0,
        place.column or 0,
        fault.source,
        fault.message.en,
    )


def unreadable(faults: Iterable[Fault]) -> list[Fault]:
    """Keep the faults that make it impossible to go on."""
    return [fault for fault in faults if fault.severity is Severity.UNREADABLE]
