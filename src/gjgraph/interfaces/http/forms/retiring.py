"""`/edit/retire/…`: a thing is retired with a reason, after what goes with it was shown."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.edits import Retirement
from gjgraph.core.errors import ConflictError, GjgraphError
from gjgraph.core.text import LANGUAGES, Language, Text
from gjgraph.interfaces.http.asking import iri_path
from gjgraph.interfaces.http.editing.things import LONGEST_REASON
from gjgraph.interfaces.http.forms.merging import Merged, digest
from gjgraph.interfaces.http.forms.post import Post
from gjgraph.interfaces.http.forms.reasons import of_retiring
from gjgraph.interfaces.http.forms.routes import CONFLICT, REFUSED, Forms, checked_iri
from gjgraph.interfaces.http.forms.troubles import Trouble
from gjgraph.interfaces.http.forms.trying import MOST_TRIES, Target, Tried, form_of, judge, served
from gjgraph.interfaces.http.forms.wording import one_line
from gjgraph.interfaces.http.problems import status_of
from gjgraph.interfaces.http.signing_in.routes import SignedOut, editor_of
from gjgraph.interfaces.http.signing_in.sessions import answered, private, reader_of, see_other
from gjgraph.operations.editing import Unless
from gjgraph.publication.forms.form import SUCCESSORS
from gjgraph.publication.forms.model import Choice, Form
from gjgraph.publication.forms.sheet import Wanted, Whole
from gjgraph.publication.forms.values import BETWEEN, unfit_for_text
from gjgraph.publication.links import quoted
from gjgraph.storage.tokens import Token

WAY = "form"
REASON, SUCCESSOR = "_reason@", "_successor"
WHY = {
    "ko": Text("폐지하는 까닭을 한국어로 적으세요.", "Write in Korean why it is retired."),
    "en": Text("폐지하는 까닭을 영어로 적으세요.", "Write in English why it is retired."),
}
CHANGED = Text(
    "미리 본 뒤에 다른 사람이 고쳤습니다. 지금의 것을 아래에서 다시 보고 정하세요.",
    "Somebody else made changes after the preview. See below what there is now, then decide.",
)


@dataclass
class Asked:
    """What is said of a thing that is to be retired."""

    reasons: dict[Language, str]
    successor: str = ""
    troubles: list[Trouble] = field(default_factory=list)


class Retiring:
    """The pages that retire things."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self.desk = forms.desk

    async def show(self, request: Request, target: Target) -> Response:
        """Ask why a thing is retired."""
        token = await editor_of(self.desk, request, WAY)
        if isinstance(token, SignedOut):
            return token.response(request)
        form, _ = await form_of(self.desk, request, target)
        self.forms.require(form, target)
        return private(self.page(form, reader_of(request), Post({}), None, []))

    async def send(self, request: Request, target: Target) -> Response:
        """Show what retiring a thing comes to, or retire it."""
        return await self.forms.taken(
            request, lambda token, post, reader: self.act(request, token, target, post, reader)
        )

    async def act(
        self, request: Request, token: Token, target: Target, post: Post, reader: Language
    ) -> Response:
        """Do what is asked for; once more where others edited at the same moment."""
        for _ in range(MOST_TRIES - 1):
            try:
                return await self.tried(request, token, target, post, reader)
            except ConflictError:
                await served(self.desk)
        try:
            return await self.tried(request, token, target, post, reader)
        except ConflictError as error:
            form, _ = await form_of(self.desk, request, target)
            return answered(self.page(form, reader, post, None, [Trouble(error.message)]), CONFLICT)

    async def tried(
        self, request: Request, token: Token, target: Target, post: Post, reader: Language
    ) -> Response:
        """Do what is asked for, on what there is now."""
        form, versions = await form_of(self.desk, request, target)
        if form.gone:
            # Sent twice: it is as it was wanted.
            return see_other(f"/doc/{quoted(self.path(form))}?lang={reader}")
        self.forms.require(form, target)
        asked = self.read(form, post)
        if asked.troubles:
            return answered(self.page(form, reader, post, None, asked.troubles), REFUSED)
        edit = Retirement(
            form.thing, tuple((text, tag) for tag, text in asked.reasons.items()), asked.successor or None
        )
        # Nobody may slip in between: what goes with it may stand anywhere.
        unless, troubles, shown = Unless(versions), [], ""
        try:
            found = await self.judged(request, token, form, edit, post, reader, unless, is_kept=False)
            shown = seen(form, found)
            # Only what was shown before is done.
            if post.action == "retire" and post.say("shown") and found.is_good:
                if post.say("shown") == shown:
                    found = await self.judged(request, token, form, edit, post, reader, unless, is_kept=True)
                else:
                    troubles.append(Trouble(CHANGED))
        except GjgraphError as error:
            if isinstance(error, ConflictError) or status_of(error) in (401, 403):
                raise
            return answered(self.page(form, reader, post, None, [Trouble(error.message)]), status_of(error))
        if found.commit:
            return see_other(f"/doc/{quoted(self.path(form))}?lang={reader}")
        # A fault's place is the form of a thing; here it is told without one.
        found.troubles = [Trouble(each.message, "", each.is_warning) for each in found.troubles]
        status = CONFLICT if troubles else 200 if found.is_good else REFUSED
        return answered(self.page(form, reader, post, found, troubles, shown), status)

    async def judged(
        self,
        request: Request,
        token: Token,
        form: Form,
        edit: Retirement,
        post: Post,
        reader: Language,
        unless: Unless,
        *,
        is_kept: bool,
    ) -> Tried:
        """Have it judged, and done if it is to be."""
        whole = Whole(form)
        found = Tried(whole, Merged(whole.present.values), Wanted(places={form.thing: ""}))
        why = post.message or of_retiring(form.name, reader)
        await judge(self.desk, request, token, edit, found, why, reader, unless, is_kept=is_kept)
        return found

    def read(self, form: Form, post: Post) -> Asked:
        """Read the reasons, in both languages, and what comes after it."""
        found = Asked({})
        for language in LANGUAGES:
            text = post.say(f"reason@{language}").replace("\r\n", "\n").strip()
            if not text or len(text) > LONGEST_REASON:
                found.troubles.append(Trouble(WHY[language], f"{REASON}{language}"))
            elif unfit := unfit_for_text(text):
                found.troubles.append(Trouble(unfit, f"{REASON}{language}"))
            found.reasons[language] = text
        typed = post.say("successor").strip()
        known = {each.path: each.iri for each in self.successors(form)}
        if typed:
            found.successor = known.get(typed.rpartition(BETWEEN)[2], "")
            if not found.successor:
                message = Text("같은 종류 가운데 하나를 고르세요.", "Choose one of the same class.")
                found.troubles.append(Trouble(message, SUCCESSOR))
        return found

    def successors(self, form: Form) -> list[Choice]:
        """List what can come after a thing."""
        return [each for each in form.choices.get(SUCCESSORS, ()) if each.iri != form.thing]

    def path(self, form: Form) -> str:
        """Give the path of a thing."""
        return form.thing.removeprefix(f"{self.forms.base}id/")

    def page(
        self,
        form: Form,
        reader: Language,
        post: Post,
        found: Tried | None,
        troubles: list[Trouble],
        shown: str = "",
    ) -> str:
        """Write the page."""
        place = f"/edit/retire/{quoted(self.path(form))}"
        return self.desk.pages.page(
            "edit_retire.html",
            reader,
            form=form,
            path=self.path(form),
            post=post,
            wrong={each.name: each.message for each in troubles},
            shown=shown if found is not None and found.is_good else "",
            elsewhere=f"{place}?lang={'en' if reader == 'ko' else 'ko'}",
            action=f"{place}?lang={reader}",
            successors=[
                f"{one_line(each.name.in_language(reader))}{BETWEEN}{each.path}"
                for each in self.successors(form)
            ],
            one_line=one_line,
            quoted=quoted,
            problems=troubles,
            **self.forms.pages.verdict(found, reader),
        )


def seen(form: Form, found: Tried) -> str:
    """Give what stands for the thing that is to be retired, and all that goes with it."""
    gone = found.outcome.verdict.change.removed if found.outcome else ()
    said = sorted((each.predicate, each.object, each.graph) for each in form.said)
    return digest([said, sorted(map(str, gone))])


def routes(forms: Forms) -> APIRouter:
    """Build the routes that retire things."""
    router, retiring = APIRouter(), Retiring(forms)

    def thing(request: Request) -> Target:
        path = iri_path(request.scope["raw_path"]).removeprefix("/edit/retire/")
        return Target(checked_iri(f"{forms.base}id/{path}"))

    @router.api_route("/edit/retire/{path:path}", methods=["GET", "HEAD"])
    async def show(request: Request) -> Response:
        """Ask why a thing is retired."""
        return await retiring.show(request, thing(request))

    @router.post("/edit/retire/{path:path}")
    async def send(request: Request) -> Response:
        """Retire a thing."""
        return await retiring.send(request, thing(request))

    return router
