"""Dumps: files with all of a data set, or a part of it, and what is said of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph

from gjgraph.core.terms import BlankNode, NamedNode
from gjgraph.core.text import Text
from gjgraph.operations.publication_check.deployment import Answer, Deployment
from gjgraph.operations.publication_check.graphs import (
    ENDINGS,
    SYNTAXES,
    Graph,
    Term,
    iri,
    read,
    unpacked,
)

ORDER = ["application/n-quads", "application/trig", "application/n-triples", "text/turtle"]
"""Best first: what tells graphs apart, and is read fast."""
SKOS_NAMES = (iri("skos:")[:-1], iri("skos:"))
MEDIA_TYPE_IRI = "https://www.iana.org/assignments/media-types/"


@dataclass
class Dump:
    """A file with data, and what its description says of it."""

    address: str
    path: str | None
    """Where it is here; `None` where another host has it."""
    kind: str
    """The media type: of what is in it, where it is compressed."""
    is_whole: bool
    is_skos: bool
    checksums: tuple[tuple[str, str], ...]
    """Algorithm and value."""
    size: int | None
    count: int | None
    """Its statements, as it is said."""
    deployment: Deployment

    @property
    def rank(self) -> tuple[int, bool, str]:
        """Sort the dumps, the handiest first."""
        place = ORDER.index(self.kind) if self.kind in ORDER else len(ORDER)
        return place, self.address.endswith(".gz"), self.address

    @cached_property
    def answer(self) -> Answer | None:
        """What its address answers."""
        return None if self.path is None else self.deployment.get(self.path)

    @cached_property
    def content(self) -> "list[pyoxigraph.Quad] | Text":
        """What it states, or why that can't be read."""
        if self.answer is None:
            return Text("다른 호스트에 있어 묻지 않았습니다", "another host has it: not asked")
        if self.answer.status != 200:
            return self.answer.told
        plain = unpacked(self.answer.body)
        return plain if isinstance(plain, Text) else read(plain, self.kind, self.address)

    @property
    def quads(self) -> "list[pyoxigraph.Quad]":
        """What it states; nothing where that can't be read."""
        return [] if isinstance(self.content, Text) else self.content

    @property
    def is_rdf(self) -> bool:
        """Tell whether it is RDF."""
        return self.kind in SYNTAXES


def dumps_in(
    graph: Graph, dataset: str, place: Callable[[str], str | None], deployment: Deployment
) -> list[Dump]:
    """Find the dumps that a description names: `void:dataDump`, and `dcat:downloadURL` of distributions."""
    found: dict[str, Dump] = {}
    whole = {*graph.links(dataset, "void:dataDump")} if dataset else set()
    own = set(graph.objects(dataset, "dcat:distribution")) if dataset else set()
    owners = {distribution: owner for owner, distribution in graph.pairs("dcat:distribution")}
    owners |= {dump: owner for owner, dump in graph.pairs("void:dataDump")}
    listed: list[tuple[str, NamedNode | BlankNode | None]] = [
        (each.value, node)  # type: ignore[misc]
        for node, each in graph.pairs("dcat:downloadURL")
        if isinstance(each, NamedNode)
    ]
    listed += [(each.value, None) for _, each in graph.pairs("void:dataDump") if isinstance(each, NamedNode)]
    for address, node in listed:
        if address in found:
            continue
        subject = node or NamedNode(address)
        kinds = [
            each.value.removeprefix(MEDIA_TYPE_IRI)  # type: ignore[union-attr]
            for each in graph.objects(subject, "dcat:mediaType", "dcterms:format")
        ]
        owner = owners.get(subject, owners.get(NamedNode(address), subject))
        counts = [number(graph, each, "void:triples") for each in (subject, owner)]
        standards = [each for one in (subject, owner) for each in graph.links(one, "dcterms:conformsTo")]
        is_skos = any(
            each in SKOS_NAMES or "skos" in each.rpartition("/")[2] for each in [*standards, address]
        )
        found[address] = Dump(
            address,
            place(address),
            kind_of(address, kinds),
            address in whole or (node in own and not is_skos),
            is_skos,
            tuple(checksums(graph, subject)),
            number(graph, subject, "dcat:byteSize"),
            next((each for each in counts if each is not None), None),
            deployment,
        )
    return sorted((each for each in found.values() if each.is_rdf), key=lambda each: each.rank)


def kind_of(address: str, kinds: list[str]) -> str:
    """Tell the media type of a dump by its description, else by its name."""
    stated = next((each for each in kinds if each in SYNTAXES), None)
    name = address.removesuffix(".gz").rpartition("/")[2]
    return stated or ENDINGS.get(name.rpartition(".")[2], "")


def checksums(graph: Graph, subject: "NamedNode | BlankNode") -> list[tuple[str, str]]:
    """Give the checksums of a distribution (DCAT 3 §6.8.19, SPDX)."""
    found = []
    for node in graph.objects(subject, "spdx:checksum"):
        for value in graph.literals(node, "spdx:checksumValue"):
            algorithm = " ".join(graph.links(node, "spdx:algorithm")).rpartition("_")[2].lower()
            found.append((algorithm, value.value.lower()))
    return found


def number(graph: Graph, subject: Term, name: str) -> int | None:
    """Read a number."""
    values = [each.value for each in graph.literals(subject, name)]
    return int(values[0]) if values and values[0].isdecimal() and len(values[0]) < 16 else None
