"""Form fields: `application/x-www-form-urlencoded` as the URL standard reads it (§5.1)."""

import binascii
import re
from urllib.parse import unquote_to_bytes

BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
MOST_FIELDS = 200


def form_fields(content: bytes, most: int = MOST_FIELDS) -> dict[str, list[str]]:
    """Read form fields, in their order, blank ones too.

    Raises UnicodeDecodeError where a field isn't UTF-8, ValueError where there are too many.
    """
    parts = [part for part in content.split(b"&") if part]
    if len(parts) > most:
        raise ValueError(len(parts))
    fields: dict[str, list[str]] = {}
    for part in parts:
        name, _, value = part.partition(b"=")
        fields.setdefault(decoded(name).decode(), []).append(decoded(value).decode())
    return fields


def decoded(text: bytes) -> bytes:
    """Decode `+` and percent-encoding, once; what is no escape stays as it is.

    A query is mostly escapes, and the library's decoder of them is written in Python. Its decoder of
    quoted-printable is not, and the two differ by the sign that begins an escape.
    """
    text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text
    if BROKEN_ESCAPE.search(text):
        return unquote_to_bytes(text)
    return binascii.a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
