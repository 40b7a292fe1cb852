"""RDF terms, and the prefixes and names that every part of the product uses."""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple, Variable

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "Triple",
    "Variable",
]

CSP = "https://w3id.org/gjgraph/csp#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "bmm": "https://www.omg.org/spec/BMM/",
    "cc": "http://creativecommons.org/ns#",
    "csp": CSP,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": OA,
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "sh": SH,
    "skos": SKOS,
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}
"""The prefixes that canonical Turtle declares and that a query may use without declaring them."""

LABELS = tuple(NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title", SH + "name"))
"""Where a thing's name is looked for, best first."""

TYPE = NamedNode(RDF + "type")
