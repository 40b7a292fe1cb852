#+ plan: saebom
#+ source: "plan#passage-line"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ must have one line (csp:line), an integer of 1 or more."
#+ says-ko: "구절 ‘saebom/passage/goal’의 줄(csp:line)은 1 이상의 정수 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:line 4 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:line 0 .
  }
}
