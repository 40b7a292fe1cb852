#+ plan: saebom
#+ source: "plan#relation-predicate"
#+ severity: violation
#+ says: "it has 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal> rdf:predicate csp:policyOf .
  }
}
