#+ plan: saebom
#+ source: "check:asserted-and-derived"
#+ severity: violation
#+ says: "The ‘rdf:type’ ‘plan element’ of ‘Joining up footpaths’ is derived by the rules and need not be written: delete it."
#+ says-ko: "‘보행로 잇기’의 ‘rdf:type’ 값 ‘계획 요소’는 규칙이 끌어내므로 손으로 적지 않습니다. 적은 것을 지우세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> a csp:PlanElement .
  }
}
