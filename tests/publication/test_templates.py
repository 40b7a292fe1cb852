"""Templates as they were compiled before: used where nobody else may write, and never needed."""

from pathlib import Path

import pytest

from gjgraph.publication.pages import environment


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/gjgraph/templates"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "hello.html").write_text("Hello {{ name }}", encoding="utf-8")
    return tmp_path


def written(templates: Path) -> str:
    return environment(templates).get_template("hello.html").render(name="<a>")


def test_they_are_kept_and_follow_what_is_written_anew(cache: Path, templates: Path) -> None:
    assert written(templates) == written(templates) == "Hello &lt;a&gt;"
    assert len(list(cache.iterdir())) == 1
    assert cache.stat().st_mode & 0o777 == 0o700
    (templates / "hello.html").write_text("Bye {{ name }}", encoding="utf-8")
    assert written(templates) == "Bye &lt;a&gt;"


def test_what_is_broken_is_compiled_anew(cache: Path, templates: Path) -> None:
    written(templates)
    (kept,) = cache.iterdir()
    for content in (b"", b"garbage", kept.read_bytes()[:-20]):
        kept.write_bytes(content)
        assert written(templates) == "Hello &lt;a&gt;"


def test_what_others_may_write_is_not_used(cache: Path, templates: Path) -> None:
    cache.mkdir(parents=True)
    for mode in (0o720, 0o702):
        cache.chmod(mode)
        assert written(templates) == "Hello &lt;a&gt;"
        assert not list(cache.iterdir())


def test_where_there_is_no_place_it_works_too(cache: Path, templates: Path) -> None:
    cache.parent.parent.write_text("a file", encoding="utf-8")
    assert written(templates) == "Hello &lt;a&gt;"
