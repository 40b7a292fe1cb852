#+ plan: gwangju
#+ source: "five-by-four#two-instruments-min"
#+ severity: violation
#+ says: "The plan ‘Municipal vision and goals’ must have 2 policy instruments; it has only 1."
#+ says-ko: "계획 ‘시정비전과 목표’에는 정책수단이 2개 있어야 하는데 1개뿐입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/instrument/2> csp:instrumentOf <id/gwangju/m7> .
  }
}
