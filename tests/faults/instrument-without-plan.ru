#+ plan: saebom
#+ source: "plan#instrument-parent"
#+ severity: violation
#+ says: "The policy instrument ‘Blueprint of Saebom’ must stand under one strategic plan (csp:instrumentOf); it stands under 0."
#+ says-ko: "정책수단 ‘새봄시 청사진’의 계획(csp:instrumentOf)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/instrument/1> a csp:PolicyInstrument ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 1 ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
}
