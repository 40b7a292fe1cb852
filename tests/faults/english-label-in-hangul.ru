#+ plan: saebom
#+ source: "editorial#label-english"
#+ severity: violation
#+ says: "‘보행로 잇기’ has no English label (skos:prefLabel @en), or one that is written in Hangul: translate it."
#+ says-ko: "‘보행로 잇기’에 영어 이름(skos:prefLabel @en)이 없거나 한글로 적혀 있습니다. 번역하세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining up footpaths"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "보행로 잇기"@en .
  }
}
