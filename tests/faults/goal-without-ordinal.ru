#+ plan: saebom
#+ source: "plan#ordinal-required"
#+ severity: violation
#+ says: "‘Life within walking distance’ has no ordinal (csp:ordinal): say which of its siblings it is"
#+ says-ko: "‘걸어서 닿는 생활’에 순서(csp:ordinal)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> csp:ordinal 1 .
  }
}
