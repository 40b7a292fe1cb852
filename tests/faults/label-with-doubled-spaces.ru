#+ plan: saebom
#+ source: "editorial#label-spaces"
#+ severity: warning
#+ says: "The label ‘Joining  up footpaths’ of ‘Joining  up footpaths’ has spaces around it or doubled inside: take them out."
#+ says-ko: "‘보행로 잇기’의 이름 ‘Joining  up footpaths’ 앞뒤에 빈칸이 있거나 안에서 빈칸이 겹칩니다. 지우세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining up footpaths"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining  up footpaths"@en .
  }
}
