"""The README's tour, run as it stands: each command must print exactly what is written below it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.servers import serving

TOUR = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"/tmp/(edited|plan|saebom|site)")  # noqa: S108


CHANGING = {
    re.compile(r"\b[0-9a-f]{7,40}\b"): "c0ffee5",
    re.compile(r"\([0-9.]+ s\)"): "(4.2 s)",
    re.compile(r"\b20\d\d-\d\d-\d\d( \d\d:\d\d)?"): "2026-11-22",
}
"""What is another at each run: the ids of commits, when they were made, how long it took."""


def steps(text: str) -> list[tuple[str, str]]:
    """Take the tour apart into commands (with their here-documents) and what they print."""
    found: list[tuple[str, str]] = []
    for block in TOUR.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            last = 0
            if document := re.search(r"<<'(\w+)'", lines[0]):
                last = next(n for n, line in enumerate(lines) if line.strip() == document[1])
            found.append(("".join(lines[: last + 1]), "".join(lines[last + 1 :])))
    return found


def perform(commands: list[str], folder: Path, host: str) -> list[str]:
    """Run commands one after another in one shell, and give what each printed, errors included."""
    mark = "-- end of one command --"
    script = "".join(f"{command.rstrip()}\necho '{mark}'\n" for command in commands)
    script = ELSEWHERE.sub(lambda match: str(folder / match[1]), script.replace("localhost:8000", host))
    checkout = folder / "checkout"
    shutil.copytree(
        ROOT, checkout, ignore=shutil.ignore_patterns(".*", "__pycache__", "node_modules"), dirs_exist_ok=True
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=checkout,
        env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "GJGRAPH_LANG": "", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return [part.replace(str(folder), "/tmp") for part in ran.stdout.split(mark + "\n")[:-1]]  # noqa: S108


def masked(text: str) -> str:
    """Write one thing for what is another at each run."""
    for pattern, same in CHANGING.items():
        text = pattern.sub(same, text)
    return text


def test_the_tour_is_real(tmp_path: Path) -> None:
    tour = steps((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(tour) > 10
    with serving() as address:
        host = address.removeprefix("http://").rstrip("/")
        printed = perform([command for command, _ in tour], tmp_path, host)
    assert len(printed) == len(tour)
    for (command, expected), got in zip(tour, printed, strict=True):
        assert masked(got) == masked(expected), command


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            assert target[1:] in [heading.lower().replace(" ", "-") for heading in headings]
        elif not target.startswith("https://"):
            assert (ROOT / target).exists(), target
