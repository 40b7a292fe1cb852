#+ plan: saebom
#+ source: "plan#passage-source"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ must have one source (oa:hasSource), a csp:SourceDocument."
#+ says-ko: "구절 ‘saebom/passage/goal’의 원문(oa:hasSource)은 csp:SourceDocument 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX csp: <https://w3id.org/gjgraph/csp#>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> oa:hasSource <id/source/other> .
    <id/source/other> a csp:SourceDocument .
  }
}
