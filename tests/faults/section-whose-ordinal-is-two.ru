#+ plan: saebom
#+ source: "check:section-order"
#+ severity: violation
#+ says: "The ordinal 2 of the section ‘Blueprint of Saebom’ is not its place in the source: number the sections from 1 in the order of the source (csp:ordinal)."
#+ says-ko: "절 ‘새봄시 청사진’의 순서 2가 원문에 나오는 차례와 다르거나 겹치거나 빠졌습니다. 원문의 차례대로 1부터 매기세요(csp:ordinal)."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/section/all> csp:ordinal 1 .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/section/all> csp:ordinal 2 .
  }
}
