#+ plan: saebom
#+ source: "plan#goal-parent"
#+ severity: violation
#+ says: "it stands under 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/goal> csp:goalOf <id/saebom/vision-2> .
  }
}
