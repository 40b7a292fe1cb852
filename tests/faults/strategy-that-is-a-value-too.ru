#+ plan: saebom
#+ source: "check:disjoint-classes"
#+ severity: violation
#+ says: "‘Joining up footpaths’ can't be both ‘strategy’ and ‘value’: keep one."
#+ says-ko: "‘보행로 잇기’의 타입 가운데 함께 쓸 수 없는 것이 있습니다: ‘전략’, ‘가치’. 하나만 남기세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> a csp:Value .
  }
}
