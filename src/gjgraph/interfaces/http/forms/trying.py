"""A form that was sent, tried: read, put together with what there is now, and judged by the gate."""

from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter
from starlette.requests import Request

from gjgraph.core.edits import Edit, QuadsEdit
from gjgraph.core.errors import ConflictError
from gjgraph.core.report import Severity
from gjgraph.core.text import Language, Text
from gjgraph.engine import worker
from gjgraph.engine.query import Options, Query
from gjgraph.interfaces.http.changes.graphs import MOST_LISTED, named
from gjgraph.interfaces.http.changes.things import ChangedThings, changed_things
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.editing.edits import Condition, Trial, tried
from gjgraph.interfaces.http.editing.edits import Wanted as Edited
from gjgraph.interfaces.http.editing.outcomes import is_refused
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.forms.merging import Merged, merge
from gjgraph.interfaces.http.forms.post import Post
from gjgraph.interfaces.http.forms.reasons import of_form
from gjgraph.interfaces.http.forms.troubles import Trouble, trouble_of
from gjgraph.interfaces.http.forms.wording import in_words
from gjgraph.operations.editing import Outcome, Unless
from gjgraph.publication.forms.form import asked_for
from gjgraph.publication.forms.model import Form
from gjgraph.publication.forms.sheet import Wanted, Whole
from gjgraph.publication.forms.values import Values
from gjgraph.storage.tokens import Token

WAY = "form"
FORMS = TypeAdapter(Form)
MOST_SHOWN = 1500
"""Statements up to which an edit is told in words."""
MOST_UNKNOWN = 20
"""Inputs that are named which a form hasn't."""
MOST_TRIES = 8
"""How often an edit is put together anew where others edit at the same moment."""
TAKEN = Text(
    "이 주소는 이미 쓰이고 있습니다. 다른 주소를 적으세요.",
    "This address is in use already: write another one.",
)
BAD_ADDRESS = Text(
    "주소에는 계획의 주소 아래에 소문자, 숫자, 붙임표를 빗금으로 나누어 적습니다.",
    "An address stands below that of the plan: small letters, digits and hyphens, between slashes.",
)
LONGEST_ADDRESS = 300
LONG_ADDRESS = Text(
    f"주소는 {LONGEST_ADDRESS}자까지 쓸 수 있습니다. 더 짧은 주소를 적으세요.",
    f"An address may have up to {LONGEST_ADDRESS} letters: write a shorter one.",
)
ADDRESS = "_address"


@dataclass(frozen=True)
class Target:
    """What a form is about: a thing, or a new one of a class under another."""

    thing: str
    kind: str = ""
    under: str = ""


@dataclass
class Tried:
    """What came of a form that was sent."""

    whole: Whole
    merged: Merged
    wanted: Wanted
    troubles: list[Trouble] = field(default_factory=list)
    changes: ChangedThings | None = None
    """The difference in words, thing by thing."""
    outcome: Outcome | None = None
    version: str = ""
    """The version that what was typed was put together with."""
    is_by_self: bool = False
    """Whether what was changed meanwhile was so by whoever sent this."""
    is_asked: bool = True
    """Whether the page has what is to be chosen where two people changed the same."""

    @property
    def is_good(self) -> bool:
        """Tell whether nothing stands in its way."""
        return not self.merged.is_open and all(each.is_warning for each in self.troubles)

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing would change."""
        return self.is_good and not self.wanted.change

    @property
    def commit(self) -> str:
        """The commit that was made of it."""
        return self.outcome.version if self.outcome and self.outcome.is_committed else ""


async def form_of(desk: Desk, request: Request, target: Target) -> tuple[Form, tuple[str, str]]:
    """Get the form of a thing as it is now, and the names of the version that it is of."""
    client = client_of(request.scope, desk.settings)
    query = Query(asked_for(target.thing, target.kind, target.under), Options((worker.DOCUMENT,)))
    for _ in range(MOST_TRIES):
        facts = desk.pages.facts
        answer = await desk.answers.get(query, client, desk.settings.time, lambda leave: None)
        content = b"".join([chunk async for chunk in desk.answers.whole(query, answer)])
        if answer.instance == facts.instance:
            break
    # Should it be of another version after all, an edit that rests on it is refused by its version.
    return FORMS.validate_json(content), (facts.version, facts.instance)


async def try_form(
    desk: Desk, request: Request, token: Token, target: Target, post: Post, reader: Language, *, is_kept: bool
) -> Tried:
    """Try what was sent: put together with what there is now, judged, and kept if it is to be."""
    for attempt in range(MOST_TRIES):
        form, versions = await form_of(desk, request, target)
        found = put_together(desk, form, post)
        found.version = versions[0]
        if not found.is_good or not found.wanted.change:
            return found
        added, removed = found.wanted.change.to_bytes()
        why = post.message or of_form(found.whole, found.merged.values, reader)
        # Nobody may slip in between: what was read is still so when it is judged.
        unless = Unless(versions, thing=form.thing)
        try:
            await judge(
                desk, request, token, QuadsEdit(added, removed), found, why, reader, unless, is_kept=is_kept
            )
        except ConflictError:
            if attempt == MOST_TRIES - 1:
                raise
            await served(desk)
        else:
            return found
    raise AssertionError


async def served(desk: Desk) -> None:
    """Wait for the edits that were made before one, which can't be put together with them until then."""
    if desk.editor:
        await desk.editor.served()


def put_together(desk: Desk, form: Form, post: Post) -> Tried:
    """Put together what was typed with what there is now, and find the change that it comes to."""
    whole = Whole(form)
    mine = canonical(whole, post.values)
    unknown = [
        Trouble(Text(f"{each.message.ko} ({each.name})", f"{each.message.en} ({each.name})"))
        for each in whole.unknown(mine)[:MOST_UNKNOWN]
    ]
    mine = {name: listed for name, listed in mine.items() if whole.is_known(name)}
    if not form.is_there:
        wanted = whole.wanted(mine)
        found = Tried(whole, Merged(mine), wanted, unknown)
        if trouble := wrong_address(desk, form, post.say("address")):
            found.troubles.append(Trouble(trouble, ADDRESS))
    elif form.kinds and post.say("new"):
        # What was sent is new to its sender: it may have been sent twice.
        wanted = whole.wanted(mine, is_new=True)
        found = Tried(whole, Merged(mine), wanted, unknown)
        if wanted.change:
            found.troubles.append(Trouble(TAKEN, ADDRESS))
    else:
        merged = merge(post.before, whole.present.values, mine, post.choices())
        wanted = whole.wanted(merged.values, dropped=post.own.get("_drop", ()))
        found = Tried(whole, merged, wanted, unknown)
    found.troubles += [Trouble(each.message, each.name) for each in found.wanted.wrong]
    return found


def canonical(whole: Whole, values: Values) -> Values:
    """Give what is chosen by its address, however it was typed."""
    fields = {each.name: each for each in (*whole.form.fields, *whole.form.record_fields)}
    found = {}
    for name, listed in values.items():
        plain = name.rpartition("/")[2] if "]/" in name else name.partition("[")[0]
        choice = fields.get(plain)
        is_choice = choice is not None and choice.widget == "choice"
        found[name] = [whole.reading.path(each) for each in listed] if is_choice else listed
    return found


def wrong_address(desk: Desk, form: Form, typed: str) -> Text | None:
    """Say what is wrong with the address of something new."""
    own = f"{desk.pages.workspace.addresses.base}id/"
    if len(typed) > LONGEST_ADDRESS:
        return LONG_ADDRESS
    # An address that can't be one isn't asked for, but another is proposed.
    if form.thing != own + typed or not form.thing.startswith(f"{form.plan or own[:-1]}/"):
        return BAD_ADDRESS
    return TAKEN if form.said else None


@dataclass
class Judgement:
    """What the gate said of an edit that has no form of its own."""

    outcome: Outcome
    troubles: list[Trouble]
    changes: ChangedThings | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether it can be made."""
        return not is_refused(self.outcome)

    @property
    def commit(self) -> str:
        """The commit that was made of it."""
        return self.outcome.version if self.outcome.is_committed else ""

    @property
    def size(self) -> int:
        """How many statements it adds and removes."""
        return len(self.outcome.verdict.change.added) + len(self.outcome.verdict.change.removed)


async def judged(
    desk: Desk,
    request: Request,
    token: Token,
    edit: Edit,
    message: str,
    reader: Language,
    unless: Unless | None = None,
    *,
    is_kept: bool,
) -> Judgement:
    """Have an edit judged that is no form of one thing."""
    client = client_of(request.scope, desk.settings)

    async def demand() -> Condition:
        return Condition(unless, is_asked=False)

    trial = Trial(token, client, WAY, message, is_dry=not is_kept)
    outcome = await tried(desk, Edited(edit), trial, demand)
    faults = outcome.verdict.report.faults[:MOST_LISTED]
    troubles = [Trouble(each.message, "", each.severity is Severity.WARNING) for each in faults]
    found = Judgement(outcome, troubles)
    if not found.commit and found.size <= MOST_SHOWN:
        change = outcome.verdict.change
        found.changes = changed_things(change, await named(desk, change, reader, client))
    return found


async def judge(
    desk: Desk,
    request: Request,
    token: Token,
    edit: Edit,
    found: Tried,
    why: str,
    reader: Language,
    unless: Unless | None,
    *,
    is_kept: bool,
) -> None:
    """Have an edit judged, and say what is wrong with it and what it would change."""
    client = client_of(request.scope, desk.settings)
    form = found.whole.form

    async def demand() -> Condition:
        return Condition(unless, is_asked=False)

    about = Edited(edit, thing=form.thing, is_there=form.is_there)
    trial = Trial(token, client, WAY, why, is_dry=not is_kept)
    outcome = await tried(desk, about, trial, demand)
    found.outcome = outcome
    found.wanted.change = outcome.verdict.change
    for fault in outcome.verdict.report.faults:
        trouble = trouble_of(fault, found.whole, found.wanted, found.merged.values)
        found.troubles.append(replace(trouble, message=in_words(trouble.message, form)))
    found.troubles = found.troubles[:MOST_LISTED]
    if is_refused(outcome) or not is_kept:
        change = outcome.verdict.change
        shown = await named(desk, change, reader, client)
        found.changes = changed_things(change, shown)
