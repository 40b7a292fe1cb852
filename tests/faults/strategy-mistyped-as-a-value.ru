#+ plan: saebom
#+ source: "plan#strategy-only"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has csp:strategyOf but is no strategy (csp:Strategy): mend its type"
#+ says-ko: "‘보행로 잇기’에 csp:strategyOf가 있지만 전략(csp:Strategy)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> a csp:Strategy .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> a csp:Value .
  }
}
