#+ plan: saebom
#+ source: "check:top-concept-with-broader"
#+ severity: violation
#+ says: "‘Care’ is a top concept of its plan, yet ‘Life within walking distance’ stands above it"
#+ says-ko: "계획의 맨 위 개념인 ‘배려’의 위에 다른 개념이 있습니다: ‘걸어서 닿는 생활’."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> skos:broader <id/saebom/goal> .
  }
}
