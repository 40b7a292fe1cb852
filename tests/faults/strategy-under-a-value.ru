#+ plan: saebom
#+ source: "plan#strategy-parent-class"
#+ severity: violation
#+ says: "The strategy ‘Joining up footpaths’ stands under ‘Ease’ (csp:strategyOf), which is no policy."
#+ says-ko: "전략 ‘보행로 잇기’의 csp:strategyOf 값은 정책(csp:Policy)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/policy/1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/value/2> .
  }
}
