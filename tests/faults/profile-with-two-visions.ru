#+ plan: saebom
#+ source: "saebom#one-vision"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 1 vision; it has 2."
#+ says-ko: "계획 ‘새봄시 청사진’의 비전은 1개여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/vision-2> a csp:Vision ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 2 ;
      csp:visionOf <id/saebom> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/vision-2> a csp:Relation ;
      rdf:subject <id/saebom/vision-2> ;
      rdf:predicate csp:visionOf ;
      rdf:object <id/saebom> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
