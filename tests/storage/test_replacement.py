"""A folder is replaced as a whole, where two can be exchanged in one step and where they can't."""

from pathlib import Path

import pytest

from gjgraph.storage import replacement
from gjgraph.storage.replacement import replacing


@pytest.fixture(params=[True, False], ids=["exchanged", "moved aside"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(replacement, "exchange", lambda one, other: False)


def fill(folder: Path, text: str) -> None:
    (folder / "file").unlink(missing_ok=True)
    (folder / "file").write_text(text, encoding="utf-8")


def replace(target: Path, text: str) -> None:
    with replacing(target) as found:
        fill(found.new, text)
        found.commit()


def half_replace(target: Path) -> None:
    with replacing(target) as found:
        fill(found.new, "half")
        raise RuntimeError


@pytest.mark.usefixtures("way")
def test_what_was_replaced_stays_for_the_next_time(tmp_path: Path) -> None:
    target = tmp_path / "site"
    staging = tmp_path / ".site.publishing"
    replace(target, "first")
    assert not staging.exists()
    for before, text in (("first", "second"), ("second", "third")):
        replace(target, text)
        assert (target / "file").read_text(encoding="utf-8") == text
        assert (staging / "new/file").read_text(encoding="utf-8") == before
        assert sorted(each.name for each in staging.iterdir()) == [".gitignore", "new"]
        assert (staging / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.usefixtures("way")
def test_what_fails_changes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "site"
    replace(target, "first")
    replace(target, "second")
    with pytest.raises(RuntimeError):
        half_replace(target)
    assert (target / "file").read_text(encoding="utf-8") == "second"
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("killed_after", ["the old one was moved", "the new one was moved"])
def test_killed_between_two_moves_one_of_both_is_there(tmp_path: Path, killed_after: str) -> None:
    """What stands there then: `old` alone, or `old` beside the new one in its place."""
    target, staging = tmp_path / "site", tmp_path / ".site.publishing"
    for folder in (staging / "old", target if "new" in killed_after else staging / "new"):
        folder.mkdir(parents=True)
    fill(staging / "old", "first")
    fill(target if "new" in killed_after else staging / "new", "second")
    with replacing(target):
        whole = "second" if "new" in killed_after else "first"
        assert (target / "file").read_text(encoding="utf-8") == whole
        assert not (staging / "old").exists()
    replace(target, "third")
    assert (target / "file").read_text(encoding="utf-8") == "third"
