#+ plan: saebom
#+ source: "check:broader-redundant"
#+ severity: violation
#+ says: "‘Joining up footpaths’ is linked up to ‘Life within walking distance’ directly and through another parent"
#+ says-ko: "‘보행로 잇기’에서 상위 ‘걸어서 닿는 생활’까지는 다른 상위를 거쳐 이미 이어져 있습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:broader <id/saebom/goal> .
  }
}
