#+ plan: saebom
#+ source: "plan#value-parent"
#+ severity: violation
#+ says: "The value ‘Care’ must stand under one strategic plan (csp:valueOf); it stands under 0."
#+ says-ko: "가치 ‘배려’의 계획(csp:valueOf)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> csp:valueOf <id/saebom> .
  }
}
