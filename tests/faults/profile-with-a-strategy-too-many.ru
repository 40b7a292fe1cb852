#+ plan: saebom
#+ source: "saebom#strategies-of-policy-2"
#+ severity: violation
#+ says: "Policy 2 of the plan ‘Blueprint of Saebom’ must have 3 strategies."
#+ says-ko: "계획 ‘새봄시 청사진’의 2번 정책에는 전략 3개가 있어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/2-4> a csp:Strategy ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 4 ;
      skos:notation "2-라" ;
      csp:strategyOf <id/saebom/policy/2> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/strategy-2-4> a csp:Relation ;
      rdf:subject <id/saebom/strategy/2-4> ;
      rdf:predicate csp:strategyOf ;
      rdf:object <id/saebom/policy/2> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
