"""What the OpenAPI document says of versions: a parameter of all that has them, and where they are listed."""

from typing import Any

from gjgraph.interfaces.http.memento import LINK_FORMAT, STAYS

VERSION = {
    "name": "version",
    "in": "query",
    "description": "An old version: a commit id, a tag, a date (2026-01-31) or a time. Accept-Datetime "
    "leads to one as well (Memento, RFC 7089)",
    "schema": {"type": "string"},
}


def add_versions(paths: dict[str, Any], problem: dict[str, Any]) -> None:
    """Give every operation that reads what has versions a parameter for them; and list them."""
    for path, methods in paths.items():
        if path[1:].partition("/")[0] not in STAYS and "get" in methods:
            known = methods["get"].get("parameters", [])
            methods["get"] = {**methods["get"], "parameters": [*known, VERSION]}
    paths["/timemap/{address}"] = {
        "get": {
            "operationId": "timemap",
            "summary": "The versions of what is at an address (Memento TimeMap)",
            "parameters": [
                {
                    "name": "address",
                    "in": "path",
                    "required": True,
                    "description": "Path and query, from /sparql, /questions, /store, /graph or /doc on",
                    "schema": {"type": "string"},
                    "example": "questions",
                }
            ],
            "responses": {
                "200": {
                    "description": "The versions",
                    "content": {LINK_FORMAT: {"schema": {"type": "string"}}},
                },
                "default": problem,
            },
        }
    }
