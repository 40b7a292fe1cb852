"""The plan as a folder of files: published once for all tests, and served as plain hosts do."""

import fcntl
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT, run

SUB_PATH = "city/plan"
"""Below which path of a host the site is."""


def publish(folder: Path, *more: str, at: Path = ROOT) -> str:
    """Publish a workspace as its user does, and give what is said."""
    done = run("publish", str(folder), *more, at=at)
    assert done.code == 0, done.err
    return done.out


def published_once(shared: Path) -> Path:
    """Publish the plan of this repository in a folder that all tests of a run share, unless it is there."""
    site = shared / "host" / SUB_PATH
    with (shared / "publishing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            publish(site)
    return site


@contextmanager
def hosting(folder: Path) -> Iterator[str]:
    """Serve a folder by a plain file server on a free port of the loopback interface; give its address."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    with subprocess.Popen(
        [*command, "--directory", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()
            process.wait(10)
