#+ plan: saebom
#+ source: "check:quote-differs-from-source"
#+ severity: violation
#+ says: "The quote of the passage ‘saebom/passage/value-1’ differs from the source at that position, which reads: ‘배려’"
#+ says-ko: "구절 ‘saebom/passage/value-1’의 인용문이 원문의 그 위치에 있는 글자와 다릅니다. 원문: ‘배려’"
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/value-1#quote> oa:exact "배려"@ko .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/value-1#quote> oa:exact ""@ko .
  }
}
