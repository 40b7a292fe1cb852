"""Lists of commits: all that changed a graph, or those that concern one thing, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph.core.change import Change
from gjgraph.core.errors import LimitError
from gjgraph.core.terms import TYPE, NamedNode, Quad
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.asking import Fields, parse, whole_number
from gjgraph.interfaces.http.changes.graphs import named
from gjgraph.interfaces.http.changes.things import ChangedThings, link
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.history.telling import (
    JSON,
    Shown,
    change_data,
    commit_data,
    other_way,
    reader_of,
    shown_of,
    wanted_kind,
)
from gjgraph.interfaces.http.negotiation import HTML
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import CORS, ProblemError, html
from gjgraph.operations.history import Difference, counts, revisions_of_thing
from gjgraph.operations.history_files import entry
from gjgraph.publication.history_page import Change as Entered
from gjgraph.publication.links import page_path
from gjgraph.storage.repository import Commit, Repository

PER_PAGE, MOST_PER_PAGE = 50, 500
MOST_WALKED = 2000
"""Commits that one request looks through for a thing."""
MOST_STATEMENTS = 200
"""Statements that are shown of each commit in the history of a thing."""


@dataclass(frozen=True)
class Listed:
    """A commit in a list."""

    commit: Commit
    size: tuple[int, int] | None
    """How many statements it added and removed; `None` where that is too much to count."""
    part: Difference | None = None
    """What it changed of the thing that was asked about."""


class Called(NamedTuple):
    """The thing whose history it is."""

    name: str
    href: str


@dataclass(frozen=True)
class Entry(Entered):
    """A commit in a list on a page."""

    told: ChangedThings | None = None
    """What it changed of the thing that was asked about."""
    more: int = 0
    """How many statements there are beyond those."""


@dataclass(frozen=True)
class Part:
    """A part of the list of commits."""

    listed: tuple[Listed, ...]
    last: str | None
    """Where to go on; nothing at the end."""


class Lists:
    """Answers what is asked of more than one commit."""

    def __init__(self, desk: Desk, past: Past) -> None:
        self.desk = desk
        self.past = past

    async def listing(self, request: Request, thing: str | None, page: Language | None = None) -> Response:
        """List commits, of a thing or all, a page at a time; `page` is the language of an explicit page."""
        fields = parse(request.scope["query_string"])
        since, before = (fields.get(name, [""])[0] or None for name in ("since", "before"))
        limit = whole_number(fields, "limit", PER_PAGE, MOST_PER_PAGE)
        kind = HTML if page else wanted_kind(request, fields, (HTML, JSON))
        reader = page or reader_of(request, fields)

        def read(repository: Repository) -> Part:
            known, last = (each and self.past.commit(repository, each).id for each in (since, before))
            if thing is None:
                return self.part(repository, known, last, limit)
            return self.part_of_thing(repository, thing, known, last, limit)

        part = await self.past.ask(read)
        if thing is not None and not part.listed and not part.last and not before and not since:
            raise ProblemError(
                404,
                Text(f"<{thing}>에 대한 커밋이 없습니다.", f"No commit ever said anything of <{thing}>."),
            )
        following = None
        if part.last:
            kept = [(name, value) for name, values in fields.items() if name != "before" for value in values]
            following = f"{quote(request.url.path)}?{urlencode([*kept, ('before', part.last)])}"
        headers = {**CORS, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}
        if following:
            headers["Link"] = f'<{following}>; rel="next"'
        client = client_of(request.scope, self.desk.settings)
        shown = [await self.shown(each, reader, client) for each in part.listed]
        if kind == JSON:
            data = [await self.data(*both, reader) for both in zip(part.listed, shown, strict=True)]
            return JSONResponse({"commits": data, "next": following}, headers=headers)
        called = None
        if thing is not None:
            node = NamedNode(thing)
            names = await named(self.desk, Change(frozenset({Quad(node, TYPE, node, node)})), reader, client)
            called = Called(names.of(node), link(node, names))
        elsewhere = other_page(fields, page) if page else other_way(request, fields, reader)
        entries = [
            await self.entry(*both, thing or "", reader) for both in zip(part.listed, shown, strict=True)
        ]
        written = self.desk.pages.history(entries, called, following, elsewhere, reader)
        return html(written, headers=headers)

    def part(self, repository: Repository, since: str | None, before: str | None, limit: int) -> Part:
        """Read a part of the list of all commits."""
        found = list(repository.log(since=since, before=before, limit=limit + 1))
        listed = tuple(Listed(each, self.size(repository, each)) for each in found[:limit])
        return Part(listed, listed[-1].commit.id if len(found) > limit else None)

    def size(self, repository: Repository, commit: Commit) -> tuple[int, int] | None:
        """Count what a commit changed, by its own words where it has them."""
        if said := counts(commit):
            return said
        try:
            change = self.past.revision(repository, commit).difference.change
        except LimitError:
            return None
        return len(change.added), len(change.removed)

    def part_of_thing(
        self, repository: Repository, thing: str, since: str | None, before: str | None, limit: int
    ) -> Part:
        """Read a part of the list of the commits that concern a thing."""
        walked: list[Commit] = []

        def walk() -> Iterator[Commit]:
            for commit in repository.log(since=since, before=before, limit=MOST_WALKED):
                walked.append(commit)
                yield commit

        found = revisions_of_thing(repository, self.past.workspace, thing, walk())
        listed = []
        for each in islice(found, limit):
            change = each.difference.change
            listed.append(Listed(each.commit, (len(change.added), len(change.removed)), each.difference))
        is_cut = len(listed) == limit or len(walked) == MOST_WALKED
        return Part(tuple(listed), walked[-1].id if walked and is_cut else None)

    async def shown(self, each: Listed, reader: Language, client: str) -> Shown | None:
        """Find what is shown of a commit in the list of a thing."""
        if each.part is None:
            return None
        return await shown_of(self.desk, each.part, reader, client, MOST_STATEMENTS)

    async def data(self, each: Listed, shown: Shown | None, reader: Language) -> dict[str, Any]:
        """Tell a program of a commit in a list."""
        data = commit_data(each.commit, each.size)
        if each.part is not None and shown is not None:
            data |= await change_data(each.part, shown, reader)
        return data

    async def entry(self, each: Listed, shown: Shown | None, thing: str, reader: Language) -> Entry:
        """Tell of a commit on a page."""
        href = f"/history/{each.commit.id}?lang={reader}"
        told = (await shown.in_words()).first(thing) if shown else None
        base = entry(each.commit, each.size, href)
        return Entry(**vars(base), told=told, more=shown.more if shown else 0)


def other_page(fields: Fields, page: Language) -> str:
    """Give the address of the same list on the page in the other language."""
    kept = [(name, value) for name, values in fields.items() for value in values]
    return page_path("history", "en" if page == "ko" else "ko") + (f"?{urlencode(kept)}" if kept else "")
