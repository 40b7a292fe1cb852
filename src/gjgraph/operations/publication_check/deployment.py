"""Where a publication is had from: a server, or a directory of files, with one face."""

import mimetypes
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Self
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

import httpx

from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.publication.document import ENDINGS, MEDIA_TYPES

AT_ONCE = 8
"""Requests at the same time."""
PATIENCE, LONGEST = 10.0, 30.0
"""Seconds without a byte, and for a whole answer."""
LARGEST = 64 << 20
"""Bytes of an answer, after it is unpacked."""
KINDS = {
    **{f".{ending}": MEDIA_TYPES[form] for form, ending in ENDINGS.items()},
    ".nq": "application/n-quads",
    ".json": "application/json",
    ".xml": "application/xml",
    ".gz": "application/gzip",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".bib": "application/x-bibtex",
}
KEPT = 256 << 20
"""Bytes of answers that are kept, so that rules can share them."""
HOPS = 5
"""Redirects in a row that are followed."""
REDIRECTS = (301, 302, 303, 307, 308)
TEXT_HOPS = Text("이끄는 곳이 없습니다", "leads nowhere")
TEXT_SECONDS = Text(f"{LONGEST:.0f}초 안에 답이 다 오지 않았습니다", f"not answered within {LONGEST:.0f} s")
TEXT_SIZE = Text(f"답이 {LARGEST >> 20} MB를 넘습니다", f"the answer is larger than {LARGEST >> 20} MB")
TEXT_CODING = Text("풀 수 없는 압축입니다", "compressed in a way that can't be unpacked")


@dataclass(frozen=True)
class Asked:
    """A request: the path below the deployment's address, headers, method."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    body: bytes = b""


def accepting(path: str, accept: str | None, method: str = "GET", **headers: str) -> Asked:
    """Ask for a format by `Accept`; other headers by their name with underscores."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Asked(path, (*((("Accept", accept),) if accept else ()), *named), method)


@dataclass(frozen=True)
class Answer:
    """What came back; the names of headers are in small letters."""

    asked: Asked
    status: int
    """0 where nothing came that can be used: `failure` says why."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Text | None = None

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text; what isn't UTF-8 is marked."""
        return self.body.decode("utf-8", "replace")

    @property
    def told(self) -> Text:
        """Say how it went, for people."""
        return self.failure or Text(f"{self.status}", f"{self.status}")


class Deployment(ABC):
    """Where a publication is had from."""

    address: str
    """Where it is, ending with a slash; references in its pages are resolved against it."""
    name: str
    """What people call it."""
    answers: bool
    """Whether there is a server, which negotiates and sends headers."""

    def __init__(self) -> None:
        self.known: dict[Asked, Answer] = {}
        self.kept = 0
        self.lock = Lock()

    def get(self, path: str, accept: str | None = None, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path; the same request is sent once."""
        return self.ask(accepting(path, accept, method, **headers))

    def ask(self, asked: Asked) -> Answer:
        """Send a request, unless its answer is known."""
        with self.lock:
            known = self.known.get(asked)
        if known is None:
            known = self.send(asked)
            with self.lock:
                self.known[asked] = known
                self.kept += len(known.body)
                while self.kept > KEPT and len(self.known) > 1:
                    self.kept -= len(self.known.pop(next(iter(self.known))).body)
        return known

    def ask_all(self, requests: Iterable[Asked]) -> list[Answer]:
        """Send requests, some at a time, and give the answers in the same order."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(self.ask, requests))

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *what: object) -> None:
        self.close()

    @abstractmethod
    def send(self, asked: Asked) -> Answer:
        """Send a request."""

    def path_of(self, address: str, here: str = "") -> str | None:
        """Give the path of an address, or of a reference in the document `here`, if it is of this place."""
        try:
            whole = urldefrag(urljoin(self.address + here, address)).url
        except ValueError:
            return None
        return whole[len(self.address) :] if whole.startswith(self.address) else None


class Live(Deployment):
    """A server."""

    answers = True

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = self.name = address if address.endswith("/") else f"{address}/"
        parts = urlsplit(self.address)
        self.root = parts.path
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        self.client = httpx.Client(
            timeout=PATIENCE,
            follow_redirects=False,
            # A proxy is for the web; what runs on this machine is asked itself.
            trust_env=not here,
            limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        )
        # What isn't asked for isn't to be sent: no defaults.
        self.client.headers.clear()
        self.client.headers["user-agent"] = "gjgraph check-publication"

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def send(self, asked: Asked) -> Answer:
        """Send a request to the server, the path as it stands."""
        target = (self.root + asked.path).encode("ascii", "replace")
        headers = {"Accept-Encoding": "identity", **dict(asked.headers)}
        try:
            request = self.client.build_request(
                asked.method,
                self.address,
                headers=headers,
                content=asked.body or None,
                extensions={"target": target},
            )
            response = self.client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            return Answer(asked, 0, failure=told(error))
        try:
            body = received(response)
        except (httpx.HTTPError, httpx.StreamError) as error:
            body = told(error)
        finally:
            response.close()
        found = {name.lower(): value for name, value in response.headers.items()}
        if isinstance(body, Text):
            return Answer(asked, 0, found, failure=body)
        return Answer(asked, response.status_code, found, body)


def told(error: Exception) -> Text:
    """Say why there is no answer."""
    reason = str(error) or type(error).__name__
    return Text(f"답이 없습니다: {reason}", f"no answer: {reason}")


def received(response: httpx.Response) -> bytes | Text:
    """Read a body within bounds of time and size, or say why it isn't read."""
    until = time.monotonic() + LONGEST
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return TEXT_CODING
    unpack = zlib.decompressobj(wbits=47) if coding not in ("", "identity") else None
    parts: list[bytes] = []
    size = 0
    for chunk in response.iter_raw():
        try:
            parts.append(unpack.decompress(chunk, LARGEST - size + 1) if unpack else chunk)
        except zlib.error:
            return TEXT_CODING
        size += len(parts[-1])
        if size > LARGEST:
            return TEXT_SIZE
        if time.monotonic() > until:
            return TEXT_SECONDS
    return b"".join(parts)


def on_the_web(address: str, accept: str) -> Answer:
    """Ask any host for an address, and go where it leads."""
    answer = Answer(Asked(address), 0, failure=TEXT_HOPS)
    for _ in range(HOPS + 1):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return Answer(Asked(address), 0, failure=TEXT_HOPS)
        with Live(f"{parts.scheme}://{parts.netloc}/") as there:
            path = urlunsplit(("", "", parts.path[1:], parts.query, ""))
            answer = there.get(path, accept)
        if answer.status not in REDIRECTS:
            break
        address = urljoin(address, answer.headers.get("location", ""))
    return answer


class Directory(Deployment):
    """A directory of files, as a plain host would serve them: none is asked, none has headers."""

    answers = False
    address = "http://directory.invalid/"
    """Nothing is there: references are resolved against it."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.name = f"{directory}/"
        self.root = directory.resolve()

    def close(self) -> None:
        """Nothing is open."""

    def send(self, asked: Asked) -> Answer:
        """Find the file: the path itself, else with the ending of the format that is asked for."""
        accept = dict(asked.headers).get("Accept", "")
        endings = [f".{ENDINGS[form]}" for form, kind in MEDIA_TYPES.items() if kind in accept]
        plain = unquote(asked.path.partition("?")[0])
        if "\0" in plain:
            return Answer(asked, 404)
        stem = plain.rstrip("/")
        names = [plain, *(stem + ending for ending in endings), f"{stem}.html", f"{stem}/index.html"]
        for name in names if stem else ["index.html"]:
            try:
                file = (self.root / name.lstrip("/")).resolve()
                if file.is_relative_to(self.root) and file.is_file():
                    return self.answer(asked, file)
            except OSError:
                continue
        return Answer(asked, 404)

    def answer(self, asked: Asked, file: Path) -> Answer:
        """Read a file."""
        if file.stat().st_size > LARGEST:
            return Answer(asked, 0, failure=TEXT_SIZE)
        ending = file.suffix.lower()
        kind = KINDS.get(ending) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if not ending and MEDIA_TYPES["turtle"] in dict(asked.headers).get("Accept", ""):
            # A name that is fixed, as `.well-known/void`, can't say what is in it.
            kind = MEDIA_TYPES["turtle"]
        location = str(file.relative_to(self.root))
        return Answer(asked, 200, {"content-type": kind, "content-location": location}, file.read_bytes())


def deployment(place: str) -> Deployment:
    """Open a deployment: an http(s) address, or a directory."""
    if place.startswith(("http://", "https://")):
        try:
            if not urlsplit(place).hostname:
                raise ValueError
            return Live(place)
        except (ValueError, httpx.InvalidURL):
            raise UnreadableError(Text(f"{place}: 주소가 아닙니다.", f"{place}: not an address.")) from None
    if not Path(place).is_dir():
        raise UnreadableError(
            Text(
                f"{place}: 그런 폴더가 없습니다. 주소는 http:// 또는 https://로 시작합니다.",
                f"{place}: no such folder. An address begins with http:// or https://.",
            )
        )
    return Directory(Path(place))
