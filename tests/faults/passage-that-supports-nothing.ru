#+ plan: saebom
#+ source: "check:passage-unused"
#+ severity: violation
#+ says: "Nothing points at the passage ‘saebom/passage/values’: link what it supports with csp:passage."
#+ says-ko: "구절 ‘saebom/passage/values’에 기대는 것이 없습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE WHERE {
  GRAPH <graph/saebom/text> {
    ?relation csp:passage <id/saebom/passage/values> .
  }
}
