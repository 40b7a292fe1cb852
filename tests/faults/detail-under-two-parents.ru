#+ plan: saebom
#+ source: "plan#detail-parent"
#+ severity: violation
#+ says: "it stands under 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/claim> a csp:Detail ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:kind csp:kind-slogan ;
      csp:detailOf <id/saebom/vision> ;
      skos:topConceptOf <id/saebom> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/claim> a csp:Relation ;
      rdf:subject <id/saebom/claim> ;
      rdf:predicate csp:detailOf ;
      rdf:object <id/saebom/vision> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/claim-2> a csp:Relation ;
      rdf:subject <id/saebom/claim> ;
      rdf:predicate skos:topConceptOf ;
      rdf:object <id/saebom> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
