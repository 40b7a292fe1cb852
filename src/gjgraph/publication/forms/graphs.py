"""Where statements go: what rests on the source and what doesn't stand in graphs of their own."""

from collections import Counter

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import CSP, SKOS, NamedNode, Quad
from gjgraph.publication.forms.facts import Stated

BASIS = NamedNode(CSP + "basis")
OF_THE_SOURCE = frozenset(CSP + each for each in ("basis-stated", "basis-layout"))
"""The bases of what the source says."""
OUTSIDE, INSIDE = "-added", "-stated"
"""What the name of a graph gets that is begun beside one of the other kind."""


class Homes:
    """Finds the graphs of a plan."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self.index = stated.index

    def graph_of(self, quads: list[Quad]) -> str:
        """Give the graph where most is said of something; empty where nothing is."""
        counts = Counter(each.graph_name.value for each in quads if isinstance(each.graph_name, NamedNode))
        return max(counts, key=lambda graph: (counts[graph], graph)) if counts else ""

    def minds(self, graph: str) -> set[bool]:
        """Tell what a graph holds: what rests on the source (true), and what doesn't (false)."""
        found = self.index.store.quads_for_pattern(None, BASIS, None, NamedNode(graph))
        return {getattr(each.object, "value", "") in OF_THE_SOURCE for each in found}

    def around(self, graph: str, plan: str) -> tuple[str, str]:
        """Give the graphs beside one, or it itself: for what rests on the source, and for what doesn't."""
        minds = self.minds(graph)
        if not minds or not plan:
            return graph, graph
        if True in minds:
            return graph, self.other(graph, plan, OUTSIDE, is_source=False)
        return self.other(graph, plan, INSIDE, is_source=True), graph

    def other(self, graph: str, plan: str, ending: str, *, is_source: bool) -> str:
        """Give a graph of the other kind in which elements of a plan stand, or the name of a new one."""
        scheme = self.index.store.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), NamedNode(plan), None)
        graphs = {each.graph_name.value for each in scheme if isinstance(each.graph_name, NamedNode)}
        for each in sorted(graphs):
            if each != graph and not is_derived(each) and self.minds(each) == {is_source}:
                return each
        return graph + ending
