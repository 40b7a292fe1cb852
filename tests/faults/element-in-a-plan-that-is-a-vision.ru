#+ plan: saebom
#+ source: "plan#element-scheme-class"
#+ severity: violation
#+ says: "‘Joining up footpaths’ is said to be in ‘A city where all blossom like spring’ (skos:inScheme), which is no strategic plan."
#+ says-ko: "‘보행로 잇기’의 skos:inScheme 값은 계획(csp:StrategicPlan)이어야 하는데 ‘모두가 봄처럼 피어나는 도시’입니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:inScheme <id/saebom> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:inScheme <id/saebom/vision> .
  }
}
