"""What follows from an edit by the rules, and what no longer does: derived graphs kept up to date.

Additions are followed from triple to triple; what rested on a triple that is gone is taken away and put
back where it still follows («delete and rederive»: Gupta, Mumick and Subrahmanian, SIGMOD 1993).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from gjgraph.core.change import Change
from gjgraph.core.terms import DefaultGraph, Literal, NamedNode, Quad, Triple
from gjgraph.engine.index import Index
from gjgraph.validation.joins import Bindings, Pattern, Steps, match, solve, valued
from gjgraph.validation.patterns import Clause, NotLocalError, clauses
from gjgraph.validation.view import View

LARGE = 30
"""A change of more than one triple in so many is a large one: to begin anew is cheaper than to follow it."""


class FromScratchError(Exception):
    """A change that reaches so much that the rules are better applied anew."""


class Rules:
    """The rules of a workspace, taken apart once."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self.rules = rules
        self.graphs = {NamedNode(graph) for graph in rules}
        self.heads: list[tuple[NamedNode, Clause]] = []
        self.bodies: dict[NamedNode | None, list[tuple[NamedNode, Clause, Pattern]]] = defaultdict(list)
        """The patterns of all rules, by predicate; `None` for any."""
        self.paths: set[NamedNode] = set()
        """What the paths in the rules go along: the ontology, as a rule."""
        self.is_local = True
        for graph, rule in rules.items():
            try:
                for clause in clauses(rule):
                    self.enter(NamedNode(graph), clause)
            except NotLocalError:
                self.is_local = False

    def enter(self, graph: NamedNode, clause: Clause) -> None:
        """Note by what triples a rule is set off."""
        self.heads.append((graph, clause))
        for element in clause.body:
            if isinstance(element, Steps):
                self.paths.update(predicate for predicate, _ in element.ways)
            elif isinstance(element, Pattern):
                predicate = element.predicate if isinstance(element.predicate, NamedNode) else None
                self.bodies[predicate].append((graph, clause, element))

    def follow(self, index: Index, change: Change) -> Change:
        """Bring the derived graphs up to date with a change that the index has already.

        Gives what that added and removed. As after `Index.derive`, no derived graph holds a triple that
        another graph holds, and the union is what follows from scratch; a triple that follows by two
        rules may stand in the graph of either.
        """
        following = Following(self, index)
        try:
            if not self.is_local or LARGE * len(change.added | change.removed) > index.size:
                raise FromScratchError
            following.take_away(change)
            following.add(change)
        except FromScratchError:
            return self.derive_anew(index, following)
        return Change(frozenset(following.added), frozenset(following.removed))

    def derive_anew(self, index: Index, following: "Following") -> Change:
        """Drop the derived graphs and apply the rules from scratch."""
        here = {quad for graph in self.rules for quad in index.quads(graph)}
        before = (here - following.added) | following.removed
        index.apply_change(Change(removed=frozenset(here)))
        was_merged = index.is_merged
        if was_merged:  # the stored union is that of the version before
            index.store.clear_graph(DefaultGraph())
            index.is_merged = False
        index.derive(self.rules)
        if was_merged:
            index.store_union()
            index.size = sum(1 for _ in index.store.quads_for_pattern(None, None, None, DefaultGraph()))
        after = {quad for graph in self.rules for quad in index.quads(graph)}
        return Change(frozenset(after - before), frozenset(before - after))


class Following:
    """One change on its way through the rules."""

    def __init__(self, rules: Rules, index: Index) -> None:
        self.rules = rules
        self.index = index
        self.view = View(index.store, is_named)
        self.added: set[Quad] = set()
        self.removed: set[Quad] = set()

    def take_away(self, change: Change) -> None:
        """Take away what rested on triples that are gone, and put back what still follows."""
        gone = {quad.triple for quad in change.removed if not self.index.copies(quad.triple)}
        # A rule may have rested on several of them at once.
        before = View(self.index.store, is_named, more=gone)
        waiting, lost = list(gone), set(gone)
        while waiting:
            for _, follows in list(self.consequences(waiting.pop(), before)):
                copies = list(self.graphs_of(follows))
                if copies and all(quad.graph_name in self.rules.graphs for quad in copies):
                    for quad in copies:
                        self.remove(quad)
                    for term in {follows.subject, follows.predicate, follows.object}:
                        before.more[term].append(follows)
                    lost.add(follows)
                    waiting.append(follows)
        back = []
        for triple in lost:
            graph = self.source(triple)
            if graph is not None and not self.index.copies(triple):
                self.put(Quad(triple.subject, triple.predicate, triple.object, graph))
                back.append(triple)
        self.spread(back)

    def add(self, change: Change) -> None:
        """Add what follows from triples that are new."""
        for quad in change.added:
            for copy in list(self.graphs_of(quad.triple)):
                if copy.graph_name in self.rules.graphs:
                    self.remove(copy)  # it is asserted now
        self.spread(quad.triple for quad in change.added)

    def spread(self, triples: Iterable[Triple]) -> None:
        """Follow triples by the rules until nothing new comes of them."""
        waiting = list(triples)
        while waiting:
            for graph, follows in list(self.consequences(waiting.pop(), self.view)):
                if not self.index.copies(follows):
                    self.put(Quad(follows.subject, follows.predicate, follows.object, graph))
                    waiting.append(follows)

    def consequences(self, triple: Triple, view: View) -> Iterator[tuple[NamedNode, Triple]]:
        """Give what follows by one rule from a triple and what a view sees beside it."""
        if triple.predicate in self.rules.paths:
            raise FromScratchError
        for predicate in (triple.predicate, None):
            for graph, clause, pattern in self.rules.bodies.get(predicate, ()):
                bindings = match(pattern, triple)
                if bindings is None:
                    continue
                rest = [element for element in clause.body if element is not pattern]
                for solution in solve(view, rest, bindings):
                    if (head := filled(clause.head, solution)) is not None:
                        yield graph, head

    def source(self, triple: Triple) -> NamedNode | None:
        """Find a rule by which a triple follows from what is there."""
        for graph, clause in self.rules.heads:
            bindings = match(clause.head, triple)
            if bindings is not None and next(solve(self.view, clause.body, bindings), None) is not None:
                return graph
        return None

    def graphs_of(self, triple: Triple) -> Iterator[Quad]:
        """Give the quads of named graphs that hold a triple."""
        found = self.index.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return (quad for quad in found if is_named(quad))

    def put(self, quad: Quad) -> None:
        """Add a derived quad."""
        self.index.apply_change(Change(added=frozenset([quad])))
        if quad in self.removed:
            self.removed.remove(quad)
        else:
            self.added.add(quad)

    def remove(self, quad: Quad) -> None:
        """Take a derived quad away."""
        self.index.apply_change(Change(removed=frozenset([quad])))
        if quad in self.added:
            self.added.remove(quad)
        else:
            self.removed.add(quad)


def filled(head: Pattern, bindings: Bindings) -> Triple | None:
    """Give the triple that a rule constructs; a literal can't be the subject of one."""
    subject, predicate, object_ = (valued(each, bindings) for each in head[:3])
    if subject is None or object_ is None or isinstance(subject, Literal | Triple):
        return None
    return Triple(subject, predicate, object_) if isinstance(predicate, NamedNode) else None


def is_named(quad: Quad) -> bool:
    """Tell whether a quad is in a named graph: the stored union may be that of the version before."""
    return not isinstance(quad.graph_name, DefaultGraph)
