#+ plan: gwangju
#+ source: "five-by-four#four-strategies-min"
#+ severity: violation
#+ says: "The policy ‘Prosperous Gwangju’ must have 4 strategies; it has only 3."
#+ says-ko: "정책 ‘풍요로운 광주’에는 전략이 4개 있어야 하는데 3개뿐입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/strategy/1-4> csp:strategyOf <id/gwangju/m7/policy/1> .
  }
}
