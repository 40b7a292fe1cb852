#+ plan: saebom
#+ source: "plan#ordinal-required"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has no ordinal (csp:ordinal): say which of its siblings it is"
#+ says-ko: "‘보행로 잇기’에 순서(csp:ordinal)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:ordinal 1 .
  }
}
