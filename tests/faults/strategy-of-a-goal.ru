#+ plan: saebom
#+ source: "check:range-differs"
#+ severity: violation
#+ says: "The property ‘strategy of’ of ‘Joining up footpaths’ has the value ‘Life within walking distance’, which is no ‘policy’."
#+ says-ko: "‘보행로 잇기’의 ‘…의 전략’ 속성은 값이 ‘정책’의 개체여야 하는데 ‘걸어서 닿는 생활’입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/policy/1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/goal> .
  }
}
