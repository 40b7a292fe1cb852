"""Answers that are asked for again, and compressed: what is whole and in memory, whichever route sends it.

Documents and answers to queries have tags of their own; of what else the framework's routes send, the tag
is a digest of that.
"""

import asyncio
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gjgraph.engine.worker import WORTH_COMPRESSING
from gjgraph.interfaces.http.exchange import EMPTY
from gjgraph.interfaces.http.negotiation import takes_gzip
from gjgraph.interfaces.http.ready import Headers
from gjgraph.publication.document import digest

OF_THE_BODY = (b"content-type", b"content-encoding", b"link")
"""The headers that a 304 leaves out."""
LARGE = 256 << 10
"""Bytes that are compressed beside other requests."""


class Conditional:
    """An application whose whole answers can be asked for on condition (RFC 9110 §13)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None

        async def finish(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and is_plain(message):
                begun = message
                return
            if begun is None:
                await send(message)
                return
            start, begun = begun, None
            if message.get("more_body"):
                await send(start)
                await send(message)
            else:
                await answer(scope, start, message.get("body", b""), send)

        await self.app(scope, receive, finish)


def is_plain(start: Message) -> bool:
    """Tell whether nobody has said yet when an answer is as it was, and how it is compressed."""
    headers = dict(start["headers"])
    return (
        start["status"] == 200
        and b"Accept-Encoding" not in headers.get(b"vary", b"")
        and headers.get(b"cache-control") != b"no-store"
    )


async def answer(scope: Scope, start: Message, body: bytes, send: Send) -> None:
    """Send an answer, or that it is as it was."""
    headers: Headers = [each for each in start["headers"] if each[0] not in (b"etag", b"vary")]
    given, asked = dict(start["headers"]), dict(scope["headers"])
    kind = given.get(b"content-type", b"")
    etag = given.get(b"etag", b"").strip(b'"').decode("latin-1") or digest(kind + b" " + body)
    if is_compressed(body, asked):
        body, etag = await compressed(body), f"{etag}-gzip"
        headers = [each for each in headers if each[0] != b"content-length"]
        headers += [(b"content-encoding", b"gzip"), (b"content-length", str(len(body)).encode())]
    vary = b", ".join(filter(None, (given.get(b"vary"), b"Accept-Encoding")))
    headers += [(b"etag", f'"{etag}"'.encode()), (b"vary", vary)]
    if b"cache-control" not in given:
        headers.append((b"cache-control", b"no-cache"))
    if is_known(asked, f'"{etag}"', ""):
        unsaid = (*OF_THE_BODY, b"content-length")
        await send({**start, "status": 304, "headers": [each for each in headers if each[0] not in unsaid]})
        await send(EMPTY)
        return
    await send({**start, "headers": headers})
    await send({**EMPTY, "body": body})


def is_compressed(body: bytes, asked: Mapping[bytes, bytes]) -> bool:
    """Tell whether a body is sent compressed, by the headers of the request for it."""
    return len(body) >= WORTH_COMPRESSING and takes_gzip(asked.get(b"accept-encoding", b"").decode("latin-1"))


async def compressed(body: bytes) -> bytes:
    """Compress a body, a large one beside other requests."""
    return await asyncio.to_thread(gzip, body) if len(body) > LARGE else gzip(body)


def gzip(body: bytes) -> bytes:
    """Compress a body, the same to the same bytes."""
    writer = zlib.compressobj(6, wbits=31)
    return writer.compress(body) + writer.flush()


def is_known(headers: Mapping[bytes, bytes], etag: str, modified: str) -> bool:
    """Tell whether a reader has the present representation already (RFC 9110 §13.2.2).

    `modified` is empty where the date says too little: a page also has the names of what is around.
    """
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
