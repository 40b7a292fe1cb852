"""A commit, as it is to be made and as it was made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath

import pygit2

from gjgraph.core.author import Author

UNSAFE = re.compile(r"[\x00-\x1f\x7f<>]+")
"""What git doesn't take in a name or an address."""
LONGEST = 200
"""Letters of a subject in the log of a branch."""
TRAILER = re.compile(r"([A-Za-z0-9-]+): ?(.*)", re.ASCII)


@dataclass(frozen=True)
class NewCommit:
    """A commit to be made."""

    files: Mapping[PurePosixPath, bytes | None]
    """Paths in the workspace with their new content; `None` for a file that is to go."""
    author: Author
    message: str
    when: datetime


@dataclass(frozen=True)
class Commit:
    """A version of the workspace, and who made it when and why.

    `when` is the time of the commit itself, not that of an older one it was made from.
    """

    id: str
    parents: tuple[str, ...]
    author: Author
    when: datetime
    subject: str
    body: str
    trailers: dict[str, str]


def commit_content(commit: NewCommit, tree: str, parent: str) -> bytes:
    """Write a commit as git keeps it."""
    by = signature(commit)
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else []), f"author {by}", f"committer {by}"]
    return "\n".join([*lines, "", writable(commit.message).strip(), ""]).encode()


def log_line(commit: NewCommit) -> str:
    """Write what git's log of a branch says of a commit."""
    subject = writable(commit.message).strip().partition("\n")[0]
    return f"{signature(commit)}\tgjgraph: {UNSAFE.sub(' ', subject)[:LONGEST]}"


def writable(text: str) -> str:
    """Leave out what no commit can hold."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def signature(commit: NewCommit) -> str:
    """Write who commits, and when, as git keeps it."""
    name, mail = (UNSAFE.sub(" ", writable(text)).strip() or "unknown" for text in commit.author)
    offset = (commit.when.utcoffset() or timedelta()) // timedelta(minutes=1)
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}{abs(offset) % 60:02}"
    return f"{name} <{mail}> {int(commit.when.timestamp())} {zone}"


def as_commit(commit: pygit2.Commit) -> Commit:
    """Read what a commit says about itself."""
    when = datetime.fromtimestamp(commit.commit_time, timezone(timedelta(minutes=commit.commit_time_offset)))
    subject, body, trailers = message_parts(commit.raw_message.decode("utf-8", errors="replace"))
    author = Author(commit.author.name, commit.author.email)
    return Commit(str(commit.id), tuple(map(str, commit.parent_ids)), author, when, subject, body, trailers)


def message_parts(message: str) -> tuple[str, str, dict[str, str]]:
    """Split a message into its first line, the rest, and the trailers that close it.

    Only a last paragraph of nothing but trailers counts, as with git; what somebody writes as a reason
    can't pass for what the product says after it.
    """
    paragraphs = re.split(r"\n\s*\n", message.strip())
    trailers: dict[str, str] = {}
    if len(paragraphs) > 1:
        lines = re.sub(r"\n[ \t]+", " ", paragraphs[-1]).split("\n")
        found = [TRAILER.fullmatch(line) for line in lines]
        if all(found):
            trailers = {match[1]: match[2] for match in found if match}
            paragraphs.pop()
    first, _, rest = paragraphs[0].partition("\n")
    body = "\n\n".join([*([rest] if rest else []), *paragraphs[1:]])
    return first, body, trailers
