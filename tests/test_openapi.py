"""What the server says of itself to programs: OpenAPI, and the ready questions as SPARQL examples."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.plugins.sparql import prepareQuery

from gjgraph.core.header import Parameter, QueryFile
from gjgraph.operations.ask import questions
from gjgraph.storage.workspace import open_workspace
from tests.conftest import ROOT
from tests.live import live

QUESTIONS = questions(open_workspace(ROOT))
TOKEN = "a-long-and-secret-token"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = rdflib.Namespace("https://schema.org/")
PARAMETERS = [(question, each) for question in QUESTIONS.values() for each in question.parameters]
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
KINDS = {"array", "boolean", "integer", "null", "number", "object", "string"}
OPERATION_KEYS = {
    *("tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody"),
    *("responses", "callbacks", "deprecated", "security", "servers"),
}
PARAMETER_KEYS = {
    *("name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode"),
    *("allowReserved", "schema", "example", "examples", "content"),
}
Document = dict[str, Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    log = tmp_path_factory.mktemp("openapi") / "log"
    with (
        live(log, variables={"GJGRAPH_OPERATOR_TOKEN": TOKEN}) as server,
        httpx.Client(base_url=server.address, timeout=60) as opened,
    ):
        del opened.headers["accept"]
        yield opened


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> Document:
    response = client.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/json")
    found: Document = response.json()
    return found


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


# The document against the specification (https://spec.openapis.org/oas/v3.1.1)


def test_the_root_has_what_the_specification_asks_for(document: Document) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert document["info"]["title"]
    assert document["info"]["version"]
    allowed = {"openapi", "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components"}
    assert set(document) <= allowed | {"security", "tags", "externalDocs"}
    for server in document.get("servers", []):
        assert server["url"]


def test_paths_are_paths(document: Document) -> None:
    for path, item in document["paths"].items():
        assert path.startswith("/")
        assert set(item) <= METHODS | {"summary", "description", "servers", "parameters", "$ref"}
        assert set(item) & METHODS
        named = set(re.findall(r"\{(\w+)\}", path))
        for method in set(item) & METHODS:
            told = {p["name"] for p in item[method].get("parameters", []) if p["in"] == "path"}
            assert named == told, path


def test_operations_are_whole(document: Document) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        assert set(operation) <= OPERATION_KEYS, where
        assert operation["summary"], where
        assert operation["responses"], where
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5](\d\d|XX)|default", status), where
            assert response["description"], where
            for kind, media in response.get("content", {}).items():
                assert re.fullmatch(r"[\w.+*-]+/[\w.+*-]+", kind), where
                assert set(media) <= {"schema", "example", "examples", "encoding"}, where
                check_schema(media.get("schema", {}), where)
        statuses = {status[0] for status in operation["responses"]}
        assert "d" in statuses, where
        assert statuses & {"2", "3"}, where
        if "requestBody" in operation:
            assert operation["requestBody"]["content"], where


def test_parameters_are_whole_and_named_once(document: Document) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        given = operation.get("parameters", [])
        for parameter in given:
            assert set(parameter) <= PARAMETER_KEYS, where
            assert parameter["in"] in ("query", "header", "path", "cookie"), where
            assert ("schema" in parameter) != ("content" in parameter), where
            assert parameter["in"] != "path" or parameter["required"] is True, where
            check_schema(parameter["schema"], where)
        keys = [(parameter["name"], parameter["in"]) for parameter in given]
        assert len(keys) == len(set(keys)), where


def check_schema(schema: Any, where: str) -> None:  # noqa: ANN401
    assert isinstance(schema, dict), where
    kinds = schema.get("type", [])
    assert set([kinds] if isinstance(kinds, str) else kinds) <= KINDS, where
    assert "nullable" not in schema, f"{where}: that was OpenAPI 3.0"
    for each in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        check_schema(each, where)
    if "default" in schema and "enum" in schema:
        assert schema["default"] in schema["enum"], where


def test_operation_ids_are_unique_and_there(document: Document) -> None:
    names = [operation.get("operationId") for _, _, operation in operations(document)]
    assert None not in names
    assert len(names) == len(set(names))
    # Programs make names of functions of them: so do they stay apart.
    assert len({re.sub(r"\W", "_", str(name)) for name in names}) == len(names)


def test_every_reference_leads_somewhere(document: Document) -> None:
    def references(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                if key == "$ref":
                    yield str(value)
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    found = set(references(document))
    assert found
    for reference in found:
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        assert target
    schemes = set(document["components"]["securitySchemes"])
    for _, _, operation in operations(document):
        for security in operation.get("security", []):
            assert set(security) <= schemes


# The document against the server


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_every_question_has_a_path_with_a_real_example(
    client: httpx.Client, document: Document, question: QueryFile
) -> None:
    operation = document["paths"][f"/questions/{question.name}"]["get"]
    assert question.summary.ko in operation["summary"]
    assert question.summary.en in operation["summary"]
    assert operation["tags"] == list(question.tags)
    content = operation["responses"]["200"]["content"]
    real = client.get(f"/questions/{question.name}")
    kind = real.headers["content-type"].partition(";")[0]
    if kind == "application/json":
        example = content["application/json"]["example"]
        answer = real.json()
        assert example == (answer[:2] if isinstance(answer, list) else answer)
        assert example not in ([], None) or answer == []
    else:
        # Neither a table nor a yes: what is promised must be what comes.
        assert kind in content
        assert "text/csv" not in content


@pytest.mark.parametrize(("question", "parameter"), PARAMETERS, ids=lambda each: each.name)
def test_every_parameter_has_its_type(document: Document, question: QueryFile, parameter: Parameter) -> None:
    given = document["paths"][f"/questions/{question.name}"]["get"]["parameters"]
    (told,) = [each for each in given if each["name"] == parameter.name]
    assert told["in"] == "query"
    assert told["schema"]["type"] == ("integer" if parameter.type == "integer" else "string")
    assert not told.get("required"), "they have defaults"
    default = told["schema"]["default"]
    assert str(default) == parameter.default
    assert isinstance(default, int) is (parameter.type == "integer")
    assert parameter.description.ko in told["description"]
    assert parameter.description.en in told["description"]


def test_every_documented_path_answers(client: httpx.Client, document: Document) -> None:
    for path, method, operation in operations(document):
        if method != "get":
            continue
        known = (
            "/graph",
            "/ontology",
            "/derived",
            "/questions/{",
            "/doc",
            "/id",
            "/history",
            "/feed",
            "/timemap",
            "/{document}",
            "/version",
        )
        assert "{" not in path or path.startswith(known), path
        fields = {
            each["name"]: each.get("example", each["schema"].get("default", ""))
            for each in operation.get("parameters", [])
            if each["in"] == "query" and ("example" in each or "default" in each["schema"])
        }
        address = path
        for each in operation.get("parameters", []):
            if each["in"] == "path":
                address = address.replace("{" + each["name"] + "}", str(each["example"]))
        response = client.get(address, params=fields)
        if operation.get("security"):
            assert response.status_code == 401, path
            response = client.get(address, params=fields, headers={"authorization": f"Bearer {TOKEN}"})
        if "303" in operation["responses"]:
            assert response.status_code == 303, path
            continue
        if "302" in operation["responses"] and response.status_code == 302:
            response = client.get(response.headers["location"])
        assert response.is_success, (path, fields, response.text[:300])
        kind = response.headers["content-type"].partition(";")[0]
        assert kind in operation["responses"]["200"]["content"], (path, kind)


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "text/tab-separated-values", "text/html"])
def test_documented_kinds_of_answers_come(client: httpx.Client, document: Document, kind: str) -> None:
    for path, method, operation in operations(document):
        content = operation["responses"].get("200", {}).get("content", {})
        if method == "get" and path.startswith("/questions") and kind in content and "{" not in path:
            response = client.get(path, headers={"accept": kind})
            assert response.headers["content-type"].startswith(kind), path


def test_documented_formats_of_a_question_come(client: httpx.Client, document: Document) -> None:
    for question in QUESTIONS.values():
        operation = document["paths"][f"/questions/{question.name}"]["get"]
        (told,) = [each for each in operation["parameters"] if each["name"] == "format"]
        for name in told["schema"]["enum"]:
            response = client.head(f"/questions/{question.name}", params={"format": name})
            assert response.status_code == 200, (question.name, name)


ROUTES = {
    "/": "/",
    "/sparql": "/sparql",
    "/questions": "/questions",
    "/questions/strategies-in-order": "/questions/strategies-in-order",
    "/store": "/store",
    "/graph/gwangju/m7": "/graph/{path}",
    "/ontology/csp": "/ontology/{path}",
    "/derived/": "/derived/{path}",
    "/update": "/update",
    "/doc/gwangju/m7": "/doc/{path}",
    "/id/gwangju/m7": "/id/{path}",
    "/history": "/history",
    "/feed": "/feed",
    "/search": "/search",
    "/reconcile": "/reconcile",
    "/health": "/health",
    "/limits": "/limits",
    "/metrics": "/metrics",
    "/queries": "/queries",
    "/openapi.json": "/openapi.json",
    "/.well-known/sparql-examples": "/.well-known/sparql-examples",
}
"""What there is, and how it should be found in the document."""


def test_every_route_is_documented(client: httpx.Client, document: Document) -> None:
    told = {re.sub(r"\{\w+\}", "{}", path) for path in document["paths"]}
    missing = []
    for path, pattern in ROUTES.items():
        status = client.get(path).status_code
        if status in (404, 405) and path not in ("/derived/", "/update"):
            raise AssertionError(f"{path} isn't there: this list is out of date")
        if re.sub(r"\{\w+\}", "{}", pattern) not in told:
            missing.append(path)
    assert missing == []


def first(path: str) -> str:
    """Give the first part of a path, which an extension doesn't change."""
    return "/" + path.strip("/").split("/")[0].split(".")[0]


def test_this_list_has_every_route_of_the_application() -> None:
    """Each route of the source is in the list above, so that a new one must be documented."""
    folder = ROOT / "src/gjgraph/interfaces/http"
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        for _, path in re.findall(
            r'@(?:router|app)\.(?:api_route|get|post|delete|put)\(\s*(f?)"([^"]+)"', source
        ):
            found.add(first(path))
    assert len(found) > 8
    # The last is that of the documents.
    for_people = {"/edit", "/operator"}
    assert found - {first(path) for path in ROUTES} - for_people <= {"/{name}", "/{path:path}"}


def test_the_document_is_for_any_program(client: httpx.Client) -> None:
    response = client.get("/openapi.json", headers={"origin": "https://editor.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    assert client.head("/openapi.json").status_code == 200


def test_problems_are_as_documented(client: httpx.Client, document: Document) -> None:
    schema = document["components"]["schemas"]["Problem"]
    for path in ("/questions/nothing", "/questions/goal?x=1", "/sparql?query=SELECT", "/queries"):
        content = client.get(path).json()
        assert set(schema["required"]) <= set(content)
        for name, value in content.items():
            kind = {"integer": int, "string": str}[schema["properties"][name]["type"]]
            assert isinstance(value, kind), name


# The questions as sh:SPARQLExecutable


@pytest.fixture(scope="module")
def examples(client: httpx.Client) -> rdflib.Graph:
    response = client.get("/.well-known/sparql-examples")
    assert response.headers["content-type"].startswith("text/turtle")
    return rdflib.Graph().parse(data=response.content, format="turtle")


FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}


def node_of(examples: rdflib.Graph, question: QueryFile) -> rdflib.URIRef:
    found = [
        node
        for node in examples.subjects(rdflib.RDF.type, SH.SPARQLExecutable)
        if str(node).endswith(f"/questions/{question.name}")
    ]
    assert len(found) == 1
    assert isinstance(found[0], rdflib.URIRef)
    return found[0]


def form_of(question: QueryFile) -> str:
    words = re.sub("#.*|<[^>]*>", "", question.text).split()
    return next(word for word in words if word in FORMS)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_every_question_is_an_example(
    client: httpx.Client, examples: rdflib.Graph, question: QueryFile
) -> None:
    node = node_of(examples, question)
    comments = {
        comment.language: str(comment)
        for comment in examples.objects(node, rdflib.RDFS.comment)
        if isinstance(comment, rdflib.Literal)
    }
    assert comments == {"ko": question.summary.ko, "en": question.summary.en}
    form = form_of(question)
    kind, predicate = FORMS[form]
    assert (node, rdflib.RDF.type, kind) in examples
    texts = [str(text) for _, each in FORMS.values() for text in examples.objects(node, each)]
    assert texts == [str(text) for text in examples.objects(node, predicate)]
    assert len(texts) == 1
    assert {str(word) for word in examples.objects(node, SCHEMA.keywords)} == set(question.tags)
    (target,) = examples.objects(node, SCHEMA.target)
    assert str(target) == urljoin(str(client.base_url), "/sparql")
    check_standalone(texts[0], form)
    check_answers(client, texts[0], form, question)


def test_no_prefix_is_declared_twice(examples: rdflib.Graph) -> None:
    for _, predicate in FORMS.values():
        for text in examples.objects(None, predicate):
            declared = re.findall(r"^\s*PREFIX\s+(\w*):", str(text), re.MULTILINE | re.IGNORECASE)
            assert len(declared) == len(set(declared)), text


def check_standalone(text: str, form: str) -> None:
    """Check that any engine reads it: no prefix of ours is needed, and each is declared once."""
    assert "#+" not in text
    prepareQuery(text, initNs={})
    empty = pyoxigraph.Store().query(text)
    kinds = {
        "SELECT": pyoxigraph.QuerySolutions,
        "ASK": pyoxigraph.QueryBoolean,
        "CONSTRUCT": pyoxigraph.QueryTriples,
    }
    assert isinstance(empty, kinds[form])


def check_answers(client: httpx.Client, text: str, form: str, question: QueryFile) -> None:
    response = client.post("/sparql", data={"query": text})
    assert response.status_code == 200
    if form == "ASK":
        assert response.json()["boolean"] is client.get(f"/questions/{question.name}").json()
    elif form == "SELECT":
        rows = response.json()["results"]["bindings"]
        told = client.get(f"/questions/{question.name}.srj").json()["results"]["bindings"]
        parameters = {parameter.name for parameter in question.parameters}
        shown = [{name: term for name, term in row.items() if name not in parameters} for row in rows]
        # A parameter that isn't bound asks for every value: what the question says is among it.
        assert all(row in shown for row in told)
        assert rows or not told
    else:
        assert response.text


@pytest.mark.parametrize(
    ("accept", "kind", "syntax"),
    [
        ("text/turtle", "text/turtle", RdfFormat.TURTLE),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("text/html,*/*;q=0.8", "text/turtle", RdfFormat.TURTLE),
    ],
)
def test_the_examples_in_every_syntax(
    client: httpx.Client, examples: rdflib.Graph, accept: str, kind: str, syntax: RdfFormat
) -> None:
    response = client.get("/.well-known/sparql-examples", headers={"accept": accept})
    assert response.headers["content-type"].startswith(kind)
    assert len(list(pyoxigraph.parse(response.content, format=syntax))) == len(examples)
    assert client.get("/.well-known/sparql-examples", headers={"accept": "image/png"}).status_code == 406
