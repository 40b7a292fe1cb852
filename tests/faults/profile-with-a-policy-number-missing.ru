#+ plan: saebom
#+ source: "saebom#policy-ordinals"
#+ severity: violation
#+ says: "The policies of the plan ‘Blueprint of Saebom’ must be ordered 1 to 3, each once; one is missing."
#+ says-ko: "계획 ‘새봄시 청사진’의 정책 순서에는 1부터 3까지 하나씩 있어야 하는데 빠진 것이 있습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/3> csp:ordinal 3 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/3> csp:ordinal 4 .
  }
}
