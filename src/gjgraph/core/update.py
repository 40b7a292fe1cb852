"""The operations of a SPARQL Update, taken apart by its words (SPARQL 1.1 Update §3.1, §3.2).

Only what has been parsed as an update may be taken apart: nothing here looks for mistakes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gjgraph.core.sparql import Token, closing_braces, declared, resolved, tokens

DEFAULT, NAMED, ALL = "default", "named", "all"
VERBS = frozenset({"insert", "delete", "with", "load", "clear", "drop", "create", "add", "move", "copy"})


@dataclass(frozen=True)
class Using:
    """The dataset that a pattern is matched against, where an operation names one (§3.1.3)."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] | None = None
    """`None` where all named graphs are there, as with WITH."""


@dataclass(frozen=True)
class Operation:
    """One operation; its texts stand without their braces and need the prologue before them."""

    verb: str
    """`data`, `modify`, `load`, `clear`, `drop`, `create`, `add`, `move` or `copy`."""
    prologue: str = ""
    delete: str = ""
    insert: str = ""
    where: str = ""
    graph: str | None = None
    """The graph that WITH names."""
    using: Using | None = None
    source: str = ""
    """The graph that a management operation is about: an IRI, or `default`, `named`, `all`."""
    target: str = ""
    is_silent: bool = False


@dataclass
class Reader:
    """What is known at one place of an update."""

    text: str
    words: list[Token]
    base: str
    prefixes: dict[str, str]
    prologue: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.closing = closing_braces(self.words)

    def braces(self, place: int) -> tuple[str, int]:
        """Give what is inside the braces that open here, and the place after them."""
        end = self.closing[place]
        return self.text[self.words[place].end : self.words[end].start], end + 1

    def word(self, place: int) -> str:
        """Give the keyword at a place."""
        return self.words[place].word if place < len(self.words) else ""

    def iri(self, place: int) -> str:
        """Give the IRI at a place."""
        return resolved(self.words[place], self.base, self.prefixes) or ""


def operations(text: str, base: str, prefixes: Mapping[str, str]) -> Iterator[Operation]:
    """Take an update apart into its operations, in their order."""
    reader = Reader(text, list(tokens(text)), base, dict(prefixes))
    place = 0
    while place < len(reader.words):
        word = reader.word(place)
        if word in ("prefix", "base"):
            after = place + (3 if word == "prefix" else 2)
            start, end = reader.words[place].start, reader.words[after - 1].end
            reader.base = declared(reader.words, place, reader.base, reader.prefixes)
            reader.prologue.append(text[start:end] + "\n")
            place = after
        elif word in VERBS:
            operation, place = take(reader, place)
            yield operation
        else:
            place += 1


def take(reader: Reader, place: int) -> tuple[Operation, int]:
    """Take one operation, and give the place after it."""
    prologue, verb, second = "".join(reader.prologue), reader.word(place), reader.word(place + 1)
    if verb in ("insert", "delete") and second == "data":
        quads, place = reader.braces(place + 2)
        is_insert = verb == "insert"
        return Operation("data", prologue, "" if is_insert else quads, quads if is_insert else ""), place
    if verb == "delete" and second == "where":
        quads, place = reader.braces(place + 2)
        return Operation("modify", prologue, delete=quads, where=quads), place
    if verb in ("insert", "delete", "with"):
        return modify(reader, place, prologue)
    silent = second == "silent"
    place += 2 if silent else 1
    source, place = graph_or_word(reader, place)
    target = ""
    if verb in ("add", "move", "copy"):
        target, place = graph_or_word(reader, place + 1)
    return Operation(verb, prologue, source=source, target=target, is_silent=silent), place


def graph_or_word(reader: Reader, place: int) -> tuple[str, int]:
    """Read `GRAPH iri`, an IRI alone, or one of the words for several graphs."""
    word = reader.word(place)
    if word in (DEFAULT, NAMED, ALL):
        return word, place + 1
    place += word == "graph"
    return reader.iri(place), place + 1


def modify(reader: Reader, place: int, prologue: str) -> tuple[Operation, int]:
    """Take a DELETE/INSERT operation (§3.1.3)."""
    graph = None
    if reader.word(place) == "with":
        graph, place = reader.iri(place + 1), place + 2
    templates = {"delete": "", "insert": ""}
    while (word := reader.word(place)) in templates:
        templates[word], place = reader.braces(place + 1)
    default: list[str] = []
    named: list[str] = []
    while reader.word(place) == "using":
        is_named = reader.word(place + 1) == "named"
        (named if is_named else default).append(reader.iri(place + 1 + is_named))
        place += 2 + is_named
    using = Using(tuple(default), tuple(named)) if default or named else None
    where, place = reader.braces(place + (reader.word(place) == "where"))
    delete, insert = templates["delete"], templates["insert"]
    return Operation("modify", prologue, delete, insert, where, graph, using), place


def variables(*texts: str) -> list[str]:
    """List the variables of some texts, each once."""
    found = (token.text[1:] for text in texts for token in tokens(text) if token.kind == "variable")
    return list(dict.fromkeys(found))


def loads(text: str) -> bool:
    """Tell whether an update fetches a document; it need not be one that can be parsed."""
    return "load" in text.lower() and any(token.word == "load" for token in tokens(text))
