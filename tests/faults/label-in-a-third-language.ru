#+ plan: saebom
#+ source: "editorial#label-languages"
#+ severity: violation
#+ says: "The label ‘Joindre les trottoirs’ of ‘"
#+ says-ko: "의 이름 ‘Joindre les trottoirs’에는 언어 태그 ko나 en이 있어야 하고 비어 있으면 안 됩니다."
BASE <https://plan.saebom.example/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  GRAPH <graph/saebom/plan> {
    <id/saebom/strategy/1-1> skos:prefLabel "Joindre les trottoirs"@fr .
  }
}
