#+ plan: saebom
#+ source: "check:disjoint-classes"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ can't be both ‘section’ and ‘strategic plan’: keep one."
#+ says-ko: "‘새봄시 청사진’의 타입 가운데 함께 쓸 수 없는 것이 있습니다: ‘절’, ‘전략계획’."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> a csp:Section .
  }
}
