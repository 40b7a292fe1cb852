"""The history as files: a page with all commits, in both languages."""

from collections.abc import Iterator

from gjgraph.operations.history import counts
from gjgraph.publication.document import HTML, Context
from gjgraph.publication.history_page import MOST, Change, HistoryPage
from gjgraph.publication.pages import Pages
from gjgraph.storage.repository import Commit, Repository


def history_files(repository: Repository, pages: Pages, context: Context) -> Iterator[tuple[str, bytes]]:
    """Write the pages of the history, by path."""
    # One more than the page has, so that it can tell that there are more.
    document = HistoryPage(pages, map(listed, repository.log(limit=MOST + 1)))
    for place, _, language in document.representations():
        yield place, document.write(HTML, language, context).body


def listed(commit: Commit) -> Change:
    """Tell of a commit what the list does."""
    who, said = commit.author.name, counts(commit)
    return Change(commit.id, commit.when, who, commit.subject, commit.body, said)
