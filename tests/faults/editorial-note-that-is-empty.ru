#+ plan: saebom
#+ source: "editorial#note-words"
#+ severity: violation
#+ says: "An editorial note (skos:editorialNote) of ‘Joining up footpaths’ is empty: write it, or take it away."
#+ says-ko: "‘보행로 잇기’의 편집자 주(skos:editorialNote)가 비었습니다. 적거나 지우세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:editorialNote ""@ko , "As printed."@en .
  }
}
