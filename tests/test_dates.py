"""The dates of documents: those of the commits that changed what they tell, and nobody else's."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gjgraph.operations.dataset import load
from gjgraph.operations.dates import Dates, dates_of
from gjgraph.storage.repository import Repository
from gjgraph.storage.workspace import open_workspace

BEGAN = datetime(2021, 3, 1, 9, tzinfo=UTC)


def git(root: Path, *arguments: str, at: datetime = BEGAN) -> None:
    when = at.isoformat()
    env = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin", "HOME": str(root)}
    names = ["-c", "user.name=E", "-c", "user.email=e@plan.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True, env=env)


def commit(root: Path, day: int) -> str:
    at = BEGAN + timedelta(days=day)
    git(root, "add", "--all", at=at)
    git(root, "commit", "--no-verify", "--quiet", "--message", f"day {day}", at=at)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def dates(root: Path) -> Dates:
    workspace = open_workspace(root)
    repository = Repository.open(root)
    assert repository
    return dates_of(repository, workspace, load(workspace).index)


@pytest.fixture
def root(saebom: Path, tmp_path: Path) -> Path:
    root = Path(shutil.copytree(saebom, tmp_path / "saebom"))
    git(root, "init", "--quiet")
    return root


def edit(root: Path, old: str, new: str) -> None:
    file = root / "data/saebom/plan.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_document_has_the_date_of_the_last_commit_that_changed_what_it_tells(root: Path) -> None:
    first = commit(root, 0)
    found = dates(root)
    assert set(found.modified.values()) == {first}
    assert found.issued == found.latest == first
    edit(root, '"Saebom walks"@en', '"Saebom strolls"@en')
    second = commit(root, 3)
    for again in (dates(root), dates(root)):  # the second time, from what was kept
        assert again.of("doc/saebom/policy/1") == second
        assert again.of("doc/saebom/policy/1.en.html") == second
        assert again.of("graph/saebom/plan") == second
        assert again.of("doc/saebom/value/1") == first
        assert again.of("graph/saebom/text") == first
        assert (again.issued, again.latest) == (first, second)
    # What its strategies tell has its name in it.
    assert dates(root).of("doc/saebom/strategy/1-1") == second


def test_what_is_kept_of_another_history_is_forgotten(root: Path) -> None:
    commit(root, 0)
    edit(root, '"Saebom walks"@en', '"Saebom strolls"@en')
    commit(root, 3)
    dates(root)
    git(root, "reset", "--quiet", "--hard", "HEAD~1")
    other = commit_after_edit(root)
    assert dates(root).of("doc/saebom/policy/1") == other


def commit_after_edit(root: Path) -> str:
    edit(root, '"Saebom walks"@en', '"Saebom runs"@en')
    return commit(root, 1)


def test_a_shallow_clone_doesnt_date_what_it_doesnt_know(root: Path, tmp_path: Path) -> None:
    commit(root, 0)
    edit(root, '"Saebom walks"@en', '"Saebom strolls"@en')
    second = commit(root, 3)
    edit(root, '"Saebom strolls"@en', '"Saebom runs"@en')
    third = commit(root, 4)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{root}", str(clone))
    found = dates(clone)
    assert found.of("doc/saebom/policy/1") == third
    assert found.of("doc/saebom/value/1") == ""
    assert found.issued == ""
    assert second not in found.modified.values()
