"""RDF as strangers publish it: read within bounds, looked through, compared."""

import gzip
import hashlib
import io
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph
from pyoxigraph import RdfFormat

from gjgraph.core.terms import PREFIXES, TYPE, BlankNode, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.operations.publication_check.deployment import LARGEST

SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "text/n3": RdfFormat.N3,
}
ENDINGS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
ROUNDS = 8
"""How far from a blank node its colour still depends on what is there."""
Term = NamedNode | BlankNode | Literal | Triple


def iri(name: str) -> str:
    """Write a name out that begins with one of the usual prefixes."""
    prefix, _, local = name.partition(":")
    return PREFIXES_HERE[prefix] + local


PREFIXES_HERE = {
    **PREFIXES,
    "adms": "http://www.w3.org/ns/adms#",
    "ldes": "https://w3id.org/ldes#",
    "pav": "http://purl.org/pav/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "tree": "https://w3id.org/tree#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


class Graph:
    """Triples, found by any two of their parts; IRIs are given and taken as texts."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = set(triples)

    def __len__(self) -> int:
        return len(self.triples)

    @cached_property
    def about(self) -> dict[Term, dict[str, list[Term]]]:
        """What is said of each subject."""
        found: dict[Term, dict[str, list[Term]]] = {}
        for triple in sorted(self.triples, key=str):
            said = found.setdefault(triple.subject, {})
            said.setdefault(triple.predicate.value, []).append(triple.object)
        return found

    @cached_property
    def towards(self) -> dict[Term, list[Triple]]:
        """What leads to each object."""
        found: dict[Term, list[Triple]] = defaultdict(list)
        for triple in self.triples:
            found[triple.object].append(triple)
        return found

    def objects(self, subject: str | Term, *names: str) -> list[Term]:
        """Give what a subject has by any of some properties."""
        try:
            said = self.about.get(NamedNode(subject) if isinstance(subject, str) else subject, {})
        except ValueError:
            return []  # no IRI
        return [term for name in names for term in said.get(iri(name), ())]

    def links(self, subject: str | Term, *names: str) -> list[str]:
        """Give the IRIs among those."""
        return [each.value for each in self.objects(subject, *names) if isinstance(each, NamedNode)]

    def literals(self, subject: str | Term, *names: str) -> list[Literal]:
        """Give the literals among those."""
        return [each for each in self.objects(subject, *names) if isinstance(each, Literal)]

    def of_type(self, *names: str) -> list[Term]:
        """List what is of a class."""
        classes = {iri(name) for name in names}
        return [
            subject
            for subject, said in self.about.items()
            if any(isinstance(each, NamedNode) and each.value in classes for each in said.get(TYPE.value, ()))
        ]

    def pairs(self, *names: str) -> Iterator[tuple[Term, Term]]:
        """Go through subject and object of some properties."""
        for name in names:
            predicate = iri(name)
            for subject, said in self.about.items():
                for each in said.get(predicate, ()):
                    yield subject, each

    def languages(self, subject: str | Term, *names: str) -> set[str]:
        """Tell in which languages a subject has something."""
        return {(each.language or "").lower() for each in self.literals(subject, *names)}


def read(content: bytes, kind: str, base: str) -> list[pyoxigraph.Quad] | Text:
    """Read RDF of a media type, or say why it can't be read; nothing is fetched for it."""
    syntax = SYNTAXES.get(kind)
    if syntax is None:
        return Text(f"RDF 형식이 아닙니다: {kind or '?'}", f"not a format of RDF: {kind or '?'}")
    if syntax is RdfFormat.RDF_XML and b"<!ENTITY" in content[:100_000].upper() and len(content) < 1 << 16:
        # Entities are for prefixes; a few short ones that name each other can fill any memory.
        bare = content[:100_000].partition(b"]>")[0]
        if b"&" in bare:
            return Text("서로를 부르는 개체가 있습니다", "it has entities made of entities")
    try:
        return list(pyoxigraph.parse(io.BytesIO(content), format=syntax, base_iri=base))
    except (SyntaxError, ValueError, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        return Text(f"읽을 수 없습니다: {reason}", f"can't be read: {reason}")


def unpacked(content: bytes) -> bytes | Text:
    """Unpack a gzip file within bounds."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            found = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        return Text("gzip이 깨졌습니다", "broken gzip")
    if len(found) > LARGEST:
        return Text(f"풀면 {LARGEST >> 20} MB를 넘습니다", f"larger than {LARGEST >> 20} MB unpacked")
    return found


def triples_of(quads: Iterable[pyoxigraph.Quad]) -> set[Triple]:
    """Give what quads say, wherever they say it."""
    return {Triple(each.subject, each.predicate, each.object) for each in quads}


def shape(triples: Iterable[Triple]) -> frozenset[tuple[str, str, str]]:
    """Give a graph with its blank nodes called by what is around them, to compare it with another.

    Isomorphic graphs have the same shape. It takes time in proportion to the graph: the canonical form of
    RDFC-1.0, which tells apart even what this doesn't, can be made to take for ever.
    """
    found = list(triples)
    colours: dict[str, str] = {
        str(term): "_" for triple in found for term in (triple.subject, triple.object) if is_blank(term)
    }
    for _ in range(ROUNDS if colours else 0):
        around: dict[str, list[str]] = defaultdict(list)
        for triple in found:
            subject, said = str(triple.subject), str(triple.object)
            one, other = colours.get(subject, subject), colours.get(said, said)
            if subject in colours:
                around[subject].append(f"> {triple.predicate} {other}")
            if said in colours:
                around[said].append(f"< {triple.predicate} {one}")
        colours = {node: digest(sorted(around[node])) for node in colours}
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for triple in found:
        subject, said = str(triple.subject), str(triple.object)
        counted[colours.get(subject, subject), str(triple.predicate), colours.get(said, said)] += 1
    return frozenset((f"{one} {count}", two, three) for (one, two, three), count in counted.items())


def is_blank(term: object) -> bool:
    """Tell whether a term is a blank node."""
    return isinstance(term, BlankNode)


def digest(parts: list[str]) -> str:
    """Digest texts."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
