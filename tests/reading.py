"""What a stranger reads from an answer of the web: its links, its fragments, its graph."""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

FORMATS = {
    "html": ("html", "text/html; charset=utf-8"),
    "turtle": ("ttl", "text/turtle; charset=utf-8"),
    "jsonld": ("jsonld", "application/ld+json"),
    "rdfxml": ("rdf", "application/rdf+xml"),
    "ntriples": ("nt", "application/n-triples"),
    "trig": ("trig", "application/trig"),
}
"""What each document must be had in: extension and Content-Type."""
SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
TAG = re.compile(r"<([a-z][a-z0-9-]*)((?:\s+[^<>]*)?)>")
ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
DATA = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)
UNREAD = re.compile(r"<(script|style|textarea)\b[^>]*>.*?</\1>", re.DOTALL)
HEADER_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[a-z*]+=(?:\"[^\"]*\"|[^\s,;\"]+))*)")
FETCHED = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"})
"""What a browser fetches by itself, of what `link` names."""


READ: dict[bytes, "Graph"] = {}


@dataclass(frozen=True)
class Link:
    """A link of a header."""

    target: str
    rel: str


@dataclass(frozen=True)
class Page:
    """What a page of HTML leads to."""

    links: tuple[str, ...]
    needed: tuple[str, ...]
    """What a browser fetches with it."""
    iris: tuple[str, ...]
    """What its data speaks of (JSON-LD)."""
    names: frozenset[str]
    """The fragments that lead somewhere in it."""


@dataclass(frozen=True)
class Graph:
    """What is kept of a graph."""

    key: int
    """The same for the same graph, whatever it is written in."""
    size: int
    iris: tuple[str, ...]
    """What of the base address it speaks of."""
    subjects: frozenset[str]

    def has(self, iri: str) -> bool:
        """Tell whether it says anything of an IRI."""
        return iri in self.subjects


def links_of_header(headers: httpx.Headers) -> Iterator[Link]:
    """Take Link headers apart (RFC 8288); one link for each relation."""
    for target, more in HEADER_LINK.findall(headers.get("link", "")):
        said = dict(re.findall(r"([a-z*]+)=\"?([^\";,]*)\"?", more))
        for relation in said.get("rel", "").split():
            yield Link(target, relation)


def read_html(text: str) -> Page:
    """Read a page as a browser without JavaScript does."""
    links, needed, names = [], [], []
    for tag, rest in TAG.findall(UNREAD.sub(r"<\1>", text) + "".join(opening(text))):
        said = {name: html.unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(rest)}
        if "id" in said:
            names.append(said["id"])
        if tag == "link" and FETCHED & set(said.get("rel", "").split()):
            needed.append(said.get("href", ""))
        if tag not in ("a", "form") and "src" in said:
            needed.append(said["src"])
        links += [said[name] for name in ("href", "src", "action", "poster") if name in said]
    iris = [each for content in DATA.findall(text) for each in strings(json.loads(content))]
    kept = [each for each in links if not each.startswith(("mailto:", "data:", "tel:")) and "{" not in each]
    return Page(tuple(kept), tuple(needed), tuple(iris), frozenset(names))


def opening(text: str) -> Iterator[str]:
    """Give the opening tags of the elements whose content isn't read: a script may have a source."""
    for found in UNREAD.finditer(text):
        yield found[0].partition(">")[0] + ">"


def strings(content: Any) -> Iterator[str]:  # noqa: ANN401
    """Go through all texts of some JSON."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from strings(each)
    elif isinstance(content, list):
        for each in content:
            yield from strings(each)


def read_text(text: str, kind: str, roots: tuple[str, ...]) -> list[str]:
    """Find the addresses below some roots in JSON, XML or plain text."""
    if kind.endswith("json"):
        found = [each for each in strings(json.loads(text)) if each.startswith(roots) and " " not in each]
    else:
        root, end = "|".join(map(re.escape, roots)), "," if kind == "text/csv" else ""
        found = [html.unescape(each) for each in re.findall(rf"(?:{root})[^\s<>\"'`|\\^{end}]*", text)]
    # Templates aren't addresses.
    return [each.rstrip(".,;)") for each in found if not re.search(r"[{$…]", each)]


def graph_of(body: bytes, kind: str, base: str) -> Graph:
    """Read a graph; the same bytes are read once."""
    digest = hashlib.blake2b(body + kind.encode(), digest_size=16).digest()
    if digest not in READ:
        READ[digest] = parsed(body, kind, base)
    return READ[digest]


def parsed(body: bytes, kind: str, base: str) -> Graph:
    """Read a graph as it stands."""
    triples = {quad.triple for quad in parse(body, format=SYNTAXES[kind])}
    subjects, objects = {each.subject for each in triples}, {each.object for each in triples}
    terms = subjects | objects | {each.predicate for each in triples}
    if any(isinstance(each, BlankNode) for each in terms):
        dataset = Dataset(Quad(each.subject, each.predicate, each.object) for each in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
        triples = {quad.triple for quad in dataset}
    named = {each.value for each in terms if isinstance(each, NamedNode)}
    iris = {each for each in named if each.startswith(base)}
    said = frozenset(each.value for each in subjects if isinstance(each, NamedNode))
    return Graph(hash(frozenset(triples)), len(triples), tuple(sorted(iris)), said)
