#+ plan: saebom
#+ source: "check:namesake-with-another-name"
#+ severity: violation
#+ says: "‘Joining up footpaths’ and ‘Making shaded paths’ are said to be namesakes (csp:namesakeOf), but their Korean labels differ."
#+ says-ko: "이름이 같다고(csp:namesakeOf) 한 두 요소의 한국어 이름이 다릅니다: ‘보행로 잇기’, ‘그늘길 만들기’"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-2> csp:namesakeOf <id/saebom/strategy/1-1> .
  }
}
