#+ plan: saebom
#+ source: "plan#goal-parent"
#+ severity: violation
#+ says: "The goal ‘Life within walking distance’ must stand under one vision (csp:goalOf); it stands under 0."
#+ says-ko: "목표 ‘걸어서 닿는 생활’의 비전(csp:goalOf)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> csp:goalOf <id/saebom/vision> .
  }
}
