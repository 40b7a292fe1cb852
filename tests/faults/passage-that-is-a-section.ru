#+ plan: saebom
#+ source: "editorial#passage-class"
#+ severity: violation
#+ says: "‘Joining up footpaths’ points at ‘Blueprint of Saebom’ (csp:passage), which is not there or is no passage (csp:Passage)."
#+ says-ko: "‘보행로 잇기’의 csp:passage 값은 구절(csp:Passage)이어야 하는데, 없거나 구절이 아닙니다: ‘새봄시 청사진’"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:passage <id/saebom/section/all> .
  }
}
