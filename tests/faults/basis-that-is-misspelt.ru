#+ plan: saebom
#+ source: "check:term-unknown"
#+ severity: violation
#+ says: "‘Joining up footpaths’ uses the term ‘csp:basis-stateed’, which the ontology does not define: check its spelling."
#+ says-ko: "‘보행로 잇기’에 쓴 용어가 온톨로지에 없습니다: ‘csp:basis-stateed’. 철자를 확인하세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stateed .
  }
}
