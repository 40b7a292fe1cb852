#+ plan: saebom
#+ source: "plan#position-start"
#+ severity: violation
#+ says: "The position selector ‘saebom/passage/goal#position’ must have one start (oa:start), an integer of 0 or more and less than its end (oa:end)."
#+ says-ko: "위치 선택자 ‘saebom/passage/goal#position’의 시작(oa:start)은 0 이상의 정수 하나이고 끝(oa:end)보다 작아야 합니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#position> oa:start 45 .
  }
}
