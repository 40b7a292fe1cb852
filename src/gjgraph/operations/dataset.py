"""The dataset: every graph of a workspace in an index, with what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from gjgraph.core.errors import UnreadableError
from gjgraph.core.report import unreadable
from gjgraph.core.terms import CSP, LABELS, PREFIXES, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.engine.index import Index
from gjgraph.storage.files import GraphFile, read_graphs, read_source
from gjgraph.storage.queries import read_queries
from gjgraph.storage.workspace import Workspace

SOURCE_TEXT = "source-text"


@dataclass(frozen=True)
class Dataset:
    """What a workspace holds at one moment."""

    workspace: Workspace
    files: Sequence[GraphFile]
    index: Index

    def names(self) -> "Names":
        """What people call its things."""
        return Names(self.index)


def load(workspace: Workspace) -> Dataset:
    """Read a workspace and build its index; nothing is loaded where a file can't be read."""
    files = read_graphs(workspace)
    broken = unreadable(fault for file in files for fault in file.faults)
    if broken:
        first, more = broken[0], len(broken) - 1
        where = first.place.file or ""
        if first.place.line:
            where += f":{first.place.line}"
        raise UnreadableError(
            Text(
                f"{where}: {first.message.ko}" + (f" (외 {more}건: gjgraph validate)" if more else ""),
                f"{where}: {first.message.en}" + (f" (and {more} more: gjgraph validate)" if more else ""),
            )
        )
    return build(workspace, files)


def build(workspace: Workspace, files: Sequence[GraphFile]) -> Dataset:
    """Build the index over files that were read: the source texts beside them, the rules applied."""
    index = Index(workspace.addresses.base)
    for file in files:
        index.add(file.graph, set(file.triples))
    for path in workspace.source_files():
        document, text = read_source(workspace, path)
        statement = Triple(NamedNode(document), NamedNode(CSP + "text"), Literal(text))
        if not index.holds(statement):
            index.add(workspace.addresses.derived_graph(SOURCE_TEXT), {statement})
    index.derive(rules_of(workspace))
    index.merge(len(set().union(*(file.triples for file in files))))
    return Dataset(workspace, files, index)


def rules_of(workspace: Workspace) -> dict[str, str]:
    """Give each derived graph the rule that fills it."""
    rules = read_queries(workspace, "rules")
    return {workspace.addresses.derived_graph(name): rule.text for name, rule in rules.items()}


class Names:
    """What people call the things of an index, for messages and pages."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def of(self, iri: str) -> Text:
        """Give a thing's name in both languages; a short form of its address where it has none."""
        labels: dict[str, str] = {}
        for predicate in LABELS:
            for quad in self.index.store.quads_for_pattern(NamedNode(iri), predicate, None, None):
                if isinstance(quad.object, Literal):
                    labels.setdefault(quad.object.language or "en", quad.object.value)
        short = self.short(iri)
        return Text(
            labels.get("ko") or labels.get("en") or short, labels.get("en") or labels.get("ko") or short
        )

    def short(self, iri: str) -> str:
        """Shorten an address to what a reader can recognise it by."""
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri.removeprefix(self.index.base).removeprefix("id/")
