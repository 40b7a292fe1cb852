#+ plan: saebom
#+ source: "editorial#note-english"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has no editorial note (skos:editorialNote) in English: write it in Korean and in English."
#+ says-ko: "‘보행로 잇기’에 영어 편집자 주(skos:editorialNote)가 없습니다. 한국어와 영어로 다 적으세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:editorialNote "인쇄된 대로 적었습니다."@ko .
  }
}
