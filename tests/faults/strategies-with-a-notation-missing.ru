#+ plan: gwangju
#+ source: "five-by-four#strategy-notations"
#+ severity: violation
#+ says: "The notations of the strategies of the policy ‘Prosperous Gwangju’ must be 01, 02, 03, 04, each once; one is missing."
#+ says-ko: "정책 ‘풍요로운 광주’의 전략 번호에는 01, 02, 03, 04가 하나씩 있어야 하는데 빠진 것이 있습니다."
BASE <https://w3id.org/gjgraph/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/strategy/1-4> skos:notation "04" .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7> {
    <id/gwangju/m7/strategy/1-4> skos:notation "05" .
  }
}
