#+ plan: saebom
#+ source: "plan#policy-only"
#+ severity: violation
#+ says: "‘Saebom walks’ has csp:policyOf but is no policy (csp:Policy): mend its type"
#+ says-ko: "‘걷는 새봄’에 csp:policyOf가 있지만 정책(csp:Policy)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> a csp:Policy .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/policy/1> a csp:Value .
  }
}
