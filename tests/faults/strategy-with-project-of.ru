#+ plan: saebom
#+ source: "plan#project-only"
#+ severity: violation
#+ says: "‘Joining up footpaths’ has csp:projectOf but is no project (csp:Project): mend its type"
#+ says-ko: "‘보행로 잇기’에 csp:projectOf가 있지만 사업(csp:Project)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> csp:projectOf <id/saebom/policy/1> .
  }
}
