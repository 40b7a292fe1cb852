"""Git repositories for tests: made by git itself, and looked at with it."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from gjgraph.storage.repository import Author, NewCommit, Repository

KIM = Author("김민지", "kim@plan.example")
WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "x@y.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
FILES = {
    "gjgraph.toml": b"base = 'https://plan.example/'\n",
    "data/plan.ttl": b"one\n",
    "data/a/old.ttl": b"old\n",
    "ontology/o.ttl": b"ontology\n",
    "queries/checks/c.rq": b"ASK {}\n",
}


def git(root: Path, *arguments: str, **more: str) -> str:
    """Run git as somebody at a terminal does."""
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        env={**os.environ, **ALONE, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files by hand."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


@contextlib.contextmanager
def in_memory() -> Iterator[Path]:
    """Give a folder where nothing waits for a disk."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def make(root: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """Make a repository by hand, with one commit if there are files."""
    git(root.parent, "init", "--quiet", "--initial-branch=main", "--template=", str(root))
    if files:
        write(root, files)
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message=first", GIT_COMMITTER_DATE="2026-01-01T00:00:00Z")
    return root


def opened(root: Path) -> Repository:
    """Open a repository that is there."""
    repository = Repository.open(root)
    assert repository is not None
    return repository


def edit(files: Mapping[str, bytes | None], message: str = "Edit", when: datetime = WHEN) -> NewCommit:
    """Give a commit to be made."""
    return NewCommit({PurePosixPath(name): each for name, each in files.items()}, KIM, message, when)


def is_sound(root: Path) -> bool:
    """Tell whether git finds nothing wrong, nothing changed, and we left nothing lying about."""
    assert git(root, "fsck", "--strict", "--no-dangling") == ""
    assert git(root, "status", "--porcelain", "--untracked-files=all", "--ignored") == ""
    assert opened(root).uncommitted() == []
    folder = Path(git(root, "rev-parse", "--absolute-git-dir"))
    left = [
        path
        for path in folder.rglob("*")
        if path.suffix in (".lock", ".new") and path.parent.name != "gjgraph"
    ]
    assert left == []
    return not (folder / "gjgraph/journal").exists() and not any((folder / "gjgraph/new").glob("*"))
