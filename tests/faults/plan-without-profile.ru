#+ plan: saebom
#+ source: "plan#plan-profile"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ has no profile: give it the class of a profile"
#+ says-ko: "계획 ‘새봄시 청사진’에 프로필이 없습니다."
BASE <https://plan.saebom.example/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> a <ontology/shapes/saebom#Plan> .
  }
}
