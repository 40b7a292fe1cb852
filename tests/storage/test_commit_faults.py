"""A commit that is killed, at any line of the program, is made whole or not at all; nobody has to mend it."""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from gjgraph.core.errors import BusyError, GjgraphError, MovedError, RefusedError, UnreadableError
from gjgraph.storage import commits
from tests.storage.repositories import ALONE, FILES, edit, git, in_memory, is_sound, make, opened, write

if TYPE_CHECKING:
    from _typeshed import TraceFunction

STORAGE = str(Path(commits.__file__).parent)
WAITING = "synchronise"
"""Where threads share out what is to be waited for; nothing changes there."""
CHANGES: list[dict[str, bytes | None]] = [
    {"data/plan.ttl": b"two\n", "data/b/c/new.ttl": b"new\n"},
    {"data/a/old.ttl": None, "ontology/o.ttl": b"ontology 2\n"},
]
OLD: dict[str, bytes | None] = {name: FILES.get(name) for change in CHANGES for name in change}
NEW: dict[str, bytes | None] = {name: content for change in CHANGES for name, content in change.items()}


def at_each_line(act: Callable[[int], None]) -> None:
    """Do something before each line of the storage that is run, given its number from here on."""
    passed = 0

    def trace(frame: FrameType, event: str, _argument: object) -> "TraceFunction | None":
        nonlocal passed
        code = frame.f_code
        if not code.co_filename.startswith(STORAGE) or code.co_qualname.startswith(WAITING):
            return None
        if event == "line":
            passed += 1
            act(passed)
        return trace

    sys.settrace(trace)


def end_of(doing: Callable[[], object], act: Callable[[int], None]) -> int:
    """Do something in another process, and something else before each of its lines; give how it ended."""
    child = os.fork()
    if not child:
        try:
            at_each_line(act)
            doing()
            sys.settrace(None)
        except BaseException:
            os._exit(2)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def state(root: Path) -> list[object]:
    """Give what is there and when it was written."""
    paths = [Path(folder) / name for folder, _, names in os.walk(root) for name in (".", *names)]
    return [
        (str(path), path.lstat().st_ino, path.lstat().st_mtime_ns, path.lstat().st_size) for path in paths
    ]


def deadly_lines(root: Path, doing: Callable[[], object], notes: Path) -> list[int]:
    """Find the lines at which the files are not as they were at the line before."""
    last: list[object] = []

    def note(line: int) -> None:
        nonlocal last
        if (now := state(root)) != last:
            last = now
            with notes.open("a") as file:
                file.write(f"{line}\n")

    assert end_of(doing, note) == 0
    return [int(line) for line in notes.read_text().split()]


def each_death(
    folder: Path, model: Path, doing: Callable[[Path], object], at_least: int
) -> Iterator[tuple[Path, bool]]:
    """Give a copy of a folder for each state in which a process can be killed, and one where it wasn't."""
    root = copied(model, folder / "copy")
    lines = deadly_lines(root, lambda: doing(root), folder / "lines")
    shutil.rmtree(root)
    (folder / "lines").unlink()
    assert len(lines) >= at_least
    for deadly in (*lines, 0):
        root = copied(model, folder / "copy")

        def die(line: int, deadly: int = deadly) -> None:
            if line == deadly:
                os.kill(os.getpid(), signal.SIGKILL)

        assert end_of(lambda root=root: doing(root), die) == (-signal.SIGKILL if deadly else 0)  # type: ignore[misc]
        yield root, not deadly
        if root.exists():
            shutil.rmtree(root)


def copied(model: Path, to: Path) -> Path:
    """Copy a folder with its hard links, which tell whose a lock is."""
    first: dict[int, str] = {}

    def copy(source: str, target: str) -> None:
        if (known := first.setdefault(Path(source).stat().st_ino, target)) == target:
            shutil.copy2(source, target)
        else:
            Path(target).hardlink_to(known)

    return Path(shutil.copytree(model, to, copy_function=copy))


@dataclass(frozen=True)
class Deaths:
    """Repositories as a commit left them that was killed, in the order of its steps; the last one wasn't."""

    before: str
    """The version that the commit was made on."""
    roots: list[Path]

    def caught(self, folder: Path, is_met: Callable[[Path, str], bool]) -> Path:
        """Give a copy of the first one in which something is so."""
        return copied(next(root for root in self.roots if is_met(root, self.before)), folder / "caught")


@pytest.fixture(scope="module")
def deaths() -> Iterator[Deaths]:
    """Kill a commit in every way."""
    with in_memory() as folder:
        model = make(folder / "model")
        before = git(model, "rev-parse", "HEAD")
        new = [edit(each) for each in CHANGES]
        found: list[Path] = []
        for root, _ in each_death(folder, model, lambda root: opened(root).commit(new, before), 40):
            found.append(root.rename(folder / str(len(found))))
        yield Deaths(before, found)


def contents(root: Path) -> dict[str, bytes | None]:
    """Read what the commits touch."""
    return {name: (root / name).read_bytes() if (root / name).exists() else None for name in OLD}


def test_a_commit_killed_at_any_line(deaths: Deaths, quick: Path) -> None:
    heads = set()
    for root in deaths.roots:
        there = copied(root, quick / "plan")
        repository = opened(there)
        head = repository.head()
        heads.add(head)
        if head != deaths.before:
            # Else a git command could see the new commit with the old index or file, and undo it.
            assert contents(there) == NEW
            assert git(there, "diff", "--cached", "--name-only") == ""
        repository.recover()
        assert repository.head() == head
        assert contents(there) == (OLD if head == deaths.before else NEW)
        assert head != deaths.before or root != deaths.roots[-1]
        assert is_sound(there)
        assert repository.recover() == []
        # Nothing that was left keeps the next edit from being made.
        assert repository.commit([edit({"data/plan.ttl": b"three\n"})], head)
        assert is_sound(there)
        shutil.rmtree(there)
    assert len(heads) == 2


def test_a_first_commit_killed_at_any_line(quick: Path) -> None:
    model = make(quick / "model", {})
    # Files made by hand before anything was committed must never be lost.
    write(model, {"data/plan.ttl": b"two\n"})
    change = {"data/plan.ttl": b"two\n", "data/b/new.ttl": b"new\n"}
    for root, done in each_death(quick, model, lambda root: opened(root).commit([edit(change)], ""), 30):
        repository = opened(root)
        repository.recover()
        assert (root / "data/plan.ttl").read_bytes() == b"two\n"
        if repository.head():
            assert (root / "data/b/new.ttl").read_bytes() == b"new\n"
            assert is_sound(root)
        else:
            assert not done
            assert not (root / "data/b/new.ttl").exists()
            assert repository.commit([edit(change)], "")
            assert is_sound(root)


def has_placed(root: Path, first: str) -> bool:
    """Tell whether the files have their new content, and the branch hasn't moved."""
    return opened(root).head() == first and contents(root) == NEW


def has_moved(root: Path, first: str) -> bool:
    """Tell whether the branch has moved, and the journal is still there."""
    return opened(root).head() != first and (root / ".git/gjgraph/journal").exists()


@pytest.mark.parametrize(("is_met", "expected"), [(has_placed, OLD), (has_moved, NEW)])
def test_a_recovery_killed_at_any_line(
    deaths: Deaths,
    quick: Path,
    is_met: Callable[[Path, str], bool],
    expected: dict[str, bytes | None],
) -> None:
    model = deaths.caught(quick, is_met)
    for root, _ in each_death(quick, model, lambda root: opened(root).recover(), 5):
        repository = opened(root)
        repository.recover()
        assert contents(root) == expected
        assert is_sound(root)
        assert git(root, "reflog").count("gjgraph: Edit") == (expected is NEW)


def test_power_that_fails_when_the_disk_has_the_branch_but_not_yet_the_files(
    deaths: Deaths, quick: Path
) -> None:
    root = deaths.caught(quick, has_moved)
    for name, content in OLD.items():
        if content is None:
            (root / name).unlink()
        else:
            write(root, {name: content})
    shutil.copy(deaths.roots[0] / ".git/index", root / ".git/index")
    said = opened(root).recover()
    assert contents(root) == NEW
    assert is_sound(root)
    assert {text.en.split(": ")[1] for text in said if "follow" in text.en} == set(NEW)


def test_a_recovery_leaves_what_was_edited_by_hand(deaths: Deaths, quick: Path) -> None:
    root = deaths.caught(quick, has_placed)
    write(root, {"data/plan.ttl": b"by hand\n"})
    repository = opened(root)
    repository.recover()
    assert contents(root) == OLD | {"data/plan.ttl": b"by hand\n"}
    assert [str(path) for path in repository.uncommitted()] == ["data/plan.ttl"]
    assert git(root, "status", "--porcelain") == "M data/plan.ttl"


def test_the_next_commit_recovers_first(deaths: Deaths, quick: Path) -> None:
    root = deaths.caught(quick, has_placed)
    repository = opened(root)
    repository.commit([edit({"ontology/o.ttl": b"ontology 3\n"})], repository.head())
    assert contents(root) == OLD | {"ontology/o.ttl": b"ontology 3\n"}
    assert is_sound(root)


def test_objects_that_a_power_failure_emptied_are_written_again(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    first = repository.head()
    [made] = repository.commit([edit({"data/plan.ttl": b"two\n"})], first)
    git(root, "reset", "--quiet", "--hard", first)
    for name in git(root, "rev-list", "--objects", f"{first}..{made}").split("\n"):
        path = root / ".git/objects" / name[:2] / name[2:40]
        path.chmod(0o644)
        path.write_bytes(b"")
    assert opened(root).commit([edit({"data/plan.ttl": b"two\n"})], first) == [made]
    git(root, "reflog", "expire", "--expire=now", "--all")
    assert is_sound(root)


@pytest.fixture
def tmpfs(quick: Path) -> Iterator[Path]:
    """Give a disk of one megabyte."""
    disk = quick / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full(tmpfs: Path) -> None:
    root = make(tmpfs / "plan")
    repository = opened(root)
    first = repository.head()
    repository.recover()
    refused = 0
    filler = tmpfs / "filler"
    commit = [edit({"data/plan.ttl": os.urandom(20_000).hex().encode()}), edit(CHANGES[1])]
    while True:
        filler.write_bytes(b"")
        free = os.statvfs(tmpfs).f_bavail * os.statvfs(tmpfs).f_frsize
        filler.write_bytes(b"x" * (free - refused * 4096))
        try:
            repository.commit(commit, first)
            break
        except GjgraphError as error:
            assert "Make room" in error.message.en  # noqa: PT017
        refused += 1
        assert repository.head() == first
        assert contents(root) == OLD
        if refused % 8 == 1:
            filler.unlink()
            assert is_sound(root)
    assert refused > 20
    filler.unlink()
    assert contents(root)["data/a/old.ttl"] is None
    assert is_sound(root)


@contextlib.contextmanager
def at_call(function: str, act: Callable[[], object]) -> Iterator[None]:
    """Do something as a function is called for the first time."""
    done: list[object] = []

    def trace(frame: FrameType, _event: str, _argument: object) -> None:
        if frame.f_code.co_name == function and not done:
            done.append(act())

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
    assert done


def test_a_file_that_cannot_be_put_in_its_place(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    first = repository.head()
    change = edit({"data/plan.ttl": b"two\n", "data/a/old.ttl": None, "data/x/b.ttl": b"b\n"})
    with at_call("put", (root / "data/x/b.ttl").mkdir), pytest.raises(UnreadableError, match="disk"):
        repository.commit([change], first)
    (root / "data/x/b.ttl").rmdir()
    (root / "data/x").rmdir()
    assert contents(root) == OLD
    assert repository.head() == first
    assert is_sound(root)
    assert repository.commit([change], first)
    assert is_sound(root)


def test_a_file_that_is_edited_by_hand_while_the_disk_is_waited_for(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    first = repository.head()
    change = edit({"data/plan.ttl": b"two\n", "data/x/b.ttl": b"b\n"})
    by_hand = functools.partial(write, root, {"data/plan.ttl": b"by hand\n"})
    with at_call("synchronise", by_hand), pytest.raises(RefusedError):
        repository.commit([change], first)
    assert contents(root) == OLD | {"data/plan.ttl": b"by hand\n"}
    assert not (root / "data/x").exists()
    assert git(root, "status", "--porcelain") == "M data/plan.ttl"


def test_a_log_that_cannot_be_written_is_written_later(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    log = root / ".git/logs/HEAD"
    log.unlink()
    log.mkdir()
    [made] = repository.commit([edit({"data/plan.ttl": b"two\n"})], repository.head())
    assert git(root, "status", "--porcelain") == ""
    log.rmdir()
    repository.recover()
    for path in (log, root / ".git/logs/refs/heads/main"):
        assert path.read_text().splitlines()[-1].split("\t")[1] == "gjgraph: Edit"
        assert path.read_text().count(made) == 1
    assert is_sound(root)


@pytest.mark.parametrize("name", ["index.lock", "refs/heads/main.lock"])
def test_a_git_command_at_work_is_respected(quick: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "GIT_WAIT", 0.05)
    root = make(quick / "plan")
    repository = opened(root)
    lock = root / ".git" / name
    lock.touch()
    before = contents(root)
    with pytest.raises(BusyError, match=r"\.lock"):
        repository.commit([edit({"data/plan.ttl": b"two\n"})], repository.head())
    repository.recover()
    assert lock.exists()
    assert contents(root) == before
    lock.unlink()
    assert is_sound(root)


def test_several_at_once_lose_nothing(quick: Path) -> None:
    """Two processes edit, and somebody commits at a terminal: what was acknowledged stays."""
    root = make(quick / "plan")
    acknowledged = quick / "acknowledged"
    children = []
    for name in ("one", "two"):
        if not (child := os.fork()):
            try:
                persist(root, name, acknowledged)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    for number in range(10):
        by_hand(root, number)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    made = acknowledged.read_text().split()
    assert len(made) == 20
    assert set(made) <= set(git(root, "rev-list", "HEAD").split())
    assert {(root / f"data/{name}.ttl").read_bytes() for name in ("one", "two")} == {b"9\n"}
    assert (root / "ontology/by-hand.ttl").read_bytes() == b"9\n"
    assert is_sound(root)


def persist(root: Path, name: str, acknowledged: Path) -> None:
    """Make ten edits, each as often as it takes."""
    repository = opened(root)
    for number in range(10):
        while True:
            try:
                made = repository.commit([edit({f"data/{name}.ttl": b"%d\n" % number})], repository.head())
                break
            except (MovedError, BusyError):
                continue
        with acknowledged.open("a") as file:
            file.write(f"{made[0]}\n")


def by_hand(root: Path, number: int) -> None:
    """Commit with git, as often as it takes."""
    write(root, {"ontology/by-hand.ttl": b"%d\n" % number})
    environment = {**os.environ, **ALONE}
    for command in (["add", "ontology/by-hand.ttl"], ["commit", "-qm", "by hand"]):
        for _ in range(1000):
            done = subprocess.run(
                ["git", "-C", str(root), *command], env=environment, capture_output=True, check=False
            )
            if not done.returncode:
                break
        assert not done.returncode, done.stderr
