"""The data set as VoID describes it: how many of what there are, in which graphs, linked to where."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gjgraph.core.terms import DCTERMS, PREFIXES, RDF, TYPE, XSD, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.publication.catalogue.about import About, Graph, namespace
from gjgraph.publication.catalogue.statements import Lines, language_of, parts
from gjgraph.publication.document import digest

VOID = PREFIXES["void"]
KIND = f"<{RDF}type>".encode()
FORMATS = "http://www.w3.org/ns/formats/"
SYNTAXES = ("Turtle", "JSON-LD", "RDF_XML", "N-Triples", "TriG")
"""The formats of every description, as the W3C names them."""
EXAMPLES = 5
"""Plans that are given as examples of what there is."""


@dataclass(frozen=True)
class Counts:
    """How many of what the graphs state that files hold, each statement counted once."""

    triples: int
    subjects: int
    objects: int
    entities: int
    """Subjects whose address begins with that of things."""
    classes: dict[str, int]
    """How many things there are of each class."""
    properties: dict[str, int]
    """How many statements there are with each property."""
    languages: tuple[str, ...]
    """Of all texts that say theirs."""


def counted(lines: Lines, things: str) -> Counts:
    """Count; `things` is what the addresses of things begin with. Each line is there once."""
    subjects, objects = set(), set()
    classes: Counter[bytes] = Counter()
    properties: Counter[bytes] = Counter()
    languages: set[bytes] = set()
    for line in lines:
        subject, predicate, said = parts(line)
        subjects.add(subject)
        objects.add(said)
        properties[predicate] += 1
        if predicate == KIND:
            classes[said] += 1
        if said.startswith(b'"'):
            languages.add(language_of(said))
    mark = b"<" + things.encode()
    return Counts(
        triples=len(lines),
        subjects=len(subjects),
        objects=len(objects),
        entities=sum(1 for each in subjects if each.startswith(mark)),
        classes={iri(each): count for each, count in sorted(classes.items()) if each.startswith(b"<")},
        properties={iri(each): count for each, count in sorted(properties.items())},
        languages=tuple(sorted({each.decode().partition("-")[0].lower() for each in languages if each})),
    )


def iri(term: bytes) -> str:
    """Read an IRI of N-Triples."""
    return term[1:-1].decode()


def void(name: str) -> NamedNode:
    """Name a term of VoID."""
    return NamedNode(VOID + name)


def number(value: int) -> Literal:
    """Write a count."""
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


def void_triples(about: About, counts: Counts, dataset: NamedNode) -> Iterator[Triple]:
    """Describe the data set."""
    base = about.base
    yield Triple(dataset, TYPE, void("Dataset"))
    for name, value in (
        ("triples", counts.triples),
        ("entities", counts.entities),
        ("classes", len(counts.classes)),
        ("properties", len(counts.properties)),
        ("distinctSubjects", counts.subjects),
        ("distinctObjects", counts.objects),
    ):
        yield Triple(dataset, void(name), number(value))
    yield Triple(dataset, void("uriSpace"), Literal(f"{base}id/"))
    for plan in about.plans:
        yield Triple(dataset, void("rootResource"), plan)
    for plan in about.plans[:EXAMPLES]:
        yield Triple(dataset, void("exampleResource"), plan)
    for syntax in SYNTAXES:
        yield Triple(dataset, void("feature"), NamedNode(FORMATS + syntax))
    spaces = {namespace(each) for each in (*counts.properties, *counts.classes)}
    # A thing may be used as a property, and is no vocabulary by that.
    for space in sorted(each for each in spaces if not each.startswith(f"{base}id/")):
        yield Triple(dataset, void("vocabulary"), NamedNode(space))
    yield from partitions(counts, dataset)
    for graph in about.graphs:
        subset = NamedNode(graph.iri)
        yield Triple(dataset, void("subset"), subset)
        yield from graph_triples(graph)
    yield from linksets(about, dataset)


def graph_triples(graph: Graph) -> Iterator[Triple]:
    """Describe a graph as a part of the data set."""
    subset = NamedNode(graph.iri)
    yield Triple(subset, TYPE, void("Dataset"))
    yield Triple(subset, void("triples"), number(graph.triples))
    if graph.title:
        yield from both(subset, DCTERMS + "title", graph.title)
    for licence in graph.licences:
        yield Triple(subset, NamedNode(DCTERMS + "license"), licence)


def both(subject: NamedNode, predicate: str, text: Text) -> Iterator[Triple]:
    """Say something in both languages."""
    for tag, words in (("ko", text.ko), ("en", text.en)):
        yield Triple(subject, NamedNode(predicate), Literal(words, language=tag))


def partitions(counts: Counts, dataset: NamedNode) -> Iterator[Triple]:
    """Count by class and by property."""
    for kind, term, total, found in (
        ("classPartition", "class", "entities", counts.classes),
        ("propertyPartition", "property", "triples", counts.properties),
    ):
        for each, count in found.items():
            part = NamedNode(f"{dataset.value}-{term}-{digest(each)[:10]}")
            yield Triple(dataset, void(kind), part)
            yield Triple(part, void(term), NamedNode(each))
            yield Triple(part, void(total), number(count))


def linksets(about: About, dataset: NamedNode) -> Iterator[Triple]:
    """Describe what leads to other data sets."""
    for links in about.links():
        mark = digest(links.target)[:10]
        target = NamedNode(f"{dataset.value}-target-{mark}")
        name = namespace(links.predicate.value)
        linkset = NamedNode(f"{dataset.value}-links-{mark}-{links.predicate.value.removeprefix(name)}")
        yield Triple(dataset, void("subset"), linkset)
        yield Triple(linkset, TYPE, void("Linkset"))
        yield Triple(linkset, void("linkPredicate"), links.predicate)
        yield Triple(linkset, void("subjectsTarget"), dataset)
        yield Triple(linkset, void("objectsTarget"), target)
        yield Triple(linkset, void("triples"), number(links.count))
        yield Triple(target, TYPE, void("Dataset"))
        yield Triple(target, void("uriSpace"), Literal(links.target))
