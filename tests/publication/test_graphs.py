"""Every address of the data has a document, and a graph's document is exactly that graph."""

import json
import re
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from gjgraph.core.change import Change
from gjgraph.core.terms import PREFIXES, TYPE, Literal, NamedNode, Quad, Triple
from gjgraph.core.text import LANGUAGES
from gjgraph.core.turtle import canonical_triples
from gjgraph.operations.dataset import Dataset, load
from gjgraph.operations.snapshots import add_history
from gjgraph.publication.document import RDF_FORMATS, Wanted
from gjgraph.publication.graphs import Graphs
from gjgraph.publication.links import document_path
from gjgraph.publication.mentioned import Mentioned
from gjgraph.publication.site import Site
from gjgraph.publication.things.thing import Things
from gjgraph.publication.vocabularies.vocabulary import Vocabularies
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.publication.reading import CONTEXT, ids_of, main_of, page_of, targets_of, text_of

MINE = (Vocabularies, Graphs, Mentioned)
RDFLIB = {"turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt", "trig": "trig"}
PLAIN = ("turtle", "trig", "ntriples")
"""The formats that have triple terms."""
SMALL = 1_000
"""Statements that rdflib compares while one waits."""


@pytest.fixture(scope="module")
def with_history(workspace: Workspace) -> Dataset:
    """The plan, with the graph of its history."""
    loaded = load(workspace)
    add_history(loaded, workspace.root)
    return loaded


@pytest.fixture(scope="module")
def site(with_history: Dataset) -> Site:
    """The site of the plan."""
    return Site(with_history.workspace, with_history.index, {})


def mine(site: Site) -> list[str]:
    """List the documents that these tests are about."""
    found = {path for family in site.families if isinstance(family, MINE) for path in family.paths()}
    return sorted(found)


def written(site: Site, path: str, form: str) -> bytes:
    """Write a document."""
    answer = site.write(Wanted(path, (form,), "ko", CONTEXT))
    assert answer.status == 200, path
    return answer.body


def test_every_address_of_the_data_has_a_document_and_every_fragment_its_place(site: Site) -> None:
    addresses = {
        term.value
        for quad in site.index.store
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, NamedNode) and term.value.startswith(site.base)
    }
    ids: dict[str, set[str]] = {}
    told = Counter[str]()
    for iri in sorted(addresses):
        path = document_path(iri, site.base) or ""
        told[path.partition("/")[0]] += 1
        if path.startswith(("version/", "history/")):
            continue  # routes of the history
        fragment = iri.partition("#")[2]
        if path.startswith("doc/"):
            assert not fragment or site.find(path)
            continue
        if path not in ids:
            assert site.find(path), iri
            ids[path] = set.intersection(*({*ids_of(page_of(site, path, each))} for each in LANGUAGES))
        assert not fragment or fragment in ids[path], iri
    assert {"agent", "csp", "derived", "doc", "graph", "history", "ontology", "version"} <= set(told)


def test_no_page_has_an_id_twice(site: Site) -> None:
    for path in mine(site):
        ids = ids_of(page_of(site, path))
        assert len(ids) == len(set(ids)), [each for each, count in Counter(ids).items() if count > 1]


def test_links_of_the_pages_lead_somewhere(site: Site) -> None:
    things = {place for family in site.families if isinstance(family, Things) for place in family.paths()}
    own, checked = set(mine(site)), set[tuple[str, str]]()
    for path in sorted(own):
        for place, fragment in targets_of(main_of(page_of(site, path)), f"{path}.html"):
            if place.startswith(("history", "version/", "changes")) or (place, fragment) in checked:
                continue
            checked.add((place, fragment))
            stem = place.removesuffix(".html")
            assert stem in things or site.find(place), (path, place)
            assert not fragment or stem not in own or fragment in ids_of(page_of(site, stem)), (path, place)
    assert len(checked) > 300


def test_what_the_history_answers_for_is_left_to_it(site: Site) -> None:
    version = site.index.select(f"SELECT ?v {{ ?a <{PREFIXES['prov']}generated> ?v }}")[0]["v"].value  # type: ignore[union-attr]
    path = document_path(version, site.base)
    assert path is not None
    assert path.startswith("version/")
    assert site.document(path) is None
    assert site.document(path.replace("version/", "history/")) is None
    assert site.document("agent/nobody") is None
    assert site.document("graph/nothing") is None
    assert site.document("graph/gwangju/m7#x") is None


def test_an_agent_is_described(site: Site) -> None:
    (path,) = [each for each in mine(site) if each.startswith("agent/")]
    graph = rdflib.Graph().parse(data=written(site, path, "turtle"), format="turtle")
    agent = rdflib.URIRef(site.base + path)
    assert (agent, rdflib.RDF.type, rdflib.URIRef(f"{PREFIXES['prov']}Agent")) in graph
    assert graph.value(agent, rdflib.RDFS.label)


def test_a_graph_is_told_exactly_in_every_format(site: Site) -> None:
    for graph, count in site.index.counts.items():
        stated = frozenset(canonical_triples(quad.triple for quad in site.index.quads(graph)))
        assert len(stated) == count
        for form, (_, _, syntax) in RDF_FORMATS.items():
            body = written(site, graph.removeprefix(site.base), form)
            read = [quad.triple for quad in pyoxigraph.parse(body, format=syntax)]
            assert frozenset(canonical_triples(read)) == stated, (graph, form)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its parsers warn of rdflib itself
def test_other_readers_find_the_same_graph_in_every_format(site: Site) -> None:
    for path in (
        "csp",
        "csp/alignments",
        "ontology/shapes/editorial",
        "graph/gwangju/sdg",
        "derived/symmetry",
    ):
        graphs = {form: parsed(written(site, path, form), name) for form, name in RDFLIB.items()}
        first = graphs.pop("ntriples")
        assert 0 < len(first) < SMALL
        for form, each in graphs.items():
            assert isomorphic(first, each), (path, form)


def parsed(body: bytes, name: str) -> rdflib.Graph:
    """Read a document as rdflib does; of TriG, the default graph."""
    if name != "trig":
        return rdflib.Graph().parse(data=body, format=name)
    read, plain = rdflib.Dataset().parse(data=body, format=name), rdflib.Graph()
    for triple in read.default_graph:
        plain.add(triple)
    return plain


def test_turtle_is_the_file_itself(site: Site) -> None:
    for name in ("data/gwangju/m7", "ontology/csp", "ontology/shapes/plan", "ontology/alignments"):
        file = (site.workspace.root / f"{name}.ttl").read_bytes()
        assert written(site, name.replace("data/", "graph/"), "turtle") == file


def test_bytes_are_the_same_from_another_process(site: Site) -> None:
    """Another process keeps its sets in another order."""
    program = """
        import json, sys
        from pathlib import Path
        from gjgraph.operations.dataset import load
        from gjgraph.operations.snapshots import add_history
        from gjgraph.publication.site import Site
        from gjgraph.storage.workspace import open_workspace
        from tests.publication.test_graphs import digests
        dataset = load(open_workspace(Path(sys.argv[1])))
        add_history(dataset, dataset.workspace.root)
        print(json.dumps(digests(Site(dataset.workspace, dataset.index, {}))))
    """
    arguments = [sys.executable, "-c", textwrap.dedent(program), str(site.workspace.root)]
    done = subprocess.run(
        arguments, capture_output=True, check=False, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == digests(site)


def digests(site: Site) -> dict[str, str]:
    """Give the tag of each representation."""
    return {
        place: document.write(form, language, CONTEXT).etag
        for path in mine(site)
        if (document := site.document(path))
        for place, form, language in document.representations()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_are_those_of_sparql(site: Site, language: str) -> None:
    for graph in site.index.counts:
        page = main_of(page_of(site, graph.removeprefix(site.base), language))  # type: ignore[arg-type]
        numbers = [int(each.replace(",", "")) for each in re.findall(r"<dd>([\d,]+)</dd>", page)]
        asked = site.index.select(
            f"SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        )[0]
        assert numbers[:2] == [int(asked["t"].value), int(asked["n"].value)], graph  # type: ignore[union-attr]
        by_class = site.index.select(
            f"SELECT ?c (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s a ?c }} }} GROUP BY ?c"
        )
        shown = [int(each.replace(",", "")) for each in re.findall(r"<td>([\d,]+)</td></tr>", page)]
        assert sorted(shown) == sorted(int(row["n"].value) for row in by_class), graph  # type: ignore[union-attr]


def test_a_derived_graph_tells_its_rule(site: Site) -> None:
    assert "역속성의 반대 방향을 끌어냅니다." in page_of(site, "derived/inverse")
    assert "Derives the other direction of inverse properties." in page_of(site, "derived/inverse", "en")
    assert "read from the history in git" in page_of(site, "derived/history", "en")
    assert "data/gwangju/m7.ttl" in page_of(site, "graph/gwangju/m7")


def test_a_long_list_is_cut_and_says_so(saebom: Path) -> None:
    dataset = load(open_workspace(saebom))
    index = dataset.index
    graph = NamedNode(f"{index.base}graph/many")
    label = NamedNode(f"{PREFIXES['rdfs']}label")
    things = [NamedNode(f"{index.base}id/many/{number}") for number in range(1234)]
    index.change(
        Change(
            frozenset(
                quad
                for thing in things
                for quad in (
                    Quad(thing, TYPE, NamedNode(f"{PREFIXES['prov']}Entity"), graph),
                    Quad(thing, label, Literal(thing.value[-4:]), graph),
                )
            )
        )
    )
    site = Site(dataset.workspace, index, {})
    for language, said in (
        ("ko", "모두 1,234개 가운데 앞의 500개입니다."),
        ("en", "The first 500 of 1,234."),
    ):
        page = page_of(site, "graph/many", language)  # type: ignore[arg-type]
        assert said in text_of(page)
        assert page.count("/many/") >= 500
    before = site.write(Wanted("graph/many", ("turtle",), "ko", CONTEXT))
    index.change(Change(frozenset(), frozenset({Quad(things[0], label, Literal("ny/0"), graph)})))
    after = site.write(Wanted("graph/many", ("turtle",), "ko", CONTEXT))
    assert before.digest != after.digest
    assert len(after.body.splitlines()) < len(before.body.splitlines())


def test_triple_terms_and_blank_nodes_survive(saebom: Path) -> None:
    dataset = load(open_workspace(saebom))
    index = dataset.index
    graph = NamedNode(f"{index.base}graph/odd")
    p = NamedNode(f"{index.base}p")
    said = Triple(p, p, Literal("_: no blank node"))
    site = Site(dataset.workspace, index, {})
    tags, last = [], frozenset[Quad]()
    for name in ("x", "another"):
        blank = pyoxigraph.BlankNode(name)
        quads = frozenset({Quad(blank, p, said, graph), Quad(p, p, blank, graph)})
        index.change(Change(quads, last))
        last = quads
        tags.append(
            [site.write(Wanted("graph/odd", (form,), "ko", CONTEXT)).etag for form in ("html", *PLAIN)]
        )
    assert tags[0] == tags[1]
    assert written(site, "graph/odd", "ntriples").count(b"_:c14n0") == 2
    stated = frozenset(canonical_triples(quad.triple for quad in index.quads(graph.value)))
    for form in PLAIN:
        read = pyoxigraph.parse(written(site, "graph/odd", form), format=RDF_FORMATS[form][2])
        assert frozenset(canonical_triples(quad.triple for quad in read)) == stated
