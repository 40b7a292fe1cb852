#+ plan: saebom
#+ source: "saebom#one-goal"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 1 goal; it has 0."
#+ says-ko: "계획 ‘새봄시 청사진’의 목표는 1개여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> csp:goalOf <id/saebom/vision> .
  }
}
