"""Addresses on the web: which document tells of an IRI, and how one document leads to another.

IRIs stay what they are, whatever host serves them; pages link relative to each other, so that a copy
anywhere, under any path, is whole.
"""

from functools import lru_cache
from urllib.parse import quote, unquote

from gjgraph.core.text import Language

THING, DOCUMENT = "id/", "doc/"
SAFE = "/~!$&'()*+,;=:@-._"
"""What stands in a path as it is (RFC 3986 §3.3)."""


def document_path(iri: str, base: str) -> str | None:
    """Give the path of the document that tells of an IRI; `None` for one that isn't ours.

    A thing `{base}id/x` is told of in `doc/x`, anything else of ours in the document of its own address,
    without its fragment.
    """
    if not iri.startswith(base):
        return None
    path = iri[len(base) :].partition("#")[0]
    return DOCUMENT + path.removeprefix(THING) if path.startswith(THING) else path


def thing_of(path: str, base: str) -> str:
    """Give the IRI that a document is about."""
    return base + (THING + path.removeprefix(DOCUMENT) if path.startswith(DOCUMENT) else path)


def page_path(path: str, language: Language) -> str:
    """Give the path of a document's page in a language."""
    return f"{path or 'index'}{'.en' if language == 'en' else ''}.html"


@lru_cache(maxsize=1 << 14)
def quoted(path: str) -> str:
    """Write a path as a URI has it."""
    return quote(path, safe=SAFE + "%")


def relative(here: str, there: str) -> str:
    """Give the reference that leads from one path to another; both are below the same address.

    A path's last segment doesn't count: `doc/a/b.html` and `doc/a/b` stand in the same folder.
    """
    return from_folder(here[: here.rfind("/") + 1], there)


@lru_cache(maxsize=1 << 14)
def from_folder(folder: str, there: str) -> str:
    """Give the reference that leads to a path from any in a folder, whose own path ends with a slash."""
    from_parts, to_parts = folder.split("/")[:-1], there.split("/")
    common = 0
    while common < min(len(from_parts), len(to_parts) - 1) and from_parts[common] == to_parts[common]:
        common += 1
    reference = "../" * (len(from_parts) - common) + "/".join(to_parts[common:])
    reference = quoted(reference)
    # A reference may not be empty, nor look as if it began with a scheme (RFC 3986 §4.2).
    return f"./{reference}" if not reference or ":" in reference.partition("/")[0] else reference


def decoded(path: str) -> str:
    """Give the path of an IRI from that of a request."""
    return unquote(path, errors="strict")
