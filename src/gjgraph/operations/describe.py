"""What a workspace holds: its plans, its graphs, and how much of each."""

from dataclasses import dataclass

from gjgraph.core.text import Text
from gjgraph.engine.index import value
from gjgraph.operations.dataset import Dataset
from gjgraph.storage.queries import read_queries, read_view


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
    names = dataset.names()
    view = read_view(dataset.workspace, "plan-contents")
    plans: dict[str, list[tuple[Text, int]]] = {}
    for row in dataset.index.select(view.text):
        counts = plans.setdefault(value(row, "plan"), [])
        if "class" in row:
            counts.append((names.of(value(row, "class")), int(value(row, "count"))))
    return Contents(
        plans=tuple(Plan(iri, names.of(iri), tuple(counts)) for iri, counts in plans.items()),
        graphs=tuple(sorted(dataset.index.counts.items())),
        triples=dataset.index.size,
        questions=len(read_queries(dataset.workspace, "questions")),
    )
