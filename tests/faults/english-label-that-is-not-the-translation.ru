#+ plan: saebom
#+ source: "check:label-not-translation"
#+ severity: violation
#+ says: "The English label ‘Footpaths’ of ‘Footpaths’ is not the translation of any of its passages."
#+ says-ko: "‘보행로 잇기’의 영어 이름이 근거 구절의 번역과 다릅니다: ‘Footpaths’"
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining up footpaths"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Footpaths"@en .
  }
}
