"""What the endpoint says of itself: the service description, and the ready questions as examples.

All of it is made of what is served now.
"""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.requests import Request

from gjgraph.core.terms import DCTERMS, PREFIXES, RDF, RDFS, XSD, BlankNode, Literal, NamedNode, Triple
from gjgraph.core.text import Text
from gjgraph.engine.results import GRAPH_FORMATS, RESULT_FORMATS
from gjgraph.interfaces.http.asking import parse
from gjgraph.interfaces.http.exchange import PATHS, Desk
from gjgraph.interfaces.http.negotiation import (
    GRAPHS,
    HTML,
    formats_called,
    language,
    media_type,
)
from gjgraph.interfaces.http.problems import CORS, ProblemError, html
from gjgraph.interfaces.http.serialized import SYNTAXES, rdf_as
from gjgraph.publication.examples import examples

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = PREFIXES["void"]
FORMATS_NS = "http://www.w3.org/ns/formats/"
W3C_FORMATS = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
    "n3": "N3",
}
"""The names that the W3C gives to formats (https://www.w3.org/ns/formats/)."""
ABOUT = Text(
    "SPARQL 1.1에 더해, 엔진이 아는 만큼 SPARQL 1.2와 RDF 1.2(삼중항 용어, 방향 있는 언어 태그, VERSION)도 "
    "읽습니다. 기본 그래프는 모든 그래프의 합입니다.",
    "Besides SPARQL 1.1, SPARQL 1.2 and RDF 1.2 are read as far as the engine knows them (triple terms, "
    "directional language tags, VERSION). The default graph is the union of all graphs.",
)
UPDATES = {
    False: Text(
        "갱신, LOAD, 웹에서 가져오기는 없습니다.",
        "There are no updates, no LOAD, and nothing is fetched from the web.",
    ),
    True: Text(
        "토큰이 있으면 갱신할 수 있습니다. 그래프 이름이 없는 갱신은 계획의 그래프를 고치고, 규칙에 맞지 "
        "않게 하는 갱신은 받지 않습니다. LOAD와 웹에서 가져오기는 없습니다.",
        "Updates need a token. What an update says of no graph is meant for the plan's own; an update that "
        "would break the plan's rules is refused. There is no LOAD, and nothing is fetched from the web.",
    ),
}
"""What is said of updates, by whether there are any."""


def iri(namespace: str, name: str) -> NamedNode:
    """Name a term of a namespace."""
    return NamedNode(namespace + name)


def endpoint_of(request: Request) -> NamedNode:
    """Give the address of the endpoint as this client reached it."""
    try:
        path = request.url.path if request.url.path in PATHS else "/sparql"
        return NamedNode(f"{str(request.base_url).rstrip('/')}{path}")
    except ValueError:
        raise ProblemError(
            400, Text("Host 헤더이 주소가 아닙니다.", "The Host header is no address.")
        ) from None


def service(desk: Desk, endpoint: NamedNode) -> Iterator[Triple]:
    """Describe the service (SPARQL 1.1 Service Description)."""
    contents = desk.pages.facts.contents
    node, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    yield Triple(node, iri(RDF, "type"), iri(SD, "Service"))
    yield Triple(node, iri(SD, "endpoint"), endpoint)
    yield Triple(node, iri(SD, "supportedLanguage"), iri(SD, "SPARQL11Query"))
    if desk.editor:
        yield Triple(node, iri(SD, "supportedLanguage"), iri(SD, "SPARQL11Update"))
    yield Triple(node, iri(SD, "feature"), iri(SD, "UnionDefaultGraph"))
    if desk.settings.federation:
        yield Triple(node, iri(SD, "feature"), iri(SD, "BasicFederatedQuery"))
    for each in [*RESULT_FORMATS, *GRAPH_FORMATS]:
        yield Triple(node, iri(SD, "resultFormat"), iri(FORMATS_NS, W3C_FORMATS[each.name]))
    updates = UPDATES[desk.editor is not None]
    for tag, words in (("ko", f"{ABOUT.ko} {updates.ko}"), ("en", f"{ABOUT.en} {updates.en}")):
        yield Triple(node, iri(RDFS, "comment"), Literal(words, language=tag))
    yield Triple(node, iri(SD, "defaultDataset"), dataset)
    yield Triple(dataset, iri(RDF, "type"), iri(SD, "Dataset"))
    name = desk.pages.workspace.name
    for tag, words in (("ko", name.ko), ("en", name.en)):
        yield Triple(dataset, iri(DCTERMS, "title"), Literal(words, language=tag))
    yield Triple(
        dataset, iri("http://www.w3.org/2002/07/owl#", "versionInfo"), Literal(desk.pages.facts.version)
    )
    yield Triple(dataset, iri(SD, "defaultGraph"), default)
    yield from graph_description(default, contents.triples)
    for number, (graph, count) in enumerate(contents.graphs):
        named, described = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(dataset, iri(SD, "namedGraph"), named)
        yield Triple(named, iri(RDF, "type"), iri(SD, "NamedGraph"))
        yield Triple(named, iri(SD, "name"), NamedNode(graph))
        yield Triple(named, iri(SD, "graph"), described)
        yield from graph_description(described, count)


def graph_description(node: BlankNode, count: int) -> Iterator[Triple]:
    """Say that a node is a graph, and of how many triples."""
    yield Triple(node, iri(RDF, "type"), iri(SD, "Graph"))
    yield Triple(node, iri(VOID, "triples"), Literal(str(count), datatype=iri(XSD, "integer")))


def rdf(request: Request, triples: list[Triple]) -> Response:
    """Send a description in the format asked for."""
    fields = parse(request.scope["query_string"])
    names = [*fields.get("format", []), *fields.get("_format", [])]
    found = [each for name in names for each in formats_called(name) if each in SYNTAXES]
    if not names:
        kind = media_type(request.headers.get("accept"), ["text/turtle", *GRAPHS])
        found = [GRAPHS[kind]] if kind else []
    if not found:
        listed = ", ".join(GRAPHS)
        raise ProblemError(406, Text(f"쓸 수 있는 형식: {listed}", f"Available: {listed}"))
    headers = {**CORS, "Vary": "Accept", "Cache-Control": "no-cache"}
    return rdf_as(found[0], triples, 200, headers, {"sd": SD})


def bare(desk: Desk, request: Request) -> Response:
    """Answer a request that asks nothing: a page for people, the description for programs."""
    wanted = request.query_params.get("format") or request.query_params.get("_format")
    accept = request.headers.get("accept")
    if wanted == "html" or (
        not wanted and HTML in (accept or "") and media_type(accept, [*GRAPHS, HTML]) == HTML
    ):
        reader = language(request.query_params.get("lang"), request.headers.get("accept-language"))
        return html(desk.pages.ask(reader), headers=CORS)
    return rdf(request, list(service(desk, endpoint_of(request))))


def routes(desk: Desk, base: str) -> APIRouter:
    """Build the route of the examples."""
    router = APIRouter()

    @router.api_route("/.well-known/sparql-examples", methods=["GET", "HEAD"])
    async def sparql_examples(request: Request) -> Response:
        return rdf(request, list(examples(desk.pages.facts.questions.values(), base, endpoint_of(request))))

    return router
