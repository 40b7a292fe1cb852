#+ plan: saebom
#+ source: "check:match-without-concept"
#+ severity: violation
#+ says: "The ‘skos:relatedMatch’ of ‘Joining up footpaths’ cannot be ‘Making shaded paths’: it must be another concept, with a label, and for a mapping (skos:…Match) one of another scheme."
#+ says-ko: "‘보행로 잇기’의 ‘skos:relatedMatch’ 값으로 ‘그늘길 만들기’를 쓸 수 없습니다. 이름이 있는 다른 개념이어야 하고, 대응(skos:…Match)이면 다른 개념 체계의 것이어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:relatedMatch <id/saebom/strategy/1-2> .
  }
}
