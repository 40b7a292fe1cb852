#+ plan: saebom
#+ source: "plan#detail-parent-class"
#+ severity: violation
#+ says: "The detail ‘Blueprint of Saebom’ stands under ‘Blueprint of Saebom’ (csp:detailOf), which is no plan element."
#+ says-ko: "세부 요소 ‘새봄시 청사진’의 csp:detailOf 값은 계획 요소(csp:PlanElement)여야 하는데 ‘새봄시 청사진’입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/claim> a csp:Detail ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:kind csp:kind-slogan ;
      csp:detailOf <id/saebom/section/all> ;
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
      rdf:object <id/saebom/section/all> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
