"""Commits, locks and what differs: against repositories of every shape, as git itself makes and sees them."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath

import pytest

from gjgraph.core.errors import BusyError, MovedError, RefusedError, UnreadableError
from gjgraph.storage.repository import Author, NewCommit, Repository
from tests.storage.repositories import FILES, edit, git, is_sound, make, opened, write

TWO = edit({"data/plan.ttl": b"two\n"})


def names(paths: list[PurePosixPath]) -> list[str]:
    return [str(path) for path in paths]


def test_what_git_sees_of_commits(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    first = repository.head()
    when = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=9)))
    message = "제목\n\nBecause.\n\nEdit-Id: 7\n"
    made = repository.commit([edit({"data/x/y.ttl": "새\n".encode()}, message, when), TWO], first)
    assert git(root, "rev-list", "HEAD").split() == [*made[::-1], first]
    assert git(root, "log", "-1", "--format=%an|%ae|%aI|%cI|%B|%(trailers)", made[0]) == (
        "김민지|kim@plan.example|2026-03-01T12:00:00+09:00|2026-03-01T12:00:00+09:00|"
        "제목\n\nBecause.\n\nEdit-Id: 7\n|Edit-Id: 7"
    )
    assert git(root, "show", f"{made[0]}:data/x/y.ttl") == "새"
    assert git(root, "diff", "--name-status", made[0], made[1]) == "M\tdata/plan.ttl"
    assert (root / "data/x/y.ttl").read_bytes() == "새\n".encode()
    assert git(root, "reflog", "-1", "--format=%gs") == "gjgraph: Edit"
    assert git(root, "reflog", "-1", "--format=%H", "main") == made[1]
    assert is_sound(root)


def test_files_go_and_their_folders_with_them(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    repository.commit([edit(dict.fromkeys(FILES))], repository.head())
    assert git(root, "ls-files") == ""
    assert sorted(path.name for path in root.iterdir()) == [".git", "data", "ontology", "queries"]
    assert not (root / "data/a").exists()
    assert is_sound(root)


def test_modes_are_kept(quick: Path) -> None:
    root = make(quick / "plan")
    (root / "data/plan.ttl").chmod(0o755)
    git(root, "commit", "-qam", "mode")
    repository = opened(root)
    repository.commit([TWO], repository.head())
    assert git(root, "ls-files", "-s", "data/plan.ttl").startswith("100755")
    assert (root / "data/plan.ttl").stat().st_mode & 0o777 == 0o755
    assert is_sound(root)


@pytest.mark.parametrize("place", ["plans/plan", "."])
@pytest.mark.parametrize("kind", ["worktree", "submodule", "clone"])
def test_other_kinds_of_working_trees(quick: Path, kind: str, place: str) -> None:
    source = make(quick / "source", {f"{place}/{name}": content for name, content in FILES.items()})
    top = quick / "other"
    match kind:
        case "worktree":
            git(source, "worktree", "add", "-q", "-b", "side/branch", str(top))
        case "clone":
            git(source, "clone", "-q", "--depth=1", source.as_uri(), str(top))
        case "submodule":
            outer = make(quick / "outer")
            git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(source), "inner")
            git(outer, "commit", "-qm", "inner")
            top = outer / "inner"
    repository = opened(top / place)
    assert repository.uncommitted() == []
    made = repository.commit([TWO], repository.head())
    assert git(top, "rev-parse", "HEAD") == made[0]
    assert (top / place / "data/plan.ttl").read_bytes() == b"two\n"
    assert git(top, "status", "--porcelain") == ""
    assert git(top, "fsck", "--strict", "--no-dangling") == ""
    assert [each.id for each in repository.log()] == git(top, "rev-list", "HEAD").split()
    assert repository.folder.stat().st_mode & 0o777 == 0o700
    assert repository.folder.is_relative_to(git(top, "rev-parse", "--absolute-git-dir"))


def test_folders_that_are_no_repository(quick: Path) -> None:
    (quick / "plain").mkdir()
    assert Repository.open(quick / "plain") is None
    root = make(quick / "plan")
    write(root, {".gitignore": b"venv/\n", "venv/lib/workspace/gjgraph.toml": b""})
    assert Repository.open(root / "venv/lib/workspace") is None
    git(quick, "init", "-q", "--bare", "bare")
    with pytest.raises(UnreadableError, match="bare"):
        Repository.open(quick / "bare")
    (root / ".git/config").write_text("[broken")
    with pytest.raises(UnreadableError, match="git repository"):
        Repository.open(root)


def test_a_branch_that_was_packed_and_a_name_with_slashes(quick: Path) -> None:
    root = make(quick / "plan")
    git(root, "switch", "-qc", "deep/er/branch")
    git(root, "pack-refs", "--all")
    git(root, "gc", "-q")
    repository = opened(root)
    [made] = repository.commit([TWO], repository.head())
    assert git(root, "rev-parse", "deep/er/branch") == made
    assert is_sound(root)


def test_a_version_that_is_not_the_current_one(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    first = repository.head()
    repository.commit([TWO], first)
    head = repository.head()
    for expected in (first, ""):
        with pytest.raises(MovedError, match=head):
            repository.commit([edit({"data/plan.ttl": b"three\n"})], expected)
    assert repository.head() == head
    assert is_sound(root)


@pytest.mark.parametrize(
    "hand",
    [
        {"data/plan.ttl": b"by hand\n"},
        {"data/new.ttl": b"by hand\n"},
        {"data/plan.ttl": None},
    ],
)
def test_what_was_edited_by_hand_is_not_overwritten(quick: Path, hand: dict[str, bytes | None]) -> None:
    root = make(quick / "plan")
    for name, content in hand.items():
        if content is None:
            (root / name).unlink()
        else:
            (root / name).write_bytes(content)
    repository = opened(root)
    first = repository.head()
    before = git(root, "status", "--porcelain")
    assert names(repository.uncommitted()) == list(hand)
    assert names(repository.differs(map(PurePosixPath, [*hand, "ontology/o.ttl"]))) == list(hand)
    with pytest.raises(RefusedError, match=next(iter(hand))):
        repository.commit([edit(dict.fromkeys(hand, b"ours\n"))], first)
    assert repository.head() == first
    assert git(root, "status", "--porcelain") == before
    # What was edited by hand can be committed as it is.
    repository.commit([edit(hand)], first)
    assert is_sound(root)


def test_links_are_not_followed(quick: Path) -> None:
    root = make(quick / "plan")
    (root / "data/link").symlink_to(quick)
    (root / "data/l.ttl").symlink_to(quick / "elsewhere.ttl")
    repository = opened(root)
    assert names(repository.uncommitted()) == ["data/l.ttl", "data/link"]
    for name in ("data/link/x.ttl", "../x.ttl", "/x.ttl", ".git/config", "data/.GIT/x", "data/l.ttl", "."):
        with pytest.raises(RefusedError):
            repository.commit([edit({name: b"x"})], repository.head())
    assert sorted(path.name for path in quick.iterdir()) == ["plan"]
    git(root, "add", ".")
    git(root, "commit", "-qm", "links")
    assert repository.uncommitted() == []
    assert repository.changed(f"{repository.head()}", repository.head()) == []
    repository.export(repository.head(), quick / "out")
    assert sorted(path.name for path in (quick / "out/data").iterdir()) == ["a", "plan.ttl"]


def test_files_that_are_new_or_ignored(quick: Path) -> None:
    root = make(quick / "plan")
    write(root, {".gitignore": b"*.swp\n", "data/x.swp": b"", "queries/rules/r.rq": b"", "elsewhere/x": b""})
    assert names(opened(root).uncommitted()) == ["queries/rules/r.rq"]


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.eol=crlf", "core.safecrlf=true"])
def test_bytes_are_not_changed_by_settings(quick: Path, setting: str) -> None:
    root = make(quick / "plan", FILES | {".gitattributes": b"* text=auto ident\n"})
    name, value = setting.split("=")
    git(root, "config", name, value)
    git(root, "rm", "-rq", "--cached", ".")
    git(root, "reset", "-q", "--hard")
    repository = opened(root)
    # Files with the line ends that git put there are no edits.
    assert repository.uncommitted() == []
    for content in (b"mixed\r\nline\nends\r $Id$ \xff\n", b"one\ntwo\n"):
        repository.commit([edit({"data/plan.ttl": content})], repository.head())
        assert (root / "data/plan.ttl").read_bytes() == content
        blob = subprocess.run(
            ["git", "-C", str(root), "cat-file", "blob", "HEAD:data/plan.ttl"],
            capture_output=True,
            check=True,
        )
        assert blob.stdout == content
        assert repository.differs([PurePosixPath("data/plan.ttl")]) == []


def test_what_somebody_has_in_the_index_stays_there(quick: Path) -> None:
    root = make(quick / "plan")
    write(root, {"README": b"mine\n"})
    git(root, "add", "README")
    repository = opened(root)
    repository.commit([TWO], repository.head())
    assert git(root, "status", "--porcelain") == "A  README"
    assert git(root, "ls-tree", "-r", "--name-only", "HEAD").split("\n") == sorted(FILES)
    (root / ".git/index").unlink()
    repository.commit([edit({"data/plan.ttl": b"three\n"})], repository.head())
    assert git(root, "status", "--porcelain") == "?? README"


def test_an_edit_in_the_second_in_which_git_last_looked_is_not_hidden_from_it(quick: Path) -> None:
    root = make(quick / "plan")
    git(root, "config", "core.trustctime", "false")
    looked, hand = 1_700_000_000, root / "ontology/o.ttl"
    os.utime(hand, (looked, looked))
    git(root, "update-index", "--refresh")
    os.utime(root / ".git/index", (looked, looked))
    hand.write_bytes(b"ONTOLOGY\n")
    os.utime(hand, (looked, looked))
    repository = opened(root)
    repository.commit([TWO], repository.head())
    assert git(root, "status", "--porcelain") == "M ontology/o.ttl"


def test_states_in_which_nothing_is_committed(quick: Path) -> None:
    root = make(quick / "plan")
    head = git(root, "rev-parse", "HEAD")
    git(root, "switch", "-q", "--detach")
    with pytest.raises(RefusedError, match="detached"):
        opened(root).commit([TWO], head)
    git(root, "switch", "-q", "main")
    (root / ".git/MERGE_HEAD").write_text(f"{head}\n")
    with pytest.raises(RefusedError, match="middle"):
        opened(root).commit([TWO], head)
    (root / ".git/MERGE_HEAD").unlink()
    (root / ".git/index").write_bytes(b"broken")
    with pytest.raises(UnreadableError, match="index"):
        opened(root).commit([TWO], head)
    git(root, "read-tree", "HEAD")
    assert opened(root).head() == head
    assert (root / "data/plan.ttl").read_bytes() == b"one\n"
    assert is_sound(root)


def test_an_object_that_is_missing(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    head = repository.head()
    tree = git(root, "rev-parse", "HEAD:data")
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(UnreadableError, match=tree):
        opened(root).commit([TWO], head)
    assert opened(root).head() == head
    assert (root / "data/plan.ttl").read_bytes() == b"one\n"


def test_names_and_messages_that_git_would_choke_on(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    author = Author("<evil>\ncommitter x", "\n")
    message = "\n\nsub\0ject\ud800\n\n" + "x" * 100_000
    repository.commit([NewCommit(TWO.files, author, message, datetime.now(UTC))], repository.head())
    [made, _] = repository.log()
    assert made.author == Author("evil committer x", "unknown")
    assert made.subject == "subject?"
    assert is_sound(root)


def test_a_clock_that_goes_back(quick: Path) -> None:
    root = make(quick / "plan")
    repository = opened(root)
    made = [repository.head()]
    for year in (2026, 2020, 2023):
        change = edit({"data/plan.ttl": b"%d\n" % year}, when=datetime(year, 6, 1, tzinfo=UTC))
        made += repository.commit([change], made[-1])
    assert [each.id for each in repository.log()] == made[::-1]
    assert repository.resolve("2023-12-31").id == made[3]
    assert repository.resolve("2026-12-31").id == made[3]


def test_one_edits_at_a_time(quick: Path) -> None:
    root = make(quick / "plan")
    one, two = opened(root), opened(root)
    with one.lock(), one.lock():
        with pytest.raises(BusyError, match=str(os.getpid())), two.lock(0.05):
            pass
        one.commit([TWO], one.head())
        # A child that lives on doesn't keep the lock.
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        forked = os.fork()
        if not forked:
            time.sleep(30)
            os._exit(0)
    with two.lock(0.05):
        pass
    child.communicate(b"\n")
    os.kill(forked, 9)
    os.waitpid(forked, 0)


def test_one_server_edits(quick: Path) -> None:
    root = make(quick / "plan")
    one, two = opened(root), opened(root)
    assert one.serve_lock()
    assert not two.serve_lock()
    assert two.server() == os.getpid()
    with two.lock(0.05):
        pass
    child = os.fork()
    if not child:
        os._exit(0 if opened(quick / "plan").serve_lock() else 7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_hooks_are_not_run(quick: Path) -> None:
    root = make(quick / "plan")
    for name in ("pre-commit", "commit-msg", "reference-transaction", "post-commit"):
        hook = root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
    repository = opened(root)
    assert repository.commit([TWO], repository.head())
    assert repository.commit([], "whatever") == []


def test_what_a_killed_process_left_beside_files(quick: Path) -> None:
    root = make(quick / "plan")
    write(root, {"data/.plan.ttl.edit.new": b"half", "data/.hidden.new": b"mine"})
    said = opened(root).recover()
    assert [text.en.split(": ")[1] for text in said] == ["data/.plan.ttl.edit.new"]
    assert git(root, "status", "--porcelain", "-uall") == "?? data/.hidden.new"
