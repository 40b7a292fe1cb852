#+ plan: saebom
#+ source: "editorial#label-once"
#+ severity: violation
#+ says: "has more than one label (skos:prefLabel) in one language: keep one"
#+ says-ko: "‘보행로 잇기’의 이름(skos:prefLabel)이 한 언어에 둘 이상입니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Footpaths"@en .
  }
}
