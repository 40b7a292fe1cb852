#+ plan: saebom
#+ source: "saebom#strategies-of-policy-1"
#+ severity: violation
#+ says: "Policy 1 of the plan ‘Blueprint of Saebom’ must have 2 strategies."
#+ says-ko: "계획 ‘새봄시 청사진’의 1번 정책에는 전략 2개가 있어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-2> csp:strategyOf <id/saebom/policy/1> .
  }
}
