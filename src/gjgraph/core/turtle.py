"""Canonical Turtle: one text for one graph, so that a diff shows what changed and nothing else.

The rules, all of them:

1. Base and prefixes come first, only those that are used, sorted; they come from the workspace,
   never from the file that was read.
2. A block for each subject: what describes the graph itself first, then in natural order of IRIs
   (`policy/2` before `policy/10`), blank nodes last; a line for each object.
3. Within a block: the type, then labels, notation, order, definition; then by name. Korean before
   English before other languages.
4. A blank node that is used once stands where it is used, `[ … ]` or `( … )`; any other, and what
   would stand too deep, is named by its canonical label (RDFC-1.0), which doesn't depend on the file.
5. Numbers and booleans stand bare and keep their lexical form; strings with line ends are long,
   save in triple terms.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from pyoxigraph import CanonicalizationAlgorithm, Dataset

from gjgraph.core.terms import (
    CSP,
    DCTERMS,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    TYPE,
    XSD,
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

Term = NamedNode | BlankNode | Literal | Triple
Key = tuple[object, ...]

FIRST_PREDICATES = {
    iri: place
    for place, iri in enumerate(
        [
            RDF + "type",
            SKOS + "prefLabel",
            SKOS + "altLabel",
            RDFS + "label",
            DCTERMS + "title",
            SKOS + "notation",
            CSP + "ordinal",
            CSP + "kind",
            SKOS + "definition",
            DCTERMS + "description",
            RDFS + "comment",
            RDFS + "subClassOf",
            RDFS + "subPropertyOf",
            OWL + "inverseOf",
            RDFS + "domain",
            RDFS + "range",
        ]
    )
}
HEADS = {NamedNode(OWL + "Ontology"), NamedNode(PREFIXES["void"] + "Dataset")}
LANGUAGE_PLACES = {"ko": 0, "en": 1}
FIRST, REST, NIL = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(RDF + "nil")

LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?|", re.ASCII)
RELATIVE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*/?#?[A-Za-z0-9_-]*")
BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+", re.ASCII),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+", re.ASCII),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+", re.ASCII),
    XSD + "boolean": re.compile(r"true|false"),
}
ESCAPES = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)
LONG_ESCAPES = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F) if code not in (0x09, 0x0A)}
    | {"\\": "\\\\", "\r": "\\r"}
)
CLOSING_QUOTES = re.compile(r'"""|"\Z')
"""What would end a long string: three quotes in a row, or one before the closing three."""
INDENT = "    "
WIDTH = 100
DEEPEST = 40
"""How many blank nodes may stand inside each other: neither people nor recursion get much further."""


def write(triples: Iterable[Triple], base: str, prefixes: Mapping[str, str]) -> str:
    """Write one graph as canonical Turtle.

    `base` ends with a slash. `parse(write(g))` is isomorphic to `g`, and `write` of that is the
    same text again.
    """
    return Writer(triples, base, prefixes).text()


@lru_cache(maxsize=1 << 12)
def natural_key(text: str) -> Key:
    """Sort numbers inside a text by value: `policy/2` before `policy/10`."""
    return (tuple(part_key(part) for part in re.split(r"([0-9]+)", text)), text)


def part_key(part: str) -> tuple[int, str]:
    """Sort what stands between numbers by its letters, and a number by its value.

    Not by `int`, which refuses very long numbers.
    """
    digits = part.lstrip("0")
    return (len(digits), digits) if re.match("[0-9]", part) else (0, part)


class Writer:
    """The state of writing one graph."""

    def __init__(self, triples: Iterable[Triple], base: str, prefixes: Mapping[str, str]) -> None:
        self.base = base
        self.namespaces = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self.used: dict[str, str] = {}
        self.used_base = False
        self.blocks: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.uses: dict[Term, int] = defaultdict(int)
        for triple in canonical_triples(triples):
            self.blocks[triple.subject][triple.predicate].append(triple.object)
            for blank in blank_nodes_in(triple.object):
                # A blank node inside a triple term can't be written in place.
                self.uses[blank] += 1 if blank == triple.object else 2
        self.once = {blank for blank, count in self.uses.items() if count == 1}
        self.roots = [subject for subject in self.blocks if subject not in self.once]
        self.in_place: dict[tuple[BlankNode, int], str] = {}

    def text(self) -> str:
        """Give the whole text, ending with one line end (or empty for an empty graph)."""
        written = self.written_from(self.roots)
        # What is left hangs on itself (a cycle): its members are named.
        loose = sorted((s for s in self.blocks if s not in written), key=str)
        while loose:
            self.once.discard(loose[0])
            self.roots.append(loose[0])
            written |= self.written_from([loose[0]])
            loose = [subject for subject in loose if subject not in written]
        blocks = [self.block(subject) for subject in sorted(self.roots, key=self.subject_key)]
        head = head_of(self.base if self.used_base else None, self.used)
        return "\n".join([head, *blocks] if head else blocks)

    def written_from(self, roots: Iterable[Term]) -> set[Term]:
        """Collect the subjects that are written when these blocks are.

        What would stand too deep in one of them gets its own block.
        """
        reached: set[Term] = set()
        waiting = [(root, 0) for root in roots]
        while waiting:
            subject, depth = waiting.pop()
            cells = (self.list_cells(subject) if depth else None) or [subject]
            reached.update(cells)
            lists = (values for cell in cells for values in self.blocks[cell].values())
            for value in chain.from_iterable(lists):
                if value not in self.once or value not in self.blocks or value in reached:
                    continue
                if depth == DEEPEST:
                    self.once.discard(value)
                    self.roots.append(value)
                    waiting.append((value, 0))
                else:
                    waiting.append((value, depth + 1))
        return reached

    def block(self, subject: Term) -> str:
        """Write one subject and all that is said of it."""
        anonymous = isinstance(subject, BlankNode) and not self.uses[subject]
        name = "[]" if anonymous else self.term(subject, 0)
        return f"{name}\n{INDENT}{self.statements(self.blocks[subject], 1)} .\n"

    def statements(self, block: Mapping[NamedNode, list[Term]], depth: int) -> str:
        """Write predicates and objects, a line each."""
        lines = []
        for predicate in sorted(block, key=self.predicate_key):
            values = sorted(block[predicate], key=lambda value: self.object_key(value, depth + 1))
            verb = "a" if predicate.value == RDF + "type" else self.iri(predicate.value)
            separator = f" ,\n{INDENT * (depth + 1)}"
            lines.append(verb + " " + separator.join(self.term(value, depth + 1) for value in values))
        return f" ;\n{INDENT * depth}".join(lines)

    def term(self, term: Term, depth: int) -> str:
        """Write one term; a blank node that is used here only is written in place."""
        match term:
            case NamedNode():
                return "()" if term == NIL and depth else self.iri(term.value)
            case Literal():
                return self.literal(term)
            case Triple():
                parts = (term.subject, term.predicate, term.object)
                return f"<<( {' '.join(self.triple_part(part) for part in parts)} )>>"
        if term not in self.once or depth == 0:
            return f"_:{term.value}"
        # It is asked for twice, to sort and to write; a chain of such nodes would take 2ⁿ steps.
        if (term, depth) not in self.in_place:
            self.in_place[term, depth] = self.blank(term, depth)
        return self.in_place[term, depth]

    def triple_part(self, term: Term) -> str:
        """Write a part of a triple term, where the parser takes neither a list nor a long string."""
        match term:
            case NamedNode():
                return self.iri(term.value)
            case Literal():
                return self.literal(term, long=False)
        return self.term(term, 0)

    def blank(self, node: BlankNode, depth: int) -> str:
        """Write a blank node in place: a list, or what is said of it."""
        if cells := self.list_cells(node):
            written = [self.term(self.blocks[cell][FIRST][0], depth + 1) for cell in cells]
            line = f"( {' '.join(written)} )"
            if len(line) <= WIDTH and "\n" not in line:
                return line
            inner = INDENT * (depth + 1)
            return "(\n" + "".join(f"{inner}{item}\n" for item in written) + INDENT * depth + ")"
        block = self.blocks.get(node)
        if not block:
            return "[]"
        text = self.statements(block, depth + 1)
        if "\n" not in text:
            return f"[ {text} ]"
        return f"[\n{INDENT * (depth + 1)}{text}\n{INDENT * depth}]"

    def list_cells(self, head: Term) -> list[Term] | None:
        """Give the cells of a well-formed list that is used once; `None` for anything else."""
        cells: list[Term] = []
        while head != NIL:
            block = self.blocks.get(head)
            if head not in self.once or not block or set(block) != {FIRST, REST}:
                return None
            if len(block[FIRST]) != 1 or len(block[REST]) != 1:
                return None
            cells.append(head)
            head = block[REST][0]
        return cells

    def iri(self, iri: str) -> str:
        """Write an IRI: prefixed, or relative to the base, or in full."""
        for name, namespace in self.namespaces:
            if iri.startswith(namespace) and LOCAL_NAME.fullmatch(iri[len(namespace) :]):
                self.used[name] = namespace
                return f"{name}:{iri[len(namespace) :]}"
        if iri.startswith(self.base) and RELATIVE.fullmatch(iri[len(self.base) :]):
            self.used_base = True
            return f"<{iri[len(self.base) :]}>"
        return f"<{iri}>"

    def literal(self, literal: Literal, *, long: bool = True) -> str:
        """Write a literal with its own lexical form, never a normalised one."""
        datatype = literal.datatype.value
        bare = BARE.get(datatype)
        if bare and bare.fullmatch(literal.value):
            return literal.value
        if long and "\n" in literal.value:
            body = literal.value.translate(LONG_ESCAPES)
            body = CLOSING_QUOTES.sub(lambda quotes: '\\"' * len(quotes.group()), body)
            text = f'"""{body}"""'
        else:
            text = f'"{literal.value.translate(ESCAPES)}"'
        if literal.language:
            direction = f"--{literal.direction.value}" if literal.direction else ""
            return f"{text}@{literal.language}{direction}"
        return text if datatype == XSD + "string" else f"{text}^^{self.iri(datatype)}"

    def subject_key(self, subject: Term) -> Key:
        if isinstance(subject, NamedNode):
            heads = not HEADS.isdisjoint(self.blocks[subject].get(TYPE, ()))
            return (-1 if heads else 0, natural_key(subject.value))
        # By what is said of it, not by its label: labels change with any edit.
        return (1, self.statements(self.blocks[subject], 1), str(subject))

    def predicate_key(self, predicate: NamedNode) -> Key:
        return (FIRST_PREDICATES.get(predicate.value, len(FIRST_PREDICATES)), natural_key(predicate.value))

    def object_key(self, value: Term, depth: int) -> Key:
        match value:
            case Literal():
                language = value.language or ""
                place = LANGUAGE_PLACES.get(language, 2)
                # The direction is there for reading left to right and right to left to differ.
                last = (value.datatype.value, str(value.direction))
                return (0, place, language, natural_key(value.value), *last)
            case NamedNode():
                return (1, natural_key(value.value))
        return (2, self.term(value, depth))


def head_of(base: str | None, prefixes: Mapping[str, str]) -> str:
    """Write what comes before the blocks."""
    lines = [f"@base <{base}> .\n"] if base is not None else []
    return "".join([*lines, *(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(prefixes.items()))])


def canonical_triples(triples: Iterable[Triple]) -> Iterable[Triple]:
    """Drop doubles, and name the blank nodes by their place in the graph (RDFC-1.0)."""
    unique = set(triples)
    if not any(has_blank_nodes(triple) for triple in unique):
        return unique
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in unique)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def has_blank_nodes(triple: Triple) -> bool:
    """Tell whether a triple has a blank node anywhere."""
    return isinstance(triple.subject, BlankNode) or bool(blank_nodes_in(triple.object))


def blank_nodes_in(term: Term) -> list[BlankNode]:
    """List the blank nodes that a term is or holds."""
    match term:
        case BlankNode():
            return [term]
        case Triple():
            return blank_nodes_in(term.subject) + blank_nodes_in(term.object)
    return []
