"""The part of the OpenAPI document that is about the search, and what other programs know of it."""

from typing import Any

from gjgraph.core.searching import LONGEST
from gjgraph.interfaces.http.openapi.edits import TEXT, parameter
from gjgraph.publication.search.wish import MOST_PAGES

WORDS = {**TEXT, "maxLength": LONGEST}
LANGUAGE = {"type": "string", "enum": ["ko", "en"]}
ANSWER = {
    "type": "object",
    "properties": {
        "q": TEXT,
        "total": {"type": "integer"},
        "page": {"type": "integer"},
        "pages": {"type": "integer"},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "string", "format": "iri"},
                    "page": {"type": "string", "format": "uri-reference"},
                    "name": {"type": "object"},
                    "type": {"type": "object"},
                    "above": {"type": "array", "items": {"type": "object"}},
                    "rank": TEXT,
                    "matched": {"type": "object"},
                },
            },
        },
        "types": {"type": "array", "items": {"type": "object"}},
        "plans": {"type": "array", "items": {"type": "object"}},
        "near": {"type": "array", "items": {"type": "object"}},
    },
}


def search(problem: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Describe the search, by path and method."""
    reader = parameter("lang", "query", "The language of names", LANGUAGE)
    whole = {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1}
    asked = [
        parameter("q", "query", "Words, initial consonants, half-typed syllables", WORDS)
        | {"example": "ㄱㅈㅎ"},
        parameter("type", "query", "What the results may be, as the answer's `types` name it", TEXT),
        parameter("plan", "query", "The plan that they are of, as the answer's `plans` name it", TEXT),
        parameter("page", "query", "The page of the results", whole),
        reader,
    ]
    prefix = [parameter("prefix", "query", "What is typed", WORDS) | {"example": "광주"}, reader]
    queries = parameter("queries", "query", "A batch of queries as JSON; without it, the manifest", TEXT)
    batch = {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"queries": {"type": "string"}}}
            }
        },
    }
    service = "(Reconciliation Service API 0.2)"
    found = {"text/html": {"schema": TEXT}, "application/json": {"schema": ANSWER}}
    plain = {"application/json": {"schema": {"type": "object"}}}
    completed = {"application/x-suggestions+json": {"schema": {"type": "array"}}}
    example = queries | {"example": '{"q0": {"query": "Smart City", "limit": 3}}'}
    return {
        "/search": {"get": told("search", "Find things by words", found, problem, asked)},
        "/search/suggest": {
            "get": told(
                "suggest",
                "Complete what is typed (OpenSearch Suggestions)",
                completed,
                problem,
                [asked[0], reader],
            )
        },
        "/reconcile": {
            "get": told("reconcile", f"What names may be {service}", plain, problem, [example, reader]),
            "post": {
                **told("postReconcile", f"What names may be {service}", plain, problem, [reader]),
                "requestBody": batch,
            },
        },
        "/reconcile/suggest/entity": {
            "get": told("suggestEntity", f"Complete the name of a thing {service}", plain, problem, prefix)
        },
        "/reconcile/suggest/type": {
            "get": told("suggestType", f"Complete the name of a kind {service}", plain, problem, prefix)
        },
    }


def told(
    name: str, summary: str, content: dict[str, Any], problem: dict[str, Any], given: list[dict[str, Any]]
) -> dict[str, Any]:
    """Describe one operation."""
    return {
        "operationId": name,
        "summary": summary,
        "parameters": given,
        "responses": {"200": {"description": summary, "content": content}, "default": problem},
    }
