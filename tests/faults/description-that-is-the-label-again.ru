#+ plan: saebom
#+ source: "editorial#description-once"
#+ severity: violation
#+ says: "‘Joining up footpaths’ must have no more than one description (dcterms:description) in each language, and none that is its label again."
#+ says-ko: "‘보행로 잇기’의 설명문(dcterms:description)은 언어마다 하나만 두어야 하고, 이름과 달라야 합니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> dcterms:description "Joining up footpaths"@en .
  }
}
