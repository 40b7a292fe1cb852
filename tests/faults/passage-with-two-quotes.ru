#+ plan: saebom
#+ source: "plan#passage-quote"
#+ severity: violation
#+ says: "it has 2."
#+ says-ko: "하나여야 하는데 2개입니다."
BASE <https://plan.saebom.example/>
PREFIX oa: <http://www.w3.org/ns/oa#>

INSERT DATA {
  GRAPH <graph/saebom/text> {
    <id/saebom/passage/goal> oa:hasSelector <id/saebom/passage/vision#quote> .
  }
}
