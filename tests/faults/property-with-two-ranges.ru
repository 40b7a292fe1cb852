#+ plan: saebom
#+ source: "check:property-without-domain"
#+ severity: violation
#+ says: "The property ‘table row’ must have one domain (rdfs:domain) and one range (rdfs:range)."
#+ says-ko: "속성 ‘표의 행’에는 정의역(rdfs:domain)과 치역(rdfs:range)이 하나씩 있어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA {
  GRAPH <ontology/csp> {
    csp:row rdfs:range csp:Section .
  }
}
