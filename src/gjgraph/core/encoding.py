"""How the bytes of a text file must be, and how to mend them.

Graph files are UTF-8 without a byte order mark, with line feeds, and in composed form (NFC): so
that equal texts are equal bytes, and `광주` typed on one system is found from another.
"""

import unicodedata
from dataclasses import dataclass

from gjgraph.core.text import Text, is_nfc, with_particles

BYTE_ORDER_MARK = "\ufeff"
KOREAN_FALLBACK = "cp949"
"""What Korean Windows writes when it doesn't write UTF-8 (a superset of EUC-KR)."""


@dataclass(frozen=True)
class Flaw:
    """Something about the bytes that must be mended: where it is first seen, and what it is."""

    message: Text
    line: int


@dataclass(frozen=True)
class Decoded:
    """A file's text as it ought to be, and what had to be mended to get there."""

    text: str
    flaws: tuple[Flaw, ...]
    guessed: bool
    """Whether the encoding had to be guessed, so that the file can't be read as it is."""


def decode(data: bytes) -> Decoded | None:
    """Read bytes as the text that was meant, or give `None` where that can't be told."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return guessed(data, "utf-16")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return guessed(data, KOREAN_FALLBACK)
    return normalised(text, (), guessed=False)


def guessed(data: bytes, encoding: str) -> Decoded | None:
    """Try another encoding that Korean files come in."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    name = {"cp949": "CP949", "utf-16": "UTF-16"}[encoding]
    message = Text(
        f"UTF-8이 아닙니다. {name}(으)로 저장된 것으로 보입니다.",
        f"Not UTF-8; it looks like {name}.",
    )
    return normalised(text, (Flaw(Text(with_particles(message.ko), message.en), 1),), guessed=True)


def normalised(text: str, flaws: tuple[Flaw, ...], *, guessed: bool) -> Decoded:
    """Take away the byte order mark, carriage returns and decomposed letters, and tell of each."""
    if text.startswith(BYTE_ORDER_MARK):
        text = text.lstrip(BYTE_ORDER_MARK)  # two programs may each have put one there
        flaws += (
            Flaw(
                Text(
                    "파일이 바이트 순서 표시(BOM)로 시작합니다.",
                    "The file begins with a byte order mark (BOM).",
                ),
                1,
            ),
        )
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        message = Text("줄 끝이 LF가 아니라 CRLF나 CR입니다.", "Lines end in CRLF or CR, not in LF.")
        flaws += (Flaw(message, line),)
    if not is_nfc(text):
        lines = text.split("\n")
        line = next(number for number, part in enumerate(lines, 1) if not is_nfc(part))
        text = unicodedata.normalize("NFC", text)
        message = Text(
            "풀어 쓴 한글(NFD)이 있습니다. 같은 글자라도 찾을 수 없게 됩니다.",
            "There is decomposed text (NFD): the same letters would not be found.",
        )
        flaws += (Flaw(message, line),)
    return Decoded(text, flaws, guessed)
