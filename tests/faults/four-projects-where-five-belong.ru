#+ plan: gwangju
#+ source: "five-by-four#five-projects-min"
#+ severity: violation
#+ says: "The policy ‘Prosperous Gwangju’ must have 5 projects; it has only 4."
#+ says-ko: "정책 ‘풍요로운 광주’에는 사업이 5개 있어야 하는데 4개뿐입니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/project/1-5> csp:projectOf <id/gwangju/m7/policy/1> .
  }
}
