#+ plan: saebom
#+ source: "plan#element-type"
#+ severity: violation
#+ says: "‘Joining up footpaths’ must be exactly one of vision, goal,"
#+ says-ko: "‘보행로 잇기’의 타입은 비전·목표·정책수단·가치·정책·전략·사업·세부 요소 가운데 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> a csp:Value .
  }
}
