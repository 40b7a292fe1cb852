#+ plan: saebom
#+ source: "check:context-differs-from-source"
#+ severity: violation
#+ says: "The characters before or after the passage ‘saebom/passage/value-1’ (oa:prefix, oa:suffix) differ from the source."
#+ says-ko: "구절 ‘saebom/passage/value-1’의 앞뒤 글자(oa:prefix, oa:suffix)가 원문과 다릅니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE WHERE {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/value-1#quote> oa:suffix ?suffix .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/value-1#quote> oa:suffix ", 빠름" .
  }
}
