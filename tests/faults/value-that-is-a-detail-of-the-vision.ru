#+ plan: saebom
#+ source: "plan#detail-only"
#+ severity: violation
#+ says: "‘Care’ has csp:detailOf or csp:kind but is no detail"
#+ says-ko: "‘배려’에 csp:detailOf나 csp:kind가 있지만 세부 요소(csp:Detail)가 아닙니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> csp:detailOf <id/saebom/vision> .
  }
}
