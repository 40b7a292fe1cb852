"""The history as files: a page with all commits, in both languages."""

from collections.abc import Iterator

from gjgraph.operations.history import counts, way_of
from gjgraph.publication.document import HTML, Context
from gjgraph.publication.history_page import MOST, Change, HistoryPage
from gjgraph.publication.pages import Pages
from gjgraph.storage.repository import Commit, Repository


def history_files(repository: Repository, pages: Pages, context: Context) -> Iterator[tuple[str, bytes]]:
    """Write the pages of the history, by path."""
    document = history_page(repository, pages)
    for place, _, language in document.representations():
        yield place, document.write(HTML, language, context).body


def history_page(repository: Repository, pages: Pages) -> HistoryPage:
    """Give the document that lists all commits."""
    # One more than the page has, so that it can tell that there are more.
    return HistoryPage(pages, map(listed, repository.log(limit=MOST + 1)))


def listed(commit: Commit) -> Change:
    """Tell of a commit what the list does."""
    return entry(commit, counts(commit))


def entry(commit: Commit, size: tuple[int, int] | None, href: str = "") -> Change:
    """Tell of a commit as any timeline does; `href` is where there is more of it.

    All times of a page are in one zone, that of the machine: a server commits in UTC, people in their own.
    """
    who, way, when = commit.author.name, way_of(commit), commit.when.astimezone()
    return Change(commit.id, when, who, commit.subject, commit.body, size, way, href)
