#+ plan: saebom
#+ source: "check:column-differs-from-source"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ stands in column 1, but another column (csp:column) is recorded."
#+ says-ko: "구절 ‘saebom/passage/goal’의 표 열(csp:column)이 원문과 다릅니다. 원문에서는 1열입니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:column 2 .
  }
}
