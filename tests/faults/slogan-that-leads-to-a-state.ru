#+ plan: saebom
#+ source: "plan#step-kind-value"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ is linked by csp:leadsTo, so it must be a chain step (csp:kind-chain-step) or a state (csp:kind-state): mend its kind or the link."
#+ says-ko: "‘새봄시 청사진’은 csp:leadsTo로 이어지므로 사슬의 단계(csp:kind-chain-step)나 상태(csp:kind-state)여야 합니다. 종류나 연결을 고치세요."
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
    <id/saebom/other> a csp:Detail ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:kind csp:kind-state ;
      skos:topConceptOf <id/saebom> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
    <id/saebom/claim> csp:leadsTo <id/saebom/other> .
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
    <id/saebom/relation/other> a csp:Relation ;
      rdf:subject <id/saebom/other> ;
      rdf:predicate skos:topConceptOf ;
      rdf:object <id/saebom> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
    <id/saebom/relation/link> a csp:Relation ;
      rdf:subject <id/saebom/claim> ;
      rdf:predicate csp:leadsTo ;
      rdf:object <id/saebom/other> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
}
