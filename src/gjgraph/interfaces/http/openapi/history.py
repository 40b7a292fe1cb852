"""The part of the OpenAPI document that is about the history."""

import re
from typing import Any

from gjgraph.core import patch
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.history.lists import MOST_PER_PAGE, PER_PAGE
from gjgraph.interfaces.http.negotiation import GRAPHS
from gjgraph.interfaces.http.openapi.edits import TEXT, answered, operation, parameter, path
from gjgraph.publication.document import MEDIA_TYPES

FULL_ID = re.compile(r"[0-9a-f]{40}", re.ASCII)
LATEST = "2100-01-01"
"""A date stands for the last commit up to then."""


def history(desk: Desk, base: str) -> dict[str, dict[str, Any]]:
    """Describe what can be asked of the history, by path and method."""
    version = desk.pages.facts.version
    commit = version if FULL_ID.fullmatch(version) else LATEST
    plans = desk.pages.facts.contents.plans
    thing = plans[0].iri.removeprefix(f"{base}id/") if plans else "plan"
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
    pages = [
        parameter("since", "query", "A version that is known: only what came after it", TEXT),
        parameter("before", "query", "A commit of the list, which goes on after it", TEXT),
        parameter("limit", "query", "Commits at most", limit),
    ]
    lists = {kind: {"schema": TEXT} for kind in ("application/json", "text/html")}
    told = {**lists, patch.MEDIA_TYPE: {"schema": TEXT}}
    rdf = {kind: {"schema": TEXT} for kind in GRAPHS}
    feed = {kind: {"schema": TEXT} for kind in MEDIA_TYPES.values()}
    about = parameter("about", "query", "The IRI of a thing: only the commits that concern it", TEXT)
    named = path(commit) | {"name": "commit", "description": "A commit, tag, branch or date"}
    number = path("1") | {"name": "number"}
    return {
        "/history": {
            "get": reading("history", "Who changed what when and why, newest first", [about, *pages], lists)
        },
        "/doc/{path}/history": {
            "get": reading("historyOfThing", "The commits that concern a thing", [path(thing), *pages], lists)
        },
        "/history/{commit}": {
            "get": led(reading("commit", "What a commit changed; in RDF, as PROV-O", [named], told | rdf))
        },
        "/history/diff": {
            "get": led(
                reading(
                    "difference",
                    "What differs between two versions, at /history/{old}..{new}",
                    [
                        parameter("from", "query", "A version", TEXT) | {"example": commit},
                        parameter("to", "query", "Another; otherwise the current one", TEXT),
                    ],
                    told,
                )
            )
        },
        "/history/{commit}/revert": {"post": operation("revert", "Take a commit back", [named])},
        "/feed": {"get": reading("feed", "All changes as an event stream (LDES)", [], feed)},
        "/feed/{number}": {
            "get": reading("feedPage", "A page of it, oldest first; a full one never changes", [number], feed)
        },
    }


def reading(
    name: str, summary: str, parameters: list[dict[str, Any]], content: dict[str, Any]
) -> dict[str, Any]:
    """Describe one thing that can be asked."""
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": answered(content),
    }


def led(described: dict[str, Any]) -> dict[str, Any]:
    """Add that other names of a version lead to the address that stays."""
    described["responses"]["302"] = {"description": "To the address with whole ids, which stays"}
    return described
