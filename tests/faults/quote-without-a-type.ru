#+ plan: saebom
#+ source: "plan#quote-type"
#+ severity: violation
#+ says: "‘saebom/passage/goal#quote’ has oa:exact, so its type must be oa:TextQuoteSelector."
#+ says-ko: "‘saebom/passage/goal#quote’에 oa:exact가 있으므로 타입은 oa:TextQuoteSelector여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal#quote> a oa:TextQuoteSelector .
  }
}
