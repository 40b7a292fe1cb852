#+ plan: saebom
#+ source: "plan#vision-parent-class"
#+ severity: violation
#+ says: "The vision ‘A city where all blossom like spring’ stands under ‘Ease’ (csp:visionOf), which is no strategic plan."
#+ says-ko: "비전 ‘모두가 봄처럼 피어나는 도시’의 csp:visionOf 값은 계획(csp:StrategicPlan)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> csp:visionOf <id/saebom> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> csp:visionOf <id/saebom/value/2> .
  }
}
