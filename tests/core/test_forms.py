"""Form fields, against the standard library's own reading of them."""

import re
import time
from urllib.parse import parse_qs, quote_plus, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gjgraph.core.forms import MOST_FIELDS, form_fields

Fields = dict[str, list[str]]

PIECES = st.sampled_from(
    [
        *(b"%", b"%2", b"%25", b"%2525", b"%zz", b"%0", b"%00", b"%ed%a0%80", b"%FF", b"%c3%a9", b"%C3"),
        *(b"+", b"%2B", b"&", b"&&", b"=", b"==", b"%3D", b"%26", b";", b"#", b"?", b" ", b"\t", b"\r\n"),
        *(b"\n", b"=\n", b"=\r\n", b" \n", b"query", b"=20", b"=3D", b"_", b"\x00", b"\xff", b"\xed\x95\x9c"),
        *("광주".encode(), b"%EA%B4%91", b"%e1%84%80"),
    ]
)
"""What form fields and quoted-printable text are made of, whole and broken."""


def expected(content: bytes) -> Fields | type[UnicodeDecodeError]:
    """Read form fields with the standard library, whose own reader of bytes takes ASCII only."""
    ascii_only = re.sub(rb"[\x80-\xff]", lambda byte: b"%%%02X" % byte[0][0], content).decode("ascii")
    try:
        return parse_qs(ascii_only, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        return UnicodeDecodeError


def found(content: bytes) -> Fields | type[UnicodeDecodeError]:
    """Read form fields with ours."""
    try:
        return form_fields(content)
    except UnicodeDecodeError:
        return UnicodeDecodeError


@settings(max_examples=600, deadline=None)
@given(st.binary(max_size=60))
@example(b"a=%C3&b=%A9")
@example(b"%C3=1&%C3=2")
@example(b"a=b=c&=d&e&&f=")
@example(b"a=\xed\xa0\x80")
def test_any_bytes_are_read_as_the_library_reads_them(content: bytes) -> None:
    assert found(content) == expected(content)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_escapes_whole_and_broken_are_read_as_the_library_reads_them(content: bytes) -> None:
    """The decoder of quoted-printable knows soft line breaks, spaces at line ends, and `=` as it is."""
    assert found(content) == expected(content)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=30)), max_size=8))
def test_what_is_encoded_comes_back(fields: list[tuple[str, str]]) -> None:
    whole: Fields = {}
    for name, value in fields:
        whole.setdefault(name, []).append(value)
    # A field without a name and a value is `=`: still a field.
    assert form_fields(urlencode(fields).encode()) == whole


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_a_text_is_read_as_the_library_reads_it(text: str) -> None:
    """A text beside its own encoding, as a browser sends the one and a careless client the other."""
    content = f"query={quote_plus(text)}&{text}".encode()
    assert found(content) == expected(content)


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b"", {}),
        (b"&&&", {}),
        (b"query", {"query": [""]}),
        (b"query=", {"query": [""]}),
        (b"=", {"": [""]}),
        (b"query=ASK%20%7B%7D", {"query": ["ASK {}"]}),
        (b"query=ASK+{}", {"query": ["ASK {}"]}),
        (b"query=1%2B1", {"query": ["1+1"]}),
        (b"query=%22100%2525%22", {"query": ['"100%25"']}),
        (b"query=%22100%25%22", {"query": ['"100%"']}),
        (b"query=100%", {"query": ["100%"]}),
        (b"query=100%2", {"query": ["100%2"]}),
        (b"query=%zz%41", {"query": ["%zzA"]}),
        (b"query=a=b=20", {"query": ["a=b=20"]}),
        (b"query=a%3D%0A%0D%0Ab", {"query": ["a=\n\r\nb"]}),
        (b"query=a%20%0Ab", {"query": ["a \nb"]}),
        (b"query=%00", {"query": ["\x00"]}),
        (b"query=a;b=c", {"query": ["a;b=c"]}),
        (b"a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}),
        (b"%71uery=1", {"query": ["1"]}),
        (b"query=%EA%B4%91%EC%A3%BC", {"query": ["광주"]}),
        ("query=광주".encode(), {"query": ["광주"]}),
    ],
)
def test_fields(content: bytes, fields: Fields) -> None:
    """The URL standard's reading (§5.1): `+` is a blank, escapes are decoded once, broken ones stay."""
    assert form_fields(content) == fields
    assert list(form_fields(content)) == list(fields)


@pytest.mark.parametrize(
    "content",
    [b"a=%FF", b"%FF=a", b"a=\xff", b"a=%C3", b"a=%ED%A0%80", b"a=%C0%80", b"a=%F4%90%80%80", b"x=1&a=%80"],
)
def test_what_is_not_utf8_is_refused(content: bytes) -> None:
    """Lone surrogates, overlong forms and stray bytes are no UTF-8 (RFC 3629 §3)."""
    with pytest.raises(UnicodeDecodeError):
        form_fields(content)


def test_the_number_of_fields_is_bounded() -> None:
    assert len(form_fields(b"&".join(b"a%d=" % number for number in range(MOST_FIELDS)))) == MOST_FIELDS
    with pytest.raises(ValueError, match=f"{MOST_FIELDS + 1}") as raised:
        form_fields(b"&".join([b"a=1"] * (MOST_FIELDS + 1)))
    assert not isinstance(raised.value, UnicodeDecodeError)
    assert form_fields(b"&" * 1000 + b"a=1") == {"a": ["1"]}


@pytest.mark.parametrize(
    "unit", [b"%41", b"+", b"%zz", b"%", b"a", b"=", b"%EA%B4%91", b"=\r\n", b" \n", b"\r"]
)
def test_a_long_field_is_read_in_linear_time(unit: bytes) -> None:
    """Twice the length takes about twice the time, and a MiB no more than a moment."""

    def seconds(length: int) -> float:
        content = b"query=" + unit * (length // len(unit))
        began = time.process_time()
        form_fields(content)
        return time.process_time() - began

    assert min(seconds(1 << 20) for _ in range(2)) < 1
    assert found(b"query=" + unit * 1000) == expected(b"query=" + unit * 1000)
