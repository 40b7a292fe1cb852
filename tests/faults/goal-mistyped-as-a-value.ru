#+ plan: saebom
#+ source: "plan#goal-only"
#+ severity: violation
#+ says: "‘Life within walking distance’ has csp:goalOf but is no goal (csp:Goal): mend its type"
#+ says-ko: "‘걸어서 닿는 생활’에 csp:goalOf가 있지만 목표(csp:Goal)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> a csp:Goal .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> a csp:Value .
  }
}
