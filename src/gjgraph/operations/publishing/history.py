"""The history as documents of a site of files, where a server has routes: a list, a feed, each commit."""

from collections.abc import Iterator
from functools import cached_property

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language
from gjgraph.operations.feed import PATH as FEED
from gjgraph.operations.feed import Feed
from gjgraph.operations.history_files import history_page
from gjgraph.operations.provenance import GRAPH
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Document, Family, Written, digest
from gjgraph.publication.history_page import PATH, HistoryPages
from gjgraph.publication.mentioned import Mentioned
from gjgraph.publication.site import Site
from gjgraph.storage.repository import Commit, Repository

FOLDERS = ("history/", "version/")
"""Where the addresses are of what was done, and of what came of it."""


def add_past(site: Site, repository: Repository) -> None:
    """Give a site the documents of its history."""
    site.families = (Past(site, repository), PastCommits(site), *site.families)


class Past(Family):
    """The list of all commits, and the feed of changes."""

    def __init__(self, site: Site, repository: Repository) -> None:
        self.site = site
        self.repository = repository
        self.pages = HistoryPages(site.workspace, is_site=True)

    @cached_property
    def commits(self) -> list[Commit]:
        """The commits of the feed, oldest first."""
        return list(self.repository.mainline())

    @property
    def count(self) -> int:
        """How many pages the feed has."""
        return Feed(self.site.workspace, self.site.base).pages(self.commits)

    def document(self, path: str) -> Document | None:
        """Find the list, the feed, or a page of it."""
        if path == PATH:
            page = history_page(self.repository, self.site.pages)
            page.is_local = True
            return page
        folder, _, number = path.partition("/")
        if path == FEED:
            return FeedDocument(self, path, 0)
        known = folder == FEED and number in map(str, range(1, self.count + 1))
        return FeedDocument(self, path, int(number)) if known else None

    def paths(self) -> Iterator[str]:
        """List them all."""
        yield PATH
        yield FEED
        yield from (f"{FEED}/{number}" for number in range(1, self.count + 1))

    def readable(self) -> Iterator[str]:
        """List none for crawlers, as a server doesn't."""
        yield from ()


class FeedDocument(Document):
    """The feed, or one of its pages."""

    is_local = True

    def __init__(self, past: Past, path: str, number: int) -> None:
        self.past = past
        self.path = path
        self.number = number

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it in one of its formats."""
        past = self.past
        feed = Feed(past.site.workspace, context.address or past.site.base)
        if form == HTML:
            body = past.pages.feed(self.path, self.number, past.count, language)
        elif self.number:
            body = feed.page(past.repository, past.commits, self.number).write(form)
        else:
            body = feed.whole().write(form)
        return Written(
            200,
            body,
            MEDIA_TYPES[form],
            self.path,
            self.place(form, language),
            digest(body),
            formats=self.formats,
        )


class PastCommits(Mentioned):
    """What the graph of the history tells of each commit: what was done, and the version that came of it."""

    def __init__(self, site: Site) -> None:
        super().__init__(site.pages, ())
        self.graph = NamedNode(site.workspace.addresses.derived_graph(GRAPH))

    def is_of_others(self, path: str) -> bool:
        """Tell whether something else answers at a path."""
        return not path.startswith(FOLDERS)

    def paths(self) -> Iterator[str]:
        """List them all."""
        base = self.index.base
        starts = tuple(base + each for each in FOLDERS)
        found = {
            term.value.removeprefix(base)
            for quad in self.index.store.quads_for_pattern(None, None, None, self.graph)
            for term in (quad.subject, quad.object)
            if isinstance(term, NamedNode) and term.value.startswith(starts)
        }
        yield from sorted(found)

    def readable(self) -> Iterator[str]:
        """List none for crawlers, as a server doesn't."""
        yield from ()
