#+ plan: saebom
#+ source: "plan#policy-parent"
#+ severity: violation
#+ says: "The policy ‘Saebom walks’ must stand under one goal (csp:policyOf); it stands under 0."
#+ says-ko: "정책 ‘걷는 새봄’의 목표(csp:policyOf)는 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> csp:policyOf <id/saebom/goal> .
  }
}
