#+ plan: gwangju
#+ source: "five-by-four#three-values-min"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 3 values; it has only 2."
#+ says-ko: "계획 ‘시정비전과 목표’에는 가치가 3개 있어야 하는데 2개뿐입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/value/3> csp:valueOf <id/gwangju/m7> .
  }
}
