"""Every mutant of every core element is caught, by a message that names the element."""

import pytest

from gjgraph.core.report import Severity
from gjgraph.core.terms import NamedNode
from gjgraph.operations.validate import judge
from gjgraph.storage.files import GraphFile, read_graphs
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT
from tests.mutants import Plan, mutants, mutate, plan_of

FILES = read_graphs(open_workspace(ROOT))
MUTANTS = [(name, element.value, way) for name, element, way in mutants(plan_of(FILES))]


def names(plan: Plan, element: NamedNode) -> set[str]:
    """What a message may call an element: its Korean name or its short address."""
    return {plan.label(element, "ko").object.value, element.value.split("/id/")[1]}  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def files() -> list[GraphFile]:
    return FILES


@pytest.mark.parametrize(
    ("name", "iri", "way"), MUTANTS, ids=[f"{way} {iri.split('/id/')[1]}" for _, iri, way in MUTANTS]
)
def test_is_caught(name: str, iri: str, way: str, workspace: Workspace, files: list[GraphFile]) -> None:
    element = NamedNode(iri)
    report = judge(workspace, mutate(files, element, way))
    violations = [fault for fault in report.faults if fault.severity is Severity.VIOLATION]
    assert violations
    called = names(plan_of(files), element)
    assert any(f"‘{each}’" in fault.message.ko for each in called for fault in violations), [
        fault.message.ko for fault in violations
    ]


def test_the_plan_itself_is_faultless(workspace: Workspace, files: list[GraphFile]) -> None:
    assert judge(workspace, files).faults == ()


def test_every_core_element_is_mutated_in_every_way_that_applies() -> None:
    elements = {iri for _, iri, _ in MUTANTS}
    assert len(elements) == 1 + 1 + 1 + 2 + 3 + 5 + 20 + 25
    for mutation in ("drop", "double", "retype", "relabel", "untranslate", "unsource"):
        assert {iri for name, iri, _ in MUTANTS if name == mutation} == elements
    for mutation in ("renumber", "move"):
        assert len({iri for name, iri, _ in MUTANTS if name == mutation}) == len(elements) - 1
