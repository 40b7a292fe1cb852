#+ plan: saebom
#+ source: "check:ordinal-gap"
#+ severity: violation
#+ says: "‘Making shaded paths’ is number 3, but no sibling has the number before."
#+ says-ko: "‘그늘길 만들기’의 순서는 3인데 바로 앞 순서의 형제가 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-2> csp:ordinal 2 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-2> csp:ordinal 3 .
  }
}
