#+ plan: saebom
#+ source: "plan#position-end"
#+ severity: violation
#+ says: "The position selector ‘saebom/passage/goal#position’ must have one end (oa:end), an integer."
#+ says-ko: "위치 선택자 ‘saebom/passage/goal#position’의 끝(oa:end)은 정수 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#position> oa:end 57 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#position> oa:end "57" .
  }
}
