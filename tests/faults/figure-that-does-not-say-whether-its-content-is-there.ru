#+ plan: saebom
#+ source: "plan#kind-needs"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ lacks what its kind calls for: csp:amount for a quantity, csp:declaredCount and csp:counts for a count claim, csp:contentAvailable for a figure."
#+ says-ko: "‘새봄시 청사진’에 그 종류가 요구하는 값이 없습니다. 수량에는 csp:amount를, 개수 선언에는 csp:declaredCount와 csp:counts를, 그림에는 csp:contentAvailable을 적으세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/claim> a csp:Detail ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:kind csp:kind-figure ;
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
      rdf:predicate skos:topConceptOf ;
      rdf:object <id/saebom> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
