#+ plan: saebom
#+ source: "editorial#label-alternatives"
#+ severity: violation
#+ says: "The alternative label (skos:altLabel) ‘보행로 잇기’ of ‘Joining up footpaths’ equals its preferred label (skos:prefLabel): delete one."
#+ says-ko: "‘보행로 잇기’의 다른 이름(skos:altLabel)이 대표 이름(skos:prefLabel)과 같습니다: ‘보행로 잇기’. 하나를 지우세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:altLabel "보행로 잇기"@ko .
  }
}
