"""The shapes of the repository, on its own plan and on what an editor may make of it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pyoxigraph import Quad, Store

from gjgraph.core.terms import RDFS, Triple
from gjgraph.storage.files import read_graphs
from gjgraph.storage.workspace import open_workspace, shipped_workspace
from gjgraph.validation import shacl
from gjgraph.validation.shapes import Shapes
from gjgraph.validation.triples import Triples
from gjgraph.validation.view import View
from tests import mutants


@dataclass(frozen=True)
class Real:
    """The plan as it is, and the shapes that judge it."""

    plan: mutants.Plan
    rest: frozenset[Triple]
    stated: frozenset[Triple]
    shapes: Shapes
    store: Store


@pytest.fixture(scope="module")
def real() -> Real:
    files = read_graphs(open_workspace(shipped_workspace()))
    plan: set[Triple] = set()
    rest: set[Triple] = set()
    stated: set[Triple] = set()
    for file in files:
        into = plan if file.name == mutants.PLAN else rest
        is_data = file.name.startswith("data/")
        into.update(each for each in file.triples if is_data or each.predicate.value == RDFS + "subClassOf")
        if file.name.startswith("ontology/shapes/"):
            stated.update(file.triples)
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in plan | rest)
    return Real(mutants.Plan(frozenset(plan)), frozenset(rest), frozenset(stated), Shapes(stated), store)


WAYS: list[Callable[..., set[Triple] | None]] = [
    *(mutants.drop, mutants.drop_with_references, mutants.double, mutants.double_label, mutants.retype),
    *(mutants.no_type, mutants.renumber, mutants.move, mutants.notation_changed),
]


def test_every_shape_of_the_repository_is_local(real: Real) -> None:
    assert [each.shape for each in real.shapes.explain() if not each.is_local] == []
    assert len(real.shapes.explain()) > 40


def test_the_plan_is_judged_as_it_is_end_to_end(real: Real) -> None:
    data = real.plan.triples | real.rest
    expected = shacl.validate(data, real.stated)
    assert real.shapes.full(View(real.store)) == expected
    assert real.shapes.full(Triples(data)) == expected


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_an_editor_may_do_is_judged_alike(real: Real, way: Callable[..., set[Triple] | None]) -> None:
    """Each in another place: what it concerns has all the results, for the plan had none."""
    elements = real.plan.elements()
    start = WAYS.index(way) * 7
    element, changed = next(
        (each, made) for each in elements[start:] + elements if (made := way(real.plan, each)) is not None
    )
    added, removed = changed - real.plan.triples, real.plan.triples - changed
    view = View(real.store, more=added, without=removed)
    found = real.shapes.validate(view, real.shapes.affected(View(real.store, more=added), added | removed))
    assert found, element
    assert found == real.shapes.full(view)
    if way in (mutants.drop_with_references, mutants.move, mutants.retype):
        assert found == shacl.validate(changed | real.rest, real.stated)


def test_a_label_concerns_nobody_else(real: Real) -> None:
    element = next(each for each in real.plan.elements() if "policy" in each.value)
    old = real.plan.label(element, "ko")
    affected = real.shapes.affected(View(real.store), [old])
    assert affected.whole == frozenset()
    assert {focus for foci in affected.foci.values() for focus in foci} == {element}
