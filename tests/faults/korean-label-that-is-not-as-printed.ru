#+ plan: saebom
#+ source: "check:label-not-in-source"
#+ severity: violation
#+ says: "The Korean label ‘보행로를 잇기’ of ‘Joining up footpaths’ is not what its passages print: ‘보행로 잇기’."
#+ says-ko: "‘보행로를 잇기’의 한국어 이름이 근거 구절에 인쇄된 꼴과 다릅니다: ‘보행로를 잇기’(이름), ‘보행로 잇기’(원문)"
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "보행로 잇기"@ko .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "보행로를 잇기"@ko .
  }
}
