"""`/edit/…`: the form of a thing, its preview, and what comes of sending it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph.core.addresses import is_plain
from gjgraph.core.errors import GjgraphError
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.asking import iri_path
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.forms.pages import FormPages
from gjgraph.interfaces.http.forms.post import (
    COMMIT,
    Post,
    changed_rows,
    read_post,
)
from gjgraph.interfaces.http.forms.troubles import Trouble, at_inputs
from gjgraph.interfaces.http.forms.trying import (
    LONGEST_ADDRESS,
    TAKEN,
    Target,
    Tried,
    form_of,
    try_form,
)
from gjgraph.interfaces.http.past import Past
from gjgraph.interfaces.http.problems import ProblemError, status_of
from gjgraph.interfaces.http.signing_in.routes import SignedOut, editor_of
from gjgraph.interfaces.http.signing_in.sessions import (
    EDITOR,
    PRIVATE,
    answered,
    private,
    reader_of,
    see_other,
)
from gjgraph.operations.history import revisions_of_thing
from gjgraph.publication.forms.model import Form
from gjgraph.publication.forms.sheet import Whole
from gjgraph.publication.links import quoted
from gjgraph.storage.repository import Repository
from gjgraph.storage.tokens import Token

WAY = "form"
CHOOSE = Text("{$field}: 둘 가운데 하나를 고르세요.", "{$field}: choose one of the two.")
NOWHERE = Text(
    "무엇을(kind) 어디 아래에(under) 새로 만들지 주소에 없습니다. "
    "위에 올 것의 고치기 화면에서 ‘이 아래에 새로 만들기’를 쓰세요.",
    "The address doesn't say what is to be added (kind) and under what (under): choose it where the thing "
    "above it is edited.",
)
MOST_WALKED = 200
"""Commits that are looked through for who made a change meanwhile."""
NOTHING = "nothing"
"""Stands where a commit would be, where what was sent is as it was already."""
REFUSED, CONFLICT = 422, 409


class Forms:
    """The forms of a server."""

    def __init__(self, desk: Desk, base: str, past: Past) -> None:
        self.desk = desk
        self.base = base
        self.past = past
        self.pages = FormPages(desk, base)

    # Reading

    async def show(self, request: Request, target: Target) -> Response:
        """Show the form of a thing as it is now."""
        token = await editor_of(self.desk, request, WAY)
        if isinstance(token, SignedOut):
            return token.response(request)
        reader = reader_of(request)
        form, (version, _) = await form_of(self.desk, request, target)
        self.require(form, target)
        whole = Whole(form)
        saved = request.query_params.get("saved", "")
        if COMMIT.fullmatch(saved) or saved == NOTHING:
            commit = "" if saved == NOTHING else saved
            return private(self.pages.page("edit_saved.html", whole, {}, [], reader, target, commit=commit))
        return private(
            self.pages.page("edit.html", whole, whole.present.values, [], reader, target, version=version)
        )

    def require(self, form: Form, target: Target) -> None:
        """Say so where there is nothing to be edited."""
        if form.gone:
            detail = Text(
                "‘{$name}’은(는) 폐지되었습니다. 되살리려면 폐지한 커밋을 되돌리세요.",
                "‘{$name}’ was retired. To have it again, revert the commit that retired it.",
            )
            history = f"/doc/{quoted(form.thing.removeprefix(f'{self.base}id/'))}/history"
            onward = (history, Text("이 항목의 변경 이력", "The changes of this"))
            raise ProblemError(410, detail.fill({"name": form.name}), onward=onward)
        if not form.is_there and not (target.kind and form.suggested):
            about = target.under if target.kind else form.thing
            raise ProblemError(
                404, Text(f"<{about}>: 고칠 것이 없습니다.", f"<{about}>: there is nothing to edit.")
            )

    # Sending

    async def send(self, request: Request, target: Target) -> Response:
        """Take a form that was sent."""

        async def act(token: Token, post: Post, reader: Language) -> Response:
            address = post.say("address")
            is_named = target.kind and is_address(address)
            named = replace(target, thing=f"{self.base}id/{address}") if is_named else target
            return await self.act(request, token, named, post, reader)

        return await self.taken(request, act)

    async def taken(
        self, request: Request, act: Callable[[Token, Post, Language], Awaitable[Response]]
    ) -> Response:
        """Read a form that was sent, and do what is to be done with it once its sender is known."""
        token = await editor_of(self.desk, request, WAY)
        post = await read_post(request, self.desk.settings, is_known=isinstance(token, Token))
        reader, secret = reader_of(request), ""
        if isinstance(token, SignedOut):
            again = await self.again(request, token, post, reader)
            if isinstance(again, Response):
                return again
            token, secret = again
        response = await act(token, post.opened(), reader)
        if secret:
            EDITOR.begin(response, request, self.desk.settings, secret)
        return response

    async def again(
        self, request: Request, ended: SignedOut, post: Post, reader: Language
    ) -> tuple[Token, str] | Response:
        """Sign in anew in the middle of an edit: what was typed goes along, and is sent again."""
        secret, reason = post.say("token").strip(), ended.reason
        if secret and self.desk.access:
            try:
                return await self.desk.access.recognise(request.scope, WAY, secret), secret
            except ProblemError as error:
                if status_of(error) not in (401, 429):
                    raise
                reason = error.message
        if post.action == "check":
            return JSONResponse({"ended": True}, 401, headers=PRIVATE)
        kept = [
            (name, value)
            for name, listed in [*post.values.items(), *post.own.items()]
            if name != "_token"
            for value in listed
        ]
        page = self.desk.pages.page(
            "edit_again.html", reader, kept=kept, reason=reason, is_wrong=bool(secret)
        )
        return private(page, 401)

    async def act(
        self, request: Request, token: Token, target: Target, post: Post, reader: Language
    ) -> Response:
        """Do what is to be done with what was sent."""
        if post.action.startswith(("add:", "remove:")):
            return await self.rearranged(request, target, post, reader)
        is_kept = post.action == "save"
        try:
            found = await try_form(self.desk, request, token, target, post, reader, is_kept=is_kept)
        except GjgraphError as error:
            if post.action == "check" or status_of(error) in (401, 403):
                raise
            # Whatever went wrong, what was typed is shown again.
            return await self.failed(request, target, post, reader, error)
        if found.merged.is_changed:
            found.is_by_self = await self.is_by(token, post.version, found)
        form = found.whole.form
        if is_kept and (found.commit or found.is_nothing):
            query = urlencode({"saved": found.commit or NOTHING, "lang": reader})
            path = form.thing.removeprefix(f"{self.base}id/")
            return see_other(f"/edit/{quoted(path)}?{query}")
        if post.action == "check":
            found.is_asked = {each.group for each in found.merged.conflicts} <= post.asked()
            return self.checked(found, reader)
        if any(each.message == TAKEN for each in found.troubles):
            await self.propose(request, target, found)
        status = CONFLICT if found.merged.is_open else 200 if found.is_good else REFUSED
        if is_kept:
            found.troubles += [
                Trouble(CHOOSE.fill({"field": each["label"]}), each["name"])
                for each in self.pages.conflicts(found, reader)
                if not each["choice"] and each["group"] in post.asked()
            ]
        page = self.pages.page(
            "edit.html",
            found.whole,
            found.merged.values,
            found.troubles,
            reader,
            target,
            post=post,
            tried=found,
            version=found.version,
        )
        return answered(page, status)

    async def is_by(self, token: Token, since: str, found: Tried) -> bool:
        """Tell whether all that was changed meanwhile, of a thing or at all, was so by one editor."""
        thing, author = found.whole.form.thing, token.author

        def read(repository: Repository) -> bool:
            commits = list(repository.log(since=since, head=found.version, limit=MOST_WALKED))
            if any(each.author != author for each in commits):
                part = revisions_of_thing(repository, self.past.workspace, thing, commits)
                commits = [each.commit for each in part]
            return 0 < len(commits) < MOST_WALKED and all(each.author == author for each in commits)

        try:
            return bool(since) and await self.past.ask(read)
        except GjgraphError:
            return False  # then it isn't known

    async def propose(self, request: Request, target: Target, found: Tried) -> None:
        """Propose another address where the one of something new is taken, and its place with it."""
        form, _ = await form_of(self.desk, request, replace(target, thing=""))
        ordinal = "".join(form.suggested.get("csp:ordinal", []))
        path = form.thing.removeprefix(f"{self.base}id/")
        more = Text(
            f" 비어 있는 주소: {path} (순서 {ordinal})", f" One that is free: {path} (ordinal {ordinal})"
        )
        found.troubles = [
            replace(each, message=Text(TAKEN.ko + more.ko, TAKEN.en + more.en))
            if each.message == TAKEN
            else each
            for each in found.troubles
        ]

    async def rearranged(self, request: Request, target: Target, post: Post, reader: Language) -> Response:
        """Show a form with a row more or less, as it was typed."""
        form, _ = await form_of(self.desk, request, target)
        self.require(form, target)
        whole = Whole(form)
        values = {
            name: listed
            for name, listed in changed_rows(post.values, post.action).items()
            if whole.is_known(name)
        }
        focus = post.action.partition(":")[2]
        page = self.pages.page("edit.html", whole, values, [], reader, target, post=post, added=focus)
        return answered(page, 200)

    async def failed(
        self, request: Request, target: Target, post: Post, reader: Language, error: GjgraphError
    ) -> Response:
        """Show a form again that couldn't be judged."""
        form, _ = await form_of(self.desk, request, target)
        whole = Whole(form)
        values = {name: listed for name, listed in post.values.items() if whole.is_known(name)}
        troubles = [Trouble(error.message)]
        page = self.pages.page("edit.html", whole, values, troubles, reader, target, post=post)
        return answered(page, status_of(error))

    def checked(self, found: Tried, reader: Language) -> Response:
        """Tell a page what the gate says of what is typed right now."""
        fragment = self.desk.pages.page("edit_verdict.html", reader, **self.pages.verdict(found, reader))
        wrong: dict[str, list[str]] = {}
        for listed in at_inputs(found.troubles).values():
            wrong.setdefault(listed[0].anchor, []).extend(each.message.in_language(reader) for each in listed)
        return JSONResponse({"html": fragment, "wrong": wrong, "good": found.is_good}, headers=PRIVATE)


def is_address(text: str) -> bool:
    """Tell whether something new can have an address."""
    return bool(text) and len(text) <= LONGEST_ADDRESS and all(map(is_plain, text.split("/")))


def checked_iri(iri: str) -> str:
    """Give an IRI that is one."""
    try:
        return NamedNode(iri).value
    except ValueError:
        raise ProblemError(404, Text(f"‘{iri}’은(는) 주소가 아닙니다.", f"'{iri}' is no address.")) from None


def routes(forms: Forms) -> APIRouter:
    """Build the routes of forms; those below `/edit` that mean something else come before."""
    router = APIRouter()
    base = forms.base

    def thing(request: Request) -> Target:
        path = iri_path(request.scope["raw_path"]).removeprefix("/edit/")
        return Target(checked_iri(f"{base}id/{path}"))

    def new(request: Request) -> Target:
        kind, under = (request.query_params.get(name, "") for name in ("kind", "under"))
        if not kind or not under:
            raise ProblemError(404, NOWHERE, onward=("/edit", Text("고치기 처음으로", "To editing")))
        return Target("", checked_iri(kind), checked_iri(f"{base}id/{under}"))

    @router.api_route("/edit/new", methods=["GET", "HEAD"])
    async def show_new(request: Request) -> Response:
        """Show a form for something new."""
        return await forms.show(request, new(request))

    @router.post("/edit/new")
    async def send_new(request: Request) -> Response:
        """Take a form for something new."""
        return await forms.send(request, new(request))

    @router.api_route("/edit/{path:path}", methods=["GET", "HEAD"])
    async def show(request: Request) -> Response:
        """Show the form of a thing."""
        return await forms.show(request, thing(request))

    @router.post("/edit/{path:path}")
    async def send(request: Request) -> Response:
        """Take the form of a thing."""
        return await forms.send(request, thing(request))

    return router
