#+ plan: saebom
#+ source: "plan#element-notation"
#+ severity: violation
#+ says: "‘Joining up footpaths’ may have one notation (skos:notation): a string that is not empty and has no language tag."
#+ says-ko: "‘보행로 잇기’의 번호(skos:notation)는 하나만, 언어 태그 없는 문자열로 적고, 비워 두지 않습니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:notation "1-가" .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:notation "" .
  }
}
