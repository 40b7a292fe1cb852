#+ plan: saebom
#+ source: "plan#enabled-kind-value"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ is pointed at by csp:enables, so it must be a role (csp:kind-role) or an outcome (csp:kind-outcome): mend its kind or the link."
#+ says-ko: "‘새봄시 청사진’은 csp:enables가 가리키므로 역할(csp:kind-role)이나 성과(csp:kind-outcome)여야 합니다. 종류나 연결을 고치세요."
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
    <id/saebom/strategy/1-1> csp:enables <id/saebom/claim> .
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
    <id/saebom/relation/link> a csp:Relation ;
      rdf:subject <id/saebom/strategy/1-1> ;
      rdf:predicate csp:enables ;
      rdf:object <id/saebom/claim> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
}
