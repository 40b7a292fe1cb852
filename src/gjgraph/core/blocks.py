"""Canonical Turtle for a small change of a big graph: only the blocks of changed subjects are written anew.

A block depends on what is said of its subject and on nothing else, as long as no blank node is in the
graph: then its name and its place hang on the whole graph, and the whole is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pyoxigraph

from gjgraph.core.terms import Triple
from gjgraph.core.turtle import Key, Term, Writer, has_blank_nodes, head_of, write


@dataclass(frozen=True)
class Block:
    """What is said of one subject, as canonical Turtle."""

    key: Key
    """Its place in the text."""
    text: str
    prefixes: frozenset[tuple[str, str]]
    """The prefixes it uses, with their namespaces."""
    is_relative: bool
    """Whether it has addresses relative to the base."""


@dataclass(frozen=True)
class Blocks:
    """One graph as canonical Turtle, in blocks; a change makes another one, and this one stays as it is.

    The text is kept, and no triples: it's a tenth of their size.
    """

    base: str
    prefixes: Mapping[str, str]
    blocks: Mapping[Term, Block]
    whole: frozenset[Triple] = frozenset()
    """The graph, if it has blank nodes; there are no blocks then."""

    @classmethod
    def of(cls, triples: Iterable[Triple], base: str, prefixes: Mapping[str, str]) -> "Blocks":
        """Write a graph in blocks."""
        unique = frozenset(triples)
        if any(has_blank_nodes(triple) for triple in unique):
            return cls(base, prefixes, {}, unique)
        writer = Writer(unique, base, prefixes)
        return cls(base, prefixes, {subject: write_block(writer, subject) for subject in writer.roots})

    def apply(self, added: Iterable[Triple], removed: Iterable[Triple]) -> "Blocks":
        """Give the graph with some triples more and some less."""
        more, less = frozenset(added), frozenset(removed)
        if self.whole or any(has_blank_nodes(triple) for triple in more):
            return Blocks.of((self.triples(self.blocks.values()) - less) | more, self.base, self.prefixes)
        subjects = {triple.subject for triple in more | less}
        touched = [self.blocks[subject] for subject in subjects if subject in self.blocks]
        writer = Writer((self.triples(touched) - less) | {*more}, self.base, self.prefixes)
        blocks = {subject: block for subject, block in self.blocks.items() if subject not in subjects}
        blocks |= {subject: write_block(writer, subject) for subject in writer.roots}
        return replace(self, blocks=blocks)

    def triples(self, blocks: Iterable[Block]) -> frozenset[Triple]:
        """Read blocks back."""
        if self.whole:
            return self.whole
        text = head_of(self.base, self.prefixes) + "\n".join(block.text for block in blocks)
        return frozenset(quad.triple for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE))

    def text(self) -> str:
        """Give the whole text, the same that `write` gives."""
        if self.whole:
            return write(self.whole, self.base, self.prefixes)
        blocks = sorted(self.blocks.values(), key=lambda block: block.key)
        used = dict[str, str](frozenset().union(*(block.prefixes for block in blocks)))
        head = head_of(self.base if any(block.is_relative for block in blocks) else None, used)
        return "\n".join([*([head] if head else []), *(block.text for block in blocks)])


def write_block(writer: Writer, subject: Term) -> Block:
    """Write a block, and note what it uses."""
    writer.used, writer.used_base = {}, False
    text = writer.block(subject)
    return Block(writer.subject_key(subject), text, frozenset(writer.used.items()), writer.used_base)
