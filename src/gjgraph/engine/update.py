"""Edits evaluated on an index: each comes to a change, which is applied to it.

An update is taken apart into its operations. The pattern of each is asked of the index, and its
templates are filled in by a small store of their own: so what an operation comes to is known without
comparing datasets, and costs what the edit costs. The default graph of a pattern is the union of all
graphs, as it is for queries; what an update writes there goes to the plan's own graph.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyoxigraph
from pyoxigraph import QuerySolutions, Store

from gjgraph.core.addresses import is_derived
from gjgraph.core.change import Change
from gjgraph.core.edits import Edit, GraphEdit, QuadsEdit, Retirement, ThingEdit, Update
from gjgraph.core.errors import ConflictError, ForbiddenError, QueryError
from gjgraph.core.sparql import closing_braces, tokens, uses_service
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
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)
from gjgraph.core.text import Text
from gjgraph.core.update import ALL, DEFAULT, NAMED, Operation, Using, loads, operations, variables
from gjgraph.engine.index import FAILURES, Index, Term, failed, syntax_error

BLANK = "urn:x-gjgraph-blank:"
"""Stands for a blank node in VALUES, which may have none."""
GENID = ".well-known/genid/"
"""Where a blank node gets its address (RDF 1.1 Concepts §3.5): data has none without one."""


RETIRED = "graph/retired"
"""The graph of the tombstones, after the base address."""
RECORDED = (NamedNode(RDF + "subject"), NamedNode(RDF + "object"))
TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


class Evaluation:
    """The edits of a working copy."""

    def __init__(self, index: Index, home: str) -> None:
        self.index = index
        self.home = home

    def apply(self, edit: Edit) -> Change:
        """Evaluate an edit, apply it to the index, and give what it comes to."""
        match edit:
            case Update():
                return self.update(edit)
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

    # SPARQL Update

    def update(self, edit: Update) -> Change:
        """Evaluate the operations of an update one after the other, each on what the ones before left."""
        text = unicodedata.normalize("NFC", edit.text.removeprefix("\ufeff"))
        self.refuse(text)
        parse(text, self.index.base)
        total = Change()
        using = None
        if edit.using_graphs or edit.using_named_graphs:
            using = Using(edit.using_graphs, edit.using_named_graphs)
        within = edit.within or (edit.about and self.home_of(self.asserted(NamedNode(edit.about))))
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
        return self.difference(added, removed - added)

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
        return {self.placed(quad, own) for quad in scratch}

    def placed(self, quad: Quad, own: str | None) -> Quad:
        """Give a quad its graph, and its blank nodes addresses."""
        graph = quad.graph_name
        if isinstance(graph, DefaultGraph):
            graph = NamedNode(own or self.default_graph())
        return Quad(self.named(quad.subject), quad.predicate, self.named(quad.object), self.named(graph))

    def named(self, term: Any) -> Any:  # noqa: ANN401
        """Give a blank node an address; a blank node of the index that went through VALUES is itself."""
        if isinstance(term, BlankNode):
            return NamedNode(f"{self.index.base}{GENID}{term.value}")
        if isinstance(term, NamedNode) and term.value.startswith(BLANK):
            return BlankNode(term.value.removeprefix(BLANK))
        return term

    def default_graph(self) -> str:
        """Name the graph that an edit means which names none."""
        plans = list(islice(self.index.plans(), 2))
        if len(plans) > 1:
            raise QueryError(
                Text(
                    "계획이 여럿이라 어느 그래프인지 알 수 없습니다. WITH <그래프>나 GRAPH로 이름을 대세요. "
                    f"예: WITH <{plans[0]}>",
                    "There are several plans: name the graph that you mean, by WITH or GRAPH. "
                    f"For example: WITH <{plans[0]}>",
                )
            )
        return self.home

    # Graph management (SPARQL 1.1 Update §3.2)

    def management(self, operation: Operation, own: str | None) -> tuple[set[Quad], set[Quad]]:
        """Give what CREATE, CLEAR, DROP, ADD, MOVE or COPY adds and removes."""
        source, target = (
            (own or self.default_graph()) if name == DEFAULT else name
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

    # Other edits

    def graph(self, edit: GraphEdit) -> Change:
        """Give what it takes for a graph to be as it is to be."""
        graph = edit.graph or self.default_graph()
        content = self.parsed(edit.content or b"", graph)
        before = set(self.index.quads(graph))
        if edit.content is None and not before:
            raise ConflictError(
                Text(f"<{graph}>: 그런 그래프가 없습니다.", f"<{graph}>: there is no such graph.")
            )
        return self.difference(content, set() if edit.adds else before - content)

    def parsed(self, content: bytes, graph: str) -> set[Quad]:
        """Read N-Triples into a graph."""
        found = pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
        return {self.placed(quad, graph) for quad in found}

    def thing(self, edit: ThingEdit) -> Change:
        """Give what it takes for the statements about a thing to be as they are to be.

        A statement that stays, stays where it is.
        """
        before = self.asserted(NamedNode(edit.thing))
        wanted = {
            quad.triple
            for quad in pyoxigraph.parse(
                edit.content, format=pyoxigraph.RdfFormat.N_TRIPLES, rename_blank_nodes=True
            )
        }
        there = {quad.triple for quad in before}
        graph = edit.graph or self.home_of(before)
        added = {
            self.placed(Quad(each.subject, each.predicate, each.object, DefaultGraph()), graph)
            for each in wanted - there
        }
        return self.difference(added, {quad for quad in before if quad.triple not in wanted})

    def asserted(self, thing: NamedNode) -> set[Quad]:
        """Give what is asserted of a thing."""
        return {
            quad
            for quad in self.index.store.quads_for_pattern(thing, None, None, None)
            if isinstance(quad.graph_name, NamedNode) and not is_derived(quad.graph_name.value)
        }

    def home_of(self, statements: Iterable[Quad]) -> str:
        """Find the graph where most is said about a thing."""
        counts: dict[str, int] = {}
        for quad in statements:
            graph = quad.graph_name.value  # type: ignore[union-attr]
            counts[graph] = counts.get(graph, 0) + 1
        return max(counts, key=lambda graph: (counts[graph], graph)) if counts else self.default_graph()

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
        return self.difference(set(change.added), set(change.removed))

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
            Triple(graph, NamedNode(DCTERMS + "title"), Literal("물러난 것", language="ko")),
            Triple(graph, NamedNode(DCTERMS + "title"), Literal("What was retired", language="en")),
        }
        there = any(True for _ in self.index.quads(graph.value))
        added = {Quad(t.subject, t.predicate, t.object, graph) for t in (stone if there else stone | header)}
        return self.difference(added, gone)

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

    def difference(self, added: set[Quad], removed: set[Quad]) -> Change:
        """Give a change without what is so already; refuse one of a graph that rules fill."""
        store = self.index.store
        change = Change(
            frozenset(quad for quad in added if quad not in store),
            frozenset(quad for quad in removed if quad in store),
        )
        for graph in change.graphs():
            if is_derived(graph):
                raise ForbiddenError(
                    Text(
                        f"<{graph}>는 규칙이 채우므로 고칠 수 없습니다. 바탕이 되는 진술을 고치세요.",
                        f"<{graph}> is filled by rules and can't be edited: edit what it follows from.",
                    )
                )
        return change


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


def parse(text: str, base: str) -> None:
    """Parse an update; QueryError with the place where it isn't one."""
    known: dict[str, Any] = {"base_iri": base, "prefixes": PREFIXES}
    try:
        Store().update(text, **known)
    except SyntaxError as error:
        # The parser goes back to the start of a block that it can't read: each is read by itself.
        for block in blocks(text):
            try:
                Store().query(block, **known)
            except SyntaxError as inside:
                raise syntax_error(
                    lambda spread: Store().query(spread, **known), block, inside, text
                ) from None
        raise syntax_error(lambda spread: Store().update(spread, **known), text, error) from None
    except FAILURES:
        pass  # it is evaluated on nothing here: what fails for that is no mistake


def blocks(text: str) -> Iterator[str]:
    """Give each block in braces as a query, at its place in the text, all else but the prologue blanked."""
    words = list(tokens(text))
    closing, place = closing_braces(words), 0
    prologue = [" " if letter != "\n" else letter for letter in text]
    while place < len(words):
        word = words[place]
        if word.word in ("prefix", "base"):
            end = words[min(place + (2 if word.word == "prefix" else 1), len(words) - 1)].end
            prologue[word.start : end] = text[word.start : end]
        if word.kind == "open" and place in closing:
            start, end = word.start, words[closing[place]].end
            yield "".join([*prologue[: start - 4], " ASK", text[start:end], *prologue[end:]])
            place = closing[place]
        place += 1


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
