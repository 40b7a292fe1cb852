"""The documents of the site over HTTP: negotiated, tagged by what they say, linked (Signposting level 2)."""

import asyncio
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import mimeparse
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gjgraph.core.text import Text
from gjgraph.engine.query import Options, Query
from gjgraph.engine.worker import DOCUMENT, WORTH_COMPRESSING
from gjgraph.interfaces.http.asking import parse
from gjgraph.interfaces.http.exchange import ALWAYS, EMPTY, Desk, Exchange
from gjgraph.interfaces.http.memento import MEMENTO, http_date
from gjgraph.interfaces.http.negotiation import formats_called, language, takes_gzip
from gjgraph.interfaces.http.problems import PAGE_POLICY, ProblemError
from gjgraph.interfaces.http.ready import Headers, Ready, ReadyResponses
from gjgraph.publication.document import HTML, MEDIA_TYPES, Context, Link, Wanted, Written, received
from gjgraph.publication.links import quoted

MOUNT = "gjgraph.mount"
"""Where the scope says below which path the site is: that of an old version."""
OF_THE_BODY = (b"content-type", b"content-encoding", b"link")
"""The headers that a 304 leaves out."""
LARGE = 256 << 10
"""Bytes that are compressed beside other requests."""
ALSO = {
    "application/xhtml+xml": HTML,
    "application/json": "jsonld",
    "application/xml": "rdfxml",
    "text/xml": "rdfxml",
}
"""What clients name that take one of the formats."""
OFFERED = {**{kind: name for name, kind in MEDIA_TYPES.items()}, **ALSO}


class Documents:
    """Serves the documents of a site."""

    def __init__(self, desk: Desk, ready: ReadyResponses) -> None:
        self.desk = desk
        self.ready = ready

    def answer(self, request: Request, path: str, depends_on_address: bool = False) -> "Published":
        """Answer with the document at a path, in what the request asks for."""
        fields = parse(request.scope["query_string"])
        names = [*fields.get("_format", []), *fields.get("format", [])]
        accept = ", ".join(request.headers.getlist("accept"))
        facts = self.desk.pages.facts
        context = Context(
            version=facts.version,
            modified=facts.modified_of(path),
            issued=facts.issued,
            address=str(request.base_url) if depends_on_address else "",
        )
        reader = language(fields.get("lang", [""])[0], request.headers.get("accept-language"))
        formats = called(tuple(names)) if names else accepted(accept)
        route = request.scope["path"].split("/", 2)[1]
        return Published(self, Wanted(path, formats, reader, context), f"/{route}")


class Published(Response):
    """A document as a response of the framework."""

    def __init__(self, documents: Documents, wanted: Wanted, route: str) -> None:
        super().__init__()
        self.documents = documents
        self.wanted = wanted
        self.route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(self.documents.desk, scope, receive, send)
        await exchange.run(self.respond(exchange))

    async def respond(self, exchange: Exchange) -> None:
        """Write the document, or say why there is none."""
        desk, scope = exchange.desk, exchange.scope
        query = Query(self.wanted.packed(), Options((DOCUMENT,)))
        known = query in desk.answers.kept
        exchange.cache = "hit" if known else "miss"
        answer = await desk.answers.get(query, exchange.client, desk.settings.time, exchange.watch)
        content = b"".join([chunk async for chunk in desk.answers.whole(query, answer)])
        found = received(content)
        written = found.written
        refuse(written, self.wanted)
        mount: str = scope.get(MOUNT, "")
        body, etag = written.body, found.etag
        gzip = len(body) >= WORTH_COMPRESSING and takes_gzip(
            exchange.headers.get(b"accept-encoding", b"").decode("latin-1")
        )
        if gzip:
            body = await asyncio.to_thread(compressed, body) if len(body) > LARGE else compressed(body)
            etag += "-gzip"
        lasting, provenance = exchange.provenance(answer.instance, written.media_type == "text/html")
        headers = self.head(written, f'"{etag}"'.encode(), lasting, mount)
        links = ", ".join(link_header(link, mount) for link in written.links)
        before = dict(provenance).pop(b"link", None)
        headers += [each for each in provenance if each[0] != b"link"]
        headers.append((b"link", b", ".join([links.encode(), *([before] if before else [])])))
        if gzip:
            headers.append((b"content-encoding", b"gzip"))
        if is_known(exchange.headers, f'"{etag}"', self.wanted.context.modified):
            kept = [each for each in headers if each[0] not in OF_THE_BODY]
            await exchange.start(304, kept)
            await exchange.send(EMPTY)
            return
        headers.append((b"content-length", str(len(body)).encode()))
        await exchange.start(written.status, headers)
        exchange.size = 0 if scope["method"] == "HEAD" else len(body)
        await exchange.send(EMPTY if scope["method"] == "HEAD" else {**EMPTY, "body": body})
        if known and written.status == 200 and MEMENTO not in scope and not self.wanted.context.address:
            ready = Ready(headers, f'"{etag}"'.encode(), body, self.route)
            self.documents.ready.remember(scope, query, ready)

    def head(self, written: Written, etag: bytes, lasting: bytes, mount: str) -> Headers:
        """Give the headers that say what a document is."""
        kind = written.media_type
        headers: Headers = [
            (b"etag", etag),
            (b"cache-control", lasting),
            *ALWAYS,
            (b"content-type", (f"{kind}; charset=utf-8" if kind.startswith("text/") else kind).encode()),
            (b"content-location", f"{mount}/{quoted(written.location)}".encode()),
        ]
        if kind == "text/html":
            headers.append((b"content-security-policy", PAGE_POLICY.encode()))
            headers.append((b"content-language", self.wanted.language.encode()))
        if self.wanted.context.modified:
            moment = datetime.fromisoformat(self.wanted.context.modified)
            headers.append((b"last-modified", http_date(moment)))
        return headers


def refuse(written: Written, wanted: Wanted) -> None:
    """Say that there is no such document, or not in such a format."""
    if written.status == 404:
        raise ProblemError(
            404,
            Text(f"/{wanted.path}: 여기에는 없습니다. 처음은 /", f"/{wanted.path}: nothing here. Begin at /"),
        )
    if written.status == 406:
        raise not_acceptable(written.formats)


def not_acceptable(formats: tuple[str, ...]) -> ProblemError:
    """Say which formats there are."""
    listed = ", ".join(MEDIA_TYPES.get(each, each) for each in formats)
    return ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))


@lru_cache(maxsize=512)
def accepted(accept: str) -> tuple[str, ...]:
    """List the formats that an Accept header takes, best first; none where it can't be read."""
    if not accept.strip():
        return tuple(MEDIA_TYPES)
    try:
        ranges = [mimeparse.parse_media_range(each) for each in accept.lower().split(",") if each.strip()]
    except mimeparse.MimeTypeParseException:
        return ()
    qualities: dict[str, float] = {}
    for kind, name in OFFERED.items():
        quality = float(mimeparse.quality_parsed(kind, ranges))
        qualities[name] = max(qualities.get(name, 0.0), quality)
    return tuple(
        sorted((name for name in qualities if qualities[name] > 0), key=lambda name: -qualities[name])
    )


@lru_cache(maxsize=512)
def called(names: tuple[str, ...]) -> tuple[str, ...]:
    """List the formats that go by some names."""
    found: list[str] = []
    for name in names:
        plain = name.strip().lower()
        found += [HTML] if plain in ("html", "text/html") else formats_called(name)
    return tuple(each for each in found if each in MEDIA_TYPES)


def compressed(body: bytes) -> bytes:
    """Compress a body, the same to the same bytes."""
    writer = zlib.compressobj(6, wbits=31)
    return writer.compress(body) + writer.flush()


def link_header(link: Link, mount: str) -> str:
    """Write a link as a header has it (RFC 8288)."""
    target = link.target if "://" in link.target else f"{mount}/{quoted(link.target)}"
    attributes = "".join(f'; {name}="{value}"' for name, value in link.attributes.items())
    return f'<{target}>; rel="{link.rel}"{attributes}'


def is_known(headers: Mapping[bytes, bytes], etag: str, modified: str) -> bool:
    """Tell whether a reader has the present representation already (RFC 9110 §13.2.2)."""
    match = headers.get(b"if-none-match")
    if match is not None:
        tags = [each.strip().removeprefix("W/") for each in match.decode("latin-1").split(",")]
        return "*" in tags or etag in tags
    since = headers.get(b"if-modified-since")
    if since is None or not modified:
        return False
    try:
        moment = parsedate_to_datetime(since.decode("latin-1"))
    except ValueError:
        return False
    return datetime.fromisoformat(modified) <= (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
