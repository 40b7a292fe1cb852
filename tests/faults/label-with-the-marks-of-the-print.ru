#+ plan: saebom
#+ source: "editorial#label-marks"
#+ severity: warning
#+ says: "The label ‘▼ Joining up footpaths’ of ‘▼ Joining up footpaths’ keeps marks of the print"
#+ says-ko: "‘보행로 잇기’의 이름 ‘▼ Joining up footpaths’에 인쇄용 표시가 남아 있습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining up footpaths"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "▼ Joining up footpaths"@en .
  }
}
