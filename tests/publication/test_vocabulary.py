"""The documentation of vocabularies: complete in both languages, true to the data, drawn from the graph."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gjgraph.core.change import Change
from gjgraph.core.terms import CSP, OWL, PREFIXES, RDF, SH, TYPE, Literal, NamedNode, Quad
from gjgraph.core.text import LANGUAGES, Language
from gjgraph.engine.index import Index
from gjgraph.operations.dataset import Dataset, load
from gjgraph.publication.site import Site
from gjgraph.publication.vocabularies.layers import layout
from gjgraph.publication.vocabularies.ontologies import Terms
from gjgraph.publication.vocabularies.shapes import Shapes
from gjgraph.storage.workspace import open_workspace
from tests.publication.reading import CONTEXT, page_of, rows_of, sections_of, targets_of, text_of

IN_THE_DATA = {"ko": "데이터에서", "en": "In the data"}
FORMS = {"ko": r"(\d[\d,]*)개", "en": r"(\d[\d,]*) (?:things?|statements?)"}
ENGLISH = re.compile(r"[a-z]{3,}|\w+:\w+|://")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
DEFINITION = NamedNode(PREFIXES["skos"] + "definition")


@pytest.fixture(scope="module")
def site(dataset: Dataset) -> Site:
    """The site of the plan."""
    return Site(dataset.workspace, dataset.index, {})


@pytest.fixture
def small(saebom: Path) -> tuple[Site, Index]:
    """The site of the small plan, whose vocabulary is somebody else's; its index may be changed."""
    small = load(open_workspace(saebom))
    return Site(small.workspace, small.index, {}), small.index


def words(index: Index, iri: str, predicate: NamedNode, language: Language) -> list[str]:
    """Give what the data say."""
    quads = index.store.quads_for_pattern(NamedNode(iri), predicate, None, None)
    found = {quad.object for quad in quads if isinstance(quad.object, Literal)}
    return sorted(each.value for each in found if each.language == language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["csp", "csp/0.1.0"])
def test_every_term_has_its_anchor_label_and_definition(site: Site, language: Language, path: str) -> None:
    sections = sections_of(page_of(site, path, language))
    index = site.index
    terms = Terms(index, f"{index.base}ontology/csp")
    every = terms.classes | terms.properties | terms.schemes | terms.concepts
    assert len(every) > 90
    for iri in every:
        shown = text_of(sections[iri.partition("#")[2]])
        label, *_ = words(index, iri, LABEL, language) or words(
            index, iri, NamedNode(PREFIXES["skos"] + "prefLabel"), language
        )
        (definition,) = words(index, iri, DEFINITION, language)
        assert shown.startswith(label), iri
        assert definition in shown, iri


def test_terms_stand_in_the_order_of_the_language(site: Site) -> None:
    for language, first, last in (("ko", "Value", "Kind"), ("en", "Basis", "Vision")):
        anchors = [each for each in sections_of(page_of(site, "csp", language)) if each[0].isupper()]  # type: ignore[arg-type]
        assert (anchors[0], anchors[-1]) == (first, last)


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_are_those_of_sparql(site: Site, language: Language) -> None:
    index = site.index
    sections = sections_of(page_of(site, "csp", language))
    terms = Terms(index, f"{index.base}ontology/csp")
    for iri in terms.classes | terms.properties:
        pattern = f"?x a <{iri}>" if iri in terms.classes else f"?x <{iri}> ?y"
        asked = index.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")[0]["n"]
        told = text_of(rows_of(sections[iri.partition("#")[2]])[IN_THE_DATA[language]])
        number = re.search(FORMS[language], told)
        shown = int(number[1].replace(",", "")) if number else 0
        assert shown == int(asked.value), iri  # type: ignore[union-attr]


def test_examples_are_real(site: Site) -> None:
    index = site.index
    terms = Terms(index, f"{index.base}ontology/csp")
    sections = sections_of(page_of(site, "csp", "en"))
    seen = 0
    for iri in terms.classes | terms.properties:
        row = rows_of(sections[iri.partition("#")[2]])[IN_THE_DATA["en"]]
        found = [
            f"{index.base}{'id' + path[3:] if path.startswith('doc') else path}".removesuffix(".en.html")
            + (f"#{fragment}" if fragment else "")
            for path, fragment in targets_of(row, "csp.en.html")
            if path != "csp.en.html"
        ]
        if iri in terms.classes:
            assert len(found) <= 3
            assert all(index.query(f"ASK {{ <{each}> a <{iri}> }}") for each in found), iri
        elif found:
            said = f"<{found[0]}> <{iri}> {f'<{found[1]}>' if len(found) > 1 else '?any'}"
            assert index.query(f"ASK {{ {said} }}"), iri
        seen += len(found)
    assert seen > 60


def test_every_shape_has_a_sentence_without_iris(site: Site) -> None:
    index = site.index
    shapes = 0
    for graph in index.counts:
        if not graph.startswith(f"{index.base}ontology/shapes/"):
            continue
        for language in LANGUAGES:
            sections = sections_of(page_of(site, graph.removeprefix(index.base), language))
            for shape in Shapes(index).in_graph(graph):
                section = sections[shape.value.partition("#")[2]]
                sentence = re.search(r"<p>(.*?)</p>", section, re.DOTALL)
                assert sentence, shape
                shown = text_of(re.sub(r"<code>.*?</code>", "", sentence[1]))
                assert len(shown) > 8
                assert "{" not in shown
                assert "://" not in shown
                if language == "ko":
                    assert not ENGLISH.search(shown), shown
                    assert "(으)" not in shown
                    assert not re.search(r"[은을이와]\([는를가과]\)", shown), shown
                shapes += 1
    assert shapes > 200


def test_rules_say_what_the_shapes_ask(site: Site) -> None:
    for language, sentences in {
        "ko": [
            "5×4 전략계획의 정책마다 전략이 꼭 네 개 있어야 합니다(‘…의 전략’).",
            "정책마다 목표가 꼭 하나 있어야 합니다(‘…의 정책’). ‘…의 정책’의 값으로는 목표만 쓸 수 있습니다.",
        ],
        "en": [
            "Every policy of a five-by-four strategic plan has exactly four strategies (‘strategy of’).",
            "Every policy has exactly one goal (‘policy of’). Each value of ‘policy of’ is a goal.",
        ],
    }.items():
        shown = text_of(sections_of(page_of(site, "csp", language))["Policy"])  # type: ignore[arg-type]
        for sentence in sentences:
            assert sentence in shown


def test_a_constraint_without_words_is_named(small: tuple[Site, Index]) -> None:
    site, index = small
    graph = NamedNode(f"{index.base}ontology/shapes/saebom")
    shape = NamedNode(f"{graph.value}#closed")
    index.change(
        Change(
            frozenset(
                {
                    Quad(shape, TYPE, NamedNode(SH + "NodeShape"), graph),
                    Quad(shape, NamedNode(SH + "targetClass"), NamedNode(CSP + "Vision"), graph),
                    Quad(shape, NamedNode(SH + "closed"), Literal(True), graph),
                }
            )
        )
    )
    sections = sections_of(page_of(site, "ontology/shapes/saebom"))
    assert "<code>sh:closed</code>" in sections["closed"]
    assert text_of(sections["closed"]).startswith("closed 비전마다 확인합니다.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_has_every_class(site: Site, language: Language) -> None:
    page = page_of(site, "csp", language)
    drawn = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert drawn
    svg = ElementTree.fromstring(drawn[0])  # noqa: S314
    space = "{http://www.w3.org/2000/svg}"
    links = {each.get("href"): "".join(each.itertext()) for each in svg.iter(f"{space}a")}
    terms = Terms(site.index, f"{site.base}ontology/csp")
    for iri in terms.classes:
        (label,) = words(site.index, iri, LABEL, language)
        assert links[f"#{iri.partition('#')[2]}"].startswith(label)
    assert svg.find(f"{space}title") is not None
    assert svg.find(f"{space}desc") is not None
    boxes = [
        tuple(float(each.get(name) or 0) for name in ("x", "y", "width", "height"))
        for each in svg.iter(f"{space}rect")
    ]
    for one in boxes:
        for other in boxes:
            apart = one[0] + one[2] <= other[0] or one[1] + one[3] <= other[1]
            assert one is other or apart or other[0] + other[2] <= one[0] or other[1] + other[3] <= one[1]


def test_a_diagram_of_very_many_classes_is_left_out(small: tuple[Site, Index]) -> None:
    site, index = small
    graph = NamedNode(f"{index.base}ontology/csp")
    more = {Quad(NamedNode(f"{CSP}More{n}"), TYPE, NamedNode(OWL + "Class"), graph) for n in range(10)}
    assert "<svg" in page_of(site, "ontology/csp")
    index.change(Change(frozenset(more)))
    for language, said in (("ko", "그림은 싣지 않았습니다"), ("en", "too many classes for a diagram")):
        page = page_of(site, "ontology/csp", language)  # type: ignore[arg-type]
        assert "<svg" not in page
        assert said in page


def test_layers_rise_and_keep_apart() -> None:
    widths = dict.fromkeys("abcdef", 40.0)
    edges = [("b", "a"), ("c", "a"), ("d", "b"), ("d", "a"), ("a", "d"), ("e", "c"), ("e", "a")]
    found = layout(widths, edges, 10, 4)
    level = {name: number for number, row in enumerate(found.layers) for name in row}
    assert level["a"] < level["b"] < level["d"]
    assert set(level) >= set(widths)
    for way in found.routes.values():
        assert all(abs(level[one] - level[two]) == 1 for one, two in pairwise(way))
    assert (found.routes["a", "d"][0], found.routes["a", "d"][-1]) == ("a", "d")
    for row in found.layers:
        for left, right in pairwise(row):
            half = (widths.get(left, 4) + widths.get(right, 4)) / 2
            assert found.x[right] - found.x[left] >= half + 10 - 1e-6


def test_the_version_is_the_ontology(site: Site) -> None:
    document = site.document("csp/0.1.0")
    latest = site.document("csp")
    assert document is not None
    assert latest is not None
    one, other = (each.write("turtle", "ko", CONTEXT) for each in (document, latest))
    assert one.body == other.body
    assert [link.target for link in one.links if link.rel == "latest-version"] == ["csp"]
    assert not [link for link in other.links if link.rel == "latest-version"]
    assert [link.target for link in one.links if link.rel == "cite-as"] == [f"{site.base}csp/0.1.0"]
    assert [link.target for link in other.links if link.rel == "cite-as"] == [CSP]
    assert site.document("csp/0.0.9") is None


def test_a_vocabulary_of_somebody_else_is_told_of_by_its_graph(small: tuple[Site, Index]) -> None:
    site, index = small
    assert site.document("csp") is None
    for language in LANGUAGES:
        page = page_of(site, "ontology/csp", language)
        sections = sections_of(page)
        terms = Terms(index, f"{index.base}ontology/csp")
        assert {iri.partition("#")[2] for iri in terms.classes | terms.properties} <= set(sections)
        assert 'href="https://w3id.org/gjgraph/csp#' not in page
    shapes = page_of(site, "ontology/shapes/saebom")
    assert ("ontology/csp.html", "StrategicPlan") in targets_of(shapes, "ontology/shapes/saebom.html")
    assert "Plan" in sections_of(shapes)


def test_what_a_label_says_is_never_run(small: tuple[Site, Index]) -> None:
    site, index = small
    graph = NamedNode(f"{index.base}ontology/csp")
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    vision = NamedNode(CSP + "Vision")
    old = set(index.store.quads_for_pattern(vision, LABEL, None, graph))
    new = {Quad(vision, LABEL, Literal(bad, language=tag), graph) for tag in ("ko", "en")}
    more = {Quad(vision, DEFINITION, Literal(bad, language="ko"), graph)}
    shape = NamedNode(f"{index.base}ontology/shapes/plan#vision")
    told = {
        Quad(
            shape,
            NamedNode(SH + "description"),
            Literal(bad, language="ko"),
            NamedNode(f"{index.base}ontology/shapes/plan"),
        )
    }
    index.change(Change(frozenset(new | more | told), frozenset(old)))
    for path in ("ontology/csp", "ontology/shapes/plan", "graph/saebom/plan"):
        for language in LANGUAGES:
            page = page_of(site, path, language)
            assert "<script>alert" not in page
            assert "<img" not in page
            assert "&lt;script&gt;" in page


def test_names_of_kinds_of_characteristics_are_told(site: Site) -> None:
    sections = sections_of(page_of(site, "csp", "en"))
    assert "holds both ways" in text_of(rows_of(sections["namesakeOf"])["Nature"])
    functional = site.index.select(f"SELECT ?p {{ ?p a <{OWL}FunctionalProperty> }}")
    assert len(functional) > 10
    for row in functional:
        anchor = row["p"].value.partition("#")[2]  # type: ignore[union-attr]
        assert "has one value at most" in text_of(rows_of(sections[anchor])["Nature"])


def test_alignments_lead_to_other_vocabularies(site: Site) -> None:
    page = page_of(site, "csp", "en")
    table = page[page.index('id="_alignments"') :].partition("</table>")[0]
    rows = text_of(table.replace("</td>", " "))
    assert "strategic plan subclass of schema:CreativeWork" in rows
    assert "amount subproperty of schema:value" in rows
    assert "StratML: Goal. BMM: Goal." in text_of(sections_of(page)["Policy"])
    assert RDF + "Statement" in page
