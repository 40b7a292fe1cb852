#+ plan: saebom
#+ source: "check:element-unreachable"
#+ severity: violation
#+ says: "Going up from ‘Joining up footpaths’ never leads to the plan ‘Blueprint of Saebom’: link it to a parent."
#+ says-ko: "‘보행로 잇기’에서 위로 올라가도 계획 ‘새봄시 청사진’에 닿지 않습니다. 부모를 이으세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:strategyOf <id/saebom/policy/1> .
  }
}
