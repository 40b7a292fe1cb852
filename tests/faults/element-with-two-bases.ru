#+ plan: saebom
#+ source: "editorial#basis-one"
#+ severity: violation
#+ says: "it has 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:basis csp:basis-layout .
  }
}
