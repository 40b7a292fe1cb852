"""Settings come from flags, the environment and a file, in that order; what makes no sense is refused."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjgraph.core.errors import UnreadableError
from gjgraph.core.settings import OTHER_VARIABLES, Settings, described, flag, limits, read_settings

ABOUT = {each.name: each for each in described()}
NUMBERS = [each.name for each in described() if type(each.default) in (int, float)]
WHOLE = [each.name for each in described() if type(each.default) is int]
Way = Callable[[str, Any], Settings]
WAYS: dict[str, Way] = {
    "flag": lambda name, value: read_settings({name: value}, {}, {}),
    "variable": lambda name, value: read_settings({}, {f"GJGRAPH_{name.upper()}": value}, {}),
    "file": lambda name, value: read_settings({}, {}, {name: value}),
}
CALLED: dict[str, Callable[[str], str]] = {
    "flag": lambda name: "--" + name.replace("_", "-"),
    "variable": lambda name: f"GJGRAPH_{name.upper()}",
    "file": lambda name: f"[serve] {name}",
}


def refusal(way: str, name: str, value: object) -> str:
    """Give the message with which a value is refused: one line in each language, with where it was given."""
    with pytest.raises(UnreadableError) as caught:
        WAYS[way](name, value)
    korean, english = caught.value.message
    assert CALLED[way](name) in korean
    assert CALLED[way](name) in english
    assert any("가" <= letter <= "힣" for letter in korean)
    assert len(korean.splitlines()) == len(english.splitlines()) == 1
    return english


def test_without_anything_the_defaults_hold() -> None:
    assert read_settings({}, {}, {}) == Settings()
    assert read_settings({}, {"HOME": "/", "GJGRAPH_LANG": "ko", "GJGRAP": "x"}, {}) == Settings()


def test_the_defaults_are_as_the_issue_says() -> None:
    settings = Settings()
    assert settings.time == 30
    assert settings.operator_token == ""
    assert settings.federation == ()
    assert settings.trusted_proxy == ""
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize("name", NUMBERS)
def test_the_flag_goes_before_the_variable_and_that_before_the_file(name: str) -> None:
    least = max(1, int(ABOUT[name].metadata["least"]))
    one, two, three = least + 1, least + 2, least + 3
    variable = f"GJGRAPH_{name.upper()}"
    assert getattr(read_settings({}, {}, {name: one}), name) == one
    assert getattr(read_settings({}, {variable: str(two)}, {name: one}), name) == two
    assert getattr(read_settings({name: str(three)}, {variable: str(two)}, {name: one}), name) == three
    assert getattr(read_settings({name: str(three)}, {}, {name: one}), name) == three


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "value",
    ["", " ", "x", "nan", "NaN", "inf", "-inf", "Infinity", "-1", "-1e9", "1e999", "0x10", "1,5", "둘"],
)
def test_senseless_numbers_are_refused(way: str, name: str, value: str) -> None:
    message = refusal(way, name, value)
    assert "number" in message or "or more" in message


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "value", [True, False, {}, [], {"value": 3}, [3], "", -1, -0.5, math.nan, math.inf, -math.inf]
)
def test_senseless_numbers_of_a_file_are_refused(name: str, value: object) -> None:
    refusal("file", name, value)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("value", ["1.5", "40.0", "1e3", 40.5, 40.0])
def test_whole_numbers_have_no_fraction(name: str, value: object) -> None:
    for way in WAYS if isinstance(value, str) else ("file",):
        assert "whole number" in refusal(way, name, value)


@pytest.mark.parametrize("name", NUMBERS)
def test_the_least_value_is_the_least(name: str) -> None:
    least = ABOUT[name].metadata["least"]
    assert getattr(read_settings({}, {}, {name: least}), name) == least
    below = int(least) - 1 if name in WHOLE else least - 0.01
    assert f"{least}" in refusal("file", name, below)
    assert getattr(Settings(), name) >= least


@pytest.mark.parametrize("value", ["65536", "99999", "100000000"])
def test_a_port_that_can_not_be(value: str) -> None:
    assert "65535" in refusal("flag", "port", value).replace(",", "")


@pytest.mark.parametrize("name", ["time", "request_time"])
def test_a_time_beyond_all_sense_is_refused(name: str) -> None:
    """A clock counts seconds in floating point: ten thousand years would break it."""
    refusal("flag", name, "1e300")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("value", "meant"), [("true", True), ("false", False), ("TRUE", True), ("0", False), ("1", True)]
)
def test_truths(way: str, value: str, meant: bool) -> None:
    assert WAYS[way]("access_log", value).access_log is meant


@pytest.mark.parametrize("value", ["", "yes please", "2", "-1", "nan", "참"])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_no_truth(way: str, value: str) -> None:
    assert "true or false" in refusal(way, "access_log", value)


def test_truths_of_a_file() -> None:
    assert read_settings({}, {}, {"access_log": False}).access_log is False
    senseless: list[object] = [{}, [], 2, 0.5]
    for value in senseless:
        refusal("file", "access_log", value)


@pytest.mark.parametrize(
    ("given_value", "meant"),
    [
        ("a.example,B.example", ("a.example", "b.example")),
        (" a.example , b.example ", ("a.example", "b.example")),
        ("", ()),
        (",", ()),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_lists(way: str, given_value: str, meant: tuple[str, ...]) -> None:
    assert WAYS[way]("federation", given_value).federation == meant


def test_lists_of_a_file() -> None:
    assert read_settings({}, {}, {"federation": ["a.example"]}).federation == ("a.example",)
    senseless: list[object] = [{}, {"a": 1}, 3, True, [1], [["a.example"]]]
    for value in senseless:
        refusal("file", "federation", value)


@pytest.mark.parametrize("name", ["host", "operator_token", "trusted_proxy"])
@pytest.mark.parametrize("value", [1, 1.5, True, [], {}])
def test_texts_of_a_file(name: str, value: object) -> None:
    refusal("file", name, value)


@pytest.mark.parametrize("value", ["not an address", "10.0.0.0/33", "127.0.0.1:80", "proxy.example"])
def test_a_proxy_that_is_no_address_is_refused(value: str) -> None:
    """A proxy that never matches would silently put all clients into one."""
    refusal("flag", "trusted_proxy", value)


UNKNOWN = ["tiem", "lang", "memory", "time_", "", "TIME", "serve", "시간"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_ones_are_refused_with_those_that_there_are(name: str) -> None:
    english = refusal("file", name, "1")
    assert all(known in english for known in ABOUT)
    if name not in ("lang", "TIME"):
        assert "time" in refusal("variable", name, "1")


def test_every_setting_says_what_it_means_in_both_languages() -> None:
    for each in described():
        korean, english = each.metadata["meaning"]
        assert any("가" <= letter <= "힣" for letter in korean), each.name
        assert english.isascii(), each.name
        assert korean != english
        assert each.name.islower()
        assert flag(each.name) == "--" + each.name.replace("_", "-")
        assert f"GJGRAPH_{each.name.upper()}" not in OTHER_VARIABLES


def test_limits_are_told_as_they_are_set() -> None:
    told = {name: value for name, value, _, _ in limits(Settings(time=2.0, rows=5))}
    assert told["time"] == 2.0
    assert told["rows"] == 5
    needed = {"time", "memory_mb", "rows", "answer_mb", "request_kb", "queries_at_once", "queries_waiting"}
    assert needed | {"client_share"} <= set(told)
    assert not {"operator_token", "host", "port", "trusted_proxy"} & set(told), "no client's business"


TOML = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@given(file=st.dictionaries(st.sampled_from([*ABOUT, "other"]), TOML, max_size=4))
def test_whatever_a_file_holds_it_is_read_or_refused(file: Mapping[str, object]) -> None:
    check(lambda: read_settings({}, {}, file))


@given(
    flags=st.dictionaries(st.sampled_from(list(ABOUT)), st.text(), max_size=3),
    variables=st.dictionaries(
        st.sampled_from([f"GJGRAPH_{n.upper()}" for n in ABOUT]), st.text(), max_size=3
    ),
)
def test_whatever_flags_and_variables_hold_it_is_read_or_refused(
    flags: Mapping[str, str], variables: Mapping[str, str]
) -> None:
    check(lambda: read_settings(flags, variables, {}))


def check(read: Callable[[], Settings]) -> None:
    """Check that settings are of their types and in range, or are refused in one line."""
    refused: UnreadableError | None = None
    settings = Settings()
    try:
        settings = read()
    except UnreadableError as error:
        refused = error
    if refused:
        assert all(len(part.splitlines()) == 1 for part in refused.message)
        assert max(len(part) for part in refused.message) < 2000
    for name, about in ABOUT.items():
        value = getattr(settings, name)
        assert type(value) is type(about.default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert about.metadata["least"] <= value < math.inf
        if isinstance(value, tuple):
            assert all(isinstance(part, str) for part in value)


@given(value=st.integers(min_value=1, max_value=10**9))
def test_whole_numbers_are_taken_as_they_are(value: int) -> None:
    assert read_settings({"rows": str(value)}, {}, {}).rows == value
    assert read_settings({}, {}, {"rows": value}).rows == value
