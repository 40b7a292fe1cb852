"""Real server processes for tests, stopped when the test is over."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT


@contextmanager
def serving(
    at: Path = ROOT, environment: Mapping[str, str] | None = None, **settings: object
) -> Iterator[str]:
    """Serve a workspace on a free port of the loopback interface, and give its address.

    Each setting is given as a flag: `time=2` is `--time 2`.
    """
    flags = [part for name, value in settings.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    command = [str(Path(sys.executable).with_name("gjgraph")), "--lang", "en", "-C", str(at), "serve"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [*command, "--port", "0", *flags],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            if not found:
                log.seek(0)
                raise AssertionError(log.read().decode())
            yield found[0]
        finally:
            process.terminate()
            assert process.wait(10) in (0, -15)
