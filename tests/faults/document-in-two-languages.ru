#+ plan: saebom
#+ source: "plan#document-language"
#+ severity: violation
#+ says: "it has 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/source/saebom> dcterms:language "en" .
  }
}
