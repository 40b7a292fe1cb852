"""A publication in small, whole and right, to try the check of publications on, and to put faults into."""

import gzip
import hashlib
import io
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import mimeparse
import pyoxigraph
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
)

BASE = "https://w3id.org/small/"
CHANGED = "2026-03-01T09:00:00Z"
LAST_MODIFIED = "Sun, 01 Mar 2026 09:00:00 GMT"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "ldes": "https://w3id.org/ldes#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "tree": "https://w3id.org/tree#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "w": f"{BASE}words#",
}
HEAD = f"@base <{BASE}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
ONE = f"""
<graph/one> a void:Dataset ; rdfs:label "하나"@ko, "One"@en ; dcterms:license <{CC_BY}> .
<id/plan> a skos:ConceptScheme ; skos:prefLabel "작은 계획"@ko, "A small plan"@en ;
  dcterms:description "두 걸음."@ko, "Two steps."@en ; skos:hasTopConcept <id/goal> .
<id/goal> a skos:Concept ; skos:prefLabel "목표"@ko, "Goal"@en ;
  skos:definition "이룰 것."@ko, "What is to be."@en ;
  skos:inScheme <id/plan> ; skos:topConceptOf <id/plan> ; skos:notation "1" ;
  skos:exactMatch <http://www.wikidata.org/entity/Q4503831> .
<id/step-1> a skos:Concept, w:Step ; skos:prefLabel "첫 걸음"@ko, "First step"@en ; skos:altLabel "시작"@ko ;
  skos:definition "처음 할 것."@ko, "What comes first."@en ; skos:inScheme <id/plan> ;
  skos:broader <id/goal> ;
  skos:notation "01" ; skos:related <id/step-2> ; w:of <id/goal> .
<id/step-2> a skos:Concept, w:Step ; skos:prefLabel "둘째 걸음"@ko, "Second step"@en ;
  skos:definition "다음에 할 것."@ko, "What comes next."@en ; skos:inScheme <id/plan> ;
  skos:broader <id/goal> ;
  skos:notation "02" .
<id/old> owl:deprecated true ; rdfs:label "옛 걸음"@ko, "Old step"@en ; dcterms:isReplacedBy <id/step-2> .
"""
WORDS = f"""
<graph/words> a void:Dataset ; rdfs:label "낱말"@ko, "Words"@en ; dcterms:license <{CC_BY}> .
<words> a owl:Ontology ; dcterms:title "작은 어휘"@ko, "Small vocabulary"@en ;
  dcterms:description "한 클래스와 한 속성."@ko, "One class and one property."@en ;
  dcterms:license <{CC_BY}> ;
  dcterms:creator <id/plan> ; dcterms:created "2026-01-01"^^xsd:date ;
  dcterms:modified "2026-02-01"^^xsd:date ;
  owl:versionInfo "1" ; owl:versionIRI <words/1> ; dcterms:bibliographicCitation "Small vocabulary, 1" ;
  vann:preferredNamespacePrefix "w" ; vann:preferredNamespaceUri "{BASE}words#" .
w:Step a owl:Class ; rdfs:label "걸음"@ko, "Step"@en ; skos:definition "할 것."@ko, "What is to be done."@en ;
  rdfs:subClassOf skos:Concept ; rdfs:isDefinedBy <words> .
w:of a owl:ObjectProperty ; rdfs:label "의"@ko, "of"@en ; skos:definition "무엇의."@ko, "Of what."@en ;
  rdfs:domain w:Step ; rdfs:range skos:Concept ; rdfs:isDefinedBy <words> .
"""
QUERY = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?step { ?step skos:broader ?goal }"
FORMS: dict[str, tuple[str, RdfFormat]] = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "trig": ("application/trig", RdfFormat.TRIG),
}
HTML = "text/html"
CALLED = {
    "turtle": "ttl",
    "jsonld": "jsonld",
    "rdfxml": "rdf",
    "ntriples": "nt",
    "trig": "trig",
    "html": "html",
}
KINDS = {"html": HTML, **{ending: kind for ending, (kind, _) in FORMS.items()}}
EXPOSED = "ETag, Last-Modified, Content-Location, Link"
LABELS = [
    NamedNode(PREFIXES["skos"] + "prefLabel"),
    NamedNode(PREFIXES["rdfs"] + "label"),
    NamedNode(PREFIXES["dcterms"] + "title"),
]
PAGES = ("", "about")


@dataclass
class Request:
    """What a client sends."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]


@dataclass
class Reply:
    """What it gets."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Turn = Callable[[Request, Reply], Reply | None]


@dataclass
class Fault:
    """What is wrong with the publication: texts that are replaced, answers that are turned into others."""

    data: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    page: tuple[str, str] | None = None
    """By regular expression."""
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answer: Turn | None = None


def replaced(text: str, change: tuple[str, ...]) -> str:
    """Put a fault into a text: parts that must be there, each with what comes in its place."""
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    return text


class Small:
    """The publication, at an address."""

    def __init__(self, address: str, fault: Fault | None = None, is_site: bool = False) -> None:
        self.address = address
        self.fault = fault or Fault()
        self.is_site = is_site
        texts = {
            "graph/one": replaced(ONE, self.fault.data),
            "graph/words": replaced(WORDS, self.fault.words),
        }
        self.quads = [
            Quad(each.subject, each.predicate, each.object, NamedNode(BASE + name))
            for name, text in texts.items()
            for each in pyoxigraph.parse(HEAD + text, format=RdfFormat.TURTLE)
        ]
        self.triples = [Triple(each.subject, each.predicate, each.object) for each in self.quads]
        self.store = Store()
        self.store.extend(self.quads)
        self.counts = {
            BASE + name: sum(each.graph_name == NamedNode(BASE + name) for each in self.quads)
            for name in texts
        }
        self.files = self.plain_files()
        self.files |= {f"dumps/all.{ending}": body for ending, body in self.dumps().items()}
        self.void = list(
            pyoxigraph.parse(HEAD + replaced(self.void_text(), self.fault.void), format=RdfFormat.TURTLE)
        )
        self.described = {each: self.describe(each) for each in self.documents()}
        for name, change in self.fault.files.items():
            self.files[name] = replaced(self.files[name].decode(), change).encode()

    # What there is

    def things(self) -> list[str]:
        """List the paths of things."""
        found = {
            each.subject.value.removeprefix(BASE)
            for each in self.triples
            if isinstance(each.subject, NamedNode)
        }
        return sorted(each for each in found if each.startswith("id/"))

    def documents(self) -> list[str]:
        """List the paths of documents that are RDF too."""
        things = [f"doc/{each.removeprefix('id/')}" for each in self.things()]
        return [*things, "doc/plan~2", "graph/one", "graph/words", "words", "words/1", "dataset"]

    def is_retired(self, path: str) -> bool:
        """Tell whether a document is about what is gone."""
        return path == "doc/old"

    def topic(self, path: str) -> str:
        """Give the IRI that a document is about."""
        if path.startswith("doc/"):
            return f"{BASE}id/{path.removeprefix('doc/').removesuffix('~2')}"
        return f"{BASE}dataset#dataset" if path == "dataset" else BASE + path.removesuffix("/1")

    def describe(self, path: str) -> list[Triple]:
        """Give the graph of a document."""
        if path == "dataset":
            return [Triple(each.subject, each.predicate, each.object) for each in self.void]
        topic, node = self.topic(path), NamedNode(self.topic(path))
        own = [each for each in self.triples if getattr(each.subject, "value", "").partition("#")[0] == topic]
        towards = [each for each in self.triples if each.object == node]
        spoken = {term for each in (*own, *towards) for term in (each.subject, each.object)}
        labels = [each for each in self.triples if each.predicate in LABELS and each.subject in spoken]
        itself = path if path.startswith("doc/") else f"{path}#document"
        document = HEAD + (
            f"<{itself}> foaf:primaryTopic <{topic}> ; void:inDataset <dataset#dataset> ; "
            f"dcterms:license <{CC_BY}> ; "
            f'dcterms:modified "{CHANGED}"^^xsd:dateTime .'
        )
        about = [
            Triple(each.subject, each.predicate, each.object)
            for each in pyoxigraph.parse(document, format=RdfFormat.TURTLE)
        ]
        return list(dict.fromkeys([*own, *towards, *labels, *about]))

    def dumps(self) -> dict[str, bytes]:
        """Write the dumps."""
        quads = pyoxigraph.serialize(self.quads, format=RdfFormat.N_QUADS) or b""
        turtle = pyoxigraph.serialize(self.triples, format=RdfFormat.TURTLE) or b""
        return {"nq": quads, "ttl": turtle, "nq.gz": gzip.compress(quads, mtime=0)}

    def void_text(self) -> str:
        """Describe the data set."""
        at, endpoint = self.address, "" if self.is_site else f"<{self.address}sparql>"
        kinds: dict[str, int] = {}
        properties: dict[str, int] = {}
        for each in self.triples:
            properties[each.predicate.value] = properties.get(each.predicate.value, 0) + 1
            if each.predicate.value.endswith("#type"):
                kinds[str(each.object)] = kinds.get(str(each.object), 0) + 1
        count = len(self.triples)
        lines = [
            f"""<dataset#catalog> a dcat:Catalog ; dcterms:title "목록"@ko, "Catalogue"@en ;
              dcterms:description "목록"@ko ;
              dcterms:publisher <id/plan> ; dcat:dataset <dataset#dataset> .
            <dataset#dataset> a void:Dataset, dcat:Dataset ; dcterms:title "작은 데이터"@ko, "Small data"@en ;
              dcterms:description "작은 것."@ko, "A small one."@en ; dcterms:license <{CC_BY}> ;
              dcterms:identifier "{BASE}dataset#dataset" ; dcterms:publisher <id/plan> ;
              dcterms:conformsTo <words#> ;
              dcterms:issued "2026-01-01"^^xsd:date ; dcterms:modified "{CHANGED}"^^xsd:dateTime ;
              dcterms:language <http://publications.europa.eu/resource/authority/language/KOR> ;
              dcterms:bibliographicCitation "Small data, 2026" ; prov:wasDerivedFrom <id/plan> ;
              dcat:landingPage <{at}dataset.html> ; dcat:contactPoint <dataset#contact> ;
              dcterms:hasVersion <version/1/dataset> ;
              void:triples {count} ; void:entities 6 ;
              void:distinctSubjects {len({each.subject for each in self.triples})} ;
              void:distinctObjects {len({each.object for each in self.triples})} ; void:classes {len(kinds)} ;
              void:properties {len(properties)} ; void:uriSpace "{BASE}id/" ;
              void:vocabulary <words#>, skos: ;
              void:exampleResource <id/goal> ; void:feature <http://www.w3.org/ns/formats/Turtle> ;
              void:subset {", ".join(f"<{each}>" for each in self.counts)} .
            <dataset#contact> a vcard:Kind ; vcard:hasURL <https://small.gov/reply> .
            <https://small.gov/reply> rdfs:label "답"@ko ."""
        ]
        lines += [f"<{graph}> a void:Dataset ; void:triples {each} ." for graph, each in self.counts.items()]
        for number, (kind, times) in enumerate(kinds.items()):
            lines.append(f"<dataset#dataset> void:classPartition <dataset#c{number}> .")
            lines.append(f"<dataset#c{number}> void:class {kind} ; void:entities {times} .")
        for number, (name, times) in enumerate(properties.items()):
            lines.append(f"<dataset#dataset> void:propertyPartition <dataset#p{number}> .")
            lines.append(f"<dataset#p{number}> void:property <{name}> ; void:triples {times} .")
        for ending, kind in (
            ("nq", "application/n-quads"),
            ("ttl", "text/turtle"),
            ("nq.gz", "application/n-quads"),
        ):
            body = self.files[f"dumps/all.{ending}"]
            sha = hashlib.sha256(body).hexdigest()
            lines.append(
                f"""<dataset#dataset> dcat:distribution <dataset#dump-{ending}> ;
              void:dataDump <{at}dumps/all.{ending}> .
                <dataset#dump-{ending}> a dcat:Distribution ; dcat:downloadURL <{at}dumps/all.{ending}> ;
                  dcat:accessURL <{at}dumps/all.{ending}> ; dcterms:license <{CC_BY}> ;
              dcat:byteSize {len(body)} ;
                  dcat:mediaType <https://www.iana.org/assignments/media-types/{kind}> ;
                  spdx:checksum <dataset#sum-{ending}> .
                <dataset#sum-{ending}> spdx:algorithm spdx:checksumAlgorithm_sha256 ;
              spdx:checksumValue "{sha}" ."""
            )
        if endpoint:
            lines.append(
                f"""<dataset#catalog> dcat:service <dataset#sparql> .
                <dataset#dataset> void:sparqlEndpoint {endpoint} .
                <dataset#sparql> a dcat:DataService ; dcterms:title "SPARQL" ; dcat:endpointURL {endpoint} ;
                  dcat:servesDataset <dataset#dataset> ."""
            )
        return "\n".join(lines)

    def plain_files(self) -> dict[str, bytes]:
        """Write what is a file and nothing else."""
        pages = [
            f"{stem}.{tail}html"
            for stem in (*self.documents(), "index", "about")
            for tail in ("", "en.")
            if stem != "doc/old"
        ]
        entries = "".join(
            f"<url><loc>{self.address}{each}</loc><lastmod>{CHANGED}</lastmod></url>"
            for each in pages
            if "~" not in each
        )
        at = self.address
        found = {
            "sitemap.xml": '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"{entries}</urlset>",
            "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {at}sitemap.xml\n",
            "feed.ttl": HEAD + f"<{at}feed> a ldes:EventStream ; tree:view <{at}feed/1> .",
            "feed/1.ttl": HEAD
            + f'<{at}feed> tree:member <{at}feed#1> . <{at}feed#1> prov:endedAtTime "{CHANGED}" .',
            ".well-known/sparql-examples": HEAD
            + '<q/steps> a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ; rdfs:comment "걸음"@ko ; '
            + f'sh:select """{QUERY}""" .',
            "cite.bib": "@misc{small, title = {Small data}, year = 2026}\n",
            "cite.csl.json": json.dumps([{"type": "dataset", "title": "Small data"}]),
            "mark.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
            "linkset.json": json.dumps(
                {
                    "linkset": [
                        {
                            "anchor": f"{at}dataset",
                            "item": [{"href": f"{at}dumps/all.nq"}],
                            "license": [{"href": CC_BY}],
                        }
                    ]
                }
            ),
            "openapi.json": json.dumps(
                {
                    "openapi": "3.1.0",
                    "info": {"title": "Small", "version": "1"},
                    "paths": {"/robots.txt": {"get": {}}},
                }
            ),
        }
        return {name: text.encode() for name, text in found.items()}

    # Pages

    def page(self, path: str, language: str) -> str:
        """Write the page of a document."""
        stem = path or "index"
        here = f"{stem}{'.en' if language == 'en' else ''}.html"
        up = "../" * stem.count("/")
        other = "en" if language == "ko" else "ko"
        there = f"{stem}{'.en' if other == 'en' else ''}.html"
        suffix = ".en.html" if language == "en" else ".html"
        topic = self.topic(path)
        name = f"{path or {'ko': '처음', 'en': 'First'}[language]}"
        rows = []
        for each in self.described.get(path, [])[:400]:
            text = getattr(each.object, "value", "")
            rows.append(f"<dt>{escape(each.predicate.value)}</dt><dd>{escape(text)}</dd>")
        terms = [
            each
            for each in {str(one.subject)[1:-1] for one in self.triples}
            if each.startswith(f"{BASE}words#")
        ]
        anchors = (
            "".join(f'<h2 id="{each.partition("#")[2]}">{each}</h2>' for each in terms)
            if path.startswith("words")
            else ""
        )
        rdf = path in self.described
        formats = "".join(
            f'<link rel="alternate" type="{kind}" href="{up}{stem}.{ending}">'
            for ending, (kind, _) in FORMS.items()
        )
        links = (
            f'{formats}<link rel="cite-as" href="{topic}">'
            f'<link rel="describedby" type="text/turtle" href="{up}{stem}.ttl">'
            f'<link rel="type" href="https://schema.org/AboutPage"><link rel="license" href="{CC_BY}">'
            f'<link rel="collection" href="{up}dataset.html">'
            f'<link rel="linkset" type="application/linkset+json" href="{up}linkset.json">'
        )
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": name,
            "url": BASE + here,
        }
        if path == "dataset":
            data |= {
                "@type": "Dataset",
                "description": "작은 것",
                "license": CC_BY,
                "distribution": [{"@type": "DataDownload"}],
            }
        extra = (
            f'<p>무엇이 바뀌지 않는지 · Stability</p><a href="{up}cite.bib">BibTeX</a>'
            f'<a href="{up}cite.csl.json">CSL-JSON</a>'
            if path in ("dataset", "about")
            else ""
        )
        pages = "".join(
            f'<li><a href="{up}{each or "index"}{suffix}">{each or "·"}</a></li>'
            for each in (*PAGES, *self.described)
        )
        html = f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{name}</title>
<meta name="description" content="{name}: 작은 데이터">
<link rel="canonical" href="{BASE}{here}">
<link rel="alternate" hreflang="{language}" href="{up}{here}">
<link rel="alternate" hreflang="{other}" href="{up}{there}">
{links if rdf else ""}
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>
<body><nav><a href="{up}{there}" hreflang="{other}" lang="{other}">{other}</a></nav>
<main><h1>{name}</h1><img src="{up}mark.svg" alt="표">
<p>작은 데이터의 한 문서입니다. 무엇에 대한 것인지는 아래에 있습니다.</p>
<form><label for="q">찾기</label><input id="q" name="q"></form>
{anchors}<dl>{"".join(rows)}</dl>{extra}<ul>{pages}</ul></main></body></html>
"""
        if self.fault.page:
            html = re.sub(*self.fault.page, html, flags=re.DOTALL)
        return html

    def body(self, path: str, ending: str, language: str) -> bytes:
        """Write a document."""
        if ending == "html":
            return self.page(path, language).encode()
        return pyoxigraph.serialize(self.described[path], format=FORMS[ending][1]) or b""

    # Answers

    def answer(self, request: Request) -> Reply:
        """Answer a request, with the fault."""
        reply = self.answered(request)
        reply.headers |= {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": EXPOSED}
        if self.fault.answer:
            reply = self.fault.answer(request, reply) or reply
        if request.method == "HEAD":
            reply.headers["Content-Length"] = str(len(reply.body))
            reply.body = b""
        return reply

    def answered(self, request: Request) -> Reply:
        """Answer a request."""
        path = request.path
        if request.method == "OPTIONS":
            return Reply(204, {"Allow": "GET, HEAD, OPTIONS"})
        if path.startswith("id/") and (path in self.things() or "no-such" in path):
            return Reply(303, {"Location": f"/doc/{path.removeprefix('id/')}"})
        if path == "sparql":
            return self.ask(request)
        if path == ".well-known/void":
            return Reply(200, {"Content-Type": "text/turtle"}, self.body("dataset", "ttl", "ko"))
        if path == "version/1/dataset":
            return Reply(
                200, {"Content-Type": "text/turtle", "Cache-Control": "immutable"}, b"<a:a> <a:b> <a:c> ."
            )
        for name in (path, f"{path}.ttl" if path.startswith("feed") else path):
            if name in self.files:
                return Reply(200, {"Content-Type": kind_of(name)}, self.files[name])
        if path in self.described or path in PAGES:
            return self.negotiated(request, path)
        stem, _, ending = path.rpartition(".")
        language = "ko"
        if ending == "html" and stem.endswith(".en"):
            stem, language = stem.removesuffix(".en"), "en"
        stem = "" if stem == "index" else stem
        if ending in KINDS and (stem in self.described or (stem in PAGES and ending == "html")):
            return self.represented(request, stem, ending, language)
        return Reply(404, {"Content-Type": "application/problem+json"}, b'{"status": 404}')

    def negotiated(self, request: Request, path: str) -> Reply:
        """Answer in the format that is asked for."""
        offered = list(KINDS.values()) if path in self.described else [HTML]
        accept = request.headers.get("accept", "*/*")
        kind = ""
        if "_format" in request.query:
            name = request.query["_format"][0]
            kind = next(
                (one for ending, one in KINDS.items() if name in (one, ending) or CALLED.get(name) == ending),
                "",
            )
        else:
            try:
                kind = mimeparse.best_match([*reversed(offered)], accept.lower())
                if kind and accept == "*/*":
                    kind = HTML
            except mimeparse.MimeTypeParseException:
                kind = ""
        if kind not in offered:
            listed = json.dumps({"status": 406, "detail": ", ".join(offered)}).encode()
            return Reply(406, {"Content-Type": "application/problem+json"}, listed)
        language = "en" if request.headers.get("accept-language", "ko").startswith("en") else "ko"
        ending = next(ending for ending, one in KINDS.items() if one == kind)
        return self.represented(request, path, ending, language)

    def represented(self, request: Request, path: str, ending: str, language: str) -> Reply:
        """Send one representation."""
        body = self.body(path, ending, language)
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}-{ending}"'
        stem = path or "index"
        headers = {
            "Content-Type": KINDS[ending] + ("; charset=utf-8" if ending == "html" else ""),
            "Content-Location": f"/{stem}{'.en' if ending == 'html' and language == 'en' else ''}.{ending}",
            "Vary": "Accept, Accept-Language",
            "ETag": tag,
            "Last-Modified": LAST_MODIFIED,
            "Content-Security-Policy": "default-src 'none'",
        }
        if path in self.described:
            headers["Link"] = (
                f'<{self.topic(path)}>; rel="cite-as", <https://schema.org/AboutPage>; rel="type", '
                f'<{CC_BY}>; rel="license", </{stem}.ttl>; rel="describedby"; type="text/turtle", '
                f'</{stem}.en.html>; rel="alternate"; hreflang="en", </dataset.html>; rel="collection", '
                '</linkset.json>; rel="linkset"; type="application/linkset+json"'
            )
            if path == "doc/plan":
                headers["Link"] += ', </doc/plan~2>; rel="next"'
        given = request.headers
        if given.get("if-none-match") == tag or (
            "if-none-match" not in given and given.get("if-modified-since") == LAST_MODIFIED
        ):
            return Reply(304, {"ETag": tag})
        if "gzip" in given.get("accept-encoding", ""):
            headers |= {"Content-Encoding": "gzip", "ETag": f'{tag[:-1]}-gzip"'}
            body = gzip.compress(body, mtime=0)
        return Reply(410 if self.is_retired(path) else 200, headers, body)

    def ask(self, request: Request) -> Reply:
        """Answer a query, or describe the service."""
        if "query" not in request.query:
            text = HEAD + (
                f"[] a sd:Service ; sd:endpoint <{self.address}sparql> ; "
                "sd:supportedLanguage sd:SPARQL11Query ; "
                "sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON> ."
            )
            return Reply(200, {"Content-Type": "text/turtle"}, text.encode())
        found = self.store.query(request.query["query"][0], use_default_graph_as_union=True)
        if isinstance(found, QuerySolutions | QueryBoolean):
            body = found.serialize(format=QueryResultsFormat.JSON) or b""
            return Reply(200, {"Content-Type": "application/sparql-results+json"}, body)
        return Reply(200, {"Content-Type": "text/turtle"}, found.serialize(format=RdfFormat.TURTLE) or b"")

    # Places

    def write(self, directory: Path) -> Path:
        """Write it as files."""
        found = dict(self.files)
        for path in self.described:
            for ending in KINDS:
                found[f"{path}.{ending}"] = self.body(path, ending, "ko")
            found[f"{path}.en.html"] = self.body(path, "html", "en")
        for path in PAGES:
            for language, tail in (("ko", ""), ("en", ".en")):
                found[f"{path or 'index'}{tail}.html"] = self.body(path, "html", language)
        for thing in self.things():
            there = f"{'../' * (thing.count('/') + 1)}doc/{thing[3:]}.html"
            leading = f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={there}">'
            found[f"{thing}/index.html"] = leading.encode()
        found[".well-known/void.ttl"] = self.body("dataset", "ttl", "ko")
        found[".well-known/sparql-examples.ttl"] = found.pop(".well-known/sparql-examples")
        found["version/1/dataset.ttl"] = b"<a:a> <a:b> <a:c> ."
        for name, body in found.items():
            file = directory / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        return directory


def kind_of(name: str) -> str:
    """Give the media type of a file."""
    kinds = {
        **KINDS,
        "json": "application/json",
        "xml": "application/xml",
        "txt": "text/plain",
        "nq": "application/n-quads",
        "gz": "application/gzip",
        "bib": "application/x-bibtex",
        "svg": "image/svg+xml",
    }
    if name == "linkset.json":
        return "application/linkset+json"
    return kinds.get(name.rpartition(".")[2], "text/turtle")


class Host:
    """A server on the loopback interface, whose answers come from whatever publication it has now."""

    def __init__(self) -> None:
        self.small: Small | None = None
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                assert host.small
                path, _, query = self.path.removeprefix("/").partition("?")
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    plain = unquote(path, errors="strict")
                except UnicodeDecodeError:
                    plain = "\0"
                reply = host.small.answer(Request(self.command, plain, parse_qs(query), headers))
                # One write: with two, the second waits for the first to be acknowledged.
                head = io.BytesIO()
                head.write(f"HTTP/1.1 {reply.status} -\r\n".encode())
                given = {"Content-Length": str(len(reply.body)), **reply.headers}
                if reply.status in (204, 304):
                    del given["Content-Length"]
                for name, value in given.items():
                    head.write(f"{name}: {value}\r\n".encode())
                self.wfile.write(head.getvalue() + b"\r\n" + reply.body)

            do_GET = do_HEAD = do_OPTIONS = handle_any  # noqa: N815

            def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002, ANN401
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def serve(self, fault: Fault | None = None) -> str:
        """Serve the publication with a fault, and give the address."""
        self.small = Small(self.address, fault)
        return self.address


@contextmanager
def hosting() -> Iterator[Host]:
    """Run a host."""
    host = Host()
    thread = threading.Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.server.shutdown()
        host.server.server_close()
        thread.join(5)
