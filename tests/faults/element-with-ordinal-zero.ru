#+ plan: saebom
#+ source: "plan#element-ordinal"
#+ severity: violation
#+ says: "The ordinal of ‘Joining up footpaths’ (csp:ordinal) must be one integer of 1 or more."
#+ says-ko: "‘보행로 잇기’의 순서(csp:ordinal)는 1 이상의 정수 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:ordinal 1 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:ordinal 0 .
  }
}
