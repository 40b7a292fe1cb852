#+ plan: saebom
#+ source: "editorial#label-length"
#+ severity: warning
#+ says: "The label of ‘Joining up footpaths, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them’ is longer than 300 characters: put long text into dcterms:description."
#+ says-ko: "‘보행로 잇기’의 이름이 300자를 넘습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining up footpaths"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joining up footpaths, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them, and more of them"@en .
  }
}
