#+ plan: saebom
#+ source: "editorial#translation-words"
#+ severity: violation
#+ says: "The translation ‘배려’ (csp:translation) of the passage ‘saebom/passage/value-1’ is empty or all in Hangul: put it into English."
#+ says-ko: "구절 ‘saebom/passage/value-1’의 번역(csp:translation)이 비었거나 한글로만 되어 있습니다. 영어로 옮기세요: ‘배려’"
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/value-1> csp:translation "Care"@en .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/value-1> csp:translation "배려"@en .
  }
}
