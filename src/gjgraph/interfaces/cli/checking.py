"""The command that judges a publication by the rules that can be checked."""

import json
from typing import TYPE_CHECKING, Any

import click

from gjgraph.core.text import LANGUAGES, Text, printable
from gjgraph.interfaces.cli.commands import say
from gjgraph.operations.publication_check.results import Failed, Group, NotApplicable, Passed, Result

if TYPE_CHECKING:
    from gjgraph.operations.publication_check.check import Judged, Score, Verdict

NAMES = {
    Passed: Text("통과", "passed"),
    Failed: Text("실패", "FAILED"),
    NotApplicable: Text("해당 없음", "not applicable"),
}
STYLES = {Passed: "green", Failed: "bold red", NotApplicable: "dim"}


@click.command("check-publication")
@click.argument("place", metavar="URL|DIRECTORY")
@click.option("--base", help="What all addresses of the data begin with; otherwise as VoID says.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([each.value for each in Group]),
    help="Judge only this group of rules; several times for several.",
)
@click.option(
    "--most",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="Look at so many things and pages, taken evenly; 0 for all.",
)
@click.option("--canonical", is_flag=True, help="Ask the canonical addresses at their own host as well.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def check_publication(
    place: str, base: str | None, only: tuple[str, ...], most: int, canonical: bool, form: str
) -> int:
    """Judge a publication of linked data by the rules that can be checked.

    It may be a server or a directory of files, ours or anybody's. Canonical addresses are asked of the
    place that is named, and no other host is asked anything, unless --canonical says so.

    Exit code: 0 no rule failed, 1 some did, 2 there is nothing that can be judged.
    """
    # Imported here: other commands have no use for a client of the web.
    from gjgraph.operations.publication_check.check import check  # noqa: PLC0415
    from gjgraph.operations.publication_check.deployment import deployment  # noqa: PLC0415
    from gjgraph.operations.publication_check.publication import Publication  # noqa: PLC0415

    with deployment(place) as there:
        verdict = check(Publication(there, base, most, canonical), [Group(each) for each in only])
    if form == "json":
        click.echo(json.dumps(as_data(verdict), ensure_ascii=False, indent=2))
    else:
        print_verdict(verdict)
    return 1 if verdict.score().failed else 0


def print_verdict(verdict: "Verdict") -> None:
    """Print all rules with their results, and what it comes to."""
    # Imported here: it takes a while to load, and only tables need it.
    from gjgraph.interfaces.cli.tables import print_texts  # noqa: PLC0415

    headings = [say(name) for name in (Text("규칙", "rule"), Text("결과", "result"), Text("까닭", "reason"))]
    rows = []
    for group in verdict.groups:
        rows.append([(say(group.text), "bold"), (say(counted(verdict.score(group))), ""), ("", "")])
        rows += [row(each) for each in verdict.judged if each.rule.group is group]
    print_texts(headings, rows)
    click.echo(say(summary(verdict)))


def row(judged: "Judged") -> list[tuple[str, str]]:
    """Write a rule as a row."""
    kind = type(judged.result)
    title = f"  {say(judged.rule.title)} [{judged.rule.id}]"
    told = printable(say(reason(judged.result)))
    return [(title, ""), (say(NAMES[kind]), STYLES[kind]), (told, "")]


def reason(result: Result) -> Text:
    """Say why: the first problem, and how many there are."""
    match result:
        case NotApplicable():
            return result.reason
        case Failed():
            first = result.problems[0]
            where = f"{first.where}: " if first.where else ""
            more = result.count - 1
            ko, en = (f" (외 {more}건)", f" (and {more} more)") if more else ("", "")
            return Text(f"{where}{first.reason.ko}{ko}", f"{where}{first.reason.en}{en}")
    return Text("", "")


def counted(score: "Score") -> Text:
    """Say how many of what there are."""
    ko = f"통과 {score.passed}, 실패 {score.failed}, 해당 없음 {score.not_applicable}"
    en = f"{score.passed} passed, {score.failed} failed, {score.not_applicable} not applicable"
    return Text(ko, en)


def summary(verdict: "Verdict") -> Text:
    """Say in one line what it comes to."""
    score = verdict.score()
    share = f"{int(score.percent * 10) / 10:g} %"
    told = counted(score)
    return Text(f"{told.ko}: 점수 {share}", f"{told.en}: score {share}")


def as_data(verdict: "Verdict") -> dict[str, Any]:
    """Give it as data, texts in both languages."""
    score = verdict.score()
    return {
        "address": verdict.publication.deployment.address if verdict.publication.deployment.answers else None,
        "base": verdict.publication.base,
        "passed": score.passed,
        "failed": score.failed,
        "notApplicable": score.not_applicable,
        "score": round(score.percent, 1),
        "groups": {
            group.value: {
                "passed": found.passed,
                "failed": found.failed,
                "notApplicable": found.not_applicable,
            }
            for group in verdict.groups
            for found in [verdict.score(group)]
        },
        "rules": [rule_data(each) for each in verdict.judged],
    }


def rule_data(judged: "Judged") -> dict[str, Any]:
    """Give one rule and its result as data."""
    rule, result = judged.rule, judged.result
    data: dict[str, Any] = {
        "id": rule.id,
        "rule": rule.number,
        "group": rule.group.value,
        "title": both(rule.title),
    }
    match result:
        case Passed():
            return {**data, "result": "passed"}
        case Failed():
            problems = [{"reason": both(each.reason), "where": each.where} for each in result.problems]
            return {**data, "result": "failed", "count": result.count, "problems": problems}
    return {**data, "result": "not applicable", "reason": both(result.reason)}


def both(text: Text) -> dict[str, str]:
    """Give a text in both languages."""
    return {code: text.in_language(code) for code in LANGUAGES}
