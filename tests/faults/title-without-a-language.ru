#+ plan: saebom
#+ source: "check:language-unknown"
#+ severity: violation
#+ says: "The ‘dcterms:title’ ‘새봄시 청사진’ of ‘Blueprint of Saebom’ has no language tag, or one that is neither ko nor en: tag it @ko or @en."
#+ says-ko: "‘새봄시 청사진’의 ‘dcterms:title’ ‘새봄시 청사진’에 언어 태그가 없거나 ko도 en도 아닙니다. ‘@ko’나 ‘@en’을 붙이세요."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> dcterms:title "새봄시 청사진" .
  }
}
