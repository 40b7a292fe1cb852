#+ plan: saebom
#+ source: "editorial#core-not-inferred"
#+ severity: violation
#+ says: "‘Joining up footpaths’ is said to be inferred: take a core element from the source document or from another source, never from an inference."
#+ says-ko: "‘보행로 잇기’의 바탕이 추론입니다. 핵심 요소는 추론하지 말고 원문이나 다른 출처에서 가져오세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated ;
      csp:passage <id/saebom/passage/strategy-1-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-inferred ;
      skos:editorialNote "정책에서 짐작했습니다."@ko , "Guessed from the policy."@en .
  }
}
