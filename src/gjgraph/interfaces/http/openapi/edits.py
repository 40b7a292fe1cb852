"""The part of the OpenAPI document that is about editing: what is sent, and what comes back."""

from typing import Any

from gjgraph.interfaces.http.asking import FORM, UPDATE
from gjgraph.interfaces.http.bodies import MULTIPART, SYNTAXES
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import GRAPHS
from gjgraph.interfaces.http.sparql.graph_store import OWN
from gjgraph.publication.document import MEDIA_TYPES

TEXT: dict[str, Any] = {"type": "string"}
LIST = {"type": "array", "items": TEXT}
OUTCOME = {"$ref": "#/components/schemas/Outcome"}
PROBLEM = {"$ref": "#/components/schemas/Problem"}
SECURITY: list[dict[str, list[str]]] = [{"editor": []}]
NOTE = "Needs a token, and that the server takes edits (the setting editing); else 401 or 403."


def parameter(name: str, where: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Describe a parameter of an edit."""
    return {"name": name, "in": where, "description": description, "schema": schema}


COMMON = [
    parameter("dry-run", "query", "Tell what would come of it, and change nothing", {"type": "boolean"}),
    parameter("message", "query", "Why, for the history", TEXT),
    parameter("Gjgraph-Message", "header", "The same, percent-encoded UTF-8", TEXT),
    parameter(
        "If-Match",
        "header",
        "ETags of answers, or commits in quotes: the versions that the edit rests on; * if it must be there",
        TEXT,
    ),
    parameter("If-None-Match", "header", "* if it must not be there yet", TEXT),
]


def edits(desk: Desk, base: str) -> dict[str, dict[str, Any]]:
    """Describe the operations that edit, by path and method."""
    contents = desk.pages.facts.contents
    plan = contents.plans[0].iri if contents.plans else f"{base}id/plan"
    note = f'INSERT DATA {{ <{plan}> skos:editorialNote "확인함"@ko , "Checked"@en }}'
    thing = plan.removeprefix(f"{base}id/")
    turtle = f'<{plan}> <http://www.w3.org/2004/02/skos/core#editorialNote> "확인함"@ko , "Checked"@en .'
    rdf: dict[str, Any] = {kind: {"schema": TEXT} for kind in [*SYNTAXES, MULTIPART]}
    rdf["text/turtle"]["example"] = turtle
    patch = {UPDATE: {"schema": TEXT, "example": note}}
    using = [
        parameter("using-graph-uri", "query", "A graph that makes up the default graph", LIST),
        parameter("using-named-graph-uri", "query", "A named graph", LIST),
    ]
    form = {"type": "object", "properties": {"update": TEXT, "dry-run": {"type": "boolean"}, "message": TEXT}}
    update = {UPDATE: {"schema": TEXT, "example": note}, FORM: {"schema": form}}
    which = [
        parameter("graph", "query", "The graph", {**TEXT, "format": "iri"}),
        parameter("default", "query", "The plan's own graph", TEXT) | {"allowEmptyValue": True},
    ]
    found = {
        "/update": {"post": operation("update", "Change the data by a SPARQL 1.1 Update", using, update)}
    }
    for name, own in (("store", which), *((folder, [path("")]) for folder in OWN)):
        where = f"/{name}" if name == "store" else f"/{name}/{{path}}"
        found[where] = {
            "put": operation(f"replace-{name}", "Replace a graph", own, rdf),
            "post": operation(f"add-{name}", "Add to a graph, or make one", own, rdf),
            "patch": operation(f"change-{name}", "Change one graph by a SPARQL 1.1 Update", own, patch),
            "delete": operation(f"delete-{name}", "Delete a graph", own),
        }
    reasons = [
        path(thing),
        *(parameter(f"reason@{tag}", "query", "Why it is retired", TEXT) for tag in ("ko", "en")),
        parameter("successor", "query", "What came after it", {**TEXT, "format": "iri-reference"}),
    ]
    graph = parameter("graph", "query", "Where new statements go", {**TEXT, "format": "iri"})
    found["/doc/{path}"] = {
        "get": {
            "operationId": "readThing",
            "summary": "Read what is said of a thing, and what leads to it; 410 if it was retired",
            "parameters": [path(thing)],
            "responses": answered({kind: {"schema": TEXT} for kind in MEDIA_TYPES.values()}),
        },
        "put": operation("replaceThing", "Replace what is said of a thing", [path(thing), graph], rdf),
        "patch": operation("changeThing", "Change one thing by a SPARQL 1.1 Update", [path(thing)], patch),
        "delete": operation("retireThing", "Retire a thing: a tombstone stays, with the reason", reasons),
    }
    found["/id/{path}"] = {
        "get": {
            "operationId": "thing",
            "summary": "Lead from a thing to what is said of it",
            "parameters": [path(thing)],
            "responses": {
                "303": {"description": "To /doc/{path}"},
                "default": {"description": "What is wrong", "content": problem()},
            },
        }
    }
    return found


def path(example: str) -> dict[str, Any]:
    """Describe the path after the first part of an address."""
    found: dict[str, Any] = {"name": "path", "in": "path", "required": True, "schema": TEXT}
    return {**found, "example": example} if example else found


def problem() -> dict[str, Any]:
    """Describe what is wrong."""
    return {"application/problem+json": {"schema": PROBLEM}}


def answered(content: dict[str, Any]) -> dict[str, Any]:
    """Describe an answer, and what may come instead of it."""
    return {
        "200": {"description": "The answer", "content": content},
        "default": {"description": "What is wrong and what to do", "content": problem()},
    }


def operation(
    name: str, summary: str, parameters: list[dict[str, Any]], body: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Describe one way to edit."""
    refusal = {**problem(), **{kind: {"schema": TEXT} for kind in GRAPHS}}
    found: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "description": NOTE,
        "security": SECURITY,
        "parameters": [*parameters, *COMMON],
        "responses": {
            **answered({"application/json": {"schema": OUTCOME}, "text/html": {"schema": TEXT}}),
            "422": {
                "description": "It would break the plan: the report of the validation (SHACL §3.6)",
                "content": {**refusal, "text/html": {"schema": TEXT}},
            },
        },
    }
    if body:
        found["requestBody"] = {"required": True, "content": body}
    return found


SCHEMAS: dict[str, Any] = {
    "Outcome": {
        "type": "object",
        "required": ["outcome", "committed", "version", "added", "removed", "warnings"],
        "properties": {
            "outcome": {"type": "string", "enum": ["accepted"]},
            "committed": {"type": "boolean", "description": "false for a dry run, or if nothing changed"},
            "version": {"type": "string", "description": "The commit"},
            "added": {"type": "integer"},
            "removed": {"type": "integer"},
            "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
            "changes": {"type": "array", "items": {"type": "object"}},
        },
    },
    "Result": {
        "type": "object",
        "required": ["severity", "message", "source"],
        "properties": {
            "severity": {"type": "string", "enum": ["Violation", "Warning"]},
            **dict.fromkeys(("message", "source"), TEXT),
            **{
                name: {"type": ["string", "null"]}
                for name in ("focusNode", "label", "path", "value", "component", "graph", "file")
            },
        },
    },
}
"""What an edit gives back."""
REFUSAL: dict[str, Any] = {
    "outcome": {"type": "string", "enum": ["rejected"]},
    "committed": {"type": "boolean"},
    "version": TEXT,
    "added": {"type": "integer"},
    "removed": {"type": "integer"},
    "report": {
        "type": "object",
        "properties": {
            "conforms": {"type": "boolean"},
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
        },
    },
    "changes": {"type": "array", "items": {"type": "object"}},
}
"""What a problem has besides, where an edit was refused."""
