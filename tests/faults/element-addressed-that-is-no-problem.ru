#+ plan: saebom
#+ source: "plan#problem-kind-value"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ is pointed at by csp:addresses or has csp:causedBy, so it must be a problem (csp:kind-problem): mend its kind or the link."
#+ says-ko: "‘새봄시 청사진’은 csp:addresses가 가리키거나 csp:causedBy가 있으므로 문제(csp:kind-problem)여야 합니다. 종류나 연결을 고치세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/claim> a csp:Detail ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:kind csp:kind-slogan ;
      skos:topConceptOf <id/saebom> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
    <id/saebom/strategy/1-1> csp:addresses <id/saebom/claim> .
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
    <id/saebom/relation/link> a csp:Relation ;
      rdf:subject <id/saebom/strategy/1-1> ;
      rdf:predicate csp:addresses ;
      rdf:object <id/saebom/claim> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
}
