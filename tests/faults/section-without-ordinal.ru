#+ plan: saebom
#+ source: "plan#section-ordinal"
#+ severity: violation
#+ says: "The ordinal of the section ‘Blueprint of Saebom’ (csp:ordinal) must be one integer of 1 or more."
#+ says-ko: "절 ‘새봄시 청사진’의 순서(csp:ordinal)는 1 이상의 정수 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/section/all> csp:ordinal 1 .
  }
}
