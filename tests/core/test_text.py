"""Texts in two languages, and the choice between them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gjgraph.core.text import LANGUAGES, Language, Text, is_nfc, language_of_locale, with_particles


@pytest.mark.parametrize(
    ("wording", "values", "filled"),
    [
        ("{?this} and {$this}", {"this": "A"}, "A and A"),
        ("{?value}, {?other}", {"value": "1"}, "1, {?other}"),
        ("{this} ?this {?this", {"this": "A"}, "{this} ?this {?this"),
        ("{?a}{?ab}", {"a": "1", "ab": "2"}, "12"),
        ("{?a} {?b}", {"a": "{?b}", "b": "{$a}"}, "{?b} {$a}"),
        ("{?a}", {"a": "\\1 \\g<0>"}, "\\1 \\g<0>"),
        ("{?이름}", {"이름": "A"}, "A"),
        ("{{?a}}", {"a": "1"}, "{1}"),
    ],
)
def test_fill(wording: str, values: dict[str, str | Text], filled: str) -> None:
    """Sentence: "Replace each `{$name}` and `{?name}`, as SHACL messages write them"."""
    assert Text("가 " + wording, "a " + wording).fill(values) == Text("가 " + filled, "a " + filled)


def test_fill_keeps_the_languages_apart() -> None:
    values: dict[str, str | Text] = {"this": Text("정책", "policy"), "count": "2"}
    assert Text("{?this}: {?count}", "{?count} of {?this}").fill(values) == Text("정책: 2", "2 of policy")


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), st.text("abc?$}{", max_size=8)))
def test_a_value_is_put_in_as_it_is(values: dict[str, str | Text]) -> None:
    """Law: "what looks like a placeholder inside a value is part of the value"."""
    expected = "|".join(str(values.get(name, f"{{?{name}}}")) for name in "abc")
    assert Text("{?a}|{?b}|{?c}", "{?a}|{?b}|{?c}").fill(values) == Text(expected, expected)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "KO-kr"}, "ko"),
        ({"LANG": "ko.UTF-8"}, "ko"),
        ({"LANG": "ko@hanja"}, "ko"),
        ({"LANG": "Korean_Korea.949"}, "ko"),
        ({"LANG": "kok_IN"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "ko_KR", "LC_MESSAGES": "en_US"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "ko_KR"}, "ko"),
        ({"LC_MESSAGES": "ko_KR", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "", "LANG": "ko_KR"}, "ko"),
        ({"LC_ALL": "C", "GJGRAPH_LANG": "ko"}, "ko"),
        ({"LC_ALL": "ko_KR", "GJGRAPH_LANG": "en"}, "en"),
        ({"LC_CTYPE": "ko_KR.UTF-8"}, "en"),
    ],
)
def test_language_of_locale(environment: dict[str, str], language: Language) -> None:
    assert language_of_locale(environment) == language


def test_each_language_has_its_wording() -> None:
    text = Text("광주", "Gwangju")
    assert [text.in_language(language) for language in LANGUAGES] == ["광주", "Gwangju"]


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text("가\u1100\u1161\u11a8e\u0301"))
def test_is_nfc(text: str) -> None:
    assert is_nfc(text) == (unicodedata.normalize("NFC", text) == text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("‘광주’은(는) 있습니다", "‘광주’는 있습니다"),
        ("‘전략’이(가) 없습니다", "‘전략’이 없습니다"),
        ("‘목표’을(를) ‘계획’(으)로", "‘목표’를 ‘계획’으로"),
        ("‘서울’(으)로", "‘서울’로"),
        ("3(으)로 8(으)로 6이(가)", "3으로 8로 6이"),
        ("‘KOICA’은(는)", "‘KOICA’은(는)"),
        ("‘비전’와(과) ‘가치’와(과)", "‘비전’과 ‘가치’와"),
    ],
)
def test_particles_follow_the_sound_before_them(written: str, read: str) -> None:
    assert with_particles(written) == read
