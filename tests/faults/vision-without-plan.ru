#+ plan: saebom
#+ source: "plan#vision-parent"
#+ severity: violation
#+ says: "The vision ‘A city where all blossom like spring’ must stand under one strategic plan (csp:visionOf); it stands under 0."
#+ says-ko: "비전 ‘모두가 봄처럼 피어나는 도시’의 계획(csp:visionOf)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> csp:visionOf <id/saebom> .
  }
}
