#+ plan: saebom
#+ source: "check:order-differs-from-source"
#+ severity: violation
#+ says: "‘Making shaded paths’ is ordered before ‘Joining up footpaths’ (csp:ordinal), but the source prints it after."
#+ says-ko: "‘그늘길 만들기’의 순서(csp:ordinal)가 ‘보행로 잇기’보다 앞이지만 원문에는 뒤에 나옵니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:ordinal 1 .
    <id/saebom/strategy/1-2> csp:ordinal 2 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:ordinal 2 .
    <id/saebom/strategy/1-2> csp:ordinal 1 .
  }
}
