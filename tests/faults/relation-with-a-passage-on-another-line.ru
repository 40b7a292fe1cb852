#+ plan: saebom
#+ source: "check:relation-passage-elsewhere"
#+ severity: violation
#+ says: "No passage of the relation ‘saebom/relation/strategy-1-1’ is on a line, or in a column of a table, where ‘Joining up footpaths’ stands: mend its passages (csp:passage)."
#+ says-ko: "관계 ‘saebom/relation/strategy-1-1’의 구절 가운데 ‘보행로 잇기’가 적힌 줄(표에서는 칸)에 있는 것이 없습니다. 구절(csp:passage)을 고치세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/strategy-1-1> csp:passage <id/saebom/passage/strategy-1-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/relation/strategy-1-1> csp:passage <id/saebom/passage/strategy-1-2> .
  }
}
