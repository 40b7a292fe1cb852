"""What is to be judged: a deployment, its base, its description, a sample of its things and pages."""

import os.path
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar, cast
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import Literal, NamedNode
from gjgraph.core.text import Text
from gjgraph.operations.publication_check.deployment import (
    HOPS,
    REDIRECTS,
    Answer,
    Asked,
    Deployment,
    accepting,
)
from gjgraph.operations.publication_check.dumps import Dump, dumps_in
from gjgraph.operations.publication_check.graphs import SYNTAXES, Graph, read, triples_of
from gjgraph.operations.publication_check.markup import Page, read_page
from gjgraph.publication.document import ENDINGS, HTML, MEDIA_TYPES
from gjgraph.publication.links import quoted

T = TypeVar("T")
DESCRIBED_AT = ".well-known/void"
TURTLE = MEDIA_TYPES["turtle"]
RDF_KINDS = ", ".join([TURTLE, *(f"{kind};q=0.5" for kind in SYNTAXES if kind != TURTLE)])
OTHERS = ("owl:Ontology", "void:Dataset", "void:DatasetDescription", "dcat:Dataset", "dcat:Catalog")
"""Classes of what is about the data, and no thing of theirs."""


@dataclass(frozen=True)
class Thing:
    """One thing of the data: its IRI, what its address answers, and the path of the document about it."""

    iri: str
    path: str
    answer: Answer
    document: str | None
    """Without an extension."""


def spread(items: Sequence[T], most: int) -> list[T]:
    """Take some of a list, evenly; all where `most` is 0."""
    if not most or len(items) <= most:
        return list(items)
    return [items[place * len(items) // most] for place in range(most)]


SITEMAP_LINE = re.compile(r"^sitemap:\s*(https?://\S*/)[^/\s]*$", re.IGNORECASE | re.MULTILINE)


class Publication:
    """A publication that rules judge; what several of them look at is had once."""

    def __init__(
        self, deployment: Deployment, base: str | None = None, most: int = 50, canonical: bool = False
    ) -> None:
        self.deployment = deployment
        self.most = most
        self.canonical = canonical
        """Whether canonical IRIs are asked at their own host as well."""
        self.found: dict[str, object] = {}
        front = deployment.get("", MEDIA_TYPES[HTML])
        if front.status == 0:
            reason = front.told
            place = deployment.name
            raise UnreadableError(Text(f"{place}: {reason.ko}", f"{place}: {reason.en}"))
        self.base = base or self.found_base()

    def once(self, name: str, find: Callable[[], T]) -> T:
        """Find something that several rules look at, once."""
        if name not in self.found:
            self.found[name] = find()
        return cast(T, self.found[name])

    # Addresses

    def found_base(self) -> str:
        """Read from the VoID description what all addresses begin with."""
        spaces = [
            each.value
            for each in self.void.objects(self.dataset, "void:uriSpace")
            if isinstance(each, Literal | NamedNode) and urlsplit(each.value).netloc
        ]
        common = os.path.commonprefix([*spaces, urldefrag(self.dataset).url])  # noqa: RUF071 - texts
        base = common[: common.rfind("/") + 1]
        if urlsplit(base).netloc:
            return base
        told = self.described.told
        where = f"{self.deployment.name}{DESCRIBED_AT}"
        raise UnreadableError(
            Text(
                f"{where} ({told.ko}): 주소의 첫머리를 말하는 VoID 설명이 없습니다. --base로 주세요.",
                f"{where} ({told.en}): no VoID description that says what the addresses begin with. "
                "Give it as --base.",
            )
        )

    def place(self, address: str, here: str = "") -> str | None:
        """Give the path at which the deployment has an IRI or a reference; `None` if it is another host's."""
        if address.startswith(self.base):
            return quoted(urldefrag(address).url[len(self.base) :])
        if self.published_at and address.startswith(self.published_at):
            return quoted(urldefrag(address).url[len(self.published_at) :])
        return self.deployment.path_of(address, here)

    @cached_property
    def published_at(self) -> str:
        """Where files say that they are to be had; a server is where it is asked."""
        if self.deployment.answers:
            return ""
        robots = self.deployment.get("robots.txt").body.decode("utf-8", "replace")
        found = SITEMAP_LINE.search(robots)
        return found[1] if found else ""

    def follow(self, path: str, accept: str | None = None) -> tuple[str, Answer]:
        """Ask for a path and go where redirects lead, as far as they stay here."""
        answer = self.deployment.get(path, accept)
        for _ in range(HOPS):
            if answer.status not in REDIRECTS:
                break
            there = self.place(answer.headers.get("location", ""), path)
            if there is None:
                break
            path, answer = there, self.deployment.get(there, accept)
        return path, answer

    def ask_all(self, paths: Iterable[str], accept: str | None = None, method: str = "GET") -> list[Answer]:
        """Ask for paths, some at a time."""
        return self.deployment.ask_all(accepting(path, accept, method) for path in paths)

    # What the publication says of itself

    @cached_property
    def described(self) -> Answer:
        """The answer with the VoID description."""
        return self.follow(DESCRIBED_AT, RDF_KINDS)[1]

    @cached_property
    def void(self) -> Graph:
        """The VoID description; empty where there is none."""
        return self.graph(self.described)

    @cached_property
    def dataset(self) -> str:
        """The IRI of the data set: the one described that is no part of another."""
        graph = self.void
        found = {
            each.value
            for each in graph.of_type("void:Dataset", "dcat:Dataset")
            if isinstance(each, NamedNode)
        }
        parts = {each.value for _, each in graph.pairs("void:subset") if isinstance(each, NamedNode)}
        topics = [
            each.value
            for _, each in graph.pairs("foaf:primaryTopic", "foaf:topic")
            if isinstance(each, NamedNode)
        ]
        ranked = sorted(
            found,
            key=lambda each: (each not in topics, each in parts, -len(graph.about[NamedNode(each)]), each),
        )
        return ranked[0] if ranked else ""

    @cached_property
    def description(self) -> Graph:
        """All that the publication says of its data set: VoID, the documents of data set and catalogue."""
        found = set(self.void.triples)
        catalogues = [each for each, _ in self.void.pairs("dcat:dataset") if isinstance(each, NamedNode)]
        for iri in dict.fromkeys([self.dataset, *(each.value for each in catalogues)]):
            if iri and (path := self.place(iri)) is not None:
                found |= self.graph(self.follow(path, RDF_KINDS)[1]).triples
        return Graph(found)

    @cached_property
    def landing(self) -> str | None:
        """The path of the page about the data set."""
        pages = [*self.description.links(self.dataset, "dcat:landingPage", "foaf:homepage"), self.dataset]
        return next((path for each in pages if each and (path := self.place(each)) is not None), None)

    @cached_property
    def endpoint(self) -> str | None:
        """The path of the SPARQL endpoint, if there is one here."""
        if not self.deployment.answers:
            return None
        found = [
            each
            for _, each in self.description.pairs("void:sparqlEndpoint", "sd:endpoint", "dcat:endpointURL")
        ]
        places = (self.place(each.value) for each in found if isinstance(each, NamedNode))
        return next((path for path in places if path is not None), None)

    # The data

    @cached_property
    def dumps(self) -> list[Dump]:
        """The dumps, the ones of the whole data set first."""
        return dumps_in(self.description, self.dataset, self.place, self.deployment)

    @cached_property
    def dump(self) -> Dump | None:
        """The dump that the data are read from."""
        ranked = sorted(self.dumps, key=lambda each: (not each.is_whole, each.rank))
        return next((each for each in ranked if each.quads), None)

    @cached_property
    def data(self) -> Graph:
        """The data, all graphs in one."""
        return Graph(triples_of(self.dump.quads)) if self.dump else Graph(())

    @cached_property
    def concepts(self) -> Graph:
        """The data that SKOS tools get: a dump of its own, or all."""
        for each in self.dumps:
            if each.is_skos and each.quads:
                return Graph(triples_of(each.quads))
        return self.data

    @cached_property
    def graph_names(self) -> set[str]:
        """The named graphs in the dump."""
        if not self.dump:
            return set()
        return {each.graph_name.value for each in self.dump.quads if isinstance(each.graph_name, NamedNode)}

    @cached_property
    def minted(self) -> list[str]:
        """Every IRI of ours that the data speak of, without fragments."""
        found = set(self.graph_names)
        for triple in self.data.triples:
            for term in (triple.subject, triple.predicate, triple.object):
                if isinstance(term, NamedNode):
                    found.add(urldefrag(term.value).url)
        return sorted(each for each in found if each.startswith(self.base) and each != self.base)

    @cached_property
    def retired(self) -> list[str]:
        """Things that are there no more, but were."""
        found = self.data.pairs("owl:deprecated")
        marked = [one.value for one, said in found if isinstance(one, NamedNode) and is_true(said)]
        return sorted(each for each in marked if each.startswith(self.base) and "#" not in each)

    @cached_property
    def all_things(self) -> list[str]:
        """The IRIs of the things that the data describe."""
        others = {*self.graph_names, *self.retired, *(str(each)[1:-1] for each in self.data.of_type(*OTHERS))}
        found = sorted(
            subject.value
            for subject in self.data.about
            if isinstance(subject, NamedNode)
            and subject.value.startswith(self.base)
            and "#" not in subject.value
            and subject.value not in others
        )
        named = [each for each in found if each.startswith(f"{self.base}id/")]
        return named or found

    @cached_property
    def things(self) -> list[Thing]:
        """A sample of the things, with the documents that their addresses lead to."""
        return self.look_up(spread(self.all_things, self.most))

    def look_up(self, iris: Sequence[str]) -> list[Thing]:
        """See what the addresses of things lead to."""
        paths = [self.place(each) or "" for each in iris]
        answers = self.ask_all(paths, MEDIA_TYPES[HTML])
        return [
            Thing(iri, path, answer, self.document_of(path, answer))
            for iri, path, answer in zip(iris, paths, answers, strict=True)
        ]

    def document_of(self, path: str, answer: Answer) -> str | None:
        """Give the path of the document to which a thing's address leads."""
        if 300 < answer.status < 400:
            there = self.place(answer.headers.get("location", ""), path)
            return None if there is None else without_ending(there)
        if answer.status != 200:
            return None
        if self.deployment.answers:
            return without_ending(path)
        onward = read_page(answer.text).refresh
        here = answer.headers["content-location"]
        there = self.place(urljoin(self.deployment.address + quoted(here), onward)) if onward else here
        return None if there is None else without_ending(there)

    @cached_property
    def documents(self) -> list[str]:
        """The paths of documents of every kind, for what is true of each: those of things, and others."""
        known = {thing.path for thing in self.things}
        others = [self.place(each) or "" for each in self.minted if not each.startswith(f"{self.base}id/")]
        others = spread([each for each in others if each not in known], 12)
        if self.dataset and (path := self.place(self.dataset)):
            others.append(path)
        things = [each.document for each in self.things if each.document]
        return list(dict.fromkeys([*things, *others]))

    @cached_property
    def some_documents(self) -> list[str]:
        """A few of those, for what is the same for all in any server."""
        return spread(self.documents, 12 if self.most else 0)

    # Representations

    def representation(self, path: str, form: str) -> Asked:
        """Ask for a document in a format: by `Accept`."""
        return accepting(path, MEDIA_TYPES[form])

    def by_ending(self, path: str, form: str) -> Asked:
        """Ask for a document in a format: by its extension."""
        return Asked(f"{path or 'index'}.{ENDINGS[form]}")

    def graph(self, answer: Answer) -> Graph:
        """Read the graph in an answer; an empty one where there is none."""
        quads = read(answer.body, answer.kind, self.base_of(answer)) if answer.status in (200, 410) else []
        return Graph(() if isinstance(quads, Text) else triples_of(quads))

    def base_of(self, answer: Answer) -> str:
        """Give the address against which an answer's relative references are meant."""
        return self.deployment.address + quoted(unquote(answer.asked.path.partition("?")[0]))

    def described_in(self, path: str) -> Graph:
        """Give the graph of a document."""
        return self.graph(self.follow(path, RDF_KINDS)[1])

    # Pages

    @cached_property
    def pages(self) -> dict[str, Page]:
        """A sample of pages by their path: the first, the data set's, those of things, and what follows."""
        found: dict[str, Page] = {}
        first = [self.landing] if self.landing else []
        waiting = list(dict.fromkeys(["", *first, *self.documents[: self.most // 2 or None]]))
        seen = set(waiting)
        while waiting and (not self.most or len(found) < self.most):
            room = self.most - len(found) if self.most else len(waiting)
            asked, waiting = waiting[: max(room, 1)], waiting[max(room, 1) :]
            for path, answer in self.deployed(asked):
                if answer.status not in (200, 410) or answer.kind != MEDIA_TYPES[HTML] or path in found:
                    continue
                found[path] = page = read_page(answer.text)
                references = chain(page.linked("alternate"), page.anchors)
                onward = (self.local(each.href, path) for each in references)
                fresh = [
                    each
                    for each in dict.fromkeys(onward)
                    if each is not None and each not in seen and is_page(each)
                ]
                seen.update(fresh)
                waiting += fresh
        return found

    def deployed(self, paths: Sequence[str]) -> Iterator[tuple[str, Answer]]:
        """Ask for pages; each with the path that it is in the end."""
        answers = self.ask_all(paths, MEDIA_TYPES[HTML])
        for path, answer in zip(paths, answers, strict=True):
            if 300 < answer.status < 400:
                yield self.follow(path, MEDIA_TYPES[HTML])
            elif not self.deployment.answers and answer.status == 200:
                yield quoted(answer.headers["content-location"]), answer
            else:
                yield path, answer

    def local(self, href: str, here: str) -> str | None:
        """Give the path that a reference in a page leads to; `None` where it leads elsewhere, or nowhere."""
        if (
            not href
            or href.startswith("#")
            or (href.split(":", maxsplit=1)[0].lower() not in ("http", "https") and is_scheme(href))
        ):
            return None
        return self.deployment.path_of(href, here)


def is_true(term: object) -> bool:
    """Tell whether a term is the truth."""
    return isinstance(term, Literal) and term.value in ("true", "1")


def is_scheme(href: str) -> bool:
    """Tell whether a reference begins with a scheme."""
    return urlsplit(href).scheme != ""


def is_page(path: str) -> bool:
    """Tell whether a path may be that of a page: it has no other extension, and asks no query."""
    last = path.rpartition("/")[2]
    return "?" not in path and (last.endswith(".html") or "." not in last)


def without_ending(path: str) -> str:
    """Take the extension of a format away, and the language before it."""
    for ending in (f".{each}" for each in ENDINGS.values()):
        if path.endswith(ending):
            stem = path[: -len(ending)]
            return stem[:-3] if stem.endswith((".en", ".ko")) else stem
    return path
