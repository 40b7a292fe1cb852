#+ plan: saebom
#+ source: "plan#element-scheme"
#+ severity: violation
#+ says: "‘Joining up footpaths’ must be in one plan (skos:inScheme); it is in 0."
#+ says-ko: "‘보행로 잇기’의 계획(skos:inScheme)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:inScheme <id/saebom> .
  }
}
