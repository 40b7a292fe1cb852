#+ plan: saebom
#+ source: "editorial#basis-known"
#+ severity: violation
#+ says: "The basis (csp:basis) of ‘Joining up footpaths’ must be stated, layout, inferred or other source; it is ‘basis/rumour’."
#+ says-ko: "‘보행로 잇기’의 바탕(csp:basis)은 명시·배치·추론·다른 출처 가운데 하나여야 하는데 ‘basis/rumour’입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis <id/basis/rumour> .
  }
}
