#+ plan: saebom
#+ source: "check:text-doubled"
#+ severity: violation
#+ says: "‘Blueprint of Saebom’ has more than one ‘dcterms:title’ in one language, ‘Blueprint of Saebom’ among them: keep one."
#+ says-ko: "‘새봄시 청사진’에 한 언어로 된 ‘dcterms:title’ 값이 둘 이상입니다: ‘Blueprint of Saebom’ 등. 하나만 남기세요."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom> dcterms:title "The Saebom blueprint"@en .
  }
}
