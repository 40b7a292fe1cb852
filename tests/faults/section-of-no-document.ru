#+ plan: saebom
#+ source: "plan#section-part"
#+ severity: violation
#+ says: "The section ‘Blueprint of Saebom’ must be part of one section or of the source document (dcterms:isPartOf)."
#+ says-ko: "절 ‘새봄시 청사진’의 상위(dcterms:isPartOf)는 절이나 원문 하나여야 합니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/section/all> dcterms:isPartOf <id/source/saebom> .
  }
}
