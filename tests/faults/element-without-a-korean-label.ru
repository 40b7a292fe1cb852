#+ plan: saebom
#+ source: "editorial#label-korean"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has no Korean label (skos:prefLabel @ko): write one."
#+ says-ko: "‘Joining up footpaths’에 한국어 이름(skos:prefLabel @ko)이 없습니다. 적으세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "보행로 잇기"@ko .
  }
}
