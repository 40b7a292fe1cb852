"""A generator of workspaces with many plans, each of the real one's shape and none like another.

`python -m bench.plans 100 DIRECTORY --seed 7` writes a hundred plans, a file and a named graph each.
"""

import argparse
import itertools
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from gjgraph.core.terms import CSP, PREFIXES, Literal, NamedNode, Triple
from gjgraph.core.turtle import write
from gjgraph.storage.files import read_graphs
from gjgraph.storage.workspace import Workspace, open_workspace, shipped_workspace

CLASSES = "StrategicPlan Vision Goal PolicyInstrument Value Policy Strategy Project"
KINDS = "kind-dimension kind-principle kind-field kind-purpose"
TAKEN = {NamedNode(CSP + name) for name in (CLASSES + " " + KINDS).split()}
TAKEN.add(NamedNode(PREFIXES["void"] + "Dataset"))
"""Classes and kinds of what is taken over from the real plan: about 600 triples."""
LEFT = {NamedNode(CSP + name) for name in ("passage", "addresses", "enables")}
PLACES = {"가": "ga", "나": "na", "다": "da", "라": "ra", "마": "ma", "바": "ba", "사": "sa", "아": "a"}
PLACES |= {"고": "go", "노": "no", "도": "do", "로": "ro", "모": "mo", "보": "bo", "소": "so", "오": "o"}
"""Syllables of the cities that the plans are for."""


def core(workspace: Workspace) -> list[Triple]:
    """Take the core of a workspace's plan: what leads to nothing that isn't taken as well."""
    triples = next(file.triples for file in read_graphs(workspace) if file.graph == workspace.home_graph)
    things = {each.subject for each in triples if each.object in TAKEN}
    ids = f"{workspace.addresses.base}id/"
    return [
        each
        for each in triples
        if each.subject in things and each.predicate not in LEFT
        if each.object in things or not getattr(each.object, "value", "").startswith(ids)
    ]


def retold(triples: Iterable[Triple], old: str, new: str, names: dict[str, str]) -> Iterator[Triple]:
    """State of another plan what is stated of one; `names` is its city's name by language."""
    for each in triples:
        value = each.object
        if isinstance(value, Literal) and value.language in names:
            value = Literal(f"{names[value.language]} {value.value}", language=value.language)
        elif isinstance(value, NamedNode):
            value = moved(value, old, new)
        yield Triple(moved(each.subject, old, new), each.predicate, value)


def moved(term: object, old: str, new: str) -> NamedNode:
    """Give the address that something has in another plan."""
    return NamedNode(str(term).strip("<>").replace(f"/{old}", f"/{new}"))


def generate(number: int, directory: Path, seed: int) -> None:
    """Write a workspace with so many plans; what it says depends on the number and the seed alone."""
    real = open_workspace(shipped_workspace())
    base, triples = real.addresses.base, core(real)
    for folder in ("ontology", "queries"):
        shutil.copytree(real.root / folder, directory / folder)
    (directory / "gjgraph.toml").write_text(f'base = "{base}"\nhome = "city-1/plan"\n', encoding="utf-8")
    chance = random.Random(seed)  # noqa: S311
    cities = chance.sample(list(itertools.product(PLACES, repeat=3)), number)
    for place, syllables in enumerate(cities, start=1):
        names = {"ko": "".join(syllables), "en": "".join(PLACES[each] for each in syllables).capitalize()}
        path = directory / "data" / f"city-{place}" / "plan.ttl"
        path.parent.mkdir(parents=True)
        plan = retold(triples, real.home, f"city-{place}/plan", names)
        path.write_text(write(plan, base, PREFIXES), encoding="utf-8")


def main() -> None:
    """Read the command line and write the workspace."""
    parser = argparse.ArgumentParser(prog="python -m bench.plans", description=__doc__)
    parser.add_argument("number", type=int, metavar="N")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.number, given.directory, given.seed)


if __name__ == "__main__":
    main()
