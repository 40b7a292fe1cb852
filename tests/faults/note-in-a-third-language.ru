#+ plan: saebom
#+ source: "check:language-unknown"
#+ severity: violation
#+ says: "The ‘skos:editorialNote’ ‘Un nom imprimé’ of ‘Joining up footpaths’ has no language tag, or one that is neither ko nor en: tag it @ko or @en."
#+ says-ko: "‘보행로 잇기’의 ‘skos:editorialNote’ ‘Un nom imprimé’에 언어 태그가 없거나 ko도 en도 아닙니다. ‘@ko’나 ‘@en’을 붙이세요."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:editorialNote "Un nom imprimé"@fr .
  }
}
