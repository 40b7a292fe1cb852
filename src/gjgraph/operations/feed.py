"""The feed: every change as an event stream that only grows (Linked Data Event Streams, TREE).

Its members are in the order of time, a page has so many of them, and one that is full never changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph

from gjgraph.core.terms import DCTERMS, TYPE, Literal, NamedNode, Triple
from gjgraph.engine.results import used_prefixes
from gjgraph.operations.history import counts
from gjgraph.operations.provenance import account_of, activity_of, prov, triples_of
from gjgraph.publication.document import RDF_FORMATS
from gjgraph.publication.history_page import HistoryPages
from gjgraph.publication.links import page_path
from gjgraph.storage.repository import Commit, Repository
from gjgraph.storage.workspace import Workspace

LDES, TREE = "https://w3id.org/ldes#", "https://w3id.org/tree#"
PATH = "feed"
"""Where the stream is, below the address; its pages are below that."""
PAGE = 100
"""Changes on one page; a page that has as many, and is followed by another, never changes again."""


@dataclass(frozen=True)
class FeedPage:
    """The stream, or a page of it, as triples in the order in which they are written."""

    path: str
    triples: tuple[Triple, ...]
    is_full: bool = False
    """Whether there is another page after it."""

    def write(self, form: str) -> bytes:
        """Write it in one of the RDF formats."""
        prefixes = used_prefixes(self.triples)
        return pyoxigraph.serialize(self.triples, format=RDF_FORMATS[form][2], prefixes=prefixes) or b""


class Feed:
    """The stream of the changes of a workspace, as it is had at an address that ends with a slash."""

    def __init__(self, workspace: Workspace, address: str, size: int = PAGE) -> None:
        self.workspace = workspace
        self.stream = NamedNode(address + PATH)
        self.size = size

    def about(self) -> list[Triple]:
        """Say what the stream is, by what its members are ordered, and where its first page is."""
        title = (Literal("이 계획이 바뀐 것", language="ko"), Literal("Changes of this plan", language="en"))
        return [
            Triple(self.stream, TYPE, NamedNode(LDES + "EventStream")),
            *(Triple(self.stream, NamedNode(DCTERMS + "title"), each) for each in title),
            Triple(self.stream, NamedNode(LDES + "timestampPath"), prov("endedAtTime")),
            Triple(self.stream, NamedNode(TREE + "view"), self.node(1)),
        ]

    def node(self, number: int) -> NamedNode:
        """Name a page."""
        return NamedNode(f"{self.stream.value}/{number}")

    def whole(self) -> FeedPage:
        """Tell of the stream, and where it begins."""
        return FeedPage(PATH, tuple(self.about()))

    def pages(self, commits: Sequence[Commit]) -> int:
        """Count the pages; there is a first one before there is any change."""
        return max(1, -(-len(commits) // self.size))

    def page(self, repository: Repository, commits: Sequence[Commit], number: int) -> FeedPage:
        """Give a page of the commits of the stream, which are all there are, oldest first."""
        base, node = self.workspace.addresses.base, self.node(number)
        shown = commits[(number - 1) * self.size : number * self.size]
        is_full = len(commits) > number * self.size
        triples = self.about()
        triples += [
            Triple(self.stream, NamedNode(TREE + "member"), activity_of(each.id, base)) for each in shown
        ]
        triples.append(Triple(node, TYPE, NamedNode(TREE + "Node")))
        if is_full:
            triples += relation(node, self.node(number + 1))
        for commit in shown:
            triples += triples_of(account_of(repository, self.workspace, commit), base)
            if (said := counts(commit)) is not None:
                extent = Literal(f"+{said[0]} −{said[1]}")
                triples.append(Triple(activity_of(commit.id, base), NamedNode(DCTERMS + "extent"), extent))
        return FeedPage(f"{PATH}/{number}", tuple(dict.fromkeys(triples)), is_full)


def relation(node: NamedNode, following: NamedNode) -> list[Triple]:
    """Lead from a page to the next one."""
    link = NamedNode(f"{node.value}#next")
    return [
        Triple(node, NamedNode(TREE + "relation"), link),
        Triple(link, TYPE, NamedNode(TREE + "Relation")),
        Triple(link, NamedNode(TREE + "node"), following),
    ]


def feed_files(
    repository: Repository, workspace: Workspace, address: str, size: int = PAGE
) -> Iterator[tuple[str, bytes]]:
    """Write the files of the feed, by path: the stream and each of its pages in every format."""
    feed, commits = Feed(workspace, address, size), repository.mainline()
    pages = HistoryPages(workspace, is_site=True)
    count = feed.pages(commits)
    for number in range(count + 1):
        page = feed.page(repository, commits, number) if number else feed.whole()
        for form, (ending, _, _) in RDF_FORMATS.items():
            yield f"{page.path}.{ending}", page.write(form)
        for language in ("ko", "en"):
            yield page_path(page.path, language), pages.feed(page.path, number, count, language)
