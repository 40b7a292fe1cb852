"""Versions of resources as Memento has them (RFC 7089): what the headers and the lists say.

Every resource is its own TimeGate, and the address of a memento is that of the resource with the
commit: `version=ID`. References are relative, since a response may be kept for several hosts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from gjgraph.core.errors import BusyError
from gjgraph.core.text import Text
from gjgraph.storage.timeline import Version

STAYS = frozenset(
    (
        *("health", "limits", "metrics", "queries", "openapi.json", "browser", "update", "id"),
        *("history", "history.html", "history.en.html", "feed", "timemap", "version"),
        *("edit", "operator"),
    )
)
"""The first parts of the paths that have no versions: what tells of the server, or of all versions."""
MEMENTO = "gjgraph.memento"
"""Where the scope says which version is asked."""
READING = ("GET", "HEAD")
LINKED = 2048
"""Bytes of an address up to which a response repeats it in links: headers have no room for more."""
LISTED = 1000
"""Mementos on one page of a TimeMap."""
NOT_IN_ADDRESSES = re.compile(rb"[^!#$%&'()*+,/:;=?@\[\]~\w.-]", re.ASCII)
YEAR = 31_536_000
LINK_FORMAT = "application/link-format"
DATE = re.compile(
    rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) "
    rb"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) GMT"
)
MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Memento:
    """Which version a request asks."""

    version: Version
    instance: str
    """The index that is to answer."""
    lasts: bool
    """Whether the address means this version for good: it has the commit's id."""
    neighbours: Mapping[str, Version]
    original: bytes
    """The address without the version."""


def provenance(scope: Scope, instance: str, is_on: bool) -> tuple[bytes, Headers]:
    """Tell how long an answer is right, and which version it is of; `instance` is the index it has.

    An answer of a commit is right for good. It isn't `immutable` (RFC 8246), which would promise the
    same bytes: rows that nobody put in order come in another one from another index.
    """
    memento: Memento | None = scope.get(MEMENTO)
    if memento is None:
        return b"no-cache", links_of_present(scope) if is_on else []
    if memento.instance != instance:
        raise BusyError(
            Text(
                "방금 새 판이 나왔습니다. 다시 물어 주세요.",
                "A new version was published at this moment. Ask again.",
            )
        )
    headers = [
        (b"memento-datetime", http_date(memento.version.when)),
        (b"gjgraph-version", memento.version.id.encode()),
    ]
    if scope["method"] not in READING:
        return b"no-cache", headers
    if len(memento.original) <= LINKED:
        headers.append((b"link", b", ".join(memento_links(memento))))
    return b"public, max-age=%d" % YEAR if memento.lasts else b"no-cache", headers


def links_of_present(scope: Scope) -> Headers:
    """Say that a resource is its own TimeGate (§4.1.1), and where its TimeMap is."""
    address = address_of(scope)
    first = address[1:].partition(b"?")[0].partition(b"/")[0].decode("latin-1")
    if scope["method"] not in READING or len(address) > LINKED or first in STAYS:
        return []
    return [(b"link", b'<%b>; rel="original timegate", ' % address + timemap_link(address))]


def memento_links(memento: Memento) -> Iterator[bytes]:
    """Give the links of a memento: what it is one of, and those beside it."""
    yield b'<%b>; rel="original timegate"' % memento.original
    yield timemap_link(memento.original)
    relations: dict[Version, list[str]] = {memento.version: []}
    for name, version in memento.neighbours.items():
        relations.setdefault(version, []).append(name)
    for version, names in relations.items():
        yield memento_link(memento.original, version, names)


def memento_link(original: bytes, version: Version, names: Iterable[str] = ()) -> bytes:
    """Write the link to one memento."""
    relation = " ".join([*names, "memento"]).encode()
    address = with_version(original, version.id)
    return b'<%b>; rel="%b"; datetime="%b"' % (address, relation, http_date(version.when))


def timemap_link(original: bytes) -> bytes:
    """Write the link to the TimeMap of a resource."""
    return b'</timemap%b>; rel="timemap"; type="%b"' % (original, LINK_FORMAT.encode())


def timemap(original: bytes, versions: Sequence[Version], page: int | None) -> bytes | None:
    """List the mementos of a resource (§5), oldest first; `None` where there is no such page.

    Pages are counted from the oldest, so that all but the last stay as they are; without a number, it is
    the last, and each leads to the one before.
    """
    pages = max(1, -(-len(versions) // LISTED))
    number = pages if page is None else page
    if not 1 <= number <= pages:
        return None
    listed = versions[(number - 1) * LISTED : number * LISTED]
    own = b"/timemap" + (b"" if page is None else b"/%d" % page) + original
    kind = b'type="%b"' % LINK_FORMAT.encode()
    entries = [b'<%b>; rel="original timegate"' % original]
    if listed:
        span = b'from="%b"; until="%b"' % (http_date(listed[0].when), http_date(listed[-1].when))
        entries.append(b'<%b>; rel="self"; %b; %b' % (own, kind, span))
    if number > 1:
        entries.append(b'</timemap/%d%b>; rel="timemap"; %b' % (number - 1, original, kind))
    for version in listed:
        ends = {"first": versions[0], "last": versions[-1]}
        entries.append(memento_link(original, version, [n for n, end in ends.items() if end is version]))
    return b",\n".join(entries) + b"\n"


def address_of(scope: Scope) -> bytes:
    """Give the path and the query of a request as they were sent."""
    query: bytes = scope["query_string"]
    path: bytes = scope["raw_path"]
    return quoted(path + b"?" + query if query else path)


def without_version(scope: Scope) -> bytes:
    """Give the address of a request without the version that it names."""
    parts = [part for part in scope["query_string"].split(b"&") if part and not names_version(part)]
    path: bytes = scope["raw_path"]
    return quoted(path + b"?" + b"&".join(parts) if parts else path)


def quoted(address: bytes) -> bytes:
    """Escape what an address may not have, and would end a link (RFC 3986 §2)."""
    return NOT_IN_ADDRESSES.sub(lambda found: b"%%%02X" % found[0][0], address)


def with_version(address: bytes, version: str) -> bytes:
    """Give the address of a memento."""
    return address + (b"&" if b"?" in address else b"?") + b"version=" + version.encode()


def names_version(part: bytes) -> bool:
    """Tell whether a field of a query string is the one that names a version."""
    return unquote_to_bytes(part.partition(b"=")[0]) == b"version"


def http_date(moment: datetime) -> bytes:
    """Write a point in time as HTTP does, whatever the locale (RFC 9110 §5.6.7)."""
    at = moment.astimezone(UTC)
    month = MONTHS[at.month - 1].decode()
    return f"{DAYS[at.weekday()]}, {at:%d} {month} {at:%Y %H:%M:%S} GMT".encode()


def moment_wanted(header: bytes) -> datetime | None:
    """Read an Accept-Datetime (§2.1.1); `None` where it isn't one."""
    found = DATE.fullmatch(header.strip())
    if not found:
        return None
    day, month, *rest = found.groups()
    year, hour, minute, second = map(int, rest)
    try:
        # A leap second is the last one of its minute here.
        return datetime(year, MONTHS.index(month) + 1, int(day), hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
