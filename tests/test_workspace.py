"""A new workspace as its editor uses it: hook, CI step, reports for programs, an installed package."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import rdflib
import yaml
from rdflib.namespace import RDF, SH

from tests.conftest import ROOT, run

BIN = str(Path(sys.executable).parent)
WHO = {
    "GIT_AUTHOR_NAME": "편집자",
    "GIT_AUTHOR_EMAIL": "editor@plan.example",
    "GIT_COMMITTER_NAME": "편집자",
    "GIT_COMMITTER_EMAIL": "editor@plan.example",
}


def shell(command: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command with `gjgraph` on the path, as a hook or a CI step finds it."""
    env = {**os.environ, **WHO, "PATH": f"{BIN}:{os.environ['PATH']}", "GJGRAPH_LANG": "en", **environment}
    return subprocess.run(
        ["bash", "-c", command], cwd=at, env=env, capture_output=True, text=True, check=False
    )


def spoil(root: Path) -> None:
    plan = root / "data/saebom/plan.ttl"
    plan.write_text(plan.read_text(encoding="utf-8").replace('"1-나"', '"1-가"'), encoding="utf-8")


def test_the_hook_refuses_what_breaks_the_plan(copy: Path) -> None:
    first = shell("git add -A && git commit -m 'The plan as published'", copy)
    assert first.returncode == 0, first.stderr
    spoil(copy)
    refused = shell("git commit -am 'Renumber'", copy)
    assert refused.returncode != 0
    assert "data/saebom/plan.ttl:" in refused.stdout + refused.stderr
    assert "has the notation or the ordinal of one of its siblings" in refused.stdout + refused.stderr
    assert shell("git log --oneline | wc -l", copy).stdout.strip() == "1"


def test_the_hook_refuses_another_layout(copy: Path) -> None:
    assert shell("git add -A && git commit -m 'The plan as published'", copy).returncode == 0
    plan = copy / "data/saebom/plan.ttl"
    plan.write_text(plan.read_text(encoding="utf-8").replace("\n    ", "\n  "), encoding="utf-8")
    refused = shell("git commit -am 'Reindent'", copy)
    assert refused.returncode != 0
    assert "not canonical" in refused.stdout + refused.stderr


def test_the_hook_judges_what_is_committed(copy: Path) -> None:
    """Not what lies in the folder: a fault that is staged is refused though the file is whole again."""
    assert shell("git add -A && git commit -m 'The plan as published'", copy).returncode == 0
    plan = copy / "data/saebom/plan.ttl"
    good = plan.read_text(encoding="utf-8")
    spoil(copy)
    shell("git add -A", copy)
    plan.write_text(good, encoding="utf-8")
    assert shell("git commit -m 'Renumber'", copy).returncode != 0
    shell("git reset -q --hard && git rm -q --cached data/saebom/plan.ttl", copy)
    gone = shell("git commit -m 'Lose the plan'", copy)
    assert gone.returncode != 0
    assert "The plan's own graph is missing" in gone.stdout + gone.stderr


def test_the_hook_says_what_it_needs(copy: Path) -> None:
    refused = shell("git add -A && PATH=/usr/bin:/bin git commit -m 'The plan'", copy)
    assert refused.returncode != 0
    assert "gjgraph is not on the PATH: install it." in refused.stderr


@pytest.mark.parametrize(
    ("gone", "what"),
    [
        ("data", "data/saebom/plan.ttl: unreadable: The plan's own graph is missing"),
        ("ontology", "ontology/csp.ttl: unreadable: The ontology is missing"),
        ("ontology/shapes", "ontology/shapes/plan.ttl: unreadable: The shapes that judge"),
        ("queries/checks", "queries/checks: unreadable: There is no query"),
    ],
)
def test_what_is_missing_does_not_conform(gone: str, what: str, copy: Path) -> None:
    shutil.rmtree(copy / gone)
    ran = run("validate", at=copy)
    assert ran.code == 2
    assert what in ran.out


def test_a_broken_question_is_told_and_blocks_no_other(copy: Path) -> None:
    (copy / "queries/questions/mine.rq").write_text(
        "#+ summary: {ko: 가, en: a}\nSELCT *\n", encoding="utf-8"
    )
    ran = run("validate", at=copy)
    assert ran.code == 2
    assert "queries/questions/mine.rq: unreadable: Not SPARQL" in ran.out
    assert run("ask", "vision", at=copy).code == 0


def test_format_loses_no_comment_unasked(copy: Path) -> None:
    plan = copy / "data/saebom/plan.ttl"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(
        text.replace("<id/saebom/vision>", "# 확인 필요 <#>\n<id/saebom/vision>", 1), encoding="utf-8"
    )
    commented = plan.read_bytes()
    refused = run("format", at=copy)
    assert refused.code == 1
    assert "There are comments" in refused.err
    assert plan.read_bytes() == commented
    assert run("format", "--drop-comments", at=copy).code == 0
    assert plan.read_text(encoding="utf-8") == text


def test_accidents_of_the_operator_are_one_line(copy: Path) -> None:
    for command in ("gjgraph questions > /dev/full", "gjgraph ask vision > /dev/full"):
        ran = shell(command, copy)
        assert ran.returncode == 2
        assert "No space left on device" in ran.stderr
        assert "Traceback" not in ran.stderr
    names = "--base https://a.example/ --name-ko 가 --name-en a --policies 1 --strategies 1"
    made = shell(f"gjgraph init /proc/plan {names}", copy)
    assert made.returncode == 2
    assert len(made.stderr.splitlines()) == 1
    assert shell("gjgraph questions | head -1", copy).returncode == 0


def test_the_ci_example_runs(copy: Path) -> None:
    """Each `run:` line of the workflow, but the one that installs, does what it says."""
    workflow = yaml.safe_load((copy / ".github/workflows/validate.yml").read_text(encoding="utf-8"))
    steps = [step["run"] for step in workflow["jobs"]["validate"]["steps"] if "run" in step]
    assert steps[0] == "pip install gjgraph"
    for step in steps[1:]:
        assert shell(step, copy).returncode == 0
    spoil(copy)
    assert [shell(step, copy).returncode for step in steps[1:]] == [0, 1]
    log = json.loads((copy / "validation.sarif").read_text(encoding="utf-8"))
    result = log["runs"][0]["results"][0]
    assert (log["version"], result["level"]) == ("2.1.0", "error")
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "data/saebom/plan.ttl"
    assert location["region"]["startLine"] > 1


def test_reports_for_programs_say_the_same(copy: Path) -> None:
    spoil(copy)
    text = run("validate", at=copy)
    as_json = run("validate", "--format", "json", at=copy)
    as_turtle = run("validate", "--format", "turtle", at=copy)
    assert text.code == as_json.code == as_turtle.code == 1
    report = json.loads(as_json.out)
    assert report["conforms"] is False
    assert len(report["faults"]) == len(text.out.splitlines())
    assert all(re.search("[가-힣]", fault["message"]["ko"]) for fault in report["faults"])
    assert report["faults"][0]["focusNode"].startswith("<https://plan.saebom.example/id/saebom/")
    graph = rdflib.Graph().parse(data=as_turtle.out, format="turtle")
    results = list(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(report["faults"])
    assert {str(message.language) for message in graph.objects(None, SH.resultMessage)} == {"ko", "en"}  # type: ignore[attr-defined]
    assert all(graph.value(result, SH.focusNode) for result in results)


def test_lines_lead_to_the_statement(copy: Path) -> None:
    """`file:line` is where a hand-edited statement stands, whatever its layout."""
    plan = copy / "data/saebom/plan.ttl"
    text = plan.read_text(encoding="utf-8")
    extra = (
        "\n\n# by hand\n<id/saebom/policy/1>\n  # a comment. with stops; and marks\n  csp:ordinal 0\n  .\n"
    )
    plan.write_text(text + extra, encoding="utf-8")
    expected = text.count("\n") + 3
    out = run("validate", at=copy).out
    ordinal = next(line for line in out.splitlines() if "ordinal of ‘Saebom walks’" in line)
    written = plan.read_text(encoding="utf-8").splitlines()
    number = int(ordinal.split(":")[1])
    assert "csp:ordinal" in written[number - 1] or number == expected


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked where only its own files are seen."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", str(folder), str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_an_installed_package_works_with_no_clone(installed: Path, tmp_path: Path) -> None:
    """`pip install` is enough: the plan comes with the package, and new workspaces can be made."""

    def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = "import gjgraph, sys; print(gjgraph.__file__, file=sys.stderr); "
        code += "from gjgraph.interfaces.cli import main; main()"
        env = {**os.environ, "PYTHONPATH": str(installed), "GJGRAPH_LANG": "en", "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    vision = ask("ask", "vision", "--format", "csv")
    assert str(installed) in vision.stderr
    assert "광주, 대한민국 미래로!" in vision.stdout
    assert "conforms" in ask("validate").stderr
    made = ask(
        *("init", "new", "--base", "https://new.example/", "--name-ko", "새 계획", "--name-en", "A new plan"),
        *("--policies", "1", "--strategies", "1"),
    )
    assert made.returncode == 0, made.stderr
    listed = ask("-C", "new", "validate")
    assert listed.returncode == 1
    assert "has no vision" in listed.stdout


def test_messages_follow_the_locale(copy: Path) -> None:
    spoil(copy)
    for variables, korean in (
        ({"LC_ALL": "ko_KR.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "ko_KR.UTF-8"}, True),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "ko_KR.UTF-8"}, False),
        ({"LC_ALL": "C.UTF-8"}, False),
    ):
        ran = shell("gjgraph validate", copy, GJGRAPH_LANG="", **variables)
        assert ("위반" in ran.stdout) == korean


def test_the_readme_of_a_new_workspace_shows_what_conforms(tmp_path: Path) -> None:
    """Its example block, with the other elements written likewise, makes a plan that conforms."""
    plan = tmp_path / "plan"
    names = "--base https://a.example/ --name-ko 계획 --name-en Plan --policies 1 --strategies 0"
    assert shell(f"gjgraph init plan {names}", tmp_path).returncode == 0
    block = re.search(r"```turtle\n(.*?)```", (plan / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block
    written = [block[1]]
    for place, name, up, above in (
        ("goal", "Goal", "goalOf", "plan/vision"),
        ("vision", "Vision", "visionOf", "plan"),
    ):
        text = block[1].replace("policy-1", place).replace("plan/policy/1", f"plan/{place}")
        text = text.replace("csp:Policy ", f"csp:{name} ").replace("<id/plan/goal>", f"<id/{above}>")
        if place == "goal":
            text = text.replace("<id/plan/vision>\n", "<id/plan/goal>\n", 1)
            text = text.replace("rdf:subject <id/plan/vision>", "rdf:subject <id/plan/goal>")
        written.append(text.replace("policyOf", up))
    file = plan / "data/plan.ttl"
    text = file.read_text(encoding="utf-8")
    prefixes = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    source = "    dcterms:source <https://city.example/the-plan> ;\n    csp:basis csp:basis-other-source ."
    text = text.replace("    csp:basis csp:basis-other-source .", source)
    file.write_text(prefixes + text + "\n" + "\n".join(written), encoding="utf-8")
    ran = run("validate", at=plan)
    assert (ran.code, ran.out) == (0, ""), ran.out


def test_help_is_in_english_and_complete() -> None:
    commands = re.findall(r"^  ([\w-]+) ", run("--help", lang="ko").out.split("Commands:")[1], re.MULTILINE)
    assert set(commands) == {
        "ask",
        "blame",
        "check-publication",
        "commit",
        "diff",
        "edit",
        "format",
        "info",
        "init",
        "log",
        "publish",
        "query",
        "questions",
        "revert",
        "serve",
        "token",
        "validate",
    }
    for command in commands:
        assert run(command, "--help").code == 0


def test_tables_align_korean_by_the_width_it_takes() -> None:
    query = """
    SELECT ?ko ?mark { ?x a csp:Policy ; skos:prefLabel ?ko FILTER(LANG(?ko) = "ko") BIND("|" AS ?mark) }
    """
    lines = run("query", "--format", "table", stdin=query).out.splitlines()[2:]
    ends = {sum(2 if "가" <= c <= "힣" else 1 for c in line[: line.index("|")]) for line in lines}
    assert len(ends) == 1
