#+ plan: saebom
#+ source: "editorial#basis-one"
#+ severity: violation
#+ says: "‘Joining up footpaths’ must have one basis (csp:basis); it has 0."
#+ says-ko: "‘보행로 잇기’의 바탕(csp:basis)은 하나여야 하는데 0개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-stated .
  }
}
