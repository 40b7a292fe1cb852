#+ plan: gwangju
#+ source: "five-by-four#vision-ordinal"
#+ severity: violation
#+ says: "The ordinal of the vision of the plan ‘Municipal vision and goals’ must be 1."
#+ says-ko: "계획 ‘시정비전과 목표’의 비전 순서는 1이어야 합니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/vision> csp:ordinal 1 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/vision> csp:ordinal 2 .
  }
}
