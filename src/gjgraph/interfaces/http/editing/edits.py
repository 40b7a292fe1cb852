"""Editing over HTTP: the one place where a request becomes an edit, and what comes of it a response."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.edits import Edit
from gjgraph.core.errors import (
    BrokenError,
    ConflictError,
    ForbiddenError,
    GjgraphError,
    MovedError,
    QueryError,
)
from gjgraph.core.text import Text, unprintable
from gjgraph.interfaces.http.access import editing_is_off
from gjgraph.interfaces.http.asking import Fields
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.editing.outcomes import accepted, is_refused, refused
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.problems import ProblemError, place, status_of
from gjgraph.interfaces.http.told import DIGEST
from gjgraph.operations.editing import Outcome, Submission, Unless
from gjgraph.operations.proposals import Proposal
from gjgraph.publication.links import document_path
from gjgraph.storage import audit
from gjgraph.storage.tokens import Token

MESSAGE = "gjgraph-message"
LONGEST_MESSAGE = 10_000
TAG = re.compile(r'\s*(W/)?"([^"]*)"\s*(?:,|$)')
FIELDS = {"dry-run", "message", "update", "using-graph-uri", "using-named-graph-uri", "graph", "default"}
FIELDS |= {"reason", "successor", "lang", "format", "_format"}
"""What an edit may be told beside its body; a reason also with a language, `reason@ko`."""
YES, NO = ("true", "1", "yes", ""), ("false", "0", "no")


@dataclass(frozen=True)
class Wanted:
    """What a request wants changed."""

    edit: Edit
    fields: Fields = field(default_factory=dict)
    graph: str | None = None
    thing: str | None = None
    is_there: bool = True
    """Whether the graph or the thing that it is about is there already."""
    text: str = ""
    """The update as its writer knows it, to point into where it is wrong."""

    @property
    def created(self) -> str:
        """The address of what is new by it."""
        return "" if self.is_there else self.graph or self.thing or ""


class Condition(NamedTuple):
    """What a request demands of the current version."""

    unless: Unless | None = None
    is_asked: bool = False


@dataclass(frozen=True)
class Trial:
    """Who tries an edit, in what way, and why."""

    token: Token
    client: str
    way: str
    message: str = ""
    is_dry: bool = False
    """Whether it is only to be seen what would come of it."""


async def take(
    desk: Desk, request: Request, way: str, read: Callable[[], Awaitable[Wanted]], graph: str = ""
) -> Response:
    """Take an edit: who, what, whether it may be; then say what became of it.

    `read` reads the request and isn't called before its sender is known. `graph` is the one that the
    address names, for the audit log.
    """
    if desk.access is None:
        raise editing_is_off()
    client, graphs = client_of(request.scope, desk.settings), [graph] if graph else []
    token = await desk.access.authorise(request.scope, way)
    try:
        wanted = await read()
        refuse_unknown(wanted.fields)
        is_dry = switch(wanted.fields, "dry-run")
        message = message_of(request, wanted.fields)
    except GjgraphError as error:
        desk.access.audit.attempt(client, token, way, graphs).end("failed", why=error.message.en)
        raise
    trial = Trial(token, client, way, message, is_dry)
    outcome = await tried(desk, wanted, trial, lambda: condition(desk, request, wanted), graphs)
    if is_refused(outcome):
        return await refused(desk, request, wanted.fields, outcome, is_dry, client)
    return await accepted(desk, request, wanted.fields, outcome, is_dry, client, wanted.created)


async def tried(
    desk: Desk,
    wanted: Wanted,
    trial: Trial,
    demand: Callable[[], Awaitable[Condition]],
    graphs: Sequence[str] = (),
) -> Outcome:
    """Try an edit whose sender is known, and write down that it is tried and what became of it.

    `demand` finds what the current version must be; what goes wrong there is part of the attempt.
    """
    access, editor = desk.access, desk.editor
    if access is None or editor is None:
        raise editing_is_off()
    # In a thread: it waits for the disk, and queries must not.
    attempt = await asyncio.to_thread(
        access.audit.attempt, trial.client, trial.token, trial.way, graphs, dry_run=trial.is_dry
    )
    conditional = False
    try:
        unless, conditional = await demand()
        proposal = Proposal(wanted.edit, trial.token, is_kept=not trial.is_dry)
        outcome = await editor.submit(
            Submission(proposal, trial.token.author, trial.message, trial.way, unless)
        )
    except GjgraphError as error:
        attempt.end(ended(error), why=error.message.en)
        raise explained(desk, wanted, error, conditional) from None
    except Exception as error:
        attempt.end("failed", why=repr(error))
        desk.journal.write(event="edit-failed", reason=repr(error))
        raise BrokenError(
            Text(
                "서버의 잘못으로 고치지 못했습니다. 바뀐 것이 있는지 /history에서 확인하세요.",
                "The edit failed by a mistake of the server. See /history for whether it was made.",
            )
        ) from error
    changed = outcome.verdict.change.graphs()
    if is_refused(outcome):
        attempt.end("rejected", graphs=changed, violations=len(outcome.verdict.report.faults))
    else:
        commit = outcome.version if outcome.is_committed else ""
        attempt.end("accepted", graphs=changed, commit=commit)
    return outcome


def ended(error: GjgraphError) -> audit.Outcome:
    """Tell the audit log what became of an edit that wasn't judged."""
    if isinstance(error, ConflictError | MovedError) or status_of(error) == 412:
        return "conflict"
    return "denied" if isinstance(error, ForbiddenError) else "failed"


def explained(desk: Desk, wanted: Wanted, error: GjgraphError, conditional: bool) -> GjgraphError:
    """Say of what went wrong what its sender needs to know."""
    if isinstance(error, ConflictError) and conditional:
        return out_of_date(desk, error.message)
    if isinstance(error, QueryError) and error.line and wanted.text:
        return ProblemError(400, error.message, more=place(wanted.text, error.line, error.column))
    return error


# What every way takes


def refuse_unknown(fields: Fields) -> None:
    """Refuse a field that means nothing: who writes `dry_run` must not have edited for good."""
    unknown = sorted(name for name in fields if name.partition("@")[0] not in FIELDS)
    if unknown:
        known = ", ".join(sorted(FIELDS))
        raise ProblemError(
            400,
            Text(
                f"모르는 매개변수 ‘{unknown[0]}’. 바뀐 것은 없습니다. 쓸 수 있는 것: {known}",
                f"Unknown parameter '{unknown[0]}'; nothing was changed. There are: {known}",
            ),
        )


def switch(fields: Fields, name: str) -> bool:
    """Read a field that is on or off; a name alone is on."""
    given = fields.get(name, ["false"])[-1].strip().lower()
    if given not in (*YES, *NO):
        raise ProblemError(
            400,
            Text(
                f"{name}은 true나 false여야 합니다. 준 것: {given}", f"{name} must be true or false: {given}"
            ),
        )
    return given in YES


def message_of(request: Request, fields: Fields) -> str:
    """Read why an edit is made: by a field, or by a header that is percent-encoded."""
    given = fields.get("message", [""])[-1]
    try:
        given = given or unquote_to_bytes(request.headers.get(MESSAGE, "")).decode()
    except UnicodeDecodeError:
        raise ProblemError(
            400,
            Text(
                "Gjgraph-Message는 퍼센트 인코딩한 UTF-8이어야 합니다.",
                "Gjgraph-Message must be percent-encoded UTF-8.",
            ),
        ) from None
    lines = given.replace("\r\n", "\n").replace("\r", "\n")
    if code := unprintable(lines):
        raise ProblemError(
            400,
            Text(
                f"편집 메시지에 보이지 않는 제어 문자가 있습니다: {code}",
                f"There is a letter in the message of the edit that can't be shown: {code}",
            ),
        )
    if len(lines) > LONGEST_MESSAGE:
        raise ProblemError(
            400,
            Text(
                f"편집 메시지는 {LONGEST_MESSAGE:,}자까지의 글이어야 합니다.",
                f"The message of an edit is a text of up to {LONGEST_MESSAGE:,} letters.",
            ),
        )
    return lines


async def condition(desk: Desk, request: Request, wanted: Wanted) -> Condition:
    """Read what the current version must be (RFC 9110 §13.1.1, §13.1.2); 412 where that can be told now.

    What there is or isn't now must still be so when the edit is made: nobody may slip in between.
    """
    match, none = (request.headers.getlist(name) for name in ("if-match", "if-none-match"))
    facts = desk.pages.facts
    versions: tuple[str, ...] = ()
    if match:
        given = ", ".join(match).strip()
        if given == "*":
            versions = (facts.version, facts.instance)
            if not wanted.is_there:
                raise out_of_date(desk, nothing(wanted))
        else:
            # A weak tag is no match (§13.1.1): it says nothing of what is the same.
            versions = await meant(desk, request, wanted, marks(given, is_strong=True)) or ("",)
    if none:
        given = ", ".join(none).strip()
        known = () if given == "*" else await meant(desk, request, wanted, marks(given))
        if wanted.is_there and (given == "*" or {facts.version, facts.instance} & {*known}):
            raise out_of_date(
                desk,
                Text(
                    "이미 있으므로 새로 만들지 않았습니다(If-None-Match).",
                    "It is there already, so nothing was made (If-None-Match).",
                ),
            )
        if not match:
            versions = (facts.version, facts.instance)
    unless = Unless(versions, wanted.graph, wanted.thing) if versions else None
    return Condition(unless, bool(match or none))


async def meant(desk: Desk, request: Request, wanted: Wanted, tags: list[str]) -> tuple[str, ...]:
    """Give the versions that tags stand for, where they are those of the document that is edited."""
    path = document_path(wanted.thing or wanted.graph or "", desk.pages.workspace.addresses.base) or ""
    client, seconds = client_of(request.scope, desk.settings), desk.settings.time
    found = []
    for tag in tags:
        if DIGEST.fullmatch(tag):
            context = desk.pages.facts.context(path)
            found.append(await desk.told.version(path, tag, desk.answers, context, client, seconds))
        else:
            found.append(tag)
    return tuple(found)


def marks(header: str, is_strong: bool = False) -> list[str]:
    """Read a list of entity tags, as the versions that they stand for."""
    found, place = [], 0
    while place < len(header):
        tag = TAG.match(header, place)
        if tag is None:
            raise ProblemError(
                400,
                Text(
                    'If-Match와 If-None-Match에는 따옴표로 감싼 ETag나 커밋을 적습니다. 예: "abc"',
                    'If-Match and If-None-Match take ETags or commits in quotes. For example: "abc"',
                ),
            )
        if not (is_strong and tag[1]):
            found.append(tag[2].partition("-")[0])
        place = tag.end()
    return found


def nothing(wanted: Wanted) -> Text:
    """Say that what an edit is about isn't there."""
    address = wanted.thing or wanted.graph
    return Text(f"<{address}>: 그런 것이 없습니다.", f"<{address}>: there is no such thing.")


def out_of_date(desk: Desk, message: Text) -> ProblemError:
    """Say that a condition isn't met, and what the current version is."""
    version = desk.pages.facts.version
    return ProblemError(412, message, {"Gjgraph-Version": version}, more={"version": version})
