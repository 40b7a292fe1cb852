#+ plan: saebom
#+ source: "editorial#passage-class"
#+ severity: violation
#+ says: "‘Joining up footpaths’ points at ‘saebom/passage/nowhere’ (csp:passage), which is not there or is no passage (csp:Passage)."
#+ says-ko: "‘보행로 잇기’의 csp:passage 값은 구절(csp:Passage)이어야 하는데, 없거나 구절이 아닙니다: ‘saebom/passage/nowhere’"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:passage <id/saebom/passage/nowhere> .
  }
}
