"""`gjgraph token`: the secret is shown once and alone, and all else is said in the reader's language."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
import pytest

from gjgraph.core.errors import UnreadableError
from gjgraph.interfaces.cli.tokens import read_end, read_pattern, token
from gjgraph.storage.tokens import Token, Tokens
from tests.conftest import ROOT, Ran, run

KOREAN = re.compile("[가-힣]")
AUTHOR = "Kim Editor <kim@plan.example>"
FOLDER = Path(".git/gjgraph")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace of which only its settings matter here."""
    shutil.copy(ROOT / "gjgraph.toml", tmp_path)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


def secret_in(ran: Ran) -> str:
    """See that a token was made, and give its secret: all there is on standard output."""
    assert ran.code == 0, ran.err
    assert re.fullmatch(r"gjg_[0-9a-f]{8}_[0-9a-f]{64}\n", ran.out)
    assert ran.out.strip()[13:] not in ran.err
    return ran.out.strip()


def made_by(place: Path, *flags: str, author: str = AUTHOR) -> Token:
    """Make a token, and give it as it is kept."""
    found = Tokens(place / FOLDER).find(secret_in(run("token", "add", author, *flags, at=place)))
    assert found
    return found


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_from_its_making_to_its_end(place: Path, lang: str) -> None:
    korean = lang == "ko"
    none = run("token", "list", at=place, lang=lang)
    assert (none.code, none.out, len(none.err.splitlines())) == (0, "", 1)
    ran = run("token", "add", AUTHOR, "--graphs", "gwangju/*", "--expires", "30d", at=place, lang=lang)
    secret = secret_in(ran)
    (limited,) = Tokens(place / FOLDER).list()
    free = made_by(place, author="다른 이 <b@plan.example>")
    over, _ = Tokens(place / FOLDER).add(limited.author, ("a", "b"), datetime.now(UTC) - timedelta(days=1))
    listed = run("token", "list", at=place, lang=lang)
    assert (listed.code, listed.err) == (0, "")
    assert secret[13:] not in listed.out
    assert limited.digest not in listed.out
    told = listed.out.splitlines()
    assert told[::2] == [f"{each.id}  {each.author}" for each in (limited, free, over)]
    assert limited.expires
    assert "gwangju/*" in told[1]
    assert f"{limited.expires.astimezone():%Y-%m-%d %H:%M}" in told[1]
    assert ("data/ 아래 모두" if korean else "all under data/") in told[3]
    assert ("취소할 때까지" if korean else "until revoked") in told[3]
    assert "a, b" in told[5]
    assert [("(기한 지남)" if korean else "(expired)") in each for each in told[1::2]] == [False, False, True]
    gone = run("token", "revoke", limited.id, at=place, lang=lang)
    assert (gone.code, gone.err, len(gone.out.splitlines())) == (0, "", 1)
    assert limited.id in gone.out
    again = run("token", "revoke", limited.id, at=place, lang=lang)
    assert (again.code, again.out, len(again.err.splitlines())) == (2, "", 1)
    assert "token list" in again.err
    assert Tokens(place / FOLDER).list() == (free, over)
    for text in (none.err, ran.err, *told[1::2], gone.out, again.err):
        assert bool(KOREAN.search(text)) is korean, text
    check_log(place, limited)


def check_log(place: Path, limited: Token) -> None:
    """See that it is written down which tokens were made and revoked, and no more of them."""
    log = (place / FOLDER / "audit.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert [each["event"] for each in lines] == ["token-added", "token-added", "token-revoked"]
    for each in (lines[0], lines[2]):
        assert (each["token"], each["author"], each["graphs"]) == (limited.id, AUTHOR, ["gwangju/*"])
    assert limited.digest not in log


def test_a_day_is_counted_to_its_end() -> None:
    day = date(2999, 12, 31)
    assert read_end("2999-12-31") == datetime.combine(day + timedelta(days=1), time()).astimezone(UTC)
    assert timedelta(days=2, minutes=-10) < read_end("2d") - datetime.now(UTC) <= timedelta(days=2)


@pytest.mark.parametrize(
    "text", ["", " ", "/gwangju", "<https://a.example/>", "a b", "a\nb", "a\u202eb", '"a"', "a,b", "\udc80"]
)
def test_what_is_no_graph(text: str) -> None:
    """An empty one above all: without any, a token is for everything."""
    refused(lambda: read_pattern(text), "--graphs")


@pytest.mark.parametrize(
    "text",
    [
        *("", "0d", "-1d", "d", "1.5d", "٣d", "1d ", "999999d", "30", "soon", "\udc80"),
        *("2020-01-01", "2999-02-30", "9999-12-31", "2999-01-01T00:00:00"),
    ],
)
def test_what_is_no_end(text: str) -> None:
    refused(lambda: read_end(text), "--expires")


def refused(read: Callable[[], object], called: str) -> None:
    """See that a value is refused in one line of each language, with the flag that it was given for."""
    with pytest.raises(UnreadableError) as caught:
        read()
    for part in caught.value.message:
        assert called in part
        assert len(part.splitlines()) == 1
        assert part.isprintable()
    assert KOREAN.search(caught.value.message.ko)
    assert not KOREAN.search(caught.value.message.en)


@pytest.mark.parametrize(
    ("lang", "arguments"),
    [("ko", (AUTHOR, "--graphs", "gwangju/*,")), ("en", ("Kim",))],
)
def test_what_makes_no_token(place: Path, lang: str, arguments: tuple[str, ...]) -> None:
    ran = run("token", "add", *arguments, at=place, lang=lang)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1), ran.err
    assert bool(KOREAN.search(ran.err)) is (lang == "ko")
    assert not (place / FOLDER / "tokens.json").exists()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_where_there_is_no_git(tmp_path: Path, lang: str) -> None:
    shutil.copy(ROOT / "gjgraph.toml", tmp_path)
    ran = run("token", "add", AUTHOR, at=tmp_path, lang=lang)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "git init" in ran.err
    assert bool(KOREAN.search(ran.err)) is (lang == "ko")


def test_a_broken_file_of_tokens_is_said_and_kept(place: Path) -> None:
    path = place / FOLDER / "tokens.json"
    path.parent.mkdir()
    path.write_bytes(b"{")
    ran = run("token", "add", AUTHOR, at=place)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert str(path) in ran.err
    assert path.read_bytes() == b"{"


def test_the_graphs_that_it_is_for_and_that_git_knows_nothing_of_it(place: Path) -> None:
    given = ("--graphs", "gwangju/*, https://a.example/g?x=1", "--graphs", "ontology/csp")
    assert made_by(place, *given).graphs == ("gwangju/*", "https://a.example/g?x=1", "ontology/csp")
    shown = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"], cwd=place, capture_output=True, check=True
    )
    assert shown.stdout == b"?? gjgraph.toml\n"


def test_the_help_says_all() -> None:
    assert token.list_commands(click.Context(token)) == ["add", "list", "revoke"]
    words = run("token", "add", "--help").out
    assert all(word in words for word in ("NAME <MAIL>", "--graphs", "--expires", "2027-01-31", "30d"))
