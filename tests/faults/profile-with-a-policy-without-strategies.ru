#+ plan: saebom
#+ source: "saebom#strategies-of-policy-3"
#+ severity: violation
#+ says: "Policy 3 of the plan ‘Blueprint of Saebom’ must have 1 strategy."
#+ says-ko: "계획 ‘새봄시 청사진’의 3번 정책에는 전략 1개가 있어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/3-1> csp:strategyOf <id/saebom/policy/3> .
  }
}
