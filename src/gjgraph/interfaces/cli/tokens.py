"""The commands for tokens: who may edit over HTTP."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from gjgraph.core.author import read_author
from gjgraph.core.errors import UnreadableError
from gjgraph.core.text import Text
from gjgraph.interfaces.cli.commands import say, workspace

if TYPE_CHECKING:
    from gjgraph.storage.audit import Audit
    from gjgraph.storage.tokens import Token, Tokens

DAYS = re.compile(r"([1-9][0-9]{0,4})d", re.ASCII)
PATTERN = re.compile(r"[^\s/<>\"{}|\\^`,][^\s<>\"{}|\\^`,]*")
"""What can be part of a graph's address, and no slash to begin with."""


@click.group()
def token() -> None:
    """Say who may edit over HTTP, and which graphs.

    Editing is off unless "gjgraph serve --editing true" turns it on. Tokens are kept in the git folder of
    the workspace, hashed, and a change counts at once in a server that runs.
    """


@token.command()
@click.argument("author", metavar='"NAME <MAIL>"')
@click.option(
    "--graphs",
    multiple=True,
    help="Graphs that it is for, as paths under data/ (gwangju/*), ontology/… or whole IRIs; with commas or "
    "several times. Otherwise all under data/.",
)
@click.option(
    "--expires", help="Last day that it counts (2027-01-31, here), or days (30d). Otherwise until revoked."
)
def add(author: str, graphs: tuple[str, ...], expires: str | None) -> None:
    """Make a token for somebody, in whose name edits are committed.

    The token is printed on standard output, this once: what is kept is only its hash.
    """
    who = read_author(author)
    patterns = [read_pattern(each) for part in graphs for each in part.split(",")]
    end = None if expires is None else read_end(expires)
    tokens, audit = access()
    made, secret = tokens.add(who, patterns, end)
    note(audit, "token-added", made)
    click.echo(described(made), err=True)
    click.echo(
        say(
            Text(
                "이 토큰은 다시 볼 수 없으니 지금 전하세요. Authorization: Bearer 토큰",
                "This token can't be shown again: pass it on now. Authorization: Bearer TOKEN",
            )
        ),
        err=True,
    )
    click.echo(secret)


@token.command("list")
def list_tokens() -> None:
    """List the tokens: id, author, graphs, how long they count."""
    tokens, _ = access()
    listed = tokens.list()
    for each in listed:
        click.echo(described(each))
    if not listed:
        click.echo(say(Text("토큰이 없습니다.", "There are no tokens.")), err=True)


@token.command()
@click.argument("name", metavar="ID|NAME")
def revoke(name: str) -> None:
    """Take a token away, at once: the one with this id, or all of this author (name or mail)."""
    tokens, audit = access()
    for each in tokens.revoke(name):
        note(audit, "token-revoked", each)
        click.echo(say(Text(f"취소했습니다: {each.id} {each.author}", f"Revoked: {each.id} {each.author}")))


def access() -> "tuple[Tokens, Audit]":
    """Open the tokens of the workspace, and the log of what becomes of them."""
    # Imported here: no other command needs git.
    from gjgraph.storage.audit import Audit  # noqa: PLC0415
    from gjgraph.storage.repository import Repository  # noqa: PLC0415
    from gjgraph.storage.tokens import Tokens  # noqa: PLC0415

    place = workspace()
    repository = Repository.open(place.root)
    if repository is None:
        raise UnreadableError(
            Text(
                f"{place.root}: git 저장소가 아니어서 고칠 수 없고 토큰을 둘 곳이 없습니다. "
                "먼저 ‘git init’을 하세요.",
                f"{place.root} is no git repository, so it can't be edited, and tokens have no place. "
                "First: git init",
            )
        )
    return Tokens(repository.folder), Audit(repository.folder)


def note(audit: "Audit", event: str, made: "Token") -> None:
    """Write down what becomes of a token."""
    from gjgraph.storage.audit import of_token  # noqa: PLC0415

    audit.note(event, **of_token(made))


def described(made: "Token") -> str:
    """Describe a token in two lines."""
    graphs = ", ".join(made.graphs) or say(Text("data/ 아래 모두", "all under data/"))
    since = shown(made.created)
    until = say(Text("취소할 때까지", "until revoked"))
    if made.expires:
        until = say(Text(f"{shown(made.expires)}까지", f"until {shown(made.expires)}"))
        if made.is_over(datetime.now(UTC)):
            until += say(Text(" (기한 지남)", " (expired)"))
    return f"{made.id}  {made.author}\n    " + say(
        Text(f"그래프: {graphs}; {since}부터 {until}", f"graphs: {graphs}; from {since} {until}")
    )


def shown(moment: datetime) -> str:
    """Write a point in time as this machine's clock has it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M %Z").rstrip()


def read_pattern(text: str) -> str:
    """Read one pattern of `--graphs`."""
    pattern = unicodedata.normalize("NFC", text.strip())
    if not PATTERN.fullmatch(pattern) or not pattern.isprintable():
        raise UnreadableError(
            Text(
                f"--graphs에는 gwangju/* 같은 data/ 아래의 길이나 그래프의 IRI를 주세요. 준 것: {text!r}",
                f"--graphs takes paths under data/, such as gwangju/*, or IRIs of graphs; given: {text!r}",
            )
        )
    return pattern


def read_end(text: str) -> datetime:
    """Read how long a token counts: so many days from now, or to the end of a day here."""
    now = datetime.now(UTC).replace(microsecond=0)
    days = DAYS.fullmatch(text)
    try:
        if days:
            end = now + timedelta(days=int(days[1]))
        else:
            end = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time()).astimezone(UTC)
    except (ValueError, OverflowError):
        end = now
    if end <= now:
        raise UnreadableError(
            Text(
                f"--expires에는 앞으로 올 날(2027-01-31)이나 날수(30d)를 주세요. 준 것: {text!r}",
                f"--expires takes a day to come (2027-01-31) or days (30d); given: {text!r}",
            )
        )
    return end
