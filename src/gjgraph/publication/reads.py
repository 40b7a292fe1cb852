"""What the writing of a document asks for: so that it is known when it would come out the same again.

A document is written from answers of the store to patterns of quads, and from its context. While it is
written, both are watched: which terms were asked about, and what of the context was read. As long as the
quads about these terms stay the same, and what was read, so does the document.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, parse

from gjgraph.core.terms import LABELS, PREFIXES, BlankNode, Literal, NamedNode, Variable
from gjgraph.engine.index import FAILURES, Index
from gjgraph.publication.document import Context, digest

SUBJECT, PREDICATE, OBJECT, GRAPH, WITHIN, NAMED = "s", "p", "o", "g", "w", "n"
"""Stand before a term that was asked about: as what."""
LABELLING = frozenset(map(str, LABELS))
"""The properties that name things: what has a name is asked for each label of an answer, and were it not
noted by the name, each would be made of all names that there are."""
FIELDS = frozenset(each.name for each in fields(Context))
BITS = 128


def within(predicate: str, graph: str) -> str:
    """Name a predicate in a graph: what says much less than all of the graph."""
    return f"{WITHIN}{predicate} {graph}"


@dataclass
class Reads:
    """What was asked for."""

    terms: set[str] = field(default_factory=set)
    """IRIs and blank nodes, each after what it was asked about as."""
    queries: set[str] = field(default_factory=set)
    """What was asked in SPARQL, as `ask_again` reads it."""
    context: set[str] = field(default_factory=set)
    """Names of what the context says."""
    is_whole: bool = False
    """Whether it may have been anything."""


class WatchedStore:
    """A store that notes what it is asked."""

    def __init__(self, store: Any) -> None:  # noqa: ANN401
        self.store = store
        self.reads = Reads()

    def quads_for_pattern(
        self,
        subject: Any,  # noqa: ANN401
        predicate: Any,  # noqa: ANN401
        found: Any,  # noqa: ANN401
        graph: Any = None,  # noqa: ANN401
    ) -> Iterator[Any]:
        """Note what the pattern is about, and answer."""
        # Nearly all that is asked is about one thing: what follows is asked a hundred times for each page.
        if isinstance(subject, NamedNode):
            self.reads.terms.add(SUBJECT + subject.value)
        elif isinstance(found, NamedNode) and not isinstance(subject, BlankNode):
            self.reads.terms.add(OBJECT + found.value)
        else:
            self.note(subject, predicate, found, graph)
        return self.store.quads_for_pattern(subject, predicate, found, graph)  # type: ignore[no-any-return]

    def note(self, subject: object, predicate: object, found: object, graph: object) -> None:
        """Note the term of a pattern that says most of what it is about."""
        if subject is None and isinstance(found, Literal) and predicate in LABELS:
            self.reads.terms.add(NAMED + str(found))
            return
        asked = ((SUBJECT, subject), (OBJECT, found), (GRAPH, graph), (PREDICATE, predicate))
        known = [(role, str(term)) for role, term in asked if isinstance(term, NamedNode | BlankNode)]
        if not known:
            self.reads.is_whole = True
        elif known[0][0] == GRAPH and len(known) > 1:
            self.reads.terms.add(within(known[1][1], known[0][1]))
        else:
            self.reads.terms.add(known[0][0] + known[0][1].strip("<>"))

    def query(self, text: str, **options: Any) -> Any:  # noqa: ANN401
        """Note what is asked, and answer."""
        given = {name.value: str(term) for name, term in options.get("substitutions", {}).items()}
        union = options.get("use_default_graph_as_union", False)
        if options.keys() <= {"base_iri", "prefixes", "substitutions", "use_default_graph_as_union"}:
            self.reads.queries.add(json.dumps([text, options.get("base_iri"), given, union]))
        else:
            self.reads.is_whole = True
        return self.store.query(text, **options)

    def dump(self, *arguments: Any, from_graph: Any = None, **more: Any) -> Any:  # noqa: ANN401
        """Note which graph is written, and write it."""
        if isinstance(from_graph, NamedNode):
            self.reads.terms.add(GRAPH + from_graph.value)
        else:
            self.reads.is_whole = True
        return self.store.dump(*arguments, from_graph=from_graph, **more)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        self.reads.is_whole = True
        return getattr(self.store, name)

    def __iter__(self) -> Iterator[Any]:
        self.reads.is_whole = True
        return iter(self.store)

    def __len__(self) -> int:
        self.reads.is_whole = True
        return len(self.store)

    def __contains__(self, quad: Any) -> bool:  # noqa: ANN401
        self.reads.is_whole = True
        return quad in self.store


@dataclass(frozen=True)
class WatchedContext(Context):
    """A context that notes what of it is read."""

    reads: Reads = field(default_factory=Reads, compare=False)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401
        if name in FIELDS:
            object.__getattribute__(self, "reads").context.add(name)
        return object.__getattribute__(self, name)


@contextmanager
def watching(index: Index) -> Iterator[WatchedStore]:
    """Watch what is asked of an index."""
    store = index.store
    watched = WatchedStore(store)
    index.store = watched  # type: ignore[assignment]
    try:
        yield watched
    finally:
        index.store = store


def ask_again(index: Index, asked: str) -> str:
    """Ask what was asked before, and give a digest of the answer."""
    text, base, given, union = json.loads(asked)
    options: dict[str, Any] = {"use_default_graph_as_union": True} if union else {}
    terms = {Variable(name): term_of(term) for name, term in given.items()}
    try:
        answer = index.store.query(text, base_iri=base, prefixes=PREFIXES, substitutions=terms, **options)
        if isinstance(answer, QueryTriples):
            return digest("\n".join(sorted(map(str, answer))))
        return digest(answer.serialize(format=QueryResultsFormat.JSON) or b"")
    except FAILURES as error:
        return digest(str(error))


def term_of(written: str) -> Any:  # noqa: ANN401
    """Read a term as N-Triples write it."""
    return next(parse(f"<a:a> <a:a> {written} .", format=RdfFormat.N_TRIPLES)).object


def term_digests(index: Index) -> dict[str, str]:
    """Give each term a digest of all quads that have it as their subject, their object, and so on.

    The digest is a sum, so that it doesn't depend on an order.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    for line in (index.store.dump(format=RdfFormat.N_QUADS) or b"").decode().split("\n"):
        if not line:
            continue
        number = int.from_bytes(hashlib.blake2b(line.encode(), digest_size=BITS // 8).digest())
        subject, predicate, rest = line.split(" ", 2)
        graph = rest.rsplit(" ", 2)[1]
        sums[SUBJECT + subject.strip("<>")] += number
        sums[PREDICATE + predicate.strip("<>")] += number
        sums[GRAPH + graph.strip("<>")] += number
        sums[within(predicate, graph)] += number
        if predicate in LABELLING:
            sums[NAMED + rest.rsplit(" ", 2)[0]] += number
        if not rest.startswith(('"', "<<")):
            sums[OBJECT + rest.split(" ", 1)[0].strip("<>")] += number
    return {term: f"{total % (1 << BITS):x}" for term, total in sums.items()}
