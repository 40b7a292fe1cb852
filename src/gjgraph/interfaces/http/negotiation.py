"""What a client wants: a format, a language, a compression (RFC 9110 §12)."""

from collections.abc import Sequence
from functools import lru_cache

import mimeparse

from gjgraph.core.text import Language
from gjgraph.engine.preview import MEDIA_TYPE as OF_PREVIEWS
from gjgraph.engine.preview import PREVIEW
from gjgraph.engine.results import FORMAT_NAMES, GRAPH_FORMATS, RESULT_FORMATS, TABLE_FORMATS
from gjgraph.engine.worker import DISPLAY

HTML = "text/html"
TABLES = {each.media_type: each.name for each in RESULT_FORMATS} | {
    "application/json": "json",
    "application/xml": "xml",
}
GRAPHS = {each.media_type: each.name for each in GRAPH_FORMATS} | {
    "application/json": "jsonld",
    "application/xml": "rdfxml",
}
OFFERED = [*(each.media_type for each in [*RESULT_FORMATS, *GRAPH_FORMATS]), HTML]
"""What an answer to an unknown query may be had as, best first."""
SYNONYMS: dict[str, tuple[str, ...]] = {
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdfxml"),
    "ttl": ("turtle",),
    "nt": ("ntriples",),
    "rdf": ("rdfxml",),
    "nq": ("nquads",),
    "html": (DISPLAY,),
    "excel": ("spreadsheet",),
}
"""Clients have many names for one format, and one name for the same of tables and of graphs."""
MEDIA_TYPES = {each.name: each.media_type for each in [*RESULT_FORMATS, *TABLE_FORMATS, *GRAPH_FORMATS]}
MEDIA_TYPES[PREVIEW] = OF_PREVIEWS


def content_type(name: str) -> str:
    """Give the Content-Type of a format."""
    kind = MEDIA_TYPES[name]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """Choose the best of the offered media types, the first where the client doesn't mind.

    Gives `None` where none is acceptable, or where the header can't be read.
    """
    if not accept:
        return offered[0]
    try:
        # The library prefers the last of equals; we list ours best first.
        return mimeparse.best_match(offered[::-1], accept.lower()) or None
    except mimeparse.MimeTypeParseException:
        return None


@lru_cache(maxsize=512)
def formats_for(accept: str | None) -> tuple[str, ...]:
    """Choose the formats for an answer that may turn out a table or a graph; none where none will do."""
    if media_type(accept, [*TABLES, *GRAPHS, HTML]) == HTML:
        return (DISPLAY,)
    table, graph = media_type(accept, list(TABLES)), media_type(accept, list(GRAPHS))
    return (*([TABLES[table]] if table else []), *([GRAPHS[graph]] if graph else []))


@lru_cache(maxsize=512)
def formats_called(name: str) -> tuple[str, ...]:
    """Find a format by one of its names, or by its media type; none where it isn't known."""
    plain = name.strip().lower().replace("-", "").replace("+", "").replace(" ", "")
    known = SYNONYMS | {each.replace("-", ""): (each,) for each in FORMAT_NAMES if each not in SYNONYMS}
    if plain in known:
        return known[plain]
    kind = name.strip().lower().replace(" ", "+")
    both = (TABLES.get(kind), GRAPHS.get(kind))
    return (DISPLAY,) if kind == HTML else tuple(each for each in both if each)


@lru_cache(maxsize=512)
def prefers_html(accept: str) -> bool:
    """Tell whether a client would rather read a page than data: a browser names HTML, programs don't."""
    return HTML in accept.lower() and media_type(accept, ["application/json", HTML]) == HTML


@lru_cache(maxsize=512)
def takes_gzip(accept: str) -> bool:
    """Tell whether a client takes compressed answers (RFC 9110 §12.5.3)."""
    best = 0.0
    for part in accept.lower().split(","):
        coding, _, parameter = part.strip().partition(";")
        name, _, weight = parameter.strip().partition("=")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            quality = number(weight) if name.strip() == "q" else 1.0
            if coding.strip() != "*":
                return quality > 0
            best = quality
    return best > 0


def number(text: str) -> float:
    """Read a q-value; what isn't one counts as zero."""
    try:
        return float(text)
    except ValueError:
        return 0.0


@lru_cache(maxsize=512)
def language(asked: str | None, accept: str | None) -> Language:
    """Choose Korean or English: as asked for by name, else as the browser prefers; Korean first."""
    if asked in ("ko", "en"):
        return "ko" if asked == "ko" else "en"
    weights = {"ko": 0.0, "en": 0.0}
    for place, part in enumerate((accept or "").split(",")):
        tag, _, parameter = part.strip().partition(";")
        name, _, weight = parameter.strip().partition("=")
        quality = number(weight) if name.strip() == "q" else 1.0
        key = tag.split("-")[0].lower()
        if key in weights:
            weights[key] = max(weights[key], quality - place / 1000)
    return "en" if weights["en"] > weights["ko"] else "ko"
