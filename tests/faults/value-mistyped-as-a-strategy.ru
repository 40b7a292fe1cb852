#+ plan: saebom
#+ source: "plan#value-only"
#+ severity: violation
#+ says: "‘Care’ has csp:valueOf but is no value (csp:Value): mend its type"
#+ says-ko: "‘배려’에 csp:valueOf가 있지만 가치(csp:Value)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> a csp:Value .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> a csp:Strategy .
  }
}
