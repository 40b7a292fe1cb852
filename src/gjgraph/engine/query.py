"""A query on its way to a worker, and what comes back: the frames of the pipe between them."""

import json
import struct
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from gjgraph.core.change import Change

REQUEST = struct.Struct(">III")
"""Number of the request, length of the query, length of the options; both follow. A request without
options takes back the one of that number, if it was not begun; number 0 is a change of the data, what it
adds and what it removes as N-Quads."""
CHANGE = 0
"""The number of a change; queries count from 1."""
REPLY = struct.Struct(">IBBII")
"""Number of the request, flags, place of the format in `FORMAT_NAMES`, rows of the whole answer where
only a part of them was asked for, length of what follows."""

LAST = 1
"""Flag: the answer ends here."""
FAILED = 2
"""Flag: what follows is no answer but why there is none, as JSON."""
GZIP = 4
"""Flag: what follows is compressed."""
VOLATILE = 8
"""Flag: asked again, the answer may be another; it must not be kept."""


@dataclass(frozen=True)
class Options:
    """Everything about a query but its text."""

    formats: tuple[str, ...]
    """Names of formats, best first; the first that fits the kind of the answer is used."""
    parameters: tuple[tuple[str, str, str], ...] = ()
    """Variables bound to terms: name, value, datatype (empty for an IRI)."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Columns that are left out of the answer."""
    skip: int = 0
    count: int | None = None
    """The rows that are wanted: how many not, then how many."""
    order: str = ""
    """The column that rows are sorted by, `-` before it for the other way round; as they come by default."""
    reader: str = "ko"
    """Whose alphabet they are sorted by."""
    columns: tuple[str, ...] = ()
    """Of a list of choices: the column with the values, and the one that names each. Of a graph's page: the
    properties whose statements come first."""
    gzip: bool = False
    rows: int = 1_000_000
    """The most rows that the answer may have."""
    size: int = 256 << 20
    """The most bytes that it may have, before compression."""


@lru_cache(maxsize=1024)
def limited(options: Options, gzip: bool, rows: int, size: int) -> Options:
    """Give options with what the server adds to what was asked."""
    return replace(options, gzip=gzip, rows=rows, size=size)


@dataclass(frozen=True)
class Query:
    """A query as a client asked it."""

    text: str
    options: Options


@lru_cache(maxsize=1024)
def packed_options(options: Options) -> bytes:
    """Write options for the pipe; most queries come with the same few."""
    return json.dumps(asdict(options), ensure_ascii=False).encode()


@lru_cache(maxsize=1024)
def unpacked_options(content: bytes) -> Options:
    """Read options from the pipe."""
    return Options(**{name: frozen(value) for name, value in json.loads(content).items()})


def frozen(value: Any) -> Any:  # noqa: ANN401
    """Make tuples of lists, so that what holds them can be a key."""
    return tuple(frozen(each) for each in value) if isinstance(value, list) else value


def packed(number: int, query: Query) -> bytes:
    """Write a request for the pipe."""
    text, options = query.text.encode(), packed_options(query.options)
    return REQUEST.pack(number, len(text), len(options)) + text + options


def packed_change(change: Change) -> bytes:
    """Write a change of the data for the pipe: what is asked after it is asked of the new version."""
    added, removed = change.to_bytes()
    return REQUEST.pack(CHANGE, len(added), len(removed)) + added + removed


def taken_back(number: int) -> bytes:
    """Write that a request is no longer wanted."""
    return REQUEST.pack(number, 0, 0)
