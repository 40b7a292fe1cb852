"""Tokens: who may edit which graphs. They are kept in the git folder, and so in no commit and no clone.

A token is a secret of 256 random bits, and only its SHA-256 is kept. Slow hashes are for passwords, which
can be guessed: nobody tries 2²⁵⁶ secrets, however fast each trial is.
"""

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from gjgraph.core.addresses import is_derived
from gjgraph.core.author import Author
from gjgraph.core.errors import UnknownNameError, UnreadableError
from gjgraph.core.text import Text
from gjgraph.storage.locks import FileLock
from gjgraph.storage.write import replace_file

FILE = "tokens.json"
LOCK = "tokens.lock"
FORMAT = 1
PRIVATE = 0o600
WAIT = 10.0
"""Seconds that a change waits for another one to be written."""
SECRET = re.compile(r"gjg_([0-9a-f]{8})_[0-9a-f]{64}", re.ASCII)
"""The prefix lets a scanner know a leaked one; the first part is the token's public name."""
WILD = re.compile(r"[*?\[]")
NOBODY = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
"""What a secret with an unknown name is compared with, so that it takes the same time."""


@dataclass(frozen=True)
class Token:
    """The leave to edit, given to one author."""

    id: str
    author: Author
    graphs: tuple[str, ...]
    """Patterns; none is every graph under `data/`."""
    created: datetime
    expires: datetime | None
    digest: str
    """The SHA-256 of the secret, in hexadecimal."""

    def is_over(self, now: datetime) -> bool:
        """Tell whether its time has passed."""
        return self.expires is not None and now >= self.expires

    def may(self, graph: str, base: str) -> bool:
        """Tell whether it lets its holder edit a graph; those that rules fill, nobody edits.

        A pattern is a path under `data/` (`gwangju/*`), one that begins with `ontology/`, or a whole
        IRI; `*` stands for anything, slashes as well. The graphs of the ontology are the rules for all
        others, and must be meant: by a pattern that says `ontology/` before anything wild.
        """
        if is_derived(graph):
            return False
        ontology = f"{base}ontology/"
        if not graph.startswith(ontology):
            return not self.graphs or any(fnmatchcase(graph, whole(each, base)) for each in self.graphs)
        return any(
            fnmatchcase(graph, pattern)
            for pattern in (whole(each, base) for each in self.graphs)
            if WILD.split(pattern, maxsplit=1)[0].startswith(ontology)
        )


def whole(pattern: str, base: str) -> str:
    """Give a pattern as one of whole IRIs."""
    if ":" in pattern:
        return pattern
    path = pattern.removesuffix(".ttl")
    return base + path if path.startswith("ontology/") else f"{base}graph/{path.removeprefix('data/')}"


class Tokens:
    """The tokens of one workspace; a change by another process counts at the next look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / FILE
        self.seen: tuple[int, ...] = ()
        """Which file it was that `known` was read from; nothing where there was none."""
        self.known: dict[str, Token] = {}

    def list(self) -> tuple[Token, ...]:
        """List the tokens, the oldest first."""
        self.look()
        return tuple(self.known.values())

    def recognise(self, secret: str) -> Token | None:
        """Find the token that a secret belongs to, though its time may have passed.

        Takes as long for a name that is unknown as for a secret that is wrong.
        """
        self.look()
        digest = hashlib.sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()
        named = SECRET.fullmatch(secret)
        token = self.known.get(named[1]) if named else None
        same = hmac.compare_digest(digest, token.digest if token else NOBODY)
        return token if same else None

    def find(self, secret: str) -> Token | None:
        """Find the token that a secret belongs to, if it still counts."""
        token = self.recognise(secret)
        return None if token is None or token.is_over(datetime.now(UTC)) else token

    def add(
        self, author: Author, graphs: Sequence[str] = (), expires: datetime | None = None
    ) -> tuple[Token, str]:
        """Make a token, and give it with its secret, which nobody can find out again."""
        with self.locked():
            self.look()
            name = secrets.token_hex(4)
            while name in self.known:
                name = secrets.token_hex(4)
            secret = f"gjg_{name}_{secrets.token_hex(32)}"
            digest = hashlib.sha256(secret.encode()).hexdigest()
            now = datetime.now(UTC).replace(microsecond=0)
            token = Token(name, author, tuple(graphs), now, expires, digest)
            self.write([*self.known.values(), token])
        return token, secret

    def revoke(self, called: str) -> tuple[Token, ...]:
        """Take tokens away: the one with an id or a secret, or all of an author, by name or mail."""
        named = SECRET.fullmatch(called)
        called = named[1] if named else unicodedata.normalize("NFC", called)
        with self.locked():
            self.look()
            if called in self.known:
                gone = [self.known[called]]
            else:
                gone = [each for each in self.known.values() if called in (*each.author, str(each.author))]
            if not gone:
                # Not repeated: it may be most of a secret.
                raise UnknownNameError(
                    Text(
                        "그런 토큰이 없습니다. 있는 것: gjgraph token list",
                        "There is no such token; there are: gjgraph token list",
                    )
                )
            self.write([each for each in self.known.values() if each not in gone])
        return tuple(gone)

    def look(self) -> None:
        """Read the file anew if it isn't the one that was read last."""
        try:
            if self.seen and stamp(self.path.stat()) == self.seen:
                return
            # What can't be read or understood lets nobody in.
            self.seen, self.known = (), {}
            with self.path.open("rb") as file:
                seen, content = stamp(os.fstat(file.fileno())), file.read()
            self.known = read_tokens(content)
        except FileNotFoundError:
            self.seen, self.known = (), {}
            return
        except OSError as error:
            reason = error.strerror or str(error)
            message = Text(f"읽을 수 없습니다: {reason}", f"can't be read: {reason}")
            raise unreadable(self.path, message) from None
        except (ValueError, TypeError, KeyError, RecursionError):
            message = Text(
                "토큰 파일이 아니거나 망가졌습니다. 지우고 토큰을 새로 만드세요.",
                "not a file of tokens, or broken. Delete it and make the tokens anew.",
            )
            raise unreadable(self.path, message) from None
        self.seen = seen

    def write(self, tokens: Sequence[Token]) -> None:
        """Write the file; what was known is read back at the next look."""
        listed = [
            {
                "id": each.id,
                "name": each.author.name,
                "mail": each.author.mail,
                "graphs": list(each.graphs),
                "created": each.created.isoformat(),
                "expires": each.expires.isoformat() if each.expires else None,
                "sha256": each.digest,
            }
            for each in tokens
        ]
        content = json.dumps({"format": FORMAT, "tokens": listed}, ensure_ascii=False, indent=1)
        replace_file(self.path, content.encode() + b"\n", PRIVATE)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from writing meanwhile."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A lock of its own: the file of tokens is replaced by another one.
        with FileLock(self.folder / LOCK).held(WAIT):
            yield


def stamp(status: os.stat_result) -> tuple[int, ...]:
    """Give what is different for a file that was replaced or written."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def read_tokens(content: bytes) -> dict[str, Token]:
    """Read the file of tokens; raises where anything in it isn't as it was written."""
    document = json.loads(content)
    if document["format"] != FORMAT:
        raise ValueError
    found: dict[str, Token] = {}
    for each in document["tokens"]:
        texts = [each[name] for name in ("id", "name", "mail", "created", "sha256")]
        if not isinstance(each["graphs"], list) or not all(
            isinstance(text, str) for text in (*texts, *each["graphs"])
        ):
            raise TypeError
        # Together they are as a secret is, but for its hash.
        if each["id"] in found or not SECRET.fullmatch(f"gjg_{each['id']}_{each['sha256']}"):
            raise ValueError
        found[each["id"]] = Token(
            each["id"],
            Author(each["name"], each["mail"]),
            tuple(each["graphs"]),
            moment(each["created"]),
            None if each["expires"] is None else moment(each["expires"]),
            each["sha256"],
        )
    return found


def moment(text: str) -> datetime:
    """Read a point in time, which must say its zone."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError
    return read


def unreadable(path: Path, message: Text) -> UnreadableError:
    """Say what is wrong with the file of tokens."""
    return UnreadableError(Text(f"{path}: {message.ko}", f"{path}: {message.en}"))
