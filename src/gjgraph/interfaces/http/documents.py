"""The documents of the site over HTTP: negotiated, tagged by what they say, linked (Signposting level 2)."""

import re
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

import mimeparse
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Text
from gjgraph.engine import worker
from gjgraph.engine.query import Options, Query
from gjgraph.interfaces.http.asking import parse
from gjgraph.interfaces.http.conditional import OF_THE_BODY, compressed, is_compressed, is_known
from gjgraph.interfaces.http.exchange import ALWAYS, EMPTY, Desk, Exchange
from gjgraph.interfaces.http.memento import MEMENTO, http_date
from gjgraph.interfaces.http.negotiation import formats_called, language
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.interfaces.http.ready import Headers, Ready, ReadyResponses
from gjgraph.publication.document import HTML, MEDIA_TYPES, Link, Wanted, Written, received
from gjgraph.publication.links import DOCUMENT as OF_THINGS
from gjgraph.publication.links import SAFE, quoted
from gjgraph.publication.pages import PAGE_POLICY
from gjgraph.publication.things.description import NEXT

MOUNT = "gjgraph.mount"
"""Where the scope says below which path the site is: that of an old version."""
LISTED = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
"""One entry of a list in a header; a comma in quotes is part of it."""
SITEMAP = "sitemap"
"""What the paths begin with that list all documents with their dates."""
COMPRESSED = ("application/gzip",)
"""What is compressed already."""
ALSO = {
    "application/xhtml+xml": HTML,
    "application/json": "jsonld",
    "application/xml": "rdfxml",
    "text/xml": "rdfxml",
    "text/plain": "ntriples",
    "text/n3": "turtle",
    "application/x-turtle": "turtle",
}
"""What clients name that take one of the formats."""
OFFERED = {**{kind: name for name, kind in MEDIA_TYPES.items()}, **ALSO}


class Documents:
    """Serves the documents of a site."""

    def __init__(self, desk: Desk, ready: ReadyResponses) -> None:
        self.desk = desk
        self.ready = ready

    def answer(self, request: Request, path: str, depends_on_address: bool = False) -> "Published":
        """Answer with the document at a path, in what the request asks for; a page for who doesn't mind."""
        fields = parse(request.scope["query_string"])
        names = [*fields.get("_format", []), *fields.get("format", [])]
        accept = ", ".join(request.headers.getlist("accept"))
        # Where the publisher says it is, whatever a client says (`Host` is anybody's to write).
        public = self.desk.pages.workspace.address
        address = (public or address_of(request)) if depends_on_address else ""
        facts = self.desk.pages.facts
        context = replace(facts.context(path, address), has_history=self.desk.pages.has_history)
        reader = language(fields.get("lang", [""])[0], request.headers.get("accept-language"))
        formats = called(tuple(names)) if names else accepted(accept)
        route = request.scope["path"].split("/", 2)[1]
        dates = facts.dates.modified.items() if path.startswith(SITEMAP) else ()
        return Published(self, Wanted(path, formats, reader, context, tuple(dates)), f"/{route}")


class Published(Response):
    """A document as a response of the framework."""

    def __init__(self, documents: Documents, wanted: Wanted, route: str, query: str = "") -> None:
        super().__init__()
        self.documents = documents
        self.wanted = wanted
        self.route = route
        self.query = f"?{query}" if query else ""
        """What is asked of the document, as its address has it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(self.documents.desk, scope, receive, send)
        await exchange.run(self.respond(exchange))

    async def respond(self, exchange: Exchange) -> None:
        """Write the document, or say why there is none."""
        desk, scope = exchange.desk, exchange.scope
        query = Query(self.wanted.packed(), Options((worker.DOCUMENT,)))
        known = query in desk.answers.kept
        exchange.cache = "hit" if known else "miss"
        answer = await desk.answers.get(query, exchange.client, desk.settings.time, exchange.watch)
        content = b"".join([chunk async for chunk in desk.answers.whole(query, answer)])
        found = received(content)
        written = found.written
        refuse(written, self.wanted)
        if not self.wanted.context.asked:
            desk.told.note(written.document, written.digest, answer.instance)
        mount: str = scope.get(MOUNT, "")
        if MEMENTO in scope and not mount and written.media_type == "text/html":
            # The links of a page are relative: only below the version do they keep to it.
            location = f"/version/{scope[MEMENTO].version.id}/{quoted(self.wanted.path)}"
            if self.query:
                location += f"{self.query}&lang={self.wanted.language}"
            sent = {**dict(exchange.provenance(answer.instance, True)[1]), b"location": location.encode()}
            await exchange.start(302, [*ALWAYS, (b"cache-control", b"no-cache"), *sent.items()])
            await exchange.send(EMPTY)
            return
        body, etag = written.body, found.etag
        gzip = written.media_type not in COMPRESSED and is_compressed(body, exchange.headers)
        if gzip:
            body, etag = await compressed(body), f"{etag}-gzip"
        lasting, provenance = exchange.provenance(answer.instance, written.media_type == "text/html")
        if mount and lasting.startswith(b"public"):
            lasting += b", immutable"
        headers = self.head(written, f'"{etag}"'.encode(), lasting, mount)
        links = ", ".join(link_header(link, mount) for link in [*written.links, *self.past(written)])
        before = dict(provenance).pop(b"link", None)
        headers += [each for each in provenance if each[0] != b"link"]
        if told := [each for each in (links.encode(), before) if each]:
            headers.append((b"link", b", ".join(told)))
        if gzip:
            headers.append((b"content-encoding", b"gzip"))
        modified = self.wanted.context.modified if written.media_type != "text/html" else ""
        if is_known(exchange.headers, f'"{etag}"', modified):
            kept = [each for each in headers if each[0] not in OF_THE_BODY]
            await exchange.start(304, kept)
            await exchange.send(EMPTY)
            return
        headers.append((b"content-length", str(len(body)).encode()))
        await exchange.start(written.status, headers)
        exchange.size = 0 if scope["method"] == "HEAD" else len(body)
        await exchange.send(EMPTY if scope["method"] == "HEAD" else {**EMPTY, "body": body})
        if known and written.status == 200 and MEMENTO not in scope and not written.depends_on_address:
            ready = Ready(headers, f'"{etag}"'.encode(), body, self.route)
            self.documents.ready.remember(scope, query, ready)

    def past(self, written: Written) -> list[Link]:
        """Say where the history of a thing is (RFC 5829 §3.1)."""
        document = written.document.partition(NEXT)[0]
        has_history = self.documents.desk.versions is not None and document.startswith(OF_THINGS)
        return [Link(f"{document}/history", "version-history")] if has_history else []

    def head(self, written: Written, etag: bytes, lasting: bytes, mount: str) -> Headers:
        """Give the headers that say what a document is."""
        kind = written.media_type
        headers: Headers = [
            (b"etag", etag),
            (b"cache-control", lasting),
            *ALWAYS,
            (b"content-type", (f"{kind}; charset=utf-8" if kind.startswith("text/") else kind).encode()),
            (b"content-location", f"{mount}/{quoted(written.location)}{self.query}".encode()),
        ]
        if kind in ("text/html", "image/svg+xml"):
            headers.append((b"content-security-policy", (written.policy or PAGE_POLICY).encode()))
        if kind == "text/html":
            # An extension may have said another language than the header.
            spoken = b"en" if written.location.endswith(".en.html") else b"ko"
            headers.append((b"content-language", spoken))
        if self.wanted.context.modified:
            moment = datetime.fromisoformat(self.wanted.context.modified)
            headers.append((b"last-modified", http_date(moment)))
        return headers


def address_of(request: Request) -> str:
    """Give the address of the site as this client reached it."""
    try:
        if "," in request.base_url.netloc:
            raise ValueError
        return NamedNode(str(request.base_url)).value
    except ValueError:
        raise ProblemError(
            400, Text("Host 헤더이 주소가 아닙니다.", "The Host header is no address.")
        ) from None


def refuse(written: Written, wanted: Wanted) -> None:
    """Say that there is no such document, or not in such a format."""
    if written.status == 404:
        raise ProblemError(404, unknown(wanted.path))
    if written.status == 406:
        raise not_acceptable(written.formats)


def unknown(path: str) -> Text:
    """Say that there is no such document."""
    if path.startswith(OF_THINGS):
        thing = path.removeprefix(OF_THINGS)
        return Text(f"{thing}: 그런 것이 없습니다.", f"{thing}: there is no such thing.")
    if path.startswith(("graph/", "ontology/", "derived/")):
        return Text(f"{path}: 그런 그래프가 없습니다.", f"{path}: there is no such graph.")
    return Text(f"/{path} 주소에는 아무것도 없습니다.", f"/{path}: nothing here.")


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
        listed = LISTED.findall(accept.lower())
        ranges = [mimeparse.parse_media_range(each) for each in listed if each.strip()]
    except mimeparse.MimeTypeParseException:
        return ()
    if not ranges:
        return tuple(MEDIA_TYPES)
    # Only who names one of the other names means it: `*/*` beside `text/html;q=0` wants no page.
    named = {f"{kind}/{subtype}" for kind, subtype, _ in ranges}
    qualities: dict[str, float] = {}
    for kind, name in OFFERED.items():
        if kind in MEDIA_TYPES.values() or kind in named:
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


def link_header(link: Link, mount: str) -> str:
    """Write a link as a header has it (RFC 8288)."""
    # An IRI may have letters that no header has; `?`, `#` and brackets stand in it as they are.
    target = quote(link.target, SAFE + "%?#[]") if "://" in link.target else f"{mount}/{quoted(link.target)}"
    attributes = "".join(f'; {name}="{value}"' for name, value in link.attributes.items())
    return f'<{target}>; rel="{link.rel}"{attributes}'
