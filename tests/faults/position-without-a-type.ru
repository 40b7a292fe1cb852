#+ plan: saebom
#+ source: "plan#position-type"
#+ severity: violation
#+ says: "‘saebom/passage/goal#position’ has oa:start or oa:end, so its type must be oa:TextPositionSelector."
#+ says-ko: "‘saebom/passage/goal#position’에 oa:start나 oa:end가 있으므로 타입은 oa:TextPositionSelector여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#position> a oa:TextPositionSelector .
  }
}
