"""`/edit/plan`: a plan is begun, or copied as the next term's draft; both are edits like any other."""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import TypeAdapter
from starlette.requests import Request

from gjgraph.core.addresses import is_plain
from gjgraph.core.edits import QuadsEdit
from gjgraph.core.errors import ConflictError, GjgraphError
from gjgraph.core.text import Language, Text
from gjgraph.engine import worker
from gjgraph.engine.query import Options, Query
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.forms.post import Post
from gjgraph.interfaces.http.forms.reasons import of_new
from gjgraph.interfaces.http.forms.routes import NOTHING, REFUSED, WAY, Forms, checked_iri
from gjgraph.interfaces.http.forms.troubles import Trouble
from gjgraph.interfaces.http.forms.trying import (
    LONG_ADDRESS,
    LONGEST_ADDRESS,
    MOST_TRIES,
    Judgement,
    judged,
    served,
)
from gjgraph.interfaces.http.forms.wording import one_line
from gjgraph.interfaces.http.problems import ProblemError, status_of
from gjgraph.interfaces.http.signing_in.routes import SignedOut, editor_of
from gjgraph.interfaces.http.signing_in.sessions import answered, private, reader_of, see_other
from gjgraph.operations.editing import Unless
from gjgraph.publication.forms.form import PLAN_ASKED
from gjgraph.publication.forms.plans import About
from gjgraph.publication.forms.values import clean, unfit_for_text
from gjgraph.publication.links import quoted
from gjgraph.storage.tokens import Token

ABOUT = TypeAdapter(About)
BETWEEN = "|"
"""Stands between what something is called in Korean and in English, in one line."""
PAGES = {"new", "plan", "retire", "revert", "sign-in", "sign-out"}
"""What stands below `/edit` and isn't the form of a thing, which a plan would never be edited by."""
WORD = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)
LONGEST_LINE = 1000
MOST_LINES = 200
IN_USE = Text("이 주소는 이미 쓰이고 있습니다.", "This address is in use already.")


@dataclass
class Typed:
    """What was typed to begin a plan."""

    slug: str = ""
    ko: str = ""
    en: str = ""
    profile: str = ""
    source: str = ""
    lines: list[list[tuple[str, str]]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def is_slug(text: str) -> bool:
    """Tell whether a plan can have an address: small letters and digits, hyphens between, and slashes."""
    return all(is_plain(each) and WORD.fullmatch(each) for each in text.split("/"))


def is_pair(pair: tuple[str, ...]) -> bool:
    """Tell whether something has a name in both languages."""
    return len(pair) == 2 and all(pair) and max(map(len, pair)) <= LONGEST_LINE


def mistyped(name: Text, line: str) -> Text:
    """Say how the lines of a level are written, and which isn't."""
    message = Text(
        "{$name}을(를) 한 줄에 하나씩 ‘한국어 | English’로 적으세요.",
        "Write each {$name} in a line of its own: ‘한국어 | English’.",
    ).fill({"name": name})
    if not line:
        return message
    shown = one_line(line)
    return Text(f"{message.ko} 아닌 줄: ‘{shown}’", f"{message.en} Not so: ‘{shown}’")


def wrong_slug(text: str) -> Text | None:
    """Say what is wrong with the address of a plan."""
    if len(text) > LONGEST_ADDRESS:
        return LONG_ADDRESS
    if not is_slug(text):
        return Text(
            "주소는 소문자, 숫자, 붙임표로 적습니다. 예: gwangju/m8",
            "Write the address in small letters, digits and hyphens. For example: gwangju/m8",
        )
    if text.partition("/")[0] in PAGES:
        return Text(
            "이 주소의 앞부분은 서버가 다른 일에 씁니다. 다른 주소를 적으세요.",
            "The server uses what this address begins with for something else: write another one.",
        )
    return None


class PlanForms:
    """The pages that begin plans."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.desk: Desk = forms.desk
        self.base = forms.base

    async def ask(self, request: Request, **wanted: object) -> About:
        """Have something told of plans, at the present version."""
        query = Query(PLAN_ASKED + json.dumps(wanted, ensure_ascii=False), Options((worker.DOCUMENT,)))
        client = client_of(request.scope, self.desk.settings)
        answer = await self.desk.answers.get(query, client, self.desk.settings.time, lambda leave: None)
        return ABOUT.validate_json(
            b"".join([chunk async for chunk in self.desk.answers.whole(query, answer)])
        )

    async def show(self, request: Request, of: str) -> Response:
        """Show the form that begins a plan, or copies one."""
        token = await editor_of(self.desk, request, WAY)
        if isinstance(token, SignedOut):
            return token.response(request)
        about = await self.about(request, of)
        return private(self.page(about, of, token, Typed(), Post({}), None, reader_of(request)))

    async def about(self, request: Request, of: str) -> About:
        """Give what must be known to begin a plan; a problem where there is none to be copied."""
        about = await self.ask(request, of=of)
        if of and not about.is_there:
            raise ProblemError(404, Text(f"<{of}>: 그런 계획이 없습니다.", f"<{of}>: there is no such plan."))
        return about

    async def send(self, request: Request, of: str) -> Response:
        """Begin a plan, or show what would come of it."""
        return await self.forms.taken(
            request, lambda token, post, reader: self.act(request, token, of, post, reader)
        )

    async def act(self, request: Request, token: Token, of: str, post: Post, reader: Language) -> Response:
        """Do what is to be done with what was sent."""
        about = await self.about(request, of)
        typed = self.read(about, of, post)
        found: Judgement | None = None
        status = REFUSED
        if not typed.troubles:
            try:
                found = await self.made(request, token, of, typed, post, reader)
            except GjgraphError as error:
                if status_of(error) == 401:
                    raise
                typed.troubles.append(Trouble(error.message))
                status = status_of(error)
            if found is None and not typed.troubles:
                # Sent twice: it is as it was wanted.
                return self.saved(typed.slug, NOTHING, reader)
        if found and found.commit:
            return self.saved(typed.slug, found.commit, reader)
        if found and found.is_good:
            status = 200
        return answered(self.page(about, of, token, typed, post, found, reader), status)

    async def made(
        self, request: Request, token: Token, of: str, typed: Typed, post: Post, reader: Language
    ) -> Judgement | None:
        """Have a plan made, or see what would come of it; `None` where it is there, or can't be."""
        for attempt in range(MOST_TRIES):
            facts = self.desk.pages.facts
            made = await self.ask(
                request,
                of=of,
                slug=typed.slug,
                name=[typed.ko, typed.en],
                profile=typed.profile,
                source=typed.source,
                lines=typed.lines,
                language=reader,
            )
            if made.is_there:
                return None
            if made.is_taken:
                typed.troubles.append(Trouble(IN_USE, "_address"))
                return None
            edit, is_kept = QuadsEdit(made.quads.encode(), b""), post.action == "save"
            # Nobody may slip in between with a plan of the same address.
            unless = Unless((facts.version, facts.instance), graph=f"{self.base}graph/{typed.slug}")
            why = post.message or of_new(Text(typed.ko, typed.en), reader)
            try:
                return await judged(self.desk, request, token, edit, why, reader, unless, is_kept=is_kept)
            except ConflictError:
                if attempt == MOST_TRIES - 1:
                    raise
                await served(self.desk)
        raise AssertionError

    def saved(self, slug: str, commit: str, reader: Language) -> Response:
        """Lead to where it is said that a plan was made."""
        return see_other(f"/edit/{quoted(slug)}?{urlencode({'saved': commit, 'lang': reader})}")

    def read(self, about: About, of: str, post: Post) -> Typed:
        """Read what was typed, and find what is wrong with it."""
        found = Typed(
            slug=post.say("address").strip().strip("/"),
            ko=clean(post.say("name@ko")),
            en=clean(post.say("name@en")),
            profile=post.say("profile"),
            source=clean(post.say("source")),
        )
        wrong = found.troubles
        for each in ("name@ko", "name@en", "source"):
            if unfit := unfit_for_text(post.say(each)):
                wrong.append(Trouble(unfit, f"_{each}"))
        if message := wrong_slug(found.slug):
            wrong.append(Trouble(message, "_address"))
        if not found.ko:
            wrong.append(Trouble(Text("한국어 이름을 적으세요.", "Write the Korean name."), "_name@ko"))
        if not found.en:
            wrong.append(Trouble(Text("영어 이름을 적으세요.", "Write the English name."), "_name@en"))
        if found.profile not in {"", *(each.iri for each in about.profiles)}:
            wrong.append(Trouble(Text("그런 프로필이 없습니다.", "There is no such profile."), "_profile"))
        if of:
            return found
        if not found.source:
            message = Text("무엇에 근거한 계획인지 적으세요.", "Write what the plan is taken from.")
            wrong.append(Trouble(message, "_source"))
        for place, level in enumerate(about.levels):
            if unfit := next(filter(None, map(unfit_for_text, post.say(f"line:{place}").splitlines())), None):
                wrong.append(Trouble(unfit, f"_line:{place}"))
            lines = [each for each in map(clean, post.say(f"line:{place}").splitlines()) if each]
            pairs = [tuple(map(str.strip, line.split(BETWEEN, 1))) for line in lines]
            bad = next((line for line, pair in zip(lines, pairs, strict=True) if not is_pair(pair)), "")
            if bad or not 0 < len(pairs) <= MOST_LINES:
                wrong.append(Trouble(mistyped(level.name, bad), f"_line:{place}"))
            found.lines.append([(pair[0], pair[-1]) for pair in pairs])
        return found

    def page(
        self,
        about: About,
        of: str,
        token: Token,
        typed: Typed,
        post: Post,
        found: Judgement | None,
        reader: Language,
    ) -> str:
        """Write the page."""
        place = "/edit/plan/copy" if of else "/edit/plan"
        query = {"of": of.removeprefix(f"{self.base}id/")} if of else {}
        draft = f"{self.base}ontology/shapes/{typed.slug.replace('/', '-') or 'new'}"
        return self.desk.pages.page(
            "edit_plan.html",
            reader,
            about=about,
            of=of,
            base=self.base,
            post=post,
            typed=typed,
            may_have_own=token.may(draft, self.base),
            wrong={each.name: each.message for each in typed.troubles},
            problems=[
                *typed.troubles,
                *(each for each in (found.troubles if found else ()) if not each.is_warning),
            ],
            action=f"{place}?{urlencode({**query, 'lang': reader})}",
            elsewhere=f"{place}?{urlencode({**query, 'lang': 'en' if reader == 'ko' else 'ko'})}",
            judged=found,
        )


def routes(forms: Forms) -> APIRouter:
    """Build the routes that begin plans."""
    router, plans = APIRouter(), PlanForms(forms)

    def of(request: Request) -> str:
        path = request.query_params.get("of", "")
        return checked_iri(f"{forms.base}id/{path}") if path else ""

    @router.api_route("/edit/plan", methods=["GET", "HEAD"])
    async def show_new(request: Request) -> Response:
        """Show the form that begins a plan."""
        return await plans.show(request, "")

    @router.post("/edit/plan")
    async def send_new(request: Request) -> Response:
        """Begin a plan."""
        return await plans.send(request, "")

    @router.api_route("/edit/plan/copy", methods=["GET", "HEAD"])
    async def show_copy(request: Request) -> Response:
        """Show the form that copies a plan."""
        return await plans.show(request, of(request) or forms.base)

    @router.post("/edit/plan/copy")
    async def send_copy(request: Request) -> Response:
        """Copy a plan."""
        return await plans.send(request, of(request) or forms.base)

    return router
