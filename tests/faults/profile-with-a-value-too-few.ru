#+ plan: saebom
#+ source: "saebom#values"
#+ severity: violation
#+ says: "The plan ‘Blueprint of Saebom’ must have 2 values; it has 1."
#+ says-ko: "계획 ‘새봄시 청사진’의 가치 수는 2개여야 하는데 1개입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/2> csp:valueOf <id/saebom> .
  }
}
