#+ plan: gwangju
#+ source: "five-by-four#five-policies-min"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 5 policies; it has only 4."
#+ says-ko: "계획 ‘시정비전과 목표’에는 정책이 5개 있어야 하는데 4개뿐입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/policy/5> csp:policyOf <id/gwangju/m7/goal> .
  }
}
