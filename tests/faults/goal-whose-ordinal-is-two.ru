#+ plan: gwangju
#+ source: "five-by-four#goal-ordinal"
#+ severity: violation
#+ says: "The ordinal of the goal of the plan ‘Municipal vision and goals’ must be 1."
#+ says-ko: "계획 ‘시정비전과 목표’의 목표 순서는 1이어야 합니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/goal> csp:ordinal 1 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/goal> csp:ordinal 2 .
  }
}
