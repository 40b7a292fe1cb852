#+ plan: saebom
#+ source: "check:printed-form-not-in-quote"
#+ severity: violation
#+ says: "The printed form (csp:printedForm) ‘걷는 생활’ of the passage ‘saebom/passage/goal’ is not in its quote."
#+ says-ko: "구절 ‘saebom/passage/goal’의 인쇄된 이름(csp:printedForm)이 인용문에 없습니다: ‘걷는 생활’"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:printedForm "걷는 생활"@ko .
  }
}
