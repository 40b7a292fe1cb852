"""A document of the web: what is asked of it, and what is written."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat

from gjgraph.core.terms import Literal, NamedNode, Triple
from gjgraph.core.text import Language
from gjgraph.core.turtle import FIRST_PREDICATES, LANGUAGE_PLACES
from gjgraph.engine.results import used_prefixes

HTML = "html"
RDF_FORMATS: dict[str, tuple[str, str, RdfFormat]] = {
    "turtle": ("ttl", "text/turtle", RdfFormat.TURTLE),
    "jsonld": ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
    "rdfxml": ("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    "ntriples": ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
    "trig": ("trig", "application/trig", RdfFormat.TRIG),
}
"""The formats of RDF that every description has: extension, media type, syntax."""
ENDINGS: dict[str, str] = {HTML: "html", **{name: each[0] for name, each in RDF_FORMATS.items()}}
"""The extension of each format that a description has; pages in English end in `.en.html`."""
MEDIA_TYPES: dict[str, str] = {HTML: "text/html", **{name: each[1] for name, each in RDF_FORMATS.items()}}


@dataclass(frozen=True)
class Context:
    """What a document depends on besides the data of the index."""

    version: str = ""
    """The version that is published: a commit, else a digest of the files."""
    modified: str = ""
    """When what the document tells last changed, as xsd:dateTime in UTC; empty where nobody knows."""
    issued: str = ""
    """When the data first came to be, likewise."""
    address: str = ""
    """Where the documents are had, ending with a slash; IRIs don't depend on it."""
    is_site: bool = False
    """Whether there are files only, and nothing that answers."""
    has_history: bool = True
    """Whether there are documents about the history."""
    asked: str = ""
    """What is asked of a document that answers, as the query part of an address has it."""
    can_edit: bool = False
    """Whether there are forms at `edit/` for who may edit."""
    is_old: bool = False
    """Whether the version isn't the present one, so that pages say so and lead to that."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a document."""

    path: str
    """Below the address, with no slash first, with or without an extension: `doc/gwangju/m7/goal.ttl`."""
    formats: tuple[str, ...] = (HTML,)
    """Names of formats, best first; an extension goes before them. None of them is no wish."""
    language: Language = "ko"
    context: Context = field(default_factory=Context)
    dates: tuple[tuple[str, str], ...] = ()
    """When each document last changed, by its path; given for what lists them all."""

    def packed(self) -> str:
        """Write it as a text that `unpacked` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Wanted:
    """Read what `Wanted.packed` wrote."""
    content = json.loads(text)
    parts = {
        "formats": tuple(content["formats"]),
        "context": Context(**content["context"]),
        "dates": tuple((path, date) for path, date in content["dates"]),
    }
    return Wanted(**{**content, **parts})


@dataclass(frozen=True)
class Link:
    """A typed link from a document (RFC 8288)."""

    target: str
    """An IRI, or a path below the address."""
    rel: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A document as it was written, or why it wasn't."""

    status: int
    body: bytes = b""
    media_type: str = ""
    document: str = ""
    """The path of the document, without an extension."""
    location: str = ""
    """The path of this very representation."""
    digest: str = ""
    """Of what the document tells, the same in each format."""
    links: tuple[Link, ...] = ()
    formats: tuple[str, ...] = ()
    """What it can be had in."""
    depends_on_address: bool = False
    """Whether the body has the address in it that it was asked at."""
    policy: str = ""
    """What a page may load, where that isn't what any page may."""

    @property
    def etag(self) -> str:
        """Give its entity tag, without quotes: first what it tells, then how."""
        # The same bytes as another type are another representation: Turtle is TriG too (RFC 9110 §8.8.1).
        return f"{self.digest}-{digest(self.media_type.encode() + b' ' + self.body)}"


def packed(written: Written) -> bytes:
    """Write a document for a pipe, what is told of it first."""
    told = {**asdict(replace(written, body=b"")), "body": None, "etag": written.etag}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + written.body


@dataclass(frozen=True)
class Received:
    """A document as it comes out of the pipe."""

    written: Written
    etag: str


def received(content: bytes) -> Received:
    """Read what `packed` wrote."""
    line, _, body = content.partition(b"\n")
    told = json.loads(line)
    etag = told.pop("etag")
    links = tuple(Link(**each) for each in told.pop("links"))
    return Received(
        Written(**{**told, "body": body, "links": links, "formats": tuple(told["formats"])}), etag
    )


def digest(content: bytes | str) -> str:
    """Give a short digest of some content."""
    return hashlib.blake2b(
        content.encode() if isinstance(content, str) else content, digest_size=9
    ).hexdigest()


class Document(ABC):
    """One document, whatever it is about."""

    path: str
    """Its address, without an extension."""
    formats: tuple[str, ...] = (HTML, *RDF_FORMATS)
    """What it can be had in; the first is for whoever doesn't mind."""
    endings: Mapping[str, str] = ENDINGS
    """The extension of each of its formats."""
    media_types: Mapping[str, str] = MEDIA_TYPES
    whole: str | None = None
    """Its one format, where its path is the whole name of a file."""
    is_local: bool = False
    """Whether it depends on nothing but what it asks the store for when it is found and written, and on its
    context: then it needn't be written again while those answers stay the same."""

    @abstractmethod
    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""

    def place(self, form: str, language: Language) -> str:
        """Give the path of a representation."""
        ending = self.endings[form]
        return f"{self.path or 'index'}.{'en.' if form == HTML and language == 'en' else ''}{ending}"

    def representations(self) -> Iterator[tuple[str, str, Language]]:
        """List the files that it is: path, format, language."""
        for form in self.formats:
            languages: tuple[Language, ...] = ("ko", "en") if form == HTML else ("ko",)
            for language in languages:
                yield self.place(form, language), form, language


class Family(ABC):
    """The documents of a kind: found by their path, and listed."""

    @abstractmethod
    def document(self, path: str) -> Document | None:
        """Find the document of a path that has no extension, as the index is now."""

    @abstractmethod
    def paths(self) -> Iterable[str]:
        """List the paths of all its documents."""

    def forget(self) -> None:  # noqa: B027 - most keep nothing
        """Keep nothing of the document that was asked for last, so that it is read anew."""

    def readable(self) -> Iterable[str]:
        """List the paths of those that are pages for people."""
        for path in self.paths():
            document = self.document(path)
            if document is not None and HTML in document.formats:
                yield path


def write_rdf(triples: Iterable[Triple], form: str, first: Sequence[NamedNode] = ()) -> bytes:
    """Write a graph in one of the RDF formats: sorted, so that the same graph is the same bytes.

    The subjects `first` come first, in their order; of each subject first what it is and is called.
    """
    ordered, prefixes = prepared(frozenset(triples), tuple(first))
    return pyoxigraph.serialize(ordered, format=RDF_FORMATS[form][2], prefixes=prefixes) or b""


@lru_cache(maxsize=1)
def prepared(triples: frozenset[Triple], first: tuple[NamedNode, ...]) -> tuple[list[Triple], dict[str, str]]:
    """Put a graph in order and find its prefixes, once for all formats that follow each other."""
    ordered = in_order(triples, first)
    return ordered, used_prefixes(ordered)


def in_order(triples: Iterable[Triple], first: Sequence[NamedNode] = ()) -> list[Triple]:
    """Put a graph in the order in which people read it."""
    places = {str(subject): place for place, subject in enumerate(first)}

    def key(triple: Triple) -> tuple[object, ...]:
        subject, predicate, said = str(triple.subject), triple.predicate.value, triple.object
        language = LANGUAGE_PLACES.get(said.language or "", 9) if isinstance(said, Literal) else 0
        place = FIRST_PREDICATES.get(predicate, len(FIRST_PREDICATES))
        return places.get(subject, len(places)), subject, place, predicate, language, str(said)

    return sorted(set(triples), key=key)


def digest_of(triples: Iterable[Triple], *more: Any) -> str:  # noqa: ANN401
    """Give the digest of a graph without blank nodes, and of what else is told."""
    return digest("\n".join([*sorted(map(str, triples)), *map(str, more)]))
