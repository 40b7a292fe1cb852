#+ plan: saebom
#+ source: "plan#plan-policies"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ has no policy: put a goal"
#+ says-ko: "계획 ‘새봄시 청사진’에 정책이 하나도 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE WHERE {
  GRAPH <graph/saebom/plan> {
    ?policy csp:policyOf ?goal .
  }
}
