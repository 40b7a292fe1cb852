#+ plan: saebom
#+ source: "editorial#description-present"
#+ severity: warning
#+ says: "The policy ‘Saebom walks’ should have a lead text (dcterms:description) in Korean and one in English."
#+ says-ko: "정책 ‘걷는 새봄’에 한국어와 영어 설명문(dcterms:description)이 하나씩 있으면 좋습니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> dcterms:description "Walking"@en .
  }
}
