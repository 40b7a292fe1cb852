#+ plan: saebom
#+ source: "plan#policy-parent-class"
#+ severity: violation
#+ says: "The policy ‘Saebom walks’ stands under ‘Ease’ (csp:policyOf), which is no goal."
#+ says-ko: "정책 ‘걷는 새봄’의 csp:policyOf 값은 목표(csp:Goal)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> csp:policyOf <id/saebom/goal> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> csp:policyOf <id/saebom/value/2> .
  }
}
