#+ plan: gwangju
#+ source: "five-by-four#project-ordinals"
#+ severity: violation
#+ says: "The ordinals of the projects of the policy ‘Prosperous Gwangju’ must be 1, 2, 3, 4, 5, each once; one is missing."
#+ says-ko: "정책 ‘풍요로운 광주’의 사업 순서에는 1, 2, 3, 4, 5가 하나씩 있어야 하는데 빠진 것이 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/project/1-5> csp:ordinal 5 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/project/1-5> csp:ordinal 6 .
  }
}
