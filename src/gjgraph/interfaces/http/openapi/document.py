"""The OpenAPI document: every route, each question with its typed parameters and a real answer."""

import json
from typing import Any

from gjgraph import __version__
from gjgraph.core.errors import GjgraphError
from gjgraph.core.header import Parameter, QueryFile
from gjgraph.core.terms import Literal
from gjgraph.engine.query import Options, Query
from gjgraph.engine.results import GRAPH_FORMATS, RESULT_FORMATS
from gjgraph.interfaces.http.exchange import Desk
from gjgraph.interfaces.http.negotiation import GRAPHS, HTML, TABLES
from gjgraph.interfaces.http.openapi.documents import documents
from gjgraph.interfaces.http.openapi.edits import REFUSAL, SCHEMAS, edits
from gjgraph.interfaces.http.openapi.history import history
from gjgraph.interfaces.http.openapi.search import search
from gjgraph.interfaces.http.openapi.versions import add_versions
from gjgraph.interfaces.http.questions.formats import DESCRIPTIONS, OFFERED
from gjgraph.interfaces.http.questions.routes import MOST_PER_PAGE
from gjgraph.interfaces.http.sparql.graph_store import OWN
from gjgraph.publication.examples import form_of

EXAMPLE_ROWS = 2
NAMES = ("json", "csv", "spreadsheet", "xlsx", "tsv", "xml", "srj")
"""What the formats of a table are called in a request."""
TYPES: dict[str, dict[str, object]] = {
    "integer": {"type": "integer"},
    "string": {"type": "string"},
    "iri": {"type": "string", "format": "iri-reference"},
}
PROBLEM = {
    "description": "What is wrong and what to do, as problem details (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
TIMEOUT = {
    "name": "timeout",
    "in": "query",
    "description": "Seconds to wait at most, no more than the server's limit",
    "schema": {"type": "number"},
}


def document(desk: Desk, base: str, examples: dict[str, object]) -> dict[str, Any]:
    """Write the document; `examples` has a real answer for each question."""
    name = desk.pages.workspace.name
    graphs = [graph for graph, _ in desk.pages.facts.contents.graphs]
    home = desk.pages.workspace.home_graph
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name.ko} · {name.en}",
            "version": __version__,
            "description": "The plan as a knowledge graph: SPARQL, ready questions, graphs.",
        },
        "paths": {
            "/sparql": {
                "get": query_operation(),
                "post": {
                    **{key: value for key, value in query_operation().items() if key != "parameters"},
                    "operationId": "postQuery",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/sparql-query": {"schema": {"type": "string"}},
                            "application/x-www-form-urlencoded": {
                                "schema": {"type": "object", "properties": {"query": {"type": "string"}}}
                            },
                        },
                    },
                },
            },
            "/store": {
                "get": {
                    "operationId": "readGraph",
                    "summary": "Read a graph (SPARQL 1.1 Graph Store HTTP Protocol)",
                    "parameters": [
                        {
                            "name": "graph",
                            "in": "query",
                            "schema": {"type": "string", "format": "iri"},
                            "example": home if home in graphs else next(iter(graphs), base),
                        },
                        {
                            "name": "default",
                            "in": "query",
                            "allowEmptyValue": True,
                            "schema": {"type": "string"},
                        },
                    ],
                    "responses": responses({kind: {"schema": {"type": "string"}} for kind in GRAPHS}),
                }
            },
            **{
                f"/{folder}/{{path}}": {"get": graph_operation(folder, f"{base}{folder}/", graphs)}
                for folder in (*OWN, "derived")
            },
            "/": {
                "get": {
                    "operationId": "front",
                    "summary": "The first page, for people",
                    "responses": responses({"text/html": {"schema": {"type": "string"}}}),
                }
            },
            "/questions": {
                "get": {
                    "operationId": "listQuestions",
                    "summary": "List the ready questions",
                    "responses": responses({"application/json": {"schema": {"type": "array"}}}),
                }
            },
            **{
                f"/questions/{each.name}": {"get": question_operation(each, examples.get(each.name))}
                for each in desk.pages.facts.questions.values()
            },
            "/.well-known/sparql-examples": {
                "get": {
                    "operationId": "sparqlExamples",
                    "summary": "The ready questions as sh:SPARQLExecutable",
                    "responses": responses({kind: {"schema": {"type": "string"}} for kind in GRAPHS}),
                }
            },
            **{
                path: {
                    "get": {
                        "operationId": path.strip("/").partition(".")[0],
                        "summary": summary,
                        "responses": responses({kind: {"schema": {}}}),
                    }
                }
                for path, summary, kind in (
                    (
                        "/health",
                        "Whether the server lives and is ready, and the version of the data",
                        "application/json",
                    ),
                    ("/openapi.json", "This document", "application/json"),
                    ("/limits", "What a request may cost", "application/json"),
                    ("/metrics", "Figures for Prometheus", "text/plain"),
                )
            },
            "/queries": {
                "get": {
                    "operationId": "listQueries",
                    "summary": "The queries that run and wait (operator)",
                    "security": [{"operator": []}],
                    "responses": responses({"application/json": {"schema": {"type": "array"}}}),
                }
            },
            "/queries/{id}": {
                "delete": {
                    "operationId": "stopQuery",
                    "summary": "Stop a query (operator)",
                    "security": [{"operator": []}],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
                    ],
                    "responses": {"204": {"description": "Stopped"}, "default": PROBLEM},
                }
            },
        },
        "components": {
            "securitySchemes": {
                "operator": {"type": "http", "scheme": "bearer"},
                "editor": {"type": "http", "scheme": "bearer", "description": "gjgraph token add"},
            },
            "schemas": {
                **SCHEMAS,
                "Problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "line": {"type": "integer"},
                        "column": {"type": "integer"},
                        "pointer": {"type": "string"},
                        **REFUSAL,
                    },
                },
            },
        },
    }
    parts = {**edits(desk, base), **history(desk, base), **documents(desk, PROBLEM), **search(PROBLEM)}
    for path, methods in parts.items():
        found["paths"].setdefault(path, {}).update(methods)
    if desk.versions:
        add_versions(found["paths"], PROBLEM)
    return found


def responses(content: dict[str, Any]) -> dict[str, Any]:
    """Describe an answer and what may come instead of it."""
    return {"200": {"description": "The answer", "content": content}, "default": PROBLEM}


def query_operation() -> dict[str, Any]:
    """Describe the SPARQL endpoint."""
    kinds = dict.fromkeys([*(each.media_type for each in RESULT_FORMATS), *TABLES, *GRAPHS])
    text = {"type": "string"}
    return {
        "operationId": "query",
        "summary": "Ask in SPARQL (SPARQL 1.1 Protocol); without a query, the service description",
        "parameters": [
            {
                "name": "query",
                "in": "query",
                "schema": text,
                "example": "SELECT ?n ?label { ?x a csp:Policy ; csp:ordinal ?n ; skos:prefLabel ?label }",
            },
            {"name": "default-graph-uri", "in": "query", "schema": {"type": "array", "items": text}},
            {"name": "named-graph-uri", "in": "query", "schema": {"type": "array", "items": text}},
            {
                "name": "format",
                "in": "query",
                "description": "In place of Accept; 'preview' gives the first rows with the names of things",
                "schema": text,
                "example": "csv",
            },
            TIMEOUT,
        ],
        "responses": responses({kind: {"schema": text} for kind in kinds}),
    }


def graph_operation(folder: str, start: str, graphs: list[str]) -> dict[str, Any]:
    """Describe reading a graph by its own address."""
    paths = [graph.removeprefix(start) for graph in graphs if graph.startswith(start)]
    return {
        "operationId": f"read-{folder}",
        "summary": "Read a graph by its own address",
        "parameters": [
            {
                "name": "path",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
                "example": next(iter(paths), ""),
            }
        ],
        "responses": responses({kind: {"schema": {"type": "string"}} for kind in (*GRAPHS, HTML)}),
    }


def question_operation(question: QueryFile, example: object) -> dict[str, Any]:
    """Describe a ready question."""
    is_graph = form_of(question) in ("construct", "describe")
    kinds = [each.media_type for each in GRAPH_FORMATS] if is_graph else [*OFFERED, *DESCRIPTIONS]
    names = ["turtle", "jsonld", "rdfxml", "ntriples"] if is_graph else list(NAMES)
    content: dict[str, Any] = {kind: {"schema": {"type": "string"}} for kind in kinds}
    if not is_graph:
        content["application/json"] = {"schema": {"type": ["array", "boolean"]}}
    if example is not None:
        content["text/turtle" if is_graph else "application/json"]["example"] = example
    number = {"type": "integer", "minimum": 1}
    return {
        "operationId": question.name,
        "summary": f"{question.summary.ko} · {question.summary.en}",
        "tags": list(question.tags),
        "parameters": [
            *(parameter_description(each) for each in question.parameters),
            {
                "name": "format",
                "in": "query",
                "schema": {"type": "string", "enum": [*names, "html"]},
            },
            {"name": "page", "in": "query", "schema": number},
            {"name": "per_page", "in": "query", "schema": {**number, "maximum": MOST_PER_PAGE}},
            TIMEOUT,
        ],
        "responses": responses(content),
    }


def parameter_description(parameter: Parameter) -> dict[str, Any]:
    """Describe a parameter of a question."""
    schema = dict(TYPES[parameter.type])
    if parameter.default is not None:
        schema["default"] = int(parameter.default) if parameter.type == "integer" else parameter.default
    if parameter.default and schema["type"] == "string":
        schema["minLength"] = 1
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.description.ko} · {parameter.description.en}",
        "schema": schema,
    }


async def real_examples(desk: Desk, base: str) -> dict[str, object]:
    """Ask every question with its defaults, for the first rows of a real answer."""
    found: dict[str, object] = {}
    for question in desk.pages.facts.questions.values():
        terms = [
            (each.name, each.bind(each.default, base))
            for each in question.parameters
            if each.default is not None
        ]
        options = Options(
            formats=("objects", "turtle"),
            parameters=tuple(
                (name, term.value, term.datatype.value if isinstance(term, Literal) else "")
                for name, term in terms
                if term is not None
            ),
            without=tuple(each.name for each in question.parameters),
            count=EXAMPLE_ROWS,
        )
        try:
            answer = await desk.answers.get(
                Query(question.text, options), "openapi", desk.settings.time, lambda leave: None
            )
        except GjgraphError:
            continue
        if answer.stream is None:
            is_objects = answer.format == "objects"
            found[question.name] = json.loads(answer.body) if is_objects else answer.body.decode()
    return found
