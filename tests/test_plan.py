"""The plan's data against its source and its inventory, and what is derived from it."""

import csv
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib

from gjgraph.core.terms import CSP, XSD, BlankNode, Literal, NamedNode, Quad, Triple
from gjgraph.operations.dataset import Dataset, load
from gjgraph.operations.validate import judge
from gjgraph.storage.files import GraphFile
from gjgraph.storage.workspace import Workspace, open_workspace
from tests.conftest import ROOT, SHARED, run

INVENTORY = SHARED / "source/inventory.tsv"
SPANS = SHARED / "source/spans.tsv"
SOURCE = ROOT / "data/source/gwangju-m7.txt"
beside = pytest.mark.skipif(not INVENTORY.exists(), reason="the shared inventory is not beside this checkout")
FORMULAS = {"rel.mean1.addresses", "rel.means.enable"}
"""Rows whose English is a formula in the inventory, and a translation here."""

PASSAGES = """
SELECT ?id ?line ?start ?end ?exact ?translation {
  ?passage a csp:Passage ; dcterms:identifier ?id ; csp:line ?line ; csp:translation ?translation ;
    oa:hasSelector/oa:start ?start ; oa:hasSelector/oa:end ?end ; oa:hasSelector/oa:exact ?exact .
}
"""
SUPPORTED = "SELECT DISTINCT ?id { ?thing csp:passage/dcterms:identifier ?id ; csp:basis ?basis }"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@beside
def test_the_source_is_the_source() -> None:
    assert SOURCE.read_bytes() == (SHARED / "source/gwangju-m7.txt").read_bytes()


@beside
def test_every_row_of_the_inventory_has_its_passage_and_basis(dataset: Dataset) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    found = {
        tuple(row[name].value for name in ("id", "line", "start", "end")): row  # type: ignore[union-attr]
        for row in dataset.index.select(PASSAGES)
    }
    english = {row["id"]: row["text_en"] for row in rows(INVENTORY)}
    assert len(english) == 198
    spans = rows(SPANS)
    assert {span["id"] for span in spans} == set(english)
    for span in spans:
        passage = found[span["id"], span["line"], span["char_start"], span["char_end"]]
        assert passage["exact"].value == text[int(span["char_start"]) : int(span["char_end"])]  # type: ignore[union-attr]
        if span["id"] not in FORMULAS:
            assert passage["translation"].value == english[span["id"]]  # type: ignore[union-attr]
    supported = {row["id"].value for row in dataset.index.select(SUPPORTED)}  # type: ignore[union-attr]
    assert supported == set(english)


@beside
def test_sdg_links_are_those_of_the_candidate_list(dataset: Dataset) -> None:
    query = """SELECT ?id ?target { ?thing skos:relatedMatch ?target ; csp:passage/dcterms:identifier ?id .
                                    ?target skos:inScheme <http://metadata.un.org/sdg> }"""
    found = {(row["id"].value, row["target"].value) for row in dataset.index.select(query)}  # type: ignore[union-attr]
    assert {(row["id"], row["sdg_iri"]) for row in rows(SHARED / "source/sdg-alignment.tsv")} <= found


def test_the_recorded_checksum_is_right(dataset: Dataset) -> None:
    checksum = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    assert dataset.index.query(f'ASK {{ ?document csp:sha256 "{checksum}" }}')


def test_no_blank_nodes_in_data(dataset: Dataset) -> None:
    for file in dataset.files:
        if file.name.startswith("data/"):
            assert not any(
                isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode) for t in file.triples
            )


def test_no_word_of_the_city_in_the_ontology() -> None:
    for name in (
        "csp.ttl",
        "alignments.ttl",
        *(f"shapes/{path.name}" for path in (ROOT / "ontology/shapes").iterdir()),
    ):
        text = (ROOT / "ontology" / name).read_text(encoding="utf-8").lower()
        assert "gwangju" not in text
        assert "광주" not in text


def test_asserted_and_derived_stay_apart(dataset: Dataset) -> None:
    """Dropping the derived graphs leaves exactly what the files say."""
    derived = [name for name in dataset.index.counts if "/derived/" in name]
    assert {name.rsplit("/", 1)[1] for name in derived} == {
        *("inverse", "subclass", "subproperty", "symmetry", "transitivity", "source-text")
    }
    store = dataset.index.store
    for name in derived:
        for quad in store.quads_for_pattern(None, None, None, NamedNode(name)):
            holders = [
                each.graph_name for each in store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
            ]
            assert list(map(str, holders)) == [f"<{name}>"]


@pytest.mark.parametrize(
    "statement",
    [
        "<id/gwangju/m7/policy/1> csp:hasStrategy <id/gwangju/m7/strategy/1-1>",  # inverse
        "<id/gwangju/m7/strategy/1-1> skos:broader <id/gwangju/m7/policy/1>",  # subproperty
        "<id/gwangju/m7/policy/1> skos:narrower <id/gwangju/m7/strategy/1-1>",  # both
        "<id/gwangju/m7/strategy/1-1> a csp:PlanElement, skos:Concept",  # subclass
        "<id/gwangju/m7/strategy/1-1> csp:namesakeOf <id/gwangju/m7/instrument/1>",  # symmetry
        "<id/gwangju/m7/project/5-5> skos:broaderTransitive <id/gwangju/m7/vision>",  # transitivity
        "<id/gwangju/m7> skos:hasTopConcept <id/gwangju/m7/vision>",  # inverse of a superproperty
    ],
)
def test_what_follows_is_there(statement: str, dataset: Dataset) -> None:
    assert dataset.index.query(f"ASK {{ {statement} }}")
    asserted = " ".join(f"FROM <{name}>" for name in dataset.index.counts if "/derived/" not in name)
    assert not dataset.index.query(f"ASK {asserted} {{ {statement} }}")


def test_a_mistyped_strategy_is_not_saved_by_inference(workspace: Workspace, dataset: Dataset) -> None:
    """A strategy mistyped as a value must fail; under RDFS entailment it would pass."""
    element = "<https://w3id.org/gjgraph/id/gwangju/m7/strategy/2-2>"

    def mistyped(file: GraphFile) -> GraphFile:
        triples = [
            Quad(t.subject, t.predicate, NamedNode(CSP + "Value")).triple
            if str(t.subject) == element and str(t.object) == f"<{CSP}Strategy>"
            else t
            for t in file.triples
        ]
        return GraphFile(file.path, file.name, file.graph, tuple(triples), file.faults, file.text)

    report = judge(workspace, [mistyped(file) for file in dataset.files])
    messages = [fault.message.ko for fault in report.faults]
    assert (
        "정책 ‘정의로운 광주’에는 전략이 4개 있어야 하는데 3개뿐입니다." not in messages
    )  # it still hangs there
    assert any("csp:strategyOf가 있지만 전략(csp:Strategy)이 아닙니다" in message for message in messages)


def test_files_are_judged_by_what_they_say_to_the_letter(workspace: Workspace, dataset: Dataset) -> None:
    """The index takes `"1"^^xsd:int` for `1`; the shapes ask for an integer, and must see what is written."""
    short = Literal("1", datatype=NamedNode(XSD + "int"))

    def retyped(file: GraphFile) -> GraphFile:
        triples = [
            Triple(t.subject, t.predicate, short)
            if str(t.subject).endswith("/strategy/1-1>") and t.predicate.value == CSP + "ordinal"
            else t
            for t in file.triples
        ]
        return replace(file, triples=tuple(triples))

    report = judge(workspace, [retyped(file) for file in dataset.files])
    assert any("plan#element-ordinal" in fault.source for fault in report.faults)


def test_a_dropped_strategy_is_told_in_the_issues_words(workspace: Workspace, dataset: Dataset) -> None:
    gone = "<https://w3id.org/gjgraph/id/gwangju/m7/strategy/3-2>"
    files = [
        GraphFile(
            f.path, f.name, f.graph, tuple(t for t in f.triples if str(t.subject) != gone), f.faults, f.text
        )
        for f in dataset.files
    ]
    messages = [fault.message for fault in judge(workspace, files).faults]
    assert "정책 ‘따뜻한 광주’에는 전략이 4개 있어야 하는데 3개뿐입니다." in [
        message.ko for message in messages
    ]
    assert "The policy ‘Warm-hearted Gwangju’ must have 4 strategies; it has only 3." in [
        m.en for m in messages
    ]


def test_other_rdf_software_reads_the_files(dataset: Dataset) -> None:
    """rdflib, which no file was written with, finds the same number of triples."""
    for file in dataset.files:
        assert len(rdflib.Graph().parse(data=file.text, format="turtle")) == len(set(file.triples)), file.name


def test_another_plan_fits_with_no_code(saebom: Path) -> None:
    """Three policies, uneven strategies, another base: made by `gjgraph init`, judged, asked, formatted."""
    validated = run("validate", at=saebom)
    assert (validated.code, validated.out) == (0, ""), validated.out
    assert run("format", "--check", at=saebom).code == 0
    asked = run("-C", str(saebom), "ask", "strategies-in-order", "--format", "csv")
    assert asked.out.splitlines()[1:] == [
        *("걷는 새봄,1-가,보행로 잇기", "걷는 새봄,1-나,그늘길 만들기", "배우는 새봄,2-가,동네 도서관"),
        *("배우는 새봄,2-나,마을 학교", "배우는 새봄,2-다,늦은 밤 배움터", "먹는 새봄,3-가,텃밭 나누기"),
    ]
    assert "https://plan.saebom.example/id/saebom" in run("info", at=saebom).out
    other = load(open_workspace(saebom))
    assert not other.index.query("ASK { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'gwangju/m7')) }")


def test_the_other_plans_own_profile_judges_it(saebom: Path, copy: Path) -> None:
    plan = copy / "data/saebom/plan.ttl"
    text = plan.read_text(encoding="utf-8")
    assert "csp:strategyOf <id/saebom/policy/2>" in text
    plan.write_text(
        text.replace("csp:strategyOf <id/saebom/policy/2>", "csp:strategyOf <id/saebom/policy/1>", 1),
        encoding="utf-8",
    )
    ran = run("validate", at=copy)
    assert ran.code == 1
    assert "Policy 2 of the plan ‘Blueprint of Saebom’ must have 3 strategies." in ran.out
    assert "Policy 1 of the plan ‘Blueprint of Saebom’ must have 2 strategies." in ran.out


def test_every_constraint_speaks_both_languages(dataset: Dataset) -> None:
    silent = """
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    SELECT ?shape {
      ?shape a ?type .
      FILTER(?type IN (sh:PropertyShape, sh:SPARQLConstraint) && ISIRI(?shape))
      FILTER NOT EXISTS { ?shape sh:property ?nested }
      FILTER(NOT EXISTS { ?shape sh:message ?ko FILTER(LANG(?ko) = "ko") }
          || NOT EXISTS { ?shape sh:message ?en FILTER(LANG(?en) = "en") })
    }
    """
    assert dataset.index.select(silent) == []
    spoken = "SELECT ?shape { ?shape <http://www.w3.org/ns/shacl#message> ?message }"
    assert len(dataset.index.select(spoken)) > 100
