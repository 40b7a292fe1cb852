"""SPARQL 1.1 Update evaluated on an index, for its difference alone.

An update is taken apart into its operations. The pattern of each is asked of the index, and its
templates are filled in by a small store of their own: so what an operation comes to is known without
comparing datasets, and costs what the edit costs. The default graph of a pattern is the union of all
graphs, as it is for queries; what an update writes there goes to the plan's own graph.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from pyoxigraph import QuerySolutions, Store

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.edits import Update
from gjgraph.core.errors import ForbiddenError, QueryError
from gjgraph.core.sparql import uses_service
from gjgraph.core.terms import PREFIXES, BlankNode, NamedNode, Quad, Triple
from gjgraph.core.text import Text
from gjgraph.core.update import ALL, DEFAULT, NAMED, Operation, Using, loads, operations, variables
from gjgraph.engine.index import FAILURES, Term, failed
from gjgraph.engine.target import BLANK, Target
from gjgraph.engine.update_syntax import parse


class Updates:
    """Evaluates updates on the index of a target."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.index = target.index

    def apply(self, edit: Update) -> Change:
        """Evaluate the operations of an update one after the other, each on what the ones before left."""
        text = unicodedata.normalize("NFC", edit.text.removeprefix("\ufeff"))
        self.refuse(text)
        parse(text, self.index.base)
        total = Change()
        using = None
        if edit.using_graphs or edit.using_named_graphs:
            using = Using(edit.using_graphs, edit.using_named_graphs)
        within = edit.within or (
            edit.about and self.target.home_of(self.target.asserted(NamedNode(edit.about)))
        )
        try:
            for operation in operations(text, self.index.base, PREFIXES):
                if using and (operation.graph or operation.using):
                    raise QueryError(
                        Text(
                            "using-graph-uri를 준 업데이트에는 USING이나 WITH를 쓸 수 없습니다.",
                            "An update given with using-graph-uri may have neither USING nor WITH.",
                        )
                    )
                change = self.operation(operation, using or operation.using, within)
                self.index.apply_change(change)
                total = total.then(change)
            refuse_beyond(total, edit)
        except BaseException:
            self.index.apply_change(total.inverse())
            raise
        return total

    def refuse(self, text: str) -> None:
        """Refuse what would reach out of the data."""
        if loads(text):
            raise ForbiddenError(
                Text(
                    "LOAD는 쓸 수 없습니다. 내용을 직접 보내세요: INSERT DATA, 또는 그래프 주소에 PUT",
                    "LOAD can't be used. Send the content: INSERT DATA, or PUT to the graph's address.",
                )
            )
        if uses_service(text):
            raise ForbiddenError(
                Text("업데이트에는 SERVICE를 쓸 수 없습니다.", "SERVICE can't be used in an update.")
            )

    def operation(self, operation: Operation, using: Using | None, within: str | None) -> Change:
        """Give what one operation comes to."""
        own = operation.graph or within
        match operation.verb:
            case "data":
                added = self.filled(operation.prologue, operation.insert, [], own)
                removed = self.filled(operation.prologue, operation.delete, [], own)
            case "modify":
                rows = self.rows(operation, using, own)
                names = [variables(operation.delete, operation.insert), rows]
                added = self.filled(operation.prologue, operation.insert, names, own)
                removed = self.filled(operation.prologue, operation.delete, names, own)
            case _:
                added, removed = self.management(operation, own)
        # What is both deleted and inserted stays (§3.1.3: deletions happen before insertions).
        return self.target.difference(added, removed - added)

    def rows(self, operation: Operation, using: Using | None, own: str | None) -> list[list[Term | None]]:
        """Match the pattern of an operation: a row for each solution, a term for each variable."""
        names = variables(operation.delete, operation.insert)
        chosen: dict[str, Any] = {}
        if using is not None:
            chosen["default_graph"] = [NamedNode(graph) for graph in using.default_graphs]
            if using.named_graphs is not None:
                chosen["named_graphs"] = [NamedNode(graph) for graph in using.named_graphs]
        elif own is not None:
            chosen["default_graph"] = [NamedNode(own)]
        elif not self.index.is_merged:
            chosen["use_default_graph_as_union"] = True
        projected = " ".join(f"?{name}" for name in names) or "*"
        try:
            answer = self.index.store.query(
                f"{operation.prologue} SELECT {projected} WHERE {{ {operation.where}\n}}",
                base_iri=self.index.base,
                prefixes=PREFIXES,
                **chosen,
            )
            if not isinstance(answer, QuerySolutions):
                raise TypeError(answer)
            return [[row[name] for name in names] for row in answer]
        except SyntaxError as error:
            raise failed(error) from None
        except FAILURES as error:
            raise failed(error) from None

    def filled(self, prologue: str, template: str, solutions: Sequence[Any], own: str | None) -> set[Quad]:
        """Fill in a template of quads with solutions, given as the variables' names and rows of terms."""
        if not template.strip():
            return set()
        scratch = Store()
        if solutions:
            names, rows = solutions
            if not rows:
                return set()
            values = "\n".join(f"({' '.join(map(written, row))})" for row in rows)
            head = " ".join(f"?{name}" for name in names)
            pattern = f"VALUES ({head}) {{ {values} }}"
            text = f"{prologue} INSERT {{ {template}\n}} WHERE {{ {pattern} }}"
        else:
            text = f"{prologue} INSERT DATA {{ {template}\n}}"
        try:
            scratch.update(text, base_iri=self.index.base, prefixes=PREFIXES)
        except SyntaxError as error:
            raise failed(error) from None
        return {self.target.placed(quad, own) for quad in scratch}

    def management(self, operation: Operation, own: str | None) -> tuple[set[Quad], set[Quad]]:
        """Give what CREATE, CLEAR, DROP, ADD, MOVE or COPY adds and removes."""
        source, target = (
            (own or self.target.default_graph()) if name == DEFAULT else name
            for name in (operation.source, operation.target)
        )
        if operation.verb == "create":
            if source in self.index.counts and not operation.is_silent:
                raise QueryError(
                    Text(f"CREATE: <{source}>는 이미 있습니다.", f"CREATE: <{source}> is there already.")
                )
            return set(), set()
        if source in (NAMED, ALL):
            written_ones = [graph for graph in self.index.counts if not is_derived(graph)]
            return set(), {quad for graph in written_ones for quad in self.index.quads(graph)}
        content = set(self.index.quads(source))
        if not content and not operation.is_silent:
            raise QueryError(
                Text(
                    f"{operation.verb.upper()}: <{source}>라는 그래프가 없습니다.",
                    f"{operation.verb.upper()}: there is no graph <{source}>.",
                )
            )
        if not target:
            return set(), content
        if source == target:
            return set(), set()
        added = {moved(quad, target) for quad in content}
        replaced = set() if operation.verb == "add" else set(self.index.quads(target))
        return added, (replaced | content if operation.verb == "move" else replaced) - added


def refuse_beyond(change: Change, edit: Update) -> None:
    """Refuse an update that changes more than the graph or the thing that it is sent to."""
    quads = change.added | change.removed
    graphs = {NamedNode(edit.within)} if edit.within else {quad.graph_name for quad in quads}
    things = {NamedNode(edit.about)} if edit.about else {quad.subject for quad in quads}
    beyond = [quad for quad in quads if quad.graph_name not in graphs or quad.subject not in things]
    if beyond:
        first = min(f"{quad.triple} {quad.graph_name}" for quad in beyond)
        raise QueryError(
            Text(
                f"<{edit.about or edit.within}>에 보낸 업데이트가 다른 것도 고칩니다: {first}. "
                "여럿을 고치려면 /update로 보내세요.",
                f"An update that was sent to <{edit.about or edit.within}> changes more: {first}. "
                "To change several, send it to /update.",
            )
        )


def moved(quad: Quad, graph: str) -> Quad:
    """Give a quad's triple in another graph."""
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph))


def written(term: Term | None) -> str:
    """Write a term for VALUES."""
    if term is None:
        return "UNDEF"
    if isinstance(term, BlankNode):
        return f"<{BLANK}{term.value}>"
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)
