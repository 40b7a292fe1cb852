#+ plan: saebom
#+ source: "check:printed-form-cut"
#+ severity: violation
#+ says: "The name ‘보행로 잇’ of ‘Joining up footpaths’ begins or ends within a word of the quote: write whole words."
#+ says-ko: "‘보행로 잇기’의 이름 ‘보행로 잇’이 인용문의 낱말 가운데서 시작하거나 끝납니다. 낱말을 온전히 적으세요."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:altLabel "보행로 잇"@ko .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/strategy-1-1> csp:printedForm "보행로 잇"@ko .
  }
}
