"""Server processes for tests of what a server says besides its answers: output, logs, settings."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, Ran

GJGRAPH = str(Path(sys.executable).with_name("gjgraph"))
WAIT = 10.0
"""Seconds after which what should have happened did not."""


@dataclass
class Live:
    """A server that runs."""

    address: str
    process: "subprocess.Popen[str]"
    log_file: Path
    out: str
    """What it printed on standard output; all of it once it has stopped."""
    stopped: list[int] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def raw_log(self) -> str:
        """Give what it wrote to standard error so far."""
        return self.log_file.read_text(encoding="utf-8")

    def log(self) -> list[dict[str, Any]]:
        """Read standard error as lines of JSON: that is all that there may be."""
        return [json.loads(line) for line in self.raw_log().split("\n") if line]

    def log_when(self, done: Callable[[list[dict[str, Any]]], object]) -> list[dict[str, Any]]:
        """Give the log once something is in it; lines are written a moment later."""
        until = time.monotonic() + WAIT
        while True:
            lines = self.log()
            if done(lines):
                return lines
            assert time.monotonic() < until, lines[-5:]
            time.sleep(0.05)


def environment(settings: Mapping[str, str], lang: str) -> dict[str, str]:
    """Give the environment of a server: none of its variables but those that a test sets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GJGRAPH_")}
    return {**kept, "GJGRAPH_LANG": lang, "PYTHONUTF8": "1", **settings}


@contextmanager
def live(
    log_file: Path, *flags: str, at: Path = ROOT, variables: Mapping[str, str] | None = None, lang: str = "en"
) -> Iterator[Live]:
    """Serve a workspace on a free port of the loopback interface."""
    command = [GJGRAPH, "serve", "--port", "0", *flags]
    with (
        log_file.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            cwd=at,
            env=environment(variables or {}, lang),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdout
        try:
            line = process.stdout.readline()
            found = re.search(r"http://[\w.\[\]:]+:\d+/", line)
            assert found, line + log_file.read_text(encoding="utf-8")
            running = Live(found[0], process, log_file, line)
            yield running
        finally:
            process.terminate()
            code = process.wait(WAIT + 30)
            if "running" in locals():
                running.out += process.stdout.read()
                running.stopped.append(code)
    assert running.stopped in ([0], [-15])


def refused(
    *flags: str, at: Path = ROOT, variables: Mapping[str, str] | None = None, lang: str = "en"
) -> Ran:
    """Try to serve with settings that should be refused; a server that starts all the same is stopped."""
    with subprocess.Popen(
        [GJGRAPH, "serve", *flags],
        cwd=at,
        env=environment({"GJGRAPH_PORT": "0", **(variables or {})}, lang),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            out, err = process.communicate(timeout=8)
        except subprocess.TimeoutExpired:
            process.terminate()
            out, err = process.communicate()
            return Ran(-1, out, err)
    return Ran(process.returncode, out, err)
