"""Every mutant of every core element is caught, by a message that names the element."""

import pytest

from gjgraph.core.report import Fault, Severity
from gjgraph.core.terms import NamedNode
from gjgraph.operations.validate import judge
from gjgraph.storage.files import read_graphs
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT
from tests.judging import Plan
from tests.mutants import LABEL, mutants, mutate, plan_of

FILES = read_graphs(open_workspace(ROOT))
MUTANTS = [(name, element.value, way) for name, element, way in mutants(plan_of(FILES))]


@pytest.fixture(scope="module")
def whole_plan(workspace: Workspace) -> Plan:
    return Plan(workspace, FILES)


def names_it(faults: list[Fault], called: set[str]) -> bool:
    """Tell whether a violation names an element by its label or its short address."""
    return any(
        f"‘{each}’" in fault.message.ko and each_is_told_in_english(fault)
        for each in called
        for fault in faults
        if fault.severity is Severity.VIOLATION
    )


def each_is_told_in_english(fault: Fault) -> bool:
    return bool(fault.message.en) and "{$" not in fault.message.en + fault.message.ko


@pytest.mark.parametrize(
    ("name", "iri", "way"), MUTANTS, ids=[f"{way} {iri.split('/id/')[1]}" for _, iri, way in MUTANTS]
)
def test_is_caught(name: str, iri: str, way: str, whole_plan: Plan) -> None:
    element = NamedNode(iri)
    files = mutate(FILES, element, way)
    called = {iri.split("/id/")[1]}
    for plan in (plan_of(FILES), plan_of(files)):
        called |= {t.object.value for t in plan.of(element, LABEL)}  # type: ignore[union-attr]
    assert names_it(whole_plan.faults(files), called)


def test_the_plan_itself_is_faultless(workspace: Workspace) -> None:
    assert judge(workspace, FILES).faults == ()


def test_every_core_element_is_mutated_in_every_way_that_applies() -> None:
    elements = {iri for _, iri, _ in MUTANTS}
    assert len(elements) == 1 + 1 + 1 + 2 + 3 + 5 + 20 + 25
    for mutation in ("drop", "double", "retype", "relabel", "untranslate", "unsource"):
        assert {iri for name, iri, _ in MUTANTS if name == mutation} == elements
    for mutation in ("renumber", "move"):
        assert len({iri for name, iri, _ in MUTANTS if name == mutation}) == len(elements) - 1
