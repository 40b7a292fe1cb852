#+ plan: saebom
#+ source: "plan#siblings"
#+ severity: violation
#+ says: "Under ‘Saebom walks’, ‘Making shaded paths’ has the notation or the ordinal of one of its siblings."
#+ says-ko: "‘걷는 새봄’ 아래에 번호(skos:notation)나 순서(csp:ordinal)가 다른 형제와 같은 것이 있습니다: ‘그늘길 만들기’."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-2> csp:ordinal 2 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-2> csp:ordinal 1 .
  }
}
