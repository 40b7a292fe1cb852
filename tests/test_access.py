"""Who may edit over HTTP: right tokens pass at once, all else waits, is told why, and is written down."""

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from gjgraph.core.author import Author
from gjgraph.core.settings import Settings
from gjgraph.interfaces.http.access import Access, warning
from gjgraph.interfaces.http.guesses import (
    CLIENT_WAITING,
    CLIENTS,
    FIRST_DELAY,
    FORGOTTEN,
    LONGEST_DELAY,
    WAITING,
)
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.storage.audit import MOST_DENIED, Audit
from gjgraph.storage.tokens import Token, Tokens

EDITOR = Author("편집자", "editor@plan.example")
CLIENT, OTHER, PROXY = "192.0.2.7", "192.0.2.8", "192.0.2.1"
WRONG = "gjg_01234567_" + "0" * 64
T = TypeVar("T")


class Hurried(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next thing that is due, instead of waiting for it."""

    jumped = 0.0

    def time(self) -> float:
        return super().time() + self.jumped

    def _run_once(self) -> None:
        scheduled: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        if not self._ready and scheduled:  # type: ignore[attr-defined]
            self.jumped += max(0.0, min(each.when() for each in scheduled) - self.time())
        super()._run_once()  # type: ignore[misc]


def hurried(work: Callable[[], Coroutine[object, object, T]]) -> T:
    """Run something that waits, without waiting."""
    with asyncio.Runner(loop_factory=Hurried) as runner:
        return runner.run(work())


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path)


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return Audit(tmp_path)


@pytest.fixture
def access(tokens: Tokens, audit: Audit) -> Access:
    return Access(tokens, audit, Settings(editing=True))


def scope(*authorization: str, client: str = CLIENT, **headers: str) -> dict[str, object]:
    """Make what the server says of a request."""
    named = [*(("authorization", each) for each in authorization), *headers.items()]
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in named]
    return {"type": "http", "client": (client, 50000), "headers": raw}


def passed(access: Access, *authorization: str, client: str = CLIENT, **headers: str) -> Token:
    """See who a request's token belongs to."""
    return hurried(lambda: access.authorise(scope(*authorization, client=client, **headers), "update"))


def refused(
    access: Access, status: int, *authorization: str, client: str = CLIENT, **headers: str
) -> ProblemError:
    """See that a request isn't let in."""
    with pytest.raises(ProblemError) as caught:
        passed(access, *authorization, client=client, **headers)
    assert caught.value.status == status
    assert all(caught.value.message)
    return caught.value


def reasons(audit: Audit) -> list[str]:
    return [json.loads(line)["why"] for line in audit.path.read_text(encoding="utf-8").splitlines()]


def basic(secret: str, user: str = "editor") -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def test_a_right_token_passes(access: Access, tokens: Tokens, audit: Audit) -> None:
    made, secret = tokens.add(EDITOR)
    ways = (f"Bearer {secret}", f"bearer {secret}", f"BEARER  {secret} ", basic(secret), basic(secret, ""))
    for way in ways:
        assert passed(access, way) == made
    assert not audit.path.exists(), "who passes is written down with what is tried"


def test_while_editing_is_off_nobody_passes(tokens: Tokens, audit: Audit) -> None:
    secret = tokens.add(EDITOR)[1]
    error = refused(Access(tokens, audit, Settings()), 403, f"Bearer {secret}")
    assert "editing" in error.message.en


def test_no_token(access: Access, audit: Audit) -> None:
    for given in ((), ("Bearer",), ("Bearer ",), ("Digest x",), ("Basic",), ("Basic ?",), ("Basic /w==",)):
        error = refused(access, 401, *given)
        assert error.headers["WWW-Authenticate"] == 'Bearer realm="gjgraph"'
    assert set(reasons(audit)) == {"no token"}
    assert not access.guesses.wrong, "nobody guessed"


def test_nothing_but_the_token_is_one(access: Access, tokens: Tokens) -> None:
    secret = tokens.add(EDITOR)[1]
    for given in (
        *(f"Bearer {secret[:-1]}", f"Bearer {secret}0", f"Bearer x{secret}", f"Bearer {secret.upper()}"),
        *(f"Bearer {secret} {secret}", f"Bearer {secret}\xa0", f"Bearer\t{secret}", f"Bearer \t{secret}"),
        *(f"Basic {secret}", secret, f"Bearer {basic(secret)}", basic(secret + ":"), basic("x:" + secret)),
    ):
        refused(access, 401, given)
    refused(access, 401, f"Bearer {secret}", f"Bearer {secret}")
    refused(access, 401, f"Bearer {WRONG}", f"Bearer {secret}")


@pytest.mark.parametrize("header", ["origin", "sec_fetch_site"])
def test_a_browser_can_not_be_made_to_edit(access: Access, tokens: Tokens, header: str) -> None:
    """A page of another site can have a browser send a password that it knows, and no Bearer."""
    secret = tokens.add(EDITOR)[1]
    refused(access, 401, basic(secret), **{header: "https://elsewhere.example"})
    assert passed(access, f"Bearer {secret}", **{header: "https://elsewhere.example"})
    assert "Basic" not in refused(access, 401).headers["WWW-Authenticate"]


def test_unknown_and_revoked_are_told_alike(access: Access, tokens: Tokens, audit: Audit) -> None:
    made, secret = tokens.add(EDITOR)
    assert passed(access, f"Bearer {secret}")
    tokens.revoke(made.id)
    told = [refused(access, 401, f"Bearer {each}") for each in (secret, WRONG, "x")]
    assert len({(each.message, *each.headers.values()) for each in told}) == 1
    assert 'error="invalid_token"' in told[0].headers["WWW-Authenticate"]
    assert reasons(audit) == ["wrong token"] * 3
    assert secret[13:] not in audit.path.read_text(encoding="utf-8")


def test_an_expired_one_is_told_so_and_not_slowed(access: Access, tokens: Tokens, audit: Audit) -> None:
    made, secret = tokens.add(EDITOR, (), datetime.now(UTC) - timedelta(seconds=1))
    assert "expired" in refused(access, 401, f"Bearer {secret}").message.en
    assert not access.guesses.wrong
    (line,) = map(json.loads, audit.path.read_text(encoding="utf-8").splitlines())
    assert (line["token"], line["why"], line["client"]) == (made.id, "expired token", CLIENT)


def test_a_broken_file_of_tokens_lets_nobody_in(access: Access, tokens: Tokens, audit: Audit) -> None:
    secret = tokens.add(EDITOR)[1]
    assert passed(access, f"Bearer {secret}")
    tokens.path.write_bytes(b"{")
    error = refused(access, 503, f"Bearer {secret}")
    assert str(tokens.path) not in error.message.en + error.message.ko
    assert str(tokens.path) in reasons(audit)[0]


def test_wrong_tokens_are_slower_each_time(access: Access) -> None:
    async def waits() -> list[float]:
        loop, taken = asyncio.get_running_loop(), []
        for _ in range(8):
            began = loop.time()
            with pytest.raises(ProblemError):
                await access.authorise(scope(f"Bearer {WRONG}"), "update")
            taken.append(loop.time() - began)
        return taken

    assert hurried(waits) == pytest.approx([0.25, 0.5, 1, 2, 4, 8, 8, 8], abs=0.2)
    assert (FIRST_DELAY, LONGEST_DELAY) == (0.25, 8)


def test_delays_are_bounded_and_forgotten(access: Access) -> None:
    delays = [access.guesses.next_delay(CLIENT, 0.0) for _ in range(5000)]
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY
    assert access.guesses.next_delay(OTHER, 0.0) == FIRST_DELAY
    assert access.guesses.next_delay(CLIENT, FORGOTTEN - 1) == LONGEST_DELAY
    assert access.guesses.next_delay(CLIENT, 2 * FORGOTTEN) == FIRST_DELAY


def test_a_right_token_passes_while_wrong_ones_of_the_same_client_wait(
    access: Access, tokens: Tokens
) -> None:
    made, secret = tokens.add(EDITOR)

    async def both() -> tuple[int, int]:
        guesses = [
            asyncio.create_task(access.authorise(scope(f"Bearer {WRONG}"), "update")) for _ in range(20)
        ]
        await asyncio.sleep(0)
        assert await access.authorise(scope(f"Bearer {secret}"), "update") == made
        answered = sum(each.done() for each in guesses)
        told = await asyncio.gather(*guesses, return_exceptions=True)
        statuses = [each.status for each in told if isinstance(each, ProblemError)]
        assert len(statuses) == 20
        return answered, statuses.count(429)

    assert hurried(both) == (20 - CLIENT_WAITING, 20 - CLIENT_WAITING)
    assert not access.guesses.waiting


def test_a_flood_of_wrong_tokens_costs_little(access: Access, tokens: Tokens, audit: Audit) -> None:
    made, secret = tokens.add(EDITOR)
    many = CLIENTS + WAITING

    async def flood() -> list[int]:
        guesses = [
            asyncio.create_task(
                access.authorise(scope(f"Bearer {WRONG}", client=f"10.0.{n >> 8}.{n & 255}"), "update")
            )
            for n in range(many)
        ]
        await asyncio.sleep(0)
        assert access.guesses.waiting.total() == len(access.guesses.waiting) == WAITING
        assert await access.authorise(scope(f"Bearer {secret}"), "update") == made
        told = await asyncio.gather(*guesses, return_exceptions=True)
        return [each.status for each in told if isinstance(each, ProblemError)]

    statuses = hurried(flood)
    assert (statuses.count(401), statuses.count(429)) == (WAITING, many - WAITING)
    assert len(access.guesses.wrong) == CLIENTS
    assert not access.guesses.waiting
    assert len(reasons(audit)) == MOST_DENIED


def test_who_is_turned_away_is_told_when_to_come_again(access: Access) -> None:
    access.guesses.waiting[CLIENT] = CLIENT_WAITING
    error = refused(access, 429, f"Bearer {WRONG}")
    assert int(error.headers["Retry-After"]) >= 1
    assert error.headers["Connection"] == "close"


@pytest.fixture
def behind(tokens: Tokens, audit: Audit) -> Access:
    return Access(tokens, audit, Settings(editing=True, trusted_proxy=PROXY))


def test_behind_tls_termination_it_works_for_each_client(
    behind: Access, tokens: Tokens, audit: Audit
) -> None:
    made, secret = tokens.add(EDITOR)
    for proto in ({"x_forwarded_proto": "https"}, {"x_forwarded_proto": "http, https"}, {}):
        assert passed(behind, f"Bearer {secret}", client=PROXY, x_forwarded_for=CLIENT, **proto) == made
    refused(behind, 401, f"Bearer {WRONG}", client=PROXY, x_forwarded_for=f"{OTHER}, {CLIENT}")
    assert list(behind.guesses.wrong) == [CLIENT]
    assert CLIENT in audit.path.read_text(encoding="utf-8")


def test_a_token_that_came_to_the_proxy_in_clear_is_refused(
    behind: Access, access: Access, tokens: Tokens, audit: Audit
) -> None:
    made, secret = tokens.add(EDITOR)
    for proto in ("http", "HTTP", "https, http"):
        refused(behind, 403, f"Bearer {secret}", client=PROXY, x_forwarded_proto=proto)
    assert reasons(audit) == ["not over TLS"] * 3
    assert passed(behind, f"Bearer {secret}", client=OTHER, x_forwarded_proto="http") == made
    assert passed(access, f"Bearer {secret}", client=PROXY, x_forwarded_proto="http") == made


@pytest.mark.parametrize(
    ("settings", "warns"),
    [
        (Settings(), False),
        (Settings(host="0.0.0.0"), False),  # noqa: S104
        (Settings(editing=True), False),
        (Settings(editing=True, host="localhost"), False),
        (Settings(editing=True, host="127.8.8.8"), False),
        (Settings(editing=True, host="::1"), False),
        (Settings(editing=True, host="0.0.0.0"), True),  # noqa: S104
        (Settings(editing=True, host="::"), True),
        (Settings(editing=True, host="192.0.2.1"), True),
        (Settings(editing=True, host="plan.example"), True),
        (Settings(editing=True, host="0.0.0.0", trusted_proxy=PROXY), False),  # noqa: S104
    ],
)
def test_the_warning_of_tokens_in_clear(settings: Settings, warns: bool) -> None:
    text = warning(settings)
    assert bool(text) is warns
    for part in text or ():
        assert settings.host in part
        assert "trusted_proxy" in part
        assert len(part.splitlines()) == 1
