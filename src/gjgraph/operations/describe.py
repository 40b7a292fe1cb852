"""What a workspace holds: its plans, its graphs, and how much of each."""

from dataclasses import dataclass, replace

from gjgraph.core.change import Change
from gjgraph.core.terms import LABELS, TYPE
from gjgraph.core.text import Text
from gjgraph.engine.index import Index, value
from gjgraph.operations.dataset import Dataset, Names
from gjgraph.storage.queries import read_queries, read_view

PLANS = "plan-contents"
"""The view that finds the plans and counts their elements."""


@dataclass(frozen=True)
class Plan:
    """One plan and the number of its elements by class."""

    iri: str
    name: Text
    counts: tuple[tuple[Text, int], ...]


@dataclass(frozen=True)
class Contents:
    """What `gjgraph info` tells."""

    plans: tuple[Plan, ...]
    graphs: tuple[tuple[str, int], ...]
    """Each graph's IRI and its number of triples."""
    triples: int
    """The number of triples in the union of all graphs, each counted once."""
    questions: int


def describe(dataset: Dataset) -> Contents:
    """Count what a dataset holds."""
    return Contents(
        plans=plans(read_view(dataset.workspace, PLANS).text, dataset.index),
        graphs=tuple(sorted(dataset.index.counts.items())),
        triples=dataset.index.size,
        questions=len(read_queries(dataset.workspace, "questions")),
    )


def plans(view: str, index: Index) -> tuple[Plan, ...]:
    """List the plans with the number of their elements by class; `view` is the query that finds them."""
    names = Names(index)
    found: dict[str, list[tuple[Text, int]]] = {}
    for row in index.select(view):
        counts = found.setdefault(value(row, "plan"), [])
        if "class" in row:
            counts.append((names.of(value(row, "class")), int(value(row, "count"))))
    return tuple(Plan(iri, names.of(iri), tuple(counts)) for iri, counts in found.items())


def changed(contents: Contents, change: Change, triples: int, plans: tuple[Plan, ...] | None) -> Contents:
    """Give what a dataset holds after a change; `plans` are `None` where they are as before."""
    counts = dict(contents.graphs)
    for quads, more in ((change.added, 1), (change.removed, -1)):
        for quad in quads:
            graph = quad.graph_name.value  # type: ignore[union-attr]
            counts[graph] = counts.get(graph, 0) + more
    graphs = tuple(sorted((graph, count) for graph, count in counts.items() if count))
    return replace(contents, graphs=graphs, triples=triples, plans=plans or contents.plans)


def concerns_plans(change: Change, contents: tuple[Plan, ...]) -> bool:
    """Tell whether after a change, plans may be others, have other elements, or be called otherwise."""
    known = {plan.iri for plan in contents}
    return any(
        quad.predicate == TYPE or (quad.predicate in LABELS and getattr(quad.subject, "value", "") in known)
        for quad in change.added | change.removed
    )
