#+ plan: gwangju
#+ source: "five-by-four#one-vision"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 1 vision; it has 0."
#+ says-ko: "계획 ‘시정비전과 목표’의 비전은 1개여야 하는데 0개입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/vision> csp:visionOf <id/gwangju/m7> .
  }
}
