#+ plan: saebom
#+ source: "plan#plan-language-code"
#+ severity: violation
#+ says: "The language (dcterms:language) of the plan ‘Blueprint of Saebom’ must be a string like ‘ko’, not ‘language/ko’."
#+ says-ko: "계획 ‘새봄시 청사진’의 언어(dcterms:language)는 ‘ko’와 같은 글자여야 하는데 ‘language/ko’입니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> dcterms:language "ko" .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> dcterms:language <id/language/ko> .
  }
}
