"""Each ready question gives exactly its expected rows.

Beside this file, `questions/<name>.tsv` holds the rows of a question, and `<name>@<parameter>=<value>.tsv`
those with other parameters (values percent-encoded, `&` between them); `.nt` the sorted triples of a
CONSTRUCT, `.count` their number.
"""

import csv
import io
from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples
from rdflib.plugins.sparql import prepareQuery

from gjgraph.engine.index import Answer
from gjgraph.operations.ask import ask, question, questions
from gjgraph.operations.dataset import Dataset, build
from gjgraph.storage.workspace import Workspace
from tests.conftest import SHARED, run

EXPECTED = Path(__file__).parent / "questions"
CASES = sorted(path.name for path in EXPECTED.iterdir())
COMPETENCY = SHARED / "source/competency.tsv"
NOT_FROM_THE_SOURCE = ("m7-inferred.ttl", "sdg.ttl", "context.ttl")


def lexical(answer: Answer) -> str:
    """Write an answer as the expected files do."""
    if isinstance(answer, QueryBoolean):
        return "true\n" if answer else "false\n"
    if isinstance(answer, QueryTriples):
        return "".join(sorted(f"{triple} .\n" for triple in answer))
    columns = [variable.value for variable in answer.variables]
    written = io.StringIO()
    table = csv.writer(written, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    table.writerow(columns)
    for row in answer:
        table.writerow(["" if row[name] is None else getattr(row[name], "value", "") for name in columns])
    return written.getvalue()


@pytest.fixture(scope="session")
def source_only(workspace: Workspace, dataset: Dataset) -> Dataset:
    """The plan without what is inferred or comes from elsewhere."""
    kept = [file for file in dataset.files if not file.name.endswith(NOT_FROM_THE_SOURCE)]
    assert len(kept) == len(dataset.files) - len(NOT_FROM_THE_SOURCE)
    return build(workspace, kept)


@pytest.mark.parametrize("case", CASES)
def test_gives_the_expected_rows(case: str, dataset: Dataset) -> None:
    stem, _, kind = case.rpartition(".")
    name, _, settings = stem.partition("@")
    pairs = [pair.partition("=") for pair in settings.split("&") if pair]
    arguments = {unquote(key): unquote(value) for key, _, value in pairs}
    got = lexical(ask(dataset, question(dataset.workspace, name), arguments))
    expected = (EXPECTED / case).read_text(encoding="utf-8")
    if kind == "count":
        assert got.count("\n") == int(expected)
    else:
        assert got == expected


def test_every_question_has_expected_rows(workspace: Workspace) -> None:
    covered = {case.rpartition(".")[0].partition("@")[0] for case in CASES}
    assert covered == set(questions(workspace))


def test_every_parameter_is_tried_with_another_value(workspace: Workspace) -> None:
    tried = {case.rpartition(".")[0] for case in CASES if "@" in case}
    for each in questions(workspace).values():
        for parameter in each.parameters:
            assert any(t.startswith(f"{each.name}@") and f"{parameter.name}=" in t for t in tried), each.name


@pytest.mark.skipif(
    not COMPETENCY.exists(), reason="the shared competency questions are not beside this checkout"
)
@pytest.mark.parametrize("graphs", ["all", "source only"])
def test_competency_questions(graphs: str, dataset: Dataset, source_only: Dataset) -> None:
    """Thirty questions with the exact rows, with and without what the source doesn't say."""
    asked = dataset if graphs == "all" else source_only
    by_id = {each.id: each for each in questions(dataset.workspace).values() if each.id}
    lines = COMPETENCY.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 30
    for line in lines:
        identifier, _, _, expected, _ = line.split("\t")
        answer = ask(asked, by_id[identifier], {})
        if isinstance(answer, QuerySolutions):
            names = [variable.value for variable in answer.variables]
            rows = [" | ".join(getattr(row[name], "value", "") for name in names) for row in answer]
            assert " || ".join(rows) == expected, identifier
        else:
            assert str(bool(answer)).lower() == expected, identifier


def test_every_question_and_parameter_is_told_of_in_both_languages(workspace: Workspace) -> None:
    for each in questions(workspace).values():
        for text in (each.summary, *(parameter.description for parameter in each.parameters)):
            assert any("가" <= letter <= "힣" for letter in text.ko), each.name
            assert text.en.isascii() or "‘" in text.en or "—" in text.en, each.name


@pytest.mark.parametrize("kind", ["questions", "checks", "rules", "views"])
def test_queries_run_on_other_engines(kind: str, workspace: Workspace) -> None:
    """Every query declares the prefixes it uses, and is SPARQL 1.1 to another parser too."""
    paths = list(workspace.query_files(kind))
    assert paths
    for path in paths:
        prepareQuery(path.read_text(encoding="utf-8"))


def test_ask_on_the_command_line_binds_terms() -> None:
    hostile = '") } UNION { ?a ?b ?c } #'
    ran = run("ask", "projects-with-a-word", "--word", hostile, "--format", "csv")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 1  # the header, and no row
