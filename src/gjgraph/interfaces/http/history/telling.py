"""The history told to programs and on pages: commits, and the statements that they changed."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from gjgraph.core import patch
from gjgraph.core.change import Change
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.asking import Fields
from gjgraph.interfaces.http.changes.graphs import Named, by_graph, named
from gjgraph.interfaces.http.changes.things import ChangedThings, in_words
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import GRAPHS, HTML, formats_called, language, media_type
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.operations.history import WAY, Difference
from gjgraph.operations.statements import ordered
from gjgraph.storage.repository import Commit

JSON = "application/json"
NAMES = {"html": HTML, "json": JSON, "patch": patch.MEDIA_TYPE, "rdf-patch": patch.MEDIA_TYPE}


def commit_data(commit: Commit, size: tuple[int, int] | None) -> dict[str, Any]:
    """Tell who made a commit, when and why; mail addresses stay in git."""
    added, removed = size or (None, None)
    return {
        "id": commit.id,
        "href": f"/history/{commit.id}",
        "parents": list(commit.parents),
        "author": commit.author.name,
        "when": commit.when.isoformat(),
        "subject": commit.subject,
        "body": commit.body,
        "way": commit.trailers.get(WAY),
        "added": added,
        "removed": removed,
    }


def size_of(found: Difference) -> tuple[int, int]:
    """Count what was added and what was removed."""
    return len(found.change.added), len(found.change.removed)


@dataclass(frozen=True)
class Shown:
    """The part of a difference that is shown, and what its things are called."""

    change: Change
    names: Named
    more: int
    """How many statements there are beyond it."""

    async def in_words(self) -> ChangedThings:
        """Put it into words."""
        return await in_words(self.change, self.names)


async def shown_of(desk: Desk, found: Difference, reader: Language, client: str, most: int) -> Shown:
    """Find what a difference's first statements are about; there may be too many to show."""
    # Not on the loop: queries don't wait for it.
    listed = await asyncio.to_thread(ordered, found.change)
    shown = Change(
        frozenset(quad for quad, is_added in listed[:most] if is_added),
        frozenset(quad for quad, is_added in listed[:most] if not is_added),
    )
    names = await named(desk, shown, reader, client)
    for iri, text in found.names.items():
        names.names.setdefault(iri, {"ko": text.ko, "en": text.en})
    return Shown(shown, names, max(0, len(listed) - most))


async def change_data(found: Difference, shown: Shown, reader: Language) -> dict[str, Any]:
    """Tell a program of a difference."""
    graphs_changed = await asyncio.to_thread(by_graph, shown.change, shown.names)
    return {
        "files": list(found.files),
        "changes": [each | {"called": shown.names.of(NamedNode(each["graph"]))} for each in graphs_changed],
        "more": shown.more,
        "unread": unread(found, reader),
    }


def unread(found: Difference, reader: Language) -> list[dict[str, Any]]:
    """List the files that can't be compared."""
    return [
        {"file": each.file, "old": each.is_old, "reason": each.reason.in_language(reader)}
        for each in found.unread
    ]


def reader_of(request: Request, fields: Fields) -> Language:
    """Give the language of the one who asks."""
    return language(fields.get("lang", [""])[0], request.headers.get("accept-language"))


def other_way(request: Request, fields: Fields, reader: Language) -> str:
    """Give the address of a page in the other language."""
    kept = [(name, value) for name, values in fields.items() if name != "lang" for value in values]
    return f"?{urlencode([*kept, ('lang', 'en' if reader == 'ko' else 'ko')])}"


def wanted_kind(request: Request, fields: Fields, kinds: tuple[str, ...]) -> str:
    """Find the media type asked for, by name or by the Accept header; a program gets JSON."""
    offered = dict.fromkeys([JSON, *(kind for kind in kinds if kind not in (HTML, "application/xml")), HTML])
    for name in [*fields.get("format", []), *fields.get("_format", [])]:
        kind = NAMES.get(name.lower()) or next(
            (kind for kind, each in GRAPHS.items() if each in formats_called(name) and kind != JSON), ""
        )
        if kind in offered:
            return kind
        break
    else:
        found = media_type(", ".join(request.headers.getlist("accept")), list(offered))
        if found:
            return found
    listed = ", ".join(offered)
    raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
