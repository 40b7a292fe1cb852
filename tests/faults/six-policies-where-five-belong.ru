#+ plan: gwangju
#+ source: "five-by-four#five-policies-max"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 5 policies; it has 6."
#+ says-ko: "계획 ‘시정비전과 목표’에는 정책이 5개 있어야 하는데 6개나 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/policy/6> a csp:Policy ;
      skos:prefLabel "시정비전과 목표"@ko , "Municipal vision and goals"@en ;
      csp:ordinal 6 ;
      csp:policyOf <id/gwangju/m7/goal> ;
      skos:inScheme <id/gwangju/m7> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/relation/policy-6> a csp:Relation ;
      rdf:subject <id/gwangju/m7/policy/6> ;
      rdf:predicate csp:policyOf ;
      rdf:object <id/gwangju/m7/goal> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
}
