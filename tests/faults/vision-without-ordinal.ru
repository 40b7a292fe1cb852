#+ plan: saebom
#+ source: "plan#ordinal-required"
#+ severity: violation
#+ says: "‘A city where all blossom like spring’ has no ordinal (csp:ordinal): say which of its siblings it is"
#+ says-ko: "‘모두가 봄처럼 피어나는 도시’에 순서(csp:ordinal)가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> csp:ordinal 1 .
  }
}
