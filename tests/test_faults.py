"""Every rule fires where it must: each has an invalid example, named for what it breaks.

`tests/faults/*.ru` are SPARQL updates that break one thing in a plan that conforms. Their headers tell
the `plan` to break (`saebom` or `gwangju`), the rule that must report it (`source`: the end of a shape's
address, or `check:` with a check's name), how bad that is (`severity`), and a piece of what it must say
in English (`says`) and in Korean (`says-ko`).
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from pyoxigraph import Store

from gjgraph.core.header import MARK
from gjgraph.core.report import Fault, Severity
from gjgraph.core.terms import SH, NamedNode, Quad
from gjgraph.core.text import PLACEHOLDER
from gjgraph.operations.judge import SHAPES
from gjgraph.operations.validate import judge
from gjgraph.storage.files import GraphFile, read_graphs
from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT
from tests.judging import Plan

PATHS = sorted((ROOT / "tests/faults").glob("*.ru"))
MESSAGE, CONSTRAINT = NamedNode(SH + "message"), NamedNode(SH + "sparql")


@dataclass(frozen=True)
class Example:
    """One update, with what its header says."""

    update: str
    plan: str
    source: str
    severity: Severity
    says: str
    says_ko: str

    def is_reported_by(self, fault: Fault) -> bool:
        return (
            is_rule(fault.source, self.source)
            and fault.severity is self.severity
            and self.says in fault.message.en
            and self.says_ko in fault.message.ko
        )


def read_example(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    header = yaml.safe_load("\n".join(MARK.findall(text)))
    assert set(header) == {"plan", "source", "severity", "says", "says-ko"}
    return Example(
        update=text,
        plan=header["plan"],
        source=header["source"],
        severity=Severity[header["severity"].upper()],
        says=header["says"],
        says_ko=header["says-ko"],
    )


EXAMPLES = {path.stem: read_example(path) for path in PATHS}


def is_rule(source: str, name: str) -> bool:
    """Tell whether a fault's source is the rule that an example names."""
    return source == name or source.endswith("/" + SHAPES + name)


@pytest.fixture(scope="module")
def plans(saebom: Path) -> dict[str, tuple[Workspace, list[GraphFile]]]:
    """The plans that conform, as they are read."""
    workspaces = {"saebom": open_workspace(saebom), "gwangju": open_workspace(ROOT)}
    return {name: (workspace, read_graphs(workspace)) for name, workspace in workspaces.items()}


@pytest.fixture(scope="module")
def breakable(plans: dict[str, tuple[Workspace, list[GraphFile]]]) -> dict[str, Plan]:
    return {name: Plan(workspace, files) for name, (workspace, files) in plans.items()}


def broken(files: list[GraphFile], update: str) -> list[GraphFile]:
    """The files as an update leaves them; it must change something, in graphs that have a file."""
    store = Store()
    for file in files:
        graph = NamedNode(file.graph)
        store.extend(Quad(each.subject, each.predicate, each.object, graph) for each in file.triples)
    before = set(store)
    store.update(update)
    assert set(store) != before
    assert {str(graph) for graph in store.named_graphs()} <= {f"<{file.graph}>" for file in files}
    return [
        replace(
            file,
            triples=tuple(quad.triple for quad in store.quads_for_pattern(None, None, None, graph)),
        )
        for file in files
        for graph in [NamedNode(file.graph)]
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_is_reported(
    name: str, plans: dict[str, tuple[Workspace, list[GraphFile]]], breakable: dict[str, Plan]
) -> None:
    example = EXAMPLES[name]
    plan, files = breakable[example.plan], plans[example.plan][1]
    faults = plan.faults(broken(files, example.update))
    assert any(map(example.is_reported_by, faults)), [
        (fault.source, fault.severity, fault.message) for fault in faults
    ]
    assert not [fault.message for fault in faults if any(map(PLACEHOLDER.search, fault.message))]


def test_the_plans_that_are_broken_conform(plans: dict[str, tuple[Workspace, list[GraphFile]]]) -> None:
    assert [judge(workspace, files).faults for workspace, files in plans.values()] == [(), ()]


def test_every_rule_has_an_example(plans: dict[str, tuple[Workspace, list[GraphFile]]]) -> None:
    """A rule is whatever speaks: each shape with a message, each check.

    Where the message is a SPARQL constraint's, the rule is the shape that has the constraint.
    """
    rules = set()
    for workspace, files in plans.values():
        rules |= {f"check:{name}" for name in read_queries(workspace, "checks")}
        shapes = [each for file in files if file.name.startswith(SHAPES) for each in file.triples]
        owners = {each.object: each.subject for each in shapes if each.predicate == CONSTRAINT}
        speakers = {owners.get(each.subject, each.subject) for each in shapes if each.predicate == MESSAGE}
        rules |= {str(speaker).strip("<>") for speaker in speakers}
    examples = {example.source for example in EXAMPLES.values()}
    assert not [rule for rule in rules if not any(is_rule(rule, example) for example in examples)]
    assert not [example for example in examples if not any(is_rule(rule, example) for rule in rules)]
