"""The pages of the history as files: all commits in a list, and what leads from the feed to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gjgraph.core.text import Language, Text
from gjgraph.publication.document import HTML, MEDIA_TYPES, RDF_FORMATS, Context, Document, Written, digest
from gjgraph.publication.links import page_path, relative
from gjgraph.publication.pages import FORMAT_NAMES, TEMPLATES, Pages, environment, frame
from gjgraph.storage.workspace import Workspace

PATH = "history"
MOST = 1_000
"""Commits on the page; a longer history begins before what it shows."""


@dataclass(frozen=True)
class Change:
    """A commit, as the list has it."""

    commit: str
    when: datetime
    author: str
    subject: str
    body: str
    counts: tuple[int, int] | None
    """How many statements it added and removed, where it says so."""
    way: Text
    """In what way it was made."""
    href: str = ""
    """Where there is more of it, if anywhere."""


class HistoryPage(Document):
    """The list of all commits, newest first."""

    path = PATH
    formats = (HTML,)

    def __init__(self, writer: Pages, changes: Iterable[Change]) -> None:
        self.writer = writer
        listed = list(changes)
        self.changes = listed[:MOST]
        self.is_cut = len(listed) > MOST

    def write(self, form: str, language: Language, context: Context) -> Written:
        """Write it as a page."""
        page = self.writer.page(
            "all_changes.html", self, language, context, changes=self.changes, is_cut=self.is_cut
        )
        return Written(
            200,
            page.encode(),
            MEDIA_TYPES[HTML],
            self.path,
            self.place(HTML, language),
            digest("\n".join(map(str, [*self.changes, self.is_cut]))),
            formats=(HTML,),
        )


class HistoryPages:
    """Writes the pages of the feed, which ask no index for anything."""

    def __init__(self, workspace: Workspace, is_site: bool = False) -> None:
        self.workspace = workspace
        self.is_site = is_site
        self.templates = environment(TEMPLATES)

    def feed(self, path: str, number: int, pages: int, language: Language) -> bytes:
        """Tell people what the feed is: the stream, or one of its pages, and where to read of the changes."""
        other: Language = "en" if language == "ko" else "ko"
        here = page_path(path, language)
        written = self.templates.get_template("feed.html").render(
            **frame(self.workspace, path, language),
            is_site=self.is_site,
            has_history=True,
            can_edit=False,
            base=self.workspace.addresses.base,
            path=path,
            number=number,
            pages=pages,
            elsewhere=relative(here, page_path(path, other)),
            formats=[(FORMAT_NAMES[form], ending, kind) for form, (ending, kind, _) in RDF_FORMATS.items()],
            to=lambda there: relative(here, there),
            to_page=lambda there: relative(here, page_path(there, language)),
        )
        return written.encode()
