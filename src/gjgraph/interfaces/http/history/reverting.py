"""`/edit/revert/{commit}`: see what taking a change back comes to, and take it back with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.change import Change
from gjgraph.core.edits import QuadsEdit
from gjgraph.core.errors import ConflictError, GjgraphError, RefusedError
from gjgraph.core.terms import Quad
from gjgraph.core.text import Language, Text, with_particles
from gjgraph.interfaces.http.asking import Fields
from gjgraph.interfaces.http.changes.things import ChangedThings
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.editing.edits import Condition, Trial, Wanted, message_of, tried
from gjgraph.interfaces.http.editing.outcomes import grouped, is_refused, results
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.history.lists import MOST_STATEMENTS
from gjgraph.interfaces.http.history.telling import shown_of
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import ProblemError, status_of
from gjgraph.interfaces.http.signing_in.routes import SignedOut, editor_of
from gjgraph.interfaces.http.signing_in.sessions import (
    READING,
    address_of,
    answered,
    private,
    read_form,
    reader_of,
    see_other,
)
from gjgraph.operations.editing import Outcome
from gjgraph.operations.history import Difference, Revision
from gjgraph.operations.history_files import entry
from gjgraph.operations.undoing import reverting
from gjgraph.storage.tokens import Token

WAY = "revert"


@dataclass(frozen=True)
class State:
    """How things stand with taking a change back, as its page shows it."""

    reason: str
    wrong: Text | None = None
    sign_in: str = ""
    """Where to sign in again, if nobody is signed in any more."""
    clashing: ChangedThings | None = None
    """What was changed again since."""
    groups: Mapping[str, object] = field(default_factory=dict)
    """Which rules would be broken, thing by thing."""
    is_possible: bool = False
    status: int = 200


def routes(desk: Desk, past: Past) -> APIRouter:
    """Build the routes of the page."""
    router = APIRouter()
    pages = Undoing(desk, past)

    @router.api_route("/edit/revert/{name}", methods=["GET", "HEAD"])
    async def ask(request: Request, name: str) -> Response:
        """Show what would be taken back, and whether that may be."""
        return await pages.ask(request, name)

    @router.post("/edit/revert/{name}")
    async def take_back(request: Request, name: str) -> Response:
        """Take it back."""
        return await pages.take_back(request, name)

    return router


class Undoing:
    """Takes changes back for those who are signed in."""

    def __init__(self, desk: Desk, past: Past) -> None:
        self.desk = desk
        self.past = past

    async def ask(self, request: Request, name: str) -> Response:
        """Show what would be taken back, and whether the gate would let it pass."""
        who = await editor_of(self.desk, request, WAY)
        if isinstance(who, SignedOut):
            return who.response(request)
        undone, clashing = await self.found(name)
        state = State(default_reason(undone, reader_of(request)))
        if clashing:
            return await self.shown(request, undone, await self.clash(request, undone, clashing, state))
        return await self.tried(request, who, undone, state, is_dry=True)

    async def take_back(self, request: Request, name: str) -> Response:
        """Take it back; what can't be done is shown with the reason as it was written."""
        who = await editor_of(self.desk, request, WAY)
        fields = await read_form(request, self.desk.settings)
        undone, clashing = await self.found(name)
        reason = fields.get("reason", [""])[-1].replace("\r\n", "\n")
        state = State(reason, is_possible=not clashing)
        if isinstance(who, SignedOut):
            onward = who.sign_in(f"/edit/revert/{undone.commit.id}?lang={reader_of(request)}")
            state = replace(state, wrong=who.reason, sign_in=onward, is_possible=False, status=401)
            return await self.shown(request, undone, state)
        if clashing:
            return await self.shown(request, undone, await self.clash(request, undone, clashing, state))
        if not reason.strip():
            wrong = Text("까닭을 적으세요.", "Give a reason.")
            return await self.shown(request, undone, replace(state, wrong=wrong, status=400))
        return await self.tried(request, who, undone, state, is_dry=False)

    async def found(self, name: str) -> tuple[Revision, list[Quad]]:
        """Find what is to be taken back, and what was changed again since."""
        return await self.past.ask(lambda repository: self.past.undone(repository, name))

    async def tried(
        self, request: Request, who: Token, undone: Revision, state: State, *, is_dry: bool
    ) -> Response:
        """Take it back, or see what would come of it."""
        try:
            edit, _ = reverting(undone)
            outcome = await self.outcome(request, who, undone, edit, state, is_dry=is_dry)
        except GjgraphError as error:
            if isinstance(error, ConflictError):
                # Somebody was faster: what was just now as the change left it isn't any more.
                _, clashing = await self.found(undone.commit.id)
                state = await self.clash(request, undone, clashing, state)
            else:
                wrong = error.message if isinstance(error, RefusedError) or is_dry else said(error)
                is_possible = not is_dry and status_of(error) not in (403, 409)
                state = replace(state, wrong=wrong, is_possible=is_possible, status=status_of(error))
            return await self.shown(request, undone, state)
        reader = reader_of(request)
        if is_refused(outcome):
            groups = grouped(results(self.desk, outcome.verdict.report, reader))
            status = 200 if is_dry else 422
            refused = replace(state, groups=groups, is_possible=False, status=status)
            return await self.shown(request, undone, refused)
        if is_dry:
            return await self.shown(request, undone, replace(state, is_possible=True))
        return see_other(f"/history/{outcome.version}?lang={reader}")

    async def outcome(
        self, request: Request, who: Token, undone: Revision, edit: QuadsEdit, state: State, *, is_dry: bool
    ) -> Outcome:
        """Have the gate judge it, in the name of who is signed in."""

        async def nothing() -> Condition:
            # The edit is known to the letter, and conflicts where anything of it was changed since.
            return Condition()

        reverted = Text("되돌린 커밋:", "Takes back commit").in_language(reader_of(request))
        message = f"{state.reason.strip()}\n\n{reverted} {undone.commit.id}"
        client = client_of(request.scope, self.desk.settings)
        fields: Fields = {"message": [message]}
        trial = Trial(who, client, WAY, message_of(request, fields), is_dry)
        return await tried(self.desk, Wanted(edit), trial, nothing, sorted(undone.difference.change.graphs()))

    async def clash(self, request: Request, undone: Revision, clashing: list[Quad], state: State) -> State:
        """Say what was changed again since; where that is all, it was taken back already."""
        change = undone.difference.change
        if len(clashing) == len(change.added) + len(change.removed):
            wrong = Text(
                "이 변경은 이미 되돌려져 있어 되돌릴 것이 없습니다.",
                "This change was taken back already: there is nothing left of it.",
            )
            return replace(state, wrong=wrong, is_possible=False, status=409)
        now = {quad: quad in change.removed for quad in clashing}
        gone = Change(
            frozenset(quad for quad, is_there in now.items() if is_there),
            frozenset(quad for quad, is_there in now.items() if not is_there),
        )
        told = await self.in_words(request, replace(undone.difference, change=gone))
        return replace(state, clashing=told[0], is_possible=False, status=409)

    async def in_words(self, request: Request, difference: Difference) -> tuple[ChangedThings, int]:
        """Put a change into words, and tell how much there is beyond them."""
        client = client_of(request.scope, self.desk.settings)
        shown = await shown_of(self.desk, difference, reader_of(request), client, MOST_STATEMENTS)
        return await shown.in_words(), shown.more

    async def shown(self, request: Request, undone: Revision, state: State) -> Response:
        """Show the page."""
        change = undone.difference.change
        if change:
            inverse = replace(undone.difference, change=change.inverse())
            told, more = await self.in_words(request, inverse)
        reader: Language = reader_of(request)
        page = self.desk.pages.page(
            "revert.html",
            reader,
            **{name: value for name, value in vars(state).items() if name != "status"},
            commit=entry(undone.commit, None),
            size=(len(change.removed), len(change.added)),
            told=told if change else None,
            more=more if change else 0,
            elsewhere=f"{address_of(request).partition('?')[0]}?lang={'en' if reader == 'ko' else 'ko'}",
        )
        # A page that is only read is there, whatever it says.
        return private(page) if request.method in READING else answered(page, state.status)


def default_reason(undone: Revision, reader: Language) -> str:
    """Give a reason to begin with, which says what is taken back."""
    subject = undone.commit.subject
    return with_particles(f"“{subject}”을(를) 되돌림") if reader == "ko" else f"Takes back “{subject}”"


def said(error: GjgraphError) -> Text:
    """Say what went wrong, and that nothing was changed by it."""
    if isinstance(error, ProblemError):
        return error.message
    return Text(f"되돌리지 못했습니다. {error.message.ko}", f"It wasn't taken back. {error.message.en}")
