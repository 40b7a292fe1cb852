"""The history over HTTP: lists, commits, differences, undoing, the feed, and its graph for SPARQL."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from gjgraph.core.terms import NamedNode
from gjgraph.operations.history import open_history
from gjgraph.operations.provenance import accounts_of, history_graph
from gjgraph.storage.workspace import open_workspace
from tests.editing import Editable, editing, versioned
from tests.storage.repositories import git

BASE = "https://plan.saebom.example/"
GOAL = f"{BASE}id/saebom/goal"
NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
TREE = "https://w3id.org/tree#"


class Branched(NamedTuple):
    """Commits that aren't on the line of the current branch."""

    draft: str
    """On a branch that was never merged."""
    gone: str
    """Amended away."""
    kept: str
    """On a branch that was never merged, with a tag."""
    side: str
    """Merged."""


def add(number: int) -> str:
    """An update that adds two notes to the goal."""
    notes = f'"메모 {number}"@ko, "Note {number}"@en'
    return f"INSERT DATA {{ GRAPH <graph/saebom/plan> {{ <id/saebom/goal> skos:editorialNote {notes} }} }}"


@pytest.fixture(scope="module")
def editable(saebom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editable]:
    """A server on a plan that was edited a few times."""
    root = Path(shutil.copytree(saebom, tmp_path_factory.mktemp("history") / "plan", symlinks=True))
    with editing(versioned(root)) as server:
        for number in range(3):
            made = server.update(add(number), message=f"{number}번째 메모")
            assert made.status_code == 200, made.text
        yield server


def get(server: Editable, path: str, accept: str = "application/json", **more: str) -> httpx.Response:
    return server.http.get(path, headers={"accept": accept}, params=more or None)


def commits(server: Editable, **more: str) -> list[dict[str, Any]]:
    """Read the list of commits."""
    found: list[dict[str, Any]] = get(server, "/history", **more).json()["commits"]
    return found


def test_the_list_goes_from_page_to_page(editable: Editable) -> None:
    ids = git(editable.root, "rev-list", "HEAD").split()
    whole = commits(editable)
    assert [each["id"] for each in whole] == ids
    assert whole[-2]["subject"] == "0번째 메모"
    assert (whole[-2]["added"], whole[-2]["removed"], whole[-2]["way"]) == (2, 0, "update")
    assert whole[-1]["added"] > 2000
    assert "@plan.example" not in json.dumps(whole)
    path, seen = "/history?limit=2", []
    while path:
        answer = get(editable, path)
        seen += [each["id"] for each in answer.json()["commits"]]
        path = answer.json()["next"]
        assert bool(path) == ("link" in answer.headers)
    assert seen == ids
    assert [each["id"] for each in commits(editable, since=ids[2])] == ids[:2]


def test_a_commit_in_every_form(editable: Editable) -> None:
    listed = commits(editable)
    name = listed[-2]["id"]
    short = editable.http.get(f"/history/{name[:8]}", follow_redirects=False)
    assert (short.status_code, short.headers["location"]) == (302, f"/history/{name}")
    answer = get(editable, f"/history/{name}")
    (change,) = answer.json()["changes"]
    assert {each["labels"][2] for each in change["added"]} == {"메모 0", "Note 0"}
    assert change["removed"] == []
    same = editable.http.get(
        f"/history/{name}", headers={"accept": "application/json", "if-none-match": answer.headers["etag"]}
    )
    assert same.status_code == 304
    patch = get(editable, f"/history/{name}", "application/rdf-patch")
    assert "immutable" in patch.headers["cache-control"]
    assert patch.text.splitlines()[:3] == [
        f"H id <{BASE}version/{name}> .",
        f"H prev <{BASE}version/{listed[-1]['id']}> .",
        "TX .",
    ]
    assert sum(line.startswith("A ") for line in patch.text.splitlines()) == 2
    account = get(editable, f"/history/{name}", "text/turtle")
    triples = {quad.triple for quad in pyoxigraph.parse(account.content, format=RdfFormat.TURTLE)}
    assert {each.predicate.value.rpartition("#")[2] for each in triples} >= {"wasDerivedFrom", "generated"}
    assert "immutable" in account.headers["cache-control"]


def test_the_difference_of_any_two_versions(editable: Editable) -> None:
    ids = [each["id"] for each in commits(editable)]
    led = editable.http.get("/history/diff", params={"from": ids[-1][:9], "to": ids[0]})
    assert led.headers["location"] == f"/history/{ids[-1]}..{ids[0]}"
    ways = ((ids[-1], ids[0]), (ids[0], ids[-1]))
    there, back = (get(editable, f"/history/{old}..{new}").json() for old, new in ways)
    assert there["added"] == back["removed"] > 0
    assert there["changes"][0]["added"] == back["changes"][0]["removed"]
    empty = get(editable, f"/history/{ids[0]}..{ids[0]}").json()
    assert (empty["added"], empty["removed"], empty["changes"]) == (0, 0, [])


@pytest.mark.parametrize("reader", ["ko", "en"])
def test_pages_name_things_in_the_readers_language(editable: Editable, reader: str) -> None:
    first = commits(editable)[-1]["id"]
    last = commits(editable)[0]["id"]
    goal = {"ko": "걸어서 닿는 생활", "en": "Life within walking distance"}[reader]
    for path in ("/history", f"/history/{last}", f"/history/{first}..{last}", "/doc/saebom/goal/history"):
        page = get(editable, path, "text/html", lang=reader)
        assert page.status_code == 200
        text = re.sub(r"<[^>]*>", " ", page.text.partition('<main id="main">')[2])
        assert f"{BASE}id/" not in text, path
        assert f"{BASE}graph/" not in text, path
        assert (goal in text) == (path != "/history"), path
        assert f'lang="{reader}"' in page.text
    statements = get(editable, f"/history/{first}", "text/html", lang=reader).text
    assert statements.count("<ins") == 200
    assert "RDF Patch" in statements


def test_the_history_of_one_thing(editable: Editable) -> None:
    answer = get(editable, "/doc/saebom/goal/history").json()
    assert [each["subject"] for each in answer["commits"]][-1] == "The plan as published"
    for each in answer["commits"]:
        for change in each["changes"]:
            for said in [*change["added"], *change["removed"]]:
                assert f"<{GOAL}>" in (said["subject"], said["object"])
    value = get(editable, "/doc/saebom/value/1/history").json()
    assert len(value["commits"]) == 1


def test_a_commit_is_taken_back_by_an_edit(editable: Editable) -> None:
    made = editable.update(add(9), message="곧 되돌릴 것").json()["version"]
    before = editable.head()
    assert httpx.post(f"{editable.address}history/{made}/revert").status_code == 401
    dry = editable.send("POST", f"/history/{made}/revert", params={"dry-run": "true"})
    assert (dry.status_code, editable.head()) == (200, before)
    undone = editable.send("POST", f"/history/{made}/revert")
    assert undone.status_code == 200, undone.text
    assert editable.head() == undone.json()["version"] != before
    assert git(editable.root, "diff", f"{made}~1", "HEAD") == ""
    assert not editable.ask(f'<{GOAL}> <{NOTE}> "메모 9"@ko')
    newest = commits(editable)[0]
    assert (newest["way"], newest["subject"]) == ("revert", 'Revert "곧 되돌릴 것"')
    again = editable.send("POST", f"/history/{made}/revert", headers={"accept-language": "en"})
    assert again.status_code == 409
    assert "“메모 9” (ko)" in again.json()["detail"]
    first = commits(editable)[-1]["id"]
    assert editable.send("POST", f"/history/{first}/revert").status_code == 409


def test_the_graph_of_the_history_is_what_git_has(editable: Editable) -> None:
    """It was loaded once and added to since: it must be as if it were loaded now."""
    workspace = open_workspace(editable.root)
    expected = history_graph(workspace, accounts_of(open_history(workspace), workspace))
    served = get(editable, "/derived/history", "application/n-triples")
    assert {quad.triple for quad in pyoxigraph.parse(served.content, format=RdfFormat.N_TRIPLES)} == {
        quad.triple for quad in expected
    }
    count = editable.http.get(
        "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
    )
    front = get(editable, "/", "text/html", lang="en").text
    assert f"{int(count.text.split()[1]):,} triples" in front


def test_the_feed_has_every_change_once(editable: Editable) -> None:
    stream = get(editable, "/feed", "text/turtle")
    page = get(editable, "/feed/1", "application/n-triples")
    assert page.headers["cache-control"] == "no-cache"
    triples = [quad.triple for quad in pyoxigraph.parse(page.content, format=RdfFormat.N_TRIPLES)]
    listed = [str(each.object) for each in triples if each.predicate == NamedNode(TREE + "member")]
    ids = git(editable.root, "rev-list", "--reverse", "HEAD").split()
    assert listed == [f"<{BASE}history/{name}>" for name in ids]
    assert "tree#view" in stream.text
    same = editable.http.get(
        "/feed/1", headers={"accept": "application/n-triples", "if-none-match": page.headers["etag"]}
    )
    assert same.status_code == 304
    assert get(editable, "/feed/2").status_code == 404


@pytest.fixture(scope="module")
def branched(saebom: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Editable, Branched]]:
    """A server on a plan with commits that lead to what is served, to a tag, or to neither."""
    root = Path(shutil.copytree(saebom, tmp_path_factory.mktemp("branched") / "plan", symlinks=True))
    versioned(root)

    def commit(message: str, *more: str) -> str:
        plan = root / "data/saebom/plan.ttl"
        plan.write_text(f"{plan.read_text(encoding='utf-8')}# {message}\n", encoding="utf-8")
        git(
            root,
            "-c",
            "core.hooksPath=/dev/null",
            "commit",
            "--quiet",
            "--all",
            f"--message={message}",
            *more,
        )
        return git(root, "rev-parse", "HEAD")

    git(root, "checkout", "--quiet", "-b", "draft")
    draft = commit("draft")
    git(root, "checkout", "--quiet", "-b", "aside", "main")
    kept = commit("kept")
    git(root, "tag", "kept")
    git(root, "branch", "--quiet", "--move", "aside", "other")
    git(root, "checkout", "--quiet", "-b", "side", "main")
    side = commit("side")
    git(root, "checkout", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message=merge", "side")
    gone = commit("gone")
    commit("mended", "--amend")
    with editing(root) as server:
        yield server, Branched(draft, gone, kept, side)


def test_what_nobody_published_is_in_no_history(branched: tuple[Editable, Branched]) -> None:
    server, ids = branched
    head = server.head()
    for name in (ids.draft, ids.draft[:8], "draft", ids.gone):
        paths = [
            name,
            f"{name}..{head}",
            f"{head}..{name}",
            f"diff?from={name}",
            f"diff?from={head}&to={name}",
        ]
        for path in [
            *(f"/history/{each}" for each in paths),
            f"/history?since={name}",
            f"/history?before={name}",
        ]:
            answer = get(server, path)
            assert answer.status_code == 404, path
            # Like a name that there never was.
            unknown = get(server, path.replace(name, "nothing")).json()["detail"]
            assert answer.json()["detail"].replace(name, "nothing") == unknown
        assert get(server, f"/doc/saebom/goal/history?before={name}").status_code == 404
        refused = server.send("POST", f"/history/{name}/revert")
        assert (refused.status_code, server.head()) == (404, head)
        for kind in ("text/turtle", "application/rdf-patch", "text/html"):
            assert get(server, f"/history/{name}", kind).status_code == 404
    assert {ids.draft, ids.gone}.isdisjoint(each["id"] for each in commits(server))


def test_what_was_merged_or_tagged_is_public(branched: tuple[Editable, Branched]) -> None:
    server, ids = branched
    for name in (ids.side, "side", ids.kept, "kept", "other"):
        headers = {"accept": "application/json"}
        answer = server.http.get(f"/history/{name}", headers=headers, follow_redirects=True)
        assert answer.status_code == 200, name
        assert answer.json()["id"] in (ids.side, ids.kept)
        # What has a version has a history, and the other way about.
        assert server.http.get("/sparql", params={"query": "ASK {}", "version": name}).status_code == 200
    assert get(server, f"/history/{ids.side}..{ids.kept}").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/history/nothing", 404),
        ("/history/0000000", 404),
        ("/history/main~1", 404),
        ("/history/HEAD..main", 404),
        ("/history?since=nothing", 404),
        ("/history?limit=0", 400),
        ("/history?limit=501", 400),
        ("/history?format=xlsx", 406),
        ("/history/diff?to=HEAD", 400),
        ("/doc/saebom/nothing/history", 404),
        ("/feed/0", 404),
        ("/feed/x", 404),
        ("/history/main/revert", 405),
    ],
)
def test_what_cant_be_answered_says_why(editable: Editable, path: str, status: int) -> None:
    answer = get(editable, path)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
