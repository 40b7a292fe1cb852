"""The audit log: who tried to edit what, and what became of it, as lines of JSON that are only added to.

An edit is written down before it is made (no line, no edit) and again when it is over; an attempt
without an outcome is one during which the server died, and the history tells whether it was made.
"""

import contextlib
import errno
import json
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from gjgraph.core.errors import BusyError
from gjgraph.core.text import Text, printable
from gjgraph.storage.tokens import PRIVATE, Token

FILE = "audit.jsonl"
LONGEST = 300
"""Letters that a text has at most in a line."""
MOST_GRAPHS = 50
"""Graphs that a line names."""
MOST_DENIED = 60
"""Lines a minute for requests that aren't let in, of strangers and of each token; those beyond are counted.

Anybody can send such requests, and nobody shall fill the disk with them.
"""
MINUTE = 60.0
MOST_READ = 1 << 18
"""Bytes of its end that are read to tell what was tried lately."""

Outcome = Literal["accepted", "rejected", "conflict", "denied", "failed"]


@dataclass(frozen=True)
class Attempt:
    """An edit that somebody tries."""

    audit: "Audit"
    about: dict[str, object]

    def end(
        self,
        outcome: Outcome,
        *,
        graphs: Iterable[str] = (),
        commit: str = "",
        violations: int = 0,
        why: str = "",
    ) -> None:
        """Write down what became of it; never raises, as what was done is done."""
        more = {"graphs": graphs_shown(graphs), "commit": commit, "violations": violations, "why": why}
        said = {name: value for name, value in more.items() if value}
        self.audit.unwritten.append(line({"event": "outcome", **self.about, "outcome": outcome, **said}))
        # Where it can't be written, it comes before the next attempt.
        with contextlib.suppress(OSError):
            self.audit.catch_up()


class Audit:
    """The audit log of one workspace."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.lock = threading.RLock()
        """Held while a line is written, and not while the disk makes it durable."""
        self.unwritten: list[bytes] = []
        """The outcomes that couldn't be written; as no edit begins before they are, there are few."""
        self.minute = time.monotonic()
        self.counted: Counter[str] = Counter()
        """Requests that weren't let in during this minute, by token."""

    def attempt(
        self, client: str, token: Token | None, way: str, graphs: Iterable[str] = (), *, dry_run: bool = False
    ) -> Attempt:
        """Write down that an edit is tried, durably; where that can't be done, it may not be tried."""
        who = {"token": token.id, "author": str(token.author)} if token else {}
        about: dict[str, object] = {"attempt": secrets.token_hex(6), "client": client, **who, "way": way}
        about |= {"dry_run": True} if dry_run else {}
        asked = graphs_shown(graphs)
        fields = {"event": "attempt", **about, **({"graphs": asked} if asked else {})}
        try:
            self.catch_up()
            self.append(line(fields), is_durable=not dry_run)
        except OSError as error:
            reason = error.strerror or str(error)
            raise BusyError(
                Text(
                    f"편집 기록을 쓸 수 없어({reason}) 지금은 고칠 수 없습니다. 운영자에게 알리세요.",
                    f"The audit log can't be written ({reason}), so nothing can be edited now. "
                    "Tell the operator.",
                )
            ) from None
        return Attempt(self, about)

    def denied(self, client: str, way: str, why: str, token: Token | None = None) -> None:
        """Write down a request that was not let in; never raises, as nothing was done."""
        if time.monotonic() - self.minute >= MINUTE:
            beyond = sum(count - MOST_DENIED for count in self.counted.values() if count > MOST_DENIED)
            self.counted.clear()
            self.minute = time.monotonic()
            if beyond:
                self.note("denied", requests=beyond, why="more than have lines of their own")
        name = token.id if token else ""
        self.counted[name] += 1
        if self.counted[name] <= MOST_DENIED:
            who = {"token": name, "author": str(token.author)} if token else {}
            self.note("denied", client=client, **who, way=way, why=why)

    def note(self, event: str, **fields: object) -> None:
        """Write down what else concerns who may edit, if it can be written."""
        with contextlib.suppress(OSError):
            self.append(line({"event": event, **fields}))

    def last(self, most: int) -> list[dict[str, Any]]:
        """Give the last lines that there are, the newest first; OSError where it can't be read."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - MOST_READ))
                content = file.read(MOST_READ)
        except FileNotFoundError:
            return []
        found = []
        # Where it doesn't begin with the file, the first line is a part of one.
        for each in reversed(content.split(b"\n")[size > MOST_READ :]):
            with contextlib.suppress(ValueError):
                read = json.loads(each)
                if isinstance(read, dict) and isinstance(read.get("event"), str):
                    found.append(read)
            if len(found) == most:
                break
        return found

    def catch_up(self) -> None:
        """Write what couldn't be written before."""
        with self.lock:
            while self.unwritten:
                self.append(self.unwritten[0])
                del self.unwritten[0]

    def append(self, content: bytes, is_durable: bool = False) -> None:
        """Add a line in one write, below whatever a crash or a full disk left of another."""
        with self.lock:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Opened anew each time, so that it can be moved away while the server runs.
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, PRIVATE)
            try:
                size = os.fstat(handle).st_size
                if size and os.pread(handle, 1, size - 1) != b"\n":
                    content = b"\n" + content
                if os.write(handle, content) < len(content):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except BaseException:
                os.close(handle)
                raise
        try:
            if is_durable:
                os.fsync(handle)
        finally:
            os.close(handle)


def line(fields: dict[str, object]) -> bytes:
    """Write what happened as one line; long texts are cut, and nothing in it does anything."""
    cut = {name: shortened(value) if isinstance(value, str) else value for name, value in fields.items()}
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return printable(json.dumps({"time": at, **cut}, ensure_ascii=False)).encode() + b"\n"


def of_token(made: Token) -> dict[str, object]:
    """Give what the log says of a token that is made or revoked."""
    end = made.expires.isoformat() if made.expires else None
    return {"token": made.id, "author": str(made.author), "graphs": list(made.graphs), "expires": end}


def graphs_shown(graphs: Iterable[str]) -> list[str]:
    """List graphs in order, and say how many more there are than are listed."""
    listed = sorted(graphs)
    shown = [shortened(each) for each in islice(listed, MOST_GRAPHS)]
    return [*shown, f"… {len(listed) - MOST_GRAPHS} more"] if len(listed) > MOST_GRAPHS else shown


def shortened(text: str) -> str:
    """Cut a text that is too long for a line."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
