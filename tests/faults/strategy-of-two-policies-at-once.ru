#+ plan: saebom
#+ source: "check:functional-property-doubled"
#+ severity: violation
#+ says: "‘Joining up footpaths’ must have only one value for the property ‘strategy of’: keep one."
#+ says-ko: "‘보행로 잇기’의 ‘…의 전략’ 속성에는 값이 하나만 있어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/policy/2> .
  }
}
