#+ plan: saebom
#+ source: "plan#plan-language"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have one language (dcterms:language); it has 0."
#+ says-ko: "계획 ‘새봄시 청사진’의 언어(dcterms:language)는 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> dcterms:language "ko" .
  }
}
