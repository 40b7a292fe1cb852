#+ plan: gwangju
#+ source: "check:cell-cut"
#+ severity: violation
#+ says: "The passage ‘gwangju/m7/passage/project-1-1’ of ‘Jobs roadmap’, in a table, begins or ends within a word: mend its start or end (oa:start, oa:end)."
#+ says-ko: "‘일자리 로드맵’의 구절이 표에서 낱말 가운데서 시작하거나 끝납니다: ‘gwangju/m7/passage/project-1-1’. 시작과 끝(oa:start, oa:end)을 고치세요."
BASE <https://w3id.org/gjgraph/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/passage/project-1-1#position> oa:start 2382 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/passage/project-1-1#position> oa:start 2383 .
  }
}
