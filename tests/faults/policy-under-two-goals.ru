#+ plan: saebom
#+ source: "plan#policy-parent"
#+ severity: violation
#+ says: "it stands under 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> csp:policyOf <id/saebom/goal-2> .
  }
}
