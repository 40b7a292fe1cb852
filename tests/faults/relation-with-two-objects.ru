#+ plan: saebom
#+ source: "plan#relation-object"
#+ severity: violation
#+ says: "it has 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal> rdf:object <id/saebom/goal> .
  }
}
