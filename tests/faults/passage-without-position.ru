#+ plan: saebom
#+ source: "plan#passage-position"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ must have one position selector (oa:TextPositionSelector); it has 0."
#+ says-ko: "구절 ‘saebom/passage/goal’의 위치 선택자(oa:TextPositionSelector)는 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> oa:hasSelector <id/saebom/passage/goal#position> .
  }
}
