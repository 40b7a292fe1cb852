"""What the tests share: the real workspace, and the real command line."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from gjgraph.operations.dataset import Dataset, load
from gjgraph.storage.workspace import Workspace, open_workspace

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


LONG = ("test_crawl.py", "test_every_page.py", "test_readme.py")
"""Where single tests take half a minute and more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: one that began last would leave all other processors waiting for it."""
    items.sort(key=lambda item: item.path.name not in LONG)


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


def run(*arguments: str, at: Path = ROOT, lang: str = "en", stdin: str | bytes = "") -> Ran:
    """Run `gjgraph` as its user does."""
    command = [str(Path(sys.executable).with_name("gjgraph")), *arguments]
    done = subprocess.run(
        command,
        cwd=at,
        env={**os.environ, "GJGRAPH_LANG": lang, "PYTHONUTF8": "1"},
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """The plan of this repository."""
    return open_workspace(ROOT)


@pytest.fixture(scope="session")
def dataset(workspace: Workspace) -> Dataset:
    """The plan in an index, derived and inferred graphs included."""
    return load(workspace)


@pytest.fixture(scope="session")
def saebom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another plan, of another shape: made by `gjgraph init`, filled from `tests/plans/`."""
    root = tmp_path_factory.mktemp("plans") / "saebom"
    made = run(
        *("init", str(root), "--base", "https://plan.saebom.example/", "--plan", "saebom/plan"),
        *("--name-ko", "새봄시 청사진", "--name-en", "Blueprint of Saebom", "--profile", "saebom"),
        *("--policies", "3", "--strategies", "2,3,1", "--values", "2"),
    )
    assert made.code == 0, made.err
    shutil.copytree(ROOT / "tests/plans/saebom/data", root / "data", dirs_exist_ok=True)
    return root


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of this repository as a folder of files, `SUB_PATH` below the root of a host."""
    from tests.publishing import published_once  # noqa: PLC0415

    own = tmp_path_factory.getbasetemp()
    return published_once(own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own)


@pytest.fixture
def copy(saebom: Path, tmp_path: Path) -> Path:
    """A copy of that small workspace, for a test to break."""
    return Path(shutil.copytree(saebom, tmp_path / "workspace", symlinks=True))
