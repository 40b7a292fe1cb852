#+ plan: gwangju
#+ source: "five-by-four#instrument-ordinals"
#+ severity: violation
#+ says: "The ordinals of the instruments of the plan ‘Municipal vision and goals’ must be 1, 2, each once; one is missing."
#+ says-ko: "계획 ‘시정비전과 목표’의 정책수단 순서에는 1, 2가 하나씩 있어야 하는데 빠진 것이 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/instrument/2> csp:ordinal 2 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/instrument/2> csp:ordinal 3 .
  }
}
