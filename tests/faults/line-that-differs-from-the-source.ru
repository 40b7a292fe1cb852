#+ plan: saebom
#+ source: "check:line-differs-from-source"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ stands on line 4, but another line (csp:line) is recorded."
#+ says-ko: "구절 ‘saebom/passage/goal’의 줄 번호(csp:line)가 원문과 다릅니다. 원문에서는 4줄입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:line 4 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:line 5 .
  }
}
