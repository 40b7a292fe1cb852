"""A plan to break again and again: an index, its judge, and what an edit has them say."""

from collections.abc import Sequence

from gjgraph.core.change import Change
from gjgraph.core.report import Fault
from gjgraph.core.terms import NamedNode, Quad
from gjgraph.operations.dataset import build, rules_of
from gjgraph.operations.judge import Judge
from gjgraph.storage.files import GraphFile
from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace
from gjgraph.validation.rules import Rules


class Plan:
    """A workspace as it was read; an edit of it is judged as the gate does, and taken back."""

    def __init__(self, workspace: Workspace, files: Sequence[GraphFile]) -> None:
        self.quads = quads(files)
        self.index = build(workspace, files).index
        self.judge = Judge(self.index, read_queries(workspace, "checks"))
        self.rules = Rules(rules_of(workspace))

    def faults(self, files: Sequence[GraphFile]) -> list[Fault]:
        """Say what is wrong with files that differ from those that were read."""
        after = quads(files)
        return self.faults_of(Change(after - self.quads, self.quads - after))

    def faults_of(self, change: Change) -> list[Fault]:
        """Say what is wrong after a change."""
        assert change
        self.index.apply_change(change)
        whole = change.then(self.rules.follow(self.index, change))
        self.index.settle(whole)
        try:
            return self.judge.faults(self.index, self.judge.touched(self.index, whole))
        finally:
            self.index.change(whole.inverse())


def quads(files: Sequence[GraphFile]) -> frozenset[Quad]:
    """Give what files say, each in its graph."""
    return frozenset(
        Quad(each.subject, each.predicate, each.object, NamedNode(file.graph))
        for file in files
        for each in file.triples
    )
