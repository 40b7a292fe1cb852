#+ plan: gwangju
#+ source: "five-by-four#five-projects-max"
#+ severity: violation
#+ says: "The policy ‘Prosperous Gwangju’ must have 5 projects; it has 6."
#+ says-ko: "정책 ‘풍요로운 광주’에는 사업이 5개 있어야 하는데 6개나 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/project/1-6> a csp:Project ;
      skos:prefLabel "시정비전과 목표"@ko , "Municipal vision and goals"@en ;
      csp:ordinal 6 ;
      csp:projectOf <id/gwangju/m7/policy/1> ;
      skos:inScheme <id/gwangju/m7> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/relation/project-1-6> a csp:Relation ;
      rdf:subject <id/gwangju/m7/project/1-6> ;
      rdf:predicate csp:projectOf ;
      rdf:object <id/gwangju/m7/policy/1> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/gwangju/m7/passage/page-header-1> .
  }
}
