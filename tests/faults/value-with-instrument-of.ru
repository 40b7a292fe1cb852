#+ plan: saebom
#+ source: "plan#instrument-only"
#+ severity: violation
#+ says: "‘Care’ has csp:instrumentOf but is no policy instrument (csp:PolicyInstrument): mend its type"
#+ says-ko: "‘배려’에 csp:instrumentOf가 있지만 정책수단(csp:PolicyInstrument)"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/value/1> csp:instrumentOf <id/saebom> .
  }
}
