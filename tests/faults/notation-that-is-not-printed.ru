#+ plan: saebom
#+ source: "check:notation-not-in-source"
#+ severity: violation
#+ says: "The notation (skos:notation) ‘1-라’ of ‘Joining up footpaths’ does not begin any of its passages."
#+ says-ko: "‘보행로 잇기’의 번호(skos:notation)가 근거 구절 앞머리에 인쇄되어 있지 않습니다: ‘1-라’"
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:notation "1-가" .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:notation "1-라" .
  }
}
