#+ plan: saebom
#+ source: "editorial#typed"
#+ severity: violation
#+ says: "‘saebom/remark’ has a passage but is no plan element, plan, section or relation: mend its type."
#+ says-ko: "‘saebom/remark’에 구절이 있지만 계획 요소도, 계획도, 절도, 관계도 아닙니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/remark> csp:passage <id/saebom/passage/goal> .
  }
}
