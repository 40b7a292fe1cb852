#+ plan: gwangju
#+ source: "five-by-four#three-values-max"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 3 values; it has 4."
#+ says-ko: "계획 ‘시정비전과 목표’에는 가치가 3개 있어야 하는데 4개나 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/value/4> a csp:Value ;
      skos:prefLabel "시정비전과 목표"@ko , "Municipal vision and goals"@en ;
      csp:ordinal 4 ;
      csp:valueOf <id/gwangju/m7> ;
      skos:inScheme <id/gwangju/m7> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/relation/value-4> a csp:Relation ;
      rdf:subject <id/gwangju/m7/value/4> ;
      rdf:predicate csp:valueOf ;
      rdf:object <id/gwangju/m7> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
}
