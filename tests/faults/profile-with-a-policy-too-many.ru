#+ plan: saebom
#+ source: "saebom#policies"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 3 policies; it has 4."
#+ says-ko: "계획 ‘새봄시 청사진’의 정책은 3개여야 하는데 4개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/4> a csp:Policy ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 4 ;
      csp:policyOf <id/saebom/goal> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/policy-4> a csp:Relation ;
      rdf:subject <id/saebom/policy/4> ;
      rdf:predicate csp:policyOf ;
      rdf:object <id/saebom/goal> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
