#+ plan: saebom
#+ source: "plan#instrument-parent-class"
#+ severity: violation
#+ says: "The policy instrument ‘Blueprint of Saebom’ stands under ‘Ease’ (csp:instrumentOf), which is no strategic plan."
#+ says-ko: "정책수단 ‘새봄시 청사진’의 csp:instrumentOf 값은 계획(csp:StrategicPlan)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/instrument/1> a csp:PolicyInstrument ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 1 ;
      csp:instrumentOf <id/saebom/value/2> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/policyinstrument> a csp:Relation ;
      rdf:subject <id/saebom/instrument/1> ;
      rdf:predicate csp:instrumentOf ;
      rdf:object <id/saebom/value/2> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
