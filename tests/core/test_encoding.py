"""How bytes are read: every way in which Korean text files come."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjgraph.core.encoding import decode

KOREAN = "# 광주\n<a:b> <a:c> '정책 가각힣' .\n"
CRLF = KOREAN.replace("\n", "\r\n")
NFD = unicodedata.normalize("NFD", KOREAN)
BOM = b"\xef\xbb\xbf"
GUESSED, MARKED, RETURNS, DECOMPOSED = "Not UTF-8", "byte order mark", "CRLF", "NFD"


@pytest.mark.parametrize(
    ("data", "flaws", "lines"),
    [
        (KOREAN.encode(), [], []),
        (b"", [], []),
        (BOM + KOREAN.encode(), [MARKED], [1]),
        (BOM + BOM + KOREAN.encode(), [MARKED], [1]),
        (CRLF.encode(), [RETURNS], [1]),
        (KOREAN.replace("\n", "\r").encode(), [RETURNS], [1]),
        (b"#\n" + CRLF.encode(), [RETURNS], [2]),
        (NFD.encode(), [DECOMPOSED], [1]),
        (("#\n\n" + NFD).encode(), [DECOMPOSED], [3]),
        (("#\r\r\n" + NFD).encode(), [RETURNS, DECOMPOSED], [1, 3]),
        (BOM + unicodedata.normalize("NFD", CRLF).encode(), [MARKED, RETURNS, DECOMPOSED], [1, 1, 1]),
        (KOREAN.encode("cp949"), [GUESSED], [1]),
        (KOREAN.replace("힣", "광").encode("euc-kr"), [GUESSED], [1]),
        (("#\n" + CRLF).encode("cp949"), [GUESSED, RETURNS], [1, 2]),
        ("똠방각하\n".encode("cp949"), [GUESSED], [1]),
        (KOREAN.encode("utf-16"), [GUESSED], [1]),
        (b"\xff\xfe" + KOREAN.encode("utf-16-le"), [GUESSED], [1]),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), [GUESSED], [1]),
        (CRLF.encode("utf-16"), [GUESSED, RETURNS], [1, 1]),
        (("\ufeff#\r\n" + NFD).encode("utf-16"), [GUESSED, MARKED, RETURNS, DECOMPOSED], [1, 1, 1, 2]),
    ],
)
def test_what_is_mended(data: bytes, flaws: list[str], lines: list[int]) -> None:
    decoded = decode(data)
    assert decoded
    assert [name for flaw, name in zip(decoded.flaws, flaws, strict=True) if name in flaw.message.en] == flaws
    assert [flaw.line for flaw in decoded.flaws] == lines
    assert decoded.guessed == (GUESSED in flaws)
    assert "\r" not in decoded.text
    assert "\ufeff" not in decoded.text
    assert decoded.text.lstrip("# \n") in ("", "똠방각하\n", KOREAN[2:], KOREAN[2:].replace("힣", "광"))


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\xff",
        KOREAN.encode() + b"\xff",
        b"\xff\xfe\x00",
        b"\xff\xfe\x00\xd8",
        b"\xfe\xff\xdc\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff",
        KOREAN.encode("cp949")[:-5] + b"\xff\n",
    ],
)
def test_what_cannot_be_told_is_refused(data: bytes) -> None:
    """Sentence: "give `None` where that can't be told"."""
    assert decode(data) is None


def test_a_byte_order_mark_inside_is_a_character() -> None:
    decoded = decode("a\ufeffb".encode())
    assert decoded
    assert (decoded.text, decoded.flaws) == ("a\ufeffb", ())


@settings(max_examples=500, deadline=None)
@given(
    st.text() | st.text(st.sampled_from("\ufeff\r\n가\u1100\u1161\u11a8\u0301e a")),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp949"]),
    st.binary(max_size=3),
)
def test_mended_once_is_mended(text: str, encoding: str, junk: bytes) -> None:
    """Law: "graph files are UTF-8 without a byte order mark, with line feeds, and in composed form"."""
    decoded = decode(text.encode(encoding, errors="ignore") + junk)
    if decoded is None:
        assert encoding != "utf-8" or junk
        return
    again = decode(decoded.text.encode())
    assert again
    assert (again.text, again.flaws, again.guessed) == (decoded.text, (), False)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_good_bytes_are_left_alone(text: str) -> None:
    good = unicodedata.normalize("NFC", text.replace("\r", "")).lstrip("\ufeff")
    decoded = decode(good.encode())
    assert decoded
    assert (decoded.text, decoded.flaws, decoded.guessed) == (good, (), False)
