"""`/history`: who changed what, when and why; the difference of any two versions; and taking it back."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from gjgraph.core import patch
from gjgraph.core.errors import ConflictError
from gjgraph.core.terms import NamedNode
from gjgraph.core.text import Text
from gjgraph.interfaces.http.asking import Fields, iri_path, parse
from gjgraph.interfaces.http.bodies import read_whole
from gjgraph.interfaces.http.changes.graphs import MOST_LISTED
from gjgraph.interfaces.http.clients import client_of
from gjgraph.interfaces.http.editing.edits import MESSAGE, Wanted, take
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.history.lists import MOST_STATEMENTS, Lists
from gjgraph.interfaces.http.history.telling import (
    JSON,
    change_data,
    commit_data,
    other_way,
    reader_of,
    shown_of,
    size_of,
    unread,
    wanted_kind,
)
from gjgraph.interfaces.http.negotiation import GRAPHS, HTML
from gjgraph.interfaces.http.past import MOST_BYTES, Past
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import CORS, ProblemError, html, unknown_method
from gjgraph.interfaces.http.serialized import rdf_as
from gjgraph.operations.history import Difference, difference
from gjgraph.operations.history_files import entry
from gjgraph.operations.provenance import Account, account_of, triples_of, version_of
from gjgraph.operations.statements import naming
from gjgraph.operations.undoing import clash_message, reverting
from gjgraph.publication.document import ENDINGS
from gjgraph.publication.history_page import Change
from gjgraph.storage.repository import Repository

READING = ("GET", "HEAD")
LASTING = "public, max-age=31536000, immutable"
"""What a commit is, stays so."""
RANGE = ".."


def routes(desk: Desk, base: str, past: Past) -> APIRouter:
    """Build the routes of the history; to be asked before those of documents."""
    router = APIRouter()
    lists, pages = Lists(desk, past), Differences(desk, past, base)

    @router.api_route("/history", methods=[*READING])
    async def whole(request: Request) -> Response:
        """List the commits, newest first; all of them, or those that concern what `about` names."""
        return await lists.listing(request, about(request))

    @router.api_route("/history.html", methods=[*READING])
    async def korean(request: Request) -> Response:
        """List them on the page in Korean."""
        return await lists.listing(request, about(request), "ko")

    @router.api_route("/history.en.html", methods=[*READING])
    async def english(request: Request) -> Response:
        """List them on the page in English."""
        return await lists.listing(request, about(request), "en")

    @router.api_route("/doc/{path:path}/history", methods=[*READING])
    async def of_thing(request: Request) -> Response:
        """List the commits that changed what is said of a thing."""
        path = iri_path(request.scope["raw_path"]).removeprefix("/doc/").removesuffix("/history")
        return await lists.listing(request, address(f"{base}id/{path}"))

    @router.api_route("/history/diff", methods=[*READING])
    async def compared(request: Request) -> Response:
        """Lead to the difference of two versions that fields name."""
        fields = parse(request.scope["query_string"])
        if not fields:
            return moved(request, "/history", {})  # where there is a form for it
        old, new = (fields.get(name, [""])[0] for name in ("from", "to"))
        if not old:
            raise ProblemError(400, Text("from에 판을 주세요.", "Give a version as 'from'."))
        ids = await past.ask(lambda repository: past.ids(repository, old, new))
        return moved(request, f"/history/{RANGE.join(ids)}", fields, ("from", "to"))

    @router.api_route("/history/{name:path}/revert", methods=[*READING, "POST", "OPTIONS"])
    async def revert(request: Request, name: str) -> Response:
        """Take a commit back, by an edit like any other."""
        if request.method == "OPTIONS":
            return preflight(["POST"])
        if request.method in READING:
            detail = unknown_method(request.method, request.url.path)
            raise ProblemError(405, detail, {"Allow": "OPTIONS, POST"})
        return await pages.revert(request, name)

    @router.api_route("/history/{name:path}", methods=[*READING])
    async def one(request: Request, name: str) -> Response:
        """Tell what a commit changed, or what differs between two."""
        stem, form = with_ending(name)
        if form:
            # Files have extensions, and so do links between pages that may be files.
            fields = {**parse(request.scope["query_string"]), **form}
            return moved(request, f"/history/{stem}", fields)
        old, is_range, new = name.partition(RANGE)
        ids = await past.ask(lambda repository: past.ids(repository, old, new if is_range else old))
        wanted = RANGE.join(ids) if is_range else ids[0]
        if wanted != name:
            return moved(request, f"/history/{wanted}", parse(request.scope["query_string"]))
        if is_range:
            return await pages.difference(request, *ids)
        return await pages.commit(request, ids[0])

    return router


def with_ending(name: str) -> tuple[str, Fields]:
    """Take the extension off the name of a commit: what is left, and the fields that say the same."""
    for language, ending in (("en", ".en.html"), ("ko", ".html")):
        if name.endswith(ending):
            return name.removesuffix(ending), {"format": ["html"], "lang": [language]}
    for form, ending in ENDINGS.items():
        if name.endswith(f".{ending}"):
            return name.removesuffix(f".{ending}"), {"format": [form]}
    return name, {}


def about(request: Request) -> str | None:
    """Give the thing whose history is asked for, if one is named."""
    named = parse(request.scope["query_string"]).get("about", [""])[0]
    return address(named) if named else None


def address(text: str) -> str:
    """Read an IRI; what is none has no history."""
    try:
        return NamedNode(text).value
    except ValueError:
        raise ProblemError(404, Text(f"{text}: 주소가 아닙니다.", f"{text} is no address.")) from None


def moved(request: Request, path: str, fields: Fields, without: Iterable[str] = ()) -> Response:
    """Lead to the address that stays."""
    kept = [(name, value) for name, values in fields.items() if name not in without for value in values]
    location = path + (f"?{urlencode(kept)}" if kept else "")
    return Response(status_code=302, headers={"Location": location, "Cache-Control": "no-cache", **CORS})


class Differences:
    """Answers what is asked of one commit, or of two versions."""

    def __init__(self, desk: Desk, past: Past, base: str) -> None:
        self.desk = desk
        self.past = past
        self.base = base

    # One commit, two versions

    async def commit(self, request: Request, name: str) -> Response:
        """Tell what a commit changed."""
        kinds = (HTML, JSON, patch.MEDIA_TYPE, *GRAPHS)
        fields = parse(request.scope["query_string"])
        kind = wanted_kind(request, fields, kinds)
        if kind in GRAPHS and kind != JSON:
            return await self.account(request, name, kind)
        revision = await self.past.ask(
            lambda repository: self.past.revision(repository, self.past.commit(repository, name))
        )
        made, size = revision.commit, size_of(revision.difference)
        return await self.told(
            request,
            fields,
            kind,
            revision.difference,
            (revision.parent, name),
            commit_data(made, size),
            entry(made, size),
        )

    async def account(self, request: Request, name: str, kind: str) -> Response:
        """Give the account of a commit in PROV-O."""

        def read(repository: Repository) -> Account:
            commit = self.past.commit(repository, name)
            return account_of(repository, self.past.workspace, commit)

        triples = list(triples_of(await self.past.ask(read), self.base))
        headers = {**CORS, "Cache-Control": LASTING, "Vary": "Accept"}
        return rdf_as(GRAPHS[kind], triples, 200, headers)

    async def difference(self, request: Request, old: str, new: str) -> Response:
        """Tell what differs between two versions."""
        fields = parse(request.scope["query_string"])
        kind = wanted_kind(request, fields, (HTML, JSON, patch.MEDIA_TYPE))

        def read(repository: Repository) -> tuple[Difference, list[Change]]:
            ends = [entry(self.past.commit(repository, each), None) for each in (old, new)]
            return difference(repository, self.past.workspace, old, new, MOST_BYTES), ends

        found, ends = await self.past.ask(read)
        added, removed = size_of(found)
        data = {"from": old, "to": new, "added": added, "removed": removed}
        return await self.told(request, fields, kind, found, (old, new), data, ends=ends)

    async def told(
        self,
        request: Request,
        fields: Fields,
        kind: str,
        found: Difference,
        versions: tuple[str | None, str],
        data: dict[str, Any],
        commit: Change | None = None,
        ends: Sequence[Change] = (),
    ) -> Response:
        """Tell what differs, in the format asked for."""
        old, new = (each and version_of(each, self.base).value for each in versions)
        if kind == patch.MEDIA_TYPE:
            lasting = {**CORS, "Cache-Control": LASTING, "Vary": "Accept"}
            return Response(patch.write(found.change, new, old), headers=lasting, media_type=kind)
        reader = reader_of(request, fields)
        # Names are those of the present: what they are called may change.
        parts = (self.desk.pages.facts.instance, *(each or "" for each in versions), kind[-4:], reader)
        tag = f'"{"-".join(parts)}"'
        headers = {**CORS, "Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept, Accept-Language"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        most = MOST_STATEMENTS if kind == HTML else MOST_LISTED
        client = client_of(request.scope, self.desk.settings)
        shown = await shown_of(self.desk, found, reader, client, most)
        if kind == JSON:
            return JSONResponse(data | await change_data(found, shown, reader), headers=headers)
        page = self.desk.pages.difference(
            commit,
            versions,
            ends,
            size_of(found),
            await shown.in_words(),
            shown.more,
            unread(found, reader),
            other_way(request, fields, reader),
            reader,
            self.desk.versions is not None,
        )
        return html(page, headers=headers)

    # Undoing

    async def revert(self, request: Request, name: str) -> Response:
        """Take a commit back."""

        async def read() -> Wanted:
            fields = parse(request.scope["query_string"])
            body = await read_whole(request, self.desk.settings)
            fields = {**(parse(body) if body else {}), **fields}
            undone, clashing = await self.past.ask(lambda repository: self.past.undone(repository, name))
            edit, message = reverting(undone)
            if clashing:
                known = dict(undone.difference.names)
                raise ConflictError(clash_message(clashing, naming(known.get, base=self.base)))
            if not fields.get("message", [""])[-1] and MESSAGE not in request.headers:
                fields["message"] = [message]
            return Wanted(edit, fields)

        return await take(self.desk, request, "revert", read)
