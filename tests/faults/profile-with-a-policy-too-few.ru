#+ plan: saebom
#+ source: "saebom#policies"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 3 policies; it has 2."
#+ says-ko: "계획 ‘새봄시 청사진’의 정책은 3개여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/3> csp:policyOf <id/saebom/goal> .
  }
}
