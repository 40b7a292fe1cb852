#+ plan: saebom
#+ source: "plan#project-parent"
#+ severity: violation
#+ says: "it stands under 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/project/1-1> a csp:Project ;
      skos:prefLabel "새봄시 청사진"@ko , "Blueprint of Saebom"@en ;
      csp:ordinal 1 ;
      csp:projectOf <id/saebom/policy/1> , <id/saebom/policy/2> ;
      skos:inScheme <id/saebom> ;
      csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/project> a csp:Relation ;
      rdf:subject <id/saebom/project/1-1> ;
      rdf:predicate csp:projectOf ;
      rdf:object <id/saebom/policy/1> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/project-2> a csp:Relation ;
      rdf:subject <id/saebom/project/1-1> ;
      rdf:predicate csp:projectOf ;
      rdf:object <id/saebom/policy/2> ;
      csp:basis csp:basis-layout ;
      csp:passage <id/saebom/passage/title> .
  }
}
