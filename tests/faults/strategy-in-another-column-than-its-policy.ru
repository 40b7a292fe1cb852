#+ plan: saebom
#+ source: "check:table-column-differs"
#+ severity: violation
#+ says: "‘Joining up footpaths’ does not stand in the column of ‘Saebom walks’, under which it is put: mend its parent."
#+ says-ko: "‘보행로 잇기’의 자리는 표에서 ‘걷는 새봄’의 열이 아닌데 그 아래에 두었습니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/policy-1> csp:column 1 .
    <id/saebom/passage/strategy-1-1> csp:column 2 .
  }
}
