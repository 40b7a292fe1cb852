"""The description of a thing: all that a reader needs to understand it, in one answer.

It has the thing's own statements, those that follow from them (marked as such), what leads to it, the
names of all that it speaks of, its ancestors in the tree, the sentences of the source that it rests on,
and what is known of the document itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from gjgraph.core.addresses import is_derived
from gjgraph.core.terms import (
    CSP,
    DCTERMS,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    TYPE,
    XSD,
    Literal,
    NamedNode,
    Quad,
    Triple,
)
from gjgraph.engine.index import Index
from gjgraph.publication.document import Context, digest
from gjgraph.publication.links import document_path
from gjgraph.publication.things.names import OBJECT, SELECTOR, SUBJECT, Names
from gjgraph.publication.things.tree import Tree

PAGE = 500
"""Statements that lead to a thing, or follow from others, on one page of its description."""
NEXT = "~"
"""Stands between a document's path and the number of a page after the first."""
PASSAGE = NamedNode(CSP + "passage")
DEPRECATED = NamedNode(OWL + "deprecated")
LICENCE = NamedNode(DCTERMS + "license")
FOAF = PREFIXES["foaf"]
DATASET = "dataset"
"""The path of the document about the data set as a whole; the data set itself is `#dataset` in it."""


@dataclass(frozen=True)
class Description:
    """What is known of one thing."""

    index: Index
    names: Names
    thing: NamedNode
    asserted: dict[Triple, tuple[str, ...]]
    """Its own statements, and those of its parts, each with the graphs that state it."""
    derived: dict[Triple, tuple[str, ...]]
    """What follows about it and isn't stated anywhere, each with the rules' graphs."""
    incoming: tuple[Triple, ...]
    """What is stated of other things and leads to it."""
    number: int = 1
    """The page of the description."""
    rest: tuple[Triple, ...] = field(default=())
    """What of `derived` and `incoming` this page has."""
    pages: int = 1

    @property
    def exists(self) -> bool:
        """Tell whether anything is known."""
        return bool(self.asserted or self.derived or self.incoming)

    @property
    def is_retired(self) -> bool:
        """Tell whether the thing isn't there any more, but was."""
        return any(
            triple.predicate == DEPRECATED and triple.subject == self.thing and triple.object.value == "true"
            for triple in self.asserted
            if isinstance(triple.object, Literal)
        )

    @cached_property
    def path(self) -> str:
        """The path of the document, the same for all its pages."""
        return document_path(self.thing.value, self.index.base) or ""

    def page_path(self, number: int) -> str:
        """Give the path of a page of the description."""
        return self.path if number == 1 else f"{self.path}{NEXT}{number}"

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The classes that the thing is stated to be of."""
        found = {
            triple.object.value
            for triple in self.asserted
            if triple.subject == self.thing
            and triple.predicate == TYPE
            and isinstance(triple.object, NamedNode)
        }
        return tuple(sorted(found))

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The graphs that state something of the thing."""
        return tuple(sorted({graph for graphs in self.asserted.values() for graph in graphs}))

    @cached_property
    def licences(self) -> tuple[str, ...]:
        """Under which licences those graphs are, by what each says in its header."""
        store = self.index.store
        found = {
            quad.object.value
            for graph in self.graphs
            for quad in store.quads_for_pattern(None, LICENCE, None, NamedNode(graph))
            if isinstance(quad.object, NamedNode)
        }
        return tuple(sorted(found))

    @cached_property
    def tree(self) -> Tree:
        """What stands above, below and beside things."""
        return Tree(self.index, self.names)

    @cached_property
    def way_up(self) -> tuple[Triple, ...]:
        """What the thing stands under, the nearest first; where it stands under several, one way up."""
        return self.tree.way_up(self.thing)

    @cached_property
    def below(self) -> list[NamedNode]:
        """What stands right under the thing; of a long list, what a page of statements has room for."""
        return self.tree.below(self.thing)[:PAGE] if self.number == 1 else []

    @cached_property
    def beside(self) -> list[Triple]:
        """What is of the same kind and stands under the same."""
        return self.tree.beside(self.thing)[:PAGE] if self.number == 1 else []

    @cached_property
    def relations(self) -> tuple[NamedNode, ...]:
        """The relations that say what a link of the thing rests on."""
        found = dict.fromkeys(each.subject for each in self.incoming if each.predicate in (SUBJECT, OBJECT))
        return tuple(each for each in found if isinstance(each, NamedNode))[:PAGE]

    @cached_property
    def passages(self) -> tuple[NamedNode, ...]:
        """The passages of the source that the thing rests on."""
        found = {
            triple.object
            for triple in self.asserted
            if triple.predicate == PASSAGE and isinstance(triple.object, NamedNode)
        }
        return tuple(sorted(found, key=lambda each: each.value))

    @cached_property
    def document_iri(self) -> NamedNode:
        """The IRI of the document."""
        return NamedNode(self.index.base + self.path)

    def shown(self) -> Iterator[Triple]:
        """Go through the statements about the thing, and to it, that this page has."""
        if self.number == 1:
            yield from self.asserted
        yield from self.rest

    def neighbours(self) -> set[NamedNode]:
        """Give all that the page speaks of but the thing itself."""
        links = (*self.shown(), *self.way_up, *self.beside)
        terms = {*self.below, *(term for each in links for term in (each.subject, each.object))}
        return {each for each in terms if isinstance(each, NamedNode)} - {self.thing}

    def triples(self, context: Context) -> set[Triple]:
        """Give the whole description as one graph, which has no blank nodes of its own making."""
        found = {*self.shown(), *self.way_up, *self.beside, *self.marks(), *self.document(context)}
        if self.number == 1:
            for passage in self.passages:
                found.update(concise(self.index, passage))
            for each in (*self.below, *(link.subject for link in self.beside)):
                if isinstance(each, NamedNode):
                    found.update(self.tree.placed(each))
        for iri in {self.thing.value, *(each.value for each in self.neighbours()), *self.graphs}:
            found.update(self.names.triples(iri))
        return found

    def marks(self) -> Iterator[Triple]:
        """Say of each derived statement which rule's graph has it, as RDF says things of statements."""
        for triple in self.rest:
            for graph in self.derived.get(triple, ()):
                mark = NamedNode(f"{self.index.base}{self.path}#derived-{digest(str(triple))[:10]}")
                yield Triple(mark, NamedNode(RDF + "subject"), triple.subject)
                yield Triple(mark, NamedNode(RDF + "predicate"), triple.predicate)
                yield Triple(mark, NamedNode(RDF + "object"), triple.object)
                yield Triple(mark, NamedNode(DCTERMS + "isPartOf"), NamedNode(graph))

    def document(self, context: Context) -> Iterator[Triple]:
        """Say what is known of the document itself."""
        base, document = self.index.base, self.document_iri
        yield Triple(document, TYPE, NamedNode(FOAF + "Document"))
        yield Triple(document, NamedNode(FOAF + "primaryTopic"), self.thing)
        yield Triple(
            document, NamedNode(PREFIXES["void"] + "inDataset"), NamedNode(f"{base}{DATASET}#dataset")
        )
        for graph in self.graphs:
            yield Triple(document, NamedNode(DCTERMS + "source"), NamedNode(graph))
        for licence in self.licences:
            yield Triple(document, LICENCE, NamedNode(licence))
        if context.modified:
            moment = Literal(context.modified, datatype=NamedNode(XSD + "dateTime"))
            yield Triple(document, NamedNode(DCTERMS + "modified"), moment)
        for number in range(1, self.pages + 1):
            if number != self.number:
                other = NamedNode(base + self.page_path(number))
                yield Triple(document, NamedNode(RDFS + "seeAlso"), other)


def describe(index: Index, thing: NamedNode, number: int = 1, names: Names | None = None) -> Description:
    """Collect what an index knows of a thing; of a long description, one page.

    `names` are those that are known already, of the index as it is.
    """
    asserted: dict[Triple, list[str]] = {}
    derived: dict[Triple, list[str]] = {}
    parts, waiting = {thing}, [thing]
    while waiting:
        for quad in named(index.store.quads_for_pattern(waiting.pop(), None, None, None)):
            kept = derived if is_derived(graph_of(quad)) else asserted
            kept.setdefault(triple_of(quad), []).append(graph_of(quad))
            part = quad.object
            if isinstance(part, NamedNode) and part not in parts and part.value.startswith(f"{thing.value}#"):
                parts.add(part)
                waiting.append(part)
    incoming = {
        triple_of(quad)
        for part in parts
        for quad in named(index.store.quads_for_pattern(None, None, part, None))
        if quad.subject not in parts and not is_derived(graph_of(quad))
    }
    only_derived = {
        triple: tuple(sorted(graphs)) for triple, graphs in derived.items() if triple not in asserted
    }
    rest = sorted({*only_derived, *incoming}, key=str)
    pages = max(1, -(-len(rest) // PAGE))
    return Description(
        index,
        names or Names(index),
        thing,
        {triple: tuple(sorted(graphs)) for triple, graphs in asserted.items()},
        only_derived,
        tuple(sorted(incoming, key=str)),
        number,
        tuple(rest[(number - 1) * PAGE : number * PAGE]),
        pages,
    )


def named(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Leave out the union of all graphs, which the index has as the default one."""
    return (quad for quad in quads if isinstance(quad.graph_name, NamedNode))


def plain(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Leave out what only rules say, too."""
    return (quad for quad in named(quads) if not is_derived(graph_of(quad)))


def graph_of(quad: Quad) -> str:
    """Name the graph of a quad that is in one."""
    graph = quad.graph_name
    return graph.value if isinstance(graph, NamedNode) else ""


def triple_of(quad: Quad) -> Triple:
    """Give what a quad says, wherever it is said."""
    return Triple(quad.subject, quad.predicate, quad.object)


def concise(index: Index, thing: NamedNode) -> set[Triple]:
    """Give a passage's own statements, with where it is and what it says."""
    found: set[Triple] = set()
    for quad in named(index.store.quads_for_pattern(thing, None, None, None)):
        if is_derived(graph_of(quad)):
            continue
        found.add(triple_of(quad))
        if quad.predicate == SELECTOR and isinstance(quad.object, NamedNode):
            selector = named(index.store.quads_for_pattern(quad.object, None, None, None))
            found.update(triple_of(each) for each in selector if not is_derived(graph_of(each)))
    return found
