#+ plan: saebom
#+ source: "check:related-and-broader"
#+ severity: violation
#+ says: "‘Joining up footpaths’ stands under ‘Saebom walks’, so they can't be skos:related (SKOS S27)"
#+ says-ko: "‘걷는 새봄’에서 ‘보행로 잇기’까지는 위아래 사이이므로 관련(skos:related)일 수 없습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:related <id/saebom/policy/1> .
  }
}
