#+ plan: saebom
#+ source: "plan#ordinal-required"
#+ severity: violation
#+ says: "‘Care’ has no ordinal (csp:ordinal): say which of its siblings it is"
#+ says-ko: "‘배려’에 순서(csp:ordinal)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> csp:ordinal 1 .
  }
}
