#+ plan: saebom
#+ source: "check:asserted-and-derived"
#+ severity: violation
#+ says: "The ‘has strategy’ ‘Joining up footpaths’ of ‘Saebom walks’ is derived by the rules and need not be written: delete it."
#+ says-ko: "‘걷는 새봄’의 ‘전략으로 …을 둠’ 값 ‘보행로 잇기’는 규칙이 끌어내므로 손으로 적지 않습니다. 적은 것을 지우세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> csp:hasStrategy <id/saebom/strategy/1-1> .
  }
}
