#+ plan: saebom
#+ source: "editorial#translation-english"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ must have one English translation (csp:translation @en)."
#+ says-ko: "구절 ‘saebom/passage/goal’에 영어 번역(csp:translation @en)이 하나 있어야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> csp:translation "Goal: to live on foot"@en .
  }
}
