"""Read what a request brings to be put into the data: bounded, unpacked, and as RDF parsed."""

import asyncio
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyoxigraph
from pyoxigraph import RdfFormat
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header
from starlette.requests import Request

from gjgraph.core.settings import Settings
from gjgraph.core.terms import DefaultGraph, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import Fields, kind_of, read_body, too_large, utf8
from gjgraph.interfaces.http.problems import ProblemError, place

MULTIPART = "multipart/form-data"
SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
ENDINGS = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
}
"""What a file is that comes without a media type of its own."""
MOST_PARTS = 200


@dataclass(frozen=True)
class Document:
    """A document of RDF as it came."""

    kind: str
    content: bytes
    name: str = ""
    """What its file is called, where it is one of several."""


async def read_whole(request: Request, settings: Settings) -> bytes:
    """Read a body as it was before it was packed."""
    kilobytes = settings.edit_mb << 10
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise ProblemError(
            415,
            Text("본문은 gzip으로만 압축할 수 있습니다.", "A body may be compressed by gzip only."),
            {"Accept-Encoding": "gzip"},
        )
    content = await read_body(request, kilobytes, "edit_mb")
    if coding not in ("gzip", "x-gzip"):
        return content
    return await asyncio.to_thread(unpacked, content, kilobytes)


def unpacked(content: bytes, kilobytes: int) -> bytes:
    """Unpack a body, which may be no larger than one that wasn't packed."""
    reader = zlib.decompressobj(wbits=31)
    try:
        found = reader.decompress(content, (kilobytes << 10) + 1)
    except zlib.error:
        found = b""
    if len(found) > kilobytes << 10:
        raise too_large(kilobytes, "edit_mb")
    if not reader.eof or reader.unused_data:
        raise ProblemError(
            400, Text("본문이 온전한 gzip이 아닙니다.", "The body is not gzip, or not the whole of it.")
        )
    return found


async def read_rdf(
    request: Request, settings: Settings, base: str, graph: str | None
) -> tuple[bytes, Fields]:
    """Read the RDF that a request brings, as N-Triples; and the fields of its form, where it has one."""
    kind = kind_of(request, [*SYNTAXES, MULTIPART])
    content = await read_whole(request, settings)
    if kind != MULTIPART:
        documents, fields = [Document(kind, content)], Fields()
    else:
        header = request.headers["content-type"]
        documents, fields = await asyncio.to_thread(parts, content, header)
    # Not on the loop: queries don't wait for it.
    return await asyncio.to_thread(n_triples, documents, base, graph), fields


def parts(content: bytes, header: str) -> tuple[list[Document], Fields]:
    """Take a form of several parts apart: files, and fields (RFC 7578)."""
    _, options = parse_options_header(header)
    documents: list[Document] = []
    fields: Fields = {}
    is_whole = False

    def on_part() -> None:
        if len(documents) + sum(map(len, fields.values())) >= MOST_PARTS:
            raise FormParserError(f"There are more than {MOST_PARTS} parts.")

    def on_end() -> None:
        nonlocal is_whole
        is_whole = True

    def on_field(field: Field) -> None:
        on_part()
        name, value = (field.field_name or b"").decode(), field.value or b""
        kind = plain(field.content_type)
        if kind in SYNTAXES:
            documents.append(Document(kind, value, name))
        else:
            fields.setdefault(name, []).append(value.decode())

    def on_file(file: File) -> None:
        on_part()
        name = (file.file_name or b"").decode()
        kind = plain(file.content_type)
        kind = kind if kind in SYNTAXES else ENDINGS.get(PurePosixPath(name).suffix.lower(), kind)
        if kind not in SYNTAXES:
            listed = ", ".join(SYNTAXES)
            raise ProblemError(
                415,
                Text(
                    f"{name}: RDF가 아닌 형식입니다({kind or '형식 없음'}). 쓸 수 있는 것: {listed}",
                    f"{name} is not RDF ({kind or 'no media type'}). Available: {listed}",
                ),
            )
        file.file_object.seek(0)
        documents.append(Document(kind, file.file_object.read(), name))

    try:
        # In memory, since the whole is there already.
        config = {"MAX_MEMORY_FILE_SIZE": len(content) + 1}
        boundary = options.get(b"boundary")
        parser = FormParser(MULTIPART, on_field, on_file, on_end, boundary=boundary, config=config)
        parser.write(content)
        parser.finalize()
        if not is_whole:
            raise FormParserError("It ends in the middle.")
    except (FormParserError, UnicodeDecodeError) as error:
        raise ProblemError(
            400,
            Text(f"본문이 온전한 {MULTIPART}가 아닙니다: {error}", f"The body is no {MULTIPART}: {error}"),
        ) from None
    if not documents:
        raise ProblemError(400, Text("보낸 파일이 없습니다.", "No file was sent."))
    return documents, fields


def plain(header: str | None) -> str:
    """Give the media type of a part without its parameters."""
    return (header or "").partition(";")[0].strip().lower()


def n_triples(documents: list[Document], base: str, graph: str | None) -> bytes:
    """Parse documents that are to be in one graph, and write them as N-Triples."""

    def triples() -> Iterator[Triple]:
        for each in documents:
            yield from triples_of(each, base, graph)

    return pyoxigraph.serialize(triples(), format=RdfFormat.N_TRIPLES) or b""


def triples_of(document: Document, base: str, graph: str | None) -> Iterator[Triple]:
    """Parse a document; its text is read in composed form, as all labels here are."""
    text = unicodedata.normalize("NFC", utf8(document.content).removeprefix("\ufeff"))
    here = {DefaultGraph(), *([NamedNode(graph)] if graph else [])}
    syntax = SYNTAXES[document.kind]
    is_relative = syntax not in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
    try:
        for quad in pyoxigraph.parse(
            text.encode(), format=syntax, base_iri=base if is_relative else None, rename_blank_nodes=True
        ):
            if quad.graph_name not in here:
                raise ProblemError(
                    400,
                    Text(
                        f"다른 그래프가 들어 있습니다: {quad.graph_name}. 그래프마다 따로 보내세요.",
                        f"There is another graph in it, {quad.graph_name}. Send each graph by itself.",
                    ),
                )
            yield quad.triple
    except SyntaxError as error:
        raise not_rdf(document, text, error) from None


def not_rdf(document: Document, text: str, error: SyntaxError) -> ProblemError:
    """Say where a document stops being RDF."""
    name = SYNTAXES[document.kind].name
    line, column = error.lineno or 0, error.offset or 0
    where = Text(f" {line}줄 {column}칸.", f" Line {line}, column {column}:") if line else Text("", "")
    called = f"{document.name}: " if document.name else ""
    reason = error.msg.rpartition(": ")[2] if line else error.msg
    return ProblemError(
        400,
        Text(
            f"{called}{name} 문법에 맞지 않습니다.{where.ko} {reason}",
            f"{called}This is no {name}.{where.en} {reason}",
        ),
        more=place(text, line, column) if line else None,
    )
