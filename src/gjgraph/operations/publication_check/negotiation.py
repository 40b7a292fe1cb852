"""Rules of negotiation: six formats, had in three ways, all with the same graph (publishing.md 2, 3)."""

from gjgraph.core.text import Text
from gjgraph.operations.publication_check.deployment import Asked, accepting
from gjgraph.operations.publication_check.graphs import read, shape, triples_of
from gjgraph.operations.publication_check.http import each_format
from gjgraph.operations.publication_check.markup import read_page
from gjgraph.operations.publication_check.publication import Publication
from gjgraph.operations.publication_check.results import (
    NO_DOCUMENTS,
    Found,
    Group,
    not_applicable,
    problem,
    rule,
    wrong_status,
)
from gjgraph.publication.document import HTML, MEDIA_TYPES, RDF_FORMATS

PREFERENCES = (
    ("text/html;q=0.4, text/turtle;q=0.9", "text/turtle"),
    ("text/turtle;q=0.4, text/html;q=0.9", "text/html"),
    ("application/x-unheard-of, application/ld+json;q=0.3", "application/ld+json"),
    ("image/png, application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
    ("application/n-triples", "application/n-triples"),
    ("TEXT/TURTLE", "text/turtle"),
    ("text/turtle;q=0, application/trig", "application/trig"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
)
"""What clients send, and what they are to get (RFC 9110 §12.5.1)."""
MALFORMED = (";;;", "text", "text/html;q=x", ",", "/", "*/turtle", "text/turtle;q=9" * 200)
Shape = frozenset[tuple[str, str, str]]


@rule(
    "accept-formats",
    "2",
    Group.HTTP,
    "여섯 형식을 Accept로 받는다",
    "Six formats by Accept",
    needs_server=True,
)
def accept_formats(site: Publication) -> Found:
    """Ask for each document in each format."""
    if not site.documents:
        yield NO_DOCUMENTS
    for path, form, answer in each_format(site, site.documents):
        if answer.status != 200:
            yield wrong_status(answer.told, "200", f"{path} ({MEDIA_TYPES[form]})")
        elif answer.kind != MEDIA_TYPES[form]:
            yield problem(
                f"{MEDIA_TYPES[form]} 대신 {answer.kind}", f"{answer.kind} for {MEDIA_TYPES[form]}", path
            )


@rule(
    "format-parameter",
    "2",
    Group.HTTP,
    "여섯 형식을 _format으로 받는다",
    "Six formats by _format",
    needs_server=True,
)
def format_parameter(site: Publication) -> Found:
    """Ask for documents with a parameter, by media type."""
    if not site.some_documents:
        yield NO_DOCUMENTS
    for path in site.some_documents:
        for kind in MEDIA_TYPES.values():
            answer = site.deployment.get(f"{path}?_format={kind.replace('+', '%2B')}")
            if answer.status not in (200, 410) or answer.kind != kind:
                told = f"{answer.told.en} {answer.kind}"
                yield problem(f"{kind} 대신 {told}", f"{told} for {kind}", answer.asked.path)


def representations(site: Publication) -> list[tuple[str, list[tuple[str, Shape | Text]]]]:
    """Give each document with the graphs of all its representations, had in every way that there is."""
    return site.once("representations", lambda: [(path, had(site, path)) for path in site.documents])


def had(site: Publication, path: str) -> list[tuple[str, Shape | Text]]:
    """Read the graphs of all representations of a document."""
    requests = [site.by_ending(path, form) for form in RDF_FORMATS]
    if site.deployment.answers:
        requests += [site.representation(path, form) for form in RDF_FORMATS]
        requests += [Asked(f"{path}?_format={form}") for form in RDF_FORMATS]
    known: dict[tuple[str, bytes], Shape | Text] = {}
    found = []
    for answer in site.deployment.ask_all(requests):
        if answer.status not in (200, 410):
            continue
        key = answer.kind, answer.body
        if key not in known:
            quads = read(answer.body, answer.kind, site.base_of(answer))
            known[key] = quads if isinstance(quads, Text) else shape(triples_of(quads))
        accept = dict(answer.asked.headers).get("Accept", "")
        found.append((f"{answer.asked.path} {accept}".strip(), known[key]))
    return found


@rule(
    "formats-parse",
    "2",
    Group.HTTP,
    "모든 형식의 RDF가 읽힌다",
    "RDF in every format can be read",
)
def formats_parse(site: Publication) -> Found:
    """Read every representation."""
    if not site.documents:
        yield NO_DOCUMENTS
    for path, found in representations(site):
        if not found:
            yield problem("RDF가 없습니다", "no RDF", path)
        for where, graph in found:
            if isinstance(graph, Text):
                yield problem(graph.ko, graph.en, where)
            elif not graph:
                yield problem("트리플이 없습니다", "no triples", where)


@rule(
    "formats-isomorphic",
    "2",
    Group.HTTP,
    "어느 형식이든 같은 그래프다",
    "The graph is the same in every format",
)
def formats_isomorphic(site: Publication) -> Found:
    """Compare the graphs of all representations of a document."""
    if not site.documents:
        yield NO_DOCUMENTS
    for _, found in representations(site):
        graphs = [(where, graph) for where, graph in found if not isinstance(graph, Text)]
        for where, graph in graphs[1:]:
            first = graphs[0][1]
            if graph != first:
                more, less = len(graph - first), len(first - graph)
                yield problem(f"다릅니다 (+{more} -{less})", f"differs (+{more} -{less})", where)


@rule(
    "accept-preferences",
    "2",
    Group.HTTP,
    "Accept의 q 값, 목록, 와일드카드를 따른다",
    "Accept's q-values, lists and wildcards are followed",
    needs_server=True,
)
def accept_preferences(site: Publication) -> Found:
    """Ask as clients do."""
    for path in site.some_documents[:4]:
        for accept, wanted in PREFERENCES:
            answer = site.deployment.get(path, accept)
            if answer.kind != wanted or answer.status not in (200, 410):
                told = answer.kind or answer.told.en
                yield problem(f"{accept}: {wanted} 대신 {told}", f"{accept}: {told} for {wanted}", path)


@rule(
    "accept-nothing",
    "2",
    Group.HTTP,
    "Accept가 없거나 무엇이든 되면 HTML이다",
    "With no Accept, or any, it is HTML",
    needs_server=True,
)
def accept_nothing(site: Publication) -> Found:
    """Ask with no preference."""
    for path in site.some_documents:
        for accept in (None, "*/*"):
            answer = site.deployment.get(path, accept)
            if answer.kind != MEDIA_TYPES[HTML]:
                told = answer.kind or answer.told.en
                yield problem(f"HTML 대신 {told}", f"{told} for HTML", path)


@rule(
    "extension-wins",
    "2",
    Group.HTTP,
    "확장자가 Accept보다 앞선다",
    "An extension goes before Accept",
    needs_server=True,
)
def extension_wins(site: Publication) -> Found:
    """Ask for one format by extension and for another by Accept."""
    for path in site.some_documents:
        answer = site.deployment.get(site.by_ending(path, "turtle").path, MEDIA_TYPES[HTML])
        if answer.kind != MEDIA_TYPES["turtle"]:
            told = answer.kind or answer.told.en
            yield problem(f"Turtle 대신 {told}", f"{told} for Turtle", answer.asked.path)


@rule(
    "unsupported-406",
    "3",
    Group.HTTP,
    "없는 형식은 406으로, 있는 것을 말한다",
    "An unsupported format gets 406 and the list of what there is",
    needs_server=True,
)
def unsupported_406(site: Publication) -> Found:
    """Ask for what no document is in, by Accept and by parameter."""
    for path in site.some_documents:
        for request in (accepting(path, "image/png"), Asked(f"{path}?_format=exe")):
            answer = site.deployment.ask(request)
            if answer.status != 406:
                yield wrong_status(answer.told, "406", request.path)
            elif missing := [kind for kind in MEDIA_TYPES.values() if kind not in answer.text]:
                named = ", ".join(missing)
                yield problem(f"말하지 않은 형식: {named}", f"doesn't list {named}", request.path)


@rule(
    "malformed-accept",
    "3",
    Group.HTTP,
    "틀린 Accept에도 고장 나지 않는다",
    "A malformed Accept breaks nothing",
    needs_server=True,
)
def malformed_accept(site: Publication) -> Found:
    """Send Accept headers that can't be read."""
    for path in site.some_documents[:2]:
        for accept in MALFORMED:
            answer = site.deployment.get(path, accept)
            if answer.status not in (200, 400, 406, 410, 431):
                yield wrong_status(answer.told, "200, 400 / 406", f"{path} ({accept[:20]})")


@rule(
    "accept-language",
    "8",
    Group.HTTP,
    "Accept-Language를 따른다",
    "Accept-Language is followed",
    needs_server=True,
)
def accept_language(site: Publication) -> Found:
    """Ask for pages in the languages that they have."""
    asked = False
    for path in site.some_documents:
        there = read_page(site.deployment.get(path, MEDIA_TYPES[HTML]).text)
        languages = {each.attributes.get("hreflang", "") for each in there.linked("alternate")} - {
            "",
            "x-default",
        }
        for wanted in sorted(languages):
            asked = True
            answer = site.deployment.get(path, MEDIA_TYPES[HTML], Accept_Language=f"{wanted}, *;q=0.1")
            if read_page(answer.text).lang != wanted:
                yield problem(f"{wanted} 페이지가 아닙니다", f"the page isn't {wanted}", path)
    if not asked:
        yield not_applicable("다른 언어로 된 페이지가 없습니다.", "No page is in another language.")
