#+ plan: saebom
#+ source: "saebom#values"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 2 values; it has 3."
#+ says-ko: "계획 ‘새봄시 청사진’의 가치 수는 2개여야 하는데 3개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/3> a csp:Value ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 3 ;
      csp:valueOf <id/saebom> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/value-3> a csp:Relation ;
      rdf:subject <id/saebom/value/3> ;
      rdf:predicate csp:valueOf ;
      rdf:object <id/saebom> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
