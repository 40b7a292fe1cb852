"""The SHACL shapes of an index: what each is for, and what it asks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import PREFIXES, RDF, SH, TYPE, BlankNode, Literal, NamedNode, Triple
from gjgraph.engine.index import Index

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
Constraints = Mapping[str, list[Term]]
FIRST, REST, NIL = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(RDF + "nil")
PROPERTY, PATH = NamedNode(SH + "property"), NamedNode(SH + "path")
SHAPES = (NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape"))
TARGETS = tuple(SH + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode"))
NO_CONSTRAINTS = {
    *TARGETS,
    *(SH + name for name in ("path", "property", "message", "severity", "name", "description", "order")),
    *(SH + name for name in ("group", "defaultValue", "deactivated")),
    TYPE.value,
    PREFIXES["rdfs"] + "label",
    PREFIXES["rdfs"] + "comment",
}
"""What a shape says that asks for nothing by itself."""


class Shapes:
    """What the shapes say, as RDF, each looked up once: made anew for each page."""

    def __init__(self, index: Index) -> None:
        self.store = index.store
        self.values = cache(self.find_values)
        self.members = cache(self.find_members)
        self.targets = cache(self.find_targets)
        self.constraints = cache(self.find_constraints)
        self.node_shapes = cache(self.find_node_shapes)

    def find_values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """Give what a node has for a property, each once, in a lasting order."""
        if not isinstance(node, NamedNode | BlankNode):
            return []
        found = self.store.quads_for_pattern(node, predicate, None, None)
        return sorted({quad.object for quad in found}, key=str)

    def value(self, node: Term, name: str) -> Term | None:
        """Give the first value of one of SHACL's own properties."""
        return next(iter(self.values(node, NamedNode(SH + name))), None)

    def find_members(self, head: Term) -> list[Term]:
        """Give the members of a list."""
        found: list[Term] = []
        while head != NIL and len(first := self.values(head, FIRST)) == 1:
            found += first
            head = next(iter(self.values(head, REST)), NIL)
        return found

    def find_constraints(self, shape: Term) -> dict[str, list[Term]]:
        """Give what a shape asks, by the property that says it."""
        found: dict[str, set[Term]] = defaultdict(set)
        if isinstance(shape, NamedNode | BlankNode):
            for quad in self.store.quads_for_pattern(shape, None, None, None):
                if quad.predicate.value not in NO_CONSTRAINTS:
                    found[quad.predicate.value].add(quad.object)
        return {name: sorted(values, key=natural) for name, values in sorted(found.items())}

    def find_targets(self, shape: Node) -> list[tuple[str, str]]:
        """Give what a shape is for: how it is said, and the class, property or thing that says it."""
        found = [
            (name, each.value)
            for name in TARGETS
            for each in self.values(shape, NamedNode(name))
            if isinstance(each, NamedNode)
        ]
        classes = {NamedNode(PREFIXES[name] + "Class") for name in ("owl", "rdfs")}
        if isinstance(shape, NamedNode) and classes.intersection(self.values(shape, TYPE)):
            found.insert(0, (TARGETS[0], shape.value))
        return found

    def parents(self, shape: Node) -> list[Node]:
        """Give the shapes that a property shape belongs to."""
        found = self.store.quads_for_pattern(None, PROPERTY, shape, None)
        nodes = {quad.subject for quad in found if isinstance(quad.subject, NamedNode | BlankNode)}
        return sorted(nodes, key=str)

    def properties(self, shape: Node) -> list[Node]:
        """Give the property shapes of a shape."""
        found = self.values(shape, PROPERTY)
        return [each for each in found if isinstance(each, NamedNode | BlankNode)]

    def in_graph(self, graph: str) -> Iterator[NamedNode]:
        """Name the shapes of a graph that have a name."""
        found = {
            quad.subject
            for kind in SHAPES
            for quad in self.store.quads_for_pattern(None, TYPE, kind, NamedNode(graph))
            if isinstance(quad.subject, NamedNode)
        }
        yield from sorted(found, key=lambda each: each.value)

    def find_node_shapes(self) -> list[NamedNode]:
        """Name all node shapes."""
        found = {
            quad.subject
            for quad in self.store.quads_for_pattern(None, TYPE, SHAPES[0], None)
            if isinstance(quad.subject, NamedNode)
            and isinstance(quad.graph_name, NamedNode)
            and not is_derived(quad.graph_name.value)
        }
        return sorted(found, key=lambda each: each.value)


def natural(term: Term) -> tuple[int, str]:
    """Sort numbers by their value where they have as many digits as they need."""
    text = str(term)
    return (len(text), text) if isinstance(term, Literal) else (0, text)
