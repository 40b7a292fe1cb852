#+ plan: saebom
#+ source: "plan#passage-source"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ must have one source (oa:hasSource), a csp:SourceDocument."
#+ says-ko: "구절 ‘saebom/passage/goal’의 원문(oa:hasSource)은 csp:SourceDocument 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> oa:hasSource <id/source/saebom> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> oa:hasSource <id/saebom/section/all> .
  }
}
