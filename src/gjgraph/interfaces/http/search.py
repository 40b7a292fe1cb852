"""`/search` and `/reconcile`: finding things by words, for people and for programs that know how to ask."""

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.searching import LONGEST
from gjgraph.core.text import Language, Text
from gjgraph.interfaces.http.asking import FORM, Fields, join, kind_of, parse, read_body, whole_number
from gjgraph.interfaces.http.documents import MOUNT, Documents, Published, address_of
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import HTML, language, media_type
from gjgraph.interfaces.http.preflight import preflight
from gjgraph.interfaces.http.problems import ProblemError
from gjgraph.publication.document import Wanted
from gjgraph.publication.search.documents import ENTITIES, JSON, JSON_TYPE, PATH, RECONCILE, SUGGEST, TYPES
from gjgraph.publication.search.wish import MOST_PAGES, Wish

READING = ["GET", "HEAD", "OPTIONS"]
MOST_QUERIES = 100
"""Names that may be asked for in one batch."""
LONGEST_QUERY = 10_000
LONGEST_KEY = 60
"""Letters of the name of a query that a problem repeats."""
READ = ("query", "type", "limit")
"""What is read of each of them; what else the protocol has is of no use here."""
PAGES = {f"/{PATH}.html": "ko", f"/{PATH}.en.html": "en"}
"""The addresses that say the language of the page."""


def routes(desk: Desk, documents: Documents) -> APIRouter:
    """Build the routes of the search."""
    router = APIRouter()

    @router.api_route("/search", methods=READING)
    @router.api_route("/search.html", methods=READING)
    @router.api_route("/search.en.html", methods=READING)
    @router.api_route("/search.json", methods=READING)
    async def search(request: Request) -> Response:
        """Find things: a page for people, JSON for programs."""
        if request.method == "OPTIONS":
            return preflight(READING[:2])
        fields = parse(request.scope["query_string"])
        wish = Wish(
            words(fields, "q"),
            one(fields, "type"),
            one(fields, "plan"),
            whole_number(fields, "page", 1, MOST_PAGES),
        )
        form = wanted_format(request, fields)
        return asking(documents, request, fields, PATH, (form,), wish.written())

    @router.api_route("/search/suggest", methods=READING)
    async def suggest(request: Request) -> Response:
        """Complete what somebody types (OpenSearch Suggestions)."""
        return completing(documents, request, SUGGEST, "q")

    @router.api_route("/reconcile/suggest/entity", methods=READING)
    async def suggest_entity(request: Request) -> Response:
        """Complete the name of a thing (Reconciliation Service API)."""
        return completing(documents, request, ENTITIES, "prefix")

    @router.api_route("/reconcile/suggest/type", methods=READING)
    async def suggest_type(request: Request) -> Response:
        """Complete the name of a kind of things (Reconciliation Service API)."""
        return completing(documents, request, TYPES, "prefix")

    @router.api_route("/reconcile", methods=[*READING, "POST"])
    async def reconcile(request: Request) -> Response:
        """Describe the reconciliation service, or find what a batch of names may be."""
        if request.method == "OPTIONS":
            return preflight([*READING[:2], "POST"], post=[FORM])
        fields = parse(request.scope["query_string"])
        if request.method == "POST":
            kind_of(request, (FORM,))
            join(fields, parse(await read_body(request, desk.settings.request_kb, "request_kb")))
        given = {"queries": batch(one(fields, "queries"))} if fields.get("queries") else {}
        return asking(documents, request, fields, RECONCILE, (JSON,), json.dumps(given, ensure_ascii=False))

    return router


def completing(documents: Documents, request: Request, path: str, field: str) -> Response:
    """Answer somebody who types."""
    if request.method == "OPTIONS":
        return preflight(READING[:2])
    fields = parse(request.scope["query_string"])
    asked = json.dumps({"q": words(fields, field)}, ensure_ascii=False)
    return asking(documents, request, fields, path, (JSON,), asked)


def asking(
    documents: Documents, request: Request, fields: Fields, path: str, formats: tuple[str, ...], asked: str
) -> Published:
    """Have a document answer what is asked of it."""
    desk = documents.desk
    address = "" if path == PATH else desk.pages.workspace.address or address_of(request)
    if mount := request.scope.get(MOUNT, ""):
        address = address and f"{address}{mount.removeprefix('/')}/"
    reader: Language = language(one(fields, "lang"), request.headers.get("accept-language"))
    if request.url.path in PAGES:
        reader = "en" if PAGES[request.url.path] == "en" else "ko"
    context = desk.pages.facts.context(path, address, asked)
    query = asked if path == PATH else ""
    return Published(documents, Wanted(path, formats, reader, context), f"/{path.partition('/')[0]}", query)


def one(fields: Fields, name: str) -> str:
    """Give the value of a field, the first of several; empty where there is none."""
    return fields.get(name, [""])[0]


def words(fields: Fields, name: str) -> str:
    """Read the words to be found."""
    given = one(fields, name)
    if len(given) > LONGEST:
        raise ProblemError(
            400,
            Text(
                f"찾을 말은 {LONGEST}자까지 쓸 수 있습니다. 보낸 것은 {len(given):,}자입니다.",
                f"Words to find may have {LONGEST} characters; these have {len(given):,}.",
            ),
        )
    return given.strip()


def wanted_format(request: Request, fields: Fields) -> str:
    """Choose between the page and JSON."""
    if request.url.path.endswith((".html", ".json")):
        return "html" if request.url.path.endswith(".html") else JSON
    if name := one(fields, "format") or one(fields, "_format"):
        found = {"html": "html", HTML: "html", JSON: JSON, JSON_TYPE: JSON}.get(name.strip().lower())
    else:
        kind = media_type(", ".join(request.headers.getlist("accept")), [HTML, JSON_TYPE])
        found = {HTML: "html", JSON_TYPE: JSON}.get(kind or "")
    if found is None:
        listed = f"{HTML}, {JSON_TYPE}"
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    return found


def batch(text: str) -> dict[str, dict[str, Any]]:
    """Read a batch of queries; each is an object with the name that is looked for."""
    try:
        content = json.loads(text)
        # Half of a letter, which JSON can say, is no text.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or len(content) > MOST_QUERIES:
        raise ProblemError(
            400,
            Text(
                f'queries는 {{"q0": {{"query": "이름"}}}} 꼴의 JSON이어야 하고, {MOST_QUERIES}개까지 됩니다.',
                f'queries must be JSON such as {{"q0": {{"query": "a name"}}}}, of {MOST_QUERIES} at most.',
            ),
        )
    for key, each in content.items():
        if wrong := mistake(each):
            # A client can't tell an answer of nothing from none, so a batch is answered whole or not.
            name = f"queries.{key[:LONGEST_KEY]}"
            raise ProblemError(400, Text(f"{name}: {wrong.ko}", f"{name}: {wrong.en}"))
    return {key: {name: each[name] for name in READ if name in each} for key, each in content.items()}


def mistake(each: object) -> Text | None:
    """Say what is wrong with a query of the Reconciliation Service API, as far as it is used here."""
    if not isinstance(each, dict):
        return Text('{"query": "이름"} 꼴이어야 합니다.', 'must be an object such as {"query": "a name"}.')
    sought, kinds, limit = each.get("query"), each.get("type"), each.get("limit")
    if sought is None:
        return Text("찾을 이름(query)이 없습니다.", "has no query, which is the name to find.")
    if not isinstance(sought, str) or len(sought) > LONGEST_QUERY:
        return Text(
            f"query는 {LONGEST_QUERY:,}자까지의 글이어야 합니다.",
            f"query must be a text of {LONGEST_QUERY:,} characters at most.",
        )
    listed = kinds if isinstance(kinds, list) else [kinds or ""]
    if not all(isinstance(kind, str) for kind in listed):
        return Text("type은 글이거나 글의 목록이어야 합니다.", "type must be a text, or a list of texts.")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        return Text("limit은 1 이상의 정수여야 합니다.", "limit must be a whole number of 1 or more.")
    return None
