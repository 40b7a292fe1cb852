#+ plan: saebom
#+ source: "plan#goal-parent-class"
#+ severity: violation
#+ says: "The goal ‘Life within walking distance’ stands under ‘Ease’ (csp:goalOf), which is no vision."
#+ says-ko: "목표 ‘걸어서 닿는 생활’의 csp:goalOf 값은 비전(csp:Vision)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> csp:goalOf <id/saebom/vision> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> csp:goalOf <id/saebom/value/2> .
  }
}
