"""Editing and looking back from the command line: `edit`, `commit`, `log`, `diff`, `blame`, `revert`."""

import json
from pathlib import Path

import pytest

from gjgraph.core.author import Author
from gjgraph.core.edits import Accepted, QuadsEdit, Rejected, Update
from gjgraph.core.errors import RefusedError
from gjgraph.operations.changed import validate_changed
from gjgraph.operations.editing_here import commit_here, edit_here
from gjgraph.operations.history import difference, open_history, revision
from gjgraph.operations.undoing import reverting
from gjgraph.operations.validate import validate
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import run
from tests.editing import versioned
from tests.storage.repositories import git

KIM = Author("김민지", "kim@plan.example")
NOTES = 'skos:editorialNote "메모"@ko, "A note"@en'
ADD = f"INSERT DATA {{ GRAPH <graph/saebom/plan> {{ <id/saebom/goal> {NOTES} }} }}"
BREAK = "DELETE DATA { GRAPH <graph/saebom/plan> { <id/saebom/goal> csp:ordinal 1 } }"


@pytest.fixture
def place(copy: Path) -> Workspace:
    """A small plan in a repository of its own."""
    git(copy, "config", "user.name", KIM.name)
    git(copy, "config", "user.email", KIM.mail)
    return open_workspace(versioned(copy))


def replaced(place: Workspace, name: str, old: str, new: str) -> None:
    """Edit a file by hand."""
    file = place.root / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def state(place: Workspace) -> tuple[str, str]:
    """Give the commit, and what git thinks of the files."""
    return git(place.root, "rev-parse", "HEAD"), git(place.root, "status", "--porcelain")


def test_from_an_edit_to_its_undoing(place: Workspace) -> None:
    root = place.root
    dry = run("edit", "--dry-run", at=root, stdin=ADD)
    assert (dry.code, git(root, "rev-list", "--count", "HEAD")) == (0, "1"), dry.err
    made = run("edit", "-m", "메모를 더함", at=root, stdin=ADD, lang="ko")
    assert made.code == 0, made.err
    assert made.out.splitlines() == [
        "걸어서 닿는 생활  <id/saebom/goal>",
        "  + skos:editorialNote: “메모” (ko)",
        "  + skos:editorialNote: “A note” (en)",
    ]
    assert git(root, "log", "-1", "--format=%an <%ae> %s") == f"{KIM} 메모를 더함"
    assert git(root, "status", "--porcelain") == ""
    before = state(place)
    refused = run("edit", at=root, stdin=BREAK)
    assert (refused.code, state(place)) == (1, before)
    assert "Refused" in refused.err
    assert run("edit", at=root, stdin="INSERT DATA {").code == 2
    logged = json.loads(run("log", "saebom/goal", "--format", "json", at=root).out)
    assert [each["subject"] for each in logged] == ["메모를 더함", "The plan as published"]
    assert (logged[0]["added"], logged[0]["removed"]) == (2, 0)
    blamed = json.loads(run("blame", "saebom/goal", "--format", "json", at=root).out)
    notes = {each["commit"] for each in blamed if "editorialNote" in each["predicate"]}
    assert notes == {before[0]}
    assert len({each["commit"] for each in blamed}) == 2
    undone = run("revert", "HEAD", at=root)
    assert undone.code == 0, undone.err
    assert git(root, "diff", "HEAD~2", "HEAD") == ""
    again = run("revert", before[0], at=root)
    assert again.code == 2
    assert "“메모” (ko)" in again.err
    assert run("diff", "HEAD", logged[1]["id"], at=root).out == ""
    patch = run("diff", logged[1]["id"], before[0], "--format", "patch", at=root)
    assert patch.out.count("\nA ") == 2


def test_taking_back_twice_is_the_edit_again(place: Workspace) -> None:
    made = edit_here(place, Update(ADD), KIM, "", "update")
    assert isinstance(made.verdict, Accepted)
    commits = [made.commit]
    for _ in range(2):
        repository = open_history(place)
        edit, message = reverting(revision(repository, place, commits[-1]))
        assert isinstance(edit, QuadsEdit)
        commits.append(edit_here(place, edit, KIM, message, "revert").commit)
    repository = open_history(place)
    assert not difference(repository, place, commits[0], commits[2]).change
    trees = [git(place.root, "rev-parse", f"{name}^{{tree}}") for name in commits]
    assert trees[0] == trees[2] != trees[1]


def test_a_refused_edit_leaves_no_trace(place: Workspace) -> None:
    before = state(place)
    outcome = edit_here(place, Update(BREAK), KIM, "", "update")
    assert isinstance(outcome.verdict, Rejected)
    assert state(place) == before
    replaced(place, "data/saebom/text.ttl", "oa:start 0", "oa:start 00")
    with pytest.raises(RefusedError, match=r"text\.ttl"):
        edit_here(place, Update(ADD), KIM, "", "update")


def test_what_was_edited_by_hand_is_judged_and_committed(place: Workspace) -> None:
    root = place.root
    # Not canonical, and staged beside something that is nobody's business.
    replaced(
        place,
        "data/saebom/plan.ttl",
        "    csp:ordinal 1 ;",
        '  csp:ordinal 1; skos:editorialNote "손"@ko, "hand"@en ;',
    )
    (root / "notes.txt").write_text("mine", encoding="utf-8")
    git(root, "add", "notes.txt")
    shown = run("diff", at=root)
    assert shown.out.splitlines()[1] == "  + skos:editorialNote: “손” (ko)"
    made = run("commit", "-m", "손으로", at=root)
    assert made.code == 0, made.err
    assert git(root, "status", "--porcelain") == "A  notes.txt"
    assert git(root, "show", "--name-only", "--format=%s", "HEAD").split() == [
        "손으로",
        "data/saebom/plan.ttl",
    ]
    assert run("format", "--check", at=root).code == 0
    head = state(place)
    assert run("commit", at=root).code == 0
    assert state(place) == head
    nothing = run("commit", "data/saebom/plan.ttl", at=root)
    assert (nothing.code, "nothing to commit" in nothing.err) == (2, True)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("data/saebom/plan.ttl", "csp:ordinal 1 ;", "csp:ordinal 9 ;", 1),
        ("data/saebom/plan.ttl", "<id/saebom/goal>\n", "# why\n<id/saebom/goal>\n", 1),
        ("data/saebom/plan.ttl", "<id/saebom/goal>\n", "no Turtle\n<id/saebom/goal>\n", 2),
        ("ontology/shapes/saebom.ttl", "sh:maxCount 2", "sh:maxCount 1", 1),
        ("queries/checks/ordinal-gap.rq", "SELECT", "SELEKT", 2),
    ],
)
def test_what_would_break_the_plan_isnt_committed(
    place: Workspace, file: str, old: str, new: str, code: int
) -> None:
    replaced(place, file, old, new)
    before, text = state(place), (place.root / file).read_bytes()
    outcome = commit_here(place, [], KIM, "")
    assert outcome.verdict.report.exit_code == code, outcome.verdict.report.faults
    assert not outcome.commit
    assert (state(place), (place.root / file).read_bytes()) == (before, text)


def test_files_that_arent_named_stay_and_arent_judged(place: Workspace) -> None:
    replaced(place, "data/saebom/plan.ttl", "csp:ordinal 1 ;", "csp:ordinal 9 ;")
    (place.root / "data/more.ttl").write_text(
        "<https://plan.saebom.example/id/saebom/goal>\n"
        '    <http://www.w3.org/2004/02/skos/core#editorialNote> "더"@ko , "more"@en .\n',
        encoding="utf-8",
    )
    report = validate_changed(place)
    assert not report.conforms
    outcome = commit_here(place, [place.relative(place.root / "data/more.ttl")], KIM, "")
    assert outcome.commit, outcome.verdict.report.faults
    assert "plan.ttl" in state(place)[1]


CHANGES = [
    ("data/saebom/plan.ttl", "csp:ordinal 1 ;", "csp:ordinal 9 ;"),
    ("data/saebom/plan.ttl", "csp:basis csp:basis-stated ;", ""),
    ("data/saebom/text.ttl", "a csp:Passage", "a csp:Strategy"),
    ("data/source/saebom.txt", "걷는", "뛰는"),
]


@pytest.mark.parametrize(("file", "old", "new"), CHANGES)
def test_what_changed_is_judged_as_the_whole_is(place: Workspace, file: str, old: str, new: str) -> None:
    """The plan was whole before: so whatever is wrong is due to the change, and must be found."""
    replaced(place, file, old, new)
    assert validate_changed(place) == validate(place)


def test_explain_and_changed_on_the_command_line(place: Workspace) -> None:
    told = run("validate", "--explain", at=place.root)
    lines = told.out.splitlines()
    assert told.code == 0
    assert all(line.startswith(("local", "whole")) for line in lines)
    assert any("ontology/shapes/saebom#plan" in line for line in lines)
    assert any("ordinal-gap" in line for line in lines)
    replaced(place, "data/saebom/plan.ttl", "csp:ordinal 1 ;", "csp:ordinal 9 ;")
    changed = run("validate", "--changed", at=place.root)
    assert changed.code == 1
    assert "data/saebom/plan.ttl:" in changed.out


def test_before_the_first_commit_it_says_what_to_do(copy: Path) -> None:
    ran = run("log", at=copy, lang="ko")
    assert (ran.code, ran.out) == (0, "")
    assert "해당하는 커밋이 없습니다" in ran.err


def test_who_edits_must_be_known(place: Workspace) -> None:
    git(place.root, "config", "user.email", "")
    ran = run("edit", at=place.root, stdin=ADD)
    assert (ran.code, "user.email" in ran.err) == (2, True)
