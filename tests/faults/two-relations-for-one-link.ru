#+ plan: saebom
#+ source: "check:relation-doubled"
#+ severity: violation
#+ says: "The relations ‘saebom/relation/goal’ and ‘saebom/relation/goal-2’ speak of the same link: delete one."
#+ says-ko: "두 관계가 같은 연결을 말합니다: ‘saebom/relation/goal’, ‘saebom/relation/goal-2’. 하나를 지우세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal-2> a csp:Relation ;
      rdf:subject <id/saebom/goal> ;
      rdf:predicate csp:goalOf ;
      rdf:object <id/saebom/vision> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/goal> .
  }
}
