#+ plan: saebom
#+ source: "plan#plan-class"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must be typed csp:StrategicPlan beside its profile."
#+ says-ko: "계획 ‘새봄시 청사진’에 csp:StrategicPlan 타입이 없습니다. 프로필 타입 옆에 적으세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> a csp:StrategicPlan .
  }
}
