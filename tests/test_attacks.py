"""The attacks of `tests/attacks.py` on a real server: each ends as it may, and leaves nothing behind."""

import time
from collections.abc import Iterator

import pytest

from tests.attacks import REQUEST_KB, Attack, rows
from tests.running import Running, children, eventually, forget_peak, memory, running

TIME = 0.3
REQUEST_TIME = 0.5
AT_ONCE = 64 << 20
"""Bytes by which the server's memory may grow, at most, under one attack."""
GROWTH = 128 << 20
"""Bytes that it may have more after all of them: with its cache, and what the allocator keeps."""
ROWS = rows()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """One server bears all attacks; at the end it is as it was at the beginning."""
    limits = ("--time", TIME, "--request-time", REQUEST_TIME, "--request-kb", REQUEST_KB)
    others = ("--memory-mb", 256, "--cache-mb", 8, "--queries-at-once", 4)
    with running(*map(str, limits + others)) as server:
        for _ in range(3):
            server.ask()
        files, before, engine = server.files(), memory(server.pid), children(server.pid)
        yield server
        eventually(server.files, lambda now: now <= files, 2)
        server.settled()
        assert children(server.pid) == engine
        assert memory(server.pid) - before < GROWTH
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("attack", [pytest.param(row, id=row.name) for row in ROWS])
def test_attack(server: Running, attack: Attack) -> None:
    before = memory(server.pid)
    forget_peak(server.pid)
    began = time.monotonic()
    reply = server.talk(attack.make(), timeout=TIME + REQUEST_TIME + 3)
    took = time.monotonic() - began
    shown = reply.raw[:600] if not reply.whole else reply.body[:600]
    assert reply.outcome in attack.allowed, (reply.outcome, shown)
    assert took < max(TIME, REQUEST_TIME) + 1, took
    server.answers_within(0.2)
    server.settled()
    assert memory(server.pid, "VmHWM") - before < AT_ONCE


def test_each_attack_is_another() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names) > 400
