#+ plan: saebom
#+ source: "plan#ordinal-required"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ has no ordinal (csp:ordinal): say which of its siblings it is, from 1."
#+ says-ko: "‘새봄시 청사진’에 순서(csp:ordinal)가 없습니다. 형제 가운데 몇 번째인지 적으세요."
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
}
