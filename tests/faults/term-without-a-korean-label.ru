#+ plan: saebom
#+ source: "check:term-undocumented"
#+ severity: violation
#+ says: "The term ‘table row’ lacks a label (rdfs:label, skos:prefLabel) or a definition (skos:definition) in ‘@ko’."
#+ says-ko: "용어 ‘table row’에 ‘@ko’ 이름(rdfs:label, skos:prefLabel)이나 정의(skos:definition)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE DATA {
  GRAPH <ontology/csp> {
    csp:row rdfs:label "표의 행"@ko .
  }
}
