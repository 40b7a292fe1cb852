#+ plan: saebom
#+ source: "check:graph-without-header"
#+ severity: violation
#+ says: "The graph ‘계획’ lacks a header or part of one: give it the type void:Dataset and a title (dcterms:title) in Korean and English."
#+ says-ko: "그래프 ‘계획’에 머리말이 없거나 모자랍니다. void:Dataset 타입과 한국어·영어 제목(dcterms:title)을 적으세요."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <graph/saebom/plan> dcterms:title "The plan"@en .
  }
}
