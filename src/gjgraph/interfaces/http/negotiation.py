"""What a client wants: a media type, a language, a format by name (RFC 9110 §12)."""

import mimeparse

from gjgraph.core.text import Language


def media_type(accept: str | None, offered: list[str]) -> str | None:
    """Choose the best of the offered media types, the first where the client doesn't mind.

    Gives `None` where none is acceptable, or where the header can't be read.
    """
    if not accept:
        return offered[0]
    try:
        # The library prefers the last of equals; we list ours best first.
        return mimeparse.best_match(offered[::-1], accept) or None
    except mimeparse.MimeTypeParseException:
        return None


def language(asked: str | None, accept: str | None) -> Language:
    """Choose Korean or English: as asked for by name, else as the browser prefers; Korean first."""
    if asked in ("ko", "en"):
        return "ko" if asked == "ko" else "en"
    weights = {"ko": 0.0, "en": 0.0}
    for place, part in enumerate((accept or "").split(",")):
        tag, _, parameter = part.strip().partition(";")
        name, _, weight = parameter.strip().partition("=")
        try:
            quality = float(weight) if name.strip() == "q" else 1.0
        except ValueError:
            quality = 0.0
        key = tag.split("-")[0].lower()
        if key in weights:
            weights[key] = max(weights[key], quality - place / 1000)
    return "en" if weights["en"] > weights["ko"] else "ko"
