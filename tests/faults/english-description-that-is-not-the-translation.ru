#+ plan: saebom
#+ source: "check:description-not-translation"
#+ severity: violation
#+ says: "‘Saebom walks’ has no English description that is the translation of its passage: copy it from there (csp:translation)."
#+ says-ko: "‘걷는 새봄’의 영어 설명문이 없거나 구절의 번역과 다릅니다. 구절의 번역(csp:translation)을 그대로 적으세요."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> dcterms:description "1. Saebom walks"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> dcterms:description "1. Saebom strolls"@en .
  }
}
