"""The gate: an edit is tried on a working copy, and judged by what it would come to."""

import time
from collections import Counter
from collections.abc import Callable, Iterable

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.edits import Accepted, Judged, Rejected, Update
from gjgraph.core.errors import ForbiddenError
from gjgraph.core.report import Fault, Place, Report, Severity
from gjgraph.core.terms import LABELS, NamedNode
from gjgraph.core.text import Text
from gjgraph.engine.edits import Evaluation
from gjgraph.operations.dataset import Dataset, rules_of
from gjgraph.operations.describe import PLANS, concerns_plans, plans
from gjgraph.operations.judge import Judge
from gjgraph.operations.proposals import Proposal, Tried
from gjgraph.operations.validate import needed_graphs
from gjgraph.publication.things.touched import touched
from gjgraph.storage.queries import read_queries, read_view
from gjgraph.storage.tokens import Token
from gjgraph.validation.rules import Rules


class Gate:
    """Judges edits on a dataset of its own: what is accepted stays in it, what isn't leaves no trace."""

    def __init__(self, dataset: Dataset) -> None:
        workspace = dataset.workspace
        self.workspace = workspace
        self.base = workspace.addresses.base
        self.index = dataset.index
        self.checks = read_queries(workspace, "checks")
        self.judge = Judge(dataset.index, self.checks)
        self.rules = Rules(rules_of(workspace))
        self.evaluation = Evaluation(dataset.index, workspace.home_graph)
        # Read now: a working copy can open no file.
        self.view = read_view(workspace, PLANS).text
        self.plans = plans(self.view, dataset.index)
        self.needed = needed_graphs(workspace)

    def try_edit(self, proposal: Proposal) -> Tried:
        """Evaluate an edit and judge it; raises a GjgraphError where it can't be evaluated."""
        clock = Clock()
        change = self.evaluation.apply(proposal.edit)
        clock.tick("evaluate")
        derived = Change()
        judge = self.judge
        try:
            self.refuse_graphs(change, proposal.token)
            derived = self.rules.follow(self.index, change)
            whole = change.then(derived)
            self.index.settle(whole)
            clock.tick("derive")
            verdict = self.verdict(change, derived, whole)
        except BaseException:
            self.undo(change.then(derived), judge)
            raise
        clock.tick("validate")
        timed = verdict.timed(clock.seconds)
        if isinstance(verdict, Rejected) or not proposal.is_kept:
            self.undo(whole, judge)
            return Tried(timed, self.index.size)
        documents = frozenset(touched(self.index, whole.added | whole.removed))
        if not concerns_plans(whole, self.plans):
            return Tried(timed, self.index.size, touched=documents)
        self.plans = plans(self.view, self.index)
        return Tried(timed, self.index.size, self.plans, documents)

    def warm_up(self) -> None:
        """Try an edit that is never kept: what is loaded when first used, a working copy can't load."""
        subject = self.workspace.addresses.base
        text = (
            f'INSERT DATA {{ GRAPH <{self.workspace.home_graph}> {{ <{subject}> <{LABELS[0].value}> "" }} }}'
        )
        self.try_edit(Proposal(Update(text), is_kept=False))

    def undo(self, change: Change, judge: Judge) -> None:
        """Leave no trace of a change."""
        self.index.change(change.inverse())
        self.judge = judge

    def refuse_graphs(self, change: Change, token: Token | None) -> None:
        """Refuse an edit of graphs that its author may not edit."""
        for graph in sorted(change.graphs()):
            if token is not None and not token.may(graph, self.base):
                raise ForbiddenError(
                    Text(
                        f"{token.author}의 토큰으로는 <{graph}>를 고칠 수 없습니다.",
                        f"The token of {token.author} doesn't let its holder edit <{graph}>.",
                    )
                )

    def verdict(self, change: Change, derived: Change, whole: Change) -> Judged:
        """Judge a change that is in the index."""
        if self.is_structural(change):
            self.judge = Judge(self.index, self.checks)
            found = self.lost(change) + self.judge.whole(self.index)
            if violations(found):
                found = self.new(found, whole, lambda: Judge(self.index, self.checks).whole(self.index))
        else:
            foci = self.judge.touched(self.index, whole)
            found = self.lost(change) + self.judge.faults(self.index, foci)
            if blamed := violations(found):
                again = foci.blamed(blamed)
                found = self.new(found, whole, lambda: self.judge.faults(self.index, again))
        report = self.report(found)
        if not report.conforms:
            return Rejected(change, report)
        return Accepted(change, report, derived=derived, is_structural=self.is_structural(change))

    def new(self, found: list[Fault], whole: Change, before: Callable[[], list[Fault]]) -> list[Fault]:
        """Leave out the violations that were there before the edit: it isn't to blame for them."""
        self.index.change(whole.inverse())
        known = Counter(map(essence, violations(before())))
        self.index.change(whole)
        kept = []
        for fault in found:
            if fault.severity is not Severity.WARNING and known[essence(fault)]:
                known[essence(fault)] -= 1
            else:
                kept.append(fault)
        return kept

    def is_structural(self, change: Change) -> bool:
        """Tell whether a change touches the ontology or its shapes, by which all is judged."""
        return any(graph.startswith(f"{self.base}ontology/") for graph in change.graphs())

    def lost(self, change: Change) -> list[Fault]:
        """Find the graphs that a workspace must have and that an edit would empty."""
        return [
            Fault(Severity.UNREADABLE, self.needed[graph], "missing", self.place(graph))
            for graph in change.graphs()
            if graph in self.needed and graph not in self.index.counts
        ]

    def report(self, faults: Iterable[Fault]) -> Report:
        """Report faults, each with the file that its focus node stands in."""
        graphs = [graph for graph in self.index.counts if not is_derived(graph)]
        placed = tuple(fault if fault.place.file else fault.at(self.place_of(fault)) for fault in faults)
        return Report(placed, len(graphs), sum(self.index.counts[graph] for graph in graphs))

    def place_of(self, fault: Fault) -> Place:
        """Find the file where a fault is to be mended: where the property stands, else the thing."""
        if not fault.focus or not fault.focus.startswith("<"):
            return Place()
        said = self.index.store.quads_for_pattern(NamedNode(fault.focus[1:-1]), None, None, None)
        graphs = sorted(
            (str(quad.predicate) != fault.path, quad.graph_name.value)
            for quad in said
            if isinstance(quad.graph_name, NamedNode) and not is_derived(quad.graph_name.value)
        )
        return self.place(graphs[0][1]) if graphs else Place()

    def place(self, graph: str) -> Place:
        """Give the file of a graph."""
        return Place(str(self.workspace.addresses.file_of_graph(graph)))


def violations(faults: Iterable[Fault]) -> list[Fault]:
    """Keep what refuses an edit."""
    return [fault for fault in faults if fault.severity is not Severity.WARNING]


def essence(fault: Fault) -> tuple[object, ...]:
    """Give what makes two faults the same, wherever they stand and however things are called."""
    return fault.source, fault.component, fault.focus, fault.path, fault.value


class Clock:
    """How long the parts of something took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def tick(self, part: str) -> None:
        """Say that a part is over."""
        now = time.perf_counter()
        self.seconds[part] = now - self.last
        self.last = now
