#+ plan: saebom
#+ source: "check:domain-differs"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has the property ‘line’ but is no ‘passage’: mend its type, or take the property away."
#+ says-ko: "‘줄’ 속성은 ‘구절’의 개체에만 쓰는데 ‘보행로 잇기’에 쓰였습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:line 8 .
  }
}
