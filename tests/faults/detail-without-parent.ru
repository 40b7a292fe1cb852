#+ plan: saebom
#+ source: "plan#detail-parent"
#+ severity: violation
#+ says: "The detail ‘Blueprint of Saebom’ must stand under one element (csp:detailOf) or the plan (skos:topConceptOf); it stands under 0."
#+ says-ko: "세부 요소 ‘새봄시 청사진’의 상위는 요소(csp:detailOf)나 계획(skos:topConceptOf) 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/claim> a csp:Detail ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:kind csp:kind-slogan ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
}
