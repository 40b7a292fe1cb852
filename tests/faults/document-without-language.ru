#+ plan: saebom
#+ source: "plan#document-language"
#+ severity: violation
#+ says: "The source document ‘Blueprint of Saebom (source text)’ must have one language (dcterms:language); it has 0."
#+ says-ko: "원문 ‘새봄시 청사진 (원문)’의 언어(dcterms:language)는 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/source/saebom> dcterms:language "ko" .
  }
}
