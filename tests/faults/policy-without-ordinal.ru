#+ plan: saebom
#+ source: "plan#ordinal-required"
#+ severity: violation
#+ says: "‘Saebom walks’ has no ordinal (csp:ordinal): say which of its siblings it is"
#+ says-ko: "‘걷는 새봄’에 순서(csp:ordinal)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> csp:ordinal 1 .
  }
}
