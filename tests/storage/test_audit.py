"""The audit log: nothing is tried unlogged, no line does anything, and a full disk stops no server."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gjgraph.core.author import Author
from gjgraph.core.errors import BusyError
from gjgraph.storage.audit import LONGEST, MINUTE, MOST_DENIED, MOST_GRAPHS, Audit
from gjgraph.storage.tokens import Token, Tokens

CLIENT = "192.0.2.7"
TOKEN = Token("0123abcd", Author("편집자", "e@plan.example"), (), datetime.now(UTC), None, "d" * 64)
FULL = Path("/dev/full")


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return Audit(tmp_path / "gjgraph")


def lines(audit: Audit) -> list[dict[str, object]]:
    """Read the log as a program does; what isn't a line of JSON breaks it."""
    return [json.loads(line) for line in audit.path.read_text(encoding="utf-8").split("\n")[:-1]]


def test_an_edit_is_written_down_before_and_after(audit: Audit) -> None:
    attempt = audit.attempt(CLIENT, TOKEN, "update", ["urn:b", "urn:a"])
    (tried,) = lines(audit)
    assert tried["event"] == "attempt"
    assert tried["graphs"] == ["urn:a", "urn:b"]
    assert "dry_run" not in tried
    attempt.end("accepted", commit="c" * 40, graphs={"urn:a"})
    _, done = lines(audit)
    for each in (tried, done):
        assert (each["client"], each["token"], each["way"]) == (CLIENT, "0123abcd", "update")
        assert each["author"] == "편집자 <e@plan.example>"
        assert datetime.fromisoformat(str(each["time"])).tzinfo
    assert tried["attempt"] == done["attempt"]
    assert (done["event"], done["outcome"], done["commit"]) == ("outcome", "accepted", "c" * 40)
    assert done["graphs"] == ["urn:a"]
    assert audit.path.stat().st_mode & 0o777 == 0o600


def test_every_outcome(audit: Audit) -> None:
    audit.attempt(CLIENT, TOKEN, "put", dry_run=True).end("rejected", violations=3)
    audit.attempt(CLIENT, TOKEN, "put").end("conflict")
    audit.attempt(CLIENT, None, "cli").end("denied", why="graphs")
    audit.denied(CLIENT, "update", "expired token", TOKEN)
    audit.denied(CLIENT, "update", "no token")
    audit.note("token-revoked", name="0123abcd")
    told = lines(audit)
    assert [each.get("outcome") for each in told] == [
        *(None, "rejected", None, "conflict", None, "denied", None, None, None)
    ]
    assert [told[n].get("dry_run") for n in range(4)] == [True, True, None, None]
    assert told[1]["violations"] == 3
    assert told[5]["why"] == "graphs"
    assert (told[6]["event"], told[6]["token"], told[6]["why"]) == ("denied", "0123abcd", "expired token")
    assert "token" not in told[7]
    assert told[8]["event"] == "token-revoked"
    assert len({str(each["attempt"]) for each in told if "attempt" in each}) == 3


def test_the_secret_is_not_in_it(audit: Audit) -> None:
    token, secret = Tokens(audit.path.parent).add(TOKEN.author)
    audit.attempt(CLIENT, token, "update").end("accepted")
    audit.denied(CLIENT, "update", "expired token", token)
    assert secret[13:] not in audit.path.read_text(encoding="utf-8")
    assert token.digest not in audit.path.read_text(encoding="utf-8")


@example(graph="\udc80", way="\x1b]0;\x07\u2028\u202e", name="\n\r\x85\udcff")
@given(graph=st.text(min_size=1), way=st.text(), name=st.text())
@settings(deadline=None)  # it waits for the disk
def test_whatever_is_in_it_a_line_is_a_line(
    tmp_path_factory: pytest.TempPathFactory, graph: str, way: str, name: str
) -> None:
    audit = Audit(tmp_path_factory.getbasetemp() / "hypothesis")
    audit.path.unlink(missing_ok=True)
    author = Author(name, "e@plan.example")
    token = Token("0123abcd", author, (), datetime.now(UTC), None, "")
    audit.attempt(CLIENT, token, way, [graph]).end("denied", why=way)
    written = audit.path.read_text(encoding="utf-8")
    assert written.count("\n") == 2
    assert all(part.isprintable() for part in written.split("\n"))
    tried, done = lines(audit)
    assert tried["author"] == str(author)[:LONGEST] + ("…" if len(str(author)) > LONGEST else "")
    assert done["way"] == way[:LONGEST] + ("…" if len(way) > LONGEST else "")


def test_a_line_stays_short_whatever_is_tried(audit: Audit) -> None:
    audit.attempt(CLIENT, TOKEN, "update", [f"urn:{n:04}:{'x' * 100_000}" for n in range(1000)])
    (tried,) = lines(audit)
    assert isinstance(tried["graphs"], list)
    assert len(tried["graphs"]) == MOST_GRAPHS + 1
    assert tried["graphs"][-1] == f"… {1000 - MOST_GRAPHS} more"
    assert audit.path.stat().st_size < MOST_GRAPHS * (LONGEST + 20) + 1000


def test_lines_are_only_added(audit: Audit) -> None:
    audit.note("first")
    before = audit.path.read_bytes()
    Audit(audit.path.parent).note("second")
    assert audit.path.read_bytes().startswith(before)
    assert [each["event"] for each in lines(audit)] == ["first", "second"]
    audit.path.rename(audit.path.with_name("old"))
    audit.note("third")
    assert [each["event"] for each in lines(audit)] == ["third"]


def test_when_the_disk_is_full_nothing_is_tried_and_nothing_is_lost(audit: Audit) -> None:
    """An edit was under way: its outcome comes first, as soon as there is room."""
    under_way = audit.attempt(CLIENT, TOKEN, "update")
    kept = audit.path.read_bytes()
    audit.path.unlink()
    audit.path.symlink_to(FULL)
    under_way.end("accepted", commit="c" * 40)
    audit.denied(CLIENT, "update", "no token")
    for _ in range(2):
        with pytest.raises(BusyError) as caught:
            audit.attempt(CLIENT, TOKEN, "update")
        assert os.strerror(28) in caught.value.message.ko
        assert os.strerror(28) in caught.value.message.en
    audit.path.unlink()
    audit.path.write_bytes(kept)
    audit.attempt(CLIENT, TOKEN, "update").end("conflict")
    assert [each.get("outcome") for each in lines(audit)] == [None, "accepted", None, "conflict"]


def test_a_log_that_is_no_file(audit: Audit) -> None:
    audit.path.mkdir(parents=True)
    with pytest.raises(BusyError):
        audit.attempt(CLIENT, TOKEN, "update")
    audit.denied(CLIENT, "update", "no token")


def test_a_line_that_was_broken_off_breaks_no_other(audit: Audit) -> None:
    audit.note("first")
    with audit.path.open("ab") as file:
        file.write(b'{"time": "2026')
    audit.note("second")
    whole = audit.path.read_text(encoding="utf-8").split("\n")
    assert [json.loads(whole[n])["event"] for n in (0, 2)] == ["first", "second"]
    assert whole[1] == '{"time": "2026'


SMALL = """
import resource, signal, sys
from pathlib import Path
from gjgraph.core.errors import BusyError
from gjgraph.storage.audit import Audit
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
audit = Audit(Path(sys.argv[1]))
audit.note("first")
resource.setrlimit(resource.RLIMIT_FSIZE, (audit.path.stat().st_size + 20, resource.RLIM_INFINITY))
try:
    audit.attempt("192.0.2.7", None, "update")
except BusyError:
    print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
audit.attempt("192.0.2.7", None, "update").end("accepted")
"""


def test_a_line_that_finds_room_for_its_beginning_only(audit: Audit) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SMALL, str(audit.path.parent)], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "refused\n"
    whole = audit.path.read_text(encoding="utf-8").split("\n")
    assert len(whole[1]) == 20
    assert [json.loads(whole[n])["event"] for n in (0, 2, 3)] == ["first", "attempt", "outcome"]


def test_strangers_fill_no_disk(audit: Audit) -> None:
    """Those beyond a number have no lines of their own; a minute later it is said how many they were."""
    for _ in range(MOST_DENIED + 40):
        audit.denied(CLIENT, "update", "wrong token")
    audit.denied(CLIENT, "update", "expired token", TOKEN)
    audit.minute -= MINUTE
    audit.denied(CLIENT, "update", "no token")
    told = lines(audit)
    assert [each["why"] for each in told] == [
        *["wrong token"] * MOST_DENIED,
        *("expired token", "more than have lines of their own", "no token"),
    ]
    assert told[-2]["requests"] == 40
