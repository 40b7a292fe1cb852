#+ plan: saebom
#+ source: "plan#value-parent-class"
#+ severity: violation
#+ says: "The value ‘Care’ stands under ‘Ease’ (csp:valueOf), which is no strategic plan."
#+ says-ko: "가치 ‘배려’의 csp:valueOf 값은 계획(csp:StrategicPlan)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> csp:valueOf <id/saebom> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> csp:valueOf <id/saebom/value/2> .
  }
}
