#+ plan: saebom
#+ source: "check:broader-cycle"
#+ severity: violation
#+ says: "‘Life within walking distance’ stands above itself: mend its link upwards."
#+ says-ko: "‘걸어서 닿는 생활’에서 위로 올라가면 자기 자신으로 돌아옵니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> skos:broader <id/saebom/strategy/1-1> .
  }
}
