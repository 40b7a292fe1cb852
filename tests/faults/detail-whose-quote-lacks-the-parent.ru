#+ plan: saebom
#+ source: "check:detail-away-from-parent"
#+ severity: violation
#+ says: "‘Joining up footpaths’ is put under ‘Saebom learns’, but no passage of their relation has both: mend the parent or the passage."
#+ says-ko: "‘보행로 잇기’를 ‘배우는 새봄’ 아래에 두었지만, 관계의 구절 가운데 둘 다 들어 있는 것이 없습니다. 상위나 관계의 구절을 고치세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/slogan/1> a csp:Detail ;
      skos:prefLabel "보행로 잇기"@ko , "Joining up footpaths"@en ;
      csp:ordinal 1 ;
      csp:kind csp:kind-slogan ;
      csp:detailOf <id/saebom/policy/2> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/strategy-1-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/slogan-1> a csp:Relation ;
      rdf:subject <id/saebom/slogan/1> ;
      rdf:predicate csp:detailOf ;
      rdf:object <id/saebom/policy/2> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/strategy-1-1> .
  }
}
