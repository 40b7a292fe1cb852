#+ plan: saebom
#+ source: "plan#relation-predicate"
#+ severity: violation
#+ says: "The relation ‘saebom/relation/goal’ must have one rdf:predicate; it has 0."
#+ says-ko: "관계 ‘saebom/relation/goal’의 술어(rdf:predicate)는 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal> rdf:predicate csp:goalOf .
  }
}
