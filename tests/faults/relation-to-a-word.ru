#+ plan: saebom
#+ source: "plan#relation-iri"
#+ severity: violation
#+ says: "The relation ‘saebom/relation/goal’ has ‘비전’ for its rdf:subject, rdf:predicate or rdf:object, which is no IRI."
#+ says-ko: "관계 ‘saebom/relation/goal’의 주어·술어·목적어는 IRI여야 하는데 ‘비전’입니다."
BASE <https://plan.saebom.example/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal> rdf:object <id/saebom/vision> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal> rdf:object "비전"@ko .
  }
}
