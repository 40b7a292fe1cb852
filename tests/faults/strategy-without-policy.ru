#+ plan: saebom
#+ source: "plan#strategy-parent"
#+ severity: violation
#+ says: "The strategy ‘Joining up footpaths’ must stand under one policy (csp:strategyOf); it stands under 0."
#+ says-ko: "전략 ‘보행로 잇기’의 정책(csp:strategyOf)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/policy/1> .
  }
}
