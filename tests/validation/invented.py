"""Shapes, graphs and edits invented by chance, small enough to be judged whole thousands of times."""

import random
from collections.abc import Callable

import pyoxigraph

from gjgraph.core.terms import OWL, RDF, RDFS, SH, XSD, NamedNode, Triple

PREFIXES = f"""
@prefix : <http://e/> . @prefix s: <http://e/shape/> . @prefix sh: <{SH}> . @prefix owl: <{OWL}> .
@prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> .
"""
HEAD = """
<http://e/shapes> a owl:Ontology ; sh:declare [ sh:prefix "" ; sh:namespace "http://e/"^^xsd:anyURI ] .
"""
HARD = """
s:A a sh:NodeShape ; sh:targetClass :c0 ; sh:property s:A1, s:A2, s:A3, s:A4 ;
    sh:sparql s:q1, s:q2, s:q3, s:q4 .
s:A1 sh:path :p0 ; sh:class :c1 ; sh:node s:N1 ; sh:maxCount 2 .
s:A2 sh:path ( :p1 [ sh:zeroOrMorePath :p2 ] ) ; sh:maxCount 3 ; sh:node s:N2 .
s:A3 sh:path [ sh:inversePath :p3 ] ; sh:minCount 1 ; sh:class :c2 .
s:A4 sh:path [ sh:alternativePath ( :p4 [ sh:inversePath :p5 ] ) ] ;
    sh:qualifiedValueShape s:N1 ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 2 .
s:N1 a sh:NodeShape ; sh:property s:N1p . s:N1p sh:path :p4 ; sh:minCount 1 ; sh:maxCount 2 .
s:N2 a sh:NodeShape ; sh:not s:N3 . s:N3 a sh:NodeShape ; sh:property [ sh:path :p5 ; sh:hasValue :n1 ] .
s:B a sh:NodeShape ; sh:targetSubjectsOf :p2 ; sh:or ( s:N1 s:N3 ) ;
    sh:property [ sh:path :p1 ; sh:equals :p4 ], [ sh:path :p0 ; sh:disjoint :p3 ] .
s:C a sh:NodeShape ; sh:targetObjectsOf :p4 ; sh:xone ( s:N1 s:N3 s:N2 ) .
s:D a sh:NodeShape ; sh:targetNode :n0, :n5 ; sh:closed true ; sh:ignoredProperties ( rdf:type :p0 :p1 :p2 ) ;
    sh:property [ sh:path ( :p0 :p1 :p2 ) ; sh:minCount 1 ] .
s:E a sh:NodeShape ; sh:targetClass :c3 ;
    sh:property [ sh:path :p3 ; sh:uniqueLang true ; sh:pattern "^[a-c]" ],
    [ sh:path :p0 ; sh:qualifiedValueShape s:N1 ; sh:qualifiedMinCount 1 ;
        sh:qualifiedValueShapesDisjoint true ],
    [ sh:path :p1 ; sh:qualifiedValueShape s:N3 ; sh:qualifiedMinCount 1 ;
        sh:qualifiedValueShapesDisjoint true ] .
s:F a sh:PropertyShape ; sh:targetClass :c2 ; sh:path [ sh:oneOrMorePath [ sh:inversePath :p2 ] ] ;
    sh:maxCount 2 ; sh:property s:N1p .
s:q1 sh:prefixes <http://e/shapes> ; sh:message "q1" ; sh:select
    "SELECT $this ?value { $this :p0 ?x . ?x :p1 ?value . ?value :p2 ?y . FILTER(?y != $this) }" .
s:q2 sh:prefixes <http://e/shapes> ; sh:message "q2" ; sh:select
    "SELECT $this ?value { $this :p3 ?value . FILTER NOT EXISTS { ?value :p4 ?z . ?z :p5 ?w } }" .
s:q3 sh:prefixes <http://e/shapes> ; sh:message "q3" ; sh:select
    "SELECT $this ?value { $this :p4 ?value . OPTIONAL { ?value :p5 ?k } FILTER(!bound(?k)) }" .
s:q4 sh:prefixes <http://e/shapes> ; sh:message "q4" ; sh:select
    "SELECT $this ?value { $this :p1 ?m . { ?m :p5 ?value } UNION { ?value :p4 ?m } }" .
"""
"""Shapes made to be hard: what an earlier try got wrong, and every way to nest."""
BEYOND = """
s:Own a sh:ConstraintComponent ; sh:parameter [ sh:path :most ] ;
    sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:prefixes <http://e/shapes> ;
        sh:select "SELECT $this ?value { ?value :p0/:p1 $this . ?x :p2 ?value }" ] .
s:G a sh:NodeShape ; sh:targetClass :c0 ; :most 2 .
s:R a sh:NodeShape ; sh:targetSubjectsOf :p1 ; sh:property [ sh:path :p2 ; sh:node s:R ; sh:class :c1 ] .
s:T a sh:NodeShape ; sh:targetSubjectsOf :p3 ;
    sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this :p0 1 }" ] ;
    sh:property [ sh:path :p3 ; sh:class :c1 ] .
"""
"""Shapes of which it can't be told what they read."""
QUERIES = [
    "SELECT $this ?value { $this P ?x . ?x P ?value . ?value P ?y . FILTER(?y != $this) }",
    "SELECT $this ?value { $this P ?value . FILTER NOT EXISTS { ?value P ?z . ?z P ?w } }",
    "SELECT $this ?value { $this P ?value . OPTIONAL { ?value P ?k } FILTER(!bound(?k)) }",
    "SELECT $this ?value { $this P ?m . { ?m P ?value } UNION { ?value P ?m } }",
    "SELECT DISTINCT $this ?value"
    " { ?value P|P $this ; a ?c ; P|P ?n . ?o P|P $this ; a ?c ; P|P ?n . FILTER(?value != ?o) }",
    "SELECT $this ?value { $this P/P+ ?value }",
    "SELECT $this ?value { $this ?p ?value . FILTER(isLiteral(?value)) }",
    "SELECT $this ?value { ?value P 'a' . $this P ?x . ?x P ?y }",
    "SELECT $this ?value { $this a ?c . ?c rdfs:subClassOf* ?value }",
    "SELECT $this ?n { { SELECT $this (COUNT(?x) AS ?n) { $this P ?x } GROUP BY $this } FILTER(?n > 1) }",
    "SELECT $this ?value { ?value P ?x . FILTER EXISTS { $this P ?x } }",
    "SELECT $this ?value { FILTER NOT EXISTS { $this P ?a . ?a P 1 } BIND(1 AS ?value) }",
    "SELECT $this ?value { ?value ^P|P $this . FILTER(?value IN (:n1, :n2, :n3)) }",
]
"""Queries of `sh:sparql` constraints; each `P` becomes a predicate."""


class Inventor:
    """Invents by chance; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311
        self.named: list[str] = []

    def one(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    # --- shapes

    def shapes(self) -> list[Triple]:
        """Give a shapes graph; each eighth is the hard one, or what goes beyond."""
        text = (
            PREFIXES
            + HEAD
            + (HARD if self.seed % 8 == 0 else BEYOND if self.seed % 8 == 4 else self.some_shapes())
        )
        return [quad.triple for quad in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)]

    def some_shapes(self) -> str:
        text = ""
        for number in range(self.chance.randint(2, 5)):
            name = f"s:{number}"
            parts = [self.target() for _ in range(self.chance.randint(0 if self.named else 1, 2))]
            if self.likely(0.2):
                parts += [f"sh:path {self.path()}", *self.constraints(2, is_property=True)]
            else:
                parts += ["a sh:NodeShape", *self.constraints(2, is_property=False)]
                self.named.append(name)
            text += f"{name} {' ; '.join(parts)} .\n"
        if self.likely(0.2):
            parts = ["a rdfs:Class, sh:NodeShape", *self.constraints(1, is_property=False)]
            text += f"{self.klass()} {' ; '.join(parts)} .\n"
        return text

    def target(self) -> str:
        return self.one(
            f"sh:targetClass {self.klass()}",
            f"sh:targetClass {self.klass()}",
            f"sh:targetNode {self.node()}, {self.value()}",
            f"sh:targetSubjectsOf {self.predicate()}",
            f"sh:targetObjectsOf {self.predicate()}",
        )

    def path(self, depth: int = 2) -> str:
        if depth == 0 or self.likely(0.45):
            return self.one(self.predicate(), self.predicate(), self.predicate(), "rdf:type")
        inner = [self.path(depth - 1) for _ in range(self.chance.randint(2, 3))]
        return self.one(
            f"[ sh:inversePath {inner[0]} ]",
            f"[ sh:zeroOrMorePath {inner[0]} ]",
            f"[ sh:oneOrMorePath {inner[0]} ]",
            f"[ sh:zeroOrOnePath {inner[0]} ]",
            f"[ sh:alternativePath ( {' '.join(inner)} ) ]",
            f"( {' '.join(inner)} )",
            f"( {' '.join(inner)} )",
        )

    def nested(self, depth: int) -> str:
        """Give a node shape, or a property shape, to be nested."""
        if self.named and self.likely(0.4):
            return self.chance.choice(self.named)
        if self.likely(0.5):
            return self.property(depth - 1)
        return f"[ {' ; '.join(self.constraints(depth - 1, is_property=False))} ]"

    def node_shape(self, depth: int) -> str:
        if self.named and self.likely(0.5):
            return self.chance.choice(self.named)
        return f"[ {' ; '.join(self.constraints(depth - 1, is_property=False))} ]"

    def property(self, depth: int) -> str:
        return f"[ sh:path {self.path()} ; {' ; '.join(self.constraints(depth, is_property=True))} ]"

    def constraints(self, depth: int, *, is_property: bool) -> list[str]:
        """Give some constraints; no parameter that may be there once only is there twice."""
        ways: list[Callable[[], str]] = [
            lambda: f"sh:class {self.klass()}",
            lambda: f"sh:datatype {self.one('xsd:string', 'xsd:integer', 'rdf:langString')}",
            lambda: f"sh:nodeKind {self.one('sh:IRI', 'sh:Literal', 'sh:IRIOrLiteral')}",
            lambda: f"sh:equals {self.predicate()}",
            lambda: f"sh:disjoint {self.predicate()}",
            lambda: f"sh:hasValue {self.value()}",
            lambda: f"sh:in ( {self.value()} {self.value()} {self.node()} )",
            lambda: f"sh:minInclusive {self.one('1', '2')}",
            lambda: "sh:pattern " + self.one('"^[ab]"', '"n[0-4]$"'),
            lambda: f"sh:maxLength {self.one('1', '10')}",
            lambda: 'sh:languageIn ( "en" )',
            lambda: f"sh:sparql {self.query()}",
            lambda: f"sh:sparql {self.query()}",
            lambda: 'sh:message "{$this} has {$count}"@en',
            lambda: "sh:severity sh:Warning",
        ]
        if self.likely(0.03):
            ways.append(lambda: "sh:deactivated true")
        if is_property:
            ways += [
                lambda: f"sh:minCount {self.one('1', '2')}",
                lambda: f"sh:maxCount {self.one('0', '1', '2')}",
                lambda: f"sh:minCount {self.one('1', '2')} ; sh:message '{{$count}} are too few'@en",
                lambda: "sh:uniqueLang true",
                lambda: f"sh:lessThan {self.predicate()}",
                lambda: f"sh:lessThanOrEquals {self.predicate()}",
            ]
        else:
            ways.append(lambda: f"sh:closed true ; sh:ignoredProperties ( {self.predicate()} rdf:type )")
        if depth:
            ways += 2 * [
                lambda: f"sh:node {self.node_shape(depth)}",
                lambda: f"sh:not {self.nested(depth)}",
                lambda: f"sh:{self.one('and', 'or', 'xone')} ( {self.nested(depth)} {self.nested(depth)} )",
                lambda: f"sh:property {self.property(depth - 1)}",
                lambda: f"sh:property {self.property(depth - 1)}, {self.property(depth - 1)}",
            ]
            if is_property:
                ways.append(lambda: f"sh:qualifiedValueShape {self.nested(depth)} ; sh:qualifiedMinCount 1")
            else:
                ways += 2 * [lambda: f"sh:property {self.qualified(depth)}, {self.qualified(depth)}"]
        found = {
            text.split()[0]: text
            for text in (self.chance.choice(ways)() for _ in range(self.chance.randint(1, 3)))
        }
        return list(found.values())

    def qualified(self, depth: int) -> str:
        """Give a property shape that counts what conforms to it and to none of its siblings."""
        return (
            f"[ sh:path {self.path()} ; sh:qualifiedValueShape {self.nested(depth)} ;"
            f" sh:qualifiedMaxCount {self.one('0', '1')} ; sh:qualifiedValueShapesDisjoint true ]"
        )

    def query(self) -> str:
        text = self.chance.choice(QUERIES)
        while " P" in text or "|P" in text or "^P" in text or "/P" in text:
            for sign in " |^/":
                text = text.replace(f"{sign}P", sign + self.predicate(), 1)
        return f'[ sh:prefixes <http://e/shapes> ; sh:message "found {{?value}}"@en ; sh:select "{text}" ]'

    # --- data, and what shapes say of it

    def predicate(self) -> str:
        return f":p{self.chance.randrange(6)}"

    def klass(self) -> str:
        return f":c{self.chance.randrange(5)}"

    def node(self) -> str:
        return f":n{self.chance.randrange(9)}"

    def value(self) -> str:
        if self.likely(0.5):
            return self.node()
        return self.one('"a"', '"b"@en', '"b"@ko', '"c"@en', "1", "2", '"01"', '"x"^^xsd:integer', "true")

    def statement(self) -> str:
        kind = self.chance.random()
        if kind < 0.16:
            return f"{self.node()} a {self.klass()}"
        if kind < 0.22:
            return f"{self.klass()} rdfs:subClassOf {self.klass()}"
        if kind < 0.24:
            return f"{self.node()} a {self.value()}"
        return f"{self.node()} {self.predicate()} {self.value()}"

    def triples(self, number: int) -> set[Triple]:
        """Give some statements."""
        text = PREFIXES + "".join(f"{self.statement()} .\n" for _ in range(number))
        return {quad.triple for quad in pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)}

    def edit(self, data: set[Triple]) -> tuple[set[Triple], set[Triple]]:
        """Give what an edit removes and what it adds: statements, or a thing under another name."""
        removed = set(self.chance.sample(sorted(data, key=str), min(len(data), self.chance.randint(0, 2))))
        added = self.triples(self.chance.randint(0 if removed else 1, 2)) - data
        if self.likely(0.1):
            old, new = NamedNode(f"http://e/n{self.chance.randrange(9)}"), NamedNode("http://e/n9")
            removed = {triple for triple in data if old in (triple.subject, triple.object)}
            added = {renamed(triple, old, new) for triple in removed} - data
        return removed, added - removed


def renamed(triple: Triple, old: NamedNode, new: NamedNode) -> Triple:
    """Put one name in the place of another."""
    subject = new if triple.subject == old else triple.subject
    return Triple(subject, triple.predicate, new if triple.object == old else triple.object)
