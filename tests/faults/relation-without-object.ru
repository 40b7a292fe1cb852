#+ plan: saebom
#+ source: "plan#relation-object"
#+ severity: violation
#+ says: "The relation ‘saebom/relation/goal’ must have one rdf:object; it has 0."
#+ says-ko: "관계 ‘saebom/relation/goal’의 목적어(rdf:object)는 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal> rdf:object <id/saebom/vision> .
  }
}
