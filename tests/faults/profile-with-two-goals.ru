#+ plan: saebom
#+ source: "saebom#one-goal"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 1 goal; it has 2."
#+ says-ko: "계획 ‘새봄시 청사진’의 목표는 1개여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal-2> a csp:Goal ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 2 ;
      csp:goalOf <id/saebom/vision> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/goal-2> a csp:Relation ;
      rdf:subject <id/saebom/goal-2> ;
      rdf:predicate csp:goalOf ;
      rdf:object <id/saebom/vision> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
