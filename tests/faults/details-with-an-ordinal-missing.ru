#+ plan: saebom
#+ source: "check:detail-order"
#+ severity: violation
#+ says: "The ordinal 3 of ‘Making shaded paths’ is that of a sibling of its kind, or no sibling has the number before. Number them from 1 without a gap (csp:ordinal)."
#+ says-ko: "‘그늘길 만들기’의 순서 3이 같은 종류의 형제와 겹치거나, 바로 앞 순서의 형제가 없습니다. 순서(csp:ordinal)를 1부터 빠짐없이 매기세요."
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
      csp:detailOf <id/saebom/policy/1> ;
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
      rdf:object <id/saebom/policy/1> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/strategy-1-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/slogan/2> a csp:Detail ;
      skos:prefLabel "그늘길 만들기"@ko , "Making shaded paths"@en ;
      csp:ordinal 3 ;
      csp:kind csp:kind-slogan ;
      csp:detailOf <id/saebom/policy/1> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/strategy-1-2> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/slogan-2> a csp:Relation ;
      rdf:subject <id/saebom/slogan/2> ;
      rdf:predicate csp:detailOf ;
      rdf:object <id/saebom/policy/1> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/strategy-1-2> .
  }
}
