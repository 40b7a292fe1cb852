#+ plan: saebom
#+ source: "check:detail-under-another-heading"
#+ severity: violation
#+ says: "‘Neighbourhood libraries’ does not stand right below ‘Saebom walks’ in the source: mend its parent."
#+ says-ko: "‘동네 도서관’은 원문에서 ‘걷는 새봄’ 바로 아래에 있지 않습니다. 상위를 고치세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/slogan/1> a csp:Detail ;
      skos:prefLabel "동네 도서관"@ko , "Neighbourhood libraries"@en ;
      csp:ordinal 1 ;
      csp:kind csp:kind-slogan ;
      csp:detailOf <id/saebom/policy/1> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/strategy-2-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/slogan-1> a csp:Relation ;
      rdf:subject <id/saebom/slogan/1> ;
      rdf:predicate csp:detailOf ;
      rdf:object <id/saebom/policy/1> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/strategy-2-1> .
  }
}
