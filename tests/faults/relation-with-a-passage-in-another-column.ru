#+ plan: gwangju
#+ source: "check:relation-passage-elsewhere"
#+ severity: violation
#+ says: "No passage of the relation ‘gwangju/m7/relation/project-1-1’ is on a line, or in a column of a table, where ‘Jobs roadmap’ stands: mend its passages (csp:passage)."
#+ says-ko: "관계 ‘gwangju/m7/relation/project-1-1’의 구절 가운데 ‘일자리 로드맵’이 적힌 줄(표에서는 칸)에 있는 것이 없습니다. 구절(csp:passage)을 고치세요."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/relation/project-1-1> csp:passage <id/gwangju/m7/passage/table-col-1> , <id/gwangju/m7/passage/table-proj-1> .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/relation/project-1-1> csp:passage <id/gwangju/m7/passage/project-2-1> .
  }
}
