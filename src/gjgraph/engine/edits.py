"""Edits evaluated on an index: each comes to a change, which is applied to it."""

from typing import Any

import pyoxigraph

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.edits import Edit, GraphEdit, QuadsEdit, Retirement, ThingEdit, Update
from gjgraph.core.errors import ConflictError
from gjgraph.core.terms import (
    DCTERMS,
    LABELS,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    TYPE,
    XSD,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)
from gjgraph.core.text import Text
from gjgraph.engine.headers import rights
from gjgraph.engine.index import Index
from gjgraph.engine.target import Target
from gjgraph.engine.update import Updates

RETIRED = "graph/retired"
"""The graph of the tombstones, after the base address."""
RECORDED = (NamedNode(RDF + "subject"), NamedNode(RDF + "object"))
TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


class Evaluation:
    """The edits of a working copy."""

    def __init__(self, index: Index, home: str) -> None:
        self.index = index
        self.target = Target(index, home)
        self.updates = Updates(self.target)

    def apply(self, edit: Edit) -> Change:
        """Evaluate an edit, apply it to the index, and give what it comes to."""
        match edit:
            case Update():
                return self.updates.apply(edit)
            case GraphEdit():
                change = self.graph(edit)
            case ThingEdit():
                change = self.thing(edit)
            case Retirement():
                change = self.retirement(edit)
            case QuadsEdit():
                change = self.quads(edit)
        self.index.apply_change(change)
        return change

    def graph(self, edit: GraphEdit) -> Change:
        """Give what it takes for a graph to be as it is to be."""
        graph = edit.graph or self.target.default_graph()
        content = self.parsed(edit.content or b"", graph)
        before = set(self.index.quads(graph))
        if edit.content is None and not before:
            raise ConflictError(
                Text(f"<{graph}>: 그런 그래프가 없습니다.", f"<{graph}>: there is no such graph.")
            )
        return self.target.difference(content, set() if edit.adds else before - content)

    def parsed(self, content: bytes, graph: str) -> set[Quad]:
        """Read N-Triples into a graph."""
        found = pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
        return {self.target.placed(quad, graph) for quad in found}

    def thing(self, edit: ThingEdit) -> Change:
        """Give what it takes for the statements about a thing to be as they are to be.

        A statement that stays, stays where it is.
        """
        before = self.target.asserted(NamedNode(edit.thing))
        wanted = {
            quad.triple
            for quad in pyoxigraph.parse(
                edit.content, format=pyoxigraph.RdfFormat.N_TRIPLES, rename_blank_nodes=True
            )
        }
        there = {quad.triple for quad in before}
        graph = edit.graph or self.target.home_of(before)
        added = {
            self.target.placed(Quad(each.subject, each.predicate, each.object, DefaultGraph()), graph)
            for each in wanted - there
        }
        return self.target.difference(added, {quad for quad in before if quad.triple not in wanted})

    def quads(self, edit: QuadsEdit) -> Change:
        """Give exactly the change that is asked for; ConflictError where it doesn't apply."""
        change = Change.from_bytes(edit.added, edit.removed)
        store = self.index.store
        if any(quad in store for quad in change.added) or not all(quad in store for quad in change.removed):
            raise ConflictError(
                Text(
                    "그 뒤에 같은 곳이 다시 바뀌어서 그대로 적용할 수 없습니다.",
                    "The same place was changed again since: the edit doesn't apply as it is.",
                )
            )
        return self.target.difference(set(change.added), set(change.removed))

    def retirement(self, edit: Retirement) -> Change:
        """Give what retiring a thing comes to.

        With the thing go the statements that lead to it, and the records of such statements.
        """
        thing = NamedNode(edit.thing)
        gone = self.about(thing)
        if not gone:
            raise ConflictError(
                Text(f"<{edit.thing}>: 그런 것이 없습니다.", f"<{edit.thing}>: there is no such thing.")
            )
        for record in {quad.subject for quad in gone if quad.predicate in RECORDED and quad.object == thing}:
            gone |= self.about(record)
        graph = NamedNode(f"{self.index.base}{RETIRED}")
        stone = {
            Triple(thing, NamedNode(OWL + "deprecated"), TRUE),
            *(
                Triple(thing, NamedNode(SKOS + "historyNote"), Literal(text, language=language))
                for text, language in edit.reason
            ),
        }
        if edit.successor:
            stone.add(Triple(thing, NamedNode(DCTERMS + "isReplacedBy"), NamedNode(edit.successor)))
        for quad in gone:
            if quad.subject == thing and quad.predicate in LABELS:
                stone.add(Triple(thing, NamedNode(RDFS + "label"), quad.object))
        header = {
            Triple(graph, TYPE, NamedNode(PREFIXES["void"] + "Dataset")),
            Triple(graph, NamedNode(DCTERMS + "title"), Literal("폐지된 것", language="ko")),
            Triple(graph, NamedNode(DCTERMS + "title"), Literal("What was retired", language="en")),
        }
        header |= {Triple(graph, *each) for each in rights(self.index)}
        there = any(True for _ in self.index.quads(graph.value))
        added = {Quad(t.subject, t.predicate, t.object, graph) for t in (stone if there else stone | header)}
        return self.target.difference(added, gone)

    def about(self, thing: Any) -> set[Quad]:  # noqa: ANN401
        """Give what is asserted of a thing, and what leads to it."""
        found = [
            *self.index.store.quads_for_pattern(thing, None, None, None),
            *self.index.store.quads_for_pattern(None, None, thing, None),
        ]
        return {
            quad
            for quad in found
            if isinstance(quad.graph_name, NamedNode) and not is_derived(quad.graph_name.value)
        }
