#+ plan: saebom
#+ source: "check:term-undocumented"
#+ severity: violation
#+ says: "The term ‘slogan’ lacks a label (rdfs:label, skos:prefLabel) or a definition (skos:definition) in ‘@en’."
#+ says-ko: "용어 ‘구호’에 ‘@en’ 이름(rdfs:label, skos:prefLabel)이나 정의(skos:definition)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <ontology/csp> {
    csp:kind-slogan skos:definition "A slogan that is neither the vision nor the goal."@en .
  }
}
