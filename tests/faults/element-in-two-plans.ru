#+ plan: saebom
#+ source: "plan#element-scheme"
#+ severity: violation
#+ says: "it is in 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:inScheme <id/saebom-2> .
  }
}
