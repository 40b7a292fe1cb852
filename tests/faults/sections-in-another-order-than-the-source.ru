#+ plan: gwangju
#+ source: "check:section-order"
#+ severity: violation
#+ says: "The ordinal 2 of the section ‘From a city people leave to a city people come back to and seek out’ is not its place in the source: number the sections from 1 in the order of the source (csp:ordinal)."
#+ says-ko: "절 ‘사람들이 떠나는 도시에서 돌아오는 도시, 찾아오는 도시로’의 순서 2가 원문에 나오는 차례와 다르거나 겹치거나 빠졌습니다. 원문의 차례대로 1부터 매기세요(csp:ordinal)."
BASE <https://w3id.org/gjgraph/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/section/1-1> csp:ordinal 1 .
    <id/gwangju/m7/section/1-2> csp:ordinal 2 .
  }
} ;
INSERT DATA {
  GRAPH <graph/gwangju/m7-text> {
    <id/gwangju/m7/section/1-1> csp:ordinal 2 .
    <id/gwangju/m7/section/1-2> csp:ordinal 1 .
  }
}
