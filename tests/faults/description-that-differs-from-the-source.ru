#+ plan: saebom
#+ source: "check:description-not-in-source"
#+ severity: violation
#+ says: "The Korean description (dcterms:description) ‘1. 뛰는 새봄’ of ‘Saebom walks’ is not what its passages print: ‘1. 걷는 새봄’."
#+ says-ko: "‘걷는 새봄’의 한국어 설명문(dcterms:description)이 근거 구절에 인쇄된 것과 다릅니다: ‘1. 뛰는 새봄’(설명문), ‘1. 걷는 새봄’(원문)"
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> dcterms:description "1. 걷는 새봄"@ko .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> dcterms:description "1. 뛰는 새봄"@ko .
  }
}
