"""Bad input: each kind gets a clear message with its place, the right exit code, and changes nothing."""

import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from gjgraph.core.report import Severity
from gjgraph.storage.files import read_graph
from gjgraph.storage.workspace import open_workspace
from tests.conftest import run

HEAD = (
    "@prefix csp: <https://w3id.org/gjgraph/csp#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)
GOOD = HEAD + '<https://plan.example/a>\n    skos:prefLabel "가나다"@ko .\n'
PLAN = "data/saebom/plan.ttl"
Break = Callable[[Path], object]


def new(content: str | bytes, name: str = "data/new.ttl") -> Break:
    """Add a file to the workspace."""
    data = content.encode() if isinstance(content, str) else content
    return lambda root: (root / name).write_bytes(data)


def edit(old: str, new: str, name: str = PLAN) -> Break:
    """Change a file of the workspace by hand."""

    def change(root: Path) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def link(target: str) -> Break:
    return lambda root: (root / "data/loop.ttl").symlink_to(target)


def large(root: Path) -> None:
    with (root / "data/large.ttl").open("wb") as file:
        file.truncate(100_000_000)


def pipe(root: Path) -> None:
    os.mkfifo(root / "data/new.ttl")


CASES: dict[str, tuple[Break, int, str, str]] = {
    "not turtle": (
        new(HEAD + "<https://a/> csp:kind <https://b/>\n<https://c/> csp:kind <https://d/> .\n"),
        2,
        "data/new.ttl:4:",
        "Not Turtle",
    ),
    "unclosed string": (new(HEAD + '<https://a/> skos:prefLabel "가'), 2, "data/new.ttl:3:", "Not Turtle"),
    "IRI with a space": (
        new(HEAD + "<https://a/b c> csp:kind <https://d/> .\n"),
        2,
        "data/new.ttl:3:",
        "character not allowed in an IRI",
    ),
    "unknown prefix": (new("a:b a:c a:d .\n"), 2, "data/new.ttl:1:1:", "undeclared prefix"),
    "relative IRI without base": (new("<a> <b> <c> .\n"), 2, "data/new.ttl:1:1:", "relative IRI"),
    "CP949": (new(GOOD.encode("cp949")), 2, "data/new.ttl:1:", "CP949"),
    "UTF-16": (new(GOOD.encode("utf-16")), 2, "data/new.ttl:1:", "UTF-16"),
    "no text at all": (new(b"\x80\x81\xff\x00\xfe" * 9), 2, "data/new.ttl:1:", "Neither UTF-8"),
    "byte order mark": (new(b"\xef\xbb\xbf" + GOOD.encode()), 1, "data/new.ttl:1:", "byte order mark"),
    "CRLF": (new(GOOD.replace("\n", "\r\n")), 1, "data/new.ttl:1:", "CRLF"),
    "NFD": (new(unicodedata.normalize("NFD", GOOD)), 1, "data/new.ttl:4:", "decomposed"),
    "blank node": (
        new(HEAD + "<https://a/>\n    csp:kind [ skos:prefLabel 'x'@en ] .\n"),
        1,
        "data/new.ttl:4:",
        "blank node",
    ),
    "empty file": (new(""), 1, "data/new.ttl:1:", "An empty file"),
    "only comments": (new("# nothing yet\n"), 1, "data/new.ttl:1:", "An empty file"),
    "link to itself": (link("loop.ttl"), 2, "data/loop.ttl:", "A link"),
    "link out of the workspace": (link("/etc/hostname"), 2, "data/loop.ttl:", "A link"),
    "linked folder": (
        lambda root: (root / "data/again").symlink_to(root / "data"),
        2,
        "data/again:",
        "A link",
    ),
    "100 MB": (large, 2, "data/large.ttl:", "100 MB; a graph file may have 50 MB"),
    "a pipe, which would never end": (pipe, 2, "data/new.ttl:", "Not a file"),
    "a graph that passes for a derived one": (
        lambda root: shutil.copytree(root / "data/saebom", root / "data/derived"),
        2,
        "data/derived/plan.ttl:",
        "'derived' names the graphs that rules fill",
    ),
    "duplicate notation": (
        edit('skos:notation "1-나"', 'skos:notation "1-가"'),
        1,
        PLAN,
        "has the notation or the ordinal of one of its siblings",
    ),
    "literal where a policy belongs": (
        edit("csp:strategyOf <id/saebom/policy/1>", 'csp:strategyOf "걷는 새봄"@ko'),
        1,
        PLAN,
        "which is no policy",
    ),
    "misspelt property": (edit("csp:strategyOf", "csp:stratgyOf"), 1, PLAN, "csp:stratgyOf"),
    "source changed": (
        lambda root: (root / "data/source/saebom.txt").write_text("다른 글", encoding="utf-8"),
        1,
        "data/saebom/text.ttl:",
        "differs from its recorded SHA-256",
    ),
    "source missing": (
        lambda root: (root / "data/source/saebom.txt").unlink(),
        1,
        "data/saebom/text.ttl:",
        "is not in data/source/",
    ),
    "unknown setting": (edit("home =", "house =", "gjgraph.toml"), 2, "", "unknown setting 'house'"),
    "base without a slash": (edit('example/"', 'example"', "gjgraph.toml"), 2, "", "ends with a slash"),
    "settings that aren't TOML": (edit("base =", "base", "gjgraph.toml"), 2, "", "can't be read"),
    "check with a broken header": (
        edit("#+ message:", "#+ mesage:", "queries/checks/broader-cycle.rq"),
        2,
        "",
        "header (#+) of the query broader-cycle",
    ),
}


def state(root: Path) -> dict[str, bytes | str]:
    """All that lies in a folder."""
    return {
        str(path.relative_to(root)): path.readlink().as_posix() if path.is_symlink() else path.read_bytes()
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("case", CASES)
def test_validate_says_what_and_where(case: str, copy: Path) -> None:
    spoil, code, where, what = CASES[case]
    spoil(copy)
    before = state(copy)
    ran = run("validate", at=copy)
    output = ran.out + ran.err
    assert ran.code == code, output
    assert any(where in line and what in line for line in output.splitlines()), output
    assert "Traceback" not in output
    assert state(copy) == before


@pytest.mark.parametrize("case", [name for name, (_, code, _, _) in CASES.items() if code == 2])
def test_nothing_is_loaded_half(case: str, copy: Path) -> None:
    CASES[case][0](copy)
    ran = run("query", at=copy, stdin="ASK { ?s ?p ?o }")
    if case == "check with a broken header":
        assert ran.code == 0  # data and rules are whole: what judges them is not needed here
    else:
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_messages_are_in_the_readers_language(lang: str, copy: Path) -> None:
    for name, (spoil, *_) in CASES.items():
        if name in ("byte order mark", "duplicate notation"):
            spoil(copy)
    output = run("validate", at=copy, lang=lang).out
    assert ("위반" in output) == (lang == "ko")
    assert ("violation" in output) == (lang == "en")


def test_edited_shapes_are_judged_too(copy: Path) -> None:
    name = "ontology/shapes/plan.ttl"
    assert run("validate", name, at=copy).code == 0
    edit("sh:minCount 1", 'sh:minCount "one"', name)(copy)
    ran = run("validate", name, at=copy)
    assert ran.code == 2
    assert "The shapes are broken" in ran.err
    assert "xsd:integer" in ran.err
    assert len(ran.err.splitlines()) == 1


MENDABLE = ["CP949", "UTF-16", "byte order mark", "CRLF", "NFD"]


@pytest.mark.parametrize("case", MENDABLE)
def test_format_mends_the_encoding(case: str, copy: Path) -> None:
    CASES[case][0](copy)
    checked = run("format", "--check", "data/new.ttl", at=copy)
    assert checked.code == 1
    assert CASES[case][3] in checked.out
    assert run("format", "data/new.ttl", at=copy).code == 0
    assert (copy / "data/new.ttl").read_text(encoding="utf-8") == (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
        '<https://plan.example/a>\n    skos:prefLabel "가나다"@ko .\n'
    )
    assert run("format", "--check", at=copy).code == 0


def test_format_leaves_what_it_cannot_read(copy: Path) -> None:
    CASES["not turtle"][0](copy)
    before = state(copy)
    ran = run("format", at=copy)
    assert ran.code == 2
    assert "data/new.ttl:4:" in ran.err
    assert state(copy) == before


def test_a_file_outside_the_workspace(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(GOOD, encoding="utf-8")
    for path in ("../x.ttl", "queries/x.ttl", str(tmp_path / "x.ttl"), "data/../../x.ttl"):
        if path == "queries/x.ttl":
            (copy / path).write_text(GOOD, encoding="utf-8")
        ran = run("validate", path, at=copy)
        assert ran.code == 2
        assert "Put it under data/ or ontology/" in ran.err


def test_a_file_that_is_not_there(copy: Path) -> None:
    for command in ("validate", "format"):
        ran = run(command, "data/none.ttl", at=copy)
        assert ran.code == 2
        assert "data/none.ttl" in ran.err
        assert len(ran.err.splitlines()) == 1


def test_a_file_without_permission(copy: Path) -> None:
    (copy / PLAN).chmod(0)
    workspace = open_workspace(copy)
    user = os.geteuid()
    if user == 0:  # root may read every file, so be somebody else for a moment
        os.seteuid(65534)
    try:
        file = read_graph(workspace, copy / PLAN)
    finally:
        os.seteuid(user)
    assert [fault.severity for fault in file.faults] == [Severity.UNREADABLE]
    assert "Can't be read: Permission denied" in file.faults[0].message.en


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (
            ["ask", "strategies-of-a-polcy"],
            "There is no question 'strategies-of-a-polcy'. Similar: strategies-of-a-policy",
        ),
        (["ask", "strategies-of-a-policy", "--polcy", "3"], "has no parameter --polcy. It has: --policy"),
        (["ask", "strategies-of-a-policy", "--policy", "three"], "--policy takes an integer; given: three"),
        (["query", "nowhere.rq"], "nowhere.rq"),
        (["-C", "/nowhere", "info"], "/nowhere: no such folder"),
        (["-C", "tests", "info"], "is no workspace"),
        (["serve", "--port", "1", "--host", "203.0.113.1"], "Can't listen on 203.0.113.1:1"),
        (
            [
                "init",
                "src",
                "--base",
                "https://a/",
                "--name-ko",
                "가",
                "--name-en",
                "a",
                "--policies",
                "3",
                "--strategies",
                "4",
            ],
            "src: not an empty folder",
        ),
        (
            [
                "init",
                "x",
                "--base",
                "a",
                "--name-ko",
                "가",
                "--name-en",
                "a",
                "--policies",
                "3",
                "--strategies",
                "4",
            ],
            "--base must be",
        ),
        (
            [
                "init",
                "x",
                "--base",
                "https://a/",
                "--name-ko",
                "가",
                "--name-en",
                "a",
                "--policies",
                "3",
                "--strategies",
                "4,4",
            ],
            "--strategies takes one number, or 3",
        ),
        (
            [
                "init",
                "x",
                "--base",
                "https://a/",
                "--name-ko",
                "가",
                "--name-en",
                "a",
                "--policies",
                "3",
                "--strategies",
                "4",
                "--plan",
                "../x",
            ],
            "--plan takes",
        ),
    ],
)
def test_arguments(arguments: list[str], what: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert what in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("SELECT * { ?s ?p }", "Not SPARQL: line 1, column 18, after"),
        ("", "Not SPARQL"),
        ("SELCT * { ?s ?p ?o }", "Not SPARQL: line 1, column 1: "),
        ("SELECT * { ?s nope:x ?o }", "nope"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "Not SPARQL"),
        ("SELECT * {} ; SELECT * {}", "Not SPARQL"),
    ],
)
def test_queries_that_are_not(text: str, what: str) -> None:
    ran = run("query", stdin=text)
    assert (ran.code, ran.out) == (2, "")
    assert what in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_query_that_is_not_utf8() -> None:
    ran = run("query", stdin="SELECT ('가' AS ?x) {}".encode("cp949"))
    assert ran.code == 2
    assert "not UTF-8" in ran.err
