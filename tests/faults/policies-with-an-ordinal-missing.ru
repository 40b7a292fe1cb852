#+ plan: gwangju
#+ source: "five-by-four#policy-ordinals"
#+ severity: violation
#+ says: "The ordinals of the policies of the plan ‘Municipal vision and goals’ must be 1, 2, 3, 4, 5, each once; one is missing."
#+ says-ko: "계획 ‘시정비전과 목표’의 정책 순서에는 1, 2, 3, 4, 5가 하나씩 있어야 하는데 빠진 것이 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/policy/5> csp:ordinal 5 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/policy/5> csp:ordinal 6 .
  }
}
