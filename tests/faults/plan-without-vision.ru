#+ plan: saebom
#+ source: "plan#plan-vision"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ has no vision: add a csp:Vision"
#+ says-ko: "계획 ‘새봄시 청사진’에 비전이 없습니다."
BASE <https://plan.saebom.example/>

DELETE WHERE {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision> ?property ?value .
  }
}
