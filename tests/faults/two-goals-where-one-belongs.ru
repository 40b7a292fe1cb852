#+ plan: gwangju
#+ source: "five-by-four#one-goal"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 1 goal; it has 2."
#+ says-ko: "계획 ‘시정비전과 목표’의 목표는 1개여야 하는데 2개입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/goal-2> a csp:Goal ;
      skos:prefLabel "시정비전과 목표"@ko , "Municipal vision and goals"@en ;
      csp:ordinal 2 ;
      csp:goalOf <id/gwangju/m7/vision> ;
      skos:inScheme <id/gwangju/m7> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/relation/goal-2> a csp:Relation ;
      rdf:subject <id/gwangju/m7/goal-2> ;
      rdf:predicate csp:goalOf ;
      rdf:object <id/gwangju/m7/vision> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
}
