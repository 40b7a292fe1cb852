#+ plan: saebom
#+ source: "check:printed-form-without-label"
#+ severity: violation
#+ says: "A name printed in the passage ‘saebom/passage/strategy-1-1’ is no label of ‘Joining up footpaths’ (skos:prefLabel, skos:altLabel): add it as an alternative (skos:altLabel)."
#+ says-ko: "구절 ‘saebom/passage/strategy-1-1’에 인쇄된 이름이 ‘보행로 잇기’의 이름(skos:prefLabel, skos:altLabel)에 없습니다. 다른 이름(skos:altLabel)으로 더하세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/strategy-1-1> csp:printedForm "보행로"@ko .
  }
}
