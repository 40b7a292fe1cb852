"""The versions of a workspace in the order of time: the commits of the current branch that changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gjgraph.core.errors import UnknownNameError
from gjgraph.core.text import Text
from gjgraph.storage.history import FOLDERS, History, moment_of
from gjgraph.storage.public import PublicCommits
from gjgraph.storage.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    import pygit2

Content = tuple[str, ...]
"""The ids of all that a workspace is loaded from."""
NOWHERE = -1
"""The place of a commit that has no workspace."""
LONGEST_NAME = 250


@dataclass(frozen=True)
class Version:
    """A commit, and when it was made, in UTC."""

    id: str
    when: datetime


@dataclass(frozen=True)
class Found:
    """A version that somebody named."""

    version: Version
    is_served: bool
    """Whether it has what is served at present."""
    neighbours: Mapping[str, Version]
    """The `first`, `prev`, `next` and `last` version, as far as there are such."""


class Timeline:
    """The versions on the first-parent line of the current branch, oldest first.

    A commit that changes nothing of the workspace has the version before it. Not for several threads at
    once.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self.head = ""
        self.versions: list[Version] = []
        self.places: dict[str, int] = {}
        """By commit of the line: where in `versions` the version is that it has."""
        self.content: Content | None = None
        """That of the last commit."""
        self.public = PublicCommits()

    def follow(self) -> None:
        """Go on to the current commit; begin anew where the history was rewritten."""
        head = self.history.head()
        if head == self.head:
            return
        fresh: list[pygit2.Commit] = []
        for commit in self.history.line():
            if str(commit.id) == self.head:
                break
            fresh.append(commit)
        else:
            self.versions, self.places, self.content = [], {}, None
        for commit in reversed(fresh):
            before, self.content = self.content, self.content_of(commit)
            if self.content and self.content != before:
                when = datetime.fromtimestamp(commit.commit_time, UTC)
                self.versions.append(Version(str(commit.id), when))
            self.places[str(commit.id)] = len(self.versions) - 1 if self.content else NOWHERE
        self.head = head

    def content_of(self, commit: "pygit2.Commit") -> Content | None:
        """Give what a commit has of the workspace; `None` where that has no settings, and so isn't there."""
        found = [self.history.object_at(commit, PurePosixPath(name)) for name in (SETTINGS_FILE, *FOLDERS)]
        return tuple(str(each.id) if each else "" for each in found) if found[0] else None

    def named(self, name: str, served: str) -> Found:
        """Find the version that a commit id, a tag or a date names; `served` is what is served now."""
        self.follow()
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise unknown(ascii(name[:LONGEST_NAME]))
        commit = self.history.named(name)
        if commit is None:
            moment = moment_of(name)
            if moment is None or not self.versions:
                raise unknown(name)
            if (place := self.place_at(moment)) is None:
                raise too_early(name, self.versions[0])
            return self.found(place, served)
        place = self.places.get(str(commit.id))
        if place is None and not self.public.has(self.history, commit):
            raise unknown(name)
        if place == NOWHERE or (place is None and not self.content_of(commit)):
            raise nowhere(name)
        if place is not None:
            return self.found(place, served)
        version = Version(str(commit.id), datetime.fromtimestamp(commit.commit_time, UTC))
        return Found(version, version.id == served, {})

    def at(self, moment: datetime, served: str) -> Found | None:
        """Find the version of a point in time; before the first, that is the first (RFC 7089 §4.5)."""
        self.follow()
        if not self.versions:
            return None
        return self.found(self.place_at(moment) or 0, served)

    def place_at(self, moment: datetime) -> int | None:
        """Give the place of the last version up to a point in time."""
        places = range(len(self.versions) - 1, -1, -1)
        return next((place for place in places if self.versions[place].when <= moment), None)

    def found(self, place: int, served: str) -> Found:
        """Tell of the version at a place."""
        last = len(self.versions) - 1
        places = {"first": 0, "prev": place - 1, "next": place + 1, "last": last}
        neighbours = {name: self.versions[n] for name, n in places.items() if 0 <= n <= last}
        return Found(self.versions[place], self.places.get(served) == place, neighbours)

    def all(self) -> list[Version]:
        """List the versions, oldest first."""
        self.follow()
        return list(self.versions)


def unknown(name: str) -> UnknownNameError:
    """Say that there is no such version, and how one is named."""
    return UnknownNameError(
        Text(
            f"‘{name}’에 맞는 판이 없습니다. 쓸 수 있는 것: 커밋 번호(7자 이상), 태그, 날짜(2026-01-31)나 "
            "시각(2026-01-31T09:00:00Z).",
            f"There is no version '{name}'. Give a commit id (7 letters or more), a tag, a date (2026-01-31) "
            "or a time (2026-01-31T09:00:00Z).",
        )
    )


def too_early(name: str, first: Version) -> UnknownNameError:
    """Say that there was nothing yet at a date."""
    when = first.when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return UnknownNameError(
        Text(
            f"{name}에는 아직 판이 없었습니다. 첫 판은 {when}의 {first.id[:12]}입니다.",
            f"There was no version yet at {name}. The first one is {first.id[:12]} of {when}.",
        )
    )


def nowhere(name: str) -> UnknownNameError:
    """Say that a commit has no workspace."""
    return UnknownNameError(
        Text(
            f"‘{name}’에는 이 작업 공간이 없습니다({SETTINGS_FILE}이 없음). 다른 판을 고르세요.",
            f"This workspace isn't there in '{name}' (no {SETTINGS_FILE}). Choose another version.",
        )
    )
