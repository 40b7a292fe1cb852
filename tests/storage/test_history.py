"""History as git itself tells it: versions and their names, what they changed, and what they were."""

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from gjgraph.core.errors import UnknownNameError, UnreadableError
from gjgraph.storage.repository import Author, Repository
from tests.storage.repositories import FILES, edit, git, make, opened, write

PLAN = PurePosixPath("data/plan.ttl")


def committed(root: Path, files: dict[str, bytes], day: str, message: str = "by hand") -> str:
    """Commit by hand on a day."""
    write(root, files)
    git(root, "add", "--all", ".")
    date = f"{day}T12:00:00+09:00"
    git(root, "commit", "-qm", message, GIT_COMMITTER_DATE=date, GIT_AUTHOR_DATE="2020-01-01T00:00:00Z")
    return git(root, "rev-parse", "HEAD")


def ids(repository: Repository, *arguments: object, **more: object) -> list[str]:
    return [commit.id for commit in repository.log(*arguments, **more)]  # type: ignore[arg-type]


@pytest.fixture
def root(quick: Path) -> Path:
    return make(quick / "plan")


def test_names_of_versions(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    second = committed(root, {str(PLAN): b"two\n"}, "2026-02-10")
    git(root, "tag", "v1", first)
    git(root, "tag", "-am", "annotated", "release/2026", second)
    git(root, "branch", "draft", first)
    git(root, "tag", "tree", "HEAD^{tree}")
    repository = opened(root)
    for name in (first, first[:7], "v1", "draft", "2026-01-01", "2026-02-09", "2026-02-10T11:59:59+09:00"):
        assert repository.resolve(name).id == first, name
    for name in (second, "release/2026", "main", "2026-02-10", "2026-02-10T03:00:00", "2026-02-10T03:00Z"):
        assert repository.resolve(name).id == second, name
    for name in (
        *(
            "",
            "HEAD",
            "main~1",
            "v1^{}",
            "main@{0}",
            ":/first",
            "--all",
            "../HEAD",
            "refs/heads/main",
            "tree",
        ),
        *(
            first[:6],
            "0" * 40,
            "2025-12-31",
            "2026-13-01",
            "v1..main",
            "main:data",
            "\0",
            "가지",
            first + "0",
        ),
    ):
        with pytest.raises(UnknownNameError):
            repository.resolve(name)


def test_what_a_commit_says(root: Path) -> None:
    message = "제목 줄\n둘째\n\nWhy: this is no trailer.\nReally.\n\nEdit-Id: 7\nOver: one\n two\n"
    made = opened(root).resolve(committed(root, {str(PLAN): b"two\n"}, "2026-02-10", message))
    assert made.author == Author("x@y.example", "x@y.example")
    assert made.when.isoformat() == "2026-02-10T12:00:00+09:00"
    assert (made.subject, made.body) == ("제목 줄", "둘째\n\nWhy: this is no trailer.\nReally.")
    assert made.trailers == {"Edit-Id": "7", "Over": "one two"}
    alone = opened(root).resolve(committed(root, {str(PLAN): b"3\n"}, "2026-02-11", "Edit-Id: 8"))
    assert (alone.subject, alone.trailers) == ("Edit-Id: 8", {})


def test_the_log_lists_what_touched_graphs(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    committed(
        root, {"README": b"", "data/notes.txt": b"", "queries/checks/c.rq": b"ASK {} #\n"}, "2026-02-01"
    )
    second = committed(root, {str(PLAN): b"two\n"}, "2026-02-02")
    third = committed(root, {"ontology/o.ttl": b"new\n"}, "2026-02-02")
    repository = opened(root)
    assert ids(repository) == [third, second, first]
    assert ids(repository, limit=2) == [third, second]
    assert ids(repository, since=second) == [third]
    assert ids(repository, since=third) == []
    assert ids(repository, PLAN) == [second, first]
    assert ids(repository, PurePosixPath("ontology")) == [third, first]
    assert ids(repository, PurePosixPath("data/nowhere.ttl")) == []


def test_merges_lose_nothing(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    git(root, "switch", "-qc", "side")
    side = committed(root, {"data/side.ttl": b"side\n", str(PLAN): b"side\n"}, "2026-02-03")
    git(root, "switch", "-q", "main")
    main = committed(root, {"ontology/o.ttl": b"main\n"}, "2026-02-02")
    git(root, "merge", "-q", "--no-ff", "-m", "plain", "side", GIT_COMMITTER_DATE="2026-02-04T00:00:00Z")
    plain = git(root, "rev-parse", "HEAD")
    repository = opened(root)
    # Both sides changed graphs, so that what came out was there on neither.
    assert ids(repository) == [plain, side, main, first]
    assert ids(repository, since=main) == [plain, side]
    assert ids(repository, since=plain) == []
    git(root, "switch", "-q", "side")
    other = committed(root, {str(PLAN): b"other\n"}, "2026-02-05")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-commit", "--no-ff", "side")
    evil = committed(root, {str(PLAN): b"neither\n"}, "2026-02-06")
    assert ids(repository) == [evil, other, plain, side, main, first]
    assert ids(repository, since=plain) == [evil, other]
    git(root, "switch", "-qc", "texts")
    committed(root, {"README": b"text\n"}, "2026-02-07")
    git(root, "switch", "-q", "main")
    last = committed(root, {str(PLAN): b"last\n"}, "2026-02-08")
    git(root, "merge", "-q", "--no-ff", "-m", "texts", "texts", GIT_COMMITTER_DATE="2026-02-09T00:00:00Z")
    # What was merged changed no graph, and neither did the merge.
    assert ids(repository, since=evil) == [last]
    git(root, "switch", "-qc", "old", first)
    old = committed(root, {"data/old.ttl": b"old\n"}, "2026-01-02")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "old", "old", GIT_COMMITTER_DATE="2026-02-10T00:00:00Z")
    # A branch that is older than what is known, and was merged after it.
    assert ids(repository, since=last) == [repository.head(), old]


def test_what_differs(root: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    (root / "data/a/old.ttl").rename(root / "data/renamed.ttl")
    (root / "ontology/o.ttl").unlink()
    (root / "ontology/o.ttl").symlink_to("../gjgraph.toml")
    second = committed(root, {str(PLAN): b"two\n", "data/notes.txt": b"", "queries/q.ttl": b""}, "2026-02-01")
    repository = opened(root)
    there = [
        (PurePosixPath("data/a/old.ttl"), b"old\n", None),
        (PLAN, b"one\n", b"two\n"),
        (PurePosixPath("data/renamed.ttl"), None, b"old\n"),
        (PurePosixPath("ontology/o.ttl"), b"ontology\n", None),
    ]
    assert repository.changed(first, second) == there
    assert repository.changed(second, first) == [(path, new, old) for path, old, new in there]
    everything = {PurePosixPath(name): each for name, each in FILES.items() if name.endswith(".ttl")}
    assert repository.changed(None, first) == [(path, None, everything[path]) for path in sorted(everything)]
    git(root, "rm", "-rq", "data", "ontology")
    last = committed(root, {}, "2026-02-02")
    assert [new for _, _, new in repository.changed(first, last)] == [None] * 3
    assert repository.file_at(first, PLAN) == b"one\n"
    assert {
        path: repository.file_at(second, path) for path in (PLAN, PurePosixPath("data"), PurePosixPath("x/y"))
    } == {
        PLAN: b"two\n",
        PurePosixPath("data"): None,
        PurePosixPath("x/y"): None,
    }


def test_a_version_as_it_was(root: Path, quick: Path) -> None:
    first = git(root, "rev-parse", "HEAD")
    committed(root, {str(PLAN): b"two\n", "README": b""}, "2026-02-01")
    opened(root).export(first, quick / "out")
    found = {
        str(path.relative_to(quick / "out")): path for path in (quick / "out").rglob("*") if path.is_file()
    }
    assert {name: path.read_bytes() for name, path in found.items()} == FILES


@pytest.mark.parametrize("name", ["..", "a/b", "."])
def test_a_version_that_would_lead_out_of_its_folder(root: Path, quick: Path, name: str) -> None:
    blob = git(root, "rev-parse", "HEAD:data/plan.ttl")
    entry = f"100644 {name}".encode() + b"\0" + bytes.fromhex(blob)
    made = subprocess.run(
        ["git", "-C", str(root), "hash-object", "-wt", "tree", "--literally", "--stdin"],
        input=entry,
        capture_output=True,
        check=True,
    ).stdout.decode()
    top = subprocess.run(
        ["git", "-C", str(root), "mktree"],
        input=f"040000 tree {made.strip()}\tdata\n".encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    bad = git(root, "commit-tree", "-m", "bad", top.strip())
    with pytest.raises(UnreadableError, match="impossible name"):
        opened(root).export(bad, quick / "deep/out")


def test_a_clone_that_is_shallow(root: Path, quick: Path) -> None:
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        committed(root, {str(PLAN): day.encode()}, day)
    git(root, "clone", "-q", "--depth=2", root.as_uri(), str(quick / "clone"))
    repository = opened(quick / "clone")
    expected = git(root, "rev-list", "-2", "HEAD").split()
    assert ids(repository) == expected
    assert repository.parent(repository.resolve(expected[1])) is None
    assert repository.resolve("2026-02-02").id == expected[1]
    with pytest.raises(UnknownNameError):
        repository.resolve("2026-01-31")


def test_nothing_committed_yet(quick: Path) -> None:
    repository = opened(make(quick / "plan", {}))
    assert repository.head() == ""
    assert ids(repository) == []
    with pytest.raises(UnknownNameError):
        repository.resolve("2030-01-01")


def test_a_history_that_others_go_on_with(root: Path) -> None:
    """What was opened once sees what git does later, packed or not."""
    repository = opened(root)
    first = repository.head()
    second = committed(root, {str(PLAN): b"two\n"}, "2026-02-01")
    assert repository.head() == second
    git(root, "gc", "-q", "--prune=now")
    assert ids(repository) == [second, first]
    [third] = repository.commit([edit({str(PLAN): b"three\n"})], second)
    git(root, "reset", "-q", "--hard", first)
    assert repository.head() == first
    assert repository.changed(second, third) == [(PLAN, b"two\n", b"three\n")]
