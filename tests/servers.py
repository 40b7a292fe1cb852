"""Real server processes for tests, stopped when the test is over."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT


@contextmanager
def serving() -> Iterator[str]:
    """Serve the plan on a free port of the loopback interface, and give its address."""
    command = [str(Path(sys.executable).with_name("gjgraph")), "--lang", "en", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()
            assert process.wait(10) in (0, -15)
