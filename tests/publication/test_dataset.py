"""The data set tells the truth about itself: every count recomputed, every address followed."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import DCTERMS as DCT
from rdflib.namespace import SH

from gjgraph.core.change import Change
from gjgraph.core.errors import UnreadableError
from gjgraph.core.terms import DCTERMS, PREFIXES, SKOS, Literal, NamedNode, Quad, Triple
from gjgraph.core.text import Text
from gjgraph.operations.ask import questions
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.catalogue import sitemap
from gjgraph.publication.catalogue.citation import Citation
from gjgraph.publication.catalogue.dataset_documents import DatasetDocuments
from gjgraph.publication.catalogue.redirects import redirects
from gjgraph.publication.document import HTML, RDF_FORMATS, Context, Wanted, Written
from gjgraph.publication.links import relative
from gjgraph.publication.site import Site
from gjgraph.storage.workspace import open_workspace

HERE = Path(__file__).parent
LIVE = Context("v1", "2026-11-22T12:24:30Z", "2026-11-20T08:00:00Z", "http://host.example/plans/")
STATIC = Context(**{**LIVE.__dict__, "is_site": True})
ASSERTED = 'GRAPH ?g { ?s ?p ?o } FILTER (!CONTAINS(STR(?g), "/derived/"))'
DISTINCT = f"SELECT DISTINCT ?s ?p ?o {{ {ASSERTED} }}"
PARSERS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-quads": pyoxigraph.RdfFormat.N_QUADS,
    "application/trig": pyoxigraph.RdfFormat.TRIG,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
SOUND = {
    "S9: no scheme is a concept": "?x a skos:Concept, skos:ConceptScheme",
    "S13: labels are disjoint": "?x skos:prefLabel ?l ; skos:altLabel|skos:hiddenLabel ?l",
    "S14: one preferred label": "?x skos:prefLabel ?a, ?b FILTER (?a != ?b && LANG(?a) = LANG(?b))",
    "S27: nothing related is above": "?x skos:related|^skos:related ?y ; skos:broader+ ?y",
    "S46: no exact match is another too": "?x skos:exactMatch ?y ; skos:broadMatch|skos:relatedMatch ?y",
    "no cycle": "?x skos:broader+ ?x",
    "in a scheme": "?x a skos:Concept FILTER NOT EXISTS { ?x skos:inScheme/a skos:ConceptScheme }",
    "with a label": "?x a skos:Concept FILTER NOT EXISTS { ?x skos:prefLabel ?l }",
    "nothing above the top": "?x skos:topConceptOf ?s ; skos:broader/skos:inScheme ?s",
    "links lead to concepts": "?x skos:broader|skos:narrower|skos:related ?y"
    " FILTER NOT EXISTS { ?y a skos:Concept }",
    "nothing else": "?x ?p ?y FILTER NOT EXISTS { ?x a ?kind }",
    "nothing far away": "?x skos:broaderTransitive|skos:narrowerTransitive|skos:semanticRelation ?y",
    "both ways": "?x skos:broader ?y FILTER NOT EXISTS { ?y skos:narrower ?x }",
}
"""What no SKOS data may have, for a tool that reasons over none (SKOS Reference, qSKOS)."""
REFERENCES = re.compile(r'(?:href|src)="([^"#]*)(?:#[^"]*)?"')


def site_of(dataset: Dataset) -> Site:
    return Site(dataset.workspace, dataset.index, questions(dataset.workspace))


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    """The plan of this repository."""
    return site_of(dataset)


@pytest.fixture(scope="module")
def other(saebom: Path) -> Site:
    """The other plan, at another base; only read."""
    return site_of(load(open_workspace(saebom)))


def fetch(site: Site, path: str, context: Context = LIVE, form: str = "turtle") -> Written:
    """Ask for a document as a client does."""
    return site.write(Wanted(path, (form,), "ko", context))


def described(site: Site, context: Context = LIVE) -> pyoxigraph.Store:
    """Read the description of the data set."""
    store = pyoxigraph.Store()
    store.bulk_load(fetch(site, "dataset.nt", context).body, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


def rows(found: pyoxigraph.Store | Site, query: str) -> list[tuple[str, ...]]:
    """Ask a description, or the index that is served, for rows of plain values."""
    if isinstance(found, Site):
        answer = found.index.query(query)
    else:
        answer = found.query(query, prefixes=PREFIXES | {"spdx": "http://spdx.org/rdf/terms#"})
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return sorted(tuple("" if each is None else each.value for each in row) for row in answer)


def counts_told(site: Site) -> dict[str, int]:
    """Read the counts of the whole."""
    query = f"SELECT ?p ?n {{ <{site.base}dataset#dataset> ?p ?n FILTER (DATATYPE(?n) = xsd:integer) }}"
    return {p.removeprefix(PREFIXES["void"]): int(n) for p, n in rows(described(site), query)}


def counts_asked(site: Site) -> dict[str, int]:
    """Count in SPARQL, as the page says."""
    things = f'FILTER (STRSTARTS(STR(?s), "{site.base}id/"))'
    of = {
        "triples": f"(COUNT(*) AS ?n) {{ {{ {DISTINCT} }} }}",
        "distinctSubjects": f"(COUNT(DISTINCT ?s) AS ?n) {{ {ASSERTED} }}",
        "distinctObjects": f"(COUNT(DISTINCT ?o) AS ?n) {{ {ASSERTED} }}",
        "properties": f"(COUNT(DISTINCT ?p) AS ?n) {{ {ASSERTED} }}",
        "classes": f"(COUNT(DISTINCT ?o) AS ?n) {{ {ASSERTED} FILTER (?p = rdf:type && ISIRI(?o)) }}",
        "entities": f"(COUNT(DISTINCT ?s) AS ?n) {{ {ASSERTED} {things} }}",
    }
    return {name: int(rows(site, f"SELECT {query}")[0][0]) for name, query in of.items()}


@pytest.mark.parametrize("which", ["site", "other"])
def test_every_count_is_what_a_query_gives(which: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(which)
    told = described(site)
    assert counts_told(site) == counts_asked(site)
    for part, key, total, query in (
        (
            "classPartition",
            "class",
            "entities",
            f"{ASSERTED} FILTER (?p = rdf:type && ISIRI(?o)) BIND (?o AS ?k)",
        ),
        ("propertyPartition", "property", "triples", f"{{ {DISTINCT} }} BIND (?p AS ?k)"),
    ):
        counted = "DISTINCT ?s" if key == "class" else "*"
        asked = rows(site, f"SELECT ?k (COUNT({counted}) AS ?n) {{ {query} }} GROUP BY ?k")
        here = f"<{site.base}dataset#dataset>"
        assert asked == rows(
            told, f"SELECT ?k ?n {{ {here} void:{part} [ void:{key} ?k ; void:{total} ?n ] }}"
        )
    graphs = "GRAPH ?g { ?s ?p ?o }"
    subsets = "?whole void:subset ?g . ?g void:triples ?n FILTER NOT EXISTS { ?g a void:Linkset }"
    assert rows(site, f"SELECT ?g (COUNT(*) AS ?n) {{ {graphs} }} GROUP BY ?g") == rows(
        told, f"SELECT ?g ?n {{ {subsets} }}"
    )


def test_links_that_lead_out_are_counted(site: Site) -> None:
    kinds = (
        "owl:sameAs, skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch, skos:relatedMatch"
    )
    where = (
        f'{{ {DISTINCT} }} FILTER (?p IN ({kinds}) && STRSTARTS(STR(?s), "{site.base}")'
        f' && !STRSTARTS(STR(?o), "{site.base}")) BIND (REPLACE(STR(?o), "[^/#]*$", "") AS ?space)'
    )
    asked = rows(site, f"SELECT ?p ?space (COUNT(*) AS ?n) {{ {where} }} GROUP BY ?p ?space")
    told = "?l void:linkPredicate ?p ; void:objectsTarget/void:uriSpace ?space ; void:triples ?n"
    assert asked == rows(described(site), f"SELECT ?p ?space ?n {{ {told} }}")
    assert len(asked) == 2


@pytest.mark.parametrize("which", ["site", "other"])
def test_dumps_are_what_is_said_of_them(which: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(which)
    found = rows(
        described(site),
        "SELECT ?url ?kind ?packed ?size ?sum ?n { ?d dcat:downloadURL ?url ; dcat:accessURL ?url ;"
        " dcat:mediaType ?kind ; dcat:byteSize ?size ; void:triples ?n ;"
        " spdx:checksum/spdx:checksumValue ?sum OPTIONAL { ?d dcat:compressFormat ?packed } }",
    )
    assert len(found) == 12
    for url, kind, packed, size, checksum, count in found:
        written = fetch(site, url.removeprefix(LIVE.address))
        assert (written.status, written.location) == (200, url.removeprefix(LIVE.address))
        assert (len(written.body), hashlib.sha256(written.body).hexdigest()) == (int(size), checksum)
        assert bool(packed) == url.endswith(".gz")
        body = gzip.decompress(written.body) if packed else written.body
        media_type = kind.removeprefix("https://www.iana.org/assignments/media-types/")
        assert written.media_type == ("application/gzip" if packed else media_type)
        quads = set(pyoxigraph.parse(body, format=PARSERS[media_type]))
        assert len(quads) == int(count), url
        if packed:
            assert body == fetch(site, url.removeprefix(LIVE.address).removesuffix(".gz")).body
            assert written.body[4:8] == bytes(4), "a time would make the same data another file"


def test_dumps_have_what_the_index_has(site: Site) -> None:
    stored = [quad for quad in site.index.store if isinstance(quad.graph_name, NamedNode)]
    asserted = {quad for quad in stored if "/derived/" not in str(quad.graph_name)}
    union = {quad.triple for quad in asserted}

    def parsed(path: str, kind: str) -> pyoxigraph.Dataset:
        return canonical(pyoxigraph.parse(fetch(site, path).body, format=PARSERS[kind]))

    for path, kind in (("plan.nq", "application/n-quads"), ("plan.trig", "application/trig")):
        assert parsed(f"dumps/{path}", kind) == canonical(asserted), path
    for path, kind in (("plan.ttl", "text/turtle"), ("plan.jsonld", "application/ld+json")):
        assert parsed(f"dumps/{path}", kind) == canonical(
            Quad(each.subject, each.predicate, each.object) for each in union
        ), path
    derived = canonical(set(stored) - asserted)
    assert parsed("dumps/derived.nq", "application/n-quads") == derived


def canonical(quads: object) -> pyoxigraph.Dataset:
    found = pyoxigraph.Dataset(quads)  # type: ignore[arg-type]
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize("which", ["site", "other"])
def test_the_concepts_alone_are_sound_skos(which: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(which)
    store = pyoxigraph.Store()
    store.bulk_load(fetch(site, "dumps/skos.ttl").body, format=pyoxigraph.RdfFormat.TURTLE)
    terms = {(quad.predicate.value, getattr(quad.object, "value", "")) for quad in store}
    others = {
        p for p, o in terms if not p.startswith(SKOS) and not (p.endswith("#type") and o.startswith(SKOS))
    }
    assert not others
    for rule, query in SOUND.items():
        assert not rows(store, f"SELECT ?x {{ {query} }} LIMIT 3"), rule
    asked = "SELECT ?a ?b { ?a skos:broader ?b }"
    assert rows(store, asked) == rows(site, asked.replace("SELECT", "SELECT DISTINCT"))
    assert len(rows(store, asked)) > 5


def violations(site: Site, context: Context) -> set[tuple[str, str]]:
    """Judge the description by the shapes of DCAT-AP 3."""
    data = Graph().parse(data=fetch(site, "dataset.ttl", context).body, format="turtle")
    _, report, _ = validate(data, shacl_graph=Graph().parse(HERE / "dcat-ap.ttl"), inference="none")
    assert isinstance(report, Graph)
    return {
        (str(report.value(each, SH.focusNode)).partition("#")[2], str(report.value(each, SH.resultPath)))
        for each in report.subjects(SH.resultSeverity, SH.Violation)
    }


def test_dcat_ap_is_satisfied_but_for_what_the_data_do_not_say(site: Site, other: Site) -> None:
    # DCAT-AP wants a publisher of the catalogue; where no graph names one, none is made up.
    missing = set() if site.survey.now().about.publishers else {("catalog", str(DCT.publisher))}
    assert violations(site, LIVE) == missing
    assert violations(other, STATIC) == {("catalog", str(DCT.publisher))}


def test_dcat_ap_is_satisfied_once_the_data_name_a_publisher(copy: Path) -> None:
    settings = copy / "gjgraph.toml"
    feedback = '\n[publish]\nfeedback = "mailto:plan@saebom.example"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + feedback, encoding="utf-8")
    dataset = load(open_workspace(copy))
    graph, base = dataset.workspace.home_graph, dataset.index.base
    agent, name = NamedNode(f"{base}id/office"), NamedNode(PREFIXES["foaf"] + "name")
    header = Quad(NamedNode(graph), NamedNode(DCTERMS + "publisher"), agent, NamedNode(graph))
    called = Quad(agent, name, Literal("새봄시 & Co."), NamedNode(graph))
    dataset.index.change(Change(frozenset({header, called})))
    site = site_of(dataset)
    assert violations(site, LIVE) == set()
    contact = "SELECT ?to { ?d dcat:contactPoint/<http://www.w3.org/2006/vcard/ns#hasEmail> ?to }"
    assert rows(described(site), contact) == [("mailto:plan@saebom.example",)]
    page = fetch(site, "dataset.html").body.decode()
    assert '<a href="mailto:plan@saebom.example">plan@saebom.example</a>' in page
    assert r"publisher = {{새봄시 \& Co.}}" in fetch(site, "cite.bib").body.decode()
    assert json.loads(fetch(site, "cite.json").body)[0]["publisher"] == "새봄시 & Co."


def addresses(content: str) -> set[str]:
    """Find all addresses at which something is said to be had."""
    found = re.findall(re.escape(LIVE.address) + r"[^\"<>\s]*", content)
    return {each.removeprefix(LIVE.address).partition("#")[0].partition("?")[0] for each in found}


TOLD = ("dataset.ttl", "dataset.html", "linkset.json", "robots.txt", "sitemap.xml", "opensearch.xml")


@pytest.mark.parametrize("context", [LIVE, STATIC], ids=["live", "static"])
@pytest.mark.parametrize("which", ["site", "other"])
def test_every_address_leads_to_a_document(
    which: str, context: Context, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(which)
    texts = {path: fetch(site, path, context).body.decode() for path in TOLD}
    found = set().union(*map(addresses, texts.values()))
    assert {"dumps/plan.nq.gz", "dumps/derived.nq", ".well-known/void", "dataset.html"} <= found
    # The endpoint answers and is no document; the server's own tests ask it.
    unknown = {path for path in found - {"sparql"} if site.find(path) is None}
    assert not unknown
    assert ("sparql" in found) != context.is_site
    assert ("search/suggest" in texts["opensearch.xml"]) != context.is_site
    if context.is_site:
        assert not re.search(
            "sparqlEndpoint|DataService|accessService|#sparql|plans/sparql", texts["dataset.ttl"]
        )
        assert 'href="sparql"' not in texts["dataset.html"]
        assert "search.html?q={searchTerms}" in texts["opensearch.xml"]


@pytest.mark.parametrize("context", [LIVE, STATIC], ids=["live", "static"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_leads_only_where_something_is(site: Site, context: Context, language: str) -> None:
    path = "dataset.html" if language == "ko" else "dataset.en.html"
    page = fetch(site, path, context).body.decode()
    for section in ("licence", "cite", "stability", "feedback"):
        assert f'id="{section}"' in page
    page = page[page.index("<main") : page.index("</main>")]
    ways = {
        each
        for each in REFERENCES.findall(page)
        if each and "://" not in each and ":" not in each.split("/")[0]
    }
    dead = {each for each in ways - {"sparql"} if site.find(each.removeprefix("./")) is None}
    assert not dead
    assert ("sparql" in ways) != context.is_site
    assert relative("dataset.html", "dumps/plan.nq.gz") in ways
    assert str(counts_told(site)["triples"]) in page.replace(",", "")


def test_the_page_says_of_which_graphs_the_licence_is_and_when_they_changed(site: Site) -> None:
    for path, said in (
        (
            "dataset.html",
            ("파일에 적힌 그래프는 모두 같은 라이선스를 밝힙니다", "2026년 11월 22일 (일) 오후 12:24 (UTC)"),
        ),
        (
            "dataset.en.html",
            ("All graphs that files hold state the same licence", "22 November 2026, 12:24 (UTC)"),
        ),
    ):
        page = fetch(site, path, LIVE).body.decode()
        for each in said:
            assert each in page
        assert LIVE.modified not in page.partition("<main")[2].replace(f'datetime="{LIVE.modified}"', "")


def test_the_well_known_address_has_the_same_description(site: Site) -> None:
    for form, (ending, kind, _) in RDF_FORMATS.items():
        written = fetch(site, ".well-known/void", LIVE, form)
        assert (written.location, written.media_type) == (f"dataset.{ending}", kind)
        assert written.body == fetch(site, f"dataset.{ending}").body
    assert site.write(Wanted(".well-known/void", (HTML,))).media_type == "text/turtle", "in a browser"
    assert site.write(Wanted(".well-known/void", ("nquads",))).status == 406
    places = {place: form for place, form, _ in site.places(".well-known/void")}
    assert places[".well-known/void"] == "turtle"
    found = site.find(".well-known/void.jsonld")
    assert found is not None
    assert found[1] == "jsonld"


def test_all_formats_say_the_same(site: Site) -> None:
    graphs = []
    for ending, _, syntax in RDF_FORMATS.values():
        body = fetch(site, f"dataset.{ending}").body
        graphs.append({each.triple for each in pyoxigraph.parse(body, format=syntax)})
    assert all(each == graphs[0] for each in graphs)


def test_the_sitemap_lists_the_pages_and_nothing_else(site: Site) -> None:
    site.modified = {"dataset": "2026-11-22T12:24:30Z"}
    try:
        root = ElementTree.fromstring(fetch(site, "sitemap.xml").body)  # noqa: S314
    finally:
        site.modified = {}
    space = "{" + sitemap.SITEMAPS + "}"
    listed = [each.findtext(space + "loc", "") for each in root]
    pages = [
        place
        for path in site.paths()
        for place, form, _ in site.places(path)
        if form == HTML and path != "not-found"
    ]
    assert sorted(listed) == sorted(LIVE.address + place for place in set(pages))
    assert len(listed) == len(set(listed)) > 1000
    for each in root:
        others = {
            link.get("hreflang"): link.get("href")
            for link in each
            if link.tag.startswith("{" + sitemap.XHTML)
        }
        assert set(others) == {"ko", "en"}
        assert each.findtext(space + "loc") in others.values()
        changed = each.findtext(space + "lastmod")
        about = each.findtext(space + "loc", "").startswith(LIVE.address + "dataset.")
        assert changed == ("2026-11-22T12:24:30Z" if about else None)


def test_a_long_sitemap_is_cut(other: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = listed_in(fetch(other, "sitemap.xml").body)
    monkeypatch.setattr(sitemap, "MOST", 20)
    index = listed_in(fetch(other, "sitemap.xml").body)
    assert len(index) > 2
    parts = [listed_in(fetch(other, each.removeprefix(LIVE.address)).body) for each in index]
    assert [page for part in parts for page in part] == whole
    assert max(map(len, parts)) == 20
    assert {each.removeprefix(LIVE.address) for each in index} <= set(other.paths())
    assert other.find(f"sitemap-{len(index) + 1}.xml") is None


def listed_in(content: bytes) -> list[str]:
    root = ElementTree.fromstring(content)  # noqa: S314
    return [each.text or "" for each in root.iter("{" + sitemap.SITEMAPS + "}loc")]


def test_a_retired_thing_is_in_no_sitemap(copy: Path) -> None:
    dataset = load(open_workspace(copy))
    base, graph = dataset.index.base, NamedNode(dataset.workspace.home_graph)
    page = f"{LIVE.address}doc/saebom/goal.html"
    assert page in listed_in(fetch(site_of(dataset), "sitemap.xml").body)
    true = Literal("true", datatype=NamedNode(PREFIXES["xsd"] + "boolean"))
    retired = Quad(NamedNode(f"{base}id/saebom/goal"), NamedNode(PREFIXES["owl"] + "deprecated"), true, graph)
    dataset.index.change(Change(frozenset({retired})))
    assert page not in listed_in(fetch(site_of(dataset), "sitemap.xml").body)


def test_robots_and_search_are_told_where_to_go(site: Site) -> None:
    assert fetch(site, "robots.txt").body.decode().splitlines() == [
        *("User-agent: *", "Allow: /", "", "Sitemap: http://host.example/plans/sitemap.xml")
    ]
    root = ElementTree.fromstring(fetch(site, "opensearch.xml").body)  # noqa: S314
    templates = [
        each.get("template") or "" for each in root.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    ]
    assert len(templates) == 3
    for template in templates:
        path, _, query = template.removeprefix(LIVE.address).partition("?")
        assert site.find(path) is not None
        assert query.startswith("q={searchTerms}")


def test_typed_links_cover_the_data_set_its_graphs_and_plans(site: Site) -> None:
    content = json.loads(fetch(site, "linkset.json").body)["linkset"]
    whole, *parts = content
    assert whole["anchor"] == LIVE.address + "dataset"
    assert whole["cite-as"] == [{"href": f"{site.base}dataset#dataset"}]
    assert [each["href"] for each in whole["license"]] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert {each["anchor"] for each in parts} <= {each["href"] for each in whole["item"]}
    cited = {each["cite-as"][0]["href"] for each in parts}
    graphs = "{ GRAPH ?g { ?s ?p ?o } FILTER (!CONTAINS(STR(?g), '/derived/')) }"
    asked = rows(site, f"SELECT DISTINCT ?g {{ {graphs} UNION {{ ?g a csp:StrategicPlan }} }}")
    assert cited == {each for (each,) in asked}


def test_citations_can_be_read(site: Site) -> None:
    entry = re.fullmatch(
        r"@misc\{([a-z0-9-]+),\n(.*)\n\}\n", fetch(site, "cite.bib").body.decode(), re.DOTALL
    )
    assert entry
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry[2], re.MULTILINE))
    assert len(fields) == len(entry[2].splitlines()), "a line that is no field"
    assert fields["title"] == "{" + site.workspace.name.ko + "}"
    assert (fields["year"], fields["version"]) == ("2026", "v1")
    assert fields["url"] == f"{site.base}dataset#dataset"
    (item,) = json.loads(fetch(site, "cite.json").body)
    assert (item["type"], item["title"]) == ("dataset", site.workspace.name.ko)
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    korean, english = fetch(site, "cite.txt").body.decode().splitlines()
    assert korean.startswith(f"{site.workspace.name.ko} (2026). 판 v1")
    told = f"{site.workspace.name.en} (2026). Version v1. Data set. gjgraph. {site.base}dataset#dataset"
    assert english == told


def test_what_nobody_knows_is_left_out(other: Site) -> None:
    nothing = Context(address=LIVE.address)
    texts = {
        path: fetch(other, path, nothing).body.decode() for path in ("cite.bib", "cite.json", "cite.txt")
    }
    assert "year" not in texts["cite.bib"]
    assert not {"issued", "publisher", "version"} & set(json.loads(texts["cite.json"])[0])
    for name in ("issued", "modified", "publisher", "creator", "license", "accrualPeriodicity"):
        query = f"SELECT ?x {{ <{other.base}dataset#dataset> dcterms:{name} ?x }}"
        assert not rows(described(other, nothing), query), name
    page = fetch(other, "dataset.en.html", nothing).body.decode()
    assert "No address for feedback was given." in page
    assert "none stated" in page
    assert "mailto:" not in page


def test_bibtex_takes_nothing_for_its_own() -> None:
    cited = Citation("k", Text("100% {계획} \\ #1_$&~^", "x"), (), "", "", "https://x/#d").bibtex()
    assert (
        r"title = {{100\% \{계획\} \textbackslash{} \#1\_\$\&\textasciitilde{}\textasciicircum{}}}" in cited
    )


def test_an_edit_changes_what_is_told(copy: Path) -> None:
    dataset = load(open_workspace(copy))
    site, graph = site_of(dataset), NamedNode(dataset.workspace.home_graph)
    before = {
        path: fetch(site, path) for path in ("dataset.ttl", "dumps/plan.nq", "dumps/skos.ttl", "robots.txt")
    }
    assert all(fetch(site, path) == written for path, written in before.items()), "the same is the same"
    counts = counts_told(site)
    goal = NamedNode(f"{dataset.index.base}id/saebom/goal")
    label = Quad(goal, NamedNode(SKOS + "altLabel"), Literal("다른 이름", language="ko"), graph)
    dataset.index.change(Change(frozenset({label})))
    assert counts_told(site)["triples"] == counts["triples"] + 1
    assert counts_told(site) == counts_asked(site)
    after = Context(**{**LIVE.__dict__, "version": "v2"})
    changed = {path for path, written in before.items() if fetch(site, path, after).etag != written.etag}
    assert changed == {"dataset.ttl", "dumps/plan.nq", "dumps/skos.ttl"}
    dataset.index.change(Change(frozenset(), frozenset({label})))
    swapped = Quad(goal, NamedNode(SKOS + "altLabel"), Literal("또 다른 이름", language="ko"), graph)
    dataset.index.change(Change(frozenset({swapped})))
    # As many statements as before, and another file.
    assert fetch(site, "dumps/plan.nq", after).etag != before["dumps/plan.nq"].etag
    checksum = hashlib.sha256(fetch(site, "dumps/plan.nq", after).body).hexdigest()
    assert checksum in fetch(site, "dataset.ttl", after).body.decode()


def test_markup_in_names_stays_text(copy: Path) -> None:
    evil = "<script>alert(1)</script>\"'&amp;"
    settings = copy / "gjgraph.toml"
    text = settings.read_text(encoding="utf-8")
    named = re.sub(
        r"^(ko|en) = .*$", lambda line: f"{line[1]} = {json.dumps(evil)}", text, flags=re.MULTILINE
    )
    settings.write_text(named, encoding="utf-8")
    dataset = load(open_workspace(copy))
    assert dataset.workspace.name == (evil, evil)
    graph = NamedNode(dataset.workspace.home_graph)
    title = Triple(graph, NamedNode(DCTERMS + "title"), Literal(evil, language="en"))
    plan = Triple(NamedNode(f"{dataset.index.base}id/saebom"), title.predicate, title.object)
    label = Triple(plan.subject, NamedNode(SKOS + "prefLabel"), title.object)
    quads = frozenset(Quad(each.subject, each.predicate, each.object, graph) for each in (title, plan, label))
    dataset.index.change(Change(quads))
    site = site_of(dataset)
    for path in ("dataset.html", "dataset.en.html", "opensearch.xml", "sitemap.xml"):
        assert "<script>alert" not in fetch(site, path).body.decode(), path
    ElementTree.fromstring(fetch(site, "opensearch.xml").body)  # noqa: S314
    assert "alert(1)" in fetch(site, "dataset.en.html").body.decode()


def test_settings_of_publishing_are_checked(saebom: Path, tmp_path: Path) -> None:
    settings = tmp_path / "gjgraph.toml"
    shutil.copy(saebom / "gjgraph.toml", settings)
    plain = settings.read_text(encoding="utf-8")

    def opened(line: str) -> tuple[str, str]:
        settings.write_text(f"{plain}\n[publish]\n{line}\n", encoding="utf-8")
        workspace = open_workspace(tmp_path)
        return workspace.feedback, workspace.address

    assert opened('feedback = "https://saebom.example/ask"') == ("https://saebom.example/ask", "")
    assert opened('address = "https://data.saebom.example/plan/"') == (
        "",
        "https://data.saebom.example/plan/",
    )
    for line in (
        *('feedback = "javascript:alert(1)@x"', 'feedback = "mailto:"', 'feedback = "plan@saebom.example"'),
        *("feedback = 3", 'address = "https://data.saebom.example"', 'address = "ftp://x/"', 'adress = "x"'),
        'feedback = "https://x.example/\\"onclick=\\"x"',
    ):
        with pytest.raises(UnreadableError):
            opened(line)


def redirected(text: str, path: str, accept: str = "*/*") -> tuple[str, int] | None:
    """Apply a redirect file as mod_rewrite does in the folder of the base."""
    holds = True
    for line in text.splitlines():
        if cond := re.fullmatch(r'RewriteCond "%\{HTTP_ACCEPT\}" "(.*)"', line):
            holds = holds and bool(re.search(cond[1], accept))
        elif rule := re.fullmatch(r"RewriteRule (\S+) (\S+) \[R=(30[23]),L\]", line):
            match = re.search(rule[1], path)
            if holds and match:
                return rule[2].replace("$1", match[1] if match.groups() else ""), int(rule[3])
            holds = True
        else:
            assert (
                not line or line.startswith("#") or line in ("Options +FollowSymLinks", "RewriteEngine On")
            ), line
    return None


def test_redirects_lead_from_the_base_to_where_it_is_served(other: Site) -> None:
    text = fetch(other, "w3id.htaccess").body.decode()
    there = LIVE.address
    for path, status in (("id/saebom/goal", 303), ("doc/saebom/goal.ttl", 302), ("csp", 302), ("", 302)):
        assert redirected(text, path) == (there + path, status)
    assert "handed in" in text
    text = fetch(other, "w3id.htaccess", STATIC).body.decode()
    assert redirected(text, "id/saebom/goal") == (f"{there}doc/saebom/goal.html", 303)
    assert redirected(text, "id/saebom/goal", "application/ld+json;q=0.9") == (
        f"{there}doc/saebom/goal.jsonld",
        303,
    )
    assert redirected(text, "csp", "text/turtle, */*;q=0.1") == (f"{there}csp.ttl", 303)
    for path in ("dumps/plan.nq.gz", ".well-known/void", "doc/saebom/goal.en.html"):
        assert redirected(text, path, "text/turtle") == (there + path, 302)
    assert redirected(text, "") == (there, 302)
    assert "RewriteRule" not in redirects(other.base, Context(address=other.base))


def test_every_file_is_found_by_its_name(other: Site) -> None:
    for path in own_paths(other):
        for place, form, _ in other.places(path):
            found = other.find(place)
            assert found is not None, place
            assert found[0].path == path
            written = other.write(Wanted(place, (form,), "ko", LIVE))
            assert written.status == 200, place
            if path != ".well-known/void":
                assert (written.location, found[1]) == (place, form)


def own_paths(site: Site) -> Iterator[str]:
    """List the documents that this is about."""
    return next(each for each in site.families if isinstance(each, DatasetDocuments)).paths()
