"""The check of a publication: all rules, or those of some groups."""

from collections.abc import Collection
from dataclasses import dataclass

from gjgraph.operations.publication_check import (  # noqa: F401 - each has its rules registered
    addresses,
    dataset,
    descriptions,
    discovery,
    fair,
    files,
    guidance,
    html,
    http,
    negotiation,
    ontology,
    reading,
    signposting,
    skos,
)
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import RULES, Failed, Group, Passed, Result, Rule


@dataclass(frozen=True)
class Judged:
    """A rule, and what came of it."""

    rule: Rule
    result: Result


@dataclass(frozen=True)
class Score:
    """How many rules passed, failed, and didn't apply."""

    passed: int
    failed: int
    not_applicable: int

    @property
    def percent(self) -> float:
        """The share of rules that passed, of those that apply."""
        judged = self.passed + self.failed
        return 100 * self.passed / judged if judged else 100.0


@dataclass(frozen=True)
class Verdict:
    """What a publication is worth."""

    publication: Publication
    judged: tuple[Judged, ...]

    def score(self, group: Group | None = None) -> Score:
        """Count the results, of one group or of all."""
        results = [each.result for each in self.judged if group in (None, each.rule.group)]
        passed, failed = (sum(isinstance(each, kind) for each in results) for kind in (Passed, Failed))
        return Score(passed, failed, len(results) - passed - failed)

    @property
    def groups(self) -> list[Group]:
        """The groups that were judged, in their order."""
        return [group for group in Group if any(each.rule.group is group for each in self.judged)]


def check(publication: Publication, only: Collection[Group] = ()) -> Verdict:
    """Judge a publication by all rules, or by those of some groups, in the order of the groups."""
    order = list(Group)
    rules = sorted(RULES.values(), key=lambda each: order.index(each.group))
    return Verdict(
        publication,
        tuple(Judged(each, each.judge(publication)) for each in rules if not only or each.group in only),
    )
