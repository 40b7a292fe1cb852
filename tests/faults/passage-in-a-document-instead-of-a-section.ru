#+ plan: saebom
#+ source: "plan#passage-section"
#+ severity: violation
#+ says: "The passage ‘saebom/passage/goal’ must be part of one section (dcterms:isPartOf), a csp:Section."
#+ says-ko: "구절 ‘saebom/passage/goal’의 절(dcterms:isPartOf)은 csp:Section 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> dcterms:isPartOf <id/saebom/section/all> .
  }
} ;
INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> dcterms:isPartOf <id/source/saebom> .
  }
}
